//! Where an issuer's keys are, in all the moods that such places have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it does when it is asked.
#[derive(Clone)]
pub(crate) enum Mood {
    Answers(String),
    Fails,
    NeverAnswers,
    NeverEnds,
}

/// A place to ask for keys.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    mood: Arc<Mutex<Mood>>,
    asked: Arc<AtomicUsize>,
}

impl Endpoint {
    pub(crate) async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/keys", listener.local_addr().expect("its address"));
        let this = Self { url, mood: Arc::new(Mutex::new(mood)), asked: Arc::default() };
        let serving = this.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                serving.asked.fetch_add(1, Ordering::SeqCst);
                let mood = serving.mood.lock().expect("no panics").clone();
                tokio::spawn(async move { answer(stream, mood).await });
            }
        });
        this
    }

    pub(crate) fn turns(&self, mood: Mood) {
        *self.mood.lock().expect("no panics") = mood;
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, mood: Mood) {
    _ = stream.read(&mut [0; 1024]).await;
    let (status, body) = match mood {
        Mood::Answers(body) => ("200 OK", body),
        Mood::Fails => ("503 Service Unavailable", String::new()),
        Mood::NeverAnswers => std::future::pending().await,
        Mood::NeverEnds => {
            _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b' '; 4096]).await.is_ok() {}
            return;
        }
    };
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
    _ = stream.write_all(answer.as_bytes()).await;
}
