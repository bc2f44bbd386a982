//! `anydoor org`: partners' identities.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use host::identity::authority::DAYS;
use host::process::identity_under;

/// Look after partners' identities.
#[derive(Debug, ClapArgs)]
pub(crate) struct Org {
    #[command(subcommand)]
    pub(crate) what: OrgCommand,
}

/// Whose identities.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct IdentityFolder {
    /// The state folder of the site, which holds its identities.
    #[arg(long, env = "ANYDOOR_STATE", default_value = "state")]
    pub(crate) state: PathBuf,
    /// The site's identity folder [default: `identity` in the state folder].
    #[arg(long, env = "ANYDOOR_IDENTITY")]
    pub(crate) identity: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl IdentityFolder {
    pub(crate) fn path(&self) -> PathBuf {
        self.identity.clone().unwrap_or_else(|| identity_under(&self.state))
    }
}

/// What to do with partners' identities. A running server learns of it within seconds. Only `add` begins an identity folder
/// where there is none.
#[derive(Debug, Subcommand)]
pub(crate) enum OrgCommand {
    /// Take in an organisation: a folder with its certificate and keys is made, to be handed over safely.
    Add {
        /// Its short name: small letters, digits and hyphens.
        name: String,
        /// Its id (UUID); a fresh one unless set.
        #[arg(long)]
        id: Option<String>,
        /// Which of its systems calls.
        #[arg(long, default_value = "main")]
        app: String,
        /// How many days its certificate is valid.
        #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=398))]
        days: u16,
        /// A capacity that its workers may act in besides WORKER, MANAGER and PERSON, such as PARTNERSHIP or OPERATOR.
        #[arg(long = "role")]
        roles: Vec<String>,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Give it a new certificate. The one it has counts until it ends.
    Rotate {
        /// Its short name.
        name: String,
        /// How many days the new certificate is valid.
        #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u16).range(1..=398))]
        days: u16,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Let its certificates count no longer, from now on.
    Revoke {
        /// Its short name.
        name: String,
        /// Only the one with this serial number.
        #[arg(long)]
        serial: Option<String>,
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Say which certificates there are.
    List {
        #[command(flatten)]
        folder: IdentityFolder,
    },
    /// Sign a token for one of its workers, to try things out.
    Token {
        /// Its short name.
        name: String,
        /// The worker (UUID).
        #[arg(long)]
        worker: String,
        /// In what capacity.
        #[arg(long, default_value = "WORKER")]
        role: String,
        /// What for, such as `SUPPORT`.
        #[arg(long)]
        purpose: Option<String>,
        /// How many minutes it is good for.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10))]
        minutes: u64,
        #[command(flatten)]
        folder: IdentityFolder,
    },
}
