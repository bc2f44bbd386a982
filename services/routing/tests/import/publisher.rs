//! A publisher in the web: a real server on loopback that answers as a test tells it to.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A document.
    Page(Value),
    /// An answer of this status, with these headers and this body.
    Other(&'static str, String, Vec<u8>),
    /// The first so many bytes of a document, and then the connection ends.
    Cut(Value, usize),
    /// A document, byte by byte, so slowly.
    Drip(Value, Duration),
    /// Nothing, for ever.
    Silence,
}

/// A publisher, until it is dropped.
pub(crate) struct Publisher {
    pub(crate) base: String,
    asked: Arc<AtomicUsize>,
    _serving: tokio_util::task::AbortOnDropHandle<()>,
}

impl Publisher {
    /// One that answers what is asked for like this: by path and query.
    pub(crate) async fn who(answers: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let base = format!("http://{}/oruk", listener.local_addr().expect("it is bound"));
        let (answers, asked) = (Arc::new(answers), Arc::new(AtomicUsize::new(0)));
        let count = asked.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, answers.clone(), count.clone()));
            }
        });
        Self { base, asked, _serving: tokio_util::task::AbortOnDropHandle::new(serving) }
    }

    /// How often somebody asked for something.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut stream: TcpStream,
    answers: Arc<impl Fn(&str) -> Answer>,
    asked: Arc<AtomicUsize>,
) {
    let mut head = vec![];
    loop {
        let mut byte = [0];
        if stream.read_exact(&mut byte).await.is_err() {
            return;
        }
        head.push(byte[0]);
        if !head.ends_with(b"\r\n\r\n") {
            continue;
        }
        asked.fetch_add(1, Ordering::SeqCst);
        let text = String::from_utf8_lossy(&std::mem::take(&mut head)).into_owned();
        let path = text.split_whitespace().nth(1).unwrap_or_default();
        let path = path.strip_prefix("/oruk").unwrap_or(path);
        if !answer(&mut stream, answers(path)).await {
            return;
        }
    }
}

/// Whether the connection goes on.
async fn answer(stream: &mut TcpStream, answer: Answer) -> bool {
    match answer {
        Answer::Page(page) => {
            stream.write_all(&whole("200 OK", "", page.to_string().as_bytes())).await.is_ok()
        }
        Answer::Other(status, headers, body) => {
            stream.write_all(&whole(status, &headers, &body)).await.is_ok()
        }
        Answer::Cut(page, bytes) => {
            let all = whole("200 OK", "", page.to_string().as_bytes());
            drop(stream.write_all(&all[..all.len().min(bytes)]).await);
            false
        }
        Answer::Drip(page, pause) => {
            for byte in whole("200 OK", "", page.to_string().as_bytes()) {
                if stream.write_all(&[byte]).await.is_err() {
                    return false;
                }
                tokio::time::sleep(pause).await;
            }
            true
        }
        Answer::Silence => std::future::pending().await,
    }
}

fn whole(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The id of one of a publisher's services.
pub(crate) fn id(nth: usize) -> String {
    uuid::Uuid::from_u128(0x1000 + nth as u128).to_string()
}

/// One of a publisher's services as a list has it.
pub(crate) fn entry(nth: usize) -> Value {
    json!({ "id": id(nth), "name": format!("Service {nth} (invented)"), "status": "active" })
}

/// And with all that belongs to it.
pub(crate) fn detail(nth: usize) -> Value {
    let organization =
        json!({ "id": id(900_000), "name": "Harbour Trust", "description": "Helps." });
    let mut detail = entry(nth);
    detail["organization"] = organization;
    detail
}

/// A page of these, out of so many.
pub(crate) fn page(number: usize, pages: usize, contents: &[Value]) -> Value {
    json!({
        "total_pages": pages, "page_number": number, "size": contents.len(),
        "last_page": number >= pages, "contents": contents,
    })
}

/// The number of the page that is asked for.
pub(crate) fn number(path: &str) -> usize {
    let query = path.split_once("?page=").map_or("", |(_, query)| query);
    query.split('&').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Answers a list in pages of ten, and each service by itself.
pub(crate) fn honest(services: usize) -> impl Fn(&str) -> Answer + Send + Sync + 'static {
    move |path| match path.strip_prefix("/services/") {
        Some(wanted) => {
            let found = (0..services).find(|nth| id(*nth) == wanted);
            found.map_or(not_found(), |nth| Answer::Page(detail(nth)))
        }
        None => {
            let (at, pages) = (number(path), services.div_ceil(10));
            let some: Vec<_> = ((at - 1) * 10..services.min(at * 10)).map(entry).collect();
            if at > pages { not_found() } else { Answer::Page(page(at, pages, &some)) }
        }
    }
}

pub(crate) fn not_found() -> Answer {
    Answer::Other("404 Not Found", String::new(), vec![])
}
