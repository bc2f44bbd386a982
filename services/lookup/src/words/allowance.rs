//! The topic `allowance` in plain words.

use domain::aftercare::allowance::{
    AllowanceScheme, AllowanceStopReason, Event, TravelHelp, TravelMode, TravelPurpose,
};

use super::{Names, Told, day};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    let (kind, headline) = match event {
        Event::Awarded { scheme, from } => {
            ("allowance.awarded", format!("{} awarded from {}", name(*scheme), day(*from)))
        }
        Event::Paid { scheme, week_commencing, pence } => {
            let (name, sum, week) = (name(*scheme), pounds(*pence), day(*week_commencing));
            ("allowance.paid", format!("{name} of {sum} paid for the week of {week}"))
        }
        Event::NotPaid { scheme, week_commencing } => {
            let (name, week) = (name(*scheme), day(*week_commencing));
            ("allowance.not_paid", format!("{name} not paid for the week of {week}: not attended"))
        }
        Event::Stopped { scheme, reason } => {
            ("allowance.stopped", format!("{} stopped: {}", name(*scheme), why(*reason)))
        }
        Event::TravelHelpApproved(help) => ("allowance.travel_help_approved", promised(help)),
        Event::TravelHelpUsed { travel_on, purpose, pence } => {
            let (on, what, sum) = (day(*travel_on), purpose_of(*purpose), pounds(*pence));
            ("allowance.travel_help_used", format!("Travelled to {what} on {on} for {sum}"))
        }
    };
    Told::new(kind, headline)
}

fn name(scheme: AllowanceScheme) -> &'static str {
    match scheme {
        AllowanceScheme::Ema => "EMA",
    }
}

/// Pence as people write money: £30, £12.05.
fn pounds(pence: u32) -> String {
    match (pence / 100, pence % 100) {
        (pounds, 0) => format!("£{pounds}"),
        (pounds, pence) => format!("£{pounds}.{pence:02}"),
    }
}

fn why(reason: AllowanceStopReason) -> &'static str {
    match reason {
        AllowanceStopReason::TakenOver => "another payer took over",
        AllowanceStopReason::Paused => "support rests",
        AllowanceStopReason::ActivityOver => "the activity ended",
        AllowanceStopReason::InWork => "the person began paid work",
        AllowanceStopReason::PersonAsked => "the person asked",
        AllowanceStopReason::PastAge => "the person is past the age",
        AllowanceStopReason::Other => "for another reason",
    }
}

fn promised(help: &TravelHelp) -> String {
    let how = match help.mode {
        TravelMode::Bus => "by bus",
        TravelMode::Train => "by train",
        TravelMode::Tram => "by tram or subway",
        TravelMode::Ferry => "by ferry",
        TravelMode::Air => "by aeroplane",
        TravelMode::Taxi => "by taxi",
        TravelMode::Car => "by car",
        TravelMode::Bicycle => "by bicycle",
    };
    let (sum, what, on) = (pounds(help.pence), purpose_of(help.purpose), day(help.travel_on));
    format!("Promised up to {sum} for travel {how} to {what} on {on}")
}

fn purpose_of(purpose: TravelPurpose) -> &'static str {
    match purpose {
        TravelPurpose::Meeting => "a meeting",
        TravelPurpose::Activity => "an activity",
        TravelPurpose::Training => "training",
        TravelPurpose::Interview => "a job interview",
        TravelPurpose::WorkTrial => "work experience",
        TravelPurpose::FirstWork => "work, until the first pay",
    }
}

#[cfg(test)]
mod tests {
    use super::pounds;

    #[test]
    fn money_is_written_as_people_do() {
        assert_eq!([3_000, 1_205, 90, 1].map(pounds), ["£30", "£12.05", "£0.90", "£0.01"]);
    }
}
