//! A first contact in plain words.

use domain::intake::enquiry::{DoorChannel, EnquiryOutcome, Event, FirstContact};

use super::{Form, Names, Told, code};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    match event {
        Event::Received(contact) => Told::new("enquiry.received", received(contact))
            .with("needs", "enquiry.needs", &contact.sealed_needs, Form::Text)
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
    let needs: Vec<_> = contact.needs.iter().map(|need| code(*need)).collect();
    match needs.as_slice() {
        [] => format!("First contact, {how}"),
        needs => format!("First contact, {how}: asked for help with {}", needs.join(", ")),
    }
}

const fn closed(outcome: EnquiryOutcome) -> &'static str {
    match outcome {
        EnquiryOutcome::Continued => "Goes on with the door they came to",
        EnquiryOutcome::Signposted => "Was told where to find help",
        EnquiryOutcome::RouteSuggested => "Talked through a route to another service",
        EnquiryOutcome::NoLongerWanted => "Does not want to go on for now",
    }
}
