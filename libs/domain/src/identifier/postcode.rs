//! The postcode (rules of BS 7666). It places a person roughly and identifies nobody; somebody without an address has
//! the flag `no_fixed_abode`, not a made-up postcode.

use super::squeeze;
use crate::Pii;

/// A postcode as it is written: outward part, a space, inward part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Postcode {
    text: Pii<String>,
    kind: PostcodeKind,
}

/// What a postcode can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PostcodeKind {
    /// A place in the United Kingdom or the Crown dependencies.
    Place,
    /// A code that systems put where there is no address: recognised, and never matched on.
    Pseudo,
    /// A code outside the rules: the forces, an overseas territory, Santa. Kept as it is, and never matched on.
    Other,
}

/// Why a text is not a postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PostcodeError {
    /// Too short, too long, or with something else than letters and digits.
    #[error(
        "a postcode is five to seven letters and digits, such as on an envelope; check that none is missing"
    )]
    Shape,
    /// No area is written with this first part.
    #[error(
        "no postcode begins like this; check the part before the space, and O for 0 or I for 1"
    )]
    Outward,
    /// No street is written with this last part.
    #[error(
        "a postcode ends in a digit and two letters, never C, I, K, M, O or V; check the part after the space"
    )]
    Inward,
}

impl Postcode {
    /// The postcode with its space.
    pub fn as_str(&self) -> &str {
        self.text.expose()
    }
    /// What it can be used for.
    pub fn kind(&self) -> PostcodeKind {
        self.kind
    }
    /// Whether it stands for "no address" or "not known", and so says nothing about where somebody is.
    pub fn is_pseudo(&self) -> bool {
        self.kind == PostcodeKind::Pseudo
    }
    /// The part before the space, which people may be matched on: present only where it names a place.
    pub fn outward(&self) -> Option<&str> {
        match self.kind {
            PostcodeKind::Place => self.as_str().split_once(' ').map(|(outward, _)| outward),
            PostcodeKind::Pseudo | PostcodeKind::Other => None,
        }
    }
}

/// No fixed abode and not known (NHS Scotland), and not known (England). The first two are well formed.
const PSEUDO: [(&str, &str); 3] = [("NF1", "1AB"), ("NK1", "0AA"), ("ZZ99", "3VZ")];

impl std::str::FromStr for Postcode {
    type Err = PostcodeError;
    fn from_str(text: &str) -> Result<Self, PostcodeError> {
        let text = squeeze(text);
        if let Some((first, second)) = split_special(&text) {
            return Ok(Self {
                text: Pii::new(format!("{first} {second}")),
                kind: PostcodeKind::Other,
            });
        }
        let (outward, inward) = split(&text).ok_or(PostcodeError::Shape)?;
        let kind = if PSEUDO.contains(&(outward, inward)) {
            PostcodeKind::Pseudo
        } else {
            check(outward, inward)?;
            PostcodeKind::Place
        };
        Ok(Self { text: Pii::new(format!("{outward} {inward}")), kind })
    }
}

fn split(text: &str) -> Option<(&str, &str)> {
    let regular = (5..=7).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    regular.then(|| text.split_at(text.len() - 3))
}

fn check(outward: &str, inward: &str) -> Result<(), PostcodeError> {
    if !is_inward(inward.as_bytes()) {
        return Err(PostcodeError::Inward);
    }
    if !is_outward(outward.as_bytes()) && (outward, inward) != ("GIR", "0AA") {
        return Err(PostcodeError::Outward);
    }
    Ok(())
}

fn is_inward(inward: &[u8]) -> bool {
    let is_unit = |b: &u8| b.is_ascii_uppercase() && !b"CIKMOV".contains(b);
    matches!(inward, [sector, a, b] if sector.is_ascii_digit() && is_unit(a) && is_unit(b))
}

/// The six forms A9, A99, A9A, AA9, AA99 and AA9A, each with the letters that may stand there.
fn is_outward(outward: &[u8]) -> bool {
    let Some((first, rest)) = outward.split_first() else { return false };
    let first_ok = first.is_ascii_uppercase() && !b"QVX".contains(first);
    let second_ok = |b: &u8| b.is_ascii_uppercase() && !b"IJZ".contains(b);
    first_ok
        && match rest {
            [n] => n.is_ascii_digit(),
            [n, m] if n.is_ascii_digit() => m.is_ascii_digit() || b"ABCDEFGHJKPSTUW".contains(m),
            [letter, n] => second_ok(letter) && n.is_ascii_digit(),
            [letter, n, m] => {
                second_ok(letter)
                    && n.is_ascii_digit()
                    && (m.is_ascii_digit() || b"ABEHMNPRVWXY".contains(m))
            }
            _ => false,
        }
}

/// British Forces, overseas territories, and Santa, who answers letters.
fn split_special(text: &str) -> Option<(&str, &str)> {
    const TERRITORIES: [&str; 9] =
        ["ASCN", "BBND", "BIQQ", "FIQQ", "PCRN", "SIQQ", "STHL", "TDCU", "TKCA"];
    let (first, second) = text.split_at_checked(4).unwrap_or((text, ""));
    let is_forces = first == "BFPO"
        && (1..=4).contains(&second.len())
        && second.bytes().all(|b| b.is_ascii_digit());
    let is_overseas = TERRITORIES.contains(&first) && second == "1ZZ";
    match text {
        "SANTA1" => Some(("SAN", "TA1")),
        _ => (is_forces || is_overseas).then_some((first, second)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Postcode, PostcodeError> {
        text.parse()
    }

    #[test]
    fn real_postcodes_of_every_form_are_places() {
        let real = [
            "SW1A 1AA", "EC1A 1BB", "W1A 0AX", "M1 1AE", "DN55 1PT", "HS1 2AB", "ZE2 9AA",
            "BF1 2AU", "GIR 0AA",
        ];
        for text in real {
            let postcode = parse(text).unwrap();
            assert_eq!((postcode.as_str(), postcode.kind()), (text, PostcodeKind::Place));
        }
    }
    #[test]
    fn letters_that_are_never_used_are_refused() {
        assert_eq!(parse("Q1 1AA"), Err(PostcodeError::Outward));
        assert_eq!(parse("G1 1AC"), Err(PostcodeError::Inward));
        assert_eq!(parse("EI1 1AA"), Err(PostcodeError::Outward));
        assert_eq!(parse("G1 AAA"), Err(PostcodeError::Inward));
    }
    #[test]
    fn half_a_postcode_is_refused() {
        for text in ["", "G1", "DD1 1", "DD11 11AA", "D\u{c9}1 1AA", "DD1.1AA"] {
            assert_eq!(parse(text), Err(PostcodeError::Shape), "{text}");
        }
    }
    #[test]
    fn the_space_may_be_anywhere() {
        for text in ["dd14hn", " DD1 4HN ", "DD 14H N", "dd1-4hn"] {
            assert_eq!(parse(text).unwrap().as_str(), "DD1 4HN");
        }
        assert_eq!(parse("dd14hn").unwrap().outward(), Some("DD1"));
    }
    #[test]
    fn a_code_for_no_address_is_recognised_and_not_matched_on() {
        for text in ["NF1 1AB", "nk10aa", "ZZ99 3VZ"] {
            let postcode = parse(text).unwrap();
            assert!(postcode.is_pseudo(), "{text}");
            assert_eq!(postcode.outward(), None);
        }
        assert!(!parse("NF1 1AD").is_ok_and(|p| p.is_pseudo()));
    }
    #[test]
    fn the_forces_the_territories_and_santa_are_kept_as_they_are() {
        for text in ["BFPO 57", "ASCN 1ZZ", "FIQQ 1ZZ", "SAN TA1"] {
            let postcode = parse(text).unwrap();
            assert_eq!((postcode.as_str(), postcode.kind()), (text, PostcodeKind::Other));
            assert_eq!(postcode.outward(), None);
        }
    }
    #[test]
    fn nothing_of_a_postcode_is_printed() {
        assert!(!format!("{:?}", parse("DD1 4HN").unwrap()).contains("DD1"));
    }

    proptest! {
        #[test]
        fn any_text_gets_an_answer(text in any::<String>()) {
            let _ = parse(&text);
        }
        #[test]
        fn parsing_what_was_parsed_changes_nothing(text in "[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}") {
            if let Ok(postcode) = parse(&text) {
                prop_assert_eq!(parse(postcode.as_str()), Ok(postcode));
            }
        }
    }
}
