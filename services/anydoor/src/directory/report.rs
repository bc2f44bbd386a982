//! What a check prints: a line for each fault and one that counts, or one JSON object.

use oruk::{Fault, PageFacts};
use routing::import::{Change, Report};
use serde_json::{Value, json};

use super::check::Checked;

/// The lines for people.
pub(super) fn in_words(checked: &Checked) -> impl Iterator<Item = String> {
    let more = (checked.more > 0).then(|| format!("and {}", count(checked.more, "more fault")));
    let faults = checked.faults.iter().map(Fault::to_string);
    faults.chain(more).chain(page(checked.page)).chain([in_all(checked)])
}

/// One object for programs.
pub(super) fn in_json(checked: &Checked) -> Value {
    let faults: Vec<_> = checked.faults.iter().map(fault).collect();
    json!({
        "services": checked.read,
        "left_out": checked.left_out,
        "faults": faults,
        "more": checked.more,
        "page": checked.page.page_number,
        "pages": checked.page.total_pages,
    })
}

/// What is other than before, and what was done about it; the names of those that stay, and why.
pub(super) fn changes_in_words(report: &Report) -> impl Iterator<Item = String> {
    let applied = report.applied.as_ref();
    let refused = applied.into_iter().flat_map(|applied| &applied.refused);
    let refused = refused.map(|(id, why)| format!("service {id} is not listed: {why}"));
    let kept = applied.into_iter().flat_map(|applied| &applied.kept);
    let kept = kept.map(|(name, why)| {
        format!("{name} is not in the feed any more, or has ended, and stays: {why}")
    });
    let unclear = report.change.unclear.iter().map(|(_, known)| {
        format!(
            "{} was not found in the feed, but may be in what could not be read of it (a record without an id, or a page \
             that did not come); it stays as it was",
            known.name
        )
    });
    let ended = Some(report.gathered.ended.len()).filter(|ended| *ended > 0);
    let ended = ended.map(|ended| format!("{} (defunct)", has_ended(ended)));
    let would = if applied.is_some() { "" } else { "would be: " };
    let counts = format!("{would}{}", counts(&report.change));
    refused.chain(kept).chain(unclear).chain(ended).chain([counts])
}

fn has_ended(services: usize) -> String {
    let have = if services == 1 { "has" } else { "have" };
    format!("{} {have} ended, as the feed says", count(services, "service"))
}

/// What became of how many, so that they add up to all that were listed or are.
fn counts(change: &Change) -> String {
    let Change { new, changed, returned, vanished, unclear, same, unread, .. } = change;
    format!(
        "{} new, {} changed, {} back, {} gone, {same} as before, {unread} unreadable and as they were, {} unclear and as \
         they were",
        new.len(),
        changed.len(),
        returned.len(),
        vanished.len(),
        unclear.len()
    )
}

/// The same for programs, with what was read, and whose feed it is taken for.
pub(super) fn changes_in_json(checked: &Checked, publisher: &str, report: &Report) -> Value {
    let Change { new, changed, returned, vanished, unclear, same, unread, .. } = &report.change;
    let mut told = in_json(checked);
    told["publisher"] = json!(publisher);
    told["changes"] = json!({
        "new": new.len(), "changed": changed.len(), "returned": returned.len(), "vanished": vanished.len(),
        "unclear": unclear.len(), "same": same, "unread": unread,
    });
    if let Some(applied) = &report.applied {
        let kept: Vec<_> =
            applied.kept.iter().map(|(name, why)| json!({ "name": name, "why": why })).collect();
        let refused: Vec<_> = applied
            .refused
            .iter()
            .map(|(id, why)| json!({ "id": id.to_string(), "why": why }))
            .collect();
        told["applied"] = json!({ "listed": applied.listed, "retired": applied.retired, "kept": kept, "refused": refused });
    }
    told
}

/// So many of something.
pub(super) fn count(number: usize, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {one}{plural}")
}

fn in_all(checked: &Checked) -> String {
    let are = if checked.left_out == 1 { "is" } else { "are" };
    format!(
        "{} can be read, {} {are} left out, {}",
        count(checked.read, "service"),
        checked.left_out,
        count(checked.faults_in_all(), "fault")
    )
}

/// Says that there are other pages, which nobody has looked at.
fn page(page: PageFacts) -> Option<String> {
    let (number, pages) = page.page_number.zip(page.total_pages)?;
    (pages > 1).then(|| format!("this is page {number} of {pages}; the others were not looked at"))
}

fn fault(fault: &Fault) -> Value {
    json!({
        "at": fault.at.to_string(),
        "id": fault.id.map(|id| id.to_string()),
        "problem": fault.problem.code(),
        "says": fault.problem.to_string(),
        "effect": fault.effect.code(),
    })
}

#[cfg(test)]
mod tests {
    use domain::ServiceId;
    use routing::import::Known;
    use uuid::Uuid;

    use super::*;
    use crate::directory::check::check;

    fn lines(feed: &str) -> Vec<String> {
        in_words(&check(feed.as_bytes(), 1).expect("it is a feed")).collect()
    }

    #[test]
    fn a_line_says_where_why_and_what_it_costs_and_the_last_one_counts() {
        let lines = lines("[{}]");
        assert_eq!(lines[0], "[0].id: is missing; the service is left out");
        assert_eq!(
            lines[1..],
            ["and 2 more faults", "0 services can be read, 1 is left out, 3 faults"]
        );
    }
    #[test]
    fn nobody_is_missing_from_the_count() {
        let known = Known {
            service: ServiceId::from_u128(1),
            digest: [0; 32],
            revision: 1,
            current: true,
            vanished: false,
            name: "Bike workshop".into(),
        };
        let unclear = vec![(Uuid::from_u128(1), known)];
        let change = Change { unclear, same: 2, unread: 3, ..Change::default() };
        let counted = counts(&change);
        assert!(
            counted.ends_with(
                "2 as before, 3 unreadable and as they were, 1 unclear and as they were"
            ),
            "{counted}"
        );
    }
    #[test]
    fn of_one_page_it_says_that_there_are_others() {
        let lines = lines(r#"{"page_number": 1, "total_pages": 9, "contents": []}"#);
        assert_eq!(lines[0], "this is page 1 of 9; the others were not looked at");
    }
    #[test]
    fn a_program_gets_the_same_by_name() {
        let told = in_json(&check(&b"[{}]"[..], 1).expect("it is a feed"));
        let fault = json!({ "at": "[0].id", "id": null, "problem": "MISSING", "says": "is missing", "effect": "SERVICE_LEFT_OUT" });
        assert_eq!(told["faults"], json!([fault]));
        assert_eq!(
            (&told["services"], &told["left_out"], &told["more"]),
            (&json!(0), &json!(1), &json!(2))
        );
    }
}
