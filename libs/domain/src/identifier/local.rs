//! A partner's own number for a person: a case, a client, a prisoner number. It means something only beside the
//! partner that gave it, and only that partner knows its rules.

use super::has_control;
use crate::Pii;

/// The longest number of a partner's own, in characters.
pub const LOCAL_CHARS_MAX: usize = 64;

/// A partner's own number for a person, kept as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalNumber(Pii<String>);

/// Why a text is not a partner's own number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocalError {
    /// Nothing was given.
    #[error("give the organisation's own number for the person, or leave it out")]
    Empty,
    /// More than 64 characters.
    #[error("an organisation's own number has at most 64 characters; give the number alone")]
    Length,
    /// A character that cannot be seen.
    #[error("the number has hidden characters; type it instead of pasting it")]
    Character,
}

impl LocalNumber {
    /// The number as it was written, without space around it.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
}

impl std::str::FromStr for LocalNumber {
    type Err = LocalError;
    fn from_str(text: &str) -> Result<Self, LocalError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(LocalError::Empty),
            1..=LOCAL_CHARS_MAX if has_control(text) => Err(LocalError::Character),
            1..=LOCAL_CHARS_MAX => Ok(Self(Pii::new(text.to_owned()))),
            _ => Err(LocalError::Length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<LocalNumber, LocalError> {
        text.parse()
    }

    #[test]
    fn it_is_kept_as_it_was_written() {
        assert_eq!(parse(" hl1/2026-0042 b ").unwrap().as_str(), "hl1/2026-0042 b");
    }
    #[test]
    fn it_has_one_to_sixty_four_characters() {
        assert_eq!(parse("  "), Err(LocalError::Empty));
        assert!(parse(&"\u{e9}".repeat(64)).is_ok());
        assert_eq!(parse(&"9".repeat(65)), Err(LocalError::Length));
    }
    #[test]
    fn hidden_characters_are_refused() {
        assert_eq!(parse("12\u{202e}34"), Err(LocalError::Character));
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(format!("{:?}", parse("A1234").unwrap()), "LocalNumber(Pii(..))");
    }
}
