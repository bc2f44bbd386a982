//! What is known of a publisher: where its feed is, whose people its services take where they do not say, and what its terms
//! mean in our codes.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::intake::stage::Stage;
use crate::{Area, PublisherId};

/// For how many of a publisher's terms there may be a rule.
pub const TERM_RULES_MAX: usize = 1_000;

/// The longest address, in characters.
const BASE_CHARS_MAX: usize = 500;

/// The namespace of the ids of publishers that are known by their address.
const PUBLISHERS: Uuid = Uuid::from_u128(0x81c9_0b7d_4e0f_4b5c_a7a2_0f3f_66d1_93e4);

/// What is known of a publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name, as people know it.
    pub name: String,
    /// Where its feed is. The address of a feed in the web is what stands before `/services`.
    pub base: String,
    /// Where the people live whom its services take, where a service does not say so in a way that is understood.
    pub areas: BTreeSet<Area>,
    /// What its terms mean, each by its address, its code or its name.
    pub terms: BTreeMap<String, TermRule>,
    /// Whether its feed is read each night.
    pub nightly: bool,
}

/// What a term says of a service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermRule {
    /// It helps with these needs.
    pub needs: BTreeSet<NeedCode>,
    /// It helps with these stages.
    pub stages: BTreeSet<Stage>,
    /// It is for people in one of these groups.
    pub groups: BTreeSet<CircumstanceCode>,
}

impl PublisherId {
    /// The id of a publisher that nobody gave another: the same for the same address.
    pub fn of(base: &str) -> Self {
        Uuid::new_v5(&PUBLISHERS, base.as_bytes()).into()
    }
}

impl Profile {
    /// Whether a feed can be read from its address, and the address keeps no secret: it is shown to all partners.
    pub(super) fn is_address(&self) -> bool {
        let schemes = ["https://", "http://", "file:///"];
        let rest = schemes.iter().find_map(|scheme| self.base.strip_prefix(scheme));
        let Some(rest) = rest.filter(|rest| !rest.is_empty()) else { return false };
        let no_secret = !rest.contains(|c: char| c.is_control() || "?#".contains(c));
        let no_user = !self.is_in_the_web() || !rest.contains(['@', ' ']);
        self.base.chars().count() <= BASE_CHARS_MAX && no_secret && no_user
    }
    /// Whether its feed is in the web.
    pub fn is_in_the_web(&self) -> bool {
        self.base.starts_with("https://") || self.base.starts_with("http://")
    }
}
