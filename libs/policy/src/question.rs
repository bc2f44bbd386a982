//! What policy is asked: everything that matters of a call, and nothing that says whom it is about. So the same question
//! comes again and again, and its answer can be remembered.

use domain::Sensitivity;
use domain::rights::{Purpose, Relationships};

use crate::{Action, Capacity};

/// May somebody do this, and how much of the person do they see?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Question {
    /// What they ask to do.
    pub action: Action,
    /// In what capacity.
    pub capacity: Capacity,
    /// What stands between them and the person; none if nobody in particular is asked about, or nobody is there yet.
    pub relationships: Relationships,
    /// What it is for.
    pub purpose: Purpose,
    /// How closely the value is kept that they ask to see; none if they ask for no one value.
    pub sensitivity: Option<Sensitivity>,
    /// The person's agreement to the service stands.
    pub agreed: bool,
    /// The person is at risk, or has had the use of their data restricted.
    pub protected: bool,
    /// The organisation that is asked about is the caller's own: whose work list, whose entry of the directory.
    pub own_organisation: bool,
}

impl Question {
    /// Asked by somebody whom nothing ties to anybody.
    pub const fn new(action: Action, capacity: Capacity, purpose: Purpose) -> Self {
        Self {
            action,
            capacity,
            relationships: Relationships::NONE,
            purpose,
            sensitivity: None,
            agreed: false,
            protected: false,
            own_organisation: false,
        }
    }

    /// The same, with this between them and the person.
    #[must_use]
    pub fn by(self, relationships: impl Into<Relationships>) -> Self {
        Self { relationships: relationships.into(), ..self }
    }

    /// The same, about a value that is kept so closely.
    #[must_use]
    pub const fn of(self, sensitivity: Sensitivity) -> Self {
        Self { sensitivity: Some(sensitivity), ..self }
    }
}
