//! Ages: whom a service takes by their age, because its funding or its purpose says so.

/// The oldest age that a limit may name, in years.
pub const AGE_YEARS_MAX: u8 = 120;

/// From which age to which a service takes people, in whole years, both included. A limit that is absent is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    from: Option<u8>,
    to: Option<u8>,
}

/// Why these are no ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgesError {
    /// Nobody is so old.
    #[error("must be at most 120 years")]
    TooOld,
    /// Nobody is both.
    #[error("must begin at an age that is not above the one they end at")]
    Backwards,
}

impl Ages {
    /// Everybody, whatever their age.
    pub const ANY: Self = Self { from: None, to: None };

    /// From this age to that one, both included.
    pub fn new(from: Option<u8>, to: Option<u8>) -> Result<Self, AgesError> {
        if from.max(to).is_some_and(|age| age > AGE_YEARS_MAX) {
            return Err(AgesError::TooOld);
        }
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err(AgesError::Backwards),
            (Some(_) | None, Some(_) | None) => Ok(Self { from, to }),
        }
    }
    /// The youngest age that is taken, if there is a limit.
    pub fn from(self) -> Option<u8> {
        self.from
    }
    /// The oldest age that is taken, if there is a limit.
    pub fn to(self) -> Option<u8> {
        self.to
    }
    /// Whether somebody of this age is taken.
    pub fn take(self, age: u8) -> bool {
        self.from.is_none_or(|from| from <= age) && self.to.is_none_or(|to| age <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_taken() {
        let young = Ages::new(Some(16), Some(24)).expect("they are ages");
        assert_eq!([15, 16, 24, 25].map(|age| young.take(age)), [false, true, true, false]);
    }
    #[test]
    fn a_limit_that_is_absent_is_none() {
        assert!(Ages::ANY.take(0) && Ages::ANY.take(u8::MAX));
        assert!(Ages::new(Some(50), None).expect("they are ages").take(99));
        assert!(Ages::new(None, Some(24)).expect("they are ages").take(0));
    }
    #[test]
    fn ages_go_upwards_and_end() {
        assert_eq!(Ages::new(Some(25), Some(24)), Err(AgesError::Backwards));
        assert_eq!(Ages::new(Some(121), None), Err(AgesError::TooOld));
        assert_eq!(Ages::new(Some(16), Some(121)), Err(AgesError::TooOld));
        assert!(Ages::new(Some(18), Some(18)).is_ok());
    }
}
