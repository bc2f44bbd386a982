//! Numbers that name a person or a place, and the rules that tell a real one from a slip of the pen. Each is parsed
//! once, at the edge, from what people type; what names a person prints nothing of itself, nor does any error here.
//! Whether a number is this person's is not decided here: that takes a date of birth and a claim.

mod age;
mod chi;
mod email;
mod index;
mod local;
mod mod11;
mod name;
mod nhs_number;
mod nino;
mod ods;
mod organisation;
mod partial_date;
mod phone;
mod postcode;
mod scn;
mod uprn;

pub use age::{
    AgeError, REGISTRATION_AGE_YEARS_MAX, REGISTRATION_AGE_YEARS_MIN, age_on,
    check_registration_age,
};
pub use chi::{Chi, ChiError};
pub use email::{Email, EmailError};
pub use index::{IdentifierError, Normalised, normalise_for_index};
pub use local::{LOCAL_CHARS_MAX, LocalError, LocalNumber};
pub use name::{NAME_CHARS_MAX, Name, NameError};
pub use nhs_number::{NhsNumber, NhsNumberError};
pub use nino::{Nino, NinoError};
pub use ods::{OdsCode, OdsError};
pub use organisation::{Charity, CharityError, Company, CompanyError, Ukprn, UkprnError};
pub use partial_date::{PartialDate, PartialDateError};
pub use phone::{Phone, PhoneError};
pub use postcode::{Postcode, PostcodeError, PostcodeKind};
pub use scn::{Scn, ScnError};
pub use uprn::{Uprn, UprnError};

use crate::intake::person::IdentifierStatus;

/// What a well-formed number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// It may identify a person.
    Valid,
    /// It looks like the real thing and names nobody: an administrative prefix, a test range, one digit repeated. It
    /// may be recorded as it was seen, but is never claimed.
    Administrative,
}

impl From<Class> for IdentifierStatus {
    fn from(class: Class) -> Self {
        match class {
            Class::Valid => Self::Valid,
            Class::Administrative => Self::Administrative,
        }
    }
}

/// What people type, made regular: upper case, without the spaces and hyphens that people put in to read it.
fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// Whether this is a hyphen, a dash or a minus: word processors swap them for each other.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Whether a text could disturb the screen or the log that it is shown in: control characters, and those that turn
/// the direction of writing around.
pub(crate) fn has_control(text: &str) -> bool {
    let turns = |c| matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().any(|c| c.is_control() || turns(c))
}

/// The `N` digits that a squeezed text consists of, if it does.
fn digits<const N: usize>(squeezed: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = squeezed.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|b| b - b'0'))
}

/// Whether all digits are the same, as people type where a form insists on a number. Many such pass a check digit.
fn is_one_digit_repeated(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_hyphens_and_case_do_not_matter() {
        for typed in [" qq 12-34\u{2013}56 a ", "QQ123456A", "qq\u{a0}123456\u{2011}a\t"] {
            assert_eq!(squeeze(typed), "QQ123456A");
        }
    }
    #[test]
    fn digits_of_other_scripts_and_other_lengths_are_not_digits() {
        assert_eq!(digits::<3>("120"), Some([1, 2, 0]));
        assert_eq!(digits::<3>("\u{0661}\u{0662}"), None);
        assert_eq!(digits::<3>("12"), None);
        assert_eq!(digits::<3>("12A"), None);
    }
}
