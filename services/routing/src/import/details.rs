//! Details: a list of services need not have all of each, so each is asked for by itself; unless a page shows that it has
//! everything already. A few that do not come are left out, and keep no other from being read.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::Code;
use domain::directory::publisher::ImportFailure;
use futures::StreamExt;
use futures::stream::FuturesOrdered;
use host::fetch::{FetchError, FetchLimits, Session};
use http::{StatusCode, Uri};
use oruk::{Effect, Fault, Path, Problem, Read, Service, read};

use super::entry::{Entry, left_out};
use super::error::{Failure, ImportError};
use super::gathered::{Gathered, has_ended};
use super::limits::{DETAILS_FAILED_PART, DETAILS_IN_FLIGHT, PROBES};
use super::pages::document;

/// Where details are asked for.
pub(super) struct Details {
    host: Uri,
    path: String,
    limits: FetchLimits,
    idle: Mutex<Vec<Session>>,
    /// How many did not come.
    failed: AtomicUsize,
}

impl Details {
    pub(super) fn new(host: Uri, path: &str, limits: FetchLimits) -> Self {
        Self {
            host,
            path: path.to_owned(),
            limits,
            idle: Mutex::default(),
            failed: AtomicUsize::new(0),
        }
    }

    /// Takes the entries of a page, each as whole as the publisher has it.
    pub(super) async fn take(
        &self,
        entries: Vec<Entry>,
        gathered: &mut Gathered,
    ) -> Result<(), ImportError> {
        if self.are_whole(&entries).await {
            return entries.into_iter().try_for_each(|entry| gathered.take(entry));
        }
        let may_fail = (gathered.records() + entries.len()) / DETAILS_FAILED_PART;
        let mut entries = entries.into_iter();
        let mut asked = FuturesOrdered::new();
        for entry in entries.by_ref().take(DETAILS_IN_FLIGHT) {
            asked.push_back(self.in_detail(entry, may_fail));
        }
        while let Some(answered) = asked.next().await {
            gathered.take(answered?)?;
            if let Some(entry) = entries.next() {
                asked.push_back(self.in_detail(entry, may_fail));
            }
        }
        Ok(())
    }

    /// Whether these entries are all that the publisher has: some say more than the least, and the first few are the same by
    /// themselves. Those that have ended may be there no more, and show nothing.
    async fn are_whole(&self, entries: &[Entry]) -> bool {
        let services =
            entries.iter().filter_map(|entry| Some((&entry.at, entry.service.as_deref()?)));
        let services: Vec<(&Path, &Service)> =
            services.filter(|(_, service)| !has_ended(service)).collect();
        if !services.iter().any(|(_, service)| says_more_than_a_list_must(service)) {
            return false;
        }
        for (at, service) in services.into_iter().take(PROBES) {
            let Ok(detail) = self.detail(at, service).await else { return false };
            if detail.service.is_none_or(|detail| detail.json != service.json) {
                return false;
            }
        }
        true
    }

    /// An entry in detail. One that does not come is left out, unless it is one too many: then the feed did not come.
    async fn in_detail(&self, entry: Entry, may_fail: usize) -> Result<Entry, Failure> {
        let Some(service) = &entry.service else { return Ok(entry) };
        let detail = match self.detail(&entry.at, service).await {
            Ok(detail) => detail,
            Err(failure) if self.failed.fetch_add(1, Ordering::Relaxed) >= may_fail => {
                return Err(failure);
            }
            Err(failure) => {
                let problem = Problem::NotGiven { why: failure.why.text() };
                let (at, id) = (entry.at.member("detail"), Some(service.id));
                left_out(Fault { at, id, problem, effect: Effect::ServiceLeftOut })
            }
        };
        Ok(Entry::new(entry.at, detail))
    }

    /// One service by itself. One that is not there any more, or is too large, is left out; unless it is said in the list
    /// that it has ended.
    async fn detail(&self, at: &Path, service: &Service) -> Result<Read, Failure> {
        let (id, at) = (service.id, at.member("detail"));
        let leave_out = |problem| {
            let (at, effect) = (at.clone(), Effect::ServiceLeftOut);
            left_out(Fault { at, id: Some(id), problem, effect })
        };
        let what = format!("service {id}");
        let answer = match self.get(&format!("{}/services/{id}", self.path)).await {
            Ok(answer) => answer,
            Err(FetchError::TooLarge(most)) => {
                return Ok(leave_out(Problem::TooLarge { bytes: most as u64 + 1 }));
            }
            Err(error) => return Err(Failure::of_fetch(&what, &error)),
        };
        if [StatusCode::NOT_FOUND, StatusCode::GONE].contains(&answer.status) {
            return Ok(match has_ended(service) {
                true => Read { service: Some(service.clone()), faults: vec![], more: 0 },
                false => leave_out(Problem::Missing),
            });
        }
        let mut read = read(&document(&what, answer)?, at.clone());
        if read.service.as_ref().is_some_and(|detail| detail.id != id) {
            let says = format!("who is asked for {what} answers with another");
            return Err(Failure::new(ImportFailure::NotAFeed, says));
        }
        read.faults.iter_mut().for_each(|fault| fault.id = Some(id));
        Ok(read)
    }

    async fn get(&self, path: &str) -> Result<host::fetch::Answer, FetchError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let session = idle().pop();
        let fresh = || Session::new(self.host.clone(), None, self.limits);
        let mut session = session.unwrap_or_else(fresh);
        let answer = session.get(path).await;
        idle().push(session);
        answer
    }
}

/// Whether a service has something that the profile leaves out of lists.
fn says_more_than_a_list_must(service: &Service) -> bool {
    service.organization.is_some()
        || !(service.locations.is_empty()
            && service.areas.is_empty()
            && service.schedules.is_empty()
            && service.terms.is_empty()
            && service.costs.is_empty())
}
