//! Writing the files: what is secret, for its owner only.

use std::fs::{self, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::ConfigError;

/// A folder that only its owner may look into.
pub(super) fn folder(path: &Path) -> Result<(), ConfigError> {
    let made = fs::create_dir_all(path);
    let closed = made.and_then(|()| fs::set_permissions(path, Permissions::from_mode(0o700)));
    closed.map_err(|source| failed(path, source))
}

/// A file that says nothing secret.
pub(super) fn public(path: &Path, text: &str) -> Result<(), ConfigError> {
    fs::write(path, text).map_err(|source| failed(path, source))
}

/// A file with a secret, which at no moment anybody else may read. One that is there is replaced.
pub(super) fn private(path: &Path, secret: &str) -> Result<(), ConfigError> {
    if let Some(parent) = path.parent() {
        folder(parent)?;
    }
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => return Err(failed(path, source)),
        _ => {}
    }
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let written = opened.and_then(|mut file| {
        file.write_all(secret.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|source| failed(path, source))
}

/// What a file holds, if it is there.
pub(super) fn existing(path: &Path) -> Result<Option<String>, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(source) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(failed(path, source)),
    }
}

pub(super) fn missing(path: &Path) -> ConfigError {
    failed(path, ErrorKind::NotFound.into())
}

fn failed(path: &Path, source: std::io::Error) -> ConfigError {
    ConfigError::File { path: path.to_owned(), source }
}
