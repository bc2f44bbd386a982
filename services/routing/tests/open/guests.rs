//! Readers who are slow, silent, many or up to something: they cost themselves an answer, and others nothing.

use std::time::Duration;

use host::public::PublicLimits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::reader::*;
use crate::site::site;

/// So long that nothing here takes it, unless it waits for ever.
const ENOUGH: Duration = Duration::from_secs(20);

/// As the real ones, and so short that a test can wait for them.
fn limits() -> PublicLimits {
    PublicLimits { head_max: Duration::from_millis(200), connections_max: 2, ..Default::default() }
}

impl Open {
    async fn connects(&self) -> TcpStream {
        let address = self.base.strip_prefix("http://").expect("an address");
        TcpStream::connect(address).await.expect("somebody listens")
    }
    /// What comes back for these bytes until the connection ends.
    async fn hears(&self, bytes: &[u8]) -> String {
        let mut stream = self.connects().await;
        stream.write_all(bytes).await.expect("they are sent");
        ends(&mut stream).await
    }
}

async fn ends(stream: &mut TcpStream) -> String {
    let mut heard = vec![];
    let read = timeout(ENOUGH, stream.read_to_end(&mut heard)).await.expect("it ends");
    drop(read); // A reset is an end, too.
    String::from_utf8_lossy(&heard).into_owned()
}

fn get(path: &str, header: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: open.example\r\nconnection: close\r\n{header}\r\n").into()
}

#[tokio::test]
async fn whoever_is_silent_or_slow_loses_the_connection_and_gives_up_the_place() {
    let site = site().await.with_feeds().await;
    let open = site.opens_with(limits()).await;
    let mut silent = open.connects().await;
    let mut slow = open.connects().await;
    slow.write_all(b"GET /services HT").await.expect("that much is sent");
    let third = timeout(ENOUGH, open.says("/services")).await.expect("there is a place in the end");
    assert_eq!(third["total_items"], 24);
    assert!(!ends(&mut silent).await.contains("200 OK"));
    assert!(!ends(&mut slow).await.contains("200 OK"));
}

#[tokio::test]
async fn a_head_without_end_and_bytes_that_are_no_http_are_refused() {
    let site = site().await;
    let open = site.opens_with(limits()).await;
    let endless = format!("x-much: {}\r\n", "a".repeat(64 * 1024));
    assert!(!open.hears(&get("/services", &endless)).await.contains("200 OK"));
    for bytes in [&b"\x16\x03\x01\x00\xff"[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &[0; 4096]] {
        assert!(!open.hears(bytes).await.contains("200 OK"));
    }
    assert_eq!(open.says("/services").await["empty"], true, "it serves on");
}

#[tokio::test]
async fn nothing_can_be_changed_here() {
    let site = site().await.with_feeds().await;
    let open = site.opens_with(limits()).await;
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        let request = String::from_utf8(get("/services", "content-length: 0\r\n")).expect("ASCII");
        let heard = open.hears(request.replacen("GET", method, 1).as_bytes()).await;
        assert!(heard.starts_with("HTTP/1.1 405"), "{method}: {heard}");
    }
    let head = String::from_utf8(get("/services", "")).expect("ASCII").replacen("GET", "HEAD", 1);
    let heard = open.hears(head.as_bytes()).await;
    assert!(heard.starts_with("HTTP/1.1 200") && heard.ends_with("\r\n\r\n"), "{heard}");
}

#[tokio::test]
async fn whoever_has_the_answer_already_is_told_so() {
    let site = site().await.with_feeds().await;
    let open = site.opens().await;
    let heard = open.hears(&get("/services", "")).await;
    for header in ["access-control-allow-origin: *", "x-content-type-options: nosniff", "max-age"] {
        assert!(heard.contains(header), "{heard}");
    }
    let tag = heard.lines().find_map(|line| line.strip_prefix("etag: ")).expect("a tag");
    let again =
        open.hears(&get("/services", &format!("if-none-match: \"other\", {tag}\r\n"))).await;
    assert!(again.starts_with("HTTP/1.1 304") && again.ends_with("\r\n\r\n"), "{again}");
    let other = open.hears(&get("/taxonomies", &format!("if-none-match: {tag}\r\n"))).await;
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
}
