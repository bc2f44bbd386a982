//! On demand: a feed is read now, by this process, because somebody asks for it. One at a time.

use domain::PublisherId;
use domain::directory::publisher::Outcome;
use host::{Caller, error};
use tokio::sync::mpsc;
use tonic::{Code, Status};
use wire::event::publisher::tally_of;
use wire::routing::{ImportOutcome, ImportPublisherResponse, import_outcome};
use wire::types::ErrorReason;

use super::{ImportError, ImportLimits, Progress, Report, Source, Target, Told, called_over};
use crate::DirectoryApi;

/// How many steps are told of before the asker has heard of the first; more are passed over.
const STEPS_MAX: usize = 16;

/// What the asker hears.
pub(crate) type Steps = mpsc::Receiver<Result<ImportPublisherResponse, Status>>;

impl DirectoryApi {
    /// Reads a feed on behalf of somebody, who may not be there to hear of it.
    pub(crate) async fn import_as(
        &self,
        caller: Caller,
        publisher: PublisherId,
        source: Source<'_>,
        may_vanish: bool,
        told: Told<'_>,
    ) -> Result<Report, ImportError> {
        let calls = called_over(self.clone().into_server(), move |request| {
            request.extensions_mut().insert(caller.clone());
        });
        let target = Target::new(calls, publisher);
        let limits = ImportLimits::default().reaching(self.feeds);
        super::import_from(source, &target, &limits, may_vanish, told).await
    }

    /// Begins to read a feed, and tells how it goes. It ends if nobody listens any more.
    pub(crate) fn start_import(
        &self,
        caller: Caller,
        publisher: PublisherId,
        base: String,
        may_vanish: bool,
    ) -> Result<Steps, Status> {
        let turn = self.importing.clone().try_lock_owned().map_err(|_| is_under_way())?;
        let (tell, steps) = mpsc::channel(STEPS_MAX);
        let this = self.clone();
        tokio::spawn(async move {
            let heard = tell.clone();
            let told = move |progress| drop(heard.try_send(Ok(step(progress))));
            let source = Source::Web(base);
            let imported = this.import_as(caller, publisher, source, may_vanish, &told);
            let last = tokio::select! {
                imported = imported => this.last(imported),
                () = tell.closed() => return,
            };
            drop(turn); // Whoever does not read what comes of it holds up nobody.
            drop(tell.send(last).await);
        });
        Ok(steps)
    }

    fn last(
        &self,
        imported: Result<Report, ImportError>,
    ) -> Result<ImportPublisherResponse, Status> {
        let (outcome, says) = match imported {
            Ok(report) => (Outcome::Concluded(report.tally()), String::new()),
            Err(ImportError::Failed(failure)) => (Outcome::Failed(failure.why), failure.says),
            Err(ImportError::Directory(status)) => return Err(status),
            Err(ImportError::Io(error)) => return Err(host::status::internal(&error)),
        };
        let on = Some(wire::convert::date_of(self.registry.clock.today()));
        let outcome = match outcome {
            Outcome::Concluded(tally) => import_outcome::Outcome::Tally(tally_of(tally)),
            Outcome::Failed(why) => import_outcome::Outcome::Failure(domain::Code::number(why)),
        };
        let outcome = Some(ImportOutcome { on, outcome: Some(outcome) });
        Ok(ImportPublisherResponse { outcome, says, ..Default::default() })
    }
}

fn step(progress: Progress) -> ImportPublisherResponse {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    ImportPublisherResponse {
        pages: number(progress.pages),
        records: number(progress.records),
        applied: number(progress.applied),
        ..Default::default()
    }
}

fn is_under_way() -> Status {
    let message = "this process reads a feed already; ask again when it has";
    error::status(Code::FailedPrecondition, ErrorReason::ImportUnderWay, message).build()
}
