//! What every store of cells must do.

use std::future::Future;
use std::sync::Arc;

use futures::future::join_all;

use crate::cells::{Cells, Created};

/// Runs every case on fresh cells.
///
/// # Panics
/// If the cells do not keep the contract; the message says where.
pub async fn run<F: Future<Output = Arc<dyn Cells>>>(make: impl Fn() -> F) {
    super::in_time("created_once", created_once(&*make().await)).await;
    super::in_time("many_at_once", many_at_once(&*make().await)).await;
    super::in_time("one_creator_wins", one_creator_wins(&make().await)).await;
    super::in_time("replaced_if_unchanged", replaced_if_unchanged(&*make().await)).await;
    super::in_time("one_replacer_wins", one_replacer_wins(&make().await)).await;
    super::in_time("destroyed_is_gone", destroyed_is_gone(&*make().await)).await;
    super::in_time("empty_until_created", empty_until_created(&*make().await)).await;
}

async fn created_once(cells: &dyn Cells) {
    assert_eq!(cells.get("claim.a-1_B").await.expect("it reads"), None);
    assert_eq!(cells.create("claim.a-1_B", b"ann").await.expect("it writes"), Created::New);
    let held = cells.create("claim.a-1_B", b"bob").await.expect("it writes");
    assert_eq!(held, Created::Held(b"ann".to_vec()));
    assert_eq!(cells.get("claim.a-1_B").await.expect("it reads"), Some(b"ann".to_vec()));
    assert_eq!(cells.create("claim.b", b"").await.expect("it writes"), Created::New);
    assert_eq!(cells.get("claim.b").await.expect("it reads"), Some(vec![]), "empty is a value");
}

async fn many_at_once(cells: &dyn Cells) {
    cells.create("a", b"ann").await.expect("it writes");
    cells.create("b", b"bob").await.expect("it writes");
    let names = ["b", "none", "a", "b"].map(String::from);
    let held = cells.get_many(&names).await.expect("it reads");
    assert_eq!(held, [Some(b"bob".to_vec()), None, Some(b"ann".to_vec()), Some(b"bob".to_vec())]);
    assert_eq!(cells.get_many(&[]).await.expect("it reads"), Vec::<Option<Vec<u8>>>::new());
}

async fn one_creator_wins(cells: &Arc<dyn Cells>) {
    let created = join_all((0..16_u8).map(|n| {
        let cells = cells.clone();
        async move { (n, cells.create("claim", &[n]).await.expect("it writes")) }
    }))
    .await;
    let winners: Vec<_> = created.iter().filter(|(_, c)| *c == Created::New).collect();
    assert_eq!(winners.len(), 1);
    let winner = winners[0].0;
    let held =
        |(n, created): &&(u8, Created)| *n == winner || *created == Created::Held(vec![winner]);
    assert_eq!(created.iter().filter(held).count(), 16, "everybody else is told who: {created:?}");
}

async fn replaced_if_unchanged(cells: &dyn Cells) {
    assert!(!cells.replace("key", b"", b"one").await.expect("it writes"), "nothing to replace");
    cells.create("key", b"one").await.expect("it writes");
    assert!(!cells.replace("key", b"zero", b"two").await.expect("it writes"));
    assert!(cells.replace("key", b"one", b"two").await.expect("it writes"));
    assert!(!cells.replace("key", b"one", b"three").await.expect("it writes"));
    assert_eq!(cells.get("key").await.expect("it reads"), Some(b"two".to_vec()));
}

async fn one_replacer_wins(cells: &Arc<dyn Cells>) {
    cells.create("key", b"old").await.expect("it writes");
    let replaced = join_all((0..16_u8).map(|n| {
        let cells = cells.clone();
        async move { cells.replace("key", b"old", &[n]).await.expect("it writes") }
    }))
    .await;
    assert_eq!(replaced.iter().filter(|done| **done).count(), 1);
}

async fn destroyed_is_gone(cells: &dyn Cells) {
    cells.create("key", b"secret").await.expect("it writes");
    cells.create("other", b"kept").await.expect("it writes");
    cells.destroy("key").await.expect("it writes");
    assert_eq!(cells.get("key").await.expect("it reads"), None);
    assert!(!cells.replace("key", b"secret", b"again").await.expect("it writes"));
    cells.destroy("key").await.expect("destroying twice is nothing special");
    assert_eq!(cells.get("other").await.expect("it reads"), Some(b"kept".to_vec()));
    assert_eq!(cells.create("key", b"new").await.expect("it writes"), Created::New);
    assert_eq!(cells.get("key").await.expect("it reads"), Some(b"new".to_vec()));
}

async fn empty_until_created(cells: &dyn Cells) {
    assert_eq!(cells.get("key").await.expect("it reads"), None);
    assert!(cells.is_empty().await.expect("it reads"), "asking for a cell makes none");
    cells.create("key", b"").await.expect("it writes");
    assert!(!cells.is_empty().await.expect("it reads"), "a cell without bytes is one");
    cells.create("other", b"kept").await.expect("it writes");
    cells.destroy("key").await.expect("it writes");
    assert!(!cells.is_empty().await.expect("it reads"), "one of two is left");
}
