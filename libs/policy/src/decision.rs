//! What policy answers: yes or no, and by which policies, so that it can be told later why.

use std::fmt;
use std::sync::Arc;

use domain::rights::Level;

/// Yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Yes.
    pub permit: bool,
    /// The ids of the policies that determined it, in order: those that permit, or those that forbid. None if no policy
    /// permits.
    pub determining: Arc<[String]>,
    /// The policies that were in force.
    pub policy_set: PolicySetId,
}

impl Decision {
    /// Both, if both permit; otherwise the first that does not.
    pub(crate) fn and(self, other: impl FnOnce() -> Self) -> Self {
        if !self.permit {
            return self;
        }
        let other = other();
        if !other.permit {
            return other;
        }
        let mut both = [&*self.determining, &*other.determining].concat();
        both.sort_unstable();
        both.dedup();
        Self { determining: both.into(), ..self }
    }
}

/// How much of a person an answer may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The highest rung of the ladder that is permitted, with every rung below it.
    pub level: Level,
    /// What permits that rung; if there is none, what denies the lowest.
    pub decision: Decision,
}

/// Which policies are in force: the beginning of the SHA-256 over their text and the schema's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PolicySetId(pub [u8; 8]);

impl fmt::Display for PolicySetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
