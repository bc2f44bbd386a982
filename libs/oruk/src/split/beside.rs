//! What a page has beside its list: how many pages and entries there are. It may stand before or after the list.

use serde_json::Value;

use super::bytes::is_space;
use super::scan::{Scan, Step};

/// How much of what stands beside a page's list is kept, in bytes. The form needs less than 200.
pub const BESIDE_BYTES_MAX: usize = 4 * 1024;

/// How a member begins whose list has the records.
const LIST: &[u8] = b"\"contents\":";

/// What a page says of itself; nothing where it does not say so in numbers, or says more than [`BESIDE_BYTES_MAX`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// How many pages there are.
    pub total_pages: Option<u64>,
    /// Which this is, counted from 1.
    pub page_number: Option<u64>,
    /// How many records there are on all pages.
    pub total_items: Option<u64>,
    /// Whether none follows.
    pub last_page: Option<bool>,
}

/// What a byte brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    /// The list of the page begins.
    List,
    /// The object ends.
    End,
}

/// The members of an object, without what stands deeper in them.
#[derive(Debug, Default)]
pub(super) struct Beside {
    scan: Scan,
    bytes: Vec<u8>,
}

impl Beside {
    /// Takes the next byte of the object; of the list, its last bracket alone.
    pub(super) fn take(&mut self, byte: u8) -> Turn {
        let (depth, in_text) = (self.scan.depth(), self.scan.is_in_text());
        let step = self.scan.step(byte);
        let is_list = byte == b'[' && self.names_the_list();
        if depth.min(self.scan.depth()) <= 1 && (in_text || !is_space(byte)) {
            self.keep(byte);
        }
        match step {
            Step::Inside if is_list => Turn::List,
            Step::Inside => Turn::None,
            Step::Last | Step::After => Turn::End,
        }
    }

    pub(super) fn facts(&self) -> PageFacts {
        let page: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        PageFacts {
            total_pages: page["total_pages"].as_u64(),
            page_number: page["page_number"].as_u64(),
            total_items: page["total_items"].as_u64(),
            last_page: page["last_page"].as_bool(),
        }
    }

    /// How deep the object goes, as far as it was taken.
    pub(super) fn deepest(&self) -> usize {
        self.scan.deepest()
    }

    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity()
    }

    /// Whether what came last is the name of the list, and not the end of a longer name. Nothing deeper is kept, so it is the
    /// object's own.
    fn names_the_list(&self) -> bool {
        let before = self.bytes.strip_suffix(LIST);
        before.is_some_and(|before| before.ends_with(b"{") || before.ends_with(b","))
    }

    /// Keeps a byte. Where there are too many, the first ones go: what is left is no JSON, but the name of the list shows.
    fn keep(&mut self, byte: u8) {
        if self.bytes.len() == BESIDE_BYTES_MAX {
            self.bytes.drain(..BESIDE_BYTES_MAX / 2);
        }
        self.bytes.push(byte);
    }
}
