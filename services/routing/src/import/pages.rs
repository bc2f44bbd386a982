//! A feed in the web: page after page of a list of services, as the profile has it. Where the publisher's numbers and what
//! comes do not agree, what comes counts, and less than was promised is none.

use domain::directory::publisher::ImportFailure;
use host::fetch::{Answer, Session};
use http::{StatusCode, Uri};
use oruk::{Fault, PageFacts, Path, Splitter, read};

use super::details::Details;
use super::entry::{Entries, Entry, left_out};
use super::error::{Failure, ImportError};
use super::{Gathered, ImportLimits, Progress, Told};

/// How many services we ask for on a page. Publishers may give fewer, or more.
const PER_PAGE: usize = 100;

/// Whether there may be no more pages.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Beyond {
    /// The publisher says that there are.
    #[default]
    No,
    /// It does not say how many there are.
    Silent,
    /// It said that there are none.
    Said,
}

/// What is answered to who asks for a page that there is not. Anything else may pass, and tells nothing of the feed.
const NO_SUCH_PAGE: [StatusCode; 4] = [
    StatusCode::BAD_REQUEST,
    StatusCode::NOT_FOUND,
    StatusCode::GONE,
    StatusCode::RANGE_NOT_SATISFIABLE,
];

/// Where the reading of pages is.
#[derive(Default)]
struct Reader {
    page: usize,
    /// Whether there may be no more.
    beyond: Beyond,
    /// How many services there are, as it says.
    promised: u64,
}

/// Reads all pages.
pub(super) async fn gather(
    base: &str,
    limits: &ImportLimits,
    told: Told<'_>,
) -> Result<Gathered, ImportError> {
    let (host, path) = address(base)?;
    let mut session = Session::new(host.clone(), None, limits.page);
    let details = Details::new(host, &path, limits.detail);
    let (mut gathered, mut reader) = (Gathered::new(limits)?, Reader::default());
    loop {
        reader.page += 1;
        if reader.page > limits.pages_max {
            let says = format!("it has more than {} pages", limits.pages_max);
            return Err(Failure::new(ImportFailure::Endless, says).into());
        }
        let asked = format!("{path}/services?page={}&per_page={PER_PAGE}", reader.page);
        let answer = session.get(&asked).await;
        let answer = answer.map_err(|e| Failure::of_fetch(&reader.what(), &e))?;
        if reader.is_past_the_end(answer.status) {
            gathered.end_is_told = reader.beyond == Beyond::Said;
            break;
        }
        let body = document(&reader.what(), answer)?;
        let room = limits.records_max.saturating_sub(gathered.records());
        let (entries, facts) = match entries(reader.page, &body, room) {
            Ok(page) => page,
            Err(_) if reader.beyond == Beyond::Said => break, // What is answered there need not be a page.
            Err(error) => return Err(error),
        };
        let fresh = entries.iter().filter(|entry| reader.is_fresh(entry, &gathered)).count();
        reader.promised = reader.promised.max(facts.total_items.unwrap_or(0));
        if reader.ends(entries.len(), fresh)? {
            break;
        }
        reader.note(facts);
        details.take(entries, &mut gathered).await?;
        let (pages, records) = (reader.page, gathered.records());
        told(Progress { pages, records, ..Progress::default() });
    }
    reader.check(&gathered)?;
    Ok(gathered.end())
}

impl Reader {
    fn what(&self) -> String {
        format!("page {}", self.page)
    }

    /// Whether somebody who was asked for more than there is says so.
    fn is_past_the_end(&self, status: StatusCode) -> bool {
        match self.beyond {
            Beyond::No => false,
            Beyond::Silent => NO_SUCH_PAGE.contains(&status),
            Beyond::Said => status != StatusCode::OK,
        }
    }

    /// Whether a record did not come before. One without an id is always new, where there are to be any.
    fn is_fresh(&self, entry: &Entry, gathered: &Gathered) -> bool {
        entry.id.map_or(self.beyond == Beyond::No, |id| !gathered.has_seen(id))
    }

    /// Whether this page is none: it is empty, or has nothing that did not come before.
    fn ends(&self, entries: usize, fresh: usize) -> Result<bool, Failure> {
        let failure = match (entries, self.beyond != Beyond::No || self.page == 1) {
            (1.., _) if fresh > 0 => return Ok(false),
            (_, true) => return Ok(true),
            (0, false) => (ImportFailure::CutOff, "is empty, and others were to follow"),
            (_, false) => (ImportFailure::Repeats, "has nothing that did not come before"),
        };
        Err(Failure::new(failure.0, format!("page {} {}", self.page, failure.1)))
    }

    fn note(&mut self, facts: PageFacts) {
        let PageFacts { total_pages, last_page, .. } = facts;
        let is_silent = total_pages.is_none() && last_page.is_none();
        let is_last = total_pages.is_some_and(|pages| self.page as u64 >= pages);
        self.beyond = match is_last || last_page == Some(true) {
            true => Beyond::Said,
            false if is_silent => Beyond::Silent,
            false => Beyond::No,
        };
    }

    /// That no less came than was promised.
    fn check(&self, gathered: &Gathered) -> Result<(), Failure> {
        let came = gathered.distinct();
        if (came as u64) < self.promised {
            let says = format!("it speaks of {} services, and {came} came", self.promised);
            return Err(Failure::new(ImportFailure::CutOff, says));
        }
        Ok(())
    }
}

/// The host of an address, and its path without a slash at its end.
fn address(base: &str) -> Result<(Uri, String), Failure> {
    let no_address = |_| Failure::new(ImportFailure::Unreachable, "this is no address of the web");
    let host: Uri = base.parse().map_err(no_address)?;
    let path = host.path().trim_end_matches('/').to_owned();
    Ok((host, path))
}

/// The document in an answer, if it is one. A redirect is not followed: who wants that registers where it leads.
pub(super) fn document(what: &str, answer: Answer) -> Result<Vec<u8>, Failure> {
    let Answer { status, location, is_encoded, body } = answer;
    if let Some(to) = location.filter(|_| status.is_redirection()) {
        let says = format!("{what} is at {to:?} instead, which is not followed");
        return Err(Failure::new(ImportFailure::Answered, says));
    }
    if status != StatusCode::OK {
        return Err(Failure::new(
            ImportFailure::Answered,
            format!("{what}: the answer is {status}"),
        ));
    }
    if is_encoded {
        let says = format!("{what} is compressed, though that was not asked for");
        return Err(Failure::new(ImportFailure::NotAFeed, says));
    }
    Ok(body)
}

/// The entries of a page, if there are no more than there is room for. Each is told by page and place.
fn entries(page: usize, body: &[u8], room: usize) -> Result<(Vec<Entry>, PageFacts), ImportError> {
    let mut splitter = Splitter::new(body);
    let list = Path::default().member("pages").entry(page).member("contents");
    let mut entries = Entries::default();
    while let Some(found) = splitter.next()? {
        if entries.all.len() == room {
            let says = format!("page {page} has more records than are read of one feed");
            return Err(Failure::new(ImportFailure::Endless, says).into());
        }
        let at = list.entry(entries.all.len());
        let read = match found {
            oruk::Found::Record { bytes, .. } => read(&bytes, at.clone()),
            oruk::Found::Fault(fault) => left_out(Fault { at: at.clone(), ..fault }),
        };
        entries.push(Entry::new(at, read));
    }
    Ok((entries.all, splitter.page()))
}
