//! Plays scripts through the public API, as the workers that they name. A call that does not get through is made again
//! with the same request id, at another instance if there is one.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use super::cast::Cast;
use super::ease::{self, Known};
use super::script::{Script, Step};
use super::suggested;
use super::world::World;
use crate::dynamic::{self, Identity};

/// How often a call is made again while no instance answers.
const ATTEMPTS_MAX: u32 = 120;
/// How long to wait in between.
const AGAIN_AFTER: Duration = Duration::from_millis(250);
/// What an answer calls the write that it tells of, kept under the same name.
const WRITE_TOKEN: &str = "write_token";
/// The namespace of the demo's request ids: the same in each run, so that a call is never done twice.
const REQUESTS: Uuid = Uuid::from_u128(0x3f0c_77ad_91d2_4f6e_8a55_20b1_6c0d_11e9);

/// Plays calls at the doors of a world.
pub(crate) struct Player<'a> {
    world: &'a World,
    cast: &'a Cast,
}

/// What came of playing a script.
pub(crate) struct Played {
    /// Whom it was about (UUID).
    pub(crate) person: String,
    /// Brings a query up to the last thing that happened.
    pub(crate) write_token: String,
    /// What was refused on the way, as it had to be: the day, who tried, and what they were told.
    pub(crate) refused: Vec<String>,
    /// What was suggested on the way: the day, who asked, and what they were told.
    pub(crate) suggested: Vec<String>,
}

/// What came of one step, beside what is on the journey.
enum Heard {
    Refused(String),
    Suggested(Vec<String>),
}

impl<'a> Player<'a> {
    /// A player in this world, with this cast.
    pub(crate) fn new(world: &'a World, cast: &'a Cast) -> Self {
        Self { world, cast }
    }

    /// Plays a script and says who it was about.
    pub(crate) async fn play(
        &self,
        place: usize,
        script: &Script,
        bar: &ProgressBar,
    ) -> anyhow::Result<Played> {
        let mut known = self.cast.known();
        let (mut refused, mut suggested) = (vec![], vec![]);
        self.world.begin_story()?;
        for (number, step) in (1..).zip(&script.step) {
            bar.set_message(format!("{}: {}", script.title, step.call));
            self.world.day(&step.on, known.get("person")).await?;
            let request_id = Uuid::new_v5(&REQUESTS, format!("{place}/{number}").as_bytes());
            let what = || format!("step {number}, {} on {}", step.call, step.on);
            match self.step(step, request_id, &mut known).await.with_context(what)? {
                Heard::Refused(why) => refused.push(why),
                Heard::Suggested(lines) => suggested.extend(lines),
            }
            bar.inc(1);
            self.world.tell(format_args!("step {place} {number}"));
        }
        let person = known.remove("person").context("the script keeps no person")?;
        let write_token = known.remove(WRITE_TOKEN).unwrap_or_default();
        Ok(Played { person, write_token, refused, suggested })
    }

    /// Plays one step, and tells of a refusal or a suggestion.
    async fn step(
        &self,
        step: &Step,
        request_id: Uuid,
        known: &mut Known,
    ) -> anyhow::Result<Heard> {
        let method = dynamic::named(&step.call)?;
        let mut request = ease::request(&dynamic::input(&method)?, &step.request, known)?;
        self.complete(&method, step, request_id, known, &mut request)?;
        let by = self.cast.identity(&step.by, &step.role)?;
        match (self.call(&method, &by, request).await?, &step.refused) {
            (Ok(answer), None) => {
                keep(step, &answer, known)?;
                Ok(Heard::Suggested(suggested::told(step, &self.cast.name_of(&step.by), &answer)))
            }
            (Ok(_), Some(reason)) => {
                bail!("it was done, and should have been refused with {reason}")
            }
            (Err(status), Some(reason)) => {
                ensure!(
                    self::reason(&status) == *reason,
                    "it was refused with {status}, not {reason}"
                );
                let (on, who) = (&step.on, self.cast.name_of(&step.by));
                Ok(Heard::Refused(format!("{on}  {who}: {}", status.message())))
            }
            (Err(status), None) => Err(status.into()),
        }
    }

    /// Adds what every command has, and what brings a query up to the last of them.
    fn complete(
        &self,
        method: &str,
        step: &Step,
        request_id: Uuid,
        known: &Known,
        request: &mut Value,
    ) -> anyhow::Result<()> {
        let input = dynamic::input(method)?;
        if input.get_field_by_name("request_id").is_some() {
            request["request_id"] = json!(request_id.to_string());
        }
        if input.get_field_by_name("occurred_on").is_some() && request["occurred_on"].is_null() {
            request["occurred_on"] = ease::date(&step.on)?;
        }
        if let (Some(person), true) =
            (known.get("person"), input.get_field_by_name("person_id").is_some())
            && request["person_id"].is_null()
        {
            request["person_id"] = json!(person);
        }
        if let (Some(token), true) =
            (known.get(WRITE_TOKEN), input.get_field_by_name(WRITE_TOKEN).is_some())
        {
            request[WRITE_TOKEN] = json!(token);
        }
        Ok(())
    }

    /// Calls until somebody answers.
    pub(crate) async fn call(
        &self,
        method: &str,
        by: &Identity,
        request: Value,
    ) -> anyhow::Result<Result<Value, Status>> {
        let mut last = Status::unavailable("nobody serves this method");
        for attempt in 0..ATTEMPTS_MAX {
            let (client, by) = self.world.door(method, by, attempt)?;
            match client.call(method, &by, request.clone()).await {
                Ok(Err(status)) if may_pass(&status) => last = status,
                Ok(answer) => {
                    if let (Ok(answer), Some(request_id)) =
                        (&answer, request["request_id"].as_str())
                    {
                        let came_to =
                            if answer["already_known"] == true { "known" } else { "done" };
                        self.world.tell(format_args!("{came_to} {request_id}"));
                    }
                    return Ok(answer);
                }
                Err(error) => match error.downcast::<tonic::transport::Error>() {
                    Ok(error) => last = Status::unavailable(error.to_string()),
                    Err(error) => return Err(error),
                },
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
        Ok(Err(last))
    }

    /// As [`Self::call`], by a worker of the cast.
    pub(crate) async fn call_as(
        &self,
        alias: &str,
        method: &str,
        request: Value,
    ) -> anyhow::Result<Value> {
        let by = self.cast.identity(alias, "WORKER")?;
        Ok(self.call(method, &by, request).await??)
    }
}

/// Whether the same request may get another answer in a moment.
fn may_pass(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::Aborted)
        || (status.code() == Code::Unknown && status.message().contains("transport"))
}

fn keep(step: &Step, answer: &Value, known: &mut Known) -> anyhow::Result<()> {
    for (path, wanted) in &step.expect {
        let found = ease::at(answer, path);
        ensure!(ease::same(found, wanted, known), "{path} is {found}, not {wanted}");
    }
    if let Some(write_token) = answer[WRITE_TOKEN].as_str() {
        known.insert(WRITE_TOKEN.to_owned(), write_token.to_owned());
    }
    for (name, path) in &step.keep {
        let value = ease::at(answer, path)
            .as_str()
            .with_context(|| format!("the answer has no text at {path}"))?;
        known.insert(name.clone(), value.to_owned());
    }
    Ok(())
}

/// The reason that a status gives.
pub(crate) fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}
