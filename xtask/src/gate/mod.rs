//! `cargo xtask test`: everything that must hold before a change is shared, cheapest first. It goes on after a failure,
//! so that one run tells all there is to tell.

mod proto;
mod tally;

use std::io::{BufRead, BufReader};
use std::process::{ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::workspace::{cargo, command, succeed};
use crate::{deps, tools};
use tally::Tally;

/// The steps that were taken, and which of them failed.
#[derive(Default)]
struct Steps {
    failed: Vec<&'static str>,
}

impl Steps {
    fn take(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = step();
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => println!("-- ok, {seconds:.1} s"),
            Err(error) => {
                println!("-- FAILED, {seconds:.1} s: {error:#}");
                self.failed.push(name);
            }
        }
    }
}

/// Takes every step; the last line says how many tests passed and failed.
///
/// # Errors
/// None: a failed step is part of the answer.
pub(crate) fn run() -> Result<ExitCode> {
    let (mut steps, mut tally) = (Steps::default(), Tally::default());
    steps.take("fetch the tools", tools::fetch);
    steps.take("cargo fmt --all --check", || succeed(cargo(&["fmt", "--all", "--check"])));
    steps.take("check the dependencies and the sources", deps::check);
    steps.take("buf lint", proto::lint);
    steps.take("buf breaking", proto::breaking);
    steps.take("cargo clippy", clippy);
    steps.take("cargo test", || test(&mut tally));
    steps.take("cargo doc", doc);
    steps.take("cargo deny check bans licenses sources", deny);
    Ok(conclude(&steps, &tally))
}

fn clippy() -> Result<()> {
    let args = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    succeed(cargo(&args))
}

/// Runs each test once, and asks for what passing tests wrote as well: there the journal's tests say which backends they
/// ran against. A second run of one crate would build half of the workspace again, with other features.
fn test(tally: &mut Tally) -> Result<()> {
    let args = ["test", "--workspace", "--locked", "--no-fail-fast", "--", "--show-output"];
    let mut child = cargo(&args).stdout(Stdio::piped()).spawn().context("starting cargo test")?;
    let stdout = child.stdout.take().expect("it was asked to be piped");
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("reading what the tests say")?;
        let line = String::from_utf8_lossy(&line);
        if tally.take(&line) {
            println!("{line}");
        }
    }
    let status = child.wait()?;
    ensure!(status.success(), "{status}");
    ensure!(tally.passed > 0, "no test ran");
    Ok(())
}

fn doc() -> Result<()> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--locked"]);
    doc.env("RUSTDOCFLAGS", "-D warnings");
    succeed(doc)
}

/// Advisories are left to whoever can reach their database: this must pass on a machine that reaches package registries
/// only.
fn deny() -> Result<()> {
    tools::build_cargo_deny()?;
    let args = ["--log-level", "error", "--locked", "check", "bans", "licenses", "sources"];
    succeed(command("cargo-deny", &args))
}

fn conclude(steps: &Steps, tally: &Tally) -> ExitCode {
    println!();
    for backend in &tally.backends {
        println!("{backend}");
    }
    if !steps.failed.is_empty() {
        println!("failed: {}", steps.failed.join(", "));
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if steps.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
