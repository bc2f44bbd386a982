//! Case: one referral, with everything that a decision about it may look at.

use super::actions::{self, Action};
use super::referral::{Event, Refusal};
use super::state::Referral;
use super::step::Step;
use crate::intake::agreement::Scope;
use crate::{Date, Journey, Kept, OrgId, ReferralId, SensitiveCode, Stamp, journey};

/// The events that a command leads to, or why it cannot be done.
pub(super) type Answer = Result<Vec<journey::Event>, Refusal>;

/// One referral, and who asks something of it.
pub(super) struct Case<'a> {
    pub(super) journey: &'a Journey,
    pub(super) stamp: &'a Stamp,
    pub(super) id: ReferralId,
    pub(super) referral: &'a Referral,
}

impl<'a> Case<'a> {
    /// The referral with this id.
    pub(super) fn of(
        journey: &'a Journey,
        stamp: &'a Stamp,
        id: ReferralId,
    ) -> Result<Self, Refusal> {
        let referral = journey.referral.referrals.get(&id).ok_or(Refusal::Unknown)?;
        Ok(Self { journey, stamp, id, referral })
    }

    /// One step, unless it was just taken: role first, so that outsiders learn nothing; then whether it is done
    /// already; then whether it is open; then what `guard` adds.
    pub(super) fn step(
        &self,
        action: Action,
        step: Step,
        guard: impl FnOnce() -> Result<(), Refusal>,
    ) -> Answer {
        self.role_allows(action)?;
        if self.referral.entered_by == step || self.referral.latest == step {
            return Ok(vec![]); // A retry.
        }
        self.state_allows(action)?;
        guard()?;
        Ok(vec![self.event(step)])
    }

    /// Whether whoever asks has a part in this.
    pub(super) fn role_allows(&self, action: Action) -> Result<(), Refusal> {
        actions::role_allows(self.referral, self.lead_org(), action, self.stamp.by)
    }

    /// Whether the referral stands where this is open.
    pub(super) fn state_allows(&self, action: Action) -> Result<(), Refusal> {
        actions::state_allows(self.referral, self.lead_org(), action, self.stamp.by)
    }

    /// The step as this referral's event.
    pub(super) fn event(&self, step: Step) -> journey::Event {
        event(self.id, step)
    }

    /// The organisation that is responsible now.
    pub(super) fn lead_org(&self) -> Option<OrgId> {
        self.journey.lead().map(|lead| lead.org)
    }

    /// Whether the person still agrees to this receiver.
    pub(super) fn agreed(&self) -> Result<(), Refusal> {
        let (agreement, on) = (&self.journey.agreement, self.stamp.occurred_on);
        let org = self.referral.request.to.org;
        if agreement.covers(Scope::Service, on) || agreement.covers(Scope::Referral(org), on) {
            Ok(())
        } else {
            Err(Refusal::NotAgreed)
        }
    }

    /// Whether a handover could still move the lead: somebody leads, and it is the sender.
    pub(super) fn lead_can_move(&self) -> Result<(), Refusal> {
        match self.lead_org() {
            _ if !self.referral.request.kind.moves_lead() => Ok(()),
            None => Err(Refusal::NoEpisode),
            Some(org) if org != self.referral.from.org => Err(Refusal::SenderNoLongerResponsible),
            Some(_) => Ok(()),
        }
    }

    /// Whether no other transfer or pull is under way.
    pub(super) fn only_move(&self) -> Result<(), Refusal> {
        match self.journey.referral.transfer_underway(self.id) {
            Some(referral) if self.referral.request.kind.moves_lead() => {
                Err(Refusal::TransferUnderway { referral })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether a date does not lie behind.
    pub(super) fn not_past(&self, date: Date) -> Result<(), Refusal> {
        if date < self.stamp.occurred_on { Err(Refusal::DateInThePast) } else { Ok(()) }
    }
}

/// Whether a reason that may be sensitive is kept as it must be.
pub(super) fn kept<C: SensitiveCode>(reason: &Kept<C>) -> Result<(), Refusal> {
    if reason.is_right() { Ok(()) } else { Err(Refusal::ReasonNotKept) }
}

/// A step as an event of the journey.
pub(super) fn event(referral: ReferralId, step: Step) -> journey::Event {
    Event { referral, step }.into()
}
