//! One form for each number, whoever typed it: what a claim or a blind index is made from. The text that comes out is
//! as personal as what went in; a keyed hash of it may be stored, it itself may not.

use super::{
    ChiError, Class, LocalError, LocalNumber, NhsNumberError, NinoError, ScnError, chi::Chi,
    nhs_number::NhsNumber, nino::Nino, scn::Scn,
};
use crate::Pii;
use crate::intake::person::IdentifierScheme;

/// A number in the one form that equal numbers share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Normalised {
    /// Whose number it is.
    pub scheme: IdentifierScheme,
    /// The one form. For a partner's own number it says nothing of the partner, which the claim must add.
    pub text: Pii<String>,
    /// Whether it may be claimed at all.
    pub class: Class,
}

/// Why a text is not a number of its scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Not a National Insurance number.
    #[error(transparent)]
    Nino(#[from] NinoError),
    /// Not a CHI number.
    #[error(transparent)]
    Chi(#[from] ChiError),
    /// Not an NHS number.
    #[error(transparent)]
    NhsNumber(#[from] NhsNumberError),
    /// Not a Scottish Candidate Number.
    #[error(transparent)]
    Scn(#[from] ScnError),
    /// Not a partner's own number.
    #[error(transparent)]
    PartnerLocal(#[from] LocalError),
}

/// Reads a number of this scheme from what somebody typed.
///
/// # Errors
/// Why it is none, in words for the person who typed it; they never repeat the number.
pub fn normalise_for_index(
    scheme: IdentifierScheme,
    text: &str,
) -> Result<Normalised, IdentifierError> {
    let (text, class) = match scheme {
        IdentifierScheme::Nino => {
            let nino: Nino = text.parse()?;
            (nino.index_form().to_owned(), nino.class())
        }
        IdentifierScheme::Chi => {
            let chi: Chi = text.parse()?;
            (chi.as_str().to_owned(), chi.class())
        }
        IdentifierScheme::NhsNumber => {
            let number: NhsNumber = text.parse()?;
            (number.as_str().to_owned(), number.class())
        }
        IdentifierScheme::Scn => {
            let scn: Scn = text.parse()?;
            (scn.as_str().to_owned(), scn.class())
        }
        IdentifierScheme::PartnerLocal => {
            (text.parse::<LocalNumber>()?.as_str().to_owned(), Class::Valid)
        }
    };
    Ok(Normalised { scheme, text: Pii::new(text), class })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;
    use proptest::prelude::*;

    fn form(scheme: IdentifierScheme, text: &str) -> String {
        normalise_for_index(scheme, text).unwrap().text.into_exposed()
    }

    #[test]
    fn one_number_has_one_form_however_it_was_typed() {
        assert_eq!(
            form(IdentifierScheme::Nino, "ab 12 34 56 c"),
            form(IdentifierScheme::Nino, "AB123456")
        );
        assert_eq!(form(IdentifierScheme::Chi, "010101 1237"), "0101011237");
        assert_eq!(form(IdentifierScheme::NhsNumber, "943-476-5919"), "9434765919");
        assert_eq!(form(IdentifierScheme::Scn, "07 000001 6"), "070000016");
        assert_eq!(form(IdentifierScheme::PartnerLocal, " Case 7/b "), "Case 7/b");
    }
    #[test]
    fn what_names_nobody_is_told_apart_from_what_may() {
        let class = |scheme, text| normalise_for_index(scheme, text).unwrap().class;
        assert_eq!(class(IdentifierScheme::Nino, "PY123456"), Class::Administrative);
        assert_eq!(class(IdentifierScheme::Nino, "AB123456"), Class::Valid);
        assert_eq!(class(IdentifierScheme::NhsNumber, "9990000018"), Class::Administrative);
    }
    #[test]
    fn a_number_under_the_wrong_scheme_is_explained() {
        let refused = |scheme, text| normalise_for_index(scheme, text).unwrap_err();
        assert_eq!(
            refused(IdentifierScheme::Nino, "11a11111"),
            NinoError::TemporaryReference.into()
        );
        assert_eq!(refused(IdentifierScheme::Chi, "9434765919"), ChiError::NotADate.into());
        assert_eq!(
            refused(IdentifierScheme::NhsNumber, "0101011237"),
            NhsNumberError::LooksLikeChi.into()
        );
        assert_eq!(refused(IdentifierScheme::Scn, "07 000001 7"), ScnError::CheckDigit.into());
        assert_eq!(refused(IdentifierScheme::PartnerLocal, " "), LocalError::Empty.into());
    }

    fn scheme() -> impl Strategy<Value = IdentifierScheme> {
        prop::sample::select(IdentifierScheme::ALL)
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(scheme in scheme(), text in "[A-Za-z]{0,2}[ -]?[0-9]{6,10}[A-Da-d]?") {
            if let Ok(once) = normalise_for_index(scheme, &text) {
                prop_assert_eq!(normalise_for_index(scheme, once.text.expose()), Ok(once.clone()));
            }
        }
        #[test]
        fn neither_an_answer_nor_an_error_prints_the_number(scheme in scheme(), text in "[0-9]{8,65}") {
            let answer = normalise_for_index(scheme, &text);
            let printed = format!("{answer:?}");
            prop_assert!(!printed.contains(&text));
            if let Err(error) = answer {
                prop_assert!(!error.to_string().contains(&text));
            }
        }
    }
}
