//! `anydoor access`: who looked at a person, or at whom a worker looked, from the record of looks itself.

use anyhow::Context;
use domain::Code;
use domain::access::{Look, LookVerdict};
use futures::StreamExt;
use host::access::looks;
use host::site::Stores;
use journal::{Journal, Position};
use serde_json::{Value, json};

use crate::args::Access;
use crate::out;

pub(crate) async fn run(asked: Access) -> anyhow::Result<()> {
    let stores = match asked.nats.broker() {
        Some(broker) => Stores::clustered(broker).await?,
        None => Stores::existing(&asked.state)?,
    };
    list(stores.access.as_ref(), &asked).await.context("reading the record of looks")
}

/// Prints what was asked for, up to where the journal ends now.
async fn list(journal: &dyn Journal, asked: &Access) -> anyhow::Result<()> {
    let head = journal.head().await?;
    let mut reading = journal.read(Position::START);
    let (mut at, mut found) = (Position::START, 0);
    while at < head {
        let recorded = reading.next().await.context("the reading ended")??;
        at = recorded.position;
        for look in looks(&recorded) {
            let look = look.with_context(|| format!("at position {at}"))?;
            if asked.wants(&look) {
                print(&look, asked.json)?;
                found += 1;
            }
        }
    }
    if found == 0 {
        asked.none_found().into_iter().for_each(out::line);
    }
    Ok(())
}

impl Access {
    /// What people are told where nothing was found; programs count the lines.
    fn none_found(&self) -> Option<String> {
        let folder = || self.state.display().to_string();
        let place = self.nats.broker().map_or_else(folder, |broker| broker.shown());
        (!self.json).then(|| format!("no such looks are on record in {place}"))
    }
    fn wants(&self, look: &Look) -> bool {
        self.person.is_none_or(|person| look.person == Some(person))
            && self.worker.is_none_or(|worker| look.by.worker == Some(worker))
            && self.org.is_none_or(|org| look.by.org == org)
            && !(self.held_up && look.verdict == LookVerdict::Permitted)
    }
}

fn print(look: &Look, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return out::json(&in_json(look));
    }
    out::line(in_words(look));
    Ok(())
}

fn in_json(look: &Look) -> Value {
    let text = |id: Option<String>| id.map_or(Value::Null, Value::from);
    let relationships: Vec<_> = look.relationships.iter().map(|r| r.text()).collect();
    json!({
        "at": look.at.to_string(),
        "org_id": look.by.org.to_string(),
        "worker_id": text(look.by.worker.map(|worker| worker.to_string())),
        "role": look.by.role.text(),
        "action": look.action,
        "purpose": look.purpose.map(Code::text),
        "query": look.query.kind().text(),
        "scheme": look.query.scheme().map(Code::text),
        "person_id": text(look.person.map(|person| person.to_string())),
        "outcome": look.outcome.text(),
        "level": look.level.text(),
        "verdict": look.verdict.text(),
        "policy": text(look.policy.map(hex)),
        "relationships": relationships,
        "break_glass_id": text(look.break_glass.map(|glass| glass.to_string())),
    })
}

/// One line: when, who, at whom, by what, what came of it, and why.
fn in_words(look: &Look) -> String {
    let worker = look.by.worker.map_or("(by itself)".to_owned(), |worker| worker.to_string());
    let person = look.person.map_or("(nobody)".to_owned(), |person| person.to_string());
    let query = look.query.scheme().map_or(look.query.kind().text(), Code::text);
    let purpose = look.purpose.map_or("-", Code::text);
    let why: Vec<_> = look.relationships.iter().map(|r| r.text()).collect();
    format!(
        "{:.0}  org {}  worker {worker}  person {person}  {} by {query} for {purpose}: {}, {}, {}  [{}]",
        look.at,
        look.by.org,
        method(&look.action),
        look.verdict.text(),
        look.outcome.text(),
        look.level.text(),
        why.join(" "),
    )
}

/// The last part of what was called.
fn method(action: &str) -> &str {
    action.rsplit('/').next().unwrap_or(action)
}

fn hex(bytes: [u8; 8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use domain::access::{LookOutcome, Query};
    use domain::intake::person::IdentifierScheme;
    use domain::rights::{Level, Purpose, Relationship};
    use domain::{Actor, OrgId, PersonId, Role, WorkerId};
    use host::site::NoSite;

    use super::*;
    use crate::args::{Args, Command};

    fn look() -> Look {
        Look {
            at: "2026-08-17T09:00:00.5Z".parse().expect("an instant"),
            by: Actor {
                org: OrgId::from_u128(1),
                worker: Some(WorkerId::from_u128(2)),
                role: Role::Worker,
            },
            action: "anydoor.lookup.v1.LookupService/FindPerson".into(),
            purpose: Some(Purpose::Intake),
            query: Query::Number(IdentifierScheme::Nino),
            person: Some(PersonId::from_u128(3)),
            outcome: LookOutcome::One,
            level: Level::Holder,
            verdict: LookVerdict::Permitted,
            policy: Some([0xab; 8]),
            relationships: vec![Relationship::Receiver],
            break_glass: None,
        }
    }

    fn asked(flags: &[&str]) -> Access {
        let args = ["anydoor", "access"].iter().chain(flags);
        match Args::try_parse_from(args).expect("these flags are understood").command {
            Command::Access(asked) => asked,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn looks_are_listed_of_a_person_and_by_a_worker() {
        let id = |n: u128| PersonId::from_u128(n).to_string();
        assert!(asked(&["--person", &id(3)]).wants(&look()));
        assert!(!asked(&["--person", &id(4)]).wants(&look()));
        assert!(asked(&["--worker", &id(2)]).wants(&look()));
        assert!(!asked(&["--person", &id(3), "--worker", &id(9)]).wants(&look()));
    }
    #[test]
    fn those_that_were_held_up_can_be_listed_alone() {
        let asked = asked(&["--org", &OrgId::from_u128(1).to_string(), "--held-up"]);
        assert!(!asked.wants(&look()));
        assert!(asked.wants(&Look { verdict: LookVerdict::Walk, ..look() }));
    }
    #[test]
    fn somebody_must_be_named() {
        assert!(Args::try_parse_from(["anydoor", "access", "--json"]).is_err());
    }
    #[test]
    fn that_nothing_is_on_record_is_told_to_people() {
        let org = OrgId::from_u128(1).to_string();
        let flags = ["--held-up", "--org", &org, "--state", "ours"];
        let told = asked(&flags).none_found().expect("it is told");
        assert_eq!(told, "no such looks are on record in ours");
        assert_eq!(asked(&[&flags[..], &["--json"]].concat()).none_found(), None);
    }
    #[tokio::test]
    async fn where_there_is_no_site_nothing_is_read_or_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        let person = PersonId::from_u128(3).to_string();
        let flags = ["--person", &person, "--state", state.to_str().expect("its name is UTF-8")];
        let error = run(asked(&flags)).await.expect_err("there is no site");
        assert!(error.is::<NoSite>(), "{error:?}");
        assert!(!state.exists());
    }
    #[test]
    fn a_look_is_told_in_one_line() {
        let line = in_words(&look());
        assert!(line.starts_with("2026-08-17T09:00:00Z  org 00000000-"), "{line}");
        assert!(
            line.ends_with("FindPerson by NINO for INTAKE: PERMITTED, ONE, HOLDER  [RECEIVER]"),
            "{line}"
        );
    }
    #[test]
    fn a_program_gets_everything_by_name() {
        let told = in_json(&look());
        assert_eq!(told["policy"], "abababababababab");
        assert_eq!(told["scheme"], "NINO");
        assert_eq!(told["break_glass_id"], Value::Null);
        assert_eq!(told["relationships"], json!(["RECEIVER"]));
    }
}
