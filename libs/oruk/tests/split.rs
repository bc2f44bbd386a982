//! A feed is taken apart in each of its forms, whatever stands around the records, in no more memory than one record takes.

mod support;

use std::io::{BufRead, BufReader, Read};

use anydoor_oruk::{Found, PageFacts, RECORD_BYTES_MAX, SplitError, Splitter};
use serde_json::json;
use support::*;

fn lines() -> Vec<u8> {
    records().iter().map(|record| format!("{record}\n")).collect::<String>().into_bytes()
}

fn list() -> Vec<u8> {
    json!(records()).to_string().into_bytes()
}

/// Each record's place, and its bytes or why it was passed over; and how it ended.
fn split(reader: impl BufRead) -> (Vec<(String, String)>, Result<PageFacts, SplitError>) {
    let mut splitter = Splitter::new(reader);
    let mut found = vec![];
    loop {
        match splitter.next() {
            Ok(None) => return (found, Ok(splitter.page())),
            Err(error) => return (found, Err(error)),
            Ok(Some(Found::Record { at, bytes })) => {
                found.push((at.to_string(), String::from_utf8_lossy(&bytes).into_owned()));
            }
            Ok(Some(Found::Fault(f))) => found.push((f.at.to_string(), f.problem.code().into())),
        }
    }
}

#[test]
fn a_list_a_page_and_lines_read_the_same() {
    let page = see(WHOLE);
    assert_eq!(page.services.len(), 12);
    assert_eq!(see(list()), page);
    assert_eq!(see(lines()), page);
}
#[test]
fn how_the_bytes_arrive_does_not_matter() {
    for feed in [WHOLE.to_vec(), list(), lines()] {
        let whole = see(&feed);
        for capacity in [1, 2, 7, 64] {
            let reader = BufReader::with_capacity(capacity, &feed[..]);
            assert_eq!(try_to_see(reader).expect("it is a feed"), whole, "{capacity} at a time");
        }
    }
}
#[test]
fn one_service_alone_is_a_feed_of_one_however_it_is_laid_out() {
    let service = &records()[0];
    assert_eq!(see(serde_json::to_vec_pretty(service).unwrap()).services.len(), 1);
    assert_eq!(see(format!("\u{feff}\r\n {service} ")).services.len(), 1);
}
#[test]
fn what_a_page_says_of_itself_may_stand_before_or_after_its_list() {
    let before = r#"{"total_pages": 9, "page_number": 2, "total_items": 81, "last_page": false, "contents": [{}]}"#;
    let after = r#"{"contents": [{}], "total_items": 81, "last_page": false, "page_number": 2, "total_pages": 9}"#;
    for page in [before, after] {
        let (found, end) = split(page.as_bytes());
        assert_eq!(found, [("contents[0]".into(), "{}".into())]);
        let (total_pages, page_number, total_items) = (Some(9), Some(2), Some(81));
        let facts = PageFacts { total_pages, page_number, total_items, last_page: Some(false) };
        assert_eq!(end.expect("it ends well"), facts);
    }
}
#[test]
fn a_page_that_says_too_much_of_itself_is_read_and_not_believed() {
    let page =
        format!(r#"{{"total_pages": 9, "note": "{}", "contents": [{{}}]}}"#, "x".repeat(300_000));
    let (found, end) = split(page.as_bytes());
    assert_eq!((found.len(), end.expect("it ends well")), (1, PageFacts::default()));
}
#[test]
fn only_contents_of_the_page_itself_are_its_records() {
    for record in [
        r#"{"deeper": {"contents": [1]}}"#,
        r#"{"a\"contents": [1]}"#,
        r#"{"a,\"contents": [1]}"#,
        r#"{"is": "\"contents\":", "list": [1]}"#,
        r#"{"contents": {"not": ["a list"]}}"#,
    ] {
        let (found, _) = split(record.as_bytes());
        assert_eq!(found, [("[0]".to_owned(), record.to_owned())]);
    }
}
#[test]
fn whatever_stands_in_a_list_is_a_record() {
    let (found, end) = split(&br#"[ 1, "a, ]" ,null,[2],{"a":"}"} ]"#[..]);
    let bytes: Vec<_> = found.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(bytes, ["1", r#""a, ]""#, "null", "[2]", r#"{"a":"}"}"#]);
    assert!(end.is_ok());
}
#[test]
fn what_is_no_feed_is_refused_at_its_first_byte() {
    for (text, at) in
        [("", 0), ("  \n", 3), ("<html>", 0), ("\u{1f}\u{8b}", 0), ("\"a\"", 0), (" x", 1)]
    {
        let (found, end) = split(text.as_bytes());
        assert!(matches!(end, Err(SplitError::NotAFeed { byte }) if byte == at), "{text}: {end:?}");
        assert!(found.is_empty());
    }
    let utf16 = [0xFF, 0xFE, b'[', 0, b']', 0];
    assert!(matches!(split(&utf16[..]).1, Err(SplitError::NotAFeed { byte: 0 })));
}
#[test]
fn what_stands_between_records_and_should_not_is_named_by_its_byte() {
    for (text, at) in [
        ("[1 2]", 3),
        ("[1,]", 3),
        ("[,1]", 1),
        ("[1]]", 3),
        ("{} 1", 3),
        (r#"{"contents":[]}{}"#, 15),
    ] {
        let (_, end) = split(text.as_bytes());
        assert!(matches!(end, Err(SplitError::Broken { byte }) if byte == at), "{text}: {end:?}");
    }
}
#[test]
fn a_feed_that_is_cut_off_says_at_which_byte() {
    for feed in [
        &WHOLE[..WHOLE.len() / 2],
        b"[",
        b"[{",
        b"[1",
        b"[1,",
        br#"{"a": ""#,
        br#"{"contents": []"#,
    ] {
        let (_, end) = split(feed);
        let cut = matches!(end, Err(SplitError::CutOff { byte }) if byte == feed.len() as u64);
        assert!(cut, "{end:?}");
    }
}
#[test]
fn ten_thousand_nested_brackets_are_too_deep_and_the_next_service_is_read() {
    let deep = format!("[{}{}, {}]", "[".repeat(10_000), "]".repeat(10_000), service(json!({})));
    let seen = see(&deep);
    assert_eq!(seen.services.len(), 1);
    assert_eq!(seen.told()[0].1, "TOO_DEEP");
    let alone = format!("{{\"a\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(split(alone.as_bytes()).0, [("[0]".into(), "TOO_DEEP".into())]);
}
#[test]
fn a_record_may_have_just_as_many_bytes_as_are_held() {
    let text = |bytes: usize| format!("[\"{}\"]", "x".repeat(bytes - 2));
    let (found, _) = split(text(RECORD_BYTES_MAX).as_bytes());
    assert_eq!(found[0].1.len(), RECORD_BYTES_MAX);
    let (found, _) = split(text(RECORD_BYTES_MAX + 1).as_bytes());
    assert_eq!(found[0].1, "TOO_LARGE");
}

/// A feed that is made up while it is read: one service whose description is this long, and one that is fine.
fn long(bytes: u64) -> impl BufRead {
    let before = format!(r#"{{"contents": [{{"id": "{ID}", "description": ""#);
    let after = format!(r#""}}, {}]}}"#, service(json!({})));
    let before = std::io::Cursor::new(before.into_bytes());
    BufReader::new(
        before
            .chain(std::io::repeat(b'x').take(bytes))
            .chain(std::io::Cursor::new(after.into_bytes())),
    )
}

#[test]
fn fifty_megabytes_of_text_cost_no_more_memory_than_a_record() {
    let mut splitter = Splitter::new(long(50_000_000));
    let Ok(Some(Found::Fault(fault))) = splitter.next() else { panic!("it is too large") };
    assert!(fault.to_string().starts_with("contents[0]: is 500000"), "{fault}");
    let Ok(Some(Found::Record { bytes, .. })) = splitter.next() else { panic!("the next is fine") };
    assert!(bytes.len() < 200);
    assert!(
        splitter.held_max() <= RECORD_BYTES_MAX + 4096,
        "{} bytes were held",
        splitter.held_max()
    );
}
