//! What more than one service shows.

use domain::Code;
use domain::assignment::lead::Held;
use wire::convert::{date_of, timestamp_of};
use wire::types;

/// Who is responsible.
#[must_use]
pub fn lead(held: &Held) -> types::Lead {
    types::Lead {
        org_id: held.org.to_string(),
        worker_id: held.worker.to_string(),
        since: Some(timestamp_of(held.since)),
        reason: held.reason.number(),
        caretaker_until: held.caretaker_until.map(date_of),
        introduced: held.introduced.map(|(method, person_present)| types::Introduction {
            method: method.number(),
            person_present,
        }),
    }
}
