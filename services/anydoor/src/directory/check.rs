//! Reads a feed from end to end and counts: what can be read, what is left out, what is wrong.

use std::io::BufRead;

use oruk::{Fault, Feed, PageFacts, SplitError};
use routing::import::Gathered;

/// What a feed came to.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// How many services can be read.
    pub(crate) read: usize,
    /// How many records cannot.
    pub(crate) left_out: usize,
    /// What is wrong, in order; not more than was asked for.
    pub(crate) faults: Vec<Fault>,
    /// How many faults there are besides.
    pub(crate) more: usize,
    /// Which of how many pages this is.
    pub(crate) page: PageFacts,
}

impl Checked {
    /// What was read of a feed for an import.
    pub(crate) fn of(gathered: &Gathered, faults_max: usize) -> Self {
        let (read, left_out, page) = (gathered.readable(), gathered.left_out, PageFacts::default());
        let mut checked = Self { read, left_out, faults: vec![], more: gathered.more, page };
        checked.name(gathered.faults.clone(), faults_max);
        checked
    }

    pub(crate) fn faults_in_all(&self) -> usize {
        self.faults.len() + self.more
    }

    fn name(&mut self, faults: Vec<Fault>, faults_max: usize) {
        let room = faults_max - self.faults.len();
        self.more += faults.len().saturating_sub(room);
        self.faults.extend(faults.into_iter().take(room));
    }
}

/// Reads all of a feed. Holds one record, ids, and as many faults as are asked for.
///
/// # Errors
/// If this is no feed, or reading fails.
pub(crate) fn check(reader: impl BufRead, faults_max: usize) -> Result<Checked, SplitError> {
    let mut feed = Feed::new(reader);
    let mut checked = Checked::default();
    while let Some(record) = feed.next()? {
        match record.service {
            Some(_) => checked.read += 1,
            None => checked.left_out += 1,
        }
        checked.name(record.faults, faults_max);
        checked.more += record.more;
    }
    let end = feed.end();
    checked.read -= end.left_out.len();
    checked.left_out += end.left_out.len();
    checked.name(end.faults, faults_max);
    checked.more += end.more;
    checked.page = feed.page();
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/ten-faults.json");
    const WHOLE: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/whole.json");

    #[test]
    fn check_names_all_ten_and_counts_the_rest() {
        let checked = check(TEN, 1_000).expect("it is a feed");
        assert_eq!((checked.read, checked.left_out), (4, 8));
        assert_eq!((checked.faults.len(), checked.more), (10, 0));
    }
    #[test]
    fn a_feed_without_a_fault_has_none() {
        let checked = check(WHOLE, 1_000).expect("it is a feed");
        assert_eq!((checked.read, checked.left_out, checked.faults_in_all()), (12, 0, 0));
    }
    #[test]
    fn those_that_are_not_named_are_counted() {
        let checked = check(TEN, 3).expect("it is a feed");
        assert_eq!((checked.faults.len(), checked.more), (3, 7));
    }
    #[test]
    fn of_a_feed_that_breaks_off_what_came_before_is_counted() {
        let checked = check(&WHOLE[..WHOLE.len() / 2], 1_000).expect("it begins as a feed");
        assert!(checked.read > 3 && checked.left_out == 1, "{checked:?}");
        assert_eq!(checked.faults_in_all(), 1);
    }
}
