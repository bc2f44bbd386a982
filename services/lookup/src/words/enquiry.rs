//! A first contact in plain words.

use domain::Code;
use domain::intake::enquiry::{DoorChannel, EnquiryOutcome, Event, FirstContact};
use domain::intake::need::NeedCode;

use super::{Form, Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Received(contact) => Told::new("enquiry.received", received(contact))
            .with("needs", "enquiry.needs", &contact.sealed_needs, Form::Message(needs))
            .with("in their words", "enquiry.own_words", &contact.own_words, Form::Text)
            .with("how to reach them", "enquiry.contact", &contact.contact, Form::Hidden),
        Event::Closed { outcome, .. } => Told::new("enquiry.closed", closed(*outcome)),
    }
}

fn received(contact: &FirstContact) -> String {
    let how = match contact.channel {
        DoorChannel::WalkIn => "in person",
        DoorChannel::Phone => "by phone",
        DoorChannel::Web => "on the web",
        DoorChannel::Outreach => "with an outreach worker",
        DoorChannel::Partner => "through a partner",
    };
    let needs: Vec<_> = contact.needs.iter().map(|need| need.in_words()).collect();
    match needs.as_slice() {
        [] => format!("First contact, {how}"),
        needs => format!("First contact, {how}: asked for help with {}", needs.join(", ")),
    }
}

/// A list of needs, which is sealed as codes with commas in between.
fn needs(bytes: &[u8]) -> Option<String> {
    let known = |text: &str| NeedCode::ALL.iter().copied().find(|need| need.text() == text);
    let codes = std::str::from_utf8(bytes).ok()?.split(", ");
    let needs = codes.map(|code| known(code).map(NeedCode::in_words));
    Some(needs.collect::<Option<Vec<_>>>()?.join(", "))
}

const fn closed(outcome: EnquiryOutcome) -> &'static str {
    match outcome {
        EnquiryOutcome::Continued => "Goes on with the door they came to",
        EnquiryOutcome::Signposted => "Was told where to find help",
        EnquiryOutcome::RouteSuggested => "Talked through a route to another service",
        EnquiryOutcome::NoLongerWanted => "Does not want to go on for now",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_that_were_sealed_are_told_in_plain_words() {
        let told = needs(b"HOUSING, DRUGS_ALCOHOL");
        assert_eq!(told.as_deref(), Some("housing, drugs and alcohol"));
        assert_eq!(needs(b"HOUSING, LUNCH"), None, "what is not known stays as it was written");
    }
}
