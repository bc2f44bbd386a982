//! `anydoor projection`: how far the view is, and building it anew.

use std::time::Duration;

use domain::Role;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::args::{Projection, ProjectionCommand, Server};
use crate::{calling, dynamic, out};

const STATUS: &str = "anydoor.lookup.v1.LookupService/GetViewStatus";
const REBUILD: &str = "anydoor.lookup.v1.LookupService/RebuildView";

/// In what capacity the view is looked after.
const ROLE: Role = Role::Operator;

pub(crate) async fn run(projection: Projection) -> anyhow::Result<()> {
    match projection.what {
        ProjectionCommand::Status { server } => {
            status(&server).await.map_err(calling::explained(&server, ROLE))
        }
        ProjectionCommand::Rebuild { server } => {
            rebuild(&server).await.map_err(calling::explained(&server, ROLE))
        }
    }
}

async fn status(server: &Server) -> anyhow::Result<()> {
    let (client, by) = calling::connect(server, ROLE).await?;
    let status = client.call(STATUS, &by, json!({})).await??;
    if server.json {
        return out::json(&status);
    }
    let number = |name: &str| status[name].as_u64().unwrap_or_default();
    let serving = status["serving"].as_bool().unwrap_or_default();
    out::line(format!("visible {} of {}", number("visible"), number("head")));
    out::line(if serving { "answering" } else { "not answering" });
    out::line(format!("journeys parked: {}", number("parked")));
    if let Some(stopped) = status["stopped"].as_str() {
        out::line(format!("stopped: {stopped}"));
    }
    Ok(())
}

async fn rebuild(server: &Server) -> anyhow::Result<()> {
    let (client, by) = calling::connect(server, ROLE).await?;
    let mut steps = client.stream(REBUILD, &by, json!({})).await?;
    let bar = ProgressBar::new(0)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} commits {per_sec}")?);
    bar.enable_steady_tick(Duration::from_millis(200));
    let mut last = Value::Null;
    while let Some(step) = steps.next().await {
        last = dynamic::write(&step?)?;
        bar.set_length(last["head"].as_u64().unwrap_or_default());
        bar.set_position(last["position"].as_u64().unwrap_or_default());
    }
    bar.finish_and_clear();
    anyhow::ensure!(
        last["done"].as_bool().unwrap_or_default(),
        "the server stopped before the new view was in use"
    );
    if server.json {
        return out::json(&last);
    }
    out::line(format!("rebuilt: {} commits", last["position"]));
    Ok(())
}
