//! Whom a server trusts, as the files of its identity folder say now. They are read again every few seconds, so that a
//! partner who is added, renewed or revoked needs no restart.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use quick_cache::sync::Cache;
use rustls::ServerConfig;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::CertifiedKey;
use tokio::sync::watch;

use super::files::{self, Piece};
use super::issuers::{AllKeys, Issuer};
use super::settings::{self, Settings};
use super::token::claims::Vouched;
use crate::{Clock, tls};

/// How often the files are read again.
pub const RELOAD_EVERY: Duration = Duration::from_secs(2);

/// How many tokens are remembered, so that their signatures need not be checked with each call.
const TOKENS_REMEMBERED_MAX: usize = 10_000;

/// Whom a server trusts. Clones of the `Arc` around it see the same.
pub struct Partners {
    folder: PathBuf,
    clock: Clock,
    pieces: Mutex<Pieces>,
    trust: watch::Sender<Arc<Trust>>,
    /// Counts whenever the keys at some issuer's address have changed.
    rolls: Arc<AtomicU64>,
    remembered: Cache<[u8; 32], Arc<Remembered>>,
}

/// What was read last, file by file.
struct Pieces {
    settings: Piece<Settings>,
    own: Piece<Arc<CertifiedKey>>,
    partners: Piece<Arc<dyn ClientCertVerifier>>,
    keys: AllKeys,
}

/// Whom to trust at one time: never half of the old and half of the new.
pub(crate) struct Trust {
    /// Counts the changes; the first is 1.
    pub(crate) generation: u64,
    pub(crate) settings: Settings,
    /// How connections are taken.
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) verifier: Arc<dyn ClientCertVerifier>,
    issuers: HashMap<String, Issuer>,
}

/// What came of a token the first time.
pub(crate) struct Remembered {
    pub(crate) moment: Moment,
    pub(crate) thumbprint: [u8; 32],
    /// When it expires, in seconds of the Unix epoch, our allowance for clocks included.
    pub(crate) until: i64,
    pub(crate) vouched: Vouched,
    pub(crate) issuer: Arc<str>,
}

/// What was believed when: as long as nothing has changed, what was found then still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    generation: u64,
    rolls: u64,
}

impl Partners {
    /// Reads an identity folder, which holds an `identity.toml`.
    ///
    /// # Errors
    /// If a file is missing or means nothing. An issuer's address that does not answer is no error.
    pub fn open(folder: impl Into<PathBuf>, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let (folder, rolls) = (folder.into(), Arc::new(AtomicU64::new(0)));
        let mut pieces = Pieces::read(&folder)
            .with_context(|| format!("reading the identity folder {}", folder.display()))?;
        pieces.keys.renew(&pieces.settings.value.issuers, &folder, &clock, &rolls);
        let trust = watch::Sender::new(Arc::new(pieces.trust(&clock, 1)?));
        let remembered = Cache::new(TOKENS_REMEMBERED_MAX);
        Ok(Arc::new(Self { folder, clock, pieces: Mutex::new(pieces), trust, rolls, remembered }))
    }

    /// Reads all files again. What cannot be read stays as it was, and the log says so. Whether anything has changed.
    pub fn reload(&self) -> bool {
        let mut pieces = self.pieces.lock().unwrap_or_else(PoisonError::into_inner);
        if !pieces.renew(&self.folder, &self.clock, &self.rolls) {
            return false;
        }
        match pieces.trust(&self.clock, self.trust().generation + 1) {
            Ok(trust) => {
                self.trust.send_replace(Arc::new(trust));
                tracing::info!(folder = %self.folder.display(), "whom we trust has changed");
                true
            }
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "whom we trust stays as it was");
                false
            }
        }
    }

    /// Keeps everything up to date; never returns.
    pub(crate) async fn keep(self: Arc<Self>) {
        loop {
            self.trust().issuers.values().for_each(Issuer::refresh_if_due);
            tokio::time::sleep(RELOAD_EVERY).await;
            let this = Arc::clone(&self);
            if let Err(error) = tokio::task::spawn_blocking(move || this.reload()).await {
                tracing::error!(%error, "reading the identity folder again");
            }
        }
    }

    pub(crate) fn trust(&self) -> Arc<Trust> {
        Arc::clone(&self.trust.borrow())
    }

    /// Tells when that has changed.
    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Trust>> {
        self.trust.subscribe()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Now. To be asked before what it is remembered with is looked at, so that a change in between makes that old.
    pub(crate) fn moment(&self) -> Moment {
        let rolls = self.rolls.load(Ordering::SeqCst);
        Moment { generation: self.trust().generation, rolls }
    }

    pub(crate) fn remembered(&self) -> &Cache<[u8; 32], Arc<Remembered>> {
        &self.remembered
    }
}

impl fmt::Debug for Partners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Partners({})", self.folder.display())
    }
}

impl Trust {
    pub(super) fn issuer(&self, iss: &str) -> Option<&Issuer> {
        self.issuers.get(iss)
    }
}

impl Pieces {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let settings = Piece::read(vec![folder.join(settings::FILE)], settings_in)?;
        let tls = &settings.value.tls;
        let authorities = tls.client_ca.len();
        let own = Piece::read(files::own_paths(folder, tls), files::own)?;
        let partners = Piece::read(files::partners_paths(folder, tls), |files| {
            files::partners(files, authorities)
        })?;
        Ok(Self { settings, own, partners, keys: AllKeys::default() })
    }

    fn renew(&mut self, folder: &Path, clock: &Clock, rolls: &Arc<AtomicU64>) -> bool {
        let mut changed = self.settings.renew(vec![folder.join(settings::FILE)], settings_in);
        let tls = &self.settings.value.tls;
        changed |= self.own.renew(files::own_paths(folder, tls), files::own);
        changed |= self.partners.renew(files::partners_paths(folder, tls), |files| {
            files::partners(files, tls.client_ca.len())
        });
        changed | self.keys.renew(&self.settings.value.issuers, folder, clock, rolls)
    }

    fn trust(&self, clock: &Clock, generation: u64) -> anyhow::Result<Trust> {
        let verifier = Arc::clone(&self.partners.value);
        let config = tls::server_config(&self.own.value, Arc::clone(&verifier), clock.clone())?;
        let issuers = self.keys.issuers(&self.settings.value.issuers);
        let settings = self.settings.value.clone();
        Ok(Trust { generation, settings, config, verifier, issuers })
    }
}

fn settings_in(files: &[Vec<u8>]) -> anyhow::Result<Settings> {
    Settings::parse(std::str::from_utf8(&files[0])?)
}
