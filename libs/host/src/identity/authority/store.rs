//! Files that are whole or not there, and secrets that only their owner can read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::tls::validity;

/// What everybody of this machine may read, and only the owner write.
const OPEN: u32 = 0o644;
/// What only the owner may read or write.
const SECRET: u32 = 0o600;
/// A folder that only its owner may enter.
const OWN: u32 = 0o700;

/// How long a line of PEM is.
const LINE: usize = 64;

/// Text (RFC 7468) that stands for these bytes.
pub(super) fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut lines = vec![format!("-----BEGIN {label}-----")];
    lines.extend(text.as_bytes().chunks(LINE).map(|l| String::from_utf8_lossy(l).into_owned()));
    lines.push(format!("-----END {label}-----\n"));
    lines.join("\n")
}

/// Makes a folder, and those above it.
pub(super) fn make_folder(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(OWN).create(path);
    made.with_context(|| format!("making the folder {}", path.display()))
}

/// Nobody else changes anything in the folder until this is dropped.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    make_folder(folder)?;
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).append(true).mode(SECRET).open(&path);
    let file = file.with_context(|| path.display().to_string())?;
    file.lock().with_context(|| path.display().to_string())?;
    Ok(file)
}

/// Writes a file that everybody may read.
pub(super) fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    replace(path, text, OPEN).with_context(|| format!("writing {}", path.display()))
}

/// Writes a file that only its owner may read.
pub(super) fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    replace(path, text, SECRET).with_context(|| format!("writing {}", path.display()))
}

/// Adds to a file.
pub(super) fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let before = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    write(path, &(before + text))
}

/// The private key in a file, in DER.
pub(super) fn read_secret(path: &Path) -> anyhow::Result<Vec<u8>> {
    let key = PrivateKeyDer::from_pem_file(path).with_context(|| path.display().to_string())?;
    Ok(key.secret_der().to_vec())
}

/// When the certificate in a file stops being valid.
pub(super) fn not_after(path: &Path) -> Option<Timestamp> {
    validity::not_after(&CertificateDer::from_pem_file(path).ok()?)
}

/// Written beside it first, so that nobody ever reads half a file.
fn replace(path: &Path, text: &str, mode: u32) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".draft");
    let draft = path.with_file_name(name);
    _ = std::fs::remove_file(&draft); // Of somebody who was interrupted, perhaps with another mode.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
