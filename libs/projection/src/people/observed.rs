//! Observed: how services answer, counted from what happened. Numbers only, never whose. What a referral led to counts for
//! the month in which it was answered; half a year counts. How soon somebody answers is told by the first thing that they say:
//! a place on a waiting list is an answer, and the yes or no after it is not another.

use domain::Code;
use domain::routing::kind::ReferralKind;
use domain::routing::referral::Event;
use domain::routing::routes::Observed;
use domain::routing::step::Step;
use domain::{Stamp, Timestamp, utc_day};
use prost::Message;

use super::rows::{MonthRow, ObservedRow, PersonRow, ReferralRow};
use super::{keys, view};
use crate::{StoreError, Tables};

/// How many months count, the one that has begun among them.
const MONTHS: i32 = 7;
/// Within how many hours an answer comes; the last measure has no end.
const HOURS: [u32; 8] = [4, 12, 24, 48, 72, 120, 240, 480];
const HOUR_US: i64 = 3_600_000_000;

/// What a step adds to a service's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Count {
    Sent,
    Waitlisted { hours: Option<u32> },
    Accepted { hours: Option<u32> },
    Declined { hours: Option<u32> },
    Expired,
}

/// Counts a step, by the referral as it stood before.
pub(super) fn count(
    tables: &mut Tables<'_>,
    before: &PersonRow,
    stamp: &Stamp,
    event: &Event,
) -> Result<(), StoreError> {
    let Some((service, count)) = counted(before, stamp, event) else { return Ok(()) };
    let key = keys::observed(&service);
    let row = tables.get(&key)?;
    let mut row: ObservedRow = row.map(|row| view::decode(&row)).transpose()?.unwrap_or_default();
    take(&mut row, month(stamp.recorded_at), count);
    tables.put(key, row.encode_to_vec());
    Ok(())
}

fn counted(before: &PersonRow, stamp: &Stamp, event: &Event) -> Option<(Vec<u8>, Count)> {
    let mut known = before.referrals.iter();
    // A pull is answered by whoever holds the person, and not by the service that asks for them.
    let pull = ReferralKind::Pull.number();
    let mut referral =
        || known.find(|row| row.id == event.referral.as_bytes()).filter(|row| row.kind != pull);
    let first = |row: &ReferralRow| {
        let took = stamp.recorded_at.as_microsecond().saturating_sub(row.sent_at);
        let hours = u32::try_from((took.max(0) + HOUR_US - 1) / HOUR_US).unwrap_or(u32::MAX);
        (!row.waited).then_some(hours)
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these five are counted")]
    Some(match &event.step {
        Step::Sent(sending) if sending.request.kind == ReferralKind::Pull => return None,
        Step::Sent(sending) => (sending.request.to.service.as_bytes().to_vec(), Count::Sent),
        Step::Waitlisted { .. } => {
            let row = referral()?;
            (row.service.clone(), Count::Waitlisted { hours: first(row) })
        }
        Step::Accepted(_) => {
            let row = referral()?;
            (row.service.clone(), Count::Accepted { hours: first(row) })
        }
        Step::Declined { .. } => {
            let row = referral()?;
            (row.service.clone(), Count::Declined { hours: first(row) })
        }
        Step::Expired { .. } => (referral()?.service.clone(), Count::Expired),
        _ => return None,
    })
}

/// Months since the year 0.
fn month(at: Timestamp) -> i32 {
    let day = utc_day(at);
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

fn take(row: &mut ObservedRow, month: i32, count: Count) {
    row.months.retain(|known| known.month > month - MONTHS);
    let at = row.months.iter().position(|known| known.month == month);
    let at = at.unwrap_or_else(|| {
        let hours = vec![0; HOURS.len()];
        row.months.push(MonthRow { month, hours, ..MonthRow::default() });
        row.months.len() - 1
    });
    let known = &mut row.months[at];
    let hours = match count {
        Count::Sent => return known.sent += 1,
        Count::Expired => return known.expired += 1,
        Count::Waitlisted { hours } => hours,
        Count::Accepted { hours } => {
            known.accepted += 1;
            hours
        }
        Count::Declined { hours } => {
            known.declined += 1;
            hours
        }
    };
    let Some(hours) = hours else { return };
    known.hours.resize(HOURS.len(), 0); // A message leaves out a list of nothing.
    let measure = HOURS.iter().position(|measure| hours <= *measure).unwrap_or(HOURS.len() - 1);
    known.hours[measure] += 1;
}

/// How a service answered in the months that count at this instant; `None` if it answered nobody.
pub(super) fn read(row: &ObservedRow, at: Timestamp) -> Option<Observed> {
    let now = month(at);
    let counts = |known: &&MonthRow| known.month > now - MONTHS && known.month <= now;
    let (mut hours, mut declined) = ([0_u32; HOURS.len()], 0);
    for known in row.months.iter().filter(counts) {
        declined += known.declined;
        hours.iter_mut().zip(&known.hours).for_each(|(all, new)| *all += new);
    }
    let answers: u32 = hours.iter().sum();
    let mut within = 0;
    let half = HOURS.iter().zip(hours).find_map(|(measure, count)| {
        within += count;
        (within > 0 && within * 2 >= answers).then_some(*measure)
    });
    let declined = declined.min(answers); // Who was told to wait half a year ago may be told no today.
    Some(Observed { answers, declined, hours: half? })
}

#[cfg(test)]
mod tests {
    use domain::routing::reason::{DeclineReason, ExpireReason, WaitReason};
    use domain::{Actor, CommitId, OrgId, ReferralId, Role, ServiceId};

    use super::*;

    const ONE: ReferralId = ReferralId::from_u128(1);
    const SERVICE: ServiceId = ServiceId::from_u128(0x51);
    const JULY: i32 = 2026 * 12 + 6;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("it is an instant")
    }
    fn row(counts: &[(i32, Count)]) -> ObservedRow {
        let mut row = ObservedRow::default();
        for (month, count) in counts {
            take(&mut row, *month, *count);
            row = view::decode(&row.encode_to_vec()).expect("it was just written");
        }
        row
    }
    fn yes(hours: u32) -> Count {
        Count::Accepted { hours: Some(hours) }
    }
    /// A referral to a service, which was sent at noon.
    fn sent(kind: ReferralKind, waited: bool) -> PersonRow {
        let (id, service) = (ONE.as_bytes().to_vec(), SERVICE.as_bytes().to_vec());
        let sent_at = at("2026-07-01T12:00:00Z").as_microsecond();
        let row =
            ReferralRow { id, kind: kind.number(), service, sent_at, waited, ..Default::default() };
        PersonRow { referrals: vec![row], ..PersonRow::default() }
    }
    /// What is counted of what became of it an hour and a half later.
    fn count_of(before: &PersonRow, step: Step) -> Option<Count> {
        let stamp = Stamp {
            by: Actor { org: OrgId::from_u128(1), worker: None, role: Role::Worker },
            occurred_on: domain::utc_day(at("2026-07-01T13:30:00Z")),
            recorded_at: at("2026-07-01T13:30:00Z"),
            commit: CommitId::from_u128(1),
        };
        let counted = counted(before, &stamp, &Event { referral: ONE, step });
        counted.map(|(service, count)| {
            assert_eq!(service, SERVICE.as_bytes());
            count
        })
    }
    fn no() -> Step {
        Step::Declined { reason: DeclineReason::ALL[0], note: None, onward: vec![] }
    }
    fn silence() -> Step {
        Step::Expired { reason: ExpireReason::NotAcknowledged }
    }
    fn wait() -> Step {
        Step::Waitlisted {
            expected_on: domain::utc_day(at("2026-09-01T00:00:00Z")),
            reason: WaitReason::ALL[0],
        }
    }

    #[test]
    fn what_others_answer_to_a_pull_says_nothing_of_the_service_that_asks() {
        for kind in ReferralKind::ALL {
            let (is_pull, before) = (*kind == ReferralKind::Pull, sent(*kind, false));
            for step in [no(), silence(), wait()] {
                assert_eq!(count_of(&before, step).is_none(), is_pull, "{kind:?}");
            }
        }
    }
    #[test]
    fn a_place_on_a_waiting_list_is_an_answer_and_what_comes_after_it_is_not_the_first() {
        let (sent, waited) =
            (sent(ReferralKind::Support, false), sent(ReferralKind::Support, true));
        assert_eq!(count_of(&sent, wait()), Some(Count::Waitlisted { hours: Some(2) }));
        assert_eq!(count_of(&sent, no()), Some(Count::Declined { hours: Some(2) }));
        assert_eq!(count_of(&waited, no()), Some(Count::Declined { hours: None }));
        let counts = [
            (JULY, Count::Waitlisted { hours: Some(2) }),
            (JULY + 1, Count::Accepted { hours: None }),
        ];
        let told = read(&row(&counts), at("2026-08-31T00:00:00Z"));
        assert_eq!(told, Some(Observed { answers: 1, declined: 0, hours: 4 }));
    }

    #[test]
    fn half_of_the_answers_came_within_this_many_hours() {
        let counts = [1, 30, 48, 49, 4_000].map(|hours| (JULY, yes(hours)));
        let read = read(&row(&counts), at("2026-07-31T22:00:00Z"));
        assert_eq!(read, Some(Observed { answers: 5, declined: 0, hours: 48 }));
    }
    #[test]
    fn a_no_is_an_answer_and_silence_is_none() {
        let no = Count::Declined { hours: Some(100) };
        let counts = [(JULY, Count::Sent), (JULY, Count::Sent), (JULY, no), (JULY, Count::Expired)];
        let told = read(&row(&counts), at("2026-07-02T00:00:00Z"));
        assert_eq!(told, Some(Observed { answers: 1, declined: 1, hours: 120 }));
        assert_eq!(read(&row(&[(JULY, Count::Sent)]), at("2026-07-02T00:00:00Z")), None);
    }
    #[test]
    fn what_lies_more_than_half_a_year_back_counts_no_more_and_is_not_kept() {
        let counts = [(JULY - 7, yes(1)), (JULY - 6, yes(1)), (JULY, yes(200))];
        let row = row(&counts);
        assert_eq!(row.months.len(), 2);
        let told = |on| read(&row, at(on)).map(|observed| observed.answers);
        assert_eq!(told("2026-07-01T00:00:00Z"), Some(2));
        assert_eq!(told("2026-08-01T00:00:00Z"), Some(1));
        assert_eq!(told("2027-02-01T00:00:00Z"), None);
    }
}
