//! Card: the little that is looked up in a published record. All of it is held in memory, so it is small; whatever else the
//! publisher says stands in the record.

use std::collections::BTreeSet;

use crate::directory::overlay::{Ages, LanguageTag, Spot};
use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::intake::stage::Stage;
use crate::{Area, Date, Timestamp};

/// How much a card weighs at most, in bytes.
pub const CARD_BYTES_MAX: usize = 4 * 1024;

/// What each member of a set weighs.
const MEMBER_BYTES: usize = 8;

codes! {
    /// Whether a published service runs, as its publisher says.
    pub PublicStatus {
        /// It does.
        Active = 1 "ACTIVE",
        /// Not now.
        Inactive = 2 "INACTIVE",
        /// Not any more.
        Defunct = 3 "DEFUNCT",
        /// Not for a while.
        TemporarilyClosed = 4 "TEMPORARILY_CLOSED",
    }
}

/// What is looked up in a published record. What is absent was not said, or is said in no way that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What the service is called.
    pub name: String,
    /// Who provides it, by name.
    pub provider: Option<String>,
    /// Whether it runs.
    pub status: PublicStatus,
    /// Where the people live whom it takes.
    pub areas: BTreeSet<Area>,
    /// How old they are.
    pub ages: Ages,
    /// What it helps with, by the publisher's terms.
    pub needs: BTreeSet<NeedCode>,
    /// The stages it helps with, by the publisher's terms.
    pub stages: BTreeSet<Stage>,
    /// For whom it is, by the publisher's terms.
    pub groups: BTreeSet<CircumstanceCode>,
    /// Where its doors are.
    pub spots: BTreeSet<Spot>,
    /// The languages it works in.
    pub languages: BTreeSet<LanguageTag>,
    /// When somebody last made sure that this is right.
    pub assured_on: Option<Date>,
    /// When the publisher last changed it.
    pub modified_at: Option<Timestamp>,
    /// What people should know at once.
    pub alert: Option<String>,
}

impl Card {
    /// How much memory it takes, roughly.
    pub fn weight(&self) -> usize {
        let Self { name, provider, areas, needs, stages, groups, spots, languages, alert, .. } =
            self;
        let texts = [Some(name), provider.as_ref(), alert.as_ref()];
        let texts = texts.into_iter().flatten().map(String::len).sum::<usize>();
        let members =
            areas.len() + needs.len() + stages.len() + groups.len() + spots.len() + languages.len();
        let tags = languages.iter().map(|tag| tag.as_str().len()).sum::<usize>();
        texts + tags + members * MEMBER_BYTES
    }
}
