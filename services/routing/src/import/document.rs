//! A feed in one document: a file, or what comes on stdin.

use std::io::BufRead;

use domain::directory::publisher::ImportFailure;
use oruk::{Found, Read, Splitter, read};

use super::entry::Entry;
use super::error::{Failure, ImportError};
use super::{Gathered, ImportLimits, Progress, Told};

/// After how many records it is told how far it is.
const TOLD_EVERY: usize = 100;

/// Reads a document to its end.
pub(super) fn gather(
    reader: impl BufRead,
    limits: &ImportLimits,
    told: Told<'_>,
) -> Result<Gathered, ImportError> {
    let mut splitter = Splitter::new(reader);
    let mut gathered = Gathered::new(limits)?;
    while let Some(found) = splitter.next()? {
        match found {
            Found::Record { at, bytes } => {
                gathered.take(Entry::new(at.clone(), read(&bytes, at)))?;
            }
            Found::Fault(fault) => {
                let at = fault.at.clone();
                let read = Read { service: None, faults: vec![fault], more: 0 };
                gathered.take(Entry::new(at, read))?;
            }
        }
        if gathered.records() % TOLD_EVERY == 0 {
            told(Progress { pages: 1, records: gathered.records(), ..Progress::default() });
        }
    }
    let pages = splitter.page().total_pages.unwrap_or(1);
    if pages > 1 {
        let says = format!("this is one page of {pages}, and all of them are needed");
        return Err(Failure::new(ImportFailure::CutOff, says).into());
    }
    Ok(gathered.end())
}
