//! `cargo xtask cluster-demo`: the demo against three nats-servers and a process for each service, with TLS and a credential
//! for each service; one nats-server and one process of these are killed half way. The story must finish, and nothing may be
//! lost. Exits with 7 if that does not hold.
#![expect(clippy::print_stdout, reason = "a drill talks to the person who started it")]

mod check;
mod progress;
mod site;

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitCode, Output};
use std::time::{Duration, Instant};

use anydoor_tests::process::{begin, finish, told_to_stop};
use anyhow::{Context, ensure};

use progress::Progress;
use site::Site;

/// The story in which things are killed: the third of six.
const HALF_WAY: u32 = 3;

/// How long the demo may take.
const DEMO_WITHIN: Duration = Duration::from_secs(600);

/// How often its progress is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A check that did not hold.
const CHECK_FAILED: u8 = 7;

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = tokio::select! {
        outcome = run() => outcome,
        stopped = told_to_stop() => Err(anyhow::anyhow!("stopped from outside: {stopped:?}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(CHECK_FAILED)
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("anydoor-cluster-").tempdir()?;
    let began = Instant::now();
    let mut site = Site::start(folder.path()).await?;
    println!("three nats-servers and {} up after {} ms", site.doors(), began.elapsed().as_millis());
    println!("{}", site.connections().await?);

    let mut progress = Progress::watch(folder.path().join("progress"));
    let (output, killed) = play(&mut site, folder.path(), &mut progress).await?;
    let (before, after) = progress.longest_waits(killed.at);
    let (before, after) = (before.as_millis(), after.as_millis());
    println!("the demo went on; it waited {after} ms at the most, and {before} ms before the kill");
    println!("{}", check::story(&output.stdout)?);

    site.resume(&killed.nats_server).await.context("starting the killed nats-server again")?;
    println!("nats-server {} is up again", killed.nats_server);
    println!("{}", check::journals(&site).await?);
    println!("{}", check::commands(&site, &progress.acknowledged()?).await?);
    println!("nothing was lost");
    Ok(())
}

/// What was killed, and when.
struct Killed {
    at: Instant,
    nats_server: String,
}

/// Plays the demo, and kills something half way.
async fn play(
    site: &mut Site,
    folder: &Path,
    progress: &mut Progress,
) -> anyhow::Result<(Output, Killed)> {
    let file = folder.join("progress").into_os_string();
    let args = ["demo", "--json", "--at", &site.doors(), "--progress-file"].map(OsString::from);
    let demo = finish(begin(args.into_iter().chain([file]))?, DEMO_WITHIN);
    tokio::pin!(demo);
    let mut killed = None;
    let output = loop {
        tokio::select! {
            output = &mut demo => break output.context("the demo")?,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        progress.look();
        if killed.is_none() && progress.step().0 >= HALF_WAY {
            killed = Some(kill(site, progress).await?);
        }
    };
    progress.look();
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the demo: {}\n{complaint}", output.status);
    Ok((output, killed.context("the demo was over before anything was killed")?))
}

async fn kill(site: &mut Site, progress: &Progress) -> anyhow::Result<Killed> {
    let (story, step) = progress.step();
    let at = Instant::now();
    let nats_server = site.kill_leader().await?;
    let instance = site.kill_instance().await?;
    println!(
        "killed nats-server {nats_server}, which led the journeys, and {instance}, {} ms into the demo, after step {step} \
         of story {story}",
        progress.elapsed().as_millis()
    );
    Ok(Killed { at, nats_server })
}
