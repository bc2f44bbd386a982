//! The program's own policies, each time with one thing changed that somebody might change by mistake.

use std::fs;
use std::path::PathBuf;

use anydoor_policy::Source;

/// Policies with one thing changed.
pub(crate) struct Mutant {
    /// What was changed.
    pub(crate) what: String,
    pub(crate) sources: Vec<Source>,
}

/// The files as they are.
pub(crate) fn originals() -> Vec<Source> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies");
    let read = |name: &str| Source {
        name: name.to_owned(),
        text: fs::read_to_string(folder.join(name)).expect("the file is in the repository"),
    };
    ["directory.cedar", "journeys.cedar", "looks.cedar", "rights.cedar"].map(read).into()
}

/// One for each thing that can be changed in a statement.
pub(crate) fn all() -> Vec<Mutant> {
    let originals = originals();
    let mut mutants = vec![];
    for (file, source) in originals.iter().enumerate() {
        for statement in statements(&source.text) {
            for (what, changed) in changes(statement) {
                let mut sources = originals.clone();
                sources[file].text = source.text.replacen(statement, &changed, 1);
                mutants.push(Mutant { what: format!("{what} in {}", id(statement)), sources });
            }
        }
    }
    mutants
}

/// From `@id` to the semicolon. No comment has either at the begin of a line, or at its end.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    let begins = text.match_indices("\n@id(").map(|(at, _)| at + 1);
    begins.map(|at| {
        let length = text[at..].find(";\n").expect("a statement ends in a semicolon") + 1;
        &text[at..at + length]
    })
}

fn id(statement: &str) -> &str {
    statement.split('"').nth(1).expect("a statement begins with its id")
}

fn changes(statement: &str) -> Vec<(String, String)> {
    let mut changes = vec![("nothing left".to_owned(), String::new())];
    for (word, other) in [
        ("permit (", "forbid ("),
        ("forbid (", "permit ("),
        ("containsAny", "containsAll"),
        ("&&", "||"),
        ("context.agreed", "!context.agreed"),
        ("context.protected", "!context.protected"),
        ("context.own", "!context.own"),
    ] {
        if statement.contains(word) {
            changes.push((format!("{other} for {word}"), statement.replacen(word, other, 1)));
        }
    }
    changes.extend(without_a_clause(statement));
    changes.extend(without_a_member(statement));
    changes.extend(for_any_principal(statement));
    changes
}

/// Without a `when` or `unless`, and with the one for the other.
fn without_a_clause(statement: &str) -> Vec<(String, String)> {
    let mut changes = vec![];
    for (word, other) in [("\nwhen {", "\nunless {"), ("\nunless {", "\nwhen {")] {
        for (at, _) in statement.match_indices(word) {
            let ends = [" }", "\n}"].iter().filter_map(|end| statement[at..].find(end));
            let end = at + ends.min().expect("a clause is closed") + 2;
            let clause = &statement[at..end];
            let without = format!("{}{}", &statement[..at], &statement[end..]);
            changes.push((format!("no {clause}"), without));
            let turned = format!("{}{other}{}", &statement[..at], &statement[at + word.len()..]);
            changes.push((format!("turned {clause}"), turned));
        }
    }
    changes
}

/// Without one member of a list of several.
fn without_a_member(statement: &str) -> Vec<(String, String)> {
    let mut changes = vec![];
    for (open, _) in statement.match_indices('[') {
        let close = open + statement[open..].find(']').expect("a list is closed");
        let members: Vec<&str> = statement[open + 1..close].split(',').collect();
        for gone in members.iter().filter(|_| members.len() > 1) {
            let left: Vec<&str> = members.iter().copied().filter(|member| member != gone).collect();
            let list = left.join(",");
            let changed = format!("{}[{list}{}", &statement[..open], &statement[close..]);
            changes.push((format!("no {}", gone.trim()), changed));
        }
    }
    changes
}

/// For everybody, where it is for one capacity.
fn for_any_principal(statement: &str) -> Option<(String, String)> {
    let at = statement.find("principal == ")?;
    let end = at + statement[at..].find(',')?;
    let changed = format!("{}principal{}", &statement[..at], &statement[end..]);
    Some(("any principal".to_owned(), changed))
}
