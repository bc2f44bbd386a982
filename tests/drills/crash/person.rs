//! People who do not exist: each has a number, a name and a date of birth of their own, all made from one count.

use wire::types::{
    Date, Identifier, IdentifierScheme, IdentifierSeen, Name, NameKind, PersonDetails,
};

/// How many people the numbers are enough for.
const PEOPLE_MAX: u32 = 1_000_000;

/// How far the numbers of two who come one after the other are apart: whoever seeks neighbours is held up. It has no divisor in
/// common with how many there are, so that everybody has their own.
const APART: u64 = 700_001;

/// Who a person says they are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Invented(u32);

impl Invented {
    /// The person of this count.
    ///
    /// # Panics
    /// If there are more people than numbers.
    pub(crate) fn number(count: u32) -> Self {
        assert!(count < PEOPLE_MAX, "one prefix has a million numbers");
        Self(count)
    }

    /// A National Insurance number of the right shape.
    pub(crate) fn nino(self) -> Identifier {
        Identifier {
            scheme: IdentifierScheme::Nino.into(),
            value: format!("AB{:06}C", u64::from(self.0) * APART % u64::from(PEOPLE_MAX)),
            seen: IdentifierSeen::Stated.into(),
        }
    }

    pub(crate) fn details(self, given: &str) -> PersonDetails {
        let part = |choices: u32, of: u32| i32::try_from(of % choices).expect("a small number");
        PersonDetails {
            names: vec![name(NameKind::Given, given), name(NameKind::Family, &self.family())],
            date_of_birth: Some(Date {
                year: 1960 + part(40, self.0),
                month: 1 + part(12, self.0 / 40),
                day: 1 + part(28, self.0 / 480),
            }),
            ..Default::default()
        }
    }

    /// The count in letters.
    fn family(self) -> String {
        let digits = format!("{:06}", self.0);
        let letters = digits.bytes().map(|digit| char::from(digit - b'0' + b'a'));
        std::iter::once('M').chain(letters).collect()
    }
}

fn name(kind: NameKind, text: &str) -> Name {
    Name { kind: kind.into(), text: text.into(), ..Default::default() }
}
