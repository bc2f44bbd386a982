//! Processes of `anydoor`, as an operator runs them: started, waited for, killed at any moment, and gone when dropped.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long a process may take until it says that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How much of a process's log is shown when it fails.
const LOG_LINES_SHOWN: usize = 20;

/// What a process prints when it is ready, before its address; after a comma it says where its journal is.
const READY: &str = "ready: ";

/// A process that serves. It is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    process: Child,
    stdout: BufReader<ChildStdout>, // Held open: a process that cannot print ends.
    log: PathBuf,
}

impl Server {
    /// Starts `anydoor` with these arguments; what it logs is added to a file.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn spawn(
        args: impl IntoIterator<Item = impl AsRef<OsStr>>,
        log: &Path,
    ) -> anyhow::Result<Self> {
        let stderr = File::options().create(true).append(true).open(log)?;
        let mut command = command(args)?;
        let mut process = command.stdout(Stdio::piped()).stderr(stderr).spawn()?;
        let stdout = process.stdout.take().expect("it was asked to be piped");
        Ok(Self { process, stdout: BufReader::new(stdout), log: log.to_owned() })
    }

    /// Waits until it is ready, and says where.
    ///
    /// # Errors
    /// If it is not within a minute, or ended; with the end of its log.
    pub async fn ready(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        match timeout(READY_WITHIN, self.stdout.read_line(&mut line)).await {
            Ok(read) => _ = read?,
            Err(_) => bail!("not ready within {READY_WITHIN:?}\n{}", end_of(&self.log)),
        }
        let said = line.trim().strip_prefix(READY);
        let url = said.and_then(|said| said.split(',').next()).map(str::to_owned);
        url.with_context(|| format!("it printed {line:?}\n{}", end_of(&self.log)))
    }

    /// Kills it at once (`SIGKILL`), and waits until it is gone.
    ///
    /// # Errors
    /// If the system does not let us.
    pub async fn kill(&mut self) -> std::io::Result<()> {
        self.process.kill().await
    }
}

/// The last lines of a log.
#[must_use]
pub fn end_of(log: &Path) -> String {
    let log = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(LOG_LINES_SHOWN)..].join("\n")
}

/// Starts `anydoor` with arguments that make it end by itself, its output to be read.
///
/// # Errors
/// If it cannot be started.
pub fn begin(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> anyhow::Result<Child> {
    Ok(command(args)?.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?)
}

/// Waits for a process that was begun to end, for so long.
///
/// # Errors
/// If it does not end in time; then it is killed.
pub async fn finish(process: Child, within: Duration) -> anyhow::Result<Output> {
    let output = timeout(within, process.wait_with_output()).await;
    output.with_context(|| format!("it did not end within {within:?}"))?.context("waiting for it")
}

/// What ends a drill from outside: Ctrl-C, or a request to terminate. What is dropped then kills its process.
///
/// # Errors
/// If the signals cannot be listened for.
pub async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// `anydoor`, which cargo builds into the same folder as us.
fn command(args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> anyhow::Result<Command> {
    let program = std::env::current_exe()?.with_file_name("anydoor");
    anyhow::ensure!(program.is_file(), "{} is not built", program.display());
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).kill_on_drop(true);
    Ok(command)
}
