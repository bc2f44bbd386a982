//! What is asked of the server, and what it answered: kept, to be asked again.

use std::mem::take;

use anydoor_tests::caller::Signed;
use prost::Message;
use tonic::Status;
use uuid::Uuid;
use wire::intake::intake_service_client::IntakeServiceClient;
use wire::intake::{
    ChangeParticularsRequest, GiveAgreementRequest, OpenEpisodeRequest, RegisterPersonRequest,
};
use wire::types::{AgreementMethod, AgreementScope};

use crate::person::Invented;

/// Where every episode is opened: Dundee City.
pub(crate) const AREA: &str = "S12000042";

/// A client of intake, as somebody.
pub(crate) type Intake = IntakeServiceClient<Signed>;

/// One command, as it is sent each time.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    Register(RegisterPersonRequest),
    Agree(GiveAgreementRequest),
    Open(OpenEpisodeRequest),
    Change(ChangeParticularsRequest),
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The response without its write token: the same each time.
    pub(crate) said: Vec<u8>,
    /// Brings a query up to the write.
    pub(crate) write_token: String,
    /// To a registration: who the person is.
    pub(crate) person_id: String,
    /// To a registration: another door had been first, so that it may have changed nothing.
    pub(crate) already_known: bool,
}

/// A command that was asked, and the answer, if one came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) request_id: Uuid,
    pub(crate) command: Command,
    pub(crate) answer: Option<Answer>,
}

impl std::fmt::Display for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, person_id) = match &self.command {
            Command::Register(request) => ("registration", &request.person_id),
            Command::Agree(request) => ("agreement", &request.person_id),
            Command::Open(request) => ("opening of an episode", &request.person_id),
            Command::Change(request) => ("change of particulars", &request.person_id),
        };
        write!(f, "{what} {} {person_id}", self.request_id)
    }
}

impl Asked {
    fn new(request_id: Uuid, command: Command) -> Self {
        Self { request_id, command, answer: None }
    }

    pub(crate) fn register(request_id: Uuid, who: Invented) -> Self {
        let request = RegisterPersonRequest {
            request_id: request_id.to_string(),
            details: Some(who.details("Invented")),
            identifiers: vec![who.nino()],
            ..Default::default()
        };
        Self::new(request_id, Command::Register(request))
    }

    pub(crate) fn agree(request_id: Uuid, person_id: &str) -> Self {
        let request = GiveAgreementRequest {
            request_id: request_id.to_string(),
            person_id: person_id.into(),
            scope: AgreementScope::Service.into(),
            text_version: 1,
            method: AgreementMethod::Spoken.into(),
            ..Default::default()
        };
        Self::new(request_id, Command::Agree(request))
    }

    pub(crate) fn open(request_id: Uuid, person_id: &str) -> Self {
        let request = OpenEpisodeRequest {
            request_id: request_id.to_string(),
            person_id: person_id.into(),
            area: AREA.into(),
            ..Default::default()
        };
        Self::new(request_id, Command::Open(request))
    }

    pub(crate) fn change(request_id: Uuid, person_id: &str, who: Invented) -> Self {
        let request = ChangeParticularsRequest {
            request_id: request_id.to_string(),
            person_id: person_id.into(),
            details: Some(who.details("Renamed")),
            ..Default::default()
        };
        Self::new(request_id, Command::Change(request))
    }

    /// Whether it must stand in the journal. A door that came second may have changed nothing.
    pub(crate) fn must_stand(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| !answer.already_known)
    }
}

impl Command {
    /// Sends it.
    pub(crate) async fn send(&self, intake: &mut Intake) -> Result<Answer, Status> {
        match self {
            Self::Register(request) => {
                let mut response = intake.register_person(request.clone()).await?.into_inner();
                let write_token = take(&mut response.write_token);
                let person_id = response.person.as_ref().map(|p| p.person_id.clone());
                Ok(Answer {
                    person_id: person_id.unwrap_or_default(),
                    already_known: response.already_known,
                    ..Answer::of(&response, write_token)
                })
            }
            Self::Agree(request) => {
                let mut response = intake.give_agreement(request.clone()).await?.into_inner();
                let write_token = take(&mut response.write_token);
                Ok(Answer::of(&response, write_token))
            }
            Self::Open(request) => {
                let mut response = intake.open_episode(request.clone()).await?.into_inner();
                let write_token = take(&mut response.write_token);
                Ok(Answer::of(&response, write_token))
            }
            Self::Change(request) => {
                let mut response = intake.change_particulars(request.clone()).await?.into_inner();
                let write_token = take(&mut response.write_token);
                Ok(Answer::of(&response, write_token))
            }
        }
    }
}

impl Answer {
    fn of(response: &impl Message, write_token: String) -> Self {
        let said = response.encode_to_vec();
        Self { said, write_token, person_id: String::new(), already_known: false }
    }
}
