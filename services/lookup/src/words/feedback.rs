//! The topic `feedback` in plain words.

use domain::aftercare::feedback::{ACKNOWLEDGE_DAYS, Event, FeedbackAbout};

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        // A journey always names its person, so what was said without a name cannot be shown on one.
        Event::Given { anonymous: true, words, .. } => {
            let headline = "The person gave feedback without being named; it is not shown here";
            let told = Told::new("feedback.given", headline);
            told.with("in their words", "feedback.words", words, Form::Hidden)
        }
        Event::Given { about, score, words, anonymous: false } => {
            let told = Told::new("feedback.given", given(*about, *score));
            told.with("in their words", "feedback.words", words, Form::Text)
        }
        Event::ComplaintReceived { complaint, about, words, data_matter } => {
            let clock = match data_matter {
                true => format!("; to be acknowledged within {ACKNOWLEDGE_DAYS} days"),
                false => String::new(),
            };
            let headline = format!("Complaint {complaint} about {}{clock}", about_what(*about));
            let told = Told::new("feedback.complaint_received", headline);
            told.with("in their words", "feedback.complaint", words, Form::Text)
        }
        Event::ComplaintAcknowledged { complaint } => {
            let headline = format!("Told the person that complaint {complaint} arrived");
            Told::new("feedback.complaint_acknowledged", headline)
        }
    }
}

fn given(about: FeedbackAbout, score: Option<u8>) -> String {
    let score = score.map_or(String::new(), |score| format!(": {score} of 5"));
    format!("The person gave feedback about {}{score}", about_what(about))
}

fn about_what(about: FeedbackAbout) -> &'static str {
    match about {
        FeedbackAbout::Service => "the service",
        FeedbackAbout::Worker => "a worker",
        FeedbackAbout::Handover => "a handover",
        FeedbackAbout::Place => "a place",
        FeedbackAbout::Aftercare => "help once in work",
        FeedbackAbout::Data => "how what they told was used",
        FeedbackAbout::Other => "something else",
    }
}
