//! `anydoor bench`: what this machine does, each number beside its ceiling from the same minutes.
//!
//! The rounds of a row and of its ceiling take turns, because a shared machine and its disk drift by more than any
//! change that is worth measuring. What counts is the ratio.

mod calls;
mod clocks;
mod echo;
mod environment;
mod field;
mod group;
mod import;
mod journeys;
mod load;
mod people;
mod report;
mod routes;
mod telling;
mod town;
mod view;
mod worklist;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use host::config::Telemetry;
use host::site::Stores;
use journal::ceiling::BarePublish;
use tempfile::TempDir;

use crate::args::{Bench, Measure};
use environment::Environment;
use field::Field;
use group::Rounds;
use report::{Report, Row};

/// Measures everything, and prints it.
///
/// # Errors
/// The first call or store that fails.
pub(crate) async fn run(bench: Bench) -> anyhow::Result<()> {
    let _telemetry = host::telemetry::init("bench", &telemetry())?;
    let folder = folder(&bench)?;
    let publish = match bench.nats.broker() {
        Some(broker) => Some(Arc::new(BarePublish::open(broker).await?)),
        None => None,
    };
    let nats_server = publish.as_ref().map(|publish| publish.server_version().to_owned());
    let environment = Environment::look(folder.path(), nats_server)?;
    let stores = Stores::embedded(folder.path())?;
    let field = Field::open(folder.path(), stores, bench.people, journeys::COMMITS).await?;
    let rounds = Rounds::over(bench.seconds, bench.in_flight);

    let (mut results, mut notes) = (vec![], vec![field.note.clone()]);
    for what in bench.what() {
        if what == Measure::Telling {
            notes.push(telling::telling(&field).await.context("telling searches apart")?);
            continue;
        }
        let rows = measure(what, &field, folder.path(), &rounds).await;
        results.extend(rows.with_context(|| format!("measuring {what:?}"))?);
    }

    if let (Some(publish), Some(broker)) = (publish, bench.nats.broker()) {
        let stores = Stores::clustered(broker).await?;
        let people = bench.people.min(calls::ACTIVE_MAX); // Nobody else is asked about.
        let clustered = Field::open(&folder.path().join("clustered"), stores, people, 1).await?;
        results.extend(
            group::clustered(&clustered, &publish, &rounds).await.context("measuring JetStream")?,
        );
        notes.push(format!("in the cluster, {}", clustered.note));
        publish.remove().await?;
    }

    let report = Report { environment, results, notes };
    if bench.json {
        return report.print_json();
    }
    report.print();
    Ok(())
}

async fn measure(
    what: Measure,
    field: &Field,
    folder: &Path,
    rounds: &Rounds,
) -> anyhow::Result<Vec<Row>> {
    match what {
        Measure::Commands => group::commands(field, rounds).await,
        Measure::Lookup => group::lookup(field, rounds).await,
        Measure::Register => group::register(field, rounds).await,
        Measure::Mixed => group::mixed(field, rounds).await,
        Measure::Visible => view::visible(field, rounds).await,
        Measure::Rebuild => view::rebuild(field).await,
        Measure::Suggest => routes::suggest(field, rounds).await,
        Measure::Import => import::imports(field, rounds).await,
        Measure::Worklist => worklist::worklist(field, rounds).await,
        Measure::Clocks => clocks::clocks(field, folder, rounds).await,
        Measure::Telling => Ok(vec![]), // It says what it found in a note.
    }
}

/// As `anydoor up` has it, but for the greeting: every call makes its spans.
fn telemetry() -> Telemetry {
    Telemetry { filter: "info,anydoor_host::server=error".into(), ..Telemetry::default() }
}

/// A folder of its own for this run, gone afterwards.
fn folder(bench: &Bench) -> anyhow::Result<TempDir> {
    let builder = || tempfile::Builder::new().prefix("anydoor-bench-").to_owned();
    Ok(match &bench.state {
        Some(above) => builder().tempdir_in(above).with_context(|| above.display().to_string())?,
        None => builder().tempdir()?,
    })
}
