//! Standing: what stands between somebody and a person, read off the person's row, for a look that must not cost a journey.
//! The same as `domain::rights::relationships` says of the journey; a property test holds the two together.

#[cfg(test)]
mod tests;

use domain::rights::{Relationship, Relationships};
use domain::routing::kind::ReferralKind;
use domain::{Actor, Code, Date, OrgId, Timestamp, utc_day};
use wire::convert::{date, maybe_date};
use wire::types;

use super::rows::{DoorRow, LeadRow, PersonRow, ReferralRow};

/// What stands between somebody and a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The person is to be found by nobody who does not support them already.
    pub protected: bool,
    /// A commit of theirs could not be read, so the rest may be too little: ask the journey instead.
    pub degraded: bool,
    /// A yes of the person's, to taking part or to a referral, covers the organisation.
    pub agreed: bool,
    /// What stands between the two.
    pub relationships: Relationships,
}

impl Standing {
    pub(super) fn of(row: &PersonRow, actor: &Actor, at: Timestamp) -> Self {
        Self {
            protected: row.is_protected(),
            degraded: row.degraded,
            agreed: agreed(row, actor.org, at),
            relationships: relationships(row, actor, at),
        }
    }
}

fn relationships(row: &PersonRow, actor: &Actor, at: Timestamp) -> Relationships {
    let (org, worker) = (actor.org.as_bytes().as_slice(), actor.worker);
    let worker = worker.as_ref().map(|worker| worker.as_bytes().as_slice());
    let is_them = |by: &[u8], who: &[u8]| by == org && Some(who) == worker;
    let lead = row.lead.as_ref().filter(|lead| lead.org == org);
    let now = at.as_microsecond();
    let stands = |relationship: &Relationship| match relationship {
        Relationship::Lead => lead.is_some_and(|lead| leads(lead, worker, utc_day(at))),
        Relationship::LeadOrganisation => lead.is_some(),
        Relationship::Supporter => row.supporters.iter().any(|s| is_them(&s.org, &s.worker)),
        Relationship::Receiver => row.referrals.iter().any(|r| sides(r).1 == org),
        Relationship::Sender => row.referrals.iter().any(|r| sides(r).0 == org),
        Relationship::Aftercare => {
            let theirs =
                row.aftercare.as_ref().filter(|aftercare| row.open && aftercare.org == org);
            theirs.is_some_and(|aftercare| holds(aftercare.until, utc_day(at)))
        }
        Relationship::Door => row.doors.iter().any(|door| door.org == org && is_door(row, door)),
        Relationship::Present => {
            row.present.iter().any(|p| now < p.until && is_them(&p.org, &p.worker))
        }
        Relationship::BreakGlass => {
            row.broken.iter().any(|b| now < b.until && is_them(&b.org, &b.worker))
        }
    };
    Relationship::ALL.iter().copied().filter(stands).collect()
}

fn leads(lead: &LeadRow, worker: Option<&[u8]>, day: Date) -> bool {
    let covers = |from, until| match (date("from", from), date("until", until)) {
        (Ok(from), Ok(until)) => (from..=until).contains(&day),
        (Err(_), _) | (_, Err(_)) => false,
    };
    let cover = lead.covers.iter().rev().find(|cover| covers(cover.from, cover.until));
    let acts = cover.map(|cover| cover.caretaker_id.as_slice());
    worker.is_some() && (worker == Some(&lead.worker) || worker == acts)
}

/// Who asked, and who is asked.
fn sides(referral: &ReferralRow) -> (&[u8], &[u8]) {
    match ReferralKind::from_number(referral.kind) {
        Some(ReferralKind::Pull) => (&referral.to, &referral.from),
        Some(ReferralKind::Support | ReferralKind::Transfer | ReferralKind::Advice) | None => {
            (&referral.from, &referral.to)
        }
    }
}

fn is_door(row: &PersonRow, door: &DoorRow) -> bool {
    !row.open && row.closed_at.is_none_or(|closed| door.since > closed)
}

fn agreed(row: &PersonRow, org: OrgId, at: Timestamp) -> bool {
    row.agreements.iter().any(|agreement| {
        let is_for_them = agreement.org.is_empty() || agreement.org == org.as_bytes();
        is_for_them && holds(agreement.until, utc_day(at))
    })
}

/// Whether a day is not past the last one, where there is a last one.
fn holds(until: Option<types::Date>, day: Date) -> bool {
    maybe_date("until", until).is_ok_and(|until| until.is_none_or(|until| day <= until))
}
