//! A log that panics, once, as it is told of somebody: what panics over one must be nobody else's.

use std::fmt::{Debug, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

struct Panics {
    over: String,
    panicked: AtomicBool,
}

/// Until the guard is dropped, whatever logs this in a field on this thread panics, the first time.
pub(crate) fn panics_over(over: impl ToString) -> DefaultGuard {
    let panicked = AtomicBool::new(false);
    tracing::subscriber::set_default(Panics { over: over.to_string(), panicked })
}

impl Subscriber for Panics {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        if said.0.contains(&self.over) && !self.panicked.swap(true, Ordering::SeqCst) {
            panic!("this log panics over {}", self.over);
        }
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Said(String);

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() != "message" {
            write!(self.0, "{value:?} ").expect("a text takes all");
        }
    }
}
