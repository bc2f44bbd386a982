//! Ids: one type each, so that two arguments cannot be swapped. Opaque UUIDs; none says anything about a person.

use uuid::Uuid;

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);
        impl $name {
            /// The id with these bits.
            pub const fn from_u128(bits: u128) -> Self { Self(Uuid::from_u128(bits)) }
            /// The id's sixteen bytes, as stored.
            pub const fn as_bytes(&self) -> &[u8; 16] { self.0.as_bytes() }
            /// The id as a UUID.
            pub const fn as_uuid(self) -> Uuid { self.0 }
        }
        impl AsRef<[u8]> for $name { fn as_ref(&self) -> &[u8] { self.0.as_bytes() } }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> { Uuid::try_parse(text).map(Self) }
        }
        impl TryFrom<&[u8]> for $name {
            type Error = uuid::Error;
            fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> { Uuid::from_slice(bytes).map(Self) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{}({})", stringify!($name), self.0) }
        }
    )+};
}

ids! {
    /// A person seeking or getting support. Also names their journey.
    PersonId
    /// An organisation: a council, a jobcentre, a charity...
    OrgId
    /// A worker of an organisation.
    WorkerId
    /// A service that people can be referred to.
    ServiceId
    /// Somebody who publishes services for all to read, such as a council.
    PublisherId
    /// A first contact at any door.
    EnquiryId
    /// One spell of support, from start to exit.
    EpisodeId
    /// A person's yes to taking part, or to one use of what they told.
    AgreementId
    /// A need or barrier, or a strength.
    NeedId
    /// A dated fact of a person's life, such as caring for somebody.
    CircumstanceId
    /// Something offered to a person, and their answer.
    OfferId
    /// One attempt to reach a person.
    ContactId
    /// A support activity.
    InterventionId
    /// A request that a service help a person.
    ReferralId
    /// A place held for a person at a service.
    ReservationId
    /// One answer to the question where a person could go.
    SuggestionId
    /// A job that a person started.
    JobId
    /// One breaking of the glass: access outside the rules, with a reason and a review.
    BreakGlassId
    /// A time in which a person is found by nobody who does not support them already.
    ProtectionId
    /// A household whose members each agreed to be linked.
    HouseholdId
    /// One decision on a journey, with everything that it did.
    CommitId
    /// The caller's own id of a command: the same id asks for the same thing (AIP-155).
    RequestId
}
