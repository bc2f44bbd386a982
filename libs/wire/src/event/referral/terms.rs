//! What a referral says, as stored: to whom, why, with what, and when people meet.

use domain::Code;
use domain::routing::ringing::Ring;
use domain::routing::terms::{
    Acceptance, Attendee, Booking, Introduction, Meeting, Receiver, Request, Sender, Sending,
};

use crate::convert::{
    Malformed, Read, code, id, maybe_id, sealed, sealed_of, timestamp, timestamp_of,
};
use crate::{stored, types};

/// An id as sixteen bytes.
pub(super) fn bytes<I: AsRef<[u8]>>(id: &I) -> Vec<u8> {
    id.as_ref().to_vec()
}

/// An id that may be absent: no bytes.
pub(super) fn maybe_bytes<I: AsRef<[u8]>>(id: Option<&I>) -> Vec<u8> {
    id.map_or(vec![], bytes)
}

/// Reads several ids.
pub(super) fn ids<I: for<'a> TryFrom<&'a [u8]>>(field: &str, all: &[Vec<u8>]) -> Read<Vec<I>> {
    all.iter().enumerate().map(|(i, bytes)| id(&format!("{field}[{i}]"), bytes)).collect()
}

/// Reads a list of codes, in its own order.
fn list<C: Code>(field: &str, numbers: &[i32]) -> Read<Vec<C>> {
    numbers.iter().enumerate().map(|(i, n)| code(&format!("{field}[{i}]"), *n)).collect()
}

fn numbers<C: Code>(codes: &[C]) -> Vec<i32> {
    codes.iter().map(|code| code.number()).collect()
}

pub(super) fn attendees(field: &str, numbers: &[i32]) -> Read<Vec<Attendee>> {
    list(field, numbers)
}

pub(super) fn attendee_numbers(attendees: &[Attendee]) -> Vec<i32> {
    numbers(attendees)
}

pub(super) fn count(number: u32) -> Read<u8> {
    u8::try_from(number).map_err(|_| Malformed::new("intros_missed", "must be 255 or less"))
}

pub(super) fn asked_of(request: &Request) -> stored::ReferralAsked {
    stored::ReferralAsked {
        kind: request.kind.number(),
        to: Some(stored::ReferralReceiver {
            service_id: bytes(&request.to.service),
            org_id: bytes(&request.to.org),
            worker_id: maybe_bytes(request.to.worker.as_ref()),
        }),
        urgency: request.urgency.number(),
        outcome_expected: Some(sealed_of(&request.outcome_expected)),
        reasons: numbers(&request.reasons),
        needs: request.needs.iter().map(bytes).collect(),
        agreement_id: bytes(&request.agreement),
        bundle: numbers(&request.bundle),
        returns: maybe_bytes(request.returns.as_ref()),
    }
}

pub(super) fn asked(asked: Option<stored::ReferralAsked>) -> Read<Request> {
    let asked = asked.ok_or_else(|| Malformed::new("request", "must be set"))?;
    Ok(Request {
        kind: code("kind", asked.kind)?,
        to: receiver(asked.to.as_ref())?,
        urgency: code("urgency", asked.urgency)?,
        outcome_expected: sealed("outcome_expected", asked.outcome_expected)?,
        reasons: list("reasons", &asked.reasons)?,
        needs: ids("needs", &asked.needs)?,
        agreement: id("agreement_id", &asked.agreement_id)?,
        bundle: list("bundle", &asked.bundle)?,
        returns: maybe_id("returns", &asked.returns)?,
    })
}

fn receiver(to: Option<&stored::ReferralReceiver>) -> Read<Receiver> {
    let to = to.ok_or_else(|| Malformed::new("to", "must be set"))?;
    Ok(Receiver {
        service: id("service_id", &to.service_id)?,
        org: id("org_id", &to.org_id)?,
        worker: maybe_id("worker_id", &to.worker_id)?,
    })
}

pub(super) fn sender_of(from: &Sender) -> stored::ReferralSender {
    let (org_id, worker_id) = (bytes(&from.org), maybe_bytes(from.worker.as_ref()));
    stored::ReferralSender { org_id, worker_id }
}

pub(super) fn sender(from: Option<&stored::ReferralSender>) -> Read<Sender> {
    let from = from.ok_or_else(|| Malformed::new("from", "must be set"))?;
    let org = id("org_id", &from.org_id)?;
    Ok(Sender { org, worker: maybe_id("worker_id", &from.worker_id)? })
}

pub(super) fn sent_of(sending: &Sending) -> stored::ReferralSent {
    stored::ReferralSent {
        request: Some(asked_of(&sending.request)),
        from: Some(sender_of(&sending.from)),
        fallback: sending.fallback,
        chain: sending.chain.iter().map(bytes).collect(),
        redirected_from: maybe_bytes(sending.redirected_from.as_ref()),
    }
}

pub(super) fn sent(sent: stored::ReferralSent) -> Read<Sending> {
    Ok(Sending {
        request: asked(sent.request)?,
        from: sender(sent.from.as_ref())?,
        fallback: sent.fallback,
        chain: ids("chain", &sent.chain)?,
        redirected_from: maybe_id("redirected_from", &sent.redirected_from)?,
    })
}

pub(super) fn accepted_of(acceptance: &Acceptance) -> stored::ReferralAccepted {
    stored::ReferralAccepted {
        worker_id: bytes(&acceptance.named_worker),
        first_meeting: Some(meeting_of(&acceptance.first_meeting)),
        reservation_id: maybe_bytes(acceptance.reservation.as_ref()),
    }
}

pub(super) fn accepted(accepted: &stored::ReferralAccepted) -> Read<Acceptance> {
    Ok(Acceptance {
        named_worker: id("worker_id", &accepted.worker_id)?,
        first_meeting: meeting("first_meeting", accepted.first_meeting)?,
        reservation: maybe_id("reservation_id", &accepted.reservation_id)?,
    })
}

pub(super) fn booking(booked: &stored::ReferralIntroBooked) -> Read<Booking> {
    let invited = attendees("invited", &booked.invited)?;
    Ok(Booking { meeting: meeting("meeting", booked.meeting)?, invited })
}

pub(super) fn introduction(held: &stored::ReferralIntroHeld) -> Read<Introduction> {
    Ok(Introduction {
        attended: attendees("attended", &held.attended)?,
        contact_confirmed: held.contact_confirmed,
        person_confirms: held.person_confirms,
    })
}

/// Writes when and how people meet.
pub fn meeting_of(meeting: &Meeting) -> types::Meeting {
    types::Meeting { at: Some(timestamp_of(meeting.at)), mode: meeting.mode.number() }
}

/// Reads when and how people meet.
pub fn meeting(field: &str, meeting: Option<types::Meeting>) -> Read<Meeting> {
    let meeting = meeting.ok_or_else(|| Malformed::new(field, "must be set"))?;
    let within = |e: Malformed| e.within(field);
    let at = timestamp("at", meeting.at).map_err(within)?;
    Ok(Meeting { at, mode: code("mode", meeting.mode).map_err(within)? })
}

pub(super) fn rang_of(ring: &Ring) -> stored::ReferralClockRang {
    stored::ReferralClockRang {
        clock: ring.clock.number(),
        rung: ring.rung.number(),
        armed_at: Some(timestamp_of(ring.armed_at)),
        due: Some(timestamp_of(ring.due)),
        terms: ring.terms,
    }
}

pub(super) fn rang(event: &stored::ReferralClockRang) -> Read<Ring> {
    Ok(Ring {
        clock: code("clock", event.clock)?,
        rung: code("rung", event.rung)?,
        armed_at: timestamp("armed_at", event.armed_at)?,
        due: timestamp("due", event.due)?,
        terms: event.terms,
    })
}
