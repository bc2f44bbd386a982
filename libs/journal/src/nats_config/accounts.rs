//! The accounts: one that holds the streams and in which nobody is a user, and one for each party.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::jetstream::permissions::{Answers, Grant, Party, STORE, grants, inbox};

/// All accounts, with the public key of each party.
pub(super) fn text(keys: &[(Party, String)]) -> String {
    let mut text = String::from(
        "# Who may do what. Written by `anydoor nats config`: change it there, and let the servers read it again\n\
         # (nats-server --signal reload). It holds public keys only.\naccounts {\n",
    );
    store(&mut text, keys);
    for (party, key) in keys {
        account(&mut text, *party, key);
    }
    text.push_str("}\n");
    text
}

/// The account with the streams: what it lets whom ask.
fn store(text: &mut String, keys: &[(Party, String)]) {
    let mut asked_by: BTreeMap<(String, Answers), Vec<String>> = BTreeMap::new();
    for (party, _) in keys {
        for Grant { stored, answers, .. } in grants(*party) {
            asked_by.entry((stored, answers)).or_default().push(party.account());
        }
    }
    line(text, 1, format_args!("{STORE} {{"));
    line(text, 2, format_args!("jetstream: enabled"));
    line(text, 2, format_args!("exports: ["));
    for ((subject, answers), accounts) in asked_by {
        let response = match answers {
            Answers::One => "singleton",
            Answers::Many => "stream",
        };
        let accounts = accounts.join(", ");
        line(
            text,
            3,
            format_args!(
                "{{ service: \"{subject}\", response: {response}, accounts: [{accounts}] }}"
            ),
        );
    }
    line(text, 2, format_args!("]"));
    line(text, 1, format_args!("}}"));
}

fn account(text: &mut String, party: Party, key: &str) {
    let grants = grants(party);
    line(text, 1, format_args!("{} {{", party.account()));
    line(text, 2, format_args!("users: [ {{"));
    line(text, 3, format_args!("nkey: {key}"));
    line(text, 3, format_args!("permissions: {{"));
    line(text, 4, format_args!("subscribe: [\"{}.>\"]", inbox(key)));
    line(text, 4, format_args!("publish: ["));
    for Grant { asked, .. } in &grants {
        line(text, 5, format_args!("\"{asked}\""));
    }
    line(text, 4, format_args!("]"));
    line(text, 3, format_args!("}}"));
    line(text, 2, format_args!("}} ]"));
    line(text, 2, format_args!("imports: ["));
    for Grant { stored, asked, .. } in &grants {
        let service = format!("service: {{ account: {STORE}, subject: \"{stored}\" }}");
        match stored == asked {
            true => line(text, 3, format_args!("{{ {service} }}")),
            false => line(text, 3, format_args!("{{ {service}, to: \"{asked}\" }}")),
        }
    }
    line(text, 2, format_args!("]"));
    line(text, 1, format_args!("}}"));
}

fn line(text: &mut String, depth: usize, what: std::fmt::Arguments<'_>) {
    writeln!(text, "{:depth$}{what}", "", depth = 2 * depth).expect("a string takes everything");
}
