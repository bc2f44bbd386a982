//! What of a person's row decides who may see them. Read from few events: what says nothing of that is not read.

use domain::aftercare::job;
use domain::assignment::lead::Cover;
use domain::intake::enquiry::{self, EnquiryOutcome};
use domain::intake::{agreement, person};
use domain::rights::break_glass::{self, BreakGlass, BreakGlassVerdict};
use domain::rights::presence::{self, Presence};
use domain::rights::protection;
use domain::{BreakGlassId, Code, OrgId, PersonId, Stamp};
use prost::Message;
use wire::convert::{date, date_of};
use wire::stored::{AgreementEvent, CoverArranged, JobEvent, agreement_event, job_event};
use wire::types::AgreementScope;

use crate::people::keys;
use crate::people::rows::{AftercareRow, AgreementRow, BrokenRow, DoorRow, PersonRow, PresentRow};

/// Whether a stored agreement says who may help the person; one of a later version is read, which says so.
pub(super) fn says_who_may_help(event: &AgreementEvent) -> bool {
    match &event.kind {
        Some(agreement_event::Kind::Given(given)) => {
            matches!(given.scope(), AgreementScope::Service | AgreementScope::Referral)
        }
        Some(agreement_event::Kind::Withdrawn(_)) | None => true,
    }
}

/// Whether a stored event of work says who looks after the person in it; one of a later version is read, which says so.
pub(super) fn says_who_looks_after(event: &JobEvent) -> bool {
    matches!(event.kind, Some(job_event::Kind::AftercareAgreed(_)) | None)
}

pub(super) fn enquiry(row: &mut PersonRow, stamp: &Stamp, event: &enquiry::Event) {
    match event {
        enquiry::Event::Received(contact) => door(row, stamp, contact.enquiry.as_bytes()),
        enquiry::Event::Closed { outcome: EnquiryOutcome::Continued, .. } => {}
        enquiry::Event::Closed { enquiry, .. } => {
            row.doors.retain(|door| door.enquiry != enquiry.as_bytes());
        }
    }
}

pub(super) fn person(row: &mut PersonRow, stamp: &Stamp, event: &person::Event) {
    match event {
        person::Event::Registered(_) => door(row, stamp, &[]),
        person::Event::ParticularsChanged(_) | person::Event::IdentifierRecorded { .. } => {}
    }
}

/// A door took the person in. While somebody is responsible, none does.
fn door(row: &mut PersonRow, stamp: &Stamp, enquiry: &[u8]) {
    let (org, since) = (stamp.by.org.as_bytes().to_vec(), stamp.recorded_at.as_microsecond());
    if !row.open {
        row.doors.push(DoorRow { org, since, enquiry: enquiry.to_vec() });
    }
}

pub(super) fn agreement(row: &mut PersonRow, event: &agreement::Event) {
    match event {
        agreement::Event::Given { agreement, scope, until, .. } => {
            let org = match scope {
                agreement::Scope::Service => vec![],
                agreement::Scope::Referral(org) => org.as_bytes().to_vec(),
                agreement::Scope::HealthShare
                | agreement::Scope::EmployerContact
                | agreement::Scope::FamilyContact
                | agreement::Scope::Research => return,
            };
            let (id, until) = (agreement.as_bytes().to_vec(), until.map(date_of));
            row.agreements.push(AgreementRow { id, org, until });
        }
        agreement::Event::Withdrawn { agreement } => {
            row.agreements.retain(|known| known.id != agreement.as_bytes());
        }
    }
}

pub(super) fn job(row: &mut PersonRow, stamp: &Stamp, event: &job::Event) {
    match event {
        job::Event::AftercareAgreed(agreed) => {
            let (org, until) = (stamp.by.org.as_bytes().to_vec(), Some(date_of(agreed.until)));
            row.aftercare = Some(AftercareRow { org, until });
        }
        job::Event::Started { .. }
        | job::Event::SustainmentChecked { .. }
        | job::Event::Ended { .. }
        | job::Event::EmployerContacted { .. } => {}
    }
}

pub(super) fn cover(cover: &Cover) -> CoverArranged {
    CoverArranged {
        from: Some(date_of(cover.from)),
        until: Some(date_of(cover.until)),
        caretaker_id: cover.caretaker.as_bytes().to_vec(),
    }
}

pub(super) fn presence(row: &mut PersonRow, stamp: &Stamp, event: &presence::Event) {
    match (event, stamp.by.worker) {
        (presence::Event::Recorded { method }, Some(worker)) => {
            let (method, at) = (*method, stamp.recorded_at);
            let (org, worker) = (stamp.by.org.as_bytes().to_vec(), worker.as_bytes().to_vec());
            let now = at.as_microsecond();
            row.present.retain(|p| p.until > now && (&p.org, &p.worker) != (&org, &worker));
            let until = Presence { method, at }.until().as_microsecond();
            row.present.push(PresentRow { org, worker, until });
        }
        (presence::Event::Recorded { .. }, None) => {} // Never written; nobody to be with.
        (presence::Event::Ended, _) => row.present.clear(),
    }
}

pub(super) fn break_glass(row: &mut PersonRow, stamp: &Stamp, event: &break_glass::Event) {
    let now = stamp.recorded_at.as_microsecond();
    row.broken.retain(|known| !known.reviewed || known.until > now);
    match event {
        break_glass::Event::Opened(opening) => {
            let (opening, by, opened_at) = (opening.clone(), stamp.by, stamp.recorded_at);
            row.broken.push(broken(&BreakGlass { opening, by, opened_at, verdict: None }));
        }
        break_glass::Event::Reviewed { break_glass, verdict: BreakGlassVerdict::Improper } => {
            row.broken.retain(|known| known.id != break_glass.as_bytes()); // It ends at once.
        }
        break_glass::Event::Reviewed { break_glass, verdict: BreakGlassVerdict::Proper } => {
            let mut those = row.broken.iter_mut();
            those
                .find(|known| known.id == break_glass.as_bytes())
                .into_iter()
                .for_each(|known| known.reviewed = true);
        }
    }
}

fn broken(known: &BreakGlass) -> BrokenRow {
    BrokenRow {
        id: known.opening.break_glass.as_bytes().to_vec(),
        org: known.by.org.as_bytes().to_vec(),
        worker: known.by.worker.map_or(vec![], |worker| worker.as_bytes().to_vec()),
        opens: known.opening.opens.number(),
        opened_at: known.opened_at.as_microsecond(),
        until: known.until().as_microsecond(),
        due_on: Some(date_of(known.due_on())),
        reviewed: false,
        person: vec![],
    }
}

pub(super) fn protection(row: &mut PersonRow, event: &protection::Event) {
    match event {
        protection::Event::Applied { protection, .. } => {
            row.protections.retain(|known| known != protection.as_bytes());
            row.protections.push(protection.as_bytes().to_vec());
        }
        protection::Event::Lifted { protection, .. } => {
            row.protections.retain(|known| known != protection.as_bytes());
        }
    }
}

/// What is still to be reviewed, for each organisation that has to.
pub(super) fn reviews(
    person: PersonId,
    row: &PersonRow,
) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let open = row.broken.iter().filter(|known| !known.reviewed);
    open.filter_map(move |known| {
        let value = BrokenRow { person: person.as_bytes().to_vec(), ..known.clone() };
        Some((review_key(known)?, value.encode_to_vec()))
    })
}

fn review_key(known: &BrokenRow) -> Option<Vec<u8>> {
    let org = OrgId::try_from(known.org.as_slice()).ok()?;
    let id = BreakGlassId::try_from(known.id.as_slice()).ok()?;
    Some(keys::review(org, date("due_on", known.due_on).ok()?, id))
}
