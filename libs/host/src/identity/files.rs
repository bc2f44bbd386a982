//! Files that may change while we run. What was read from them last stays in use when they cannot be read, and the log says
//! so once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::CertifiedKey;

use super::settings::Tls;
use crate::tls;

/// What was read from some files.
#[derive(Debug, Clone)]
pub(super) struct Piece<T> {
    pub(super) value: T,
    paths: Vec<PathBuf>,
    bytes: Vec<Vec<u8>>,
    /// Why the files cannot be read now; empty while they can.
    complaint: String,
}

impl<T> Piece<T> {
    /// Reads files for the first time.
    ///
    /// # Errors
    /// If one cannot be read, or means nothing.
    pub(super) fn read(
        paths: Vec<PathBuf>,
        parse: impl FnOnce(&[Vec<u8>]) -> anyhow::Result<T>,
    ) -> anyhow::Result<Self> {
        let bytes = paths.iter().map(|path| bytes_of(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let value = parse(&bytes).with_context(|| names(&paths))?;
        Ok(Self { value, paths, bytes, complaint: String::new() })
    }

    /// What stands for files that have not been read yet.
    pub(super) fn unread(value: T) -> Self {
        Self { value, paths: vec![], bytes: vec![], complaint: String::new() }
    }

    /// Reads them again, or others in their place. Whether anything else came of it; if they cannot be read, nothing did.
    pub(super) fn renew(
        &mut self,
        paths: Vec<PathBuf>,
        parse: impl FnOnce(&[Vec<u8>]) -> anyhow::Result<T>,
    ) -> bool {
        let (was, before) = (&self.paths, &self.bytes);
        let read = paths.iter().map(|path| bytes_of(path)).collect::<anyhow::Result<Vec<_>>>();
        let renewed = match read {
            Ok(bytes) if bytes == *before && paths == *was => {
                self.complaint.clear();
                return false;
            }
            Ok(bytes) => parse(&bytes).map(|value| (value, bytes)),
            Err(error) => Err(error),
        };
        match renewed {
            Ok((value, bytes)) => {
                *self = Self { value, paths, bytes, complaint: String::new() };
                true
            }
            Err(error) => {
                self.complain(&paths, &format!("{error:#}"));
                false
            }
        }
    }

    fn complain(&mut self, paths: &[PathBuf], error: &str) {
        if self.complaint != error {
            error.clone_into(&mut self.complaint);
            let files = names(paths);
            tracing::warn!(
                files,
                error,
                "cannot be used; what they held before goes on: mend or replace them"
            );
        }
    }
}

fn bytes_of(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}

fn names(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The server's certificate and key: from two files.
pub(super) fn own(files: &[Vec<u8>]) -> anyhow::Result<Arc<CertifiedKey>> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&files[0]).collect::<Result<_, _>>()?;
    anyhow::ensure!(!chain.is_empty(), "there is no certificate");
    let key = PrivateKeyDer::from_pem_slice(&files[1])?;
    Ok(Arc::new(CertifiedKey::from_der(chain, key, &tls::provider())?))
}

pub(super) fn own_paths(folder: &Path, tls: &Tls) -> Vec<PathBuf> {
    vec![folder.join(&tls.certificate), folder.join(&tls.key)]
}

/// What checks partners: from so many files of authorities, and then those of what is revoked.
pub(super) fn partners(
    files: &[Vec<u8>],
    authorities: usize,
) -> anyhow::Result<Arc<dyn ClientCertVerifier>> {
    let (authorities, revoked) = files.split_at(authorities);
    let authorities = authorities.iter().flat_map(|file| CertificateDer::pem_slice_iter(file));
    let revoked = revoked.iter().flat_map(|f| CertificateRevocationListDer::pem_slice_iter(f));
    tls::verifier(authorities.collect::<Result<_, _>>()?, revoked.collect::<Result<_, _>>()?)
}

pub(super) fn partners_paths(folder: &Path, tls: &Tls) -> Vec<PathBuf> {
    tls.client_ca.iter().chain(&tls.crls).map(|path| folder.join(path)).collect()
}
