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
    /// The key that wraps every person's keys. Made on first use in an embedded site; the services of one clustered site
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
            journeys: Arc::new(journal("journeys.db")?),
            directory: Arc::new(journal("directory.db")?),
            access: Arc::new(journal("access.db")?),
            keys: Arc::new(cells("keys.db")?),
            claims: Arc::new(cells("claims.db")?),
            others: Others::No,
        })
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
        let master = MasterKey::open_or_create(&places.master_key)?;
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
