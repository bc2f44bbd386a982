//! What may be asked of a journey. Ids, codes and days come from small sets, so that stories meet.

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::select;

use crate::assignment::{contact, household, intervention, lead, supporter};
use crate::intake::{agreement, eligibility, enquiry, episode, need, offer, person, plan, stage};
use crate::rights::{break_glass, presence, protection};
use crate::testing::*;
use crate::*;

/// Somebody asks something of a journey.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) org: OrgId,
    pub(super) role: Role,
    pub(super) days_later: i64,
    pub(super) command: journey::Command,
}

/// A story: what several organisations ask, one thing after another.
pub(super) fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let org = select(vec![COUNCIL, COUNCIL, CHARITY]);
    let ask = (org, select(DECIDE.to_vec()), 0..8_i64, command());
    vec(
        ask.prop_map(|(org, role, days_later, command)| Ask { org, role, days_later, command }),
        0..40,
    )
}

/// Those who decide about people.
const DECIDE: [Role; 5] =
    [Role::Worker, Role::Manager, Role::Partnership, Role::Person, Role::System];

pub(super) fn command() -> impl Strategy<Value = journey::Command> {
    prop_oneof![
        2 => enquiry().prop_map_into(),
        1 => person().prop_map_into(),
        3 => agreement().prop_map_into(),
        2 => eligibility().prop_map_into(),
        5 => episode().prop_map_into(),
        3 => need().prop_map_into(),
        2 => plan().prop_map_into(),
        2 => moved().prop_map_into(),
        2 => setback().prop_map_into(),
        2 => offer().prop_map_into(),
        4 => lead().prop_map_into(),
        2 => supporter().prop_map_into(),
        3 => contact().prop_map_into(),
        3 => intervention().prop_map_into(),
        2 => household().prop_map_into(),
        2 => presence().prop_map_into(),
        2 => break_glass().prop_map_into(),
        1 => protection().prop_map_into(),
    ]
}

fn id<T: From<uuid::Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (1..4_u128).prop_map(|bits| T::from(uuid::Uuid::from_u128(bits)))
}

fn code<C: Code>() -> impl Strategy<Value = C> {
    select(C::ALL)
}

fn date() -> impl Strategy<Value = Date> {
    (0..200_i64).prop_map(|days| day("2026-08-10") + jiff::Span::new().days(days))
}

fn personal() -> impl Strategy<Value = Sealed> {
    (code(), vec(0..2_u8, 1)).prop_map(|(sensitivity, bytes)| Sealed { sensitivity, bytes })
}

fn enquiry() -> impl Strategy<Value = enquiry::Command> {
    let heard = (id(), code(), vec(code(), 0..3), of(personal()), of(personal()));
    let heard = heard.prop_map(|(enquiry, channel, needs, sealed_needs, own_words)| {
        let (area, contact) = (Some(dundee()), None);
        enquiry::FirstContact { enquiry, channel, area, needs, sealed_needs, own_words, contact }
    });
    prop_oneof![
        heard.prop_map(enquiry::Command::Receive),
        (id(), code()).prop_map(|(enquiry, outcome)| enquiry::Command::Close { enquiry, outcome }),
    ]
}

fn person() -> impl Strategy<Value = person::Command> {
    let number = || {
        (code(), personal(), code(), code()).prop_map(|(scheme, value, seen, status)| {
            person::Identifier { scheme, ordinal: 0, value, seen, status }
        })
    };
    let particulars = || {
        (personal(), any::<bool>()).prop_map(|(details, contact_withheld)| {
            let (communication, no_fixed_abode) = (None, false);
            person::Particulars { details, communication, no_fixed_abode, contact_withheld }
        })
    };
    prop_oneof![
        (particulars(), vec(number(), 0..2)).prop_map(|(particulars, identifiers)| {
            person::Command::Register { particulars, identifiers }
        }),
        particulars().prop_map(person::Command::ChangeParticulars),
        vec(number(), 0..2).prop_map(person::Command::RecordIdentifiers),
    ]
}

fn agreement() -> impl Strategy<Value = agreement::Command> {
    let scope = select(vec![
        agreement::Scope::Service,
        agreement::Scope::Service,
        agreement::Scope::FamilyContact,
    ]);
    prop_oneof![
        2 => (id(), scope, 1..3_u32, code(), code(), of(date())).prop_map(
            |(agreement, scope, text_version, method, by, until)| {
                agreement::Command::Give { agreement, scope, text_version, method, by, until }
            }
        ),
        1 => prop_oneof![id(), Just(TAKING_PART)].prop_map(|agreement| agreement::Command::Withdraw { agreement }),
    ]
}

fn eligibility() -> impl Strategy<Value = eligibility::Command> {
    let policy = select(vec![
        eligibility::NO_ONE_LEFT_BEHIND.clone(),
        eligibility::PARENTAL_SUPPORT.clone(),
    ]);
    (policy, of(code()), of(code()), of(code()), of(any::<bool>())).prop_map(
        |(policy, work, learning, age, low_income_parent)| {
            let facts =
                eligibility::Facts { work, learning, age, area: Some(dundee()), low_income_parent };
            eligibility::Command::Assess { policy, facts }
        },
    )
}

fn nominee() -> impl Strategy<Value = lead::Nominee> {
    let worker = select(vec![ANN, BEA]);
    (worker, proptest::bool::weighted(0.8), any::<bool>(), of(personal()), weighted(0.1, date()))
        .prop_map(|(worker, worker_active, caseload_full, override_reason, caretaker_until)| {
            lead::Nominee { worker, worker_active, caseload_full, override_reason, caretaker_until }
        })
}

fn episode() -> impl Strategy<Value = episode::Command> {
    let org = select(vec![COUNCIL, CHARITY]);
    prop_oneof![
        4 => (id(), org, nominee(), of(code())).prop_map(|(episode, lead_org, lead, stage)| {
            episode::Command::Open { episode, area: dundee(), door: CHARITY, lead_org, lead, stage }
        }),
        1 => (of(code()), of(personal()), date()).prop_map(|(reason, sealed_reason, review_on)| {
            episode::Command::Pause { reason, sealed_reason, review_on }
        }),
        1 => Just(episode::Command::Resume),
        3 => (code(), of(code())).prop_map(|(reason, destination)| episode::Command::Close { reason, destination }),
    ]
}

fn need() -> impl Strategy<Value = need::Command> {
    let told = || {
        (of(code()), of(personal()), code(), code()).prop_map(
            |(code, sealed_code, said_by, share)| need::Told {
                code,
                sealed_code,
                own_words: None,
                said_by,
                share,
            },
        )
    };
    let circumstance = (of(code()), of(personal()), of(date()), any::<bool>());
    let circumstance = circumstance.prop_map(|(code, sealed_code, from, self_reported)| {
        need::Circumstance { code, sealed_code, value: None, from, self_reported }
    });
    prop_oneof![
        (id(), told(), 0..6_u8).prop_map(|(need, told, severity)| need::Command::Identify {
            need,
            told,
            severity
        }),
        (id(), 0..6_u8, code(), of(personal())).prop_map(|(need, severity, share, own_words)| {
            need::Command::Update { need, severity, share, own_words }
        }),
        id().prop_map(|need| need::Command::Ease { need }),
        (id(), told()).prop_map(|(strength, told)| need::Command::NoteStrength { strength, told }),
        (id(), circumstance).prop_map(|(circumstance, recorded)| {
            need::Command::RecordCircumstance { circumstance, recorded }
        }),
        (id(), date())
            .prop_map(|(circumstance, on)| need::Command::EndCircumstance { circumstance, on }),
    ]
}

fn plan() -> impl Strategy<Value = plan::Command> {
    let plan = (1..4_u16, personal(), 0..12_u8, 0..52_u8, date());
    let plan = plan.prop_map(|(version, text, goals, actions, next_review)| plan::Plan {
        version,
        text,
        goals,
        actions,
        next_review,
    });
    (plan, any::<bool>(), proptest::bool::weighted(0.8)).prop_map(
        |(plan, is_review, agreed_by_person)| {
            if is_review {
                plan::Command::Review { plan, agreed_by_person }
            } else {
                plan::Command::Agree { plan, agreed_by_person }
            }
        },
    )
}

fn moved() -> impl Strategy<Value = stage::Command> {
    prop_oneof![
        code().prop_map(|stage| stage::Command::Enter { stage }),
        code().prop_map(|stage| stage::Command::Leave { stage }),
    ]
}

/// Something in life gets harder.
pub(super) fn setback() -> impl Strategy<Value = stage::Command> {
    (of(code()), of(personal()), code(), date()).prop_map(
        |(kind, sealed_kind, effect, review_on)| stage::Command::RecordSetback {
            kind,
            sealed_kind,
            effect,
            review_on,
        },
    )
}

fn offer() -> impl Strategy<Value = offer::Command> {
    let offered = || {
        (personal(), code()).prop_map(|(what, answer)| offer::Offered { what, answer, note: None })
    };
    let impact = (of(code()), of(personal()), code()).prop_map(
        |(entitlement, sealed_entitlement, effect)| offer::Impact {
            entitlement,
            sealed_entitlement,
            effect,
        },
    );
    prop_oneof![
        (id(), offered())
            .prop_map(|(offer, offered)| offer::Command::OfferSupport { offer, offered }),
        (id(), offered())
            .prop_map(|(offer, offered)| offer::Command::OfferAdjustment { offer, offered }),
        (id(), impact, offered()).prop_map(|(offer, impact, offered)| {
            offer::Command::NoteEntitlementImpact { offer, impact, offered }
        }),
        (id(), code()).prop_map(|(offer, answer)| offer::Command::Answer { offer, answer }),
    ]
}

fn lead() -> impl Strategy<Value = lead::Command> {
    let cover = (date(), 0..35_i64, select(vec![ANN, BEA])).prop_map(|(from, days, caretaker)| {
        let until = from + jiff::Span::new().days(days);
        lead::Cover { from, until, caretaker }
    });
    prop_oneof![
        (nominee(), code()).prop_map(|(lead, reason)| lead::Command::Assign { lead, reason }),
        (code(), any::<bool>()).prop_map(|(method, person_present)| {
            lead::Command::Introduce { method, person_present }
        }),
        (code(), of(personal()))
            .prop_map(|(by, reason)| lead::Command::RequestChange { by, reason }),
        code().prop_map(|decision| lead::Command::DecideChange { decision }),
        (cover, any::<bool>()).prop_map(|(cover, caretaker_active)| {
            lead::Command::ArrangeCover { cover, caretaker_active }
        }),
    ]
}

fn supporter() -> impl Strategy<Value = supporter::Command> {
    let supporter =
        || code().prop_map(|role| supporter::Supporter { org: CHARITY, worker: BEA, role });
    prop_oneof![
        (supporter(), any::<bool>()).prop_map(|(supporter, worker_active)| {
            supporter::Command::Assign { supporter, worker_active }
        }),
        supporter().prop_map(supporter::Command::End),
    ]
}

fn contact() -> impl Strategy<Value = contact::Command> {
    (id(), code(), of(code()), code()).prop_map(|(contact, channel, direction, result)| {
        contact::Command::Record(contact::Attempt {
            contact,
            channel,
            direction,
            result,
            note: None,
        })
    })
}

fn intervention() -> impl Strategy<Value = intervention::Command> {
    use intervention::{Activity, Command};
    let activity = prop_oneof![
        code().prop_map(|family| Activity::Plain { family, subtype: None, provider: CHARITY }),
        personal().prop_map(Activity::Sealed),
    ];
    prop_oneof![
        (id(), activity, of(date()), of(date())).prop_map(
            |(intervention, activity, start, end)| {
                Command::Plan { intervention, activity, start, end }
            }
        ),
        id().prop_map(|intervention| Command::Start { intervention }),
        id().prop_map(|intervention| Command::Attend { intervention }),
        id().prop_map(|intervention| Command::Complete { intervention }),
        (id(), code()).prop_map(|(intervention, reason)| Command::Stop { intervention, reason }),
    ]
}

fn household() -> impl Strategy<Value = household::Command> {
    prop_oneof![
        (id(), code())
            .prop_map(|(household, relation)| household::Command::Link { household, relation }),
        id().prop_map(|household| household::Command::Unlink { household }),
    ]
}

fn presence() -> impl Strategy<Value = presence::Command> {
    code().prop_map(|method| presence::Command::Record { method })
}

fn break_glass() -> impl Strategy<Value = break_glass::Command> {
    let opening = (id(), code(), personal(), code(), of(select(vec![ANN, BEA])));
    let opening = opening.prop_map(|(break_glass, reason, justification, opens, second)| {
        let reason = Kept::Clear(reason);
        break_glass::Opening { break_glass, reason, justification, opens, second }
    });
    prop_oneof![
        2 => (opening, any::<bool>()).prop_map(|(opening, second_active)| {
            break_glass::Command::Open { opening, second_active }
        }),
        1 => (id(), code()).prop_map(|(break_glass, verdict)| {
            break_glass::Command::Review { break_glass, verdict }
        }),
    ]
}

fn protection() -> impl Strategy<Value = protection::Command> {
    prop_oneof![
        (id(), personal(), date()).prop_map(|(protection, kind, review_on)| {
            protection::Command::Apply { protection, kind, review_on }
        }),
        (of(id()), personal())
            .prop_map(|(protection, reason)| protection::Command::Lift { protection, reason }),
    ]
}
