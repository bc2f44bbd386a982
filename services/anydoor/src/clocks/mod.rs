//! `anydoor clocks`: how long referrals wait before somebody is told, in which area; and what would have rung by other terms.

mod policy;
mod simulate;

use domain::Role;
use domain::directory::clocks::Own;
use serde_json::{Value, json};
use uuid::Uuid;
use wire::event::clocks::own_of;
use wire::types::{AreaYear, ClockTerm};

use crate::args::{Clocks, ClocksCommand, SetClocks, ShowClocks};
use crate::{calling, out};

const SET: &str = "anydoor.routing.v1.DirectoryService/SetAreaClocks";
const GET: &str = "anydoor.routing.v1.DirectoryService/GetAreaClocks";

pub(crate) async fn run(clocks: Clocks) -> anyhow::Result<()> {
    match clocks.what {
        ClocksCommand::Show(asked) => show(&asked).await,
        ClocksCommand::Set(asked) => set(&asked).await,
        ClocksCommand::Simulate(asked) => simulate::run(asked).await,
    }
}

async fn show(asked: &ShowClocks) -> anyhow::Result<()> {
    let (client, by) = calling::connect(&asked.server, Role::Partnership).await?;
    let answer = client.call(GET, &by, json!({ "area": asked.area })).await??;
    print(&asked.area, &answer["in_force"], asked.server.json)
}

async fn set(asked: &SetClocks) -> anyhow::Result<()> {
    let own = in_json(&policy::read(&asked.policy)?);
    let (client, by) = calling::connect(&asked.server, Role::Partnership).await?;
    for area in &asked.areas {
        let request_id = Uuid::now_v7().to_string();
        let request = json!({ "request_id": request_id, "area": area, "clocks": own });
        let answer = client.call(SET, &by, request).await??;
        print(area, &answer["in_force"], asked.server.json)?;
    }
    Ok(())
}

fn print(area: &str, in_force: &Value, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return out::json(&json!({ "area": area, "in_force": in_force }));
    }
    let version = in_force["version"].as_str().unwrap_or("0");
    out::line(format!("{area}: version {version}"));
    for term in in_force["terms"].as_array().into_iter().flatten() {
        out::line(format!("  {}", in_words(term)));
    }
    Ok(())
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
