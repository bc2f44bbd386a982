//! `anydoor clocks`: how long referrals wait before somebody is told, in which area; and what would have rung by other terms.

mod policy;
mod simulate;

use domain::directory::clocks::Own;
use domain::{Area, Role};
use serde_json::{Value, json};
use uuid::Uuid;
use wire::event::clocks::own_of;
use wire::types::{AreaYear, ClockTerm};

use crate::args::{Clocks, ClocksCommand, SetClocks, ShowClocks};
use crate::exit::Usage;
use crate::{calling, out};

const SET: &str = "anydoor.routing.v1.DirectoryService/SetAreaClocks";
const GET: &str = "anydoor.routing.v1.DirectoryService/GetAreaClocks";

pub(crate) async fn run(clocks: Clocks) -> anyhow::Result<()> {
    match clocks.what {
        ClocksCommand::Show(asked) => show(&asked).await,
        ClocksCommand::Set(asked) => {
            set(&asked).await.map_err(calling::explained(&asked.server, Role::Partnership))
        }
        ClocksCommand::Simulate(asked) => simulate::run(asked).await,
    }
}

/// Every partner may read an area's clocks, so a worker does.
async fn show(asked: &ShowClocks) -> anyhow::Result<()> {
    let (client, by) = calling::connect(&asked.server, Role::Worker).await?;
    let answer = client.call(GET, &by, json!({ "area": asked.area })).await??;
    print(&asked.area, &answer["in_force"], asked.server.json)
}

async fn set(asked: &SetClocks) -> anyhow::Result<()> {
    check_areas(&asked.areas)?;
    let said = policy::read(&asked.policy)?;
    let own = in_json(&said);
    let (client, by) = calling::connect(&asked.server, Role::Partnership).await?;
    for area in &asked.areas {
        let request_id = Uuid::now_v7().to_string();
        let request = json!({ "request_id": request_id, "area": area, "clocks": own });
        let answer = client.call(SET, &by, request).await??;
        print(area, &answer["in_force"], asked.server.json)?;
    }
    if said == Own::default() {
        let file = asked.policy.display();
        eprintln!(
            "{file} names no clock and no days: everything there runs as standard from now on"
        );
    }
    Ok(())
}

/// All areas are looked at before the first is set, so that a slip in the last does not leave half of them done.
fn check_areas(areas: &[String]) -> Result<(), Usage> {
    let unknown = |area: &&String| Area::from_code(area).is_none();
    let Some(unknown) = areas.iter().find(unknown) else { return Ok(()) };
    Err(Usage(format!("{unknown:?} is no council area; name it by its code, such as S12000042")))
}

fn print(area: &str, in_force: &Value, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return out::json(&json!({ "area": area, "in_force": in_force }));
    }
    lines(area, in_force).for_each(out::line);
    Ok(())
}

/// What is in force in an area: its version, each clock, and the area's own days.
fn lines(area: &str, in_force: &Value) -> impl Iterator<Item = String> {
    let version = in_force["version"].as_u64().unwrap_or_default(); // Left out where it is 0.
    let terms = list(&in_force["terms"]).map(|term| format!("  {}", in_words(term)));
    let years = list(&in_force["own"]["years"]).map(|year| format!("  {}", days_in_words(year)));
    std::iter::once(format!("{area}: version {version}")).chain(terms).chain(years)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The own days of a year in a line.
fn days_in_words(year: &Value) -> String {
    let days = |kind: &str| {
        let days: Vec<_> = list(&year[kind]).map(date).collect();
        (!days.is_empty()).then(|| format!("{kind} on {}", days.join(", ")))
    };
    let days: Vec<_> = ["closed", "open"].into_iter().filter_map(days).collect();
    let days = if days.is_empty() { "no days of its own".into() } else { days.join("; ") };
    format!("{}: {days}", year["year"])
}

fn date(date: &Value) -> String {
    let part = |name: &str| date[name].as_u64().unwrap_or_default();
    format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day"))
}

/// One clock in a line.
fn in_words(term: &Value) -> String {
    let calendar = term["calendar_days"].as_bool().unwrap_or_default();
    let days = if calendar { "days" } else { "working days" };
    let names = [
        ("reminds after", "remind_after"),
        ("is overdue after", "overdue_after"),
        ("tells the partnership after", "partnership_after"),
        ("expires after", "expire_after"),
    ];
    let times = names
        .iter()
        .filter_map(|(words, field)| Some(format!("{words} {}", term[field].as_u64()?)));
    let times: Vec<_> = times.collect();
    format!("{}: {} {days}", term["clock"].as_str().unwrap_or_default(), times.join(", "))
}

/// What a file says, as the message has it.
fn in_json(own: &Own) -> Value {
    let said = own_of(own);
    let days = |days: &[wire::types::Date]| -> Vec<Value> {
        days.iter().map(|d| json!({ "year": d.year, "month": d.month, "day": d.day })).collect()
    };
    let year =
        |y: &AreaYear| json!({ "year": y.year, "closed": days(&y.closed), "open": days(&y.open) });
    let term = |t: &ClockTerm| {
        json!({
            "clock": t.clock, "calendar_days": t.calendar_days, "remind_after": t.remind_after,
            "overdue_after": t.overdue_after, "partnership_after": t.partnership_after,
            "expire_after": t.expire_after,
        })
    };
    json!({
        "terms": said.terms.iter().map(term).collect::<Vec<_>>(),
        "years": said.years.iter().map(year).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_told_its_version_its_clocks_and_its_own_days() {
        let day = |month: u8, day: u8| json!({ "year": 2026, "month": month, "day": day });
        let year = json!({ "year": 2026, "closed": [day(10, 5), day(4, 13)], "open": [day(4, 3)] });
        let term = json!({ "clock": "CLOCK_PLAN", "overdue_after": 20 });
        let in_force = json!({ "version": 3, "terms": [term], "own": { "years": [year] } });
        let told: Vec<_> = lines("S12000042", &in_force).collect();
        assert_eq!(
            told,
            [
                "S12000042: version 3",
                "  CLOCK_PLAN: is overdue after 20 working days",
                "  2026: closed on 2026-10-05, 2026-04-13; open on 2026-04-03",
            ]
        );
        assert_eq!(lines("S12000042", &json!({})).collect::<Vec<_>>(), ["S12000042: version 0"]);
    }
    #[test]
    fn areas_are_checked_before_the_first_is_set() {
        check_areas(&["S12000042", "S12000047"].map(String::from)).expect("both are");
        let named = ["S12000042", "Dundee"].map(String::from);
        let refused = check_areas(&named).expect_err("one is not").to_string();
        assert!(refused.starts_with("\"Dundee\" is no council area"), "{refused}");
    }
}
