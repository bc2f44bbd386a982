//! What is wrong in a feed: where, why, and what is left out because of it. A fault never repeats the value that it is
//! about, which may be fifty megabytes, or say something of a person.

use std::fmt;

use uuid::Uuid;

mod problem;

pub use problem::Problem;

/// The longest path, in characters. The deepest member that is looked at stands well below it.
pub const PATH_CHARS_MAX: usize = 200;

/// Where something stands in a feed, such as `contents[17].schedules[2].opens_at`. Lists count from 0. All names in it are
/// names of the form, so nothing of what a publisher wrote is in a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// A member of what stands here; at most [`PATH_CHARS_MAX`] characters, then the path is the shorter one.
    #[must_use]
    pub fn member(&self, name: &'static str) -> Self {
        let dot = if self.0.is_empty() { "" } else { "." };
        self.longer(format_args!("{dot}{name}"))
    }

    /// One entry of the list that stands here, counted from 0; as long as in [`Path::member`].
    #[must_use]
    pub fn entry(&self, nth: usize) -> Self {
        self.longer(format_args!("[{nth}]"))
    }

    fn longer(&self, by: fmt::Arguments<'_>) -> Self {
        let longer = format!("{}{by}", self.0);
        if longer.chars().count() > PATH_CHARS_MAX { self.clone() } else { Self(longer) }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The service cannot be used at all.
    ServiceLeftOut,
    /// The entry that the member stands in, such as one address of several, is left out; the service is read.
    EntryLeftOut,
    /// That member alone is left out; the service is read.
    FieldLeftOut,
    /// What comes after it, in the feed or in the list, is not read.
    RestLeftOut,
}

impl Effect {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ServiceLeftOut => "SERVICE_LEFT_OUT",
            Self::EntryLeftOut => "ENTRY_LEFT_OUT",
            Self::FieldLeftOut => "FIELD_LEFT_OUT",
            Self::RestLeftOut => "REST_LEFT_OUT",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServiceLeftOut => "the service is left out",
            Self::EntryLeftOut => "the entry that it stands in is left out",
            Self::FieldLeftOut => "the field is left out",
            Self::RestLeftOut => "what follows is left out",
        })
    }
}

/// One thing that is wrong in a feed. Its `Display` is one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: Path,
    /// The id of the service that it stands in, if that could be read; so the publisher finds it after the feed changed.
    pub id: Option<Uuid>,
    /// Why.
    pub problem: Problem,
    /// What is left out because of it.
    pub effect: Effect,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.at, self.problem, self.effect)?;
        self.id.map_or(Ok(()), |id| write!(f, " (id {id})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line_that_says_where_why_and_what_it_costs() {
        let fault = Fault {
            at: Path::default().member("contents").entry(17).member("status"),
            id: Some(Uuid::from_u128(7)),
            problem: Problem::NotOneOf(&["active", "inactive"]),
            effect: Effect::ServiceLeftOut,
        };
        assert_eq!(
            fault.to_string(),
            "contents[17].status: must be one of active, inactive; the service is left out \
             (id 00000000-0000-0000-0000-000000000007)"
        );
    }
    #[test]
    fn a_path_never_grows_beyond_its_limit() {
        let endless =
            (0..100).fold(Path::default(), |path, nth| path.member("contents").entry(nth));
        assert!(endless.to_string().chars().count() <= PATH_CHARS_MAX);
    }
}
