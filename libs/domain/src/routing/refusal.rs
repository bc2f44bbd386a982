//! Refusal: why a command on a referral cannot be done, and what to do instead.

use super::clock::Clock;
use super::kind::ReferralKind;
use super::state::ReferralState;
use crate::{Code, Date, ReferralId, ServiceId, Timestamp, WorkerId};

/// Why a command cannot be done: one variant for each answer a caller could act on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// No such referral on this journey.
    #[error("no such referral on this journey")]
    Unknown,
    /// The id of a new referral is taken.
    #[error("this id names another referral already; use a fresh one")]
    IdInUse,
    /// It stands elsewhere: somebody was first, or it is too early.
    #[error("the referral is {}; list its available actions to see what is open now", .state.text())]
    NotNow {
        /// Where it stands.
        state: ReferralState,
    },
    /// It has ended.
    #[error("the referral has ended as {} and never changes; send another one instead", .state.text())]
    Ended {
        /// How.
        state: ReferralState,
    },
    /// The side that asked does this.
    #[error("only the sending side can do this; ask its worker")]
    NotTheSender,
    /// The side that is asked does this.
    #[error("only the receiving side can do this; ask its worker")]
    NotTheReceiver,
    /// A manager of the receiver does this.
    #[error("only a manager of the receiving organisation can do this")]
    NotTheReceiversManager,
    /// Either side does this, or the person.
    #[error("your organisation has no part in this referral; ask either side, or the person")]
    NotAParty,
    /// A clock does this.
    #[error("only a clock does this; it runs out by itself")]
    NotTheSystem,
    /// The partnership does this.
    #[error("only the partnership's operations can do this; call them")]
    NotThePartnership,
    /// Another organisation is responsible.
    #[error("another organisation is responsible for the person; ask for them with a pull")]
    NotResponsible,
    /// The receiver is responsible.
    #[error(
        "this organisation is responsible for the person already; name another of its workers instead"
    )]
    AlreadyResponsible,
    /// Responsibility moved while this was under way.
    #[error("responsibility has moved elsewhere since; withdraw this and ask the new holder")]
    SenderNoLongerResponsible,
    /// There is no lead to move.
    #[error("no episode is open, so there is no lead to move; open one, or ask for support")]
    NoEpisode,
    /// This kind has no such step.
    #[error("a referral of kind {} has no such step", .kind.text())]
    NotForThisKind {
        /// The kind.
        kind: ReferralKind,
    },
    /// The person has not agreed to this receiver.
    #[error("no agreement of the person covers this receiver today; talk with them first")]
    NotAgreed,
    /// The person has not agreed that health facts go along.
    #[error(
        "the person has not agreed to share how health affects work; leave that out or ask them"
    )]
    HealthNotAgreed,
    /// Contact details of this person never travel.
    #[error(
        "contact details are withheld for this person; leave contact and address out of the bundle"
    )]
    ContactWithheld,
    /// Advice carries no personal facts.
    #[error("a question for advice carries no bundle; send a referral for support instead")]
    AdviceCarriesNoBundle,
    /// No reason was given.
    #[error("say why the person is referred: at least one reason")]
    ReasonNeeded,
    /// The service is closed.
    #[error("the service is closed; choose another")]
    ServiceClosed,
    /// The service does not take this kind.
    #[error("the service does not take referrals of this kind; choose another kind or service")]
    KindNotTaken,
    /// A reason is sensitive and in clear, or sealed without need.
    #[error("a reason that says something of health or justice is sealed as special or restricted")]
    ReasonNotKept,
    /// No data sharing agreement.
    #[error(
        "no data sharing agreement is in force on one of the two sides; the partnership knows more"
    )]
    SharingNotActive,
    /// Another move is under way.
    #[error("referral {referral} is under way to move the lead; finish or withdraw it first")]
    TransferUnderway {
        /// That referral.
        referral: ReferralId,
    },
    /// The service has an open referral for this person.
    #[error("this service has the open referral {referral} for this person; add to that one")]
    ServiceAskedAlready {
        /// That referral.
        referral: ReferralId,
    },
    /// It may be asked for already.
    #[error(
        "referral {} may ask for the same already; look at it, and name all that you saw to send this one too",
        .referrals.first().map_or_else(String::new, ToString::to_string)
    )]
    PossibleDuplicate {
        /// Those that nobody looked at.
        referrals: Vec<ReferralId>,
    },
    /// It is too soon to ask the service again.
    #[error("the service said no for now; ask it again from {on}, or ask another")]
    AskAgainFrom {
        /// The first day.
        on: Date,
    },
    /// Nothing changed since the service said no.
    #[error("the service said no for a lasting reason; assess the person anew, or ask another")]
    ReassessFirst,
    /// There is nothing to give back.
    #[error(
        "only whom a handover moved here can be returned, to the side that handed over or to the fallback door"
    )]
    NotAReturn,
    /// A pull is asked by the one who will hold.
    #[error("a pull is asked by the organisation that will hold the person")]
    PullIsForOneself,
    /// The worker who will lead is not named.
    #[error("name the worker who will lead")]
    WorkerNotNamed,
    /// The asker named another worker.
    #[error("the organisation that asked named worker {worker} to lead; accept with that worker")]
    AnotherWorkerNamed {
        /// That worker.
        worker: WorkerId,
    },
    /// A worker asked twice already.
    #[error("two rounds of questions were asked; a manager must ask the third, or decide")]
    ClarifiedTwice,
    /// The date lies behind.
    #[error("the date lies in the past")]
    DateInThePast,
    /// Nobody is left at a closed door.
    #[error("name one to five other services that the person could go to")]
    OnwardNeeded,
    /// The fallback door takes the person.
    #[error(
        "the area's fallback door may not decline or redirect; accept, or put on the waiting list"
    )]
    FallbackMayNotDecline,
    /// The service was asked already.
    #[error("this service stands in the chain of redirects already; choose another")]
    InChainAlready,
    /// Three redirects are enough.
    #[error("after three redirects only the area's fallback door may be asked")]
    OnlyFallbackNow,
    /// The sender may confirm what was proposed, nothing else.
    #[error("the receiver proposed service {service}; confirm that one, or withdraw and send anew")]
    AnotherServiceProposed {
        /// That service.
        service: ServiceId,
    },
    /// A warm handover is a meeting of three.
    #[error("invite the person and both workers, or waive the introduction")]
    ThreeNeeded,
    /// An introduction was moved without a word.
    #[error("say why the introduction is moved")]
    RescheduleReasonNeeded,
    /// The introduction lies ahead.
    #[error("the introduction lies ahead; move it to the day it was held")]
    IntroNotYet,
    /// The person was not there.
    #[error("the person was not there; record the introduction as missed")]
    PersonWasAbsent,
    /// The receiver and the person cannot reach each other.
    #[error("contact is not confirmed; the lead stays with the sender until it is")]
    ContactNotConfirmed,
    /// The receiver has not said that it was held.
    #[error("the receiver has yet to say that the introduction was held")]
    NotHeldYet,
    /// Support cannot begin before the handover.
    #[error("support starts on the day of the handover or later")]
    StartsBeforeHandover,
    /// The review lies behind, or too far ahead.
    #[error("the review must lie ahead, within 12 weeks")]
    ReviewOutOfRange,
    /// The clock stopped, or was armed anew, before it rang.
    #[error("the clock {} does not run on this referral since then", .clock.text())]
    ClockNotRunning {
        /// Which.
        clock: Clock,
    },
    /// It is too early.
    #[error("the clock is due at {due}")]
    NotDue {
        /// When it is time.
        due: Timestamp,
    },
    /// The receiver said yes before the sender took it back.
    #[error("the receiver accepted meanwhile; talk with them, and withdraw only knowing that")]
    AcceptedMeanwhile,
}
