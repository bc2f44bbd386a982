//! The bytes of one record, held while they fit.

use super::RECORD_BYTES_MAX;

#[derive(Debug, Default)]
pub(super) struct Held {
    bytes: Vec<u8>,
    seen: u64,
}

impl Held {
    /// Takes more of the record. Once it is too large, bytes are counted only.
    pub(super) fn keep(&mut self, more: &[u8]) {
        self.seen += more.len() as u64;
        let fits = self.bytes.len() + more.len();
        if self.seen > RECORD_BYTES_MAX as u64 {
            self.bytes = Vec::new();
        } else {
            if fits > self.bytes.capacity() {
                let room = (2 * fits).min(RECORD_BYTES_MAX);
                self.bytes.reserve_exact(room - self.bytes.len());
            }
            self.bytes.extend_from_slice(more);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.seen == 0
    }

    /// How many bytes of memory are held.
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// The record; or how long it is, if it is too large.
    pub(super) fn bytes(self) -> Result<Vec<u8>, u64> {
        if self.seen > RECORD_BYTES_MAX as u64 { Err(self.seen) } else { Ok(self.bytes) }
    }
}
