//! The bytes of a feed, counted, and what can go wrong with them.

use std::io::{self, BufRead, ErrorKind};

/// The mark that some editors put before UTF-8.
const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];

/// Why a feed cannot be taken apart any further. Bytes are counted from 0.
#[derive(Debug, thiserror::Error)]
pub enum SplitError {
    /// Reading failed; trying again may help.
    #[error("reading the feed")]
    Io(#[from] io::Error),
    /// It begins like no feed: neither a list nor an object of JSON in UTF-8, or there is nothing.
    #[error("this is no feed: it does not begin with a list or an object of JSON (byte {byte})")]
    NotAFeed {
        /// Where.
        byte: u64,
    },
    /// It ends in the middle.
    #[error("the feed ends at byte {byte}, in the middle")]
    CutOff {
        /// The length of what there is.
        byte: u64,
    },
    /// Something stands where no record can be.
    #[error("the feed is broken at byte {byte}: no record can be there")]
    Broken {
        /// Where.
        byte: u64,
    },
}

#[derive(Debug)]
pub(super) struct Bytes<R> {
    reader: R,
    taken: u64,
}

/// Whether JSON has a byte between its parts for people alone.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

impl<R: BufRead> Bytes<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, taken: 0 }
    }

    /// How many were taken.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Some of those that come next; empty at the end.
    pub(super) fn chunk(&mut self) -> Result<&[u8], SplitError> {
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.reader.fill_buf()?) // What was filled is there still; the loop could not lend it.
    }

    /// Takes as many of what [`Bytes::chunk`] showed.
    pub(super) fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.taken += bytes as u64;
    }

    /// Takes the byte that was looked at.
    pub(super) fn pass(&mut self) {
        self.consume(1);
    }

    /// Takes one byte, which has to be there.
    pub(super) fn next(&mut self) -> Result<u8, SplitError> {
        let byte = self.peek()?.ok_or_else(|| self.cut_off())?;
        self.pass();
        Ok(byte)
    }

    /// Passes over white space, and looks at what follows.
    pub(super) fn solid(&mut self) -> Result<Option<u8>, SplitError> {
        loop {
            match self.peek()? {
                Some(byte) if is_space(byte) => self.pass(),
                other => return Ok(other),
            }
        }
    }

    /// The same, where something has to follow.
    pub(super) fn solid_byte(&mut self) -> Result<u8, SplitError> {
        self.solid()?.ok_or_else(|| self.cut_off())
    }

    /// Passes over a byte order mark.
    pub(super) fn pass_mark(&mut self) -> Result<(), SplitError> {
        if self.peek()? == Some(MARK[0]) {
            for expected in MARK {
                if self.peek()? != Some(expected) {
                    return Err(SplitError::NotAFeed { byte: self.taken });
                }
                self.pass();
            }
        }
        Ok(())
    }

    pub(super) fn cut_off(&self) -> SplitError {
        SplitError::CutOff { byte: self.taken }
    }

    pub(super) fn broken(&self) -> SplitError {
        SplitError::Broken { byte: self.taken }
    }

    fn peek(&mut self) -> Result<Option<u8>, SplitError> {
        Ok(self.chunk()?.first().copied())
    }
}
