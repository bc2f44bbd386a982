//! Intake, told from the door: every call goes through the service, over real stores in memory.

mod support;

use domain::intake::need::SaidBy;
use domain::intake::person::IdentifierScheme as Scheme;
use domain::{Code as _, PersonId, Sensitivity};
use support::{COUNCIL, DUNDEE, Town, answer, born, by_ann, day, new_id, refusal};
use tonic::Code;
use vault::{Place, Unsealed};
use wire::event::person::identifier_field;
use wire::intake::intake_service_server::IntakeService;
use wire::intake::*;
use wire::types::*;

#[tokio::test]
async fn an_enquiry_begins_the_journey_that_registration_goes_on_with() {
    let town = Town::open().await;
    let heard = ReceiveEnquiryRequest {
        request_id: new_id(),
        channel: DoorChannel::Outreach.into(),
        needs: vec![NeedCode::Housing.into()],
        own_words: "I have nowhere to sleep".into(),
        ..Default::default()
    };
    let enquiry = answer(town.intake.receive_enquiry(by_ann(heard.clone())).await).enquiry;
    let enquiry = enquiry.expect("the door heard somebody");
    assert_eq!(enquiry.door_org_id, COUNCIL.to_string());

    let again = answer(town.intake.receive_enquiry(by_ann(heard)).await).enquiry;
    assert_eq!(again.as_ref(), Some(&enquiry), "a retry begins nothing new");

    let known = RegisterPersonRequest {
        request_id: new_id(),
        person_id: enquiry.person_id.clone(),
        details: Some(PersonDetails {
            names: vec![Name {
                kind: NameKind::Alias.into(),
                text: "Sam".into(),
                from: None,
                to: None,
            }],
            ..Default::default()
        }),
        ..Default::default()
    };
    let person = answer(town.intake.register_person(by_ann(known)).await).person;
    assert_eq!(person.map(|p| p.person_id), Some(enquiry.person_id.clone()));

    let close = CloseEnquiryRequest {
        request_id: new_id(),
        person_id: enquiry.person_id,
        enquiry_id: enquiry.enquiry_id,
        outcome: EnquiryOutcome::Continued.into(),
        ..Default::default()
    };
    let closed = answer(town.intake.close_enquiry(by_ann(close)).await).enquiry;
    assert_eq!(closed.map(|e| e.outcome()), Some(EnquiryOutcome::Continued));
}

#[tokio::test]
async fn one_sensitive_need_seals_the_whole_list_of_an_enquiry() {
    let town = Town::open().await;
    let heard = ReceiveEnquiryRequest {
        request_id: new_id(),
        channel: DoorChannel::Phone.into(),
        needs: vec![NeedCode::Money.into(), NeedCode::Justice.into()],
        ..Default::default()
    };
    let enquiry = answer(town.intake.receive_enquiry(by_ann(heard)).await).enquiry;
    let journey = town.journey(&enquiry.expect("the door heard somebody").person_id).await;
    let heard = journey.enquiry.enquiries.values().next().expect("it is on record");
    assert!(heard.received.needs.is_empty());
    let sealed = heard.received.sealed_needs.as_ref().map(|sealed| sealed.sensitivity);
    assert_eq!(sealed, Some(Sensitivity::Restricted));
}

fn assess(person_id: &str, age: AgeBand) -> AssessEligibilityRequest {
    AssessEligibilityRequest {
        request_id: new_id(),
        person_id: person_id.into(),
        policy: "no-one-left-behind".into(),
        facts: Some(EligibilityFacts {
            work: WorkStatus::NotWorking.into(),
            learning: LearningStatus::NotLearning.into(),
            age: age.into(),
            area: DUNDEE.into(),
            low_income_parent: None,
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_date_of_birth_on_record_says_how_old_somebody_is() {
    let town = Town::open().await;
    let person = town.registered(day(2010, 8, 18)).await; // 15 until tomorrow.
    let assessed =
        town.intake.assess_eligibility(by_ann(assess(&person, AgeBand::AgeBand50AndOver)));
    let assessment = answer(assessed.await).assessment.expect("the fund answered");
    assert_eq!(assessment.result(), EligibilityResult::NotEligible);
    assert_eq!(assessment.reasons, [i32::from(EligibilityReason::TooYoung)]);
}

#[tokio::test]
async fn a_fund_that_does_not_exist_and_a_person_who_does_not_are_told_apart() {
    let town = Town::open().await;
    let person = town.registered(day(1990, 5, 1)).await;
    let no_fund = AssessEligibilityRequest {
        policy: "free-beer".into(),
        ..assess(&person, AgeBand::AgeBand35To49)
    };
    let refused = refusal(town.intake.assess_eligibility(by_ann(no_fund)).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
    let nobody = assess(&new_id(), AgeBand::AgeBand35To49);
    let refused = refusal(town.intake.assess_eligibility(by_ann(nobody)).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_sensitive_need_stands_sealed_and_no_answer_names_it() {
    let town = Town::open().await;
    let person = town.supported().await;
    let identify = IdentifyNeedRequest {
        request_id: new_id(),
        person_id: person.clone(),
        code: NeedCode::MentalHealth.into(),
        own_words: "I cannot sleep".into(),
        severity: 3,
        ..Default::default()
    };
    let need = answer(town.intake.identify_need(by_ann(identify)).await).need;
    let need = need.expect("the need is on record");
    assert_eq!((need.code(), need.severity), (NeedCode::Unspecified, 3));

    let journey = town.journey(&person).await;
    let told = journey.need.needs.values().next().map(|need| need.told.clone());
    let told = told.expect("the need is on record");
    assert_eq!((told.code, told.said_by), (None, SaidBy::Person));
    assert_eq!(told.own_words.map(|sealed| sealed.sensitivity), Some(Sensitivity::Special));
    let sealed = told.sealed_code.expect("a sensitive code is sealed");
    let commit = town.last_commit(&person).await;
    let person = person.parse().expect("an id that intake gave");
    let place = Place { person, commit, field: "need.code" };
    let opened = town.site.parts.vault.unseal(&place, &sealed).await.expect("it was not changed");
    let number = domain::intake::need::NeedCode::MentalHealth.number().to_string();
    assert!(matches!(opened, Unsealed::Open(bytes) if *bytes.expose() == number.into_bytes()));
}

#[tokio::test]
async fn a_need_of_nobody_begins_no_journey() {
    let town = Town::open().await;
    let person_id = new_id();
    let identify = IdentifyNeedRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        code: NeedCode::Digital.into(),
        ..Default::default()
    };
    let refused = refusal(town.intake.identify_need(by_ann(identify)).await);
    assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()));
    assert_eq!(town.journey(&person_id).await, domain::Journey::default());
}

fn plan(goals: &[&str]) -> Option<PlanContent> {
    let goal = |text: &&str| PlanGoal { text: (*text).into() };
    Some(PlanContent { goals: goals.iter().map(goal).collect(), actions: vec![] })
}

#[tokio::test]
async fn of_two_reviews_of_one_plan_the_second_is_told_to_read_it_again() {
    let town = Town::open().await;
    let person_id = town.supported().await;
    let next_review = Some(day(2026, 11, 16));
    let agree = AgreePlanRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        version: 1,
        content: plan(&["Drive a bus"]),
        agreed_by_person: true,
        next_review,
        ..Default::default()
    };
    let agreed = answer(town.intake.agree_plan(by_ann(agree)).await).plan;
    assert_eq!(agreed.map(|plan| (plan.version, plan.goals, plan.actions)), Some((1, 1, 0)));
    let review = |goals: &[&str]| ReviewPlanRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        version: 2,
        content: plan(goals),
        agreed_by_person: true,
        next_review,
        ..Default::default()
    };
    answer(town.intake.review_plan(by_ann(review(&["Drive a tram"]))).await);
    let refused = refusal(town.intake.review_plan(by_ann(review(&["Drive a lorry"]))).await);
    assert_eq!(refused, (Code::Aborted, "PLAN_VERSION_NOT_NEXT".into()));
    let refused = refusal(town.intake.review_plan(by_ann(review(&[" "]))).await);
    assert_eq!(refused, (Code::InvalidArgument, "INVALID_FIELD".into()));
}

#[tokio::test]
async fn a_sensitive_setback_lets_support_rest_without_saying_why() {
    let town = Town::open().await;
    let person = town.supported().await;
    let setback = RecordSetbackRequest {
        request_id: new_id(),
        person_id: person.clone(),
        kind: SetbackKind::Custody.into(),
        effect: SetbackEffect::Pause.into(),
        review_on: Some(day(2026, 9, 28)),
        ..Default::default()
    };
    let episode = answer(town.intake.record_setback(by_ann(setback)).await).episode;
    let episode = episode.expect("support goes on");
    assert_eq!(episode.paused_until, Some(day(2026, 9, 28)));
    assert_eq!(episode.stages, [i32::from(Stage::Engagement)]);
    assert!(episode.closed_on.is_none() && episode.lead.is_some());
    let journey = town.journey(&person).await;
    assert!(journey.stage.setbacks.iter().all(|setback| setback.kind.is_none()));
}

#[tokio::test]
async fn what_was_declined_can_be_taken_up_later() {
    let town = Town::open().await;
    let person_id = town.supported().await;
    let offer = OfferAdjustmentRequest {
        request_id: new_id(),
        person_id: person_id.clone(),
        what: "Software that reads aloud".into(),
        answer: OfferAnswer::Declined.into(),
        ..Default::default()
    };
    let offer = answer(town.intake.offer_adjustment(by_ann(offer)).await).offer;
    let offer_id = offer.expect("the offer is on record").offer_id;
    let thought_again = AnswerOfferRequest {
        request_id: new_id(),
        person_id,
        offer_id,
        answer: OfferAnswer::Accepted.into(),
        ..Default::default()
    };
    let offer = answer(town.intake.answer_offer(by_ann(thought_again)).await).offer;
    assert_eq!(offer.map(|offer| offer.answer()), Some(OfferAnswer::Accepted));
}

#[tokio::test]
async fn two_numbers_of_one_commit_are_sealed_for_two_places() {
    let town = Town::open().await;
    let number = |value: &str| Identifier {
        scheme: IdentifierScheme::PartnerLocal.into(),
        value: value.into(),
        ..Default::default()
    };
    let register = RegisterPersonRequest {
        request_id: new_id(),
        details: Some(born(day(1990, 5, 1))),
        identifiers: vec![number("C-1"), number("C-2")],
        ..Default::default()
    };
    let person = answer(town.intake.register_person(by_ann(register)).await).person;
    let person_id = person.expect("somebody is registered").person_id;
    let identifiers = town.journey(&person_id).await.person.identifiers;
    let commit = town.last_commit(&person_id).await;
    let person = person_id.parse().expect("an id that intake gave");
    let vault = &town.site.parts.vault;
    for (number, text) in identifiers.iter().zip(["C-1", "C-2"]) {
        for place in &identifiers {
            let field = &identifier_field(place.scheme, place.ordinal);
            let opened = vault.unseal(&Place { person, commit, field }, &number.value).await;
            let is_its_own = place.ordinal == number.ordinal;
            assert_eq!(opened.is_ok(), is_its_own, "a number opens where it was sealed for");
            if let Ok(Unsealed::Open(bytes)) = opened {
                assert_eq!(*bytes.expose(), text.as_bytes());
            }
        }
    }
    for text in ["C-1", "C-2"] {
        assert_eq!(town.found(number(text)).await, std::slice::from_ref(&person_id));
    }
}

#[tokio::test]
async fn a_retry_of_a_registration_gets_its_first_answer_whatever_is_on_record_since() {
    let town = Town::open().await;
    let (scheme, value) = (IdentifierScheme::Nino, "AB123456C");
    let another_door = PersonId::from_u128(0xd0); // It claimed the number, and got no further.
    let number = domain::identifier::normalise_for_index(Scheme::Nino, value).expect("a number");
    let claim = town.site.parts.vault.claim(Scheme::Nino, None, number.text.expose(), another_door);
    claim.await.expect("the first claim");
    let register = RegisterPersonRequest {
        request_id: new_id(),
        details: Some(born(day(1990, 5, 1))),
        identifiers: vec![Identifier {
            scheme: scheme.into(),
            value: value.into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    let first = answer(town.intake.register_person(by_ann(register.clone())).await);
    let person_id = first.person.clone().expect("somebody is registered").person_id;
    assert_eq!(person_id, another_door.to_string());

    let change = ChangeParticularsRequest {
        request_id: new_id(),
        person_id,
        details: Some(born(day(1991, 5, 1))),
        ..Default::default()
    };
    answer(town.intake.change_particulars(by_ann(change)).await);
    assert_eq!(answer(town.intake.register_person(by_ann(register)).await), first);
}

#[tokio::test]
async fn whoever_was_forgotten_stays_on_record_and_is_taken_for_nobody_else() {
    let town = Town::open().await;
    let number = Identifier {
        scheme: IdentifierScheme::Nino.into(),
        value: "AB123456C".into(),
        ..Default::default()
    };
    let register = || RegisterPersonRequest {
        request_id: new_id(),
        details: Some(born(day(1990, 5, 1))),
        identifiers: vec![number.clone()],
        ..Default::default()
    };
    let first = answer(town.intake.register_person(by_ann(register())).await).person;
    let first = first.expect("somebody is registered").person_id;
    let forgotten = first.parse().expect("an id that intake gave");
    town.site.parts.vault.destroy_keys(forgotten, None).await.expect("destroys them");
    let second = answer(town.intake.register_person(by_ann(register())).await);
    let person = second.person.expect("somebody is registered");
    assert!(!second.already_known && person.person_id != first);
    assert_eq!(person.identifiers[0].status(), IdentifierStatus::Valid, "whose it was is not told");
    let on_record = town.journey(&person.person_id).await.person.identifiers[0].status;
    assert_eq!(on_record, domain::intake::person::IdentifierStatus::Contested);
}
