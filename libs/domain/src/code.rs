//! Closed lists of codes. Each code has a number (its place in `proto/`, never reused) and a text (how it is written).

/// A member of a closed list that people and systems agree on.
pub trait Code: Copy + Eq + std::fmt::Debug + 'static {
    /// The list's name, as in `proto/`, such as `DeclineReason`.
    const NAME: &'static str;
    /// Every member, in the order of their numbers.
    const ALL: &'static [Self];
    /// The member's number in `proto/`: 1 or more, never reused.
    fn number(self) -> i32;
    /// The member as text, such as `NO_CAPACITY`.
    fn text(self) -> &'static str;
    /// The member with this number, if the list has one.
    fn from_number(number: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }
}

/// Declares code lists: `codes! { /// Doc. pub Name { Variant = 1 "TEXT", .. } }`.
macro_rules! codes {
    ($( $(#[$meta:meta])* pub $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $number:literal $text:literal ),+ $(,)? } )+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $( $(#[$vmeta])* #[doc = concat!("`", $text, "`")] $variant, )+
        }
        impl $crate::Code for $name {
            const NAME: &'static str = stringify!($name);
            const ALL: &'static [Self] = &[$( Self::$variant ),+];
            fn number(self) -> i32 {
                match self { $( Self::$variant => $number ),+ }
            }
            fn text(self) -> &'static str {
                match self { $( Self::$variant => $text ),+ }
            }
        }
    )+};
}
