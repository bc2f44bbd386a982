//! The keys of the view's rows. Each table starts with a byte of its own; the zero and the one byte are the store's.

use domain::{BreakGlassId, Date, OrgId, PersonId, ReferralId, ServiceId, Timestamp, WorkerId};
use vault::Blind;

/// Where a person is now.
const PERSON: u8 = b'p';
/// Whose number it is.
const NUMBER: u8 = b'i';
/// Whom an organisation recorded with a number that is somebody else's.
const CONTESTED: u8 = b'c';
/// Who has this name and date of birth, with or without a postcode.
const NAME: u8 = b'n';
/// Open referrals of an organisation.
const WORK: u8 = b'w';
/// Whom a worker leads.
const CASELOAD: u8 = b'k';
/// What an organisation has to review.
const REVIEW: u8 = b'r';
/// Who has a referral that clocks may run on.
const WAITING: u8 = b'q';
/// How a service answers.
const OBSERVED: u8 = b'o';

pub(crate) fn person(person: PersonId) -> Vec<u8> {
    [&[PERSON], person.as_bytes().as_slice()].concat()
}

pub(crate) fn number(blind: &Blind) -> Vec<u8> {
    [&[NUMBER], blind.0.as_slice()].concat()
}

pub(crate) fn contested(org: OrgId, blind: &Blind) -> Vec<u8> {
    [&[CONTESTED], org.as_bytes().as_slice(), blind.0.as_slice()].concat()
}

pub(crate) fn name_prefix(blind: &[u8]) -> Vec<u8> {
    [&[NAME], blind].concat()
}

pub(crate) fn name(blind: &[u8], person: PersonId) -> Vec<u8> {
    [&[NAME], blind, person.as_bytes()].concat()
}

/// Which side of a referral an organisation is on, in the order that a work list shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Received by it.
    Received = 0,
    /// Sent by it.
    Sent = 1,
}

pub(crate) fn work_prefix(org: OrgId, side: Option<Side>) -> Vec<u8> {
    let mut key = [&[WORK], org.as_bytes().as_slice()].concat();
    key.extend(side.map(|s| s as u8));
    key
}

pub(crate) fn work(org: OrgId, side: Side, since: Timestamp, referral: ReferralId) -> Vec<u8> {
    let mut key = work_prefix(org, Some(side));
    key.extend(since.as_microsecond().to_be_bytes());
    key.extend(referral.as_bytes());
    key
}

/// Whom a worker leads for this organisation. Another that calls a worker of its own by the same id has other rows.
pub(crate) fn caseload_prefix(org: OrgId, worker: WorkerId) -> Vec<u8> {
    [&[CASELOAD], org.as_bytes().as_slice(), worker.as_bytes()].concat()
}

pub(crate) fn caseload(org: OrgId, worker: WorkerId, person: PersonId) -> Vec<u8> {
    let mut key = caseload_prefix(org, worker);
    key.extend(person.as_bytes());
    key
}

pub(crate) fn review_prefix(org: OrgId) -> Vec<u8> {
    [&[REVIEW], org.as_bytes().as_slice()].concat()
}

/// Those due first come first.
pub(crate) fn review(org: OrgId, due_on: Date, break_glass: BreakGlassId) -> Vec<u8> {
    let mut key = review_prefix(org);
    key.extend(due_on.strftime("%Y%m%d").to_string().into_bytes());
    key.extend(break_glass.as_bytes());
    key
}

pub(crate) fn waiting_prefix() -> Vec<u8> {
    vec![WAITING]
}

pub(crate) fn waiting(person: PersonId) -> Vec<u8> {
    [&[WAITING], person.as_bytes().as_slice()].concat()
}

pub(crate) fn observed_prefix() -> Vec<u8> {
    vec![OBSERVED]
}

pub(crate) fn observed(service: &[u8]) -> Vec<u8> {
    [&[OBSERVED], service].concat()
}

/// The service that a key of how it answers ends with.
pub(crate) fn service_at_end(key: &[u8]) -> Option<ServiceId> {
    ServiceId::try_from(key.get(1..)?).ok()
}

/// The person that a key ends with.
pub(crate) fn person_at_end(key: &[u8]) -> Option<PersonId> {
    PersonId::try_from(key.get(key.len().checked_sub(16)?..)?).ok()
}
