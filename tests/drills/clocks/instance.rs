//! One process that routes, with a clock of its own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anydoor_tests::process::Server;
use journal::nats_server::NatsServer;

/// A process that routes.
pub(crate) struct Instance {
    server: Option<Server>,
    args: Vec<OsString>,
    folder: PathBuf,
    /// By how many seconds its clock is off when it is right.
    right: i64,
    /// By how many seconds it is off what is right.
    pub(crate) moved: i64,
}

impl Instance {
    /// Starts it in this folder, with a clock that is off by so many seconds.
    pub(crate) async fn start(
        nats: &NatsServer,
        folder: PathBuf,
        master_key: PathBuf,
        right: i64,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        let clock = folder.join("clock");
        let text = |text: &str| OsString::from(text);
        let mut args: Vec<_> =
            ["serve", "routing", "--insecure-loopback", "--listen", "127.0.0.1:0", "--log", "warn"]
                .map(text)
                .into();
        args.extend([text("--state"), folder.join("state").into()]);
        args.extend([text("--master-key"), master_key.into()]);
        args.extend([text("--nats"), nats.url().into(), text("--nats-monitor")]);
        args.extend([nats.monitor().into(), text("--nats-replicas"), text("1")]);
        args.extend([text("--clock-file"), clock.into()]);
        let mut instance = Self { server: None, args, folder, right, moved: 0 };
        instance.move_clock(0)?;
        instance.start_again().await?;
        Ok(instance)
    }

    /// Moves its clock off what is right.
    pub(crate) fn move_clock(&mut self, by: i64) -> anyhow::Result<()> {
        let (clock, new) = (self.folder.join("clock"), self.folder.join("clock.new"));
        std::fs::write(&new, (self.right + by).to_string())?;
        std::fs::rename(new, clock)?;
        self.moved = by;
        Ok(())
    }

    /// Kills it at once.
    pub(crate) async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut server) = self.server.take() {
            server.kill().await?;
        }
        Ok(())
    }

    /// Starts it on the same state.
    pub(crate) async fn start_again(&mut self) -> anyhow::Result<()> {
        let log: &Path = &self.folder.join("log");
        let mut server = Server::spawn(&self.args, log)?;
        server.ready().await?;
        self.server = Some(server);
        Ok(())
    }
}
