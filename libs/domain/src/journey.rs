//! The journey: everything that was decided with and about one person, as one fold. It is the consistency boundary:
//! a decision that touches several topics (accept a referral, move responsibility, name the new lead) is one list of
//! events and one append, so two copies or two owners cannot be written down.

use crate::{Aggregate, Role, Stamp, aftercare, assignment, intake, rights, routing};

/// Declares the journey from its topics: one variant each of Event, Command and Refusal, and one field of state.
macro_rules! topics {
    ($( $(#[$meta:meta])* $variant:ident $field:ident $($path:ident)::+ ; )+) => {
        /// What happened on a journey, by topic.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event { $( $(#[$meta])* $variant($($path)::+::Event), )+ }
        /// What can be asked of a journey, by topic.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Command { $( $(#[$meta])* $variant($($path)::+::Command), )+ }
        /// Why a journey says no, by topic.
        #[derive(Debug, Clone, PartialEq, thiserror::Error)]
        pub enum Refusal {
            /// Whoever asks watches over the work, or keeps it going, and decides nothing here.
            #[error("nobody decides this in that role")]
            NotForThisRole,
            $( $(#[$meta])* #[error(transparent)] $variant(#[from] $($path)::+::Refusal), )+
        }
        /// A person's journey, folded from its events.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Journey { $( $(#[$meta])* pub $field: $($path)::+::State, )+ }

        $( impl From<$($path)::+::Event> for Event {
            fn from(event: $($path)::+::Event) -> Self { Self::$variant(event) }
        }
        impl From<$($path)::+::Command> for Command {
            fn from(command: $($path)::+::Command) -> Self { Self::$variant(command) }
        } )+

        impl Aggregate for Journey {
            const KIND: &'static str = "journey";
            type Event = Event;
            type Command = Command;
            type Refusal = Refusal;

            fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
                if !is_for(stamp.by.role, command) {
                    return Err(Refusal::NotForThisRole);
                }
                match command { $( Command::$variant(c) => Ok($($path)::+::decide(self, stamp, c)?), )+ }
            }
            fn evolve(&mut self, stamp: &Stamp, event: &Event) {
                match event { $( Event::$variant(e) => $($path)::+::evolve(&mut self.$field, stamp, e), )+ }
            }
        }
    };
}

/// Whether somebody in this capacity may ask this at all. A privacy officer judges looks and protects people; auditors
/// and operators decide nothing about anybody.
const fn is_for(role: Role, command: &Command) -> bool {
    match role {
        Role::Worker | Role::Manager | Role::Partnership | Role::Person | Role::System => true,
        Role::PrivacyOfficer => matches!(command, Command::BreakGlass(_) | Command::Protection(_)),
        Role::Auditor | Role::Operator => false,
    }
}

topics! {
    /// How the person first came.
    Enquiry enquiry intake::enquiry;
    /// Who the person is.
    Person person intake::person;
    /// What the person agreed to.
    Agreement agreement intake::agreement;
    /// Whether a fund may help.
    Eligibility eligibility intake::eligibility;
    /// Spells of support.
    Episode episode intake::episode;
    /// What stands in the way, and what the person brings.
    Need need intake::need;
    /// Goals and actions.
    Plan plan intake::plan;
    /// Where on the pipeline, and setbacks.
    Stage stage intake::stage;
    /// What was offered, and the answer.
    Offer offer intake::offer;
    /// Who is responsible now.
    Lead lead assignment::lead;
    /// Who else walks with the person.
    Supporter supporter assignment::supporter;
    /// Attempts to reach the person.
    Contact contact assignment::contact;
    /// Support activities.
    Intervention intervention assignment::intervention;
    /// Linked adults.
    Household household assignment::household;
    /// Requests that a service help, and handovers.
    Referral referral routing::referral;
    /// Work, and whether it lasts.
    Job job aftercare::job;
    /// Distance travelled.
    Progress progress aftercare::progress;
    /// What was achieved.
    Outcome outcome aftercare::outcome;
    /// EMA and travel help.
    Allowance allowance aftercare::allowance;
    /// What people say of the service.
    Feedback feedback aftercare::feedback;
    /// Whom the person is with, and asks.
    Presence presence rights::presence;
    /// Looks outside the rules, and their review.
    BreakGlass break_glass rights::break_glass;
    /// Whether the person is to be found by nobody who does not support them already.
    Protection protection rights::protection;
    /// Where the person could go, as they were told.
    Route route routing::route;
}
