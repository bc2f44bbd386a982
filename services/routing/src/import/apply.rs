//! Applying a change: each record by itself, so many at a time. What is interrupted goes on with the next import.

use domain::directory::publisher::Tally;
use futures::future::join_all;
use tonic::{Code, Status};
use uuid::Uuid;

use super::error::ImportError;
use super::gathered::Gathered;
use super::known::Known;
use super::limits::CHANGES_IN_FLIGHT;
use super::{Change, Progress, Report, Target, Told};

/// What was done.
#[derive(Debug, Default)]
pub struct Applied {
    /// How many services were listed, as they are now.
    pub listed: usize,
    /// How many are listed no longer.
    pub retired: usize,
    /// Which the directory does not take, by the publisher's ids, and why.
    pub refused: Vec<(Uuid, String)>,
    /// Which are not in the feed any more and stay, by name, and why.
    pub kept: Vec<(String, String)>,
}

/// Does what is to be done.
pub(super) async fn apply(
    target: &Target,
    gathered: &mut Gathered,
    change: &Change,
    told: Told<'_>,
) -> Result<Applied, ImportError> {
    let mut applied = Applied::default();
    let before = change.changed.iter().chain(&change.returned);
    let before = before.map(|(id, known)| (*id, Some(known)));
    let to_list: Vec<_> = change.new.iter().map(|id| (*id, None)).chain(before).collect();
    let (records, to_apply) = (gathered.records(), to_list.len() + change.vanished.len());
    let tell = |applied| told(Progress { records, applied, to_apply, ..Progress::default() });
    for some in to_list.chunks(CHANGES_IN_FLIGHT) {
        list(target, gathered, some, &mut applied).await?;
        tell(applied.listed + applied.refused.len());
    }
    for some in change.vanished.chunks(CHANGES_IN_FLIGHT) {
        let mut retired = vec![];
        for (id, known) in some {
            retired.push(target.retire(*id, known));
        }
        for ((_, known), done) in some.iter().zip(join_all(retired).await) {
            match done {
                Ok(()) => applied.retired += 1,
                Err(no) if no.code() == Code::FailedPrecondition => {
                    applied.kept.push((known.name.clone(), no.message().to_owned()));
                }
                Err(error) => return Err(error.into()),
            }
        }
        tell(to_list.len() + applied.retired + applied.kept.len());
    }
    Ok(applied)
}

async fn list(
    target: &Target,
    gathered: &mut Gathered,
    some: &[(Uuid, Option<&Known>)],
    applied: &mut Applied,
) -> Result<(), ImportError> {
    let mut listed = Vec::with_capacity(some.len());
    for (id, before) in some {
        let found = gathered.services[id].clone();
        let record = String::from_utf8(gathered.record(&found)?);
        let record = record.map_err(|e| Status::internal(e.to_string()))?;
        listed.push(target.list(*id, *before, found.digest, record));
    }
    for ((id, _), done) in some.iter().zip(join_all(listed).await) {
        match done {
            Ok(()) => applied.listed += 1,
            Err(no) if no.code() == Code::InvalidArgument => {
                applied.refused.push((*id, no.message().to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

impl Applied {
    /// What stands after it.
    pub(super) fn tally(&self, report: &Report) -> Tally {
        let Report { gathered, change, .. } = report;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let refused = self.refused.len();
        Tally {
            read: number(gathered.readable().saturating_sub(refused)),
            left_out: number(gathered.left_out + refused),
            faults: number(gathered.faults_in_all() + refused),
            kept: number(self.kept.len() + change.unclear.len()),
        }
    }
}
