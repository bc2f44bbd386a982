//! The shape of everything that decides.

use crate::Stamp;

/// A thing that decides: its state is a fold of its events, and a decision is a function of state and command.
/// `decide` and `evolve` are ordinary synchronous functions: same input, same output, on any machine, in any year.
pub trait Aggregate: Clone + Default + Send + Sync + 'static {
    /// The first token of the name of each of its streams, such as `journey`.
    const KIND: &'static str;
    /// What happened.
    type Event: Clone + std::fmt::Debug + PartialEq + Send + Sync + 'static;
    /// What is asked.
    type Command: std::fmt::Debug + Send + Sync;
    /// Why it cannot be done.
    type Refusal: std::error::Error + PartialEq + Send + Sync + 'static;

    /// What a command does to this state: the events, none if it is done already, or why it cannot be done.
    ///
    /// # Errors
    /// A refusal, which changes nothing.
    fn decide(
        &self,
        stamp: &Stamp,
        command: &Self::Command,
    ) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// Replays one stored event. It never refuses: what happened, happened.
    fn evolve(&mut self, stamp: &Stamp, event: &Self::Event);
}
