//! `cargo xtask check-deps`: the rules that no compiler keeps. Who may depend on whom ([`graph`]), and how sources are
//! laid out ([`sources`]). What may come from outside, and under which licence, is in `deny.toml`.

mod graph;
mod sources;

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::workspace::{metadata, root};

/// `cargo xtask check-deps`.
///
/// # Errors
/// See [`check`].
pub(crate) fn run() -> Result<ExitCode> {
    check()?;
    println!("the crate graph and the sources keep their rules");
    Ok(ExitCode::SUCCESS)
}

/// Prints every broken rule.
///
/// # Errors
/// If there is one, or the workspace cannot be read.
pub(crate) fn check() -> Result<()> {
    let mut broken = graph::broken_rules(&graph::members(&metadata()?)?);
    broken.extend(sources::broken_rules(root())?);
    for rule in &broken {
        println!("{rule}");
    }
    ensure!(broken.is_empty(), "{} broken rules", broken.len());
    Ok(())
}
