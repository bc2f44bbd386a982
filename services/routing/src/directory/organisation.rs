//! Organisations: from the wire and back.

use domain::OrgId;
use domain::directory::Organisation;
use domain::directory::organisation::{Command, Profile, Refusal};
use host::{DirectoryCall, Entry, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, date, date_of};
use wire::event::organisation::{profile, profile_of};
use wire::routing::{
    self, ActivateSharingRequest, ChangeOrganisationRequest, JoinOrganisationRequest,
};
use wire::types::OrgProfile;

use super::lists::bounded;

pub(super) fn join(call: &DirectoryCall<JoinOrganisationRequest>) -> Result<Command, Status> {
    let profile = said(call.message.profile.as_ref()).map_err(malformed)?;
    Ok(Command::Join { org: call.id, profile })
}

pub(super) fn change(call: &DirectoryCall<ChangeOrganisationRequest>) -> Result<Command, Status> {
    said(call.message.profile.as_ref()).map(Command::Change).map_err(malformed)
}

pub(super) fn activate_sharing(
    call: &DirectoryCall<ActivateSharingRequest>,
) -> Result<Command, Status> {
    let until = date("until", call.message.until).map_err(malformed)?;
    Ok(Command::ActivateSharing { until })
}

fn said(said: Option<&OrgProfile>) -> Read<Profile> {
    let said = said.ok_or_else(|| Malformed::new("profile", "must be set"))?;
    bounded("areas", &said.areas).and_then(|()| profile(said)).map_err(|e| e.within("profile"))
}

/// The organisation, if it has joined.
pub(super) fn render(organisation: &Organisation) -> Option<routing::Organisation> {
    let joined = organisation.joined.as_ref()?;
    Some(routing::Organisation {
        org_id: joined.org.to_string(),
        profile: Some(profile_of(&joined.profile)),
        suspended: joined.suspended,
        sharing_until: joined.sharing_until.map(date_of),
    })
}

pub(super) fn unknown(org: OrgId) -> Status {
    let (code, reason) = Organisation::reason(&Refusal::NotJoined);
    host::error::status(code, reason, format!("no organisation {org}")).build()
}
