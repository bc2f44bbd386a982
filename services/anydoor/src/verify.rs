//! `anydoor verify`: reads everything again and says what is wrong, and where.

use std::time::Duration;

use domain::directory::{AreaClocks, FallbackDoor, Organisation, Publication, Publisher, Service};
use domain::{Aggregate, Journey, access};
use host::access::looks;
use host::site::Stores;
use indicatif::{ProgressBar, ProgressStyle};
use journal::verify::{Finding, decodes};
use journal::{Journal, Recorded};
use serde_json::{Value, json};
use wire::convert::Malformed;

use crate::args::Verify;
use crate::exit::CheckFailed;
use crate::out;

pub(crate) async fn run(verify: Verify) -> anyhow::Result<()> {
    let stores = match verify.nats.broker() {
        Some(broker) => Stores::clustered(broker).await?,
        None => Stores::existing(&verify.state)?,
    };
    let mut wrong = 0;
    let journals = [
        ("journeys", &stores.journeys),
        ("directory", &stores.directory),
        ("access", &stores.access),
    ];
    for (name, journal) in journals {
        wrong += check(name, journal.as_ref(), verify.json).await?;
    }
    if wrong > 0 {
        return Err(CheckFailed(format!(
            "{wrong} places are damaged; restore them from another copy"
        ))
        .into());
    }
    Ok(())
}

async fn check(name: &str, journal: &dyn Journal, as_json: bool) -> anyhow::Result<u64> {
    let bar =
        ProgressBar::new(0).with_style(ProgressStyle::with_template("{msg} {bar:40} {pos}/{len}")?);
    bar.set_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    let report = journal::verify::verify(journal, known, |progress| {
        bar.set_length(progress.head.0);
        bar.set_position(progress.at.0);
    });
    let report = report.await?;
    bar.finish_and_clear();
    if as_json {
        let findings: Vec<_> = report.findings.iter().map(in_json).collect();
        out::json(&json!({
            "journal": name, "commits": report.commits, "streams": report.streams, "events": report.events,
            "wrong": report.wrong, "findings": findings,
        }))?;
    } else {
        let counts = format!(
            "{} commits, {} streams, {} events",
            report.commits, report.streams, report.events
        );
        out::line(format!("{name}: {counts}; {} wrong", report.wrong));
        for finding in &report.findings {
            out::line(format!("  position {}: {}", finding.at, finding.what));
        }
    }
    Ok(report.wrong)
}

fn in_json(finding: &Finding) -> Value {
    let stream = finding.stream.as_ref().map(ToString::to_string);
    json!({ "position": finding.at.0, "stream": stream, "what": finding.what.to_string() })
}

/// Whether every event of a record is known, and its stream of a kind that is.
fn known(recorded: &Recorded) -> Result<(), Malformed> {
    if recorded.stream.kind() == access::KIND {
        recorded.record.stamp()?;
        return looks(recorded).try_for_each(|look| look.map(drop));
    }
    let kinds = [
        Journey::KIND,
        Organisation::KIND,
        Service::KIND,
        FallbackDoor::KIND,
        AreaClocks::KIND,
        Publication::KIND,
        Publisher::KIND,
    ];
    if !kinds.contains(&recorded.stream.kind()) {
        return Err(Malformed::new("stream", "is of no kind that this version knows"));
    }
    decodes::<Journey>(recorded)?;
    decodes::<Organisation>(recorded)?;
    decodes::<Service>(recorded)?;
    decodes::<FallbackDoor>(recorded)?;
    decodes::<AreaClocks>(recorded)?;
    decodes::<Publication>(recorded)?;
    decodes::<Publisher>(recorded)
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use host::site::NoSite;

    use super::*;
    use crate::args::{Args, Command};

    async fn verified(state: &std::path::Path) -> anyhow::Result<()> {
        let state = state.to_str().expect("its name is UTF-8");
        let args = Args::try_parse_from(["anydoor", "verify", "--json", "--state", state]);
        match args.expect("it is understood").command {
            Command::Verify(verify) => run(verify).await,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn no_site_is_not_a_site_without_a_fault() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = verified(folder.path()).await.expect_err("there is no site");
        assert!(error.is::<NoSite>(), "{error:?}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
        Stores::embedded(folder.path()).map(drop).expect("it is made");
        verified(folder.path()).await.expect("nothing is wrong in it");
    }
}
