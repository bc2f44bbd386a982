//! Somebody who reads the open directory, over a connection of their own.

use std::time::Duration;

use anydoor_routing::OpenDirectory;
use host::Shutdown;
use host::fetch::{Answer, FetchLimits, Reach, Session};
use host::public::PublicLimits;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::site::Site;
use crate::town::document;

pub(crate) const WHOLE: &[u8] = include_bytes!("../../../../libs/oruk/tests/feeds/whole.json");
pub(crate) const HARBOUR: &str = "file:///srv/harbour.json";
pub(crate) const BAY: &str = "file:///srv/bay.json";

/// An open directory that is served until this is dropped.
pub(crate) struct Open {
    pub(crate) base: String,
    shutdown: Shutdown,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

impl Site {
    pub(crate) async fn opens(&self) -> Open {
        self.opens_with(PublicLimits::default()).await
    }
    pub(crate) async fn opens_with(&self, limits: PublicLimits) -> Open {
        let (listener, shutdown) = (TcpListener::bind("127.0.0.1:0").await, Shutdown::new());
        let listener = listener.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let open = OpenDirectory::new(self.registry.clone());
        tokio::spawn(open.serve(listener, limits, shutdown.clone()));
        Open { base, shutdown }
    }
    /// Two publishers say the same twelve services, with the same ids.
    pub(crate) async fn with_feeds(self) -> Self {
        for base in [HARBOUR, BAY] {
            self.imports(base, document(WHOLE)).await.expect("is imported");
        }
        self
    }
}

impl Open {
    pub(crate) async fn answer(&self, path: &str) -> Answer {
        let whole = Duration::from_secs(10);
        let limits =
            FetchLimits { whole, quiet: whole, bytes_max: 16 << 20, reach: Reach::Anywhere };
        let host = self.base.parse().expect("an address");
        Session::new(host, None, limits).get(path).await.expect("an answer")
    }
    /// What it says, for sure.
    pub(crate) async fn says(&self, path: &str) -> Value {
        let answer = self.answer(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).expect("it is JSON")
    }
    /// Why it says nothing.
    pub(crate) async fn refuses(&self, path: &str) -> (u16, String) {
        let answer = self.answer(path).await;
        let why: Value = serde_json::from_slice(&answer.body).expect("it is JSON");
        (answer.status.as_u16(), why["error"].as_str().expect("a reason").to_owned())
    }
    /// The names of what is on a page, in order.
    pub(crate) async fn names(&self, path: &str) -> Vec<String> {
        let page = self.says(path).await;
        let contents = page["contents"].as_array().expect("a list").iter();
        let names = contents.map(|entry| entry["name"].as_str().expect("a name"));
        let mut names: Vec<_> = names.map(|name| name.replace(" (invented)", "")).collect();
        names.sort();
        names
    }
}
