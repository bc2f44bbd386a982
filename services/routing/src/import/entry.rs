//! Entry: what a record came to, until it is taken. All entries of a page are held at once, and a publisher chooses how many
//! that are: each is small, and of what is wrong no more is held than is told.

use oruk::{Effect, Fault, Path, Read, Service};
use uuid::Uuid;

use super::limits::PAGE_FAULTS_MAX;

/// A record that was read.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands.
    pub(super) at: Path,
    /// The publisher's id of it, if that could be read.
    pub(super) id: Option<Uuid>,
    /// The service, unless a fault leaves it out. In a box: many entries may have none.
    pub(super) service: Option<Box<Service>>,
    pub(super) faults: Vec<Fault>,
    /// How many faults there are besides.
    pub(super) more: usize,
}

impl Entry {
    pub(super) fn new(at: Path, read: Read) -> Self {
        let Read { service, faults, more } = read;
        let named = faults.iter().find_map(|fault| fault.id);
        let id = service.as_ref().map(|service| service.id).or(named);
        Self { at, id, service: service.map(Box::new), faults, more }
    }

    /// Names at most so many faults, and counts the others.
    fn name(&mut self, faults_max: usize) {
        self.more += self.faults.len().saturating_sub(faults_max);
        self.faults.truncate(faults_max);
        self.faults.shrink_to_fit();
    }
}

/// A record that one fault leaves out.
pub(super) fn left_out(fault: Fault) -> Read {
    let fault = Fault { effect: Effect::ServiceLeftOut, ..fault };
    Read { service: None, faults: vec![fault], more: 0 }
}

/// The entries of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) all: Vec<Entry>,
    /// How many faults they name together.
    named: usize,
}

impl Entries {
    pub(super) fn push(&mut self, mut entry: Entry) {
        entry.name(PAGE_FAULTS_MAX - self.named);
        self.named += entry.faults.len();
        self.all.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use oruk::read;

    use super::*;

    /// An entry that has nothing but more than a hundred faults.
    fn faulty(at: Path) -> Entry {
        let record = format!("{{\"languages\":[{}0]}}", "0,".repeat(99));
        Entry::new(at.clone(), read(record.as_bytes(), at))
    }

    #[test]
    fn of_a_page_full_of_faults_so_many_are_held_and_the_others_counted() {
        let one = faulty(Path::default());
        let (each, count) = (one.faults.len() + one.more, 500);
        let mut page = Entries::default();
        for nth in 0..count {
            page.push(faulty(Path::default().entry(nth)));
        }
        let held: usize = page.all.iter().map(|entry| entry.faults.len()).sum();
        let room: usize = page.all.iter().map(|entry| entry.faults.capacity()).sum();
        let counted: usize = page.all.iter().map(|entry| entry.more).sum();
        assert_eq!((held, room, held + counted), (PAGE_FAULTS_MAX, PAGE_FAULTS_MAX, each * count));
    }
    #[test]
    fn an_entry_whose_faults_are_only_counted_is_still_known_by_its_id() {
        let id = Uuid::from_u128(7);
        let record = format!("{{\"id\":\"{id}\"}}");
        let at = Path::default();
        let mut entry = Entry::new(at.clone(), read(record.as_bytes(), at));
        entry.name(0);
        assert_eq!((entry.id, entry.faults.len(), entry.more), (Some(id), 0, 2));
    }
    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Entry>() <= 128, "{} bytes", size_of::<Entry>());
    }
}
