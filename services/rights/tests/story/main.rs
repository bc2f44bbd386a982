//! Rights, told from the door: every call goes through the service, over real stores in memory.

mod break_glass;
mod presence;
mod protection;
mod support;

use domain::PersonId;
use tonic::Code;
use uuid::Uuid;
use wire::rights::rights_service_server::RightsService;
use wire::types::{BreakGlassVerdict, PresenceMethod};

use support::*;

#[tokio::test]
async fn nobody_is_told_more_of_a_slip_than_that_there_is_nobody() {
    let town = Town::open().await;
    let nobody = PersonId::from(Uuid::new_v4());
    let (by, not_found) = (bea("WORKER"), (Code::NotFound, "PERSON_NOT_FOUND".to_owned()));
    let there = presence::there(nobody, PresenceMethod::Phone);
    assert_eq!(refusal(town.rights.record_presence(by.ask(there)).await), not_found);
    let open = break_glass::special(nobody);
    assert_eq!(refusal(town.rights.open_break_glass(by.ask(open)).await), not_found);
    let review = break_glass::review(nobody, &new_id(), BreakGlassVerdict::Proper);
    assert_eq!(refusal(town.rights.review_break_glass(by.ask(review)).await), not_found);
    let apply = protection::at_risk(nobody);
    assert_eq!(refusal(town.rights.apply_protection(by.ask(apply)).await), not_found);
    let lift = protection::lift(nobody);
    assert_eq!(refusal(town.rights.lift_protection(by.ask(lift)).await), not_found);
}

#[tokio::test]
async fn who_watches_or_keeps_the_system_going_puts_nothing_on_record() {
    let town = Town::open().await;
    let person = town.registered().await;
    for role in ["AUDITOR", "OPERATOR", "PRIVACY_OFFICER"] {
        let there = presence::there(person, PresenceMethod::InPerson);
        let refused = refusal(town.rights.record_presence(bea(role).ask(there)).await);
        assert_eq!(refused, (Code::NotFound, "PERSON_NOT_FOUND".into()), "{role}");
    }
    for role in ["AUDITOR", "OPERATOR"] {
        let lift = town.rights.lift_protection(bea(role).ask(protection::lift(person))).await;
        assert_eq!(refusal(lift).1, "PERSON_NOT_FOUND", "{role}");
    }
}
