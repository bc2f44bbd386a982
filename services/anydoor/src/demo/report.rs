//! What the demo shows: each journey in plain words, who was responsible when, the lookups, and whether the chain holds.

use anyhow::Context;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::Cast;
use super::directory::Imported;
use super::ease::{self, Known};
use super::folded::{Folded, Responsible};
use super::player::{Played, Player};
use super::script::Script;
use crate::journey::Teller;
use crate::{dynamic, out};

const LIST: &str = "anydoor.lookup.v1.LookupService/ListJourneyEntries";
const FIND: &str = "anydoor.lookup.v1.LookupService/FindPerson";
const PRESENT: &str = "anydoor.rights.v1.RightsService/RecordPresence";
const NOW: &str = "anydoor.lookup.v1.LookupService/GetPerson";

/// How many entries are asked for at once.
const PAGE: u32 = 200;

/// The whole of it.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) directory: Imported,
    pub(crate) journeys: Vec<JourneyReport>,
    pub(crate) lookups: Vec<LookupReport>,
    pub(crate) elapsed_ms: u128,
}

/// One journey, as any partner can read and verify it.
#[derive(Debug, Serialize)]
pub(crate) struct JourneyReport {
    title: String,
    pub(crate) person: String,
    events: usize,
    verified: bool,
    timeline: Vec<String>,
    /// What was refused on the way, and left no trace in the journey.
    refused: Vec<String>,
    /// What was suggested on the way, as it was answered; on the journey it is sealed.
    suggested: Vec<String>,
    responsible: Vec<Responsible>,
}

/// A door that never met the person asks for them.
#[derive(Debug, Serialize)]
pub(crate) struct LookupReport {
    asked: String,
    by: String,
    found: Vec<String>,
    being_helped: bool,
    /// Who is responsible now (UUID).
    holder: Option<String>,
    /// In what the view differs from the journey folded from its records.
    differences: Vec<String>,
    /// The person was found, being helped or not as the journey says, and nothing differs.
    right: bool,
}

/// Reads a journey back through the API, verifies its records by themselves, and has a door ask for the person that never
/// met them.
///
/// # Errors
/// If a call is refused.
pub(crate) async fn read(
    player: &Player<'_>,
    script: &Script,
    played: &Played,
) -> anyhow::Result<(JourneyReport, LookupReport)> {
    let entries = entries(player, script, played).await?;
    let records =
        entries.iter().map(|entry| dynamic::bytes(&entry["record"])).collect::<Result<_, _>>()?;
    let folded = Folded::verify(&played.person, records);
    let verified = folded.is_ok();
    if let Err(error) = &folded {
        eprintln!("{}: {error:#}", script.title);
    }
    let folded = folded.unwrap_or_default();
    let lookup = lookup(player, script, played, &folded).await.context("looking up")?;
    let mut teller = Teller::default();
    let journey = JourneyReport {
        title: script.title.clone(),
        person: played.person.clone(),
        events: folded.events,
        verified,
        timeline: entries.iter().flat_map(|entry| teller.lines(entry)).collect(),
        refused: played.refused.clone(),
        suggested: played.suggested.clone(),
        responsible: folded.responsible(),
    };
    Ok((journey, lookup))
}

async fn entries(
    player: &Player<'_>,
    script: &Script,
    played: &Played,
) -> anyhow::Result<Vec<Value>> {
    let mut entries = vec![];
    let mut page_token = json!("");
    loop {
        let request = json!({
            "person_id": played.person, "page_size": PAGE, "page_token": page_token, "include_records": true,
            "write_token": played.write_token,
        });
        let mut page = player.call_as(&script.lookup.told_by, LIST, request).await?;
        if let Value::Array(page) = page["entries"].take() {
            entries.extend(page);
        }
        page_token = page["next_page_token"].take();
        if page_token.as_str().unwrap_or_default().is_empty() {
            return Ok(entries);
        }
    }
}

async fn lookup(
    player: &Player<'_>,
    script: &Script,
    played: &Played,
    folded: &Folded,
) -> anyhow::Result<LookupReport> {
    let question = &script.lookup;
    let mut request = ease::request(&dynamic::input(FIND)?, &question.request, &Known::new())?;
    request["write_token"] = json!(played.write_token);
    let found = player.call_as(&question.by, FIND, request).await?;
    let request = json!({ "person_id": played.person, "write_token": played.write_token });
    let whole = player.call_as(&question.told_by, NOW, request.clone()).await?["person"].take();
    present(player, script, played).await.context("saying that they are there")?;
    let now = player.call_as(&question.by, NOW, request).await?["person"].take();
    let matches = found["matches"].as_array().cloned().unwrap_or_default();
    let people: Vec<_> =
        matches.iter().filter_map(|m| m["person_id"].as_str().map(str::to_owned)).collect();
    let being_helped = matches.iter().any(|m| m["being_helped"].as_bool().unwrap_or_default());
    let differences = folded.differences(&whole);
    let holder = now["lead"]["org_id"].as_str().map(str::to_owned);
    Ok(LookupReport {
        asked: question.say.clone(),
        by: question.by.clone(),
        right: people == [played.person.as_str()]
            && being_helped == holder.is_some()
            && differences.is_empty(),
        found: people,
        being_helped,
        holder,
        differences,
    })
}

/// The person stands before whoever asks, who says so before being told who helps.
async fn present(player: &Player<'_>, script: &Script, played: &Played) -> anyhow::Result<()> {
    let request_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, played.person.as_bytes()).to_string();
    let request = json!({
        "request_id": request_id, "person_id": played.person, "method": "PRESENCE_METHOD_IN_PERSON",
    });
    player.call_as(&script.lookup.by, PRESENT, request).await.map(drop)
}

impl Report {
    /// Whether everything verified, and every lookup found whom it should.
    pub(crate) fn is_whole(&self) -> bool {
        self.journeys.iter().all(|j| j.verified) && self.lookups.iter().all(|l| l.right)
    }

    pub(crate) fn print_json(&self) -> anyhow::Result<()> {
        out::json(self)
    }

    pub(crate) fn print(&self, cast: &Cast) {
        self.directory.print();
        for (number, journey) in (1..).zip(&self.journeys) {
            journey.print(number, cast);
        }
        out::line("\nA door that never met them asks:\n");
        for lookup in &self.lookups {
            lookup.print(cast);
        }
        out::line(format!("\nAll of it took {} ms.", self.elapsed_ms));
    }
}

impl JourneyReport {
    fn print(&self, number: usize, cast: &Cast) {
        out::line(format!("\n{number}. {}\n", self.title));
        for line in &self.timeline {
            out::line(format!("   {line}"));
        }
        if !self.refused.is_empty() {
            out::line("\n   Refused on the way:");
        }
        for refusal in &self.refused {
            out::line(format!("   {refusal}"));
        }
        if !self.suggested.is_empty() {
            out::line("\n   Suggested on the way:");
        }
        for line in &self.suggested {
            out::line(format!("   {line}"));
        }
        out::line("\n   Responsible:");
        for span in &self.responsible {
            let until = span.until.as_deref().unwrap_or("now");
            let (org, worker) = (cast.name(&span.org), cast.name(&span.worker));
            out::line(format!("   {} to {until:16}  {org}: {worker}", span.from));
        }
        let verdict = if self.verified { "verified" } else { "DOES NOT VERIFY" };
        out::line(format!("   {} events; the chain of commits is {verdict}.", self.events));
    }
}

impl LookupReport {
    fn print(&self, cast: &Cast) {
        out::line(format!("   {}: {}", cast.name_of(&self.by), self.asked));
        out::line(format!("      -> {}", self.answer(cast)));
        for difference in &self.differences {
            out::line(format!("         {difference}"));
        }
    }

    fn answer(&self, cast: &Cast) -> String {
        match &self.holder {
            _ if self.found.is_empty() => "not found, and should have been".into(),
            _ if !self.right => "found, but what is shown is wrong".into(),
            Some(org) => format!("known; {} is helping now", cast.name(org)),
            None => "known; nobody is helping at the moment, and the history is there".into(),
        }
    }
}
