//! From the yes to the instant that responsibility moves.

use domain::routing::kind::ReferralKind;
use domain::routing::reason::{MissedReason, RescheduleReason, WaiveReason};
use domain::routing::terms::{
    Acceptance, Attendee, Booking, HandoverMode, Introduction, MeetingMode, Side,
};
use domain::{Code, Kept, OrgId, ReferralId, WorkerId};

use super::super::{Form, Names, Told, moment};
use super::{all, reasons};

pub(super) fn accepted<'e>(yes: &Acceptance, names: &Names<'_>) -> Told<'e> {
    let (who, meeting) = (names.somebody(yes.named_worker), &yes.first_meeting);
    let (at, how) = (moment(meeting.at), by(meeting.mode));
    Told::new("referral.accepted", format!("Accepted; {who} will meet them {how} on {at}"))
}

pub(super) fn booked<'e>(booking: &Booking, moved: Option<RescheduleReason>) -> Told<'e> {
    let (at, how) = (moment(booking.meeting.at), by(booking.meeting.mode));
    let who = all(&people(&booking.invited));
    let headline = match moved {
        None => format!("Introduction booked {how} for {at}: {who}"),
        Some(reason) => format!(
            "Introduction moved to {at}, {how}, {}: {who}",
            reasons::because(reasons::reschedule(reason))
        ),
    };
    Told::new("referral.intro_booked", headline)
}

pub(super) fn held<'e>(held: &Introduction) -> Told<'e> {
    let says = match held.person_confirms {
        Some(true) => ", and the person says so",
        Some(false) => ", though the person does not say so",
        None => "",
    };
    let who = all(&people(&held.attended));
    let headline = format!(
        "They met: {who}. They can reach each other{says}; the worker who hands over is to confirm it"
    );
    Told::new("referral.intro_held", headline)
}

pub(super) fn missed<'e>(reason: &'e Kept<MissedReason>, welfare_concern: bool) -> Told<'e> {
    let why = reason.clear().map_or(String::new(), |r| format!(" ({})", reasons::missed(r)));
    let concern =
        if welfare_concern { "; somebody should look whether they are all right" } else { "" };
    let headline = format!("They were not at the introduction{why}; nothing ends by it{concern}");
    let form = Form::Code(|number| MissedReason::from_number(number).map(reasons::missed));
    Told::new("referral.intro_missed", headline).with("why", super::REASON, reason.sealed(), form)
}

pub(super) fn waiver_proposed<'e>(by: Side, reason: WaiveReason) -> Told<'e> {
    let (who, other) = match by {
        Side::Sender => ("The worker who hands over", "the one who takes over"),
        Side::Receiver => ("The worker who takes over", "the one who hands over"),
    };
    let why = reasons::waive(reason);
    let headline =
        format!("{who} would do without the introduction, because {why}; {other} is asked too");
    Told::new("referral.waiver_proposed", headline)
}

/// Support from another side moves nobody's responsibility, so it is not called a handover.
pub(super) fn completed<'e>(
    referral: ReferralId,
    org: OrgId,
    worker: WorkerId,
    mode: HandoverMode,
    names: &Names<'_>,
) -> Told<'e> {
    let how = match mode {
        HandoverMode::Warm => "after a meeting of three",
        HandoverMode::WarmUnconfirmed => "as nobody on the other side said otherwise",
        HandoverMode::Cold => "without an introduction",
    };
    let (worker, org) = (names.worker(org, worker), names.org(org));
    let headline = match names.asked_for(referral).is_none_or(ReferralKind::moves_lead) {
        true => format!("Handed over to {worker} of {org}, {how}"),
        false => format!("{worker} of {org} helps from here on, beside their lead, {how}"),
    };
    Told::new("referral.handover_completed", headline)
}

const fn by(mode: MeetingMode) -> &'static str {
    match mode {
        MeetingMode::InPerson => "in person",
        MeetingMode::Phone => "by phone",
        MeetingMode::Video => "by video",
        MeetingMode::Home => "at their home",
        MeetingMode::Outreach => "out and about",
    }
}

fn people(attendees: &[Attendee]) -> Vec<&'static str> {
    attendees.iter().map(|attendee| who(*attendee)).collect()
}

const fn who(attendee: Attendee) -> &'static str {
    match attendee {
        Attendee::Person => "the person",
        Attendee::Sender => "the worker who hands over",
        Attendee::Receiver => "the worker who takes over",
        Attendee::Interpreter => "an interpreter",
        Attendee::Companion => "somebody they brought",
    }
}
