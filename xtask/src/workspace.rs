//! Where the repository is, and how a command is run in it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// Where fetched programs stand; out of version control.
pub(crate) fn tools() -> PathBuf {
    root().join(".tools")
}

/// A command that runs at the root and finds the fetched programs before any others of their name.
pub(crate) fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root()).env("PATH", path());
    command
}

/// A command of the cargo that runs us. What that one says of us is not said of what is built: build scripts that look at it
/// would run anew, and everything above them, whenever somebody comes by another way.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root()).env("PATH", path());
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_of_us(name)) {
        command.env_remove(name);
    }
    command
}

/// Whether a variable is one that cargo sets for the package that it runs.
fn is_of_us(name: &OsStr) -> bool {
    let of_us = ["CARGO_PKG_", "CARGO_MANIFEST_"];
    name.to_str().is_some_and(|name| of_us.iter().any(|begins| name.starts_with(begins)))
}

/// Runs a command in the open.
///
/// # Errors
/// If it cannot be started, or fails.
pub(crate) fn succeed(mut command: Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{status}");
    Ok(())
}

/// Runs a command and returns what it wrote to its standard output.
///
/// # Errors
/// If it cannot be started, or fails; then with the last line of what it complained of.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let done =
        command.stdin(Stdio::null()).output().with_context(|| format!("starting {command:?}"))?;
    let complaint = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "{}",
        complaint.trim().lines().last().unwrap_or("no reason given")
    );
    String::from_utf8(done.stdout).context("the output is not UTF-8")
}

/// What cargo knows of the workspace.
///
/// # Errors
/// If it does not say, or says something else than JSON.
pub(crate) fn metadata() -> Result<Value> {
    let args = ["metadata", "--format-version", "1", "--no-deps", "--locked"];
    let json = output(cargo(&args)).context("cargo metadata")?;
    serde_json::from_str(&json).context("cargo metadata printed something else than JSON")
}

fn path() -> OsString {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(tools().join("bin")).chain(std::env::split_paths(&inherited));
    std::env::join_paths(folders).expect("what was split from PATH can be joined to one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_not_told_who_had_it_built() {
        assert!(std::env::var_os("CARGO_PKG_NAME").is_some(), "cargo runs this test");
        let cargo = cargo(&["--version"]);
        let gone: Vec<_> =
            cargo.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(gone.iter().any(|name| *name == "CARGO_PKG_NAME"), "{gone:?}");
        assert!(gone.iter().any(|name| *name == "CARGO_MANIFEST_DIR"), "{gone:?}");
        assert!(!gone.iter().any(|name| *name == "CARGO"), "{gone:?}");
    }
}
