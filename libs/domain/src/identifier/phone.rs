//! The phone number, kept in its international form (ITU-T E.164): plus, country, number.

use super::is_hyphen;
use crate::Pii;

/// A phone number, such as a plus and the digits after it. People share phones, so it never identifies by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phone(Pii<String>);

/// Why a text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Something else than digits and what people put between them.
    #[error(
        "a phone number is digits, perhaps after a +; put anything else, such as an extension, into the note"
    )]
    Character,
    /// It begins neither with 0 nor with a plus.
    #[error("a phone number begins with 0, or with + and the country; add the area code")]
    Beginning,
    /// Too few or too many digits.
    #[error(
        "this phone number is too short or too long; check that no digit is missing or doubled"
    )]
    Length,
}

impl Phone {
    /// The number in its international form.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
}

impl std::str::FromStr for Phone {
    type Err = PhoneError;
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let dialled = without_punctuation(text);
        let number = international(&dialled)?;
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PhoneError::Character);
        }
        match number.strip_prefix("44") {
            Some(national) if !(9..=10).contains(&national.len()) => {
                return Err(PhoneError::Length);
            }
            None if !(7..=15).contains(&number.len()) => return Err(PhoneError::Length),
            Some(_) | None => {}
        }
        if number.starts_with('0') {
            return Err(PhoneError::Beginning); // No country's code begins with 0.
        }
        Ok(Self(Pii::new(format!("+{number}"))))
    }
}

fn without_punctuation(text: &str) -> String {
    let is_punctuation =
        |c: char| c.is_whitespace() || is_hyphen(c) || matches!(c, '.' | '(' | ')' | '/');
    text.chars().filter(|c| !is_punctuation(*c)).collect()
}

/// The digits from the country's code on. A 0 after +44 is how people write both forms at once: +44 (0)131...
fn international(dialled: &str) -> Result<String, PhoneError> {
    let abroad = dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00"));
    match (abroad, dialled.strip_prefix('0')) {
        (Some(number), _) => Ok(match number.strip_prefix("440") {
            Some(national) => format!("44{national}"),
            None => number.to_owned(),
        }),
        (None, Some(national)) => Ok(format!("44{national}")),
        (None, None) if dialled.starts_with(|c: char| c.is_ascii_digit()) => {
            Err(PhoneError::Beginning)
        }
        (None, None) => Err(PhoneError::Character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Phone, PhoneError> {
        text.parse()
    }

    #[test]
    fn every_way_to_write_a_number_is_the_same_number() {
        for typed in [
            "0131 496 0000",
            "(0131) 496-0000",
            "+44 (0)131 496 0000",
            "0044 131.496.0000",
            "+441314960000",
        ] {
            assert_eq!(parse(typed).unwrap().as_str(), "+441314960000", "{typed}");
        }
    }
    #[test]
    fn mobiles_and_foreign_numbers_are_numbers() {
        assert_eq!(parse("07700 900123").unwrap().as_str(), "+447700900123");
        assert_eq!(parse("+353 1 234 5678").unwrap().as_str(), "+35312345678");
    }
    #[test]
    fn a_number_without_its_area_code_cannot_be_rung_from_elsewhere() {
        assert_eq!(parse("496 0000"), Err(PhoneError::Beginning));
        assert_eq!(parse("+0131 496 0000"), Err(PhoneError::Beginning));
    }
    #[test]
    fn a_missing_or_doubled_digit_shows() {
        for text in ["0131 496", "07700 9001234", "+1", "+1234567890123456"] {
            assert_eq!(parse(text), Err(PhoneError::Length), "{text}");
        }
    }
    #[test]
    fn words_are_not_a_number() {
        for text in ["", "ask at desk", "0131 496 0000 ext 2", "0131\u{0661}960000"] {
            assert_eq!(parse(text), Err(PhoneError::Character), "{text}");
        }
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(format!("{:?}", parse("07700 900123").unwrap()), "Phone(Pii(..))");
    }

    proptest! {
        #[test]
        fn parsing_what_was_parsed_changes_nothing(text in "[+0]{0,2}[0-9() -]{6,16}") {
            if let Ok(phone) = parse(&text) {
                prop_assert_eq!(parse(phone.as_str()), Ok(phone));
            }
        }
    }
}
