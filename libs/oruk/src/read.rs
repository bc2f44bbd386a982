//! One record: bytes become a service and a list of what is wrong, each with its place. The members of the form are read by
//! name; whatever else there is, and whoever is named, is dropped without a word.

use serde_json::Value;

use crate::split::Scan;
use crate::{DEPTH_MAX, Effect, Fault, Path, Problem, RECORD_BYTES_MAX, Service};

mod faults;
mod fields;
mod kept;
mod organization;
mod places;
mod root;
mod shapes;
mod terms;
mod times;
mod uri;

pub use faults::FAULTS_MAX;
use faults::Faults;
use fields::Fields;
pub use fields::LIST_MAX;
pub use shapes::{LINE_CHARS_MAX, TEXT_CHARS_MAX, URI_CHARS_MAX};

/// What a record came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The service, unless a fault leaves it out.
    pub service: Option<Service>,
    /// What is wrong, in the order in which the form has it; at most [`FAULTS_MAX`].
    pub faults: Vec<Fault>,
    /// How many faults there are besides.
    pub more: usize,
}

impl Read {
    /// A record that one fault leaves out.
    pub(crate) fn left_out(fault: Fault) -> Self {
        Self { service: None, faults: vec![fault], more: 0 }
    }
}

/// Reads one record that stands `at` this place: a service with all that belongs to it, or an entry of a list of services,
/// which has less. Absent, `null` and blank are alike.
pub fn read(bytes: &[u8], at: Path) -> Read {
    let leave_out = |problem| {
        let effect = Effect::ServiceLeftOut;
        Read::left_out(Fault { at: at.clone(), id: None, problem, effect })
    };
    let value = match parse(bytes) {
        Ok(value) => value,
        Err(problem) => return leave_out(problem),
    };
    let Value::Object(members) = &value else {
        return leave_out(Problem::WrongType { wanted: "an object", found: shapes::kind(&value) });
    };
    let mut faults = Faults::default();
    let service = root::service(Fields::new(at.clone(), members, &mut faults));
    Read { service, faults: faults.named, more: faults.more }
}

fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if bytes.len() > RECORD_BYTES_MAX {
        return Err(Problem::TooLarge { bytes: bytes.len() as u64 });
    }
    let mut scan = Scan::default();
    scan.through(bytes.trim_ascii_start());
    if scan.deepest() > DEPTH_MAX {
        return Err(Problem::TooDeep);
    }
    serde_json::from_slice(bytes).map_err(|error| Problem::NotJson { byte: offset(bytes, &error) })
}

/// Where in the record an error stands. It is told by line and column, both counted from 1.
fn offset(bytes: &[u8], error: &serde_json::Error) -> u64 {
    let before = bytes.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let offset = before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    offset.min(bytes.len()) as u64
}
