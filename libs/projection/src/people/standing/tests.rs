//! The row and the journey say the same, whatever happens in whatever order.

use domain::aftercare::job::{self, AftercareChannel};
use domain::assignment::lead::{self, AssignReason, Cover, Nominee};
use domain::assignment::supporter::{self, SupporterRole};
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::intake::enquiry::{self, DoorChannel};
use domain::intake::episode::{self, CloseReason};
use domain::intake::person;
use domain::rights::break_glass::{self, BreakGlassReason};
use domain::rights::{presence, protection};
use domain::routing::ask::Ask;
use domain::routing::reason::{
    DeclineReason, EndReason, ExpireReason, OutcomeReason, ReferReason, TakeOverReason,
    WaiveReason, WithdrawReason,
};
use domain::routing::referral;
use domain::routing::terms::{Acceptance, Facts, Meeting, MeetingMode, Receiver, Request, Urgency};
use domain::{
    Aggregate, AgreementId, Area, CommitId, EnquiryId, Journey, Kept, PersonId, ReferralId, Role,
    Sealed, Sensitivity, ServiceId, Stamp, WorkerId, journey,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;
use wire::event::Stored;

use super::*;
use crate::people::{fold, keys};

const ORGS: [OrgId; 3] = [OrgId::from_u128(1), OrgId::from_u128(2), OrgId::from_u128(3)];
const WORKERS: [WorkerId; 2] = [WorkerId::from_u128(1), WorkerId::from_u128(2)];
const ROLES: [Role; 6] = [
    Role::Worker,
    Role::Worker,
    Role::Manager,
    Role::Person,
    Role::Partnership,
    Role::PrivacyOfficer,
];

/// One thing asked, by whom, and how long after the last.
type Asked = ((OrgId, WorkerId, Role), i64, journey::Command);

fn asked() -> impl Strategy<Value = Asked> {
    let by = (select(ORGS.to_vec()), select(WORKERS.to_vec()), select(ROLES.to_vec()));
    let minutes = prop_oneof![4 => 1..30_i64, 2 => 30..600_i64, 1 => 600..9_000_i64];
    (by, minutes, command())
}

fn id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (1..4_u128).prop_map(|bits| T::from(Uuid::from_u128(bits)))
}
fn code<C: Code>() -> impl Strategy<Value = C> {
    select(C::ALL)
}
fn org() -> impl Strategy<Value = OrgId> {
    select(ORGS.to_vec())
}
fn worker() -> impl Strategy<Value = WorkerId> {
    select(WORKERS.to_vec())
}
fn day() -> impl Strategy<Value = Date> {
    (0..120_i64).prop_map(|days| first_day() + jiff_days(days))
}
fn first_day() -> Date {
    "2026-08-17".parse().expect("a real date")
}
fn jiff_days(days: i64) -> std::time::Duration {
    std::time::Duration::from_secs(days.unsigned_abs() * 24 * 60 * 60)
}
fn sealed(sensitivity: Sensitivity) -> Sealed {
    Sealed { sensitivity, bytes: vec![7] }
}

fn command() -> impl Strategy<Value = journey::Command> {
    prop_oneof![
        2 => begins(),
        3 => agreement().prop_map_into(),
        4 => support(),
        6 => referral().prop_map_into(),
        4 => rights(),
    ]
}

/// Somebody comes, and becomes known.
fn begins() -> impl Strategy<Value = journey::Command> {
    let heard = id().prop_map(|enquiry: EnquiryId| {
        enquiry::Command::Receive(enquiry::FirstContact {
            enquiry,
            channel: DoorChannel::WalkIn,
            area: None,
            needs: vec![],
            sealed_needs: None,
            own_words: None,
            contact: None,
        })
    });
    let answered =
        (id(), code()).prop_map(|(enquiry, outcome)| enquiry::Command::Close { enquiry, outcome });
    let particulars = person::Particulars {
        details: sealed(Sensitivity::Core),
        communication: None,
        no_fixed_abode: false,
        contact_withheld: false,
    };
    let register = person::Command::Register { particulars, identifiers: vec![] };
    prop_oneof![heard.prop_map_into(), answered.prop_map_into(), Just(register.into())]
}

fn agreement() -> impl Strategy<Value = agreement::Command> {
    let scope = prop_oneof![
        4 => Just(Scope::Service),
        2 => org().prop_map(Scope::Referral),
        1 => Just(Scope::Research),
    ];
    let id = || (1..6_u128).prop_map(AgreementId::from_u128);
    prop_oneof![
        4 => (id(), scope, of(day())).prop_map(|(agreement, scope, until)| {
            let (method, by) = (AgreementMethod::Spoken, AgreementBy::Person);
            agreement::Command::Give { agreement, scope, text_version: 1, method, by, until }
        }),
        1 => id().prop_map(|agreement| agreement::Command::Withdraw { agreement }),
    ]
}

fn nominee(worker: WorkerId) -> Nominee {
    Nominee {
        worker,
        worker_active: true,
        caseload_full: false,
        override_reason: None,
        caretaker_until: None,
    }
}

/// Somebody is responsible, others walk along, and somebody looks after the person in work.
fn support() -> impl Strategy<Value = journey::Command> {
    let open = (id(), org(), worker()).prop_map(|(episode, lead_org, worker)| {
        let (area, lead) = (Area::ALL[26], nominee(worker));
        episode::Command::Open { episode, area, door: lead_org, lead_org, lead, stage: None }
    });
    let close = select(vec![CloseReason::PersonChose, CloseReason::GoalsMet])
        .prop_map(|reason| episode::Command::Close { reason, destination: None });
    let assign = worker().prop_map(|worker| lead::Command::Assign {
        lead: nominee(worker),
        reason: AssignReason::Workload,
    });
    let cover = (day(), 0..9_i64, worker()).prop_map(|(from, days, caretaker)| {
        let until = from + jiff_days(days);
        let cover = Cover { from, until, caretaker };
        lead::Command::ArrangeCover { cover, caretaker_active: true }
    });
    let supporter = (org(), worker(), any::<bool>()).prop_map(|(org, worker, joins)| {
        let supporter = supporter::Supporter { org, worker, role: SupporterRole::Mentor };
        match joins {
            true => supporter::Command::Assign { supporter, worker_active: true },
            false => supporter::Command::End(supporter),
        }
    });
    let aftercare = day().prop_map(|until| {
        job::Command::AgreeAftercare(job::Aftercare {
            cadence_days: 28,
            channel: AftercareChannel::Text,
            employer_contact_ok: false,
            until,
        })
    });
    prop_oneof![
        4 => open.prop_map_into(),
        1 => close.prop_map_into(),
        2 => assign.prop_map_into(),
        2 => cover.prop_map_into(),
        2 => supporter.prop_map_into(),
        1 => aftercare.prop_map_into(),
    ]
}

const FACTS: Facts = Facts {
    service_active: true,
    accepts_kind: true,
    is_fallback: false,
    sharing_active: true,
    reassessed: true,
};

fn referral() -> impl Strategy<Value = referral::Command> {
    let request =
        (code(), org(), worker(), 1..6_u128).prop_map(|(kind, org, worker, agreement)| {
            Box::new(Request {
                kind,
                to: Receiver { service: ServiceId::from(org.as_uuid()), org, worker: Some(worker) },
                urgency: Urgency::Routine,
                outcome_expected: sealed(Sensitivity::Core),
                reasons: vec![ReferReason::SpecialistHelp],
                needs: vec![],
                agreement: AgreementId::from_u128(agreement),
                bundle: vec![],
                returns: None,
            })
        });
    let send = request.prop_map(|request| Ask::Send {
        request,
        facts: FACTS,
        seen: (0..64).map(ReferralId::from_u128).collect(),
    });
    let draft = Just(Ask::Acknowledge { implicit: false });
    let accept = worker().prop_map(|named_worker| {
        let at = "2026-08-20T09:00:00Z".parse().expect("a real instant");
        let first_meeting = Meeting { at, mode: MeetingMode::InPerson };
        Ask::Accept(Acceptance { named_worker, first_meeting, reservation: None })
    });
    let ends = select(vec![
        Ask::Decline {
            reason: DeclineReason::NoCapacity,
            note: None,
            onward: vec![ServiceId::from_u128(9)],
        },
        Ask::Withdraw {
            reason: WithdrawReason::CircumstancesChanged,
            seen: domain::routing::state::ReferralState::Sent,
        },
        Ask::Expire { reason: ExpireReason::NotAcknowledged, onward: None },
        Ask::EndEarly { reason: EndReason::Moved.into(), exit_plan: None, next_holder: None },
        Ask::Complete {
            outcome: OutcomeReason::PlanFinished,
            summary: sealed(Sensitivity::Core),
            next_holder: None,
        },
    ]);
    let take_over = (org(), worker()).prop_map(|(org, worker)| Ask::TakeOver {
        org,
        worker,
        reason: code_of(TakeOverReason::ALL),
    });
    let ask = prop_oneof![
        4 => send,
        1 => draft,
        4 => accept,
        4 => Just(Ask::WaiveIntro { reason: code_of(WaiveReason::ALL) }),
        2 => ends,
        1 => take_over,
    ];
    ((1..5_u128).prop_map(ReferralId::from_u128), ask)
        .prop_map(|(referral, ask)| referral::Command { referral, ask })
}

fn code_of<C: Code>(all: &[C]) -> C {
    *all.first().expect("a list of codes is not empty")
}

fn rights() -> impl Strategy<Value = journey::Command> {
    let present = code().prop_map(|method| presence::Command::Record { method });
    let open = (id(), code::<Sensitivity>()).prop_map(|(break_glass, opens)| {
        let opening = break_glass::Opening {
            break_glass,
            reason: Kept::Clear(BreakGlassReason::LostContactRisk),
            justification: sealed(opens),
            opens,
            second: Some(WorkerId::from_u128(9)),
        };
        break_glass::Command::Open { opening, second_active: true }
    });
    let review = (id(), code())
        .prop_map(|(break_glass, verdict)| break_glass::Command::Review { break_glass, verdict });
    let apply = (id(), day()).prop_map(|(protection, review_on)| {
        let kind = sealed(Sensitivity::Restricted);
        protection::Command::Apply { protection, kind, review_on }
    });
    let lift = of(id()).prop_map(|protection| {
        let reason = sealed(Sensitivity::Restricted);
        protection::Command::Lift { protection, reason }
    });
    prop_oneof![
        3 => present.prop_map_into(),
        3 => open.prop_map_into(),
        2 => review.prop_map_into(),
        1 => apply.prop_map_into(),
        1 => lift.prop_map_into(),
    ]
}

/// A journey, and the row that the view has of it.
#[derive(Default)]
struct Both {
    journey: Journey,
    row: PersonRow,
}

impl Both {
    fn take(&mut self, stamp: &Stamp, command: &journey::Command) -> usize {
        let events = self.journey.decide(stamp, command).unwrap_or_default();
        for event in &events {
            self.journey.evolve(stamp, event);
            if fold::shows(&Journey::encode(event)) {
                fold::event(&mut self.row, stamp, event);
            }
        }
        events.len()
    }

    /// What the journey says of this actor, as the row should say it.
    fn standing(&self, actor: &Actor, at: Timestamp) -> Standing {
        Standing {
            protected: self.journey.protection.is_protected(),
            degraded: false,
            agreed: domain::rights::agreed(&self.journey, actor.org, at),
            relationships: domain::rights::relationships(&self.journey, actor, at),
        }
    }

    fn reviews(&self) -> usize {
        fold::derived(
            PersonId::from_u128(1),
            &PersonRow {
                names: vec![],
                lead: None,
                referrals: vec![],
                drafts: vec![],
                ..self.row.clone()
            },
        )
        .len()
    }

    /// Whether a clock runs on anything of theirs, as the journey says; and whether they stand among those who wait.
    fn waits(&self) -> (bool, bool) {
        let mut referrals = self.journey.referral.referrals.values();
        let runs = referrals.any(|referral| !referral.clocks(&self.journey).is_empty());
        let person = PersonId::from_u128(1);
        (runs, fold::derived(person, &self.row).contains_key(&keys::waiting(person)))
    }
}

fn everybody() -> impl Iterator<Item = Actor> {
    let of = |org| WORKERS.map(|worker| Actor { org, worker: Some(worker), role: Role::Worker });
    let system = |org| Actor { org, worker: None, role: Role::System };
    ORGS.into_iter().flat_map(move |org| of(org).into_iter().chain([system(org)]))
}

proptest! {
    #[test]
    fn the_row_says_what_the_journey_says(asks in vec(asked(), 0..60)) {
        let mut both = Both::default();
        let mut now: Timestamp = "2026-08-17T09:00:00Z".parse().expect("a real instant");
        for ((org, worker, role), minutes, command) in asks {
            now += std::time::Duration::from_secs(minutes.unsigned_abs() * 60);
            let by = Actor { org, worker: Some(worker), role };
            let commit = CommitId::from_u128(1);
            both.take(&Stamp { by, occurred_on: utc_day(now), recorded_at: now, commit }, &command);
            for later in [0, 59, 61, 24 * 60, 40 * 24 * 60] {
                let at = now + std::time::Duration::from_secs(later * 60);
                for actor in everybody() {
                    prop_assert_eq!(Standing::of(&both.row, &actor, at), both.standing(&actor, at), "{:?}", actor);
                }
            }
            let left = break_glass::unreviewed(&both.journey.break_glass, now).count();
            prop_assert_eq!(both.reviews(), left);
            let (runs, waits) = both.waits();
            prop_assert!(waits || !runs, "a clock runs, and nobody would look");
        }
    }
}

#[test]
fn the_stories_that_are_compared_come_to_every_relationship() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut seen, mut accepted) = (std::collections::BTreeSet::new(), 0);
    for _ in 0..200 {
        let asks = vec(asked(), 60).new_tree(&mut runner).expect("asks are made").current();
        let mut both = Both::default();
        let mut now: Timestamp = "2026-08-17T09:00:00Z".parse().expect("a real instant");
        for ((org, worker, role), minutes, command) in asks {
            now += std::time::Duration::from_secs(minutes.unsigned_abs() * 60);
            let (by, commit) = (Actor { org, worker: Some(worker), role }, CommitId::from_u128(1));
            let stamp = Stamp { by, occurred_on: utc_day(now), recorded_at: now, commit };
            accepted += both.take(&stamp, &command);
            let stands = everybody().flat_map(|a| both.standing(&a, now).relationships.iter());
            seen.extend(stands.collect::<Vec<_>>());
        }
    }
    assert!(accepted > 200 && seen.len() == Relationship::ALL.len(), "{accepted}, {seen:?}");
}
