//! How one event changes a person's row, and which rows follow from it. The same as the journey's own fold where the two
//! speak of the same thing; a test holds them together. What decides who may see the person is in `rights`.

mod rights;

use std::collections::BTreeMap;

use domain::assignment::{lead, supporter};
use domain::intake::{episode, stage};
use domain::routing::{kind::ReferralKind, referral, state::ReferralState, step::Step};
use domain::{Code, OrgId, PersonId, ReferralId, Stamp, Timestamp, WorkerId, journey};
use prost::Message;
use wire::convert::date_of;
use wire::stored::{self, event::Topic};
use wire::types::Introduction;

use super::keys::{self, Side};
use super::rows::{LeadRow, PersonRow, ReferralRow, SupporterRow};

/// Whether an event may change where its person is or who may see it, as far as can be told without reading it. What the
/// view does not show, it does not read.
pub(super) fn shows(event: &stored::Event) -> bool {
    match &event.topic {
        Some(
            Topic::Person(_)
            | Topic::Episode(_)
            | Topic::Lead(_)
            | Topic::Stage(_)
            | Topic::Supporter(_)
            | Topic::Referral(_)
            | Topic::Enquiry(_)
            | Topic::Presence(_)
            | Topic::BreakGlass(_)
            | Topic::Protection(_),
        ) => true,
        Some(Topic::Agreement(event)) => rights::says_who_may_help(event),
        Some(Topic::Job(event)) => rights::says_who_looks_after(event),
        Some(
            Topic::Eligibility(_)
            | Topic::Need(_)
            | Topic::Plan(_)
            | Topic::Offer(_)
            | Topic::Contact(_)
            | Topic::Intervention(_)
            | Topic::Household(_)
            | Topic::Progress(_)
            | Topic::Outcome(_)
            | Topic::Allowance(_)
            | Topic::Feedback(_)
            | Topic::Route(_),
        ) => false,
        // Not of a journey, or of a later version: reading it says so.
        Some(
            Topic::Organisation(_)
            | Topic::Service(_)
            | Topic::Fallback(_)
            | Topic::Clocks(_)
            | Topic::Publication(_)
            | Topic::Publisher(_)
            | Topic::Access(_),
        )
        | None => true,
    }
}

/// Whether an event changes where the person is, and not only who may see it.
pub(super) fn is_told(event: &journey::Event) -> bool {
    matches!(
        event,
        journey::Event::Person(_)
            | journey::Event::Episode(_)
            | journey::Event::Lead(_)
            | journey::Event::Stage(_)
            | journey::Event::Supporter(_)
            | journey::Event::Referral(_)
    )
}

/// Whether clocks may run out otherwise after an event than before it.
pub(super) fn moves_clocks(event: &journey::Event) -> bool {
    matches!(event, journey::Event::Referral(_) | journey::Event::Episode(_))
}

pub(super) fn event(row: &mut PersonRow, stamp: &Stamp, event: &journey::Event) {
    match event {
        journey::Event::Episode(event) => episode(row, stamp, event),
        journey::Event::Lead(event) => lead(row, stamp, event),
        journey::Event::Stage(event) => stage(row, event),
        journey::Event::Supporter(event) => supporter(row, event),
        journey::Event::Referral(event) => referral(row, stamp, event),
        journey::Event::Enquiry(event) => rights::enquiry(row, stamp, event),
        journey::Event::Person(event) => rights::person(row, stamp, event),
        journey::Event::Agreement(event) => rights::agreement(row, event),
        journey::Event::Job(event) => rights::job(row, stamp, event),
        journey::Event::Presence(event) => rights::presence(row, stamp, event),
        journey::Event::BreakGlass(event) => rights::break_glass(row, stamp, event),
        journey::Event::Protection(event) => rights::protection(row, event),
        journey::Event::Eligibility(_)
        | journey::Event::Need(_)
        | journey::Event::Plan(_)
        | journey::Event::Offer(_)
        | journey::Event::Contact(_)
        | journey::Event::Intervention(_)
        | journey::Event::Household(_)
        | journey::Event::Progress(_)
        | journey::Event::Outcome(_)
        | journey::Event::Allowance(_)
        | journey::Event::Feedback(_)
        | journey::Event::Route(_) => {} // It does not change where the person is.
    }
}

fn episode(row: &mut PersonRow, stamp: &Stamp, event: &episode::Event) {
    match event {
        episode::Event::Opened { episode, area, .. } => {
            row.episode = episode.as_bytes().to_vec();
            row.open = true;
            row.area = area.code().into();
            row.opened_on = Some(date_of(stamp.occurred_on));
            row.paused_until = None;
            row.episodes += 1;
            row.doors.clear(); // From here on somebody is responsible.
        }
        episode::Event::Paused { review_on, .. } => row.paused_until = Some(date_of(*review_on)),
        episode::Event::Resumed => row.paused_until = None,
        episode::Event::Closed { .. } => {
            row.open = false;
            row.lead = None;
            row.closed_at = Some(stamp.recorded_at.as_microsecond());
        }
    }
}

fn lead(row: &mut PersonRow, stamp: &Stamp, event: &lead::Event) {
    let held = row.lead.as_mut();
    match event {
        lead::Event::Assigned { org, worker, reason } => {
            row.lead = Some(LeadRow {
                org: org.as_bytes().to_vec(),
                worker: worker.as_bytes().to_vec(),
                since: stamp.recorded_at.as_microsecond(),
                reason: reason.number(),
                caretaker_until: None,
                introduced: None,
                covers: vec![],
            });
        }
        lead::Event::CaretakerNamed { until } => {
            held.into_iter().for_each(|held| held.caretaker_until = Some(date_of(*until)));
        }
        lead::Event::Introduced { method, person_present } => {
            let (method, person_present) = (method.number(), *person_present);
            let introduced = Introduction { method, person_present };
            held.into_iter().for_each(|held| held.introduced = Some(introduced));
        }
        lead::Event::CoverArranged(cover) => {
            let cover = rights::cover(cover);
            held.into_iter().for_each(|held| held.covers.push(cover.clone()));
        }
        lead::Event::CaseloadOverridden { .. }
        | lead::Event::ChangeRequested { .. }
        | lead::Event::ChangeDecided { .. } => {} // The lead stays responsible.
    }
}

fn stage(row: &mut PersonRow, event: &stage::Event) {
    match event {
        stage::Event::Entered { stage } => {
            if let Err(place) = row.stages.binary_search(&stage.number()) {
                row.stages.insert(place, stage.number());
            }
        }
        stage::Event::Left { stage } => row.stages.retain(|s| *s != stage.number()),
        stage::Event::SetbackRecorded { .. } => {}
    }
}

fn supporter(row: &mut PersonRow, event: &supporter::Event) {
    let stored = |s: &supporter::Supporter| SupporterRow {
        org: s.org.as_bytes().to_vec(),
        worker: s.worker.as_bytes().to_vec(),
        role: s.role.number(),
    };
    match event {
        supporter::Event::Assigned(s) if row.supporters.contains(&stored(s)) => {}
        supporter::Event::Assigned(s) => row.supporters.push(stored(s)),
        supporter::Event::Ended(s) => row.supporters.retain(|r| *r != stored(s)),
    }
}

fn referral(row: &mut PersonRow, stamp: &Stamp, event: &referral::Event) {
    let since = stamp.recorded_at.as_microsecond();
    let id = event.referral.as_bytes();
    match &event.step {
        Step::Drafted { .. } if row.drafts.iter().any(|draft| draft == id) => {}
        Step::Drafted { .. } => row.drafts.push(id.to_vec()),
        Step::Sent(_) | Step::Voided { .. } => row.drafts.retain(|draft| draft != id),
        _ => {}
    }
    match &event.step {
        Step::Sent(sending) => {
            let (request, from) = (&sending.request, sending.from.org);
            row.referrals.retain(|r| r.id != event.referral.as_bytes());
            row.referrals.push(ReferralRow {
                id: event.referral.as_bytes().to_vec(),
                kind: request.kind.number(),
                state: ReferralState::Sent.number(),
                from: from.as_bytes().to_vec(),
                to: request.to.org.as_bytes().to_vec(),
                service: request.to.service.as_bytes().to_vec(),
                since,
                handed_over: false,
                person: vec![],
                sent_at: since,
                waited: false,
            });
        }
        Step::ResponsibilityReassigned { from, org, .. } => {
            reassign(row, event.referral, *from, *org)
        }
        step => {
            let Some(state) = step.enters() else { return };
            if state.is_terminal() {
                row.referrals.retain(|r| r.id != event.referral.as_bytes());
            }
            if let Some(referral) =
                row.referrals.iter_mut().find(|r| r.id == event.referral.as_bytes())
            {
                referral.state = state.number();
                referral.since = since;
                referral.handed_over |= state == ReferralState::HandedOver;
                referral.waited |= state == ReferralState::Waitlisted;
            }
        }
    }
}

/// The partnership moved what one organisation held to another; a support referral that runs goes alone.
fn reassign(row: &mut PersonRow, named: ReferralId, from: OrgId, org: OrgId) {
    let moves_lead =
        |r: &ReferralRow| ReferralKind::from_number(r.kind).is_some_and(ReferralKind::moves_lead);
    let alone =
        row.referrals.iter().any(|r| r.id == named.as_bytes() && r.handed_over && !moves_lead(r));
    for referral in &mut row.referrals {
        let is_named = referral.id == named.as_bytes();
        if alone && !is_named {
            continue;
        }
        if !referral.handed_over && referral.from == from.as_bytes() {
            referral.from = org.as_bytes().to_vec();
        } else if referral.handed_over
            && referral.to == from.as_bytes()
            && (is_named || moves_lead(referral))
        {
            referral.to = org.as_bytes().to_vec();
        }
    }
}

/// Whether the same rows follow from both, which most commits leave as they are.
pub(super) fn derives_the_same(one: &PersonRow, other: &PersonRow) -> bool {
    let leads = [one, other].map(|row| row.lead.as_ref().map(|lead| (&lead.org, &lead.worker)));
    one.names == other.names
        && leads[0] == leads[1]
        && one.referrals == other.referrals
        && one.drafts == other.drafts
        && one.clocks_version == other.clocks_version
        && one.degraded == other.degraded
        && one.broken == other.broken
}

/// The rows that follow from a person's row: where it is found, and on whose lists it stands.
pub(super) fn derived(person: PersonId, row: &PersonRow) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut rows = BTreeMap::new();
    for name in &row.names {
        rows.insert(keys::name(name, person), vec![]);
    }
    if let Some(lead) = &row.lead
        && let Ok(org) = OrgId::try_from(lead.org.as_slice())
        && let Ok(worker) = WorkerId::try_from(lead.worker.as_slice())
    {
        rows.insert(keys::caseload(org, worker, person), vec![]);
    }
    for referral in &row.referrals {
        let value =
            ReferralRow { person: person.as_bytes().to_vec(), ..referral.clone() }.encode_to_vec();
        for (org, side) in [(&referral.to, Side::Received), (&referral.from, Side::Sent)] {
            if let Some(key) = work_key(referral, org, side) {
                rows.insert(key, value.clone());
            }
        }
    }
    if row.degraded || !(row.referrals.is_empty() && row.drafts.is_empty()) {
        rows.insert(keys::waiting(person), row.clocks_version.to_be_bytes().to_vec());
    }
    rows.extend(rights::reviews(person, row));
    rows
}

fn work_key(referral: &ReferralRow, org: &[u8], side: Side) -> Option<Vec<u8>> {
    let since = Timestamp::from_microsecond(referral.since).ok()?;
    let id = ReferralId::try_from(referral.id.as_slice()).ok()?;
    Some(keys::work(OrgId::try_from(org).ok()?, side, since, id))
}
