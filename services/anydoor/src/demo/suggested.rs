//! What a worker was told when they asked where somebody could go: each route with its reasons, and why not elsewhere.
//! It is sealed on the journey, so it is shown as it was answered.

use serde_json::Value;

use super::script::Step;

/// The call that asks.
const CALL: &str = "SuggestRoutes";

/// The lines of an answer; none for any other call's.
pub(super) fn told(step: &Step, who: &str, answer: &Value) -> Vec<String> {
    if step.call != CALL {
        return vec![];
    }
    let routes = list(answer, "routes").enumerate().map(|(nth, route)| {
        let why = words(route, "why").chain(words(route, "caveats")).collect::<Vec<_>>();
        format!("   {}. {}: {}", nth + 1, text(route, "name"), why.join(" "))
    });
    let left_out = list(answer, "left_out")
        .map(|left| format!("   not {}: {}", text(left, "name"), text(left, "why_not")));
    let others = list(answer, "others")
        .map(|others| format!("   nor {} others: {}", others["count"], text(others, "why_not")));
    let asked = format!("{}  {who} asked where else", step.on);
    std::iter::once(asked).chain(routes).chain(left_out).chain(others).collect()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

fn words<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v str> {
    list(value, name).filter_map(Value::as_str)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}
