//! A feed from its first byte to its last: split, read, and seen as a whole.

use std::io::BufRead;

use crate::{
    Conclusion, Effect, Fault, Found, PageFacts, Path, Problem, Read, SplitError, Splitter, Whole,
    read,
};

/// Reads a feed, one record at a time. Memory: one record, and of all that came before, ids.
#[derive(Debug)]
pub struct Feed<R> {
    splitter: Splitter<R>,
    whole: Whole,
    over: bool,
}

impl<R: BufRead> Feed<R> {
    /// Nothing is read before [`Feed::next`].
    pub fn new(reader: R) -> Self {
        Self { splitter: Splitter::new(reader), whole: Whole::default(), over: false }
    }

    /// What the next record came to; nothing at the end. A feed that breaks off says so as a last record that is left out.
    ///
    /// # Errors
    /// If reading fails, or if this is no feed. Then there is no more.
    #[expect(clippy::should_implement_trait, reason = "it fails")]
    pub fn next(&mut self) -> Result<Option<Read>, SplitError> {
        if self.over {
            return Ok(None);
        }
        let read = match self.splitter.next() {
            Ok(None) => None,
            Ok(Some(Found::Record { at, bytes })) => Some(self.note(&at, read(&bytes, at.clone()))),
            Ok(Some(Found::Fault(fault))) => Some(Read::left_out(fault)),
            Err(SplitError::CutOff { byte }) => Some(self.ends_at(Problem::CutOff { byte })),
            Err(SplitError::Broken { byte }) => Some(self.ends_at(Problem::Broken { byte })),
            Err(error @ (SplitError::Io(_) | SplitError::NotAFeed { .. })) => {
                self.over = true;
                return Err(error);
            }
        };
        self.over |= read.is_none();
        Ok(read)
    }

    /// What shows only once everything was read.
    pub fn end(&self) -> Conclusion {
        self.whole.end()
    }

    /// What a page says of itself, once everything was read.
    pub fn page(&self) -> PageFacts {
        self.splitter.page()
    }

    fn note(&mut self, at: &Path, mut read: Read) -> Read {
        let refused = read.service.as_ref().and_then(|service| self.whole.take(at, service).err());
        if let Some(fault) = refused {
            self.over = fault.effect == Effect::RestLeftOut;
            read.service = None;
            read.faults.push(fault);
        }
        read
    }

    fn ends_at(&mut self, problem: Problem) -> Read {
        self.over = true;
        let (at, effect) = (self.splitter.at(), Effect::RestLeftOut);
        Read::left_out(Fault { at, id: None, problem, effect })
    }
}
