//! Rows that are measured together: in each round every one gets its turn, so that all see the same machine. Every other
//! round goes backwards, so that no row always follows the same one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use domain::rights::{Level, Purpose, Relationship};
use futures::FutureExt;
use journal::ceiling::BarePublish;
use journal::{Expected, StreamId};
use policy::{Action, Capacity, Question};
use uuid::Uuid;
use wire::commit::Record;

use super::calls::{self, LOOK_BYTES, RECORD_BYTES};
use super::field::Field;
use super::load::{Lap, Once, lap};
use super::report::Row;

/// How many rounds there are.
pub(crate) const ROUNDS: u32 = 5;

/// How long each row warms up before the first: caches, allocator, the view's backlog.
const WARM_UP: Duration = Duration::from_millis(500);

/// How rounds are run.
#[derive(Clone, Copy)]
pub(crate) struct Rounds {
    pub(crate) each: Duration,
    pub(crate) in_flight: usize,
}

impl Rounds {
    /// Rounds that come to so many seconds for each row.
    pub(crate) fn over(seconds: u64, in_flight: usize) -> Self {
        Self { each: Duration::from_secs(seconds) / ROUNDS, in_flight }
    }
}

/// One row to be.
pub(crate) struct Lane {
    name: &'static str,
    /// The rows that it is held against, the first above all.
    ceilings: &'static [&'static str],
    once: Once,
}

pub(crate) fn lane(name: &'static str, ceilings: &'static [&'static str], once: Once) -> Lane {
    Lane { name, ceilings, once }
}

pub(crate) async fn measure(rounds: &Rounds, lanes: Vec<Lane>) -> anyhow::Result<Vec<Row>> {
    for lane in &lanes {
        lap(rounds.in_flight, WARM_UP, &lane.once).await?;
    }
    let mut laps: Vec<Vec<Lap>> = lanes.iter().map(|_| vec![]).collect();
    for round in 0..ROUNDS {
        let mut turns: Vec<_> = lanes.iter().zip(&mut laps).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for (lane, laps) in turns {
            settle().await?;
            laps.push(lap(rounds.in_flight, rounds.each, &lane.once).await?);
        }
    }
    let named = |name: &&'static str| {
        let place = lanes.iter().position(|lane| lane.name == *name)?;
        Some((*name, laps[place].as_slice()))
    };
    let row = |(lane, laps): (&Lane, &Vec<Lap>)| {
        let ceilings: Vec<_> = lane.ceilings.iter().filter_map(named).collect();
        Row::of(lane.name, rounds.in_flight, laps, &ceilings)
    };
    Ok(lanes.iter().zip(&laps).map(row).collect())
}

/// Waits until the disk has everything: a lane that writes pays for its own writing and not for that of the one before it.
async fn settle() -> anyhow::Result<()> {
    let status = tokio::process::Command::new("sync").status().await.context("running `sync`")?;
    anyhow::ensure!(status.success(), "`sync` failed: {status}");
    Ok(())
}

/// Durable commands, below an echo and a naked pipe to the same disk.
pub(crate) async fn commands(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let (request, answer) = calls::command_sizes(field.people);
    let lanes = vec![
        lane("echo", &[], field.echo.echo(request, answer, 0)),
        lane("sqlite", &[], sqlite(field)),
        lane("journal", &["sqlite"], journal(field)),
        lane("pipe", &["echo"], field.echo.echo(request, answer, RECORD_BYTES)),
        lane("commands", &["echo", "pipe"], field.site.command(field.people)),
    ];
    measure(rounds, lanes).await
}

/// Durable commands over a cluster, below a bare publish to it.
pub(crate) async fn clustered(
    field: &Field,
    publish: &Arc<BarePublish>,
    rounds: &Rounds,
) -> anyhow::Result<Vec<Row>> {
    let lanes = vec![
        lane("publish", &[], bare_publish(publish.clone())),
        lane("commands.nats", &["publish"], field.site.command(field.people)),
    ];
    measure(rounds, lanes).await
}

/// Lookups by number: by callers who are believed, and by a partner who proves who it is. Each is on record before it is
/// answered, so below them are an echo and a naked pipe to the same disk.
pub(crate) async fn lookup(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let (request, answer) = calls::lookup_sizes();
    let lanes = vec![
        lane("lookup.echo", &[], field.echo.echo(request, answer, 0)),
        lane("lookup.policy", &[], policy(field)),
        lane("lookup.pipe", &["lookup.echo"], field.echo.echo(request, answer, LOOK_BYTES)),
        lane("lookup", &["lookup.echo", "lookup.pipe"], field.site.lookup(field.people)),
        lane("lookup.proven", &["lookup"], field.proven.lookup(field.people)),
    ];
    measure(rounds, lanes).await
}

/// Registrations: a claim, a key and a commit each.
pub(crate) async fn register(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let (request, answer) = calls::register_sizes(field.people);
    let lanes = vec![
        lane("register.echo", &[], field.echo.echo(request, answer, 0)),
        lane("register", &["register.echo"], field.site.register(field.people)),
    ];
    measure(rounds, lanes).await
}

/// Of everything some.
pub(crate) async fn mixed(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    let (request, answer) = calls::command_sizes(field.people);
    let lanes = vec![
        lane("mixed.echo", &[], field.echo.echo(request, answer, 0)),
        lane("mixed", &["mixed.echo"], field.site.mixed(field.people)),
    ];
    measure(rounds, lanes).await
}

fn bare_publish(publish: Arc<BarePublish>) -> Once {
    let record = bytes::Bytes::from(vec![0; RECORD_BYTES as usize]);
    Arc::new(move |_| {
        let (publish, record) = (publish.clone(), record.clone());
        async move { Ok(publish.publish(record).await?) }.boxed()
    })
}

/// What policy is asked for each look, and nothing else.
fn policy(field: &Field) -> Once {
    let policy = field.parts.policy.clone();
    let question = Question::new(Action::FindPerson, Capacity::Worker, Purpose::Intake);
    Arc::new(move |n| {
        let met = if n % 2 == 0 { Relationship::Present } else { Relationship::Sender };
        let level = policy.level(question.by(met));
        let decided = policy.disclosure(question).decision.permit;
        async move {
            anyhow::ensure!(decided && level > Level::Nothing, "any door may ask");
            Ok(())
        }
        .boxed()
    })
}

fn sqlite(field: &Field) -> Once {
    let pipe = field.pipe.clone();
    Arc::new(move |_| {
        let pipe = pipe.clone();
        async move { Ok(pipe.append(vec![0; RECORD_BYTES as usize]).await?) }.boxed()
    })
}

/// Appends to the journal, each to a stream of its own that no view knows.
/// A bare append to the embedded journal.
pub(crate) fn journal(field: &Field) -> Once {
    let journal = field.bare.clone();
    Arc::new(move |_| {
        let journal = journal.clone();
        async move {
            let stream = StreamId::new("bench", Uuid::new_v4());
            journal.append(&stream, Expected::Empty, &record(&stream)).await?;
            Ok(())
        }
        .boxed()
    })
}

/// A record as large as a small command's.
fn record(stream: &StreamId) -> Record {
    let answer = vec![0; RECORD_BYTES as usize - 100];
    Record::write(wire::stored::Commit {
        stream: stream.as_str().into(),
        answer,
        ..Default::default()
    })
}
