//! The directory of the demo: a file of invented providers in the form of Open Referral UK, imported as a publisher's feed
//! would be. Partners say about the same services, under the same ids, what only partners know.

use anyhow::{Context, ensure};
use domain::PublisherId;
use domain::directory::publication;
use routing::import::{ImportLimits, Source, Target, called_over, import_from, unnamed};
use serde::Serialize;
use uuid::Uuid;

use super::world::World;
use crate::dynamic::{self, Identity};
use crate::out;

/// Its services and those who provide them.
const FEED: &str = include_str!("../../demo/directory.json");

/// Where that stands in the repository.
const FILE: &str = "services/anydoor/demo/directory.json";

/// Where a publisher would serve it.
const BASE: &str = "https://directory.example/openreferral";

/// What was read, and is listed.
#[derive(Debug, Serialize)]
pub(crate) struct Imported {
    services: u32,
    faults: u32,
}

/// The id here of a service that has this one in the file.
pub(crate) fn service_id(external: Uuid) -> String {
    publication::service_id(PublisherId::of(BASE), external).to_string()
}

/// Imports the file, as those who answer for the partnership.
///
/// # Errors
/// If the directory does not take all of it.
pub(crate) async fn import(world: &World, by: &Identity) -> anyhow::Result<Imported> {
    let (client, by) = world.door(&dynamic::named("RecordPublication")?, by, 0)?;
    let calls = called_over(client.channel(), move |request| {
        request.headers_mut().extend(by.headers().unwrap_or_default());
    });
    let target = match Target::at(&calls, BASE).await? {
        Some(target) => target,
        None => Target::register(&calls, &unnamed(BASE)).await?,
    };
    let source = Source::Document(Box::new(FEED.as_bytes()));
    let limits = ImportLimits::default();
    let report = import_from(source, &target, &limits, false, &|_| ()).await;
    let tally = report.with_context(|| format!("importing {FILE}"))?.tally();
    ensure!(tally.left_out == 0, "{} services of {FILE} are left out", tally.left_out);
    Ok(Imported { services: tally.read, faults: tally.faults })
}

impl Imported {
    pub(crate) fn print(&self) {
        out::line(format!(
            "Directory: {} services of invented providers, imported from {FILE} (Open Referral UK); {} faults. Beside them \
             stands a front door for each council area that has none of its own in the file.",
            self.services, self.faults
        ));
    }
}
