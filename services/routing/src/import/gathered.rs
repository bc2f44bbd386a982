//! What was read of a feed: records on disk, and of each in memory its id, its digest and its name.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::directory::publication::Digest;
use domain::directory::publisher::ImportFailure;
use oruk::{Effect, Fault, Service, Status, Whole};
use sha2::Digest as _;
use uuid::Uuid;

use super::entry::Entry;
use super::error::{Failure, ImportError};
use super::limits::{FAULTS_NAMED_MAX, ImportLimits};
use super::spool::{Place, Spool};

/// A record that was read.
#[derive(Debug, Clone)]
pub struct Found {
    /// SHA-256 of it.
    pub digest: Digest,
    /// What the service is called.
    pub name: String,
    pub(super) place: Place,
}

/// What was read of a feed.
#[derive(Debug)]
pub struct Gathered {
    /// The services that can be read and have not ended, by the publisher's ids.
    pub services: BTreeMap<Uuid, Found>,
    /// Those that can be read and say that they have ended (`defunct`): as good as gone from the feed.
    pub ended: BTreeSet<Uuid>,
    /// Of records that cannot be used, those whose id is known.
    pub unread: BTreeSet<Uuid>,
    /// How many records cannot be used.
    pub left_out: usize,
    /// Of those, how many have no id that is known: nobody can tell whose they are.
    pub nameless: usize,
    /// Whether the publisher says where it ends. One who says nothing of that, and answers a no to who asks for more, may
    /// have ended, or have a bad night.
    pub(super) end_is_told: bool,
    /// What is wrong; the first thousand.
    pub faults: Vec<Fault>,
    /// How many faults there are besides.
    pub more: usize,
    whole: Whole,
    seen: HashSet<Uuid>,
    spool: Spool,
    limits: ImportLimits,
}

impl Gathered {
    pub(super) fn new(limits: &ImportLimits) -> std::io::Result<Self> {
        let (services, ended, unread, faults, seen, whole) = Default::default();
        let (left_out, nameless, more) = (0, 0, 0);
        let (spool, limits) = (Spool::new()?, *limits);
        Ok(Self {
            services,
            ended,
            unread,
            left_out,
            nameless,
            end_is_told: true,
            faults,
            more,
            whole,
            seen,
            spool,
            limits,
        })
    }

    /// How many records came.
    pub fn records(&self) -> usize {
        self.readable() + self.left_out
    }

    /// How many services can be read, those too that have ended.
    pub fn readable(&self) -> usize {
        self.services.len() + self.ended.len()
    }

    /// How many different records came: one that came twice is one.
    pub(super) fn distinct(&self) -> usize {
        self.seen.len() + self.nameless
    }

    /// How many faults there are.
    pub fn faults_in_all(&self) -> usize {
        self.faults.len() + self.more
    }

    /// A record as the publisher's own.
    ///
    /// # Errors
    /// If it cannot be read from disk.
    pub(super) fn record(&mut self, found: &Found) -> std::io::Result<Vec<u8>> {
        self.spool.get(found.place)
    }

    /// Whether a record of this id came before.
    pub(super) fn has_seen(&self, id: Uuid) -> bool {
        self.seen.contains(&id)
    }

    /// Takes what a record came to.
    pub(super) fn take(&mut self, entry: Entry) -> Result<(), ImportError> {
        if self.records() == self.limits.records_max {
            let says = format!("it has more than {} records", self.limits.records_max);
            return Err(Failure::new(ImportFailure::Endless, says).into());
        }
        let Entry { at, id, service, faults, more } = entry;
        self.seen.extend(id);
        self.more += more;
        self.name(faults);
        let Some(service) = service else {
            self.leave(id);
            return Ok(());
        };
        match self.whole.take(&at, &service) {
            Ok(()) if has_ended(&service) => {
                self.ended.insert(service.id);
            }
            Ok(()) => self.keep(*service)?,
            Err(fault) if fault.effect == Effect::RestLeftOut => {
                return Err(Failure::new(ImportFailure::TooLarge, fault.to_string()).into());
            }
            Err(fault) => {
                self.leave(id); // The first of that id stands, unless it has ended: then nobody can tell.
                self.name(vec![fault]);
            }
        }
        Ok(())
    }

    fn keep(&mut self, service: Service) -> Result<(), ImportError> {
        if self.spool.bytes() + service.json.len() as u64 > self.limits.spool_bytes_max {
            let says = format!("it has more than {} bytes", self.limits.spool_bytes_max);
            return Err(Failure::new(ImportFailure::TooLarge, says).into());
        }
        let digest = sha2::Sha256::digest(&service.json).into();
        let place = self.spool.add(&service.json)?;
        self.services.insert(service.id, Found { digest, name: service.name, place });
        Ok(())
    }

    fn leave(&mut self, id: Option<Uuid>) {
        self.left_out += 1;
        self.nameless += usize::from(id.is_none());
        self.unread.extend(id);
    }

    /// What shows only now that all of it was read.
    pub(super) fn end(mut self) -> Self {
        let end = self.whole.end();
        for id in end.left_out {
            self.services.remove(&id);
            self.ended.remove(&id);
            self.leave(Some(id));
        }
        self.more += end.more;
        self.name(end.faults);
        self
    }

    fn name(&mut self, faults: Vec<Fault>) {
        let room = FAULTS_NAMED_MAX - self.faults.len();
        self.more += faults.len().saturating_sub(room);
        self.faults.extend(faults.into_iter().take(room));
    }
}

/// Whether a service says that it has ended. Its record may stay in the feed for years, and nobody is to be sent there.
pub(super) fn has_ended(service: &Service) -> bool {
    match service.status {
        Status::Defunct => true,
        Status::Active | Status::Inactive | Status::TemporarilyClosed => false,
    }
}
