//! What was told: a question with its answer, whole. It says much of a person, so it is kept sealed, and in clear stands
//! only what gives nothing away.

use std::collections::BTreeMap;

use super::offer::Snapshot;
use super::query::{Protected, Wanted};
use super::rank::{Ranking, Route};
use crate::directory::service::Listing;
use crate::routing::route::Routed;
use crate::{OrgId, SensitiveCode, Sensitivity, ServiceId};

/// A question, and what was told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// What was wanted.
    pub wanted: Wanted,
    /// What could only rule services out.
    pub protected: Protected,
    /// Where the person could go, and why not elsewhere.
    pub ranking: Ranking,
    /// The services that are routes, as they were then.
    pub listed: BTreeMap<ServiceId, Listed>,
    /// The names of those that are left out, as they were then.
    pub names: BTreeMap<ServiceId, String>,
}

/// What was known of a service that is a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub org: OrgId,
    /// Its places.
    pub places: Snapshot,
}

impl Told {
    /// How closely it is kept: never less closely than what is special, for a reason may speak of health or faith.
    pub fn sensitivity(&self) -> Sensitivity {
        let needs = self.wanted.needs.iter().map(|need| need.sensitivity());
        let groups = self.protected.groups.iter().map(|group| group.sensitivity());
        needs.chain(groups).fold(Sensitivity::Special, Ord::max)
    }

    /// The routes that may stand in clear, in order: all but those whose service gives something away; and the door alone
    /// where something was asked for that may not stand in clear, for what all the others offer would tell it.
    pub fn in_clear(&self, gives_away: impl Fn(ServiceId) -> bool) -> Vec<Routed> {
        let asked = self.asks_for_what_is_kept();
        let quiet = |route: &&Route| route.door || !(asked || gives_away(route.service));
        let routes = self.ranking.routes.iter().filter(quiet);
        let routed = routes.filter_map(|route| {
            let places = self.listed.get(&route.service)?.places;
            Some(Routed { service: route.service, places, door: route.door })
        });
        routed.collect()
    }

    fn asks_for_what_is_kept(&self) -> bool {
        let (wanted, protected) = (&self.wanted, &self.protected);
        wanted.needs.iter().any(|need| !need.may_stand_in_clear())
            || protected.groups.iter().any(|group| !group.may_stand_in_clear())
            || protected.age.is_some()
            || protected.language.is_some()
            || !protected.access.is_empty()
            || wanted.from.is_some()
    }
}

impl Listing {
    /// Whether to name this service for somebody says something special of them: it is only for groups, or only helps
    /// with things, that may not stand in clear.
    pub fn gives_away(&self) -> bool {
        let (groups, needs) = (&self.overlay.groups, &self.overlay.needs);
        groups.iter().any(|group| !group.may_stand_in_clear())
            || !needs.is_empty() && needs.iter().all(|need| !need.may_stand_in_clear())
    }
}

#[cfg(test)]
mod tests {
    use super::super::story::*;
    use super::*;
    use crate::directory::Overlay;
    use crate::intake::need::{CircumstanceCode, NeedCode};

    fn told(needs: &[NeedCode], groups: &[CircumstanceCode]) -> Told {
        let query = wanting(|wanted| wanted.needs = needs.iter().copied().collect());
        Told {
            ranking: ask(&query, &[]),
            wanted: query.wanted,
            protected: Protected {
                groups: groups.iter().copied().collect(),
                ..Protected::default()
            },
            listed: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    #[test]
    fn it_is_kept_as_closely_as_the_closest_that_was_asked_and_never_with_names() {
        assert_eq!(told(&[], &[]).sensitivity(), Sensitivity::Special);
        assert_eq!(told(&[NeedCode::Money], &[]).sensitivity(), Sensitivity::Special);
        let justice = [NeedCode::Money, NeedCode::Justice];
        assert_eq!(told(&justice, &[]).sensitivity(), Sensitivity::Restricted);
        let custody = [CircumstanceCode::InCustody];
        assert_eq!(told(&[], &custody).sensitivity(), Sensitivity::Restricted);
    }
    #[test]
    fn a_service_gives_away_whom_it_is_for_and_what_alone_it_helps_with() {
        let groups = |group| saying(Overlay { groups: [group].into(), ..Overlay::default() });
        assert!(groups(CircumstanceCode::Convictions).gives_away());
        assert!(!groups(CircumstanceCode::LoneParent).gives_away());
        let helps = |needs: &[NeedCode]| {
            let needs = needs.iter().copied().collect();
            saying(Overlay { needs, ..Overlay::default() })
        };
        assert!(helps(&[NeedCode::DrugsAlcohol, NeedCode::MentalHealth]).gives_away());
        assert!(!helps(&[NeedCode::DrugsAlcohol, NeedCode::Housing]).gives_away());
        assert!(!listing().gives_away());
    }
}
