//! What the demo writes while it plays: where it is in which story, and which commands were answered.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context;
use uuid::Uuid;

/// The demo's progress, as its file says.
pub(crate) struct Progress {
    file: PathBuf,
    began: Instant,
    lines: Vec<String>,
    /// When each line was first seen.
    seen: Vec<Instant>,
}

impl Progress {
    /// Watches a file that does not have to be there yet.
    pub(crate) fn watch(file: PathBuf) -> Self {
        Self { file, began: Instant::now(), lines: vec![], seen: vec![] }
    }

    /// Reads what is new.
    pub(crate) fn look(&mut self) {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        self.lines.extend(whole.lines().skip(self.lines.len()).map(str::to_owned));
        self.seen.resize_with(self.lines.len(), Instant::now);
    }

    /// Which story, and which of its steps was done last.
    pub(crate) fn step(&self) -> (u32, u32) {
        let step = self.lines.iter().rev().find_map(|line| line.strip_prefix("step "));
        let numbers = step.and_then(|step| step.split_once(' '));
        let number = |text: &str| text.parse().unwrap_or_default();
        numbers.map_or((0, 0), |(story, step)| (number(story), number(step)))
    }

    /// How long it has been watched.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// The longest time without any progress: before a moment, and after it.
    pub(crate) fn longest_waits(&self, moment: Instant) -> (Duration, Duration) {
        let (mut before, mut after) = (Duration::ZERO, Duration::ZERO);
        for pair in self.seen.windows(2) {
            let longest = if pair[1] < moment { &mut before } else { &mut after };
            *longest = (*longest).max(pair[1] - pair[0]);
        }
        (before, after)
    }

    /// The commands that were answered and must stand: not a registration that only told who the person is.
    pub(crate) fn acknowledged(&self) -> anyhow::Result<Vec<Uuid>> {
        let done = self.lines.iter().filter_map(|line| line.strip_prefix("done "));
        done.map(|id| id.parse().with_context(|| format!("{id} is not a request id"))).collect()
    }
}
