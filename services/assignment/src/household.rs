//! Households: from the wire and back.

use domain::assignment::household::Command;
use domain::{Code, Journey};
use host::{Call, malformed};
use tonic::Status;
use wire::assignment::{Household, LinkHouseholdRequest, UnlinkHouseholdRequest};
use wire::convert::{code, id_text};

pub(crate) fn link(call: &Call<LinkHouseholdRequest>) -> Result<Command, Status> {
    let household = call.new_id("household_id", &call.message.household_id)?;
    let relation = code("relation", call.message.relation).map_err(malformed)?;
    Ok(Command::Link { household, relation })
}

pub(crate) fn unlink(call: &Call<UnlinkHouseholdRequest>) -> Result<Command, Status> {
    let household = id_text("household_id", &call.message.household_id).map_err(malformed)?;
    Ok(Command::Unlink { household })
}

pub(crate) fn render(journey: &Journey) -> Vec<Household> {
    let households = journey.household.households.iter();
    households
        .map(|(id, relation)| Household {
            household_id: id.to_string(),
            relation: relation.number(),
        })
        .collect()
}
