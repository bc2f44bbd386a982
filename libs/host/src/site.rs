//! A site: where a process finds its journals, its keys and its views, and the desk it works at.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use journal::jetstream::layout::{self, ACCESS, CLAIMS, DIRECTORY, JOURNEYS, KEYS};
use journal::jetstream::{Broker, BrokerOptions};
use journal::{
    Cells, JetStreamCells, JetStreamJournal, Journal, Ledger, SqliteCells, SqliteJournal,
};
use policy::Policy;
use projection::{Directory, People};
use vault::{MasterKey, Vault};

use crate::access::Others;
use crate::config::AccessLimits;
use crate::{Access, Clock, Desk, Parts, Registry};

/// Where everything is kept.
#[derive(Debug, Clone)]
pub struct Places {
    /// What this process keeps for itself, and, in an embedded site, everything: journals, keys, views.
    pub state: PathBuf,
    /// The key that wraps every person's keys. Made where none of those is kept yet; the services of one clustered site
    /// share it.
    pub master_key: PathBuf,
    /// A folder of the site's own policies, instead of those that the program brings.
    pub policies: Option<PathBuf>,
}

impl Places {
    /// Everything under one folder.
    pub fn under(state: impl Into<PathBuf>) -> Self {
        let state = state.into();
        Self { master_key: state.join("master.key"), state, policies: None }
    }

    /// The policies that are in force here.
    fn policy(&self) -> anyhow::Result<Policy> {
        match &self.policies {
            Some(folder) => Policy::from_folder(folder).context("reading the policies"),
            None => Ok(Policy::built_in()),
        }
    }

    /// Where the view of people lies.
    pub fn people(&self) -> PathBuf {
        self.state.join("views").join("people")
    }
}

/// There is no site where one was to be read.
#[derive(Debug, thiserror::Error)]
#[error("there is no site in {}; name it with --state", .0.display())]
pub struct NoSite(pub PathBuf);

/// The file of everybody's journeys in an embedded site: where it is, there is one.
const JOURNEYS_FILE: &str = "journeys.db";

/// The stores of a site.
#[derive(Clone)]
pub struct Stores {
    /// Everybody's journeys.
    pub journeys: Arc<dyn Journal>,
    /// Organisations, workers, services, places.
    pub directory: Arc<dyn Journal>,
    /// Looks at people.
    pub access: Arc<dyn Journal>,
    /// Wrapped keys.
    pub keys: Arc<dyn Cells>,
    /// Claims on identifiers.
    pub claims: Arc<dyn Cells>,
    /// Whether other processes write to these as well.
    pub others: Others,
}

impl Stores {
    /// The stores in a folder of this machine: five SQLite files, each of its own, because keys and claims forget and
    /// journals do not, and looks are kept for another time than journeys.
    ///
    /// # Errors
    /// If one cannot be opened, or another process has it.
    pub fn embedded(state: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(state)
            .with_context(|| format!("making the folder {}", state.display()))?;
        let journal = |name| SqliteJournal::open(state.join(name));
        let cells = |name| SqliteCells::open(state.join(name));
        Ok(Self {
            journeys: Arc::new(journal(JOURNEYS_FILE)?),
            directory: Arc::new(journal("directory.db")?),
            access: Arc::new(journal("access.db")?),
            keys: Arc::new(cells("keys.db")?),
            claims: Arc::new(cells("claims.db")?),
            others: Others::No,
        })
    }

    /// The same for whoever only reads: of a site that is there already. Makes nothing where there is none.
    ///
    /// # Errors
    /// [`NoSite`] if the folder holds none; else as [`Self::embedded`].
    pub fn existing(state: &Path) -> anyhow::Result<Self> {
        if !state.join(JOURNEYS_FILE).is_file() {
            return Err(NoSite(state.to_owned()).into());
        }
        Self::embedded(state)
    }

    /// The stores of a NATS cluster: three streams and two key-value buckets.
    ///
    /// # Errors
    /// If the cluster cannot be reached, is too old, does not write through to disk, or lacks what this credential may not
    /// make.
    pub async fn clustered(options: BrokerOptions) -> anyhow::Result<Self> {
        let servers = options.shown();
        let broker = Broker::connect(options)
            .await
            .with_context(|| format!("connecting to NATS at {servers}"))?;
        let journal = async |name| JetStreamJournal::open(&broker, layout::stream(name)).await;
        Ok(Self {
            journeys: Arc::new(journal(JOURNEYS).await?),
            directory: Arc::new(journal(DIRECTORY).await?),
            access: Arc::new(journal(ACCESS).await?),
            keys: Arc::new(JetStreamCells::open(&broker, KEYS).await?),
            claims: Arc::new(JetStreamCells::open(&broker, CLAIMS).await?),
            others: Others::Yes,
        })
    }

    /// The same in memory: real stores that are gone afterwards.
    ///
    /// # Errors
    /// If there is no memory for one.
    pub fn in_memory() -> anyhow::Result<Self> {
        Ok(Self {
            journeys: Arc::new(SqliteJournal::in_memory()?),
            directory: Arc::new(SqliteJournal::in_memory()?),
            access: Arc::new(SqliteJournal::in_memory()?),
            keys: Arc::new(SqliteCells::in_memory()?),
            claims: Arc::new(SqliteCells::in_memory()?),
            others: Others::No,
        })
    }
}

/// An open site: its stores, and what a service works with.
#[derive(Clone)]
pub struct Site {
    /// What services work with.
    pub desk: Desk,
    /// What the desk is made of.
    pub parts: Parts,
    /// What lies underneath.
    pub stores: Stores,
}

impl Site {
    /// Opens a site over these stores, where people may look as often as [`AccessLimits`] says unless set otherwise.
    ///
    /// # Errors
    /// If the master key, a journal or a view cannot be opened.
    pub async fn open(stores: Stores, places: &Places, clock: Clock) -> anyhow::Result<Self> {
        Self::open_with(stores, places, clock, AccessLimits::default()).await
    }

    /// Opens a site over these stores, where people may look as often as this says.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn open_with(
        stores: Stores,
        places: &Places,
        clock: Clock,
        limits: AccessLimits,
    ) -> anyhow::Result<Self> {
        let master = master_key(&stores, places).await?;
        let vault = Vault::new(&master, stores.keys.clone(), stores.claims.clone());
        let directory =
            Directory::follow(stores.directory.clone()).await.context("reading the directory")?;
        let people = People::open(stores.journeys.clone(), vault.clone(), &places.people())?;
        let journeys = Ledger::new(stores.journeys.clone());
        let policy = Arc::new(places.policy()?);
        let registry = Registry::new(
            &stores.directory,
            directory,
            vault.clone(),
            clock.clone(),
            policy.clone(),
        );
        let access =
            Access::open(stores.access.clone(), clock.clone(), stores.others, limits).await;
        let access = access.context("reading the record of looks")?;
        let parts = Parts { journeys, registry, people, vault, clock, access, policy };
        Ok(Self { desk: Desk::new(parts.clone()), parts, stores })
    }
}

/// The master key of these stores. A new one is made only where no key is kept yet: under any other than the first, nobody
/// could be read or found again. Whether one is kept is asked first, so that of processes that start together one makes the
/// file and the others read it.
async fn master_key(stores: &Stores, places: &Places) -> anyhow::Result<MasterKey> {
    let is_new = stores.keys.is_empty().await.context("asking whether keys are kept here")?;
    let path = &places.master_key;
    Ok(if is_new { MasterKey::open_or_create(path)? } else { MasterKey::open(path)? })
}

#[cfg(test)]
mod tests {
    use vault::VaultError;

    use super::*;

    #[tokio::test]
    async fn a_master_key_is_made_only_where_nobody_is_sealed_under_another() {
        let state = tempfile::tempdir().expect("a folder");
        let (stores, places) =
            (Stores::in_memory().expect("stores in memory"), Places::under(state.path()));
        let file = &places.master_key;
        master_key(&stores, &places).await.expect("the first start makes it");
        std::fs::remove_file(file).expect("it was made");
        master_key(&stores, &places).await.expect("nobody is sealed under it yet");
        stores.keys.create("somebody.CORE", b"wrapped").await.expect("it writes");
        master_key(&stores, &places).await.expect("it is there");
        std::fs::remove_file(file).expect("it was made again");
        let refused = master_key(&stores, &places).await.expect_err("somebody is sealed under it");
        let why = refused.downcast_ref::<VaultError>();
        assert!(matches!(why, Some(VaultError::KeyFileMissing { .. })), "{refused:?}");
        assert!(!file.exists());
    }
    #[tokio::test]
    async fn whoever_only_reads_makes_no_site() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        for state in [folder.path(), state.as_path()] {
            let refused = Stores::existing(state).err().expect("there is none");
            assert!(refused.is::<NoSite>(), "{refused:?}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("it is there").count(), 0);
        Stores::embedded(&state).map(drop).expect("it is made");
        Stores::existing(&state).map(drop).expect("it is there");
    }
}
