//! Golden bytes: what was ever stored is read today. `tests/golden/` holds one file per topic, one event a line, in
//! hexadecimal. Lines are added, never changed: each stands for bytes in somebody's journal.

use std::collections::BTreeSet;
use std::path::PathBuf;

use prost::Message;

use super::{
    Topical, access, agreement, allowance, break_glass, clocks, contact, eligibility, enquiry,
    episode, fallback, feedback, household, intervention, job, lead, need, offer, organisation,
    outcome, person, plan, presence, progress, protection, publication, publisher, referral, route,
    route_told, service, stage, supporter,
};

/// Holds a topic's samples against its golden file.
fn check<E>(topic: &str, samples: Vec<E>)
where
    E: Topical + std::fmt::Debug,
    E::Stored: Message + Default,
{
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let golden =
        std::fs::read_to_string(root.join(format!("tests/golden/{topic}.hex"))).unwrap_or_default();
    for (number, line) in (1..).zip(golden.lines()) {
        let bytes = unhex(line);
        let stored = E::Stored::decode(bytes.as_slice()).expect("golden bytes are protobuf");
        let event = E::from_stored(stored)
            .unwrap_or_else(|e| panic!("{topic}.hex, line {number} is not read: {e}"));
        assert_eq!(
            hex(&event.to_stored().encode_to_vec()),
            line,
            "{topic}.hex, line {number} is stored otherwise now"
        );
    }
    let known: BTreeSet<&str> = golden.lines().collect();
    let today: Vec<String> = samples.iter().map(|e| hex(&e.to_stored().encode_to_vec())).collect();
    let new: Vec<&str> =
        today.iter().map(String::as_str).filter(|line| !known.contains(line)).collect();
    if !new.is_empty() {
        let folder = root.join("target/golden");
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let with_new =
            golden.lines().chain(new).map(|line| format!("{line}\n")).collect::<String>();
        std::fs::write(folder.join(format!("{topic}.hex")), with_new)
            .expect("the target folder can be written");
        panic!(
            "tests/golden/{topic}.hex lacks events that can be stored: take it from target/golden/{topic}.hex"
        );
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(line: &str) -> Vec<u8> {
    let pairs = (0..line.len()).step_by(2).map(|i| u8::from_str_radix(&line[i..i + 2], 16));
    pairs.collect::<Result<_, _>>().expect("golden lines are hexadecimal")
}

/// Every event ever stored is read today.
mod every_event_ever_stored_is_read_today {
    use super::*;

    macro_rules! each {
        ($($topic:ident)+) => {$(
            #[test]
            fn $topic() {
                check(stringify!($topic), super::$topic::tests::samples());
            }
        )+};
    }
    each! {
        access agreement allowance break_glass clocks contact eligibility enquiry episode fallback feedback household intervention job lead need
        offer organisation outcome person plan presence progress protection publication publisher referral route route_told service stage supporter
    }
}
