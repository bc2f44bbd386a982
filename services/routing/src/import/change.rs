//! Change: what a feed says that is other than what is listed. Pure.

use domain::directory::publisher::ImportFailure;
use uuid::Uuid;

use super::error::Failure;
use super::gathered::Gathered;
use super::known::{AllKnown, Known};

/// Up to how many services may be gone at once without anybody saying that this is meant.
const GONE_MAX: usize = 10;

/// And up to what part of all that are listed: a fifth.
const GONE_PART: usize = 5;

/// What is other than before, by the publisher's ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Not listed before.
    pub new: Vec<Uuid>,
    /// Listed, and said otherwise now.
    pub changed: Vec<(Uuid, Known)>,
    /// Listed, gone for a while, and there again.
    pub returned: Vec<(Uuid, Known)>,
    /// Listed, and in the feed no longer, or there as one that has ended.
    pub vanished: Vec<(Uuid, Known)>,
    /// Listed, and not to be told: a record without an id may be theirs, or a page that did not come. They stay.
    pub unclear: Vec<(Uuid, Known)>,
    /// How many are listed as they are.
    pub same: usize,
    /// How many are listed, and cannot be read now. They stay as they were.
    pub unread: usize,
    /// Whether the feed has no service that can be read, and some are gone of which it does not say that they have ended.
    pub is_empty: bool,
}

/// What a feed says that is other than what is listed.
pub(super) fn between(known: &AllKnown, gathered: &Gathered) -> Change {
    let mut change = Change::default();
    for (id, found) in &gathered.services {
        match known.get(id) {
            None => change.new.push(*id),
            Some(before) if before.vanished => change.returned.push((*id, before.clone())),
            Some(before) if before.digest != found.digest || !before.current => {
                change.changed.push((*id, before.clone()));
            }
            Some(_) => change.same += 1,
        }
    }
    let listed = known.iter().filter(|(_, before)| !before.vanished);
    for (id, before) in listed.filter(|(id, _)| !gathered.services.contains_key(*id)) {
        let gone = (*id, before.clone());
        match gathered.unread.contains(id) {
            true => change.unread += 1,
            false if gathered.ended.contains(id) => change.vanished.push(gone),
            false if gathered.nameless > 0 || !gathered.end_is_told => change.unclear.push(gone),
            false => change.vanished.push(gone),
        }
    }
    let untold = |(id, _): &(Uuid, Known)| !gathered.ended.contains(id);
    change.is_empty = gathered.services.is_empty() && change.vanished.iter().any(untold);
    change
}

impl Change {
    /// How many services are to be listed anew, as they are now.
    pub fn to_list(&self) -> usize {
        self.new.len() + self.changed.len() + self.returned.len()
    }

    /// Whether nothing is other than before.
    pub fn is_nothing(&self) -> bool {
        self.to_list() == 0 && self.vanished.is_empty()
    }

    /// That most of what was there is gone, which may be the publisher's mistake.
    pub(super) fn most_gone(&self) -> Option<Failure> {
        let gone = self.vanished.len();
        let listed = gone + self.changed.len() + self.same + self.unread + self.unclear.len();
        let is_much = gone > GONE_MAX && gone * GONE_PART > listed;
        (is_much || self.is_empty && gone > 0).then(|| {
            let says =
                format!("{gone} of {listed} services are not in the feed any more, or have ended");
            Failure::new(ImportFailure::MostGone, says)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gone(vanished: usize, same: usize) -> Option<ImportFailure> {
        let known = Known {
            service: domain::ServiceId::from_u128(1),
            digest: [0; 32],
            revision: 1,
            current: true,
            vanished: false,
            name: "Job club".into(),
        };
        let vanished = (0..vanished).map(|n| (Uuid::from_u128(n as u128), known.clone())).collect();
        let change = Change { vanished, same, ..Change::default() };
        change.most_gone().map(|failure| failure.why)
    }

    #[test]
    fn more_than_ten_and_a_fifth_are_not_gone_without_a_word() {
        assert_eq!(gone(11, 40), Some(ImportFailure::MostGone));
        assert_eq!(gone(10, 0), None, "a small publisher may end");
        assert_eq!(gone(11, 44), None, "a fifth may be gone");
        assert_eq!(gone(1_000, 0), Some(ImportFailure::MostGone));
    }
    #[test]
    fn a_feed_that_has_nothing_any_more_is_not_believed() {
        let nothing = Change { is_empty: true, ..Change::default() };
        assert!(nothing.most_gone().is_none(), "it never had anything");
    }
}
