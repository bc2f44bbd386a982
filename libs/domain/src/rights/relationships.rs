//! What stands between a worker and a person, read off the person's journey. A pure function of facts: whoever claims a
//! relationship gets none by it, and each ends when what it rests on does. In what role somebody acts is not asked here.

#[cfg(test)]
mod tests;

use super::Relationship;
use crate::intake::agreement::Scope;
use crate::intake::enquiry::EnquiryOutcome;
use crate::routing::state::{Referral, ReferralState};
use crate::{Actor, Code, Journey, OrgId, Timestamp, utc_day};

/// A set of relationships.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Relationships(u16);

impl Relationships {
    /// Nothing stands between the two.
    pub const NONE: Self = Self(0);
    /// Whether this one stands.
    pub fn contains(self, relationship: Relationship) -> bool {
        self.0 & bit(relationship) != 0
    }
    /// Those that stand, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = Relationship> {
        Relationship::ALL.iter().copied().filter(move |one| self.contains(*one))
    }
    /// All but this one.
    #[must_use]
    pub fn without(self, relationship: Relationship) -> Self {
        Self(self.0 & !bit(relationship))
    }
    /// Whether nothing stands between the two.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(relationship: Relationship) -> u16 {
    1 << relationship.number()
}

impl From<Relationship> for Relationships {
    fn from(one: Relationship) -> Self {
        Self(bit(one))
    }
}

impl FromIterator<Relationship> for Relationships {
    fn from_iter<I: IntoIterator<Item = Relationship>>(those: I) -> Self {
        Self(those.into_iter().map(bit).fold(0, |set, one| set | one))
    }
}

impl std::fmt::Debug for Relationships {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What stands between this actor and the person at an instant that is not before the last event. Days are counted in UTC.
pub fn relationships(journey: &Journey, actor: &Actor, at: Timestamp) -> Relationships {
    let stands = |relationship: &Relationship| match relationship {
        Relationship::Lead => leads(journey, actor, at),
        Relationship::LeadOrganisation => journey.lead().is_some_and(|held| held.org == actor.org),
        Relationship::Supporter => supports(journey, actor),
        Relationship::Receiver => open_referrals(journey).any(|r| r.asked() == actor.org),
        Relationship::Sender => open_referrals(journey).any(|r| r.asker() == actor.org),
        Relationship::Aftercare => looks_after(journey, actor.org, at),
        Relationship::Door => took_in(journey, actor.org),
        Relationship::Present => journey.presence.of(actor).is_some_and(|p| p.counts(at)),
        Relationship::BreakGlass => journey.break_glass.opens(actor, at).is_some(),
    };
    Relationship::ALL.iter().copied().filter(stands).collect()
}

/// Whether the person's yes at an instant covers this organisation: a yes to taking part at all, or to a referral to it.
pub fn agreed(journey: &Journey, org: OrgId, at: Timestamp) -> bool {
    let covers = |scope| journey.agreement.covers(scope, utc_day(at));
    covers(Scope::Service) || covers(Scope::Referral(org))
}

fn leads(journey: &Journey, actor: &Actor, at: Timestamp) -> bool {
    let Some((held, worker)) = journey.lead().zip(actor.worker) else { return false };
    let acts = || journey.acting_on(utc_day(at)) == Some(worker);
    held.org == actor.org && (held.worker == worker || acts())
}

fn supports(journey: &Journey, actor: &Actor) -> bool {
    let mut supporters = journey.supporter.supporters.iter();
    supporters.any(|s| s.org == actor.org && Some(s.worker) == actor.worker)
}

/// Nobody has seen a draft, and what reached an end is over.
fn open_referrals(journey: &Journey) -> impl Iterator<Item = &Referral> {
    let is_open = |r: &&Referral| r.state != ReferralState::Draft && !r.state.is_terminal();
    journey.referral.referrals.values().filter(is_open)
}

/// What is agreed for the time in work stands while support does: nothing of it can be done afterwards.
fn looks_after(journey: &Journey, org: OrgId, at: Timestamp) -> bool {
    let agreed = journey.job.aftercare.filter(|_| journey.job.aftercare_by == Some(org));
    journey.episode.open().is_some() && agreed.is_some_and(|a| utc_day(at) <= a.until)
}

/// An enquiry that ended in another way than going on with this door is over too.
fn took_in(journey: &Journey, org: OrgId) -> bool {
    let heard = journey.enquiry.enquiries.values().filter(|e| {
        e.door == org && e.outcome.is_none_or(|outcome| outcome == EnquiryOutcome::Continued)
    });
    let registered = journey.person.registered.filter(|(by, _)| *by == org);
    let mut since = heard.map(|e| e.received_at).chain(registered.map(|(_, at)| at));
    since.any(|since| nobody_was_responsible(journey, since))
}

fn nobody_was_responsible(journey: &Journey, since: Timestamp) -> bool {
    let episodes = &journey.episode;
    episodes.open().is_none() && episodes.last_closed_at().is_none_or(|closed| since > closed)
}
