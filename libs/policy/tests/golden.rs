//! The decisions as a table that people can read: `golden/decisions.txt`. A change of policy changes it, so that whoever
//! reviews the change sees what it does. The table of today is written to `target/golden`; taking it from there is a
//! decision that somebody makes.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

use anydoor_policy::{Action, Capacity, Policy, Question, Relationships};
use domain::rights::{Purpose, Relationship};
use domain::{Code, Sensitivity};

static POLICY: LazyLock<Policy> = LazyLock::new(Policy::built_in);

#[test]
fn what_is_decided_is_what_was_agreed() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let golden = root.join("tests/golden/decisions.txt");
    let golden = std::fs::read_to_string(golden).unwrap_or_default();
    let today = format!("{}\n{}", shown(), done());
    if today == golden {
        return;
    }
    let folder = root.join("../../target/golden");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    std::fs::write(folder.join("decisions.txt"), &today).expect("the target folder can be written");
    let other = today.lines().zip(golden.lines()).find(|(today, golden)| today != golden);
    panic!(
        "policies decide otherwise now, first {other:?}; if that is meant, take \
         libs/policy/tests/golden/decisions.txt from target/golden"
    );
}

/// How much of a person is shown.
fn shown() -> String {
    let mut table = String::from(
        "How much of a person is shown, to whom, for what; and what of it opens that is kept more closely.\n\n",
    );
    row(&mut table, ["who", "for", "tied by", "the person", "is shown", "opens", "by"]);
    for capacity in Capacity::ALL {
        for purpose in purposes(*capacity) {
            for (tie, name) in ties() {
                for (state, agreed, protected) in
                    [("", false, false), ("agrees", true, false), ("is protected", true, true)]
                {
                    let question = Question::new(Action::FindPerson, *capacity, *purpose).by(tie);
                    let question = Question { agreed, protected, ..question };
                    let seen = POLICY.disclosure(question);
                    let by = seen.decision.determining.join(" ");
                    let who = [capacity.text(), purpose.text(), name, state];
                    row(
                        &mut table,
                        [who[0], who[1], who[2], who[3], seen.level.text(), &opens(question), &by],
                    );
                }
            }
        }
    }
    table
}

/// Worth a row each: whoever does not meet people is shown nothing, whatever it is for.
fn purposes(capacity: Capacity) -> &'static [Purpose] {
    match capacity {
        Capacity::Worker | Capacity::Manager => {
            &[Purpose::Intake, Purpose::Support, Purpose::Safeguarding, Purpose::Review]
        }
        Capacity::Person
        | Capacity::Partnership
        | Capacity::System
        | Capacity::PrivacyOfficer
        | Capacity::Auditor
        | Capacity::Operator => &[Purpose::Support],
    }
}

fn ties() -> impl Iterator<Item = (Relationships, &'static str)> {
    let each = Relationship::ALL.iter().map(|tie| (Relationships::from(*tie), tie.text()));
    [(Relationships::NONE, "nothing")].into_iter().chain(each)
}

fn opens(question: Question) -> String {
    let kept = Sensitivity::ALL.iter().filter(|kept| POLICY.may_open(question, **kept));
    kept.map(|kept| kept.text()).collect::<Vec<_>>().join(" ")
}

fn row(table: &mut String, cells: [&str; 7]) {
    let [who, purpose, tie, state, shown, opens, by] = cells;
    let cells = format!("{who:<16}{purpose:<14}{tie:<19}{state:<14}{shown:<14}{opens:<25}{by}");
    writeln!(table, "{}", cells.trim_end()).expect("a text takes any text");
}

/// Who may do what.
fn done() -> String {
    let mut table = String::from("Who may do what, each RPC of the API.\n");
    for action in Action::ALL {
        writeln!(table, "\n{}", action.rpc()).expect("a text takes any text");
        let conditions: Vec<_> = Capacity::ALL
            .iter()
            .map(|capacity| (capacity, condition(*action, *capacity)))
            .collect();
        let mut told: Vec<&str> = vec!["never"];
        for (_, condition) in &conditions {
            if !told.contains(&condition.as_str()) {
                told.push(condition);
                let who = conditions.iter().filter(|(_, same)| same == condition);
                let who: Vec<_> = who.map(|(capacity, _)| capacity.text()).collect();
                writeln!(table, "    {}: {condition}", who.join(", "))
                    .expect("a text takes any text");
            }
        }
    }
    table
}

/// What it takes for somebody in this capacity.
fn condition(action: Action, capacity: Capacity) -> String {
    let question = Question::new(action, capacity, Purpose::Support);
    let may = |question: Question| POLICY.decide(question).permit;
    if may(question) {
        return "always".to_owned();
    }
    if may(Question { own_organisation: true, ..question }) {
        return "for their own organisation".to_owned();
    }
    let agreed = Question { agreed: true, ..question };
    let tied = |question: Question, tie: &Relationship| may(question.by(*tie));
    let names = |which: &dyn Fn(&Relationship) -> bool| {
        let names = Relationship::ALL.iter().filter(|tie| which(tie)).map(|tie| tie.text());
        names.collect::<Vec<_>>().join(", ")
    };
    let always = names(&|tie| tied(question, tie));
    let by_agreement = names(&|tie| tied(agreed, tie) && !tied(question, tie));
    match (always.as_str(), by_agreement.as_str()) {
        ("", "") => "never".to_owned(),
        (_, "") => format!("if tied by {always}"),
        _ => format!("if tied by {always}; by agreement {by_agreement}"),
    }
}
