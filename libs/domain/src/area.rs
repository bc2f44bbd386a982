//! The 32 council areas of Scotland, by their GSS codes (the nine-character codes of the UK's statistics offices).

/// A council area. Every one has a fallback door, so that no referral ends in front of a closed one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Area(u8);

/// Code and name, in the order of the codes. An area's place in this table is not stored anywhere: its code is.
const TABLE: [(&str, &str); Area::COUNT] = [
    ("S12000005", "Clackmannanshire"),
    ("S12000006", "Dumfries and Galloway"),
    ("S12000008", "East Ayrshire"),
    ("S12000010", "East Lothian"),
    ("S12000011", "East Renfrewshire"),
    ("S12000013", "Na h-Eileanan Siar"),
    ("S12000014", "Falkirk"),
    ("S12000017", "Highland"),
    ("S12000018", "Inverclyde"),
    ("S12000019", "Midlothian"),
    ("S12000020", "Moray"),
    ("S12000021", "North Ayrshire"),
    ("S12000023", "Orkney Islands"),
    ("S12000026", "Scottish Borders"),
    ("S12000027", "Shetland Islands"),
    ("S12000028", "South Ayrshire"),
    ("S12000029", "South Lanarkshire"),
    ("S12000030", "Stirling"),
    ("S12000033", "Aberdeen City"),
    ("S12000034", "Aberdeenshire"),
    ("S12000035", "Argyll and Bute"),
    ("S12000036", "City of Edinburgh"),
    ("S12000038", "Renfrewshire"),
    ("S12000039", "West Dunbartonshire"),
    ("S12000040", "West Lothian"),
    ("S12000041", "Angus"),
    ("S12000042", "Dundee City"),
    ("S12000045", "East Dunbartonshire"),
    ("S12000047", "Fife"),
    ("S12000048", "Perth and Kinross"),
    ("S12000049", "Glasgow City"),
    ("S12000050", "North Lanarkshire"),
];

/// Codes from before a boundary was redrawn, which partners' systems still send, and today's code.
const RECODED: [(&str, &str); 4] = [
    ("S12000015", "S12000047"), // Fife
    ("S12000024", "S12000048"), // Perth and Kinross
    ("S12000044", "S12000050"), // North Lanarkshire
    ("S12000046", "S12000049"), // Glasgow City
];

impl Area {
    /// How many council areas there are.
    pub const COUNT: usize = 32;

    /// Every council area, in the order of the codes.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self(0); Self::COUNT];
        let mut place = 0;
        while place < Self::COUNT {
            all[place] = Self(place as u8);
            place += 1;
        }
        all
    };

    /// The GSS code, such as `S12000042`.
    pub fn code(self) -> &'static str {
        TABLE[usize::from(self.0)].0
    }
    /// The area's name, such as `Dundee City`.
    pub fn name(self) -> &'static str {
        TABLE[usize::from(self.0)].1
    }
    /// The area with this GSS code; codes that were recoded are understood.
    pub fn from_code(code: &str) -> Option<Self> {
        let today = RECODED.iter().find(|(old, _)| *old == code).map_or(code, |(_, new)| *new);
        Self::ALL.into_iter().find(|area| area.code() == today)
    }
}

impl std::fmt::Display for Area {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::fmt::Debug for Area {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Area({})", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_area_is_found_by_its_own_code() {
        for area in Area::ALL {
            assert_eq!(Area::from_code(area.code()), Some(area));
        }
    }
    #[test]
    fn no_two_areas_share_a_code_or_a_name() {
        assert_eq!(Area::ALL.map(Area::code).into_iter().collect::<BTreeSet<_>>().len(), 32);
        assert_eq!(Area::ALL.map(Area::name).into_iter().collect::<BTreeSet<_>>().len(), 32);
    }
    #[test]
    fn areas_sort_as_their_codes_do() {
        assert!(Area::ALL.is_sorted_by_key(|area| area.code()));
    }
    #[test]
    fn a_code_from_before_a_recode_means_the_same_area() {
        let name = |code| Area::from_code(code).map(Area::name);
        assert_eq!(name("S12000015"), Some("Fife"));
        assert_eq!(name("S12000024"), Some("Perth and Kinross"));
        assert_eq!(name("S12000044"), Some("North Lanarkshire"));
        assert_eq!(name("S12000046"), Some("Glasgow City"));
    }
    #[test]
    fn dundee_is_not_east_ayrshire() {
        assert_eq!(Area::from_code("S12000042").map(Area::name), Some("Dundee City"));
        assert_eq!(Area::from_code("S12000008").map(Area::name), Some("East Ayrshire"));
    }
    #[test]
    fn scotland_and_england_are_not_council_areas() {
        for code in ["S92000003", "E09000001", "s12000042", "", "S12000001"] {
            assert_eq!(Area::from_code(code), None, "{code}");
        }
    }
}
