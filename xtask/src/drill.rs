//! The fault drills: real processes of ours, killed without warning. They live in `tests/drills/`, which may know what they
//! look at; here they are built and run.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::tools;
use crate::workspace::{cargo, metadata, root, succeed};

/// `cargo xtask cluster-demo`.
///
/// # Errors
/// If the tools cannot be fetched, the build fails, or the drill cannot be started.
pub(crate) fn cluster_demo() -> Result<ExitCode> {
    tools::fetch()?;
    run("cluster-demo", &[])
}

/// `cargo xtask crash`.
///
/// # Errors
/// If the build fails, or the drill cannot be started.
pub(crate) fn crash(args: &[String]) -> Result<ExitCode> {
    run("crash", args)
}

/// `cargo xtask places`.
///
/// # Errors
/// If the tools cannot be fetched, the build fails, or the drill cannot be started.
pub(crate) fn places(args: &[String]) -> Result<ExitCode> {
    tools::fetch()?;
    run("places", args)
}

/// `cargo xtask clocks`.
///
/// # Errors
/// If the tools cannot be fetched, the build fails, or the drill cannot be started.
pub(crate) fn clocks(args: &[String]) -> Result<ExitCode> {
    tools::fetch()?;
    run("clocks", args)
}

/// Builds a drill and the program that it kills, and runs it: in release, because what is killed should be what an operator
/// runs, with its timing. Both are built in one go, so that the drill finds the program beside itself.
fn run(drill: &str, args: &[String]) -> Result<ExitCode> {
    let build = ["build", "--release", "--locked", "-p", "anydoor", "-p", "anydoor-tests"];
    succeed(cargo(&[&build[..], &["--bin", "anydoor", "--bin", drill]].concat()))?;
    let metadata = metadata()?;
    let target = metadata["target_directory"].as_str().context("cargo names no target folder")?;
    let program = Path::new(target).join("release").join(drill);
    let status = Command::new(&program).args(args).current_dir(root()).status();
    let status = status.with_context(|| format!("starting {}", program.display()))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, Into::into))
}
