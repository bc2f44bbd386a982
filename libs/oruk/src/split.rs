//! A feed, one record at a time: what stands in a list, in the `contents` of a page, or one object after another. Holds the
//! bytes of one record while it fits, whatever comes; whether they make sense is for [`crate::read`] to say.

use std::io::BufRead;

use crate::{Fault, Path};

mod beside;
mod bytes;
mod held;
mod records;
mod scan;

use beside::Beside;
pub use beside::{BESIDE_BYTES_MAX, PageFacts};
use bytes::Bytes;
pub use bytes::SplitError;
pub(crate) use scan::Scan;

/// The longest record that is held and read, in bytes. The profile's own example of a whole service has 6,000.
pub const RECORD_BYTES_MAX: usize = 128 * 1024;

/// How deep lists and objects may stand in each other in one record, the outermost included. The form needs 9.
pub const DEPTH_MAX: usize = 32;

/// What comes next in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The bytes of one record.
    Record {
        /// Where it stands.
        at: Path,
        /// As they stand in the feed; at most [`RECORD_BYTES_MAX`].
        bytes: Vec<u8>,
    },
    /// A record that is too large or too deep, and was passed over.
    Fault(Fault),
}

/// Takes a feed apart. It is UTF-8 and not compressed; a byte order mark is passed over.
#[derive(Debug)]
pub struct Splitter<R> {
    bytes: Bytes<R>,
    form: Form,
    beside: Beside,
    nth: usize,
    held_max: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing was read yet.
    Start,
    /// In the first object, which is a page if it has `contents`, and else a record.
    First,
    /// In a list, of a page or by itself, before its first record or after one.
    List { paged: bool, first: bool },
    /// In a page's object, after its list.
    Page,
    /// Between objects that follow each other.
    Lines,
    /// Nothing but white space may come.
    End { paged: bool },
}

impl<R: BufRead> Splitter<R> {
    /// Nothing is read before [`Splitter::next`].
    pub fn new(reader: R) -> Self {
        let (bytes, beside) = (Bytes::new(reader), Beside::default());
        Self { bytes, form: Form::Start, beside, nth: 0, held_max: 0 }
    }

    /// What comes next; nothing at the end of the feed.
    ///
    /// # Errors
    /// If this is no feed, if it ends in the middle, if something stands where no record can be, or if reading fails. What
    /// comes after that cannot be read: do not ask again.
    #[expect(clippy::should_implement_trait, reason = "it fails, and lends")]
    pub fn next(&mut self) -> Result<Option<Found>, SplitError> {
        loop {
            let found = match self.form {
                Form::Start => self.start()?,
                Form::First => self.first()?,
                Form::List { paged, first } => self.entry(paged, first)?,
                Form::Page => self.page_end()?,
                Form::Lines => match self.bytes.solid()? {
                    None => return Ok(None),
                    Some(b'{') => Some(self.record()?),
                    Some(_) => return Err(self.bytes.broken()),
                },
                Form::End { .. } => match self.bytes.solid()? {
                    None => return Ok(None),
                    Some(_) => return Err(self.bytes.broken()),
                },
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Where the next record stands, or would.
    pub fn at(&self) -> Path {
        let paged = matches!(
            self.form,
            Form::Page | Form::List { paged: true, .. } | Form::End { paged: true }
        );
        let list = if paged { Path::default().member("contents") } else { Path::default() };
        list.entry(self.nth)
    }

    /// What a page says of itself, once all of it was read; nothing where the feed is no page.
    pub fn page(&self) -> PageFacts {
        self.beside.facts()
    }

    /// The most bytes of memory that were held at any time. For tests that hold us to it.
    #[doc(hidden)]
    pub fn held_max(&self) -> usize {
        self.held_max
    }

    fn start(&mut self) -> Result<Option<Found>, SplitError> {
        self.bytes.pass_mark()?;
        self.form = match self.bytes.solid()? {
            Some(b'[') => {
                self.bytes.pass();
                Form::List { paged: false, first: true }
            }
            Some(b'{') => Form::First,
            _ => return Err(SplitError::NotAFeed { byte: self.bytes.taken() }),
        };
        Ok(None)
    }
}
