//! Looks outside the rules: from the wire, sealed, and back without the reason.

use domain::rights::break_glass::{
    BreakGlassReason, Command, JUSTIFICATION_CHARS_MAX, JUSTIFICATION_CHARS_MIN, Opening, check,
};
use domain::{BreakGlassId, Code, Journey, Kept, SensitiveCode, Sensitivity, WorkerId};
use host::{Call, Desk, malformed, status};
use tonic::Status;
use wire::convert::{
    Malformed, Read, actor_of, code, code_number, date_of, id_text, maybe_id_text, timestamp_of,
};
use wire::rights::{BreakGlass, OpenBreakGlassRequest, ReviewBreakGlassRequest};

pub(crate) async fn open(
    desk: &Desk,
    call: &Call<OpenBreakGlassRequest>,
    break_glass: BreakGlassId,
) -> Result<Command, Status> {
    let message = &call.message;
    let reason = code("reason", message.reason).map_err(malformed)?;
    let opens = code("opens", message.opens).map_err(malformed)?;
    let words = justification(&message.justification).map_err(malformed)?;
    let second: Option<WorkerId> =
        maybe_id_text("second_worker_id", &message.second_worker_id).map_err(malformed)?;
    let second_active = works_here(desk, call, second).await?;
    check(&call.asked.stamp.by, opens, second, second_active)
        .map_err(|no| status::refused(&no.into()).build())?;
    let reason = kept(desk, call, reason).await?;
    let justification =
        call.seal(desk, "break_glass.justification", opens, words.as_bytes()).await?;
    let opening = Opening { break_glass, reason, justification, opens, second };
    Ok(Command::Open { opening, second_active })
}

/// A sentence, not a word and not a file.
fn justification(text: &str) -> Read<&str> {
    let text = text.trim();
    if (JUSTIFICATION_CHARS_MIN..=JUSTIFICATION_CHARS_MAX).contains(&text.chars().count()) {
        return Ok(text);
    }
    let problem =
        format!("must have {JUSTIFICATION_CHARS_MIN} to {JUSTIFICATION_CHARS_MAX} characters");
    Err(Malformed::new("justification", problem))
}

async fn works_here<T>(
    desk: &Desk,
    call: &Call<T>,
    second: Option<WorkerId>,
) -> Result<bool, Status> {
    let Some(second) = second else { return Ok(false) };
    let stamp = &call.asked.stamp;
    let today = desk.clock.today(); // Whoever knows of it works here now, whatever day is told.
    Ok(desk.registry.active_worker(stamp.by.org, second, today).await?.is_some())
}

/// The reason as the event may hold it: in clear if naming it gives nothing away, otherwise its number, sealed.
async fn kept<T>(
    desk: &Desk,
    call: &Call<T>,
    reason: BreakGlassReason,
) -> Result<Kept<BreakGlassReason>, Status> {
    if reason.may_stand_in_clear() {
        return Ok(Kept::Clear(reason));
    }
    let number = reason.number().to_string();
    let (field, sensitivity) = ("break_glass.reason", reason.sensitivity());
    call.seal(desk, field, sensitivity, number.as_bytes()).await.map(Kept::Sealed)
}

pub(crate) fn review(
    call: &Call<ReviewBreakGlassRequest>,
) -> Result<(BreakGlassId, Command), Status> {
    let ReviewBreakGlassRequest { break_glass_id, verdict, .. } = &call.message;
    let break_glass = id_text("break_glass_id", break_glass_id).map_err(malformed)?;
    let verdict = code("verdict", *verdict).map_err(malformed)?;
    Ok((break_glass, Command::Review { break_glass, verdict }))
}

pub(crate) fn render(journey: &Journey, id: BreakGlassId) -> Option<BreakGlass> {
    let known = journey.break_glass.broken.get(&id)?;
    let Opening { opens, second, .. } = &known.opening;
    Some(BreakGlass {
        break_glass_id: id.to_string(),
        by: Some(actor_of(&known.by)),
        second_worker_id: second.map(|second| second.to_string()),
        opens: Sensitivity::number(*opens),
        opened_at: Some(timestamp_of(known.opened_at)),
        until: Some(timestamp_of(known.until())),
        review_due_on: Some(date_of(known.due_on())),
        verdict: code_number(known.verdict),
    })
}
