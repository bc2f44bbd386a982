//! A service as its publisher describes it, in the words of the form. People who are named (contacts, "attention" of an
//! address, who assured it) have no place here.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

mod place;
mod time;

pub use place::{Accessibility, Address, Location, LocationKind, ServiceArea, Spot};
pub use time::{Frequency, Schedule};

/// One service. What is absent was not said, or did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The publisher's id of it.
    pub id: Uuid,
    /// What it is called: one line.
    pub name: String,
    /// Whether it runs.
    pub status: Status,
    /// What it does; may have Markdown or HTML in it, which nobody has looked at.
    pub description: Option<String>,
    /// Its page in the web (http or https).
    pub url: Option<String>,
    /// How to write to it.
    pub email: Option<String>,
    /// The youngest it takes, in whole years.
    pub minimum_age: Option<u8>,
    /// The oldest it takes, in whole years.
    pub maximum_age: Option<u8>,
    /// When somebody last made sure that this is right.
    pub assured_on: Option<Date>,
    /// When the publisher last changed it.
    pub modified_at: Option<Timestamp>,
    /// What people should know at once, such as a change of place.
    pub alert: Option<String>,
    /// For whom it is, in words.
    pub eligibility: Option<String>,
    /// How long people wait, in words.
    pub wait: Option<String>,
    /// Who provides it.
    pub organization: Option<Organization>,
    /// Where the people live whom it takes.
    pub areas: Vec<ServiceArea>,
    /// Where it is.
    pub locations: Vec<Location>,
    /// When it is open.
    pub schedules: Vec<Schedule>,
    /// In which languages: a code where there is one, else a name.
    pub languages: Vec<String>,
    /// What it is about, in terms of the publisher's taxonomies.
    pub terms: Vec<Term>,
    /// What it costs.
    pub costs: Vec<Cost>,
    /// The members of the form that hold, as one compact JSON object whose members are in the order of their names: the
    /// same service is the same bytes. Members of the profile that have no field here are in it too.
    pub json: Vec<u8>,
}

/// Whether a service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Active,
    /// Not now.
    Inactive,
    /// Not any more.
    Defunct,
    /// Not for a while.
    TemporarilyClosed,
}

impl Status {
    /// All, in the order of [`Status::NAMES`].
    pub(crate) const ALL: &[Self] =
        &[Self::Active, Self::Inactive, Self::Defunct, Self::TemporarilyClosed];

    /// As the form writes them.
    pub(crate) const NAMES: &[&str] = &["active", "inactive", "defunct", "temporarily closed"];
}

/// Who provides a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The publisher's id of it.
    pub id: Uuid,
    /// What it is called: one line.
    pub name: String,
    /// What it does.
    pub description: String,
    /// How to write to it.
    pub email: Option<String>,
    /// Its site in the web (http or https).
    pub website: Option<String>,
    /// What identifies it anywhere.
    pub uri: Option<String>,
    /// The organisation that it is a part of.
    pub parent: Option<Uuid>,
    /// Its numbers in registers.
    pub identifiers: Vec<Identifier>,
}

/// A number of an organisation in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// The register by its code in org-id.guide, such as `GB-SC`.
    pub scheme: Option<String>,
    /// The register in words.
    pub kind: String,
    /// The number.
    pub value: String,
}

/// A term of a taxonomy that a service was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The publisher's id of it.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Its code in the taxonomy, or its name again.
    pub term: Option<String>,
    /// What identifies it anywhere.
    pub uri: Option<String>,
    /// The next wider term.
    pub parent: Option<Uuid>,
    /// The taxonomy, in words or as an address.
    pub taxonomy: Option<String>,
    /// The publisher's id of the taxonomy.
    pub taxonomy_id: Option<Uuid>,
    /// What it says of the service, such as for whom it is.
    pub link: Option<String>,
}

/// What a service costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// For whom, or on what condition.
    pub option: Option<String>,
    /// In pence.
    pub pence: Option<u32>,
    /// What the amount is for, such as an hour.
    pub description: Option<String>,
    /// From when on.
    pub from: Option<Date>,
    /// Until when.
    pub to: Option<Date>,
}
