//! Feedback and complaints: from the wire, sealed, and back without a word of what was said.

use domain::aftercare::feedback::{Command, FeedbackAbout};
use domain::{Code, Journey, Sensitivity};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::aftercare::{
    AcknowledgeComplaintRequest, Complaint, Feedback, GiveFeedbackRequest, ReceiveComplaintRequest,
};
use wire::convert::{Malformed, code, date_of, maybe_small};

pub(crate) async fn give(
    desk: &Desk,
    call: &Call<GiveFeedbackRequest>,
) -> Result<(Feedback, Command), Status> {
    let message = &call.message;
    let about: FeedbackAbout = code("about", message.about).map_err(malformed)?;
    let score = maybe_small("score", message.score).map_err(malformed)?;
    let anonymous = message.anonymous;
    // The journey names its person, so words from somebody who stays unnamed are kept from those who read it.
    let kept = if anonymous { Sensitivity::Special } else { Sensitivity::Core };
    let words = call.seal_text(desk, "feedback.words", kept, &message.words).await?;
    let said = Feedback { about: about.number(), score: message.score, anonymous };
    Ok((said, Command::Give { about, score, words, anonymous }))
}

/// A complaint may be about those who read the journey, so its words are kept more closely than feedback.
pub(crate) async fn complain(
    desk: &Desk,
    call: &Call<ReceiveComplaintRequest>,
) -> Result<Command, Status> {
    let message = &call.message;
    let about = code("about", message.about).map_err(malformed)?;
    let words =
        call.seal_text(desk, "feedback.complaint", Sensitivity::Special, &message.words).await?;
    let silent = || malformed(Malformed::new("words", "must say what the complaint is"));
    let words = words.ok_or_else(silent)?;
    Ok(Command::Complain { about, words, data_matter: message.data_matter })
}

pub(crate) fn acknowledge(message: &AcknowledgeComplaintRequest) -> (u32, Command) {
    let complaint = message.complaint;
    (complaint, Command::AcknowledgeComplaint { complaint })
}

/// The complaint that came last.
pub(crate) fn render_newest(journey: &Journey) -> Option<Complaint> {
    let (newest, _) = journey.feedback.complaints.last_key_value()?;
    render(journey, *newest)
}

pub(crate) fn render(journey: &Journey, complaint: u32) -> Option<Complaint> {
    let known = journey.feedback.complaints.get(&complaint)?;
    Some(Complaint {
        complaint,
        received_on: Some(date_of(known.received_on)),
        data_matter: known.data_matter,
        acknowledged_on: known.acknowledged_on.map(date_of),
        acknowledge_by: known.waits_until().map(date_of),
    })
}
