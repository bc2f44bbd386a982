//! The topic `outcome` in plain words.

use domain::aftercare::outcome::{Event, Outcome, OutcomeKind};

use super::{Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Achieved(outcome) => Told::new("outcome.achieved", achieved(outcome, names)),
    }
}

/// A whole sentence, such as "Entered training on 1 May 2026, with the help of Money Matters and Fife Council".
fn achieved(outcome: &Outcome, names: &Names<'_>) -> String {
    let what = match outcome.kind {
        OutcomeKind::Employment => "Entered employment",
        OutcomeKind::Education => "Entered further or higher education",
        OutcomeKind::Training => "Entered training",
        OutcomeKind::Qualification => "Gained a qualification",
        OutcomeKind::WorkExperience => "Completed work experience",
        OutcomeKind::Volunteering => "Began to volunteer",
        OutcomeKind::School => "Re-engaged with school",
        OutcomeKind::SelfEmployment => "Began their own business",
        OutcomeKind::Apprenticeship => "Began an apprenticeship",
    };
    let level = outcome.scqf.map_or(String::new(), |level| format!(" (SCQF level {level})"));
    let helpers: Vec<_> = outcome.contributors.iter().map(|org| names.org(*org)).collect();
    format!("{what}{level} on {}, with the help of {}", day(outcome.on), listed(&helpers))
}

/// Names as people list them: "A", "A and B", "A, B and C".
fn listed(names: &[String]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn names_are_listed_as_people_do() {
        let names = ["A", "B", "C"].map(String::from);
        assert_eq!(listed(&names[..1]), "A");
        assert_eq!(listed(&names[..2]), "A and B");
        assert_eq!(listed(&names), "A, B and C");
    }
}
