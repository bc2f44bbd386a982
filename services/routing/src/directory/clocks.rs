//! An area's clocks: from the wire and back.

use domain::Code;
use domain::directory::AreaClocks;
use domain::directory::clocks::Command;
use domain::routing::clock::Clock;
use host::{DirectoryCall, malformed};
use tonic::Status;
use wire::convert::Malformed;
use wire::event::clocks::{own, own_of, term_of};
use wire::routing::{ClocksInForce, SetAreaClocksRequest};

use super::lists::bounded;

pub(super) fn set(call: &DirectoryCall<SetAreaClocksRequest>) -> Result<Command, Status> {
    let said = call.message.clocks.as_ref();
    let within = |e: Malformed| malformed(e.within("clocks"));
    if let Some(said) = said {
        bounded("terms", &said.terms).map_err(within)?;
        bounded("years", &said.years).map_err(within)?;
        for year in &said.years {
            bounded("closed", &year.closed).map_err(within)?;
            bounded("open", &year.open).map_err(within)?;
        }
    }
    let own = said.map(own).transpose().map_err(within)?.unwrap_or_default();
    Ok(Command::Set(own))
}

pub(super) fn render(clocks: &AreaClocks) -> ClocksInForce {
    let in_force = clocks.in_force();
    let terms = Clock::ALL.iter().filter_map(|clock| {
        let term = in_force.terms.term(*clock)?;
        Some(term_of(*clock, &term))
    });
    ClocksInForce {
        own: clocks.own.as_ref().map(own_of),
        terms: terms.collect(),
        version: in_force.version,
    }
}
