//! Asking the monitoring endpoint of a nats-server: plain HTTP, one question per connection.

use std::io::{Error, Result};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

/// The largest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;

/// What stands at a path, if the answer is 200 and reads so.
pub(crate) async fn json<T: serde::de::DeserializeOwned>(base: &str, path: &str) -> Result<T> {
    let answer = timeout(ANSWER_WAIT, get(base, path)).await??;
    let (head, body) = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .map(|end| (&answer[..end], &answer[end + 4..]))
        .ok_or_else(|| Error::other("the answer is not HTTP"))?;
    if head.split(|b| *b == b' ').nth(1).is_none_or(|status| status != b"200") {
        return Err(Error::other(String::from_utf8_lossy(body).trim().to_owned()));
    }
    serde_json::from_slice(body).map_err(Error::other)
}

async fn get(base: &str, path: &str) -> Result<Vec<u8>> {
    let host = base
        .strip_prefix("http://")
        .ok_or_else(|| Error::other("only http:// is understood, on loopback or behind a tunnel"))?
        .trim_end_matches('/');
    let mut connection = TcpStream::connect(host).await?;
    // HTTP/1.0: the answer ends with the connection, and is not in chunks.
    let question = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n");
    connection.write_all(question.as_bytes()).await?;
    let mut answer = vec![];
    connection.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(answer)
}
