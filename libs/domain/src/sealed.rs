//! Personal values: sealed where they are stored, silent where they are held.

use crate::Code;

codes! {
    /// How closely a personal value is kept; each has a key of its own per person.
    pub Sensitivity {
        /// Names, contacts, what was said.
        Core = 1 "CORE",
        /// Health, ethnicity and the like (UK GDPR Article 9).
        Special = 2 "SPECIAL",
        /// Justice and safety (UK GDPR Article 10, and people at risk).
        Restricted = 3 "RESTRICTED",
    }
}

/// A personal value as it stands in the journal: ciphertext under one of the person's own keys. Decisions never need
/// to open one; the vault does, for those who may see it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sealed {
    /// Which of the person's keys opens it.
    pub sensitivity: Sensitivity,
    /// Nonce and ciphertext, as the vault made them.
    pub bytes: Vec<u8>,
}

impl Sealed {
    /// Whether the value is kept more closely than a name or a contact.
    pub fn is_closely_kept(&self) -> bool {
        self.sensitivity != Sensitivity::Core
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({:?}, {} bytes)", self.sensitivity, self.bytes.len())
    }
}

/// A code list of which some members say something special of a person, merely by being named.
pub trait SensitiveCode: Code {
    /// How closely a record that names this member is kept.
    fn sensitivity(self) -> Sensitivity;
    /// Whether an event may name this member in clear.
    fn may_stand_in_clear(self) -> bool {
        self.sensitivity() == Sensitivity::Core
    }
}

/// Whether a code is told exactly once, and kept as it must be: in clear if it gives nothing away, otherwise sealed as
/// special or restricted.
pub(crate) fn is_kept_right<C: SensitiveCode>(clear: Option<C>, sealed: Option<&Sealed>) -> bool {
    match (clear, sealed) {
        (Some(code), None) => code.may_stand_in_clear(),
        (None, Some(sealed)) => sealed.is_closely_kept(),
        (Some(_), Some(_)) | (None, None) => false,
    }
}

/// A code as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept<C> {
    /// In clear, for it gives nothing away.
    Clear(C),
    /// Sealed, as its number in decimal digits, for to name it says something special of the person.
    Sealed(Sealed),
}

impl<C: SensitiveCode> Kept<C> {
    /// The code, if it stands in clear.
    pub const fn clear(&self) -> Option<C> {
        match self {
            Self::Clear(code) => Some(*code),
            Self::Sealed(_) => None,
        }
    }
    /// The code, if it is sealed.
    pub const fn sealed(&self) -> Option<&Sealed> {
        match self {
            Self::Clear(_) => None,
            Self::Sealed(sealed) => Some(sealed),
        }
    }
    /// Whether it is kept as it must be.
    pub(crate) fn is_right(&self) -> bool {
        is_kept_right(self.clear(), self.sealed())
    }
}

impl<C: SensitiveCode> From<C> for Kept<C> {
    fn from(code: C) -> Self {
        Self::Clear(code)
    }
}

/// A personal value in the clear, in memory. Its `Debug` prints nothing, so it cannot reach a log by accident.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Marks a value as personal.
    pub const fn new(value: T) -> Self {
        Self(value)
    }
    /// The value, for a place that may see it.
    pub const fn expose(&self) -> &T {
        &self.0
    }
    /// The value itself, for a place that may keep it.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> std::fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pii(..)")
    }
}
