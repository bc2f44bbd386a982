//! Publishers and the ends of imports: from the wire and back.

use domain::directory::Publisher;
use domain::directory::publisher::{Command, Outcome, Profile, Refusal};
use domain::{Code, Date, PublisherId};
use host::{DirectoryCall, Entry, malformed};
use tonic::Status;
use wire::convert::{Malformed, Read, code, date_of};
use wire::event::publisher::{profile, profile_of, tally, tally_of};
use wire::routing::{
    self, ChangePublisherRequest, ConcludeImportRequest, ImportOutcome, RegisterPublisherRequest,
    conclude_import_request, import_outcome,
};
use wire::types::PublisherProfile;

use super::lists::bounded;

pub(super) fn register(call: &DirectoryCall<RegisterPublisherRequest>) -> Result<Command, Status> {
    let profile = said(call.message.profile.as_ref()).map_err(malformed)?;
    Ok(Command::Register { publisher: call.id, profile })
}

pub(super) fn change(call: &DirectoryCall<ChangePublisherRequest>) -> Result<Command, Status> {
    said(call.message.profile.as_ref()).map(Command::Change).map_err(malformed)
}

pub(super) fn conclude(call: &DirectoryCall<ConcludeImportRequest>) -> Result<Command, Status> {
    use conclude_import_request::Outcome as Said;
    let missing = || malformed(Malformed::new("outcome", "must be set"));
    let outcome = match call.message.outcome.ok_or_else(missing)? {
        Said::Tally(said) => Outcome::Concluded(tally(said)),
        Said::Failure(why) => Outcome::Failed(code("failure", why).map_err(malformed)?),
    };
    Ok(Command::Conclude(outcome))
}

fn said(said: Option<&PublisherProfile>) -> Read<Profile> {
    let said = said.ok_or_else(|| Malformed::new("profile", "must be set"))?;
    bounded("areas", &said.areas).and_then(|()| profile(said)).map_err(|e| e.within("profile"))
}

/// The publisher, if it was registered.
pub(super) fn render(publisher: &Publisher) -> Option<routing::Publisher> {
    let known = publisher.registered.as_ref()?;
    let good = known.last_good.map(|(on, tally)| (on, Outcome::Concluded(tally)));
    Some(routing::Publisher {
        publisher_id: known.publisher.to_string(),
        profile: Some(profile_of(&known.profile)),
        profile_version: known.revision,
        last: known.last.map(ended),
        last_good: good.map(ended),
    })
}

fn ended((on, outcome): (Date, Outcome)) -> ImportOutcome {
    let outcome = match outcome {
        Outcome::Concluded(tally) => import_outcome::Outcome::Tally(tally_of(tally)),
        Outcome::Failed(why) => import_outcome::Outcome::Failure(why.number()),
    };
    ImportOutcome { on: Some(date_of(on)), outcome: Some(outcome) }
}

/// Where a feed is, if this process can read it there.
pub(super) fn in_the_web(profile: Profile) -> Result<String, Status> {
    if profile.is_in_the_web() {
        return Ok(profile.base);
    }
    let (code, reason) =
        (tonic::Code::FailedPrecondition, Publisher::reason(&Refusal::NotInTheWeb).1);
    let message = "this feed is a file: whoever has it imports it";
    Err(host::error::status(code, reason, message).build())
}

pub(super) fn unknown(publisher: PublisherId) -> Status {
    let (code, reason) = Publisher::reason(&Refusal::NotRegistered);
    host::error::status(code, reason, format!("no publisher {publisher}")).build()
}
