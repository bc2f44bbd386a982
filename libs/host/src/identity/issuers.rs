//! Who answers for workers, and with which keys: each issuer's from a file, or from its address.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use domain::{OrgId, Role};

use super::files::Piece;
use super::settings::{self, Jwks};
use super::token::fetch::Fetch;
use super::token::jwt::Jwt;
use super::token::{Algorithm, Claims, KeySet, Refusal, Remote};
use crate::Clock;

/// Every issuer's keys, by `iss`.
#[derive(Default)]
pub(super) struct AllKeys(HashMap<String, Keys>);

enum Keys {
    File(Piece<Arc<KeySet>>),
    Url(Arc<Remote>),
}

impl AllKeys {
    /// Reads key files again, and forgets issuers that are no longer named. Whether anything else came of it. One whose
    /// file cannot be read has the keys that it had: none, if it is new.
    pub(super) fn renew(
        &mut self,
        issuers: &[settings::Issuer],
        folder: &Path,
        clock: &Clock,
        rolls: &Arc<AtomicU64>,
    ) -> bool {
        let (mut before, mut changed) = (std::mem::take(&mut self.0), false);
        for issuer in issuers {
            let keys = match (issuer.keys(folder), before.remove(&issuer.iss)) {
                (Jwks::File(path), was) => {
                    let mut piece = match was {
                        Some(Keys::File(piece)) => piece,
                        Some(Keys::Url(_)) | None => Piece::unread(Arc::default()),
                    };
                    changed |= piece.renew(vec![path], keys_in);
                    Keys::File(piece)
                }
                (Jwks::Url(url), was) => {
                    let authorities = issuer.jwks_ca.as_ref().map(|path| folder.join(path));
                    let fetch = Fetch { url, authorities };
                    match was {
                        Some(Keys::Url(remote)) if remote.is_from(&fetch) => Keys::Url(remote),
                        Some(Keys::File(_) | Keys::Url(_)) | None => {
                            let (iss, rolls) = (issuer.iss.clone(), Arc::clone(rolls));
                            Keys::Url(Arc::new(Remote::new(iss, fetch, clock.clone(), rolls)))
                        }
                    }
                }
            };
            self.0.insert(issuer.iss.clone(), keys);
        }
        changed
    }

    /// The issuers with their keys.
    pub(super) fn issuers(&self, issuers: &[settings::Issuer]) -> HashMap<String, Issuer> {
        let with_keys = issuers.iter().filter_map(|issuer| {
            let source = match self.0.get(&issuer.iss)? {
                Keys::File(piece) => Source::File(Arc::clone(&piece.value)),
                Keys::Url(remote) => Source::Url(Arc::clone(remote)),
            };
            let (iss, orgs) = (Arc::from(&*issuer.iss), issuer.orgs.iter().map(|org| org.0));
            let (algorithms, orgs) = (issuer.algorithms.clone(), orgs.collect());
            let roles = issuer.roles.iter().map(|role| role.0).collect();
            Some((issuer.iss.clone(), Issuer { iss, algorithms, orgs, roles, source }))
        });
        with_keys.collect()
    }
}

fn keys_in(files: &[Vec<u8>]) -> anyhow::Result<Arc<KeySet>> {
    KeySet::parse(&files[0]).map(Arc::new)
}

/// Somebody who answers for workers.
pub(super) struct Issuer {
    pub(super) iss: Arc<str>,
    algorithms: Vec<Algorithm>,
    /// The organisations that it may speak for.
    pub(super) orgs: Vec<OrgId>,
    /// In what capacities its workers may act.
    pub(super) roles: Vec<Role>,
    source: Source,
}

enum Source {
    File(Arc<KeySet>),
    Url(Arc<Remote>),
}

impl Issuer {
    /// What a token says, if the issuer has signed it. Looks for a key that is not known where the issuer's keys are.
    pub(super) async fn check(&self, token: Jwt<'_>) -> Result<Claims, Refusal> {
        let mut keys = self.keys();
        if let (Source::Url(remote), None) = (&self.source, keys.get(&token.kid)) {
            remote.search().await;
            keys = self.keys();
        }
        token.check(&keys, &self.algorithms)
    }

    pub(super) fn refresh_if_due(&self) {
        if let Source::Url(remote) = &self.source {
            remote.refresh_if_due();
        }
    }

    fn keys(&self) -> Arc<KeySet> {
        match &self.source {
            Source::File(keys) => Arc::clone(keys),
            Source::Url(remote) => remote.keys(),
        }
    }
}
