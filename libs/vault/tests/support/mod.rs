//! Cells in memory that tests can look into, break, and hold up.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use anydoor_vault::{MasterKey, Place, Unsealed, Vault};
use async_trait::async_trait;
use domain::{CommitId, PersonId, Pii, Sealed, Sensitivity};
use journal::{CellError, Cells, Created};
use tokio::sync::Barrier;

pub const ANNA: PersonId = PersonId::from_u128(0xA);
pub const BRUCE: PersonId = PersonId::from_u128(0xB);
pub const CALUM: PersonId = PersonId::from_u128(0xC);
pub const NAME: &[u8] = b"Test Person";

#[derive(Default)]
pub struct MemoryCells(Mutex<Held>);

#[derive(Default)]
struct Held {
    cells: BTreeMap<String, Vec<u8>>,
    unreachable: bool,
    gets: usize,
    meeting: Option<Arc<Barrier>>,
}

impl MemoryCells {
    pub fn new() -> Arc<Self> {
        Arc::default()
    }
    pub fn all(&self) -> BTreeMap<String, Vec<u8>> {
        self.lock().cells.clone()
    }
    pub fn names(&self) -> Vec<String> {
        self.all().into_keys().collect()
    }
    pub fn put(&self, name: &str, value: Vec<u8>) {
        self.lock().cells.insert(name.into(), value);
    }
    pub fn gets(&self) -> usize {
        self.lock().gets
    }
    pub fn set_unreachable(&self, unreachable: bool) {
        self.lock().unreachable = unreachable;
    }
    /// From now on a `get` looks, and answers what it saw only when all of the barrier's parties have come.
    pub fn meet(&self, at: Option<Arc<Barrier>>) {
        self.lock().meeting = at;
    }
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().expect("no test panics while it holds the cells")
    }
    fn held<T>(&self, act: impl FnOnce(&mut Held) -> T) -> Result<T, CellError> {
        let mut held = self.lock();
        if held.unreachable { Err(CellError("unplugged".into())) } else { Ok(act(&mut held)) }
    }
}

#[async_trait]
impl Cells for MemoryCells {
    async fn create(&self, name: &str, value: &[u8]) -> Result<Created, CellError> {
        self.held(|held| match held.cells.get(name) {
            Some(first) => Created::Held(first.clone()),
            None => {
                held.cells.insert(name.into(), value.into());
                Created::New
            }
        })
    }
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, CellError> {
        let (seen, meeting) = self.held(|held| {
            held.gets += 1;
            (held.cells.get(name).cloned(), held.meeting.clone())
        })?;
        if let Some(barrier) = meeting {
            barrier.wait().await;
        }
        Ok(seen)
    }
    async fn get_many(&self, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, CellError> {
        self.held(|held| {
            held.gets += 1;
            names.iter().map(|name| held.cells.get(name).cloned()).collect()
        })
    }
    async fn replace(&self, name: &str, old: &[u8], new: &[u8]) -> Result<bool, CellError> {
        self.held(|held| match held.cells.get_mut(name) {
            Some(value) if value == old => {
                *value = new.into();
                true
            }
            _ => false,
        })
    }
    async fn destroy(&self, name: &str) -> Result<(), CellError> {
        self.held(|held| {
            held.cells.remove(name);
        })
    }
    async fn is_empty(&self) -> Result<bool, CellError> {
        self.held(|held| held.cells.is_empty())
    }
}

/// Waits for something that a property test asks for.
pub fn block_on<T>(asked: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts").block_on(asked)
}

/// A vault, as one process of several over the same cells.
pub fn process(cells: &Arc<MemoryCells>) -> Vault {
    Vault::new(&MasterKey::from_bytes([7; 32]), Arc::clone(cells) as _, Arc::clone(cells) as _)
}

/// Two processes over the same cells.
pub fn two_processes() -> (Vault, Vault) {
    let cells = MemoryCells::new();
    (process(&cells), process(&cells))
}

pub fn name_of(person: PersonId) -> Place<'static> {
    Place { person, commit: CommitId::from_u128(1), field: "person.details" }
}

pub async fn sealed_name(vault: &Vault, person: PersonId) -> Sealed {
    vault.seal(&name_of(person), Sensitivity::Core, NAME).await.expect("sealing works")
}

pub fn open(plaintext: &[u8]) -> Unsealed {
    Unsealed::Open(Pii::new(plaintext.to_vec()))
}
