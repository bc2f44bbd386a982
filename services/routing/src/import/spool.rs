//! Spool: the records of a feed, on disk and without a name until the feed was read to its end.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};

/// Where a record lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    at: u64,
    bytes: usize,
}

/// Records one after the other.
#[derive(Debug)]
pub(super) struct Spool {
    file: File,
    end: u64,
}

impl Spool {
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, end: 0 })
    }

    /// How much there is.
    pub(super) fn bytes(&self) -> u64 {
        self.end
    }

    pub(super) fn add(&mut self, record: &[u8]) -> std::io::Result<Place> {
        let place = Place { at: self.end, bytes: record.len() };
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(record)?;
        self.end += record.len() as u64;
        Ok(place)
    }

    pub(super) fn get(&mut self, place: Place) -> std::io::Result<Vec<u8>> {
        let mut record = vec![0; place.bytes];
        self.file.seek(SeekFrom::Start(place.at))?;
        self.file.read_exact(&mut record)?;
        Ok(record)
    }
}
