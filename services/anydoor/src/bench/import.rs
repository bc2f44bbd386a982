//! A feed of ten thousand services, none of which was known: from its first byte to the last one listed, through gRPC.

use std::io::BufReader;
use std::time::Instant;

use anyhow::{Context, ensure};
use host::{ORG_METADATA, ROLE_METADATA, WORKER_METADATA};
use http::HeaderValue;
use routing::import::{Calls, ImportLimits, Source, Target, called_over, gather, import, unnamed};
use serde_json::{Value, json};
use uuid::Uuid;

use super::calls::Caller;
use super::field::Field;
use super::group::{self, Rounds, lane, measure};
use super::load::{Lap, histogram};
use super::people::{ORG, WORKER};
use super::report::Row;

/// How many services the feed has.
const SERVICES: usize = 10_000;

/// How often a feed is imported, each time another publisher's.
const IMPORTS: u128 = 3;

/// How many changes an import makes at the same time.
const IN_FLIGHT: usize = 64;

/// Imports, below bare appends of as many records. The reading alone is beside it.
pub(crate) async fn imports(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let calls = field.site.as_partnership();
    let (mut reads, mut imports) = (vec![], vec![]);
    for publisher in 0..IMPORTS {
        let feed = serde_json::to_vec(&feed(publisher))?;
        let base = format!("https://bench-{publisher}.example/api");
        let target = Target::register(&calls, &unnamed(&base)).await?;
        let began = Instant::now();
        let source = Source::Document(Box::new(BufReader::new(feed.as_slice())));
        let gathered = gather(source, &ImportLimits::default(), &|_| ()).await?;
        reads.push(services(began));
        let report = import(gathered, &target, false, &|_| ()).await?;
        imports.push(services(began));
        let listed = report.applied.as_ref().context("nothing was done")?.listed;
        ensure!(listed == SERVICES, "{listed} of {SERVICES} services were listed");
    }
    let rounds = Rounds { in_flight: IN_FLIGHT, ..*rounds };
    let appends = vec![lane("import.append", &[], group::journal(field))];
    let mut rows = measure(&rounds, appends).await?;
    let per_second = rows.iter().map(|row| row.per_second).sum::<f64>();
    let seconds = SERVICES as f64 / per_second;
    let append = || Lap { done: SERVICES as u64, seconds, latency: histogram() };
    let appends: Vec<_> = imports.iter().map(|_| append()).collect();
    rows.push(Row::of("import.read", 1, &reads, &[]));
    rows.push(Row::of("import", IN_FLIGHT, &imports, &[("import.append", &appends)]));
    Ok(rows)
}

fn services(since: Instant) -> Lap {
    Lap { done: SERVICES as u64, seconds: since.elapsed().as_secs_f64(), latency: histogram() }
}

impl Caller {
    /// Calls of the partnership, who may import.
    fn as_partnership(&self) -> Calls {
        let id = |id: Uuid| HeaderValue::try_from(id.to_string()).expect("a UUID is ASCII");
        let (org, worker) = (id(ORG.as_uuid()), id(WORKER.as_uuid()));
        called_over(self.channel(0), move |request| {
            let headers = request.headers_mut();
            headers.insert(ORG_METADATA, org.clone());
            headers.insert(WORKER_METADATA, worker.clone());
            headers.insert(ROLE_METADATA, HeaderValue::from_static("PARTNERSHIP"));
        })
    }
}

/// What a publisher says of itself: services of some two kilobytes each, with a place, hours, terms and languages.
fn feed(publisher: u128) -> Value {
    let id = |kind: u128, n: usize| {
        Uuid::from_u128((publisher << 96) | (kind << 64) | (n as u128 + 1)).to_string()
    };
    let service = |n: usize| {
        json!({
            "id": id(1, n),
            "name": format!("Invented service {n}"),
            "description": "Help to look for, start and keep work, at your own pace. ".repeat(15),
            "status": "active",
            "url": format!("https://invented.example/{n}"),
            "minimum_age": 16,
            "last_modified": "2026-05-02T08:15:00Z",
            "organization": {
                "id": id(2, n / 10),
                "name": format!("Invented organisation {}", n / 10),
                "description": "Helps people into work.",
            },
            "schedules": [{
                "id": id(3, n), "freq": "WEEKLY", "byday": "TU,TH",
                "opens_at": "10:00", "closes_at": "12:30",
            }],
            "service_at_locations": [{
                "id": id(4, n),
                "location": {
                    "id": id(5, n), "location_type": "physical", "name": "The rooms",
                    "latitude": 55.9 + n as f64 / 10_000.0, "longitude": -4.5,
                },
            }],
            "languages": [{ "id": id(6, n), "code": "en", "name": "English" }],
            "attributes": [{
                "id": id(7, n),
                "taxonomy_term": { "id": id(8, n % 40), "name": format!("Term {}", n % 40) },
            }],
        })
    };
    json!({ "contents": (0..SERVICES).map(service).collect::<Vec<_>>() })
}
