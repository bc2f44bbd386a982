//! Asks: from each request to what is asked of the referral. Texts and sensitive reasons are sealed here.

mod clock;
mod decision;
mod ending;
mod handover;
mod onward;
mod send;
mod support;

use std::future::Future;

use domain::routing::ask::Ask;
use domain::{Code, Date, Kept, ReferralId, Sealed, SensitiveCode, Sensitivity, Stamp};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::command::CommandRequest;
use wire::convert::{Malformed, Read, code, maybe_date};
use wire::types;

use super::named;

pub(super) use decision::acceptance;
pub(super) use send::needs;

/// Where what is hoped for is sealed.
pub(super) const OUTCOME_EXPECTED: &str = "referral.outcome_expected";
/// Where a reason is sealed that says something of health or justice.
const REASON: &str = "referral.reason";

/// A request that concerns one referral.
pub(super) trait About: CommandRequest {
    /// Which, as the message has it.
    fn referral_id(&self) -> &str;
}

/// A request, and what it asks.
pub(super) trait Asks: About {
    /// Which referral it is about.
    fn referral(call: &Call<Self>) -> Result<ReferralId, Status> {
        named(call.message.referral_id())
    }

    /// Whether somebody may be sent elsewhere by it, so that there has to be a way on for everybody.
    fn needs_a_way_on(_message: &Self) -> bool {
        true
    }

    /// What it asks.
    fn ask(desk: &Desk, call: &Call<Self>) -> impl Future<Output = Result<Ask, Status>> + Send;
}

/// A request that says all by itself.
trait Plain: About {
    fn ask(&self, stamp: &Stamp) -> Read<Ask>;
}

impl<T: Plain> Asks for T {
    async fn ask(_desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        call.message.ask(&call.asked.stamp).map_err(malformed)
    }
}

/// A text that may be absent, sealed.
async fn maybe_text<T>(
    desk: &Desk,
    call: &Call<T>,
    field: &'static str,
    text: &str,
) -> Result<Option<Sealed>, Status> {
    call.seal_text(desk, field, Sensitivity::Core, text).await
}

/// A text that must be there, sealed.
async fn text<T>(
    desk: &Desk,
    call: &Call<T>,
    field: &'static str,
    sensitivity: Sensitivity,
    text: &str,
) -> Result<Sealed, Status> {
    let missing = || {
        let name = field.rsplit('.').next().unwrap_or(field);
        malformed(Malformed::new(name, "must not be empty"))
    };
    call.seal_text(desk, field, sensitivity, text).await?.ok_or_else(missing)
}

/// A reason as an event may hold it: in clear if naming it gives nothing away, otherwise its number, sealed.
async fn kept<T, C: SensitiveCode + Send>(
    desk: &Desk,
    call: &Call<T>,
    reason: C,
) -> Result<Kept<C>, Status> {
    if reason.may_stand_in_clear() {
        return Ok(Kept::Clear(reason));
    }
    let number = reason.number().to_string();
    let sealed = call.seal(desk, REASON, reason.sensitivity(), number.as_bytes()).await?;
    Ok(Kept::Sealed(sealed))
}

/// A day that is the day it happened unless the message says otherwise.
fn day(field: &str, date: Option<types::Date>, stamp: &Stamp) -> Read<Date> {
    Ok(maybe_date(field, date)?.unwrap_or(stamp.occurred_on))
}

/// A list of codes; one that stands twice counts once.
fn list<C: Code + Ord>(field: &str, numbers: &[i32]) -> Read<Vec<C>> {
    at_most(field, C::ALL.len(), numbers)?;
    let codes = numbers.iter().enumerate().map(|(i, n)| code(&format!("{field}[{i}]"), *n));
    let mut codes = codes.collect::<Read<Vec<C>>>()?;
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

/// Refuses a list that is longer than anybody could mean.
fn at_most<T>(field: &str, max: usize, members: &[T]) -> Read<()> {
    if members.len() <= max {
        return Ok(());
    }
    Err(Malformed::new(field, format!("must have at most {max} members")))
}
