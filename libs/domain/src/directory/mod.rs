//! The directory: organisations, their workers, their services and places, the door that takes what no one else takes,
//! and what others publish of services. Nothing here is about a person who is supported, so everything stands in clear.

pub mod clocks;
pub mod fallback;
pub mod organisation;
pub mod overlay;
pub mod place;
pub mod publication;
pub mod publisher;
pub mod service;
pub mod worker;

pub use clocks::AreaClocks;
pub use fallback::FallbackDoor;
pub use organisation::Organisation;
pub use overlay::Overlay;
pub use publication::Publication;
pub use publisher::Publisher;
pub use service::Service;

use crate::identifier::has_control;
use crate::{OrgId, Role, Stamp, TEXT_CHARS_MAX};

/// The longest name or line of text in the directory, in characters.
pub const LINE_CHARS_MAX: usize = 200;

/// Whether this can be shown as a name or a line of text: not empty, not long, nothing hidden in it.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= LINE_CHARS_MAX && !has_control(text)
}

/// Whether this can be shown as a text of several lines: not empty, not long, nothing hidden in it.
fn is_prose(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= TEXT_CHARS_MAX
        && !text.split('\n').any(has_control)
}

/// Whether somebody answers for the whole partnership: its operations, or the system that acts for them.
fn oversees(stamp: &Stamp) -> bool {
    match stamp.by.role {
        Role::Partnership | Role::System => true,
        Role::Worker
        | Role::Manager
        | Role::Person
        | Role::PrivacyOfficer
        | Role::Auditor
        | Role::Operator => false,
    }
}

/// Whether somebody may manage what belongs to this organisation: its own managers, and those who oversee all.
fn manages(stamp: &Stamp, org: OrgId) -> bool {
    oversees(stamp) || (stamp.by.org == org && stamp.by.role == Role::Manager)
}
