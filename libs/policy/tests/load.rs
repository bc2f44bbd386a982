//! What becomes policy: a mistake stops the start, with its file and line; nothing is left out silently.

use anydoor_policy::{Policy, PolicyError, Source};

fn load(text: &str) -> Result<Policy, PolicyError> {
    Policy::new(&[Source { name: "ours.cedar".into(), text: text.into() }])
}

/// What is wrong, and in which line.
#[track_caller]
fn wrong(text: &str) -> (usize, String) {
    match load(text).expect_err("this is no policy") {
        PolicyError::Wrong { file, line, problem } => {
            assert_eq!(file, "ours.cedar");
            (line, problem)
        }
        other => panic!("{other}"),
    }
}

#[track_caller]
fn wrong_in(line: usize, text: &str) {
    let (found, problem) = wrong(text);
    assert_eq!(found, line, "{problem}");
}

#[test]
fn what_cannot_be_read_stops_the_start_with_its_line() {
    wrong_in(3, "// Ours.\n@id(\"a\")\npermit (principal, axion, resource);\n");
}
#[test]
fn a_word_that_nobody_knows_stops_the_start_with_its_line() {
    let policy = |condition: &str| {
        format!(
            "@id(\"good\")\npermit (principal, action, resource);\n\n@id(\"bad\")\n\
             permit (principal, action, resource)\nwhen {{\n    {condition}\n}};\n"
        )
    };
    wrong_in(7, &policy("context.relationships.contains(Relationship::\"LEED\")"));
    wrong_in(7, &policy("context.relationships.contains(Purpose::\"SUPPORT\")"));
    wrong_in(7, &policy("context.relationship == Relationship::\"LEAD\""));
    wrong_in(7, &policy("principal.age > 18"));
}
#[test]
fn an_action_that_nobody_knows_stops_the_start() {
    wrong_in(2, "@id(\"a\")\npermit (principal, action == Action::\"FindPersons\", resource);");
}
#[test]
fn a_policy_that_can_never_apply_stops_the_start() {
    let never = "\n@id(\"a\")\npermit (principal, action, resource) when { context.own && !true };";
    wrong_in(2, never);
}
#[test]
fn a_policy_has_an_id_of_its_own() {
    let allow = "permit (principal, action, resource);\n";
    let (line, problem) = wrong(&format!("@id(\"a\")\n{allow}\n{allow}"));
    assert_eq!((line, problem.as_str()), (4, "the policy has no @id"));
    let (line, problem) = wrong(&format!("@id(\"a\")\n{allow}@id(\"a\")\nforbid{}", &allow[6..]));
    assert_eq!((line, problem.as_str()), (3, "another policy is called a too"));
}
#[test]
fn a_template_is_no_policy() {
    wrong_in(2, "\n@id(\"a\")\npermit (principal == ?principal, action, resource);");
}
#[test]
fn no_policy_at_all_stops_the_start() {
    assert!(matches!(load("// Nothing yet."), Err(PolicyError::None)));
    let empty = tempfile::tempdir().expect("a folder");
    assert!(matches!(Policy::from_folder(empty.path()), Err(PolicyError::None)));
}
#[test]
fn a_folder_that_is_not_there_stops_the_start_with_its_name() {
    let nowhere = tempfile::tempdir().expect("a folder").path().join("nowhere");
    let error = Policy::from_folder(&nowhere).expect_err("it is not there");
    assert!(error.to_string().contains("nowhere"), "{error}");
}
#[test]
fn a_folder_replaces_what_the_program_brings() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("the folder can be written");
    };
    write("closed.cedar", "@id(\"closed\")\nforbid (principal, action, resource);");
    write("README.md", "Not a policy.");
    let closed = Policy::from_folder(folder.path()).expect("a policy");
    let read = anydoor_policy::Question::new(
        anydoor_policy::Action::ListServices,
        anydoor_policy::Capacity::Worker,
        domain::rights::Purpose::Intake,
    );
    let decision = closed.decide(read);
    assert!(!decision.permit && Policy::built_in().decide(read).permit);
    assert_eq!(*decision.determining, ["closed".to_owned()]);
    assert_eq!(decision.policy_set, closed.id());
}
#[test]
fn other_policies_have_another_id_and_the_same_ones_the_same() {
    let (open, shut) =
        ("permit (principal, action, resource);", "forbid (principal, action, resource);");
    let id = |text: &str| load(&format!("@id(\"a\")\n{text}")).expect("a policy").id().to_string();
    assert_eq!(id(open), id(open));
    assert_ne!(id(open), id(shut));
    assert_eq!(id(open).len(), 16);
}
