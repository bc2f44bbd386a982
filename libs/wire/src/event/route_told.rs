//! What was told of routes, as it stands sealed in its event. It has golden bytes of its own: whoever may open it can
//! read it in any year.

use std::collections::BTreeMap;

use domain::routing::routes::{
    LeftOut, Listed, Protected, Ranking, Route, Scored, Told, Wanted, WhyNot,
};
use domain::{Code, ServiceId};
use prost::Message;

use super::Topical;
use super::route::{places, places_of};
use super::service::overlay::{language, spot, spot_of};
use crate::convert::{
    Malformed, Read, area, code, code_number, code_numbers, codes, id, maybe_code, maybe_small,
    small,
};
use crate::stored::{RouteAsked, RouteLeftOut, RouteOthers, RouteReasons, RouteScored, RouteTold};

/// The bytes that are sealed.
pub fn bytes_of(told: &Told) -> Vec<u8> {
    told.to_stored().encode_to_vec()
}

/// Reads them back.
///
/// # Errors
/// If they are of a later version than this code, or were never what was told.
pub fn told(bytes: &[u8]) -> Read<Told> {
    let stored = RouteTold::decode(bytes).map_err(|e| Malformed::new("told", e.to_string()))?;
    Told::from_stored(stored)
}

impl Topical for Told {
    type Stored = RouteTold;

    fn to_stored(&self) -> RouteTold {
        let Ranking { routes, left_out, others } = &self.ranking;
        RouteTold {
            asked: Some(asked_of(&self.wanted, &self.protected)),
            routes: routes.iter().filter_map(|route| reasons_of(self, route)).collect(),
            left_out: left_out.iter().map(|left| left_out_of(self, left)).collect(),
            others: others.iter().map(others_of).collect(),
        }
    }

    fn from_stored(stored: RouteTold) -> Read<Self> {
        let (wanted, protected) = asked(stored.asked.unwrap_or_default())?;
        let (mut routes, mut left_out) = (vec![], vec![]);
        let (mut listed, mut names) = (BTreeMap::new(), BTreeMap::new());
        for stored in stored.routes {
            let (route, known) = reasons(stored)?;
            listed.insert(route.service, known);
            routes.push(route);
        }
        for RouteLeftOut { service_id, name, why_not } in stored.left_out {
            let service: ServiceId = id("left_out.service_id", &service_id)?;
            names.insert(service, name);
            left_out.push(LeftOut { service, why_not: code("left_out.why_not", why_not)? });
        }
        let others = stored.others.into_iter().map(|o| Ok((code("others", o.why_not)?, o.count)));
        let ranking = Ranking { routes, left_out, others: others.collect::<Read<_>>()? };
        Ok(Self { wanted, protected, ranking, listed, names })
    }
}

fn reasons_of(told: &Told, route: &Route) -> Option<RouteReasons> {
    let Listed { name, org, places } = told.listed.get(&route.service)?;
    Some(RouteReasons {
        service_id: route.service.as_bytes().to_vec(),
        name: name.clone(),
        org_id: org.as_bytes().to_vec(),
        places: Some(places_of(places)),
        fit: route.fit.into(),
        why: route.why.iter().map(|why| why.number()).collect(),
        caveats: route.caveats.iter().map(|caveat| caveat.number()).collect(),
        scored: Some(scored_of(&route.scored)),
        door: route.door,
    })
}

fn left_out_of(told: &Told, left: &LeftOut) -> RouteLeftOut {
    RouteLeftOut {
        service_id: left.service.as_bytes().to_vec(),
        name: told.names.get(&left.service).cloned().unwrap_or_default(),
        why_not: left.why_not.number(),
    }
}

fn others_of((why_not, count): (&WhyNot, &u32)) -> RouteOthers {
    RouteOthers { why_not: why_not.number(), count: *count }
}

fn reasons(stored: RouteReasons) -> Read<(Route, Listed)> {
    let route = Route {
        service: id("routes.service_id", &stored.service_id)?,
        fit: small("routes.fit", stored.fit)?,
        why: stored.why.iter().map(|n| code("routes.why", *n)).collect::<Read<_>>()?,
        caveats: stored.caveats.iter().map(|n| code("routes.caveats", *n)).collect::<Read<_>>()?,
        scored: scored(stored.scored.unwrap_or_default())?,
        door: stored.door,
    };
    let org = id("routes.org_id", &stored.org_id)?;
    Ok((route, Listed { name: stored.name, org, places: places(stored.places)? }))
}

fn scored_of(scored: &Scored) -> RouteScored {
    RouteScored {
        needs: code_numbers(&scored.needs),
        metres: scored.metres,
        places_free: scored.places_free,
        wait_days: scored.wait_days.map(u32::from),
        hours: scored.hours,
    }
}

fn scored(stored: RouteScored) -> Read<Scored> {
    Ok(Scored {
        needs: codes("scored.needs", &stored.needs)?,
        metres: stored.metres,
        places_free: stored.places_free,
        wait_days: maybe_small("scored.wait_days", stored.wait_days)?,
        hours: stored.hours,
    })
}

fn asked_of(wanted: &Wanted, protected: &Protected) -> RouteAsked {
    RouteAsked {
        area: wanted.area.code().to_owned(),
        kind: wanted.kind.number(),
        stage: code_number(wanted.stage),
        needs: code_numbers(&wanted.needs),
        modes: code_numbers(&wanted.modes),
        from: wanted.from.as_ref().map(spot_of),
        metres_max: wanted.metres_max,
        age: protected.age.map(u32::from),
        language: protected.language.as_ref().map_or(String::new(), |tag| tag.as_str().to_owned()),
        access: code_numbers(&protected.access),
        groups: code_numbers(&protected.groups),
    }
}

fn asked(stored: RouteAsked) -> Read<(Wanted, Protected)> {
    let wanted = Wanted {
        area: area("asked.area", &stored.area)?,
        kind: code("asked.kind", stored.kind)?,
        stage: maybe_code("asked.stage", stored.stage)?,
        needs: codes("asked.needs", &stored.needs)?,
        modes: codes("asked.modes", &stored.modes)?,
        from: stored.from.as_ref().map(|from| spot("asked.from", from)).transpose()?,
        metres_max: stored.metres_max,
    };
    let tag = Some(stored.language.as_str()).filter(|tag| !tag.is_empty());
    let protected = Protected {
        age: maybe_small("asked.age", stored.age)?,
        language: tag.map(|tag| language("asked.language", tag)).transpose()?,
        access: codes("asked.access", &stored.access)?,
        groups: codes("asked.groups", &stored.groups)?,
    };
    Ok((wanted, protected))
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::OrgId;
    use domain::directory::overlay::{ServiceAccess, Spot};
    use domain::directory::service::ServiceMode;
    use domain::intake::need::{CircumstanceCode, NeedCode};
    use domain::intake::stage::Stage;
    use domain::routing::kind::ReferralKind;
    use domain::routing::routes::{Caveat, Why};

    use super::*;
    use crate::event::route::tests::{counted, uncounted};
    use crate::event::testing::{dundee, reads_back};

    const MUSIC: ServiceId = ServiceId::from_u128(0x51);
    const DOOR: ServiceId = ServiceId::from_u128(0xd0);
    const FULL: ServiceId = ServiceId::from_u128(0x52);

    fn everything() -> Told {
        let route = Route {
            service: MUSIC,
            fit: 80,
            why: vec![Why::Need, Why::Near, Why::Language],
            caveats: vec![Caveat::Age, Caveat::Waitlist],
            scored: Scored {
                needs: [NeedCode::Confidence].into(),
                metres: Some(4_001),
                places_free: Some(3),
                wait_days: Some(14),
                hours: Some(48),
            },
            door: false,
        };
        let why = vec![Why::AreasDoor];
        let scored = Scored::default();
        let door = Route { service: DOOR, fit: 0, why, caveats: vec![], scored, door: true };
        let listed = |name: &str, places| Listed {
            name: name.to_owned(),
            org: OrgId::from_u128(0xca),
            places,
        };
        let left_out = vec![LeftOut { service: FULL, why_not: WhyNot::NoPlace }];
        Told {
            wanted: Wanted {
                area: dundee(),
                kind: ReferralKind::Support,
                stage: Some(Stage::Engagement),
                needs: [NeedCode::Confidence, NeedCode::Justice].into(),
                modes: [ServiceMode::InPerson].into(),
                from: Some(Spot::new(56_462_000, -2_970_700).expect("in Dundee")),
                metres_max: Some(15_000),
            },
            protected: Protected {
                age: Some(17),
                language: Some("pl".parse().expect("a tag")),
                access: [ServiceAccess::Bsl].into(),
                groups: [CircumstanceCode::Convictions].into(),
            },
            ranking: Ranking {
                routes: vec![route, door],
                left_out,
                others: [(WhyNot::Area, 9_000), (WhyNot::Outranked, 3)].into(),
            },
            listed: [(MUSIC, listed("Music", counted())), (DOOR, listed("Door", uncounted()))]
                .into(),
            names: [(FULL, "Full".to_owned())].into(),
        }
    }

    /// All that can be said, and nothing but a door.
    pub(crate) fn samples() -> Vec<Told> {
        let Told { wanted, ranking, mut listed, .. } = everything();
        let routes = ranking.routes.into_iter().filter(|route| route.door).collect();
        listed.remove(&MUSIC);
        let little = Wanted {
            stage: None,
            needs: [].into(),
            modes: [].into(),
            from: None,
            metres_max: None,
            ..wanted
        };
        let alone = Told {
            wanted: little,
            protected: Protected::default(),
            ranking: Ranking { routes, left_out: vec![], others: BTreeMap::new() },
            listed,
            names: BTreeMap::new(),
        };
        vec![everything(), alone]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
        let told = everything();
        assert_eq!(super::told(&bytes_of(&told)), Ok(told));
    }
    #[test]
    fn bytes_that_were_never_told_are_named_and_not_believed() {
        assert!(super::told(&[0xff; 8]).is_err());
        assert_eq!(super::told(&[]).expect_err("no area").field, "asked.area");
    }
}
