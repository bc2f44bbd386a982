//! The folder of a view: one subfolder per build, and a line that says which is in use.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use journal::Epoch;

use crate::store::StoreError;

/// Names the build in use.
const CURRENT: &str = "CURRENT";

/// Where the builds of one view of one journal lie.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
    /// What a build must have been made from: schema and journal.
    made_from: String,
}

impl Folder {
    pub(crate) fn open(root: &Path, schema: u32, epoch: Epoch) -> Result<Self, StoreError> {
        std::fs::create_dir_all(root).map_err(|e| failed(root, &e))?;
        let made_from = format!("schema{schema}-journal{:016x}", u64::from_be_bytes(epoch));
        Ok(Self { root: root.to_owned(), made_from })
    }

    /// The build in use, if it was made by this code from this journal.
    pub(crate) fn current(&self) -> Option<PathBuf> {
        let name = std::fs::read_to_string(self.root.join(CURRENT)).ok()?;
        name.starts_with(&self.made_from)
            .then(|| self.root.join(name.trim()))
            .filter(|path| path.is_dir())
    }

    /// A name for a new build.
    pub(crate) fn new_build(&self) -> PathBuf {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.root.join(format!("{}-{}", self.made_from, since.as_micros()))
    }

    /// Takes a build into use. After a crash it is either this one or the one before.
    pub(crate) fn use_build(&self, build: &Path) -> Result<(), StoreError> {
        let name = build.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let next = self.root.join("CURRENT.next");
        std::fs::write(&next, name).map_err(|e| failed(&next, &e))?;
        std::fs::rename(&next, self.root.join(CURRENT)).map_err(|e| failed(&next, &e))
    }

    /// Removes every build but the one in use. One that is still open goes when its last reader does.
    pub(crate) fn tidy(&self, keep: &Path) {
        let Ok(entries) = std::fs::read_dir(&self.root) else { return };
        for path in entries.flatten().map(|e| e.path()).filter(|p| p.is_dir() && p != keep) {
            if let Err(error) = std::fs::remove_dir_all(&path) {
                tracing::warn!(%error, "an old build of the view could not be removed");
            }
        }
    }
}

fn failed(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError(format!("{}: {error}", path.display()))
}
