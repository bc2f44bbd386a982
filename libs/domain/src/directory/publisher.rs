//! Publisher: somebody whose feed of services is read, what its terms mean to us, and how the last readings went. What it
//! says of each service is a [`Publication`](super::Publication).

use super::{LINE_CHARS_MAX, is_line, oversees};
use crate::{Aggregate, Date, PublisherId, Stamp};

mod import;
mod profile;
#[cfg(test)]
mod tests;

pub use import::{ImportFailure, Outcome, Tally};
pub use profile::{Profile, TERM_RULES_MAX, TermRule};

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The publisher's feed is read from now on.
    Registered {
        /// Which publisher: the stream is named after it.
        publisher: PublisherId,
        /// What is known of it.
        profile: Profile,
    },
    /// Something else is known of it: all of it, from now on.
    Changed(Profile),
    /// An import of its feed ended.
    Imported(Outcome),
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Reads the publisher's feed from now on.
    Register {
        /// Which publisher.
        publisher: PublisherId,
        /// What is known of it.
        profile: Profile,
    },
    /// Replaces what is known of it.
    Change(Profile),
    /// Records how an import ended.
    Conclude(Outcome),
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Only those who answer for the partnership may do this.
    #[error("only the partnership's operations can do this")]
    NotThePartnership,
    /// It is registered already, as something else.
    #[error("the publisher is registered already, with another profile; change that instead")]
    AlreadyRegistered,
    /// Nobody registered it.
    #[error("no such publisher; register it first")]
    NotRegistered,
    /// An empty, overlong or unshowable name.
    #[error("a publisher has a name of 1 to {LINE_CHARS_MAX} characters that can be seen")]
    Name,
    /// No address that a feed can be read from.
    #[error(
        "a publisher's address begins with https://, http:// or file:///, and has neither user, question mark nor #"
    )]
    Base,
    /// What is read by night has to be in the web.
    #[error("only a feed in the web can be read each night")]
    NotInTheWeb,
    /// Rules for its terms that cannot be meant.
    #[error(
        "name at most {TERM_RULES_MAX} terms, each once, in 1 to {LINE_CHARS_MAX} characters that can be seen"
    )]
    Terms,
}

/// A publisher, folded from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Publisher {
    /// Present once registered.
    pub registered: Option<Registered>,
}

/// A publisher whose feed is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Registered {
    /// Which.
    pub publisher: PublisherId,
    /// What is known of it.
    pub profile: Profile,
    /// The version of what is known of it, counted from 1: cards say by which they were made.
    pub revision: u32,
    /// How the last import ended, and on which day.
    pub last: Option<(Date, Outcome)>,
    /// What the last import that went well came to, and on which day.
    pub last_good: Option<(Date, Tally)>,
}

impl Aggregate for Publisher {
    const KIND: &'static str = "publisher";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        if !oversees(stamp) {
            return Err(Refusal::NotThePartnership);
        }
        match command {
            Command::Register { publisher, profile } => register(self, *publisher, profile),
            Command::Change(profile) => change(registered(self)?, profile),
            Command::Conclude(outcome) => {
                let last = (stamp.occurred_on, *outcome);
                let is_known = registered(self)?.last == Some(last);
                Ok(if is_known { vec![] } else { vec![Event::Imported(*outcome)] })
            }
        }
    }

    fn evolve(&mut self, stamp: &Stamp, event: &Event) {
        match event {
            Event::Registered { publisher, profile } => {
                let (publisher, profile) = (*publisher, profile.clone());
                let (revision, last, last_good) = (1, None, None);
                self.registered =
                    Some(Registered { publisher, profile, revision, last, last_good });
            }
            Event::Changed(profile) => self.set(|known| {
                known.profile = profile.clone();
                known.revision = known.revision.saturating_add(1);
            }),
            Event::Imported(outcome) => self.set(|known| {
                known.last = Some((stamp.occurred_on, *outcome));
                if let Outcome::Concluded(tally) = outcome {
                    known.last_good = Some((stamp.occurred_on, *tally));
                }
            }),
        }
    }
}

impl Publisher {
    fn set(&mut self, change: impl FnMut(&mut Registered)) {
        self.registered.iter_mut().for_each(change);
    }
}

fn registered(state: &Publisher) -> Result<&Registered, Refusal> {
    state.registered.as_ref().ok_or(Refusal::NotRegistered)
}

fn register(
    state: &Publisher,
    publisher: PublisherId,
    profile: &Profile,
) -> Result<Vec<Event>, Refusal> {
    check(profile)?;
    match &state.registered {
        None => Ok(vec![Event::Registered { publisher, profile: profile.clone() }]),
        Some(known) if known.profile == *profile => Ok(vec![]), // A retry.
        Some(_) => Err(Refusal::AlreadyRegistered),
    }
}

fn change(known: &Registered, profile: &Profile) -> Result<Vec<Event>, Refusal> {
    check(profile)?;
    Ok(if known.profile == *profile { vec![] } else { vec![Event::Changed(profile.clone())] })
}

fn check(profile: &Profile) -> Result<(), Refusal> {
    if !is_line(&profile.name) {
        return Err(Refusal::Name);
    }
    if !profile.is_address() {
        return Err(Refusal::Base);
    }
    if profile.nightly && !profile.is_in_the_web() {
        return Err(Refusal::NotInTheWeb);
    }
    let terms_fit = profile.terms.len() <= TERM_RULES_MAX
        && profile.terms.keys().all(|term| is_line(term))
        && profile.terms.values().all(|rule| !rule.groups.iter().any(|g| g.is_question()));
    if terms_fit { Ok(()) } else { Err(Refusal::Terms) }
}
