//! A command that came to nothing. Whoever has a part in the referral learns where it stands and what is open to them
//! now, so that the loser of a race need not ask.

use domain::routing::actions::list_available_actions;
use domain::routing::referral::Refusal;
use domain::routing::state::ReferralState;
use domain::{Code as _, Journey, ReferralId, journey};
use host::error::StatusBuilder;
use host::{Call, status as statuses};
use journal::ExecuteError;
use tonic::Status;

pub(super) fn status<T>(
    call: &Call<T>,
    referral: ReferralId,
    error: ExecuteError<Journey>,
) -> Status {
    match error {
        ExecuteError::Refused { refusal: journey::Refusal::Referral(refusal), state }
            if state.version() > 0 =>
        {
            let status = statuses::refused(&refusal.clone().into());
            let status = details(status, &refusal);
            if is_for_outsiders(&refusal) {
                return status.build();
            }
            standing(status, call, &state.state, referral).build()
        }
        other => statuses::of(call.person, other),
    }
}

/// It has ended, and like this.
pub(super) fn ended(state: ReferralState) -> Status {
    statuses::refused(&Refusal::Ended { state }.into()).fact("state", state.text()).build()
}

/// Adds where the referral stands, and what the caller may do.
fn standing<T>(
    status: StatusBuilder,
    call: &Call<T>,
    journey: &Journey,
    id: ReferralId,
) -> StatusBuilder {
    let Some(referral) = journey.referral.referrals.get(&id) else { return status };
    let open = list_available_actions(journey, id, call.asked.stamp.by);
    let open: Vec<_> = open.into_iter().map(|action| action.text()).collect();
    status.fact("state", referral.state.text()).fact("availableActions", open.join(","))
}

/// Adds what a refusal names.
fn details(status: StatusBuilder, refusal: &Refusal) -> StatusBuilder {
    match refusal {
        Refusal::TransferUnderway { referral } | Refusal::ServiceAskedAlready { referral } => {
            status.fact("referralId", referral.to_string())
        }
        Refusal::PossibleDuplicate { referrals } => {
            let ids: Vec<_> = referrals.iter().map(ToString::to_string).collect();
            status.fact("referralIds", ids.join(","))
        }
        Refusal::AskAgainFrom { on } => status.fact("askAgainFrom", on.to_string()),
        Refusal::NotDue { due } => status.fact("due", due.to_string()),
        Refusal::AnotherWorkerNamed { worker } => status.fact("workerId", worker.to_string()),
        Refusal::AnotherServiceProposed { service } => {
            status.fact("serviceId", service.to_string())
        }
        _ => status,
    }
}

/// Whether it says that the caller has no such part: they learn nothing else.
fn is_for_outsiders(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Unknown
            | Refusal::NotTheSender
            | Refusal::NotTheReceiver
            | Refusal::NotTheReceiversManager
            | Refusal::NotAParty
            | Refusal::NotTheSystem
            | Refusal::NotThePartnership
            | Refusal::NotResponsible
            | Refusal::PullIsForOneself
    )
}
