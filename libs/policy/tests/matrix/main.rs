//! The policies against a model of the same rules that shares nothing with them; and the model against policies in which
//! one thing was changed, so that we know that a difference would be seen.
#![expect(clippy::print_stdout, reason = "the count is what a reviewer reads")]

mod cases;
mod model;
mod mutants;

use std::thread;

use anydoor_policy::{Policy, Question};
use domain::{Code, Sensitivity};
use model::Model;
use mutants::Mutant;

/// Any other does as well; this one makes a run like the last.
const SEED: u64 = 20_261_128;

/// Among how many threads the changed policies are divided: without optimisation each takes a while.
const THREADS: usize = 4;

/// What the policies answer otherwise than the model.
fn difference(policy: &Policy, model: &Model, question: Question) -> Option<String> {
    let decision = policy.decide(question);
    if decision.permit != model.permits(&question) {
        let ids = decision.determining.join(", ");
        return Some(format!("permit is {} by [{ids}]: {question:?}", decision.permit));
    }
    let (level, other) = (policy.level(question), model.level(&question));
    if level != other {
        return Some(format!("{level:?} and not {other:?}: {question:?}"));
    }
    let opens =
        |kept: &&Sensitivity| policy.may_open(question, **kept) != model.opens(&question, **kept);
    let kept = Sensitivity::ALL.iter().find(opens)?;
    Some(format!("{kept:?} opens otherwise: {question:?}"))
}

#[test]
fn the_policies_and_the_model_agree() {
    let (policy, model) = (Policy::built_in(), Model::read());
    let cases = cases::all(SEED);
    let each = cases.iter().filter_map(|question| difference(&policy, &model, *question));
    let differences: Vec<String> = each.collect();
    println!("seed {SEED}: {} cases, {} differences", cases.len(), differences.len());
    let shown = differences.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{shown}");
    assert!(cases.len() >= 10_000);
}

/// Of these changed policies, those that answer every question as the model does.
fn unnoticed<'a>(mutants: &'a [Mutant], model: &Model, cases: &[Question]) -> Vec<&'a str> {
    let same = |mutant: &&Mutant| {
        let policy = Policy::new(&mutant.sources);
        let policy = policy.unwrap_or_else(|error| panic!("{}: {error}", mutant.what));
        !cases.iter().any(|question| difference(&policy, model, *question).is_some())
    };
    mutants.iter().filter(same).map(|mutant| mutant.what.as_str()).collect()
}

#[test]
fn a_change_of_any_policy_is_noticed() {
    let (model, cases, mutants) = (Model::read(), cases::all(SEED), mutants::all());
    let unnoticed: Vec<&str> = thread::scope(|scope| {
        let parts = mutants.chunks(mutants.len().div_ceil(THREADS));
        let threads: Vec<_> =
            parts.map(|part| scope.spawn(|| unnoticed(part, &model, &cases))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("each change can be loaded"))
            .collect()
    });
    println!("seed {SEED}: {} changes, {} unnoticed", mutants.len(), unnoticed.len());
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}
