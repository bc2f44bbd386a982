//! Episodes: from the wire, sealed, and back.

use domain::assignment::lead::Nominee;
use domain::intake::episode::{Command, PauseReason};
use domain::{Code, Journey, Sensitivity};
use host::{Call, Reply, malformed};
use tonic::Status;
use wire::convert::{self, Malformed, code, date, date_of, maybe_code, maybe_date, maybe_id_text};
use wire::intake::{
    CloseEpisodeRequest, CloseEpisodeResponse, Episode, OpenEpisodeRequest, OpenEpisodeResponse,
    PauseEpisodeRequest, PauseEpisodeResponse, ResumeEpisodeRequest, ResumeEpisodeResponse,
};

use crate::Intake;

impl Intake {
    pub(crate) async fn open_episode(
        &self,
        call: Call<OpenEpisodeRequest>,
    ) -> Reply<OpenEpisodeResponse> {
        let message = &call.message;
        let by = call.asked.stamp.by;
        let door = maybe_id_text("door_org_id", &message.door_org_id).map_err(malformed)?;
        let episode = call.new_id("episode_id", &message.episode_id)?;
        let area = convert::area("area", &message.area).map_err(malformed)?;
        let stage = maybe_code("stage", message.stage).map_err(malformed)?;
        let (lead_org, door) = (by.org, door.unwrap_or(by.org));
        let open = |lead| Command::Open { episode, area, door, lead_org, lead, stage };
        let command = self.nominee(&call).await.map(open);
        let answer = |journey: &Journey| OpenEpisodeResponse {
            episode: render(journey),
            ..Default::default()
        };
        self.desk.execute_prepared(&call, command, answer).await
    }

    pub(crate) async fn pause_episode(
        &self,
        call: Call<PauseEpisodeRequest>,
    ) -> Reply<PauseEpisodeResponse> {
        let reason: PauseReason = code("reason", call.message.reason).map_err(malformed)?;
        let review_on = date("review_on", call.message.review_on).map_err(malformed)?;
        let (reason, sealed_reason) = self.kept(&call, "episode.pause_reason", reason).await?;
        let answer = |journey: &Journey| PauseEpisodeResponse {
            episode: render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Pause { reason, sealed_reason, review_on }, answer).await
    }

    pub(crate) async fn resume_episode(
        &self,
        call: Call<ResumeEpisodeRequest>,
    ) -> Reply<ResumeEpisodeResponse> {
        let answer = |journey: &Journey| ResumeEpisodeResponse {
            episode: render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Resume, answer).await
    }

    pub(crate) async fn close_episode(
        &self,
        call: Call<CloseEpisodeRequest>,
    ) -> Reply<CloseEpisodeResponse> {
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        let destination = maybe_code("destination", call.message.destination).map_err(malformed)?;
        let answer = |journey: &Journey| CloseEpisodeResponse {
            episode: render(journey),
            ..Default::default()
        };
        self.desk.execute(&call, Command::Close { reason, destination }, answer).await
    }

    /// Who is to lead: the caller, unless another is named.
    async fn nominee(&self, call: &Call<OpenEpisodeRequest>) -> Result<Nominee, Status> {
        let (message, stamp) = (&call.message, &call.asked.stamp);
        let named = maybe_id_text("lead_worker_id", &message.lead_worker_id).map_err(malformed)?;
        let nobody =
            || malformed(Malformed::new("lead_worker_id", "must name the worker who leads"));
        let worker = named.or(stamp.by.worker).ok_or_else(nobody)?;
        let caretaker_until =
            maybe_date("caretaker_until", message.caretaker_until).map_err(malformed)?;
        let reason = &message.override_reason;
        let override_reason =
            call.seal_text(&self.desk, "lead.override_reason", Sensitivity::Core, reason).await?;
        let known = self.desk.nominee(stamp.by.org, worker, stamp.occurred_on).await?;
        Ok(Nominee { override_reason, caretaker_until, ..known })
    }
}

/// The newest episode; a command on it leaves one.
pub(crate) fn render(journey: &Journey) -> Option<Episode> {
    let episode = journey.episode.episodes.last()?;
    Some(Episode {
        episode_id: episode.episode.to_string(),
        area: episode.area.code().into(),
        door_org_id: episode.door.to_string(),
        opened_on: Some(date_of(episode.opened_on)),
        rejoin_of: episode.rejoin_of.map(|e| e.to_string()),
        paused_until: episode.paused_until.map(date_of),
        closed_on: episode.closed.map(|(on, _)| date_of(on)),
        close_reason: episode.closed.map_or(0, |(_, reason)| reason.number()),
        lead: journey.lead().map(host::render::lead),
        stages: journey.stage.on.iter().map(|stage| stage.number()).collect(),
    })
}
