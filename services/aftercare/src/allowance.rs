//! Allowances: from the wire, with what a week is judged on, and back.

use domain::aftercare::allowance::{
    AllowanceScheme, Command, EMA_PENCE_WEEK, TravelHelp, TravelPurpose, WeekFacts,
};
use domain::{Code, Date, Journey};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::aftercare::{
    self as api, AllowanceWeek, ApproveTravelHelpRequest, AwardAllowanceRequest,
    SettleAllowanceWeekRequest, StopAllowanceRequest, UseTravelHelpRequest,
};
use wire::convert::{Malformed, Read, code, date, date_of};

/// What names help with a journey.
pub(crate) type Which = (Date, TravelPurpose);

pub(crate) async fn award(
    desk: &Desk,
    call: &Call<AwardAllowanceRequest>,
    scheme: AllowanceScheme,
) -> Result<Command, Status> {
    let from = date("from", call.message.from).map_err(malformed)?;
    let facts = facts(desk, call, call.message.income_checked).await?;
    Ok(Command::Award { scheme, from, facts })
}

pub(crate) async fn settle_week(
    desk: &Desk,
    call: &Call<SettleAllowanceWeekRequest>,
    scheme: AllowanceScheme,
) -> Result<Command, Status> {
    let week_commencing =
        date("week_commencing", call.message.week_commencing).map_err(malformed)?;
    let silent = || malformed(Malformed::new("attended", "must say whether the person attended"));
    let attended = call.message.attended.ok_or_else(silent)?;
    let facts = facts(desk, call, call.message.income_checked).await?;
    Ok(Command::SettleWeek { scheme, week_commencing, attended, facts })
}

/// The date of birth stands sealed; it is opened to judge the week and kept nowhere else.
async fn facts<T>(desk: &Desk, call: &Call<T>, income_checked: bool) -> Result<WeekFacts, Status> {
    let born = desk.born(call, call.person).await?;
    Ok(WeekFacts { born, income_checked, pence_week: EMA_PENCE_WEEK })
}

pub(crate) fn stop(message: &StopAllowanceRequest) -> Read<(AllowanceScheme, Command)> {
    let scheme = code("scheme", message.scheme)?;
    Ok((scheme, Command::Stop { scheme, reason: code("reason", message.reason)? }))
}

pub(crate) fn approve_travel_help(message: &ApproveTravelHelpRequest) -> Read<(Which, Command)> {
    let missing = || Malformed::new("travel_help", "must say which journey");
    let help = message.travel_help.as_ref().ok_or_else(missing)?;
    let help = travel_help(help).map_err(|e| e.within("travel_help"))?;
    Ok(((help.travel_on, help.purpose), Command::ApproveTravelHelp(help)))
}

fn travel_help(message: &api::TravelHelp) -> Read<TravelHelp> {
    Ok(TravelHelp {
        travel_on: date("travel_on", message.travel_on)?,
        purpose: code("purpose", message.purpose)?,
        mode: code("mode", message.mode)?,
        pence: message.pence,
    })
}

pub(crate) fn use_travel_help(message: &UseTravelHelpRequest) -> Read<(Which, Command)> {
    let travel_on = date("travel_on", message.travel_on)?;
    let purpose = code("purpose", message.purpose)?;
    let pence = message.pence;
    Ok(((travel_on, purpose), Command::UseTravelHelp { travel_on, purpose, pence }))
}

pub(crate) fn render(journey: &Journey, scheme: AllowanceScheme) -> api::Allowance {
    let state = &journey.allowance;
    let newest = state.awards.iter().rev().find(|award| award.scheme == scheme);
    let weeks = state.weeks.iter().filter(|((of, _), _)| *of == scheme);
    api::Allowance {
        scheme: scheme.number(),
        from: newest.map(|award| date_of(award.from)),
        stopped_on: newest.and_then(|award| award.stopped_on).map(date_of),
        weeks: weeks.map(|((_, monday), pence)| render_week(*monday, *pence)).collect(),
        paid_pence: state.paid_pence(scheme),
    }
}

fn render_week(monday: Date, pence: Option<u32>) -> AllowanceWeek {
    AllowanceWeek { week_commencing: Some(date_of(monday)), pence }
}

pub(crate) fn render_travel_help(journey: &Journey, which: Which) -> Option<api::TravelHelp> {
    let (help, used_pence) = journey.allowance.travel.get(&which)?;
    Some(api::TravelHelp {
        travel_on: Some(date_of(help.travel_on)),
        purpose: help.purpose.number(),
        mode: help.mode.number(),
        pence: help.pence,
        used_pence: *used_pence,
    })
}
