//! The National Insurance number: two letters, six digits, and a letter A to D (HMRC manual NIM39110). It has no check
//! digit, so a slip in the digits cannot be seen.

use super::{Class, digits, squeeze};
use crate::Pii;

/// A National Insurance number. Its suffix is often missing on paper, and the number is unique without it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nino {
    text: Pii<String>,
    class: Class,
}

/// Why a text is not a National Insurance number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NinoError {
    /// Not two letters, six digits and perhaps a letter.
    #[error(
        "a National Insurance number is two letters, six digits and a letter; check it against a letter or payslip"
    )]
    Shape,
    /// HMRC's temporary reference number: 11a11111.
    #[error(
        "this is a temporary reference number of HMRC, not a National Insurance number; go on without one"
    )]
    TemporaryReference,
    /// No number begins with these letters. The specimen number of printed forms is one such.
    #[error(
        "no National Insurance number begins with these two letters; check them, and that it is not a specimen"
    )]
    Prefix,
    /// The last letter is not A, B, C or D.
    #[error(
        "a National Insurance number ends in A, B, C or D; check the last letter, or leave it out"
    )]
    Suffix,
}

/// How many characters name the person: all but the suffix.
const INDEXED_CHARS: usize = 8;

impl Nino {
    /// The number as it is written: eight characters, or nine with the suffix.
    pub fn as_str(&self) -> &str {
        self.text.expose()
    }
    /// The eight characters by which the number is unique, with or without its suffix.
    pub fn index_form(&self) -> &str {
        &self.as_str()[..INDEXED_CHARS]
    }
    /// Whether it identifies a person, or only looks as if it did.
    pub fn class(&self) -> Class {
        self.class
    }
}

impl std::str::FromStr for Nino {
    type Err = NinoError;
    fn from_str(text: &str) -> Result<Self, NinoError> {
        let text = squeeze(text);
        if is_temporary_reference(&text) {
            return Err(NinoError::TemporaryReference);
        }
        let (number, suffix) = text.split_at_checked(INDEXED_CHARS).ok_or(NinoError::Shape)?;
        let [first, second] = *prefix(number).ok_or(NinoError::Shape)?;
        let class = class_of(first, second).ok_or(NinoError::Prefix)?;
        match suffix.as_bytes() {
            [] | [b'A'..=b'D'] => Ok(Self { text: Pii::new(text), class }),
            [b'A'..=b'Z'] => Err(NinoError::Suffix),
            _ => Err(NinoError::Shape),
        }
    }
}

fn prefix(number: &str) -> Option<&[u8; 2]> {
    let (letters, number) = number.split_at_checked(2)?;
    digits::<6>(number)?;
    letters
        .as_bytes()
        .try_into()
        .ok()
        .filter(|letters: &&[u8; 2]| letters.iter().all(u8::is_ascii_uppercase))
}

fn is_temporary_reference(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, letter, rest @ ..]
        if a.is_ascii_digit() && b.is_ascii_digit() && letter.is_ascii_uppercase()
            && rest.len() == 5 && rest.iter().all(u8::is_ascii_digit))
}

fn class_of(first: u8, second: u8) -> Option<Class> {
    match &[first, second] {
        b"OO" | b"CR" | b"FY" | b"MW" | b"NC" | b"PP" | b"PY" | b"PZ" => {
            Some(Class::Administrative)
        }
        _ => is_allowed(first, second).then_some(Class::Valid),
    }
}

/// Whether the rules of HMRC allow this prefix. Some prefixes that they allow are used for other things.
fn is_allowed(first: u8, second: u8) -> bool {
    let never = |letter| matches!(letter, b'D' | b'F' | b'I' | b'Q' | b'U' | b'V');
    let barred = matches!(&[first, second], b"BG" | b"GB" | b"KN" | b"NK" | b"NT" | b"TN" | b"ZZ");
    !never(first) && !never(second) && second != b'O' && !barred
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Nino, NinoError> {
        text.parse()
    }

    #[test]
    fn three_hundred_and_seventy_three_prefixes_are_allowed() {
        let letters = || b'A'..=b'Z';
        let allowed = letters().flat_map(|a| letters().filter(move |b| is_allowed(a, *b))).count();
        assert_eq!(allowed, 373);
    }
    #[test]
    fn a_number_without_its_suffix_is_the_same_number() {
        let (whole, short) = (parse("ab 12 34 56 c").unwrap(), parse("AB-123456").unwrap());
        assert_eq!(whole.as_str(), "AB123456C");
        assert_eq!(short.as_str(), "AB123456");
        assert_eq!(whole.index_form(), short.index_form());
    }
    #[test]
    fn an_administrative_prefix_is_told_apart() {
        for prefix in ["OO", "CR", "FY", "MW", "NC", "PP", "PY", "PZ"] {
            assert_eq!(
                parse(&format!("{prefix}123456A")).unwrap().class(),
                Class::Administrative,
                "{prefix}"
            );
        }
        assert_eq!(parse("AB123456A").unwrap().class(), Class::Valid);
    }
    #[test]
    fn a_temporary_reference_has_its_own_answer() {
        assert_eq!(parse("11a11111"), Err(NinoError::TemporaryReference));
    }
    #[test]
    fn the_specimen_and_the_barred_prefixes_are_refused() {
        for number in ["QQ123456A", "BG123456A", "ZZ123456", "AO123456A", "DA123456A", "AV123456A"]
        {
            assert_eq!(parse(number), Err(NinoError::Prefix), "{number}");
        }
    }
    #[test]
    fn a_suffix_is_a_to_d() {
        assert_eq!(parse("AB123456E"), Err(NinoError::Suffix));
    }
    #[test]
    fn anything_else_has_the_wrong_shape() {
        for text in [
            "",
            "AB12345",
            "AB12345A",
            "AB1234567",
            "AB123456AA",
            "A1123456A",
            "\u{c4}B123456",
            "éé12345\u{e9}",
        ] {
            assert_eq!(parse(text), Err(NinoError::Shape), "{text}");
        }
    }
    #[test]
    fn nothing_of_a_number_is_printed() {
        assert_eq!(
            format!("{:?}", parse("AB123456C").unwrap()),
            "Nino { text: Pii(..), class: Valid }"
        );
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = parse(&text);
        }
        #[test]
        fn parsing_what_was_parsed_changes_nothing(text in "[A-Za-z]{2} ?[0-9]{2}-?[0-9]{4} ?[A-Da-d]?") {
            if let Ok(nino) = parse(&text) {
                prop_assert_eq!(parse(nino.as_str()), Ok(nino));
            }
        }
    }
}
