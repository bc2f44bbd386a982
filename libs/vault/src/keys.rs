//! Data keys: one per person and sensitivity, random, each in a cell of its own under the key-encryption key of its
//! epoch. Destroying the cell destroys the key.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{Code, PersonId, Sensitivity};
use journal::{Cells, Created};

use crate::VaultError;
use crate::cache::KeyCache;
use crate::secret::Secret;

/// The layout of a key's cell: this byte, the epoch (4 bytes, big-endian), then nonce, wrapped key and tag.
const FORMAT: u8 = 1;

/// The epoch whose key-encryption key new keys are wrapped under. Each cell names its own, so that keys of several
/// epochs can stand side by side while they are wrapped anew.
const EPOCH: u32 = 1;

/// Names one data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Whose {
    pub(crate) person: PersonId,
    pub(crate) sensitivity: Sensitivity,
}

impl Whose {
    /// The cell's name. It is also what the wrapped key is bound to, so that one person's key cannot stand in for
    /// another's.
    fn cell(self) -> String {
        format!("{}.{}", self.person, self.sensitivity.text())
    }
}

/// The data keys of everybody.
pub(crate) struct Keys {
    cells: Arc<dyn Cells>,
    /// What the key-encryption key of each epoch is derived from.
    root: Secret,
    /// The one of [`EPOCH`], which nearly every key is under.
    current: Secret,
    cache: KeyCache,
}

impl Keys {
    pub(crate) fn new(cells: Arc<dyn Cells>, root: Secret) -> Self {
        let current = wrapping(&root, EPOCH);
        Self { cells, root, current, cache: KeyCache::new() }
    }

    /// The key, if there is one.
    pub(crate) async fn existing(&self, whose: Whose) -> Result<Option<Arc<Secret>>, VaultError> {
        if let Some(key) = self.cache.get(whose) {
            return Ok(Some(key));
        }
        let reading = self.cache.reading();
        let name = whose.cell();
        let Some(cell) = self.cells.get(&name).await? else { return Ok(None) };
        let key = Arc::new(self.unwrap(&name, &cell)?);
        self.cache.keep(whose, &key, &reading);
        Ok(Some(key))
    }

    /// Many keys, those that are not remembered read in one step. `None` where there is none; a damaged one is missing.
    /// They are not remembered: whoever opens many values opens each once.
    pub(crate) async fn existing_of(
        &self,
        whose: HashSet<Whose>,
    ) -> Result<HashMap<Whose, Option<Arc<Secret>>>, VaultError> {
        let mut keys = HashMap::with_capacity(whose.len());
        let mut unread = vec![];
        for whose in whose {
            match self.cache.get(whose) {
                Some(key) => _ = keys.insert(whose, Some(key)),
                None => unread.push(whose),
            }
        }
        if unread.is_empty() {
            return Ok(keys);
        }
        let names: Vec<String> = unread.iter().map(|whose| whose.cell()).collect();
        let cells = self.cells.get_many(&names).await?;
        for ((whose, name), cell) in unread.into_iter().zip(&names).zip(cells) {
            match cell.map(|cell| self.unwrap(name, &cell)) {
                Some(Ok(key)) => _ = keys.insert(whose, Some(Arc::new(key))),
                Some(Err(_)) => {}
                None => _ = keys.insert(whose, None),
            }
        }
        Ok(keys)
    }

    /// The key, made now if there is none. Of many who make it at once, all get the first one's.
    pub(crate) async fn existing_or_new(&self, whose: Whose) -> Result<Arc<Secret>, VaultError> {
        if let Some(key) = self.existing(whose).await? {
            return Ok(key);
        }
        let reading = self.cache.reading();
        let (name, fresh) = (whose.cell(), Secret::random()?);
        let key = match self.cells.create(&name, &self.wrap(&name, &fresh)?).await? {
            Created::New => fresh,
            Created::Held(cell) => self.unwrap(&name, &cell)?,
        };
        let key = Arc::new(key);
        self.cache.keep(whose, &key, &reading);
        Ok(key)
    }

    /// Destroys the key, if there is one. Whether or not the store answers, this process forgets it.
    pub(crate) async fn destroy(&self, whose: Whose) -> Result<(), VaultError> {
        let destroyed = self.cells.destroy(&whose.cell()).await;
        self.cache.forget(whose);
        Ok(destroyed?)
    }

    fn wrap(&self, name: &str, key: &Secret) -> Result<Vec<u8>, VaultError> {
        let locked = self.current.lock(name.as_bytes(), key.bytes())?;
        Ok([&[FORMAT][..], &EPOCH.to_be_bytes(), &locked].concat())
    }

    fn unwrap(&self, name: &str, cell: &[u8]) -> Result<Secret, VaultError> {
        let opened = match cell {
            [FORMAT, a, b, c, d, locked @ ..] => match u32::from_be_bytes([*a, *b, *c, *d]) {
                EPOCH => self.current.open(name.as_bytes(), locked),
                epoch => wrapping(&self.root, epoch).open(name.as_bytes(), locked),
            },
            _ => None,
        };
        opened.and_then(|key| Secret::from_slice(&key)).ok_or(VaultError::Damaged)
    }
}

/// The key-encryption key of an epoch.
fn wrapping(root: &Secret, epoch: u32) -> Secret {
    root.derive("epoch", &epoch.to_be_bytes())
}
