//! `anydoor journey`: what happened to a person, in order and in plain words.

use domain::Role;
use futures::StreamExt;
use serde_json::{Value, json};

use crate::args::{Journey, JourneyCommand, Server};
use crate::dynamic::{self, Client, Identity};
use crate::{calling, out};

const LIST: &str = "anydoor.lookup.v1.LookupService/ListJourneyEntries";
const WATCH: &str = "anydoor.lookup.v1.LookupService/WatchJourney";

pub(crate) async fn run(journey: Journey) -> anyhow::Result<()> {
    match journey.what {
        JourneyCommand::Show { person, server } => show(&person, &server).await,
        JourneyCommand::Watch { person, after, server } => watch(&person, after, &server).await,
    }
}

async fn show(person: &str, server: &Server) -> anyhow::Result<()> {
    let (client, by) = calling::connect(server, Role::Worker).await?;
    let mut teller = Teller::default();
    for entry in entries(&client, &by, person, false).await? {
        print(&mut teller, &entry, server.json)?;
    }
    Ok(())
}

async fn watch(person: &str, after: u64, server: &Server) -> anyhow::Result<()> {
    let (client, by) = calling::connect(server, Role::Worker).await?;
    let request = json!({ "person_id": person, "after_version": after });
    let mut entries = client.stream(WATCH, &by, request).await?;
    let mut teller = Teller::default();
    while let Some(response) = entries.next().await {
        print(&mut teller, &dynamic::write(&response?)?["entry"], server.json)?;
    }
    Ok(())
}

/// Every entry of a journey.
pub(crate) async fn entries(
    client: &Client,
    by: &Identity,
    person: &str,
    with_records: bool,
) -> anyhow::Result<Vec<Value>> {
    let mut all = vec![];
    let mut page_token = Value::from("");
    loop {
        let request = json!({
            "person_id": person, "page_size": 200, "page_token": page_token, "include_records": with_records,
        });
        let mut page = client.call(LIST, by, request).await??;
        if let Some(Value::Array(entries)) = page.get_mut("entries").map(Value::take) {
            all.extend(entries);
        }
        page_token = page["next_page_token"].take();
        if page_token.as_str().unwrap_or_default().is_empty() {
            return Ok(all);
        }
    }
}

fn print(teller: &mut Teller, entry: &Value, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return out::json(entry);
    }
    for line in teller.lines(entry) {
        out::line(line);
    }
    Ok(())
}

/// Tells a journey's entries as text, and who acted on which day once for all that they did then.
#[derive(Default)]
pub(crate) struct Teller {
    heading: String,
}

impl Teller {
    /// The lines of the next entry: what happened, and what was said.
    pub(crate) fn lines(&mut self, entry: &Value) -> Vec<String> {
        let mut lines = vec![];
        let heading = format!("{}  {}", day(entry), by(entry));
        if heading != self.heading {
            lines.push(heading.clone());
            self.heading = heading;
        }
        for event in entry["events"].as_array().into_iter().flatten() {
            lines.push(format!("{:12}{}", "", event["headline"].as_str().unwrap_or_default()));
            for detail in event["details"].as_array().into_iter().flatten() {
                lines.push(format!("{:14}{}", "", said(detail)));
            }
        }
        lines
    }
}

fn day(entry: &Value) -> String {
    let part = |name: &str| entry["occurred_on"][name].as_i64().unwrap_or_default();
    format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day"))
}

fn by(entry: &Value) -> &str {
    entry["by"].as_str().filter(|by| !by.is_empty()).unwrap_or("(by itself)")
}

fn said(detail: &Value) -> String {
    let label = detail["label"].as_str().unwrap_or_default();
    let is = |flag: &str| detail[flag].as_bool().unwrap_or_default();
    match (is("withheld"), is("erased")) {
        (true, _) => format!("{label}: (kept closely; not shown here)"),
        (_, true) => format!("{label}: (destroyed)"),
        _ => format!("{label}: \u{201c}{}\u{201d}", detail["text"].as_str().unwrap_or_default()),
    }
}
