//! Who may do what, and how much of a person they see. A [`Question`] is put in plain words; the answer follows from
//! policies in Cedar, which a data-protection officer can read: `policies/`. What is not permitted is denied, and what
//! cannot be evaluated is denied too.
//!
//! What stands between a worker and a person, and whether their agreement stands, are facts that others find out. Who of
//! those whom policy lets through may do what, and when, is for the journey's own rules. What is done with a decision is
//! for whoever asked.
//!
//! ```
//! use domain::rights::{Level, Purpose, Relationship};
//! use anydoor_policy::{Action, Capacity, Policy, Question};
//!
//! let policy = Policy::built_in();
//! let stranger = Question::new(Action::FindPerson, Capacity::Worker, Purpose::Intake);
//! assert_eq!(policy.level(stranger), Level::BeingHelped);
//! assert_eq!(policy.level(stranger.by(Relationship::Present)), Level::Holder);
//! ```

mod action;
mod decision;
mod engine;
mod error;
mod load;
mod policy;
mod question;

pub use action::Action;
pub use decision::{Decision, Disclosure, PolicySetId};
pub use domain::Role as Capacity;
pub use domain::rights::Relationships;
pub use error::PolicyError;
pub use load::{SCHEMA, Source};
pub use policy::{MEMO_MAX, Policy};
pub use question::Question;
