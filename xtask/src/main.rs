//! `cargo xtask`: the repository's chores, one module each. It is the first thing that a fresh machine compiles, so it
//! stays small, synchronous, and free of the crates it looks after.
#![expect(clippy::print_stdout, reason = "a task talks to the person who started it")]

mod deps;
mod drill;
mod gate;
mod tools;
mod workspace;

use std::process::ExitCode;

/// One chore.
struct Task {
    name: &'static str,
    /// What may follow the name; nothing for most.
    takes: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

/// Every chore, in the order that the usage shows them.
const TASKS: &[Task] = &[
    Task {
        name: "test",
        takes: "",
        about: "fetch the tools, then check and test everything",
        run: |_| gate::run(),
    },
    Task {
        name: "tools",
        takes: "",
        about: "fetch nats-server and buf into .tools/",
        run: |_| tools::run(),
    },
    Task {
        name: "check-deps",
        takes: "",
        about: "check who depends on whom, and what on",
        run: |_| deps::run(),
    },
    Task {
        name: "cluster-demo",
        takes: "",
        about: "play the demo on three nats-servers with TLS, and kill one of them and a service",
        run: |_| drill::cluster_demo(),
    },
    Task {
        name: "crash",
        takes: "[--cycles N] [--seed N]",
        about: "kill a site under load, again and again, and count what it lost",
        run: drill::crash,
    },
    Task {
        name: "clocks",
        takes: "[--clocks N] [--seed N]",
        about: "let 10,000 clocks come due while what rings them is killed and has its clock moved, and count",
        run: drill::clocks,
    },
    Task {
        name: "places",
        takes: "[--rounds N]",
        about: "let 64 people be said yes to at once for ten places, on both journals, and count",
        run: drill::places,
    },
];

/// A wrong command line, as clig.dev and the shell have it.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = args.split_first() else { return usage() };
    let task = TASKS.iter().find(|task| task.name == name);
    let Some(task) = task.filter(|task| rest.is_empty() || !task.takes.is_empty()) else {
        return usage();
    };
    (task.run)(rest).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn usage() -> ExitCode {
    eprintln!("usage: cargo xtask <task>\n");
    for task in TASKS {
        eprintln!("  {:<13} {}", task.name, task.about);
        if !task.takes.is_empty() {
            eprintln!("  {:<13} {}", "", task.takes);
        }
    }
    ExitCode::from(USAGE_ERROR)
}
