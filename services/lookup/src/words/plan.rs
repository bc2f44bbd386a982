//! The plan in plain words.

use domain::intake::plan::{Event, Plan};

use super::{Form, Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Agreed(plan) => told("plan.agreed", "Agreed to a plan", plan),
        Event::Reviewed(plan) => told("plan.reviewed", "Looked at the plan again", plan),
    }
}

fn told<'e>(kind: &'static str, what: &str, plan: &'e Plan) -> Told<'e> {
    let (goals, actions) = (count(plan.goals, "goal"), count(plan.actions, "action"));
    let next = day(plan.next_review);
    let headline = format!("{what} with {goals} and {actions}; next look on {next}");
    Told::new(kind, headline).with("plan", "plan.content", &plan.text, Form::Hidden)
}

fn count(count: u8, what: &str) -> String {
    match count {
        0 => format!("no {what}s yet"),
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
