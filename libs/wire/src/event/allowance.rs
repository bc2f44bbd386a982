//! Stored events of an allowance.

use domain::Code;
use domain::aftercare::allowance::{Event, TravelHelp};

use super::{Topical, unknown};
use crate::convert::{Read, code, date, date_of};
use crate::stored::{
    AllowanceAwarded, AllowanceEvent, AllowanceNotPaid, AllowancePaid, AllowanceStopped,
    TravelHelpApproved, TravelHelpUsed, allowance_event::Kind,
};

impl Topical for Event {
    type Stored = AllowanceEvent;

    fn to_stored(&self) -> AllowanceEvent {
        let kind = match self {
            Event::Awarded { scheme, from } => Kind::Awarded(AllowanceAwarded {
                scheme: scheme.number(),
                from: Some(date_of(*from)),
            }),
            Event::Paid { scheme, week_commencing, pence } => Kind::Paid(AllowancePaid {
                scheme: scheme.number(),
                week_commencing: Some(date_of(*week_commencing)),
                pence: *pence,
            }),
            Event::NotPaid { scheme, week_commencing } => Kind::NotPaid(AllowanceNotPaid {
                scheme: scheme.number(),
                week_commencing: Some(date_of(*week_commencing)),
            }),
            Event::Stopped { scheme, reason } => {
                Kind::Stopped(AllowanceStopped { scheme: scheme.number(), reason: reason.number() })
            }
            Event::TravelHelpApproved(help) => Kind::TravelHelpApproved(TravelHelpApproved {
                travel_on: Some(date_of(help.travel_on)),
                purpose: help.purpose.number(),
                mode: help.mode.number(),
                pence: help.pence,
            }),
            Event::TravelHelpUsed { travel_on, purpose, pence } => {
                Kind::TravelHelpUsed(TravelHelpUsed {
                    travel_on: Some(date_of(*travel_on)),
                    purpose: purpose.number(),
                    pence: *pence,
                })
            }
        };
        AllowanceEvent { kind: Some(kind) }
    }

    fn from_stored(event: AllowanceEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Awarded(e) => Ok(Event::Awarded {
                scheme: code("scheme", e.scheme)?,
                from: date("from", e.from)?,
            }),
            Kind::Paid(e) => Ok(Event::Paid {
                scheme: code("scheme", e.scheme)?,
                week_commencing: date("week_commencing", e.week_commencing)?,
                pence: e.pence,
            }),
            Kind::NotPaid(e) => Ok(Event::NotPaid {
                scheme: code("scheme", e.scheme)?,
                week_commencing: date("week_commencing", e.week_commencing)?,
            }),
            Kind::Stopped(e) => Ok(Event::Stopped {
                scheme: code("scheme", e.scheme)?,
                reason: code("reason", e.reason)?,
            }),
            Kind::TravelHelpApproved(e) => Ok(Event::TravelHelpApproved(TravelHelp {
                travel_on: date("travel_on", e.travel_on)?,
                purpose: code("purpose", e.purpose)?,
                mode: code("mode", e.mode)?,
                pence: e.pence,
            })),
            Kind::TravelHelpUsed(e) => Ok(Event::TravelHelpUsed {
                travel_on: date("travel_on", e.travel_on)?,
                purpose: code("purpose", e.purpose)?,
                pence: e.pence,
            }),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::aftercare::allowance::{
        AllowanceScheme, AllowanceStopReason, TravelMode, TravelPurpose,
    };

    use super::*;
    use crate::event::testing::{self, day};

    /// One of each event.
    pub(crate) fn samples() -> Vec<Event> {
        let (scheme, week_commencing) = (AllowanceScheme::Ema, day("2026-08-17"));
        let (travel_on, purpose) = (day("2026-08-20"), TravelPurpose::Interview);
        vec![
            Event::Awarded { scheme, from: week_commencing },
            Event::Paid { scheme, week_commencing, pence: 3_000 },
            Event::NotPaid { scheme, week_commencing },
            Event::Stopped { scheme, reason: AllowanceStopReason::TakenOver },
            Event::TravelHelpApproved(TravelHelp {
                travel_on,
                purpose,
                mode: TravelMode::Ferry,
                pence: 1_200,
            }),
            Event::TravelHelpUsed { travel_on, purpose, pence: 900 },
        ]
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(testing::reads_back);
    }
}
