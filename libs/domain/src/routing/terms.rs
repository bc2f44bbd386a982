//! Terms: what a referral says: to whom, why, with what, and what was looked up about the service when it was asked.

use super::kind::ReferralKind;
use super::reason::{RedirectReason, ReferReason};
use crate::{
    AgreementId, Date, NeedId, OrgId, ReferralId, ReservationId, Sealed, ServiceId, Timestamp,
    WorkerId,
};

codes! {
    /// How soon.
    pub Urgency {
        /// In the usual time.
        Routine = 1 "ROUTINE",
        /// Ahead of others.
        Soon = 2 "SOON",
        /// Today.
        Today = 3 "TODAY",
    }
    /// A part of the facts that go along, each talked through with the person. They are opened to the receiver once it
    /// has accepted, never before.
    pub BundleItem {
        /// Name and date of birth.
        Identity = 1 "IDENTITY",
        /// Phone and e-mail, with the times that are safe.
        Contact = 2 "CONTACT",
        /// Where the person lives.
        Address = 3 "ADDRESS",
        /// Language, interpreter, BSL, large print.
        Communication = 4 "COMMUNICATION",
        /// Adjustments and help with travel.
        Adjustments = 5 "ADJUSTMENTS",
        /// The needs that this is about.
        Needs = 6 "NEEDS",
        /// The plan, in the person's words.
        Plan = 7 "PLAN",
        /// What was tried before.
        History = 8 "HISTORY",
        /// How health affects work: needs, not diagnoses.
        HealthNeeds = 9 "HEALTH_NEEDS",
        /// Places or roles that are ruled out, without the reason.
        Restrictions = 10 "RESTRICTIONS",
    }
    /// How people meet.
    pub MeetingMode {
        /// In one room.
        InPerson = 1 "IN_PERSON",
        /// On the phone.
        Phone = 2 "PHONE",
        /// On screens.
        Video = 3 "VIDEO",
        /// At the person's home.
        Home = 4 "HOME",
        /// Somewhere out and about.
        Outreach = 5 "OUTREACH",
    }
    /// Who is at a meeting.
    pub Attendee {
        /// The person.
        Person = 1 "PERSON",
        /// The worker who hands over.
        Sender = 2 "SENDER",
        /// The worker who takes over.
        Receiver = 3 "RECEIVER",
        /// An interpreter.
        Interpreter = 4 "INTERPRETER",
        /// Somebody the person brought.
        Companion = 5 "COMPANION",
    }
    /// How responsibility moved.
    pub HandoverMode {
        /// Warm: both sides say that the meeting of three was held.
        Warm = 1 "WARM",
        /// Warm, but the sender never said so; silence was taken for a yes.
        WarmUnconfirmed = 2 "WARM_UNCONFIRMED",
        /// Cold: the meeting was waived.
        Cold = 3 "COLD",
    }
    /// The two sides of a handover.
    pub Side {
        /// The one that holds the person before.
        Sender = 1 "SENDER",
        /// The one that holds the person after.
        Receiver = 2 "RECEIVER",
    }
}

/// A service, its owner, and perhaps the worker there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receiver {
    /// The service.
    pub service: ServiceId,
    /// The organisation that owns it.
    pub org: OrgId,
    /// A named worker; for a pull always, for it is they who will lead.
    pub worker: Option<WorkerId>,
}

/// The side that holds the person, and its worker if one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender {
    /// The organisation.
    pub org: OrgId,
    /// Its worker; nobody if a router or the person acted.
    pub worker: Option<WorkerId>,
}

/// What is asked for, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// What is asked for.
    pub kind: ReferralKind,
    /// Who will help. For a pull, the service that asks.
    pub to: Receiver,
    /// How soon.
    pub urgency: Urgency,
    /// What should come of it, in plain words.
    pub outcome_expected: Sealed,
    /// Why; at least one.
    pub reasons: Vec<ReferReason>,
    /// The needs that it is about.
    pub needs: Vec<NeedId>,
    /// The person's yes that it rests on.
    pub agreement: AgreementId,
    /// What goes along.
    pub bundle: Vec<BundleItem>,
    /// The referral whose handover this one takes back.
    pub returns: Option<ReferralId>,
}

/// What the directory said about the service, and the file about the person, when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The service is open.
    pub service_active: bool,
    /// The service takes this kind of referral.
    pub accepts_kind: bool,
    /// The service is its area's fallback door: it takes whom nobody else takes.
    pub is_fallback: bool,
    /// A data sharing agreement with the service's owner is in force.
    pub sharing_active: bool,
    /// The person was assessed anew since this service last ended a referral of theirs.
    pub reassessed: bool,
}

/// A referral as it left.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// What is asked for.
    pub request: Request,
    /// The side that holds the person until the handover.
    pub from: Sender,
    /// The service is the area's fallback door, and may not decline.
    pub fallback: bool,
    /// Each service so far, this one last: a redirect never goes back to one of them.
    pub chain: Vec<ServiceId>,
    /// The referral that this one replaces, if it came by a redirect.
    pub redirected_from: Option<ReferralId>,
}

/// When and how people meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// When (UTC).
    pub at: Timestamp,
    /// How.
    pub mode: MeetingMode,
}

impl Meeting {
    /// The day of it, in UTC.
    pub fn day(&self) -> Date {
        crate::utc_day(self.at)
    }
}

/// The terms of a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    /// The receiver's key worker.
    pub named_worker: WorkerId,
    /// The first meeting.
    pub first_meeting: Meeting,
    /// The place that is held, if places are counted.
    pub reservation: Option<ReservationId>,
}

/// An introduction's date, and who is asked to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// When and how.
    pub meeting: Meeting,
    /// Who is asked to come: the person and both workers at least.
    pub invited: Vec<Attendee>,
}

/// What the receiver says of an introduction that was held.
#[derive(Debug, Clone, PartialEq)]
pub struct Introduction {
    /// Who came; the person must have.
    pub attended: Vec<Attendee>,
    /// The receiver and the person can reach each other.
    pub contact_confirmed: bool,
    /// What the person says of that, if they were asked.
    pub person_confirms: Option<bool>,
}

/// Where a referral is passed on to.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirection {
    /// The referral that takes this one's place.
    pub child: ReferralId,
    /// Who is asked instead.
    pub to: Receiver,
    /// The person's yes to that.
    pub agreement: AgreementId,
    /// What should come of it, as this one says, sealed anew: a sealed value opens only in the commit it was sealed for.
    pub outcome_expected: Sealed,
    /// Why.
    pub reason: RedirectReason,
}
