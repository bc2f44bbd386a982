//! The contract, on SQLite in memory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::sync::Arc;

use anydoor_journal::contract::{self, Backend, Deafening, Losing};
use anydoor_journal::sqlite::{Place, SqliteOptions};
use anydoor_journal::{Cells, Journal, SqliteCells, SqliteJournal};
use async_trait::async_trait;

struct Memory;

#[async_trait]
impl Backend for Memory {
    async fn empty(&self) -> Arc<dyn Journal> {
        Arc::new(SqliteJournal::in_memory().unwrap())
    }
    async fn with_room(&self, bytes: u64) -> Arc<dyn Journal> {
        let options = SqliteOptions { max_bytes: Some(bytes) };
        Arc::new(SqliteJournal::open_with(&Place::Memory, options).unwrap())
    }
    async fn losing(&self) -> Losing {
        Deafening::around(self.empty().await)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_in_memory_keeps_the_contract() {
    writeln!(std::io::stdout(), "journal backend: SQLite in memory").unwrap();
    contract::run(&Memory).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_in_memory_keep_the_contract() {
    contract::cells(async || Arc::new(SqliteCells::in_memory().unwrap()) as Arc<dyn Cells>).await;
}
