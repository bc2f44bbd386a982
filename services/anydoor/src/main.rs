//! Anydoor: the composition root and the command line.

mod access;
mod args;
mod bench;
mod calling;
mod clocks;
mod compose;
mod demo;
mod directory;
mod dynamic;
mod exit;
mod journey;
mod nats;
mod org;
mod out;
mod projection;
mod serve;
mod verify;

use std::process::ExitCode;

use args::{Args, Command};
use clap::Parser;
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    exit::code(run(args).await)
}

async fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Demo(demo) => demo::run(demo).await,
        Command::Up(up) => serve::up(up).await,
        Command::Serve(serve) => serve::serve(serve).await,
        Command::Org(org) => org::run(org),
        Command::Journey(journey) => journey::run(journey).await,
        Command::Projection(projection) => projection::run(projection).await,
        Command::Bench(bench) => bench::run(bench).await,
        Command::Directory(directory) => directory::run(directory).await,
        Command::Clocks(clocks) => clocks::run(clocks).await,
        Command::Access(access) => access::run(access).await,
        Command::Verify(verify) => verify::run(verify).await,
        Command::Nats(task) => nats::run(task).await,
    }
}
