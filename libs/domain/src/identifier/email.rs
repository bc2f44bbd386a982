//! The email address: enough checking to catch a slip. Whether somebody reads it only a message can tell.

use super::has_control;
use crate::Pii;

/// An email address. People share addresses, so it never identifies by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(Pii<String>);

/// Why a text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Not exactly one @ with something on either side.
    #[error(
        "an email address has one @ with something before and after it; check what is missing or doubled"
    )]
    At,
    /// A space, or a character that cannot be seen.
    #[error("an email address has no spaces or hidden characters; type it instead of pasting it")]
    Character,
    /// What follows the @ is not the name of a mail provider.
    #[error("the part after the @ is a name with a dot, such as example.org; check it")]
    Domain,
    /// Longer than mail systems take.
    #[error(
        "this email address is longer than mail systems take; check that only one address was pasted"
    )]
    Length,
}

/// Longest part before the @, and longest address, in characters (RFC 5321, 4.5.3.1).
const LOCAL_CHARS_MAX: usize = 64;
const ADDRESS_CHARS_MAX: usize = 254;
const LABEL_CHARS_MAX: usize = 63;

impl Email {
    /// The address, its domain in lower case; what stands before the @ is the provider's to read, and stays as it is.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
}

impl std::str::FromStr for Email {
    type Err = EmailError;
    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if has_control(text) || text.contains(char::is_whitespace) {
            return Err(EmailError::Character);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailError::At)?;
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(EmailError::At);
        }
        if local.len() > LOCAL_CHARS_MAX || text.len() > ADDRESS_CHARS_MAX {
            return Err(EmailError::Length);
        }
        if !domain.contains('.') || !domain.split('.').all(is_label) {
            return Err(EmailError::Domain);
        }
        Ok(Self(Pii::new(format!("{local}@{}", domain.to_ascii_lowercase()))))
    }
}

fn is_label(label: &str) -> bool {
    let regular = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    regular
        && (1..=LABEL_CHARS_MAX).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Email, EmailError> {
        text.parse()
    }

    #[test]
    fn only_the_domain_is_put_into_lower_case() {
        assert_eq!(
            parse(" Testy.McSample@Example.ORG ").unwrap().as_str(),
            "Testy.McSample@example.org"
        );
    }
    #[test]
    fn a_hyphen_is_part_of_an_address() {
        assert_eq!(
            parse("day-centre@one-stop.example").unwrap().as_str(),
            "day-centre@one-stop.example"
        );
    }
    #[test]
    fn there_is_exactly_one_at() {
        for text in ["", "testy.example.org", "testy@", "@example.org", "a@b@example.org"] {
            assert_eq!(parse(text), Err(EmailError::At), "{text}");
        }
    }
    #[test]
    fn the_domain_must_be_able_to_exist() {
        for text in
            ["a@localhost", "a@example..org", "a@-example.org", "a@example.org.", "a@ex_ample.org"]
        {
            assert_eq!(parse(text), Err(EmailError::Domain), "{text}");
        }
    }
    #[test]
    fn spaces_and_hidden_characters_are_refused() {
        for text in ["a b@example.org", "a@example.org\u{202e}", "a\u{0}@example.org"] {
            assert_eq!(parse(text), Err(EmailError::Character), "{text}");
        }
    }
    #[test]
    fn an_endless_address_is_refused() {
        assert_eq!(parse(&format!("{}@example.org", "a".repeat(65))), Err(EmailError::Length));
    }
    #[test]
    fn nothing_of_an_address_is_printed() {
        assert_eq!(format!("{:?}", parse("a@example.org").unwrap()), "Email(Pii(..))");
    }
}
