//! Where a service is, and where the people live whom it takes.

use uuid::Uuid;

/// Where the people live whom a service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceArea {
    /// The publisher's id of it.
    pub id: Uuid,
    /// In words.
    pub name: Option<String>,
    /// What the area is, in the way that `extent_type` says.
    pub extent: Option<String>,
    /// How `extent` is written.
    pub extent_type: Option<String>,
    /// What identifies the area anywhere.
    pub uri: Option<String>,
}

/// A place, or the lack of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The publisher's id of it.
    pub id: Uuid,
    /// What kind of place.
    pub kind: LocationKind,
    /// What it is called.
    pub name: Option<String>,
    /// Where on the earth, if both coordinates hold.
    pub spot: Option<Spot>,
    /// Its number with others, such as a UPRN.
    pub external_id: Option<String>,
    /// Whose number that is.
    pub external_id_kind: Option<String>,
    /// Its addresses.
    pub addresses: Vec<Address>,
    /// How people get in and about.
    pub accessibility: Vec<Accessibility>,
}

/// What kind of place, or of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocationKind {
    /// One that people go to.
    Physical,
    /// One for letters.
    Postal,
    /// None: by telephone or in the web.
    Virtual,
}

impl LocationKind {
    /// All, in the order of [`LocationKind::NAMES`].
    pub(crate) const ALL: &[Self] = &[Self::Physical, Self::Postal, Self::Virtual];

    /// As the form writes them.
    pub(crate) const NAMES: &[&str] = &["physical", "postal", "virtual"];
}

/// A point on the earth (WGS 84), in millionths of a degree: whole numbers are the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// North of the equator.
    pub latitude: i32,
    /// East of Greenwich.
    pub longitude: i32,
}

/// An address. Whose attention it asks for is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// House and street.
    pub street: String,
    /// Town.
    pub city: String,
    /// The form's `region`.
    pub region: Option<String>,
    /// The form's `state_province`.
    pub province: String,
    /// As written; nobody has looked whether it exists.
    pub postcode: String,
    /// Two letters (ISO 3166-1), or what the publisher wrote instead.
    pub country: String,
    /// What for.
    pub kind: LocationKind,
}

/// How people get in and about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accessibility {
    /// In words.
    pub description: Option<String>,
    /// More words.
    pub details: Option<String>,
    /// A page about it (http or https).
    pub url: Option<String>,
}
