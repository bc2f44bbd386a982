//! From one record to the next, in each form that a feed may have.

use std::io::BufRead;

use super::beside::Turn;
use super::held::Held;
use super::{DEPTH_MAX, Form, Found, Scan, SplitError, Splitter};
use crate::{Effect, Fault, Problem};

impl<R: BufRead> Splitter<R> {
    /// Reads the first object as a record, until it shows that it is a page.
    pub(super) fn first(&mut self) -> Result<Option<Found>, SplitError> {
        let mut held = Held::default();
        loop {
            let byte = self.bytes.next()?;
            held.keep(&[byte]);
            self.held_max = self.held_max.max(held.memory() + self.beside.memory());
            match self.beside.take(byte) {
                Turn::None => {}
                Turn::List => {
                    self.form = Form::List { paged: true, first: true };
                    return Ok(None);
                }
                Turn::End => {
                    self.form = Form::Lines;
                    let record = std::mem::take(&mut self.beside); // It says nothing of a page.
                    return Ok(Some(self.found(record.deepest(), held)));
                }
            }
        }
    }

    /// Goes on in a page's object, after its list.
    pub(super) fn page_end(&mut self) -> Result<Option<Found>, SplitError> {
        let form = loop {
            match self.beside.take(self.bytes.next()?) {
                Turn::None => {}
                Turn::List => break Form::List { paged: true, first: true },
                Turn::End => break Form::End { paged: true },
            }
        };
        self.held_max = self.held_max.max(self.beside.memory());
        self.form = form;
        Ok(None)
    }

    /// The next record of a list; nothing where the list ends.
    pub(super) fn entry(&mut self, paged: bool, first: bool) -> Result<Option<Found>, SplitError> {
        if self.bytes.solid_byte()? == b']' {
            self.bytes.pass();
            if paged {
                self.beside.take(b']');
            }
            self.form = if paged { Form::Page } else { Form::End { paged } };
            return Ok(None);
        }
        if !first {
            if self.bytes.solid_byte()? != b',' {
                return Err(self.bytes.broken());
            }
            self.bytes.pass();
        }
        self.bytes.solid_byte()?;
        let found = self.record()?;
        self.form = Form::List { paged, first: false };
        Ok(Some(found))
    }

    /// Reads one value, whatever it is, and holds it while it fits.
    pub(super) fn record(&mut self) -> Result<Found, SplitError> {
        let (mut scan, mut held) = (Scan::default(), Held::default());
        loop {
            let chunk = self.bytes.chunk()?;
            if chunk.is_empty() {
                return Err(self.bytes.cut_off());
            }
            let (taken, ended) = scan.through(chunk);
            held.keep(&chunk[..taken]);
            self.bytes.consume(taken);
            self.held_max = self.held_max.max(held.memory() + self.beside.memory());
            if ended && held.is_empty() {
                return Err(self.bytes.broken());
            }
            if ended {
                return Ok(self.found(scan.deepest(), held));
            }
        }
    }

    fn found(&mut self, deepest: usize, held: Held) -> Found {
        let at = self.at();
        self.nth += 1;
        let problem = if deepest > DEPTH_MAX {
            Problem::TooDeep
        } else {
            match held.bytes() {
                Ok(bytes) => return Found::Record { at, bytes },
                Err(bytes) => Problem::TooLarge { bytes },
            }
        };
        Found::Fault(Fault { at, id: None, problem, effect: Effect::ServiceLeftOut })
    }
}
