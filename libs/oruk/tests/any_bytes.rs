//! Whatever bytes come, a feed is read or refused: nothing panics, and what is said stays small.

mod support;

use anydoor_oruk::{PATH_CHARS_MAX, Path, RECORD_BYTES_MAX, Splitter, read};
use proptest::prelude::*;
use proptest::sample::Index;
use support::*;

/// The whole feed, cut somewhere, with some bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let flips = proptest::collection::vec((any::<Index>(), 1..=255_u8), 0..6);
    (any::<Index>(), flips, any::<bool>()).prop_map(|(cut, flips, whole)| {
        let end = if whole { WHOLE.len() } else { cut.index(WHOLE.len()) };
        let mut bytes = WHOLE[..end].to_vec();
        for (place, flip) in flips.iter().filter(|_| end > 0) {
            bytes[place.index(end)] ^= flip;
        }
        bytes
    })
}

/// Bytes that mean something to JSON, in any order.
fn json_like() -> impl Strategy<Value = Vec<u8>> {
    let parts = [
        "[",
        "]",
        "{",
        "}",
        "\"",
        "\\",
        ",",
        ":",
        " ",
        "\n",
        "1",
        "null",
        "\"contents\":",
        "\"id\":",
        "\u{feff}",
        "é",
    ];
    let part = proptest::sample::select(parts.to_vec()).prop_map(|part| part.as_bytes().to_vec());
    let any = proptest::collection::vec(any::<u8>(), 0..3);
    proptest::collection::vec(prop_oneof![9 => part, 1 => any], 0..60)
        .prop_map(|parts| parts.concat())
}

fn is_read_or_refused(bytes: &[u8]) {
    if let Ok(seen) = try_to_see(bytes) {
        for fault in &seen.faults {
            assert!(fault.at.to_string().chars().count() <= PATH_CHARS_MAX, "{fault}");
        }
        for service in &seen.services {
            let again = read(&service.json, Path::default());
            assert_eq!((again.service.as_ref(), again.faults), (Some(service), vec![]));
        }
    }
    let mut splitter = Splitter::new(bytes);
    while let Ok(Some(_)) = splitter.next() {}
    assert!(splitter.held_max() <= 2 * RECORD_BYTES_MAX);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_cut_of_a_feed_is_read_or_refused_without_a_panic(bytes in damaged()) {
        is_read_or_refused(&bytes);
    }
    #[test]
    fn whatever_looks_like_json_is_read_or_refused_without_a_panic(bytes in json_like()) {
        is_read_or_refused(&bytes);
    }
    #[test]
    fn any_record_is_read_or_refused_without_a_panic(bytes in json_like()) {
        let found = read(&bytes, Path::default());
        prop_assert!(found.service.is_some() || !found.faults.is_empty());
    }
    /// A feed that was cut says so, and what came before the cut is read as it was.
    #[test]
    fn what_came_before_a_cut_is_read_as_it_was(cut in any::<Index>()) {
        let whole = see(WHOLE);
        if let Ok(seen) = try_to_see(&WHOLE[..cut.index(WHOLE.trim_ascii_end().len())]) {
            prop_assert_eq!(seen.told().last().expect("it says so").1, "CUT_OFF");
            prop_assert_eq!(&seen.services[..], &whole.services[..seen.services.len()]);
        }
    }
}
