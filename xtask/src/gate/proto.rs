//! The two checks of `proto/`: that it is well made, and that it keeps the promises that have landed.

use anyhow::Result;

use crate::workspace::{command, output, succeed};

/// Where the default branch may be found, the shared one first.
const DEFAULT_BRANCHES: [&str; 3] = ["origin/HEAD", "origin/main", "main"];

/// `buf lint`.
///
/// # Errors
/// If it finds anything.
pub(super) fn lint() -> Result<()> {
    succeed(command("buf", &["lint"]))
}

/// `buf breaking` against what landed last. Where there is nothing to compare with, it says so.
///
/// # Errors
/// If a message, field or method that others may rely on has gone or changed.
pub(super) fn breaking() -> Result<()> {
    let Some(base) = landed() else {
        println!("nothing to compare with: no commit of the default branch is here");
        return Ok(());
    };
    if git(&["cat-file", "-e", &format!("{base}:proto")]).is_none() {
        println!("nothing to compare with: {base} has no proto/");
        return Ok(());
    }
    println!("against {base}");
    succeed(command("buf", &["breaking", "--against", &format!(".git#ref={base}")]))
}

/// The last landed commit that this tree builds on. On the default branch itself, with `proto/` as committed, it is the
/// one before: a tree keeps its own promises.
fn landed() -> Option<String> {
    let merge_base = |branch: &&str| git(&["merge-base", "HEAD", branch]);
    let base = DEFAULT_BRANCHES.iter().find_map(merge_base)?;
    let is_head = git(&["rev-parse", "HEAD"]).as_ref() == Some(&base);
    let is_clean =
        git(&["status", "--porcelain", "--", "proto"]).is_some_and(|changes| changes.is_empty());
    if is_head && is_clean {
        git(&["rev-parse", "--verify", "--quiet", "HEAD~1"])
    } else {
        Some(base)
    }
}

fn git(args: &[&str]) -> Option<String> {
    output(command("git", args)).ok().map(|text| text.trim().to_owned())
}
