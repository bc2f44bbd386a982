//! The faults of one record: so many are named, and the others counted.

use uuid::Uuid;

use crate::{Effect, Fault, Path, Problem};

/// The most faults of one record that are named; the others are counted.
pub const FAULTS_MAX: usize = 100;

/// The faults of one record.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// The service's id, once it is read.
    pub(super) id: Option<Uuid>,
    pub(super) named: Vec<Fault>,
    pub(super) more: usize,
}

impl Faults {
    pub(super) fn add(&mut self, at: Path, problem: Problem, effect: Effect) {
        if self.named.len() < FAULTS_MAX {
            self.named.push(Fault { at, id: self.id, problem, effect });
        } else {
            self.more += 1;
        }
    }
}
