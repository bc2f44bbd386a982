//! The master key: 32 random bytes in a file that only its owner may read. Whoever has it and the cells can read
//! everything; without it nothing can be read again, so it is the first thing to back up.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::VaultError;
use crate::secret::Secret;

/// The key that all others are wrapped under or derived from. Wiped when dropped; its `Debug` prints nothing.
pub struct MasterKey(pub(crate) Secret);

impl MasterKey {
    /// Reads the key from its file, where people may be sealed under it already.
    ///
    /// # Errors
    /// If there is none ([`VaultError::KeyFileMissing`]), or it cannot be read, is open to others than its owner, or is no
    /// master key.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        match File::open(path) {
            Ok(file) => Self::read(file, path),
            Err(source) if source.kind() == ErrorKind::NotFound => {
                Err(VaultError::KeyFileMissing { path: path.to_owned(), source })
            }
            Err(source) => Err(VaultError::KeyFile { path: path.to_owned(), source }),
        }
    }

    /// Reads the key from its file, or makes both: only for where nobody is sealed yet. Of several processes that make it
    /// at once, all get the same key.
    ///
    /// # Errors
    /// As [`Self::open`]; or if the file cannot be made.
    pub fn open_or_create(path: &Path) -> Result<Self, VaultError> {
        match Self::open(path) {
            Err(VaultError::KeyFileMissing { .. }) => {
                let failed = |source| VaultError::KeyFile { path: path.to_owned(), source };
                create(path, &Secret::random()?).map_err(failed)?;
                Self::open(path)
            }
            opened => opened,
        }
    }

    /// The key with these bytes, for one that is kept elsewhere than in a file.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    fn read(mut file: File, path: &Path) -> Result<Self, VaultError> {
        let failed = |source| VaultError::KeyFile { path: path.to_owned(), source };
        let about = file.metadata().map_err(failed)?;
        let mode = about.permissions().mode() & 0o777;
        if !about.is_file() || about.len() != 32 {
            return Err(VaultError::NotAKeyFile { path: path.to_owned(), bytes: about.len() });
        }
        if mode & 0o077 != 0 {
            return Err(VaultError::KeyFileExposed { path: path.to_owned(), mode });
        }
        let mut key = Secret::new([0; 32]);
        file.read_exact(key.bytes_mut()).map_err(failed)?;
        Ok(Self(key))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

/// Makes the file, whole and durable, unless somebody else has: it is written under another name first, so that nobody
/// ever reads half a key.
fn create(path: &Path, key: &Secret) -> io::Result<()> {
    let draft = draft_beside(path)?;
    let linked = write_new(&draft, key).and_then(|()| std::fs::hard_link(&draft, path));
    let removed = std::fs::remove_file(&draft);
    match linked {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
        linked => linked.and(removed)?,
    }
    File::open(directory_of(path))?.sync_all()
}

fn write_new(path: &Path, key: &Secret) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.bytes())?;
    file.sync_all()
}

fn draft_beside(path: &Path) -> io::Result<PathBuf> {
    let mut name = path.file_name().map(OsString::from).ok_or(ErrorKind::InvalidInput)?;
    name.push(format!(".{:016x}.draft", getrandom::u64()?));
    Ok(path.with_file_name(name))
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Barrier;

    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("master.key");
        (dir, path)
    }

    fn write(path: &Path, bytes: &[u8], mode: u32) {
        fs::write(path, bytes).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_new_key_is_random_and_for_its_owner_alone() {
        let (_dir, path) = place();
        let (_other_dir, other_path) = place();
        let key = MasterKey::open_or_create(&path).unwrap();
        let other = MasterKey::open_or_create(&other_path).unwrap();
        assert_ne!(key.0.bytes(), other.0.bytes());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_second_opening_gives_the_first_key_and_leaves_no_draft() {
        let (dir, path) = place();
        let first = MasterKey::open_or_create(&path).unwrap();
        let second = MasterKey::open_or_create(&path).unwrap();
        assert_eq!(first.0.bytes(), second.0.bytes());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn opening_never_makes_a_key() {
        let (dir, path) = place();
        let refused = MasterKey::open(&path).unwrap_err();
        assert!(matches!(refused, VaultError::KeyFileMissing { .. }), "{refused:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let made = MasterKey::open_or_create(&path).unwrap();
        assert_eq!(MasterKey::open(&path).unwrap().0.bytes(), made.0.bytes());
    }

    #[test]
    fn all_who_make_it_at_once_get_the_same_key() {
        let (dir, path) = place();
        let start = Barrier::new(8);
        let keys: Vec<MasterKey> = std::thread::scope(|scope| {
            let open = || {
                start.wait();
                MasterKey::open_or_create(&path).unwrap()
            };
            let opening: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            opening.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| key.0.bytes() == keys[0].0.bytes()));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn losing_the_race_to_make_it_leaves_the_winners_key() {
        let (dir, path) = place();
        write(&path, &[1; 32], 0o600);
        create(&path, &Secret::new([2; 32])).unwrap();
        assert_eq!(fs::read(&path).unwrap(), [1; 32]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_open_to_others_is_refused() {
        for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o601] {
            let (_dir, path) = place();
            write(&path, &[1; 32], mode);
            let refused = MasterKey::open_or_create(&path).unwrap_err();
            assert!(matches!(refused, VaultError::KeyFileExposed { mode: m, .. } if m == mode));
        }
    }

    #[test]
    fn a_file_of_another_length_is_refused_and_left_alone() {
        for bytes in [0, 31, 33] {
            let (_dir, path) = place();
            write(&path, &vec![1; bytes], 0o600);
            let refused = MasterKey::open_or_create(&path).unwrap_err();
            assert!(
                matches!(refused, VaultError::NotAKeyFile { bytes: b, .. } if b == bytes as u64)
            );
            assert_eq!(fs::read(&path).unwrap(), vec![1; bytes]);
        }
    }

    #[test]
    fn a_directory_is_no_key_and_a_missing_one_cannot_hold_it() {
        let (dir, path) = place();
        let refused = MasterKey::open_or_create(dir.path()).unwrap_err();
        assert!(matches!(refused, VaultError::NotAKeyFile { .. }));
        let refused = MasterKey::open_or_create(&path.join("below")).unwrap_err();
        assert!(matches!(refused, VaultError::KeyFile { .. }));
    }
}
