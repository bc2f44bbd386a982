//! `anydoor directory import` and `diff`: a feed is read here, and what it says is listed by the server.

use std::time::Duration;

use domain::Role;
use host::fetch::Reach;
use indicatif::ProgressBar;
use routing::import::{
    Gathered, ImportError, ImportLimits, Progress, Report, Target, called_over, compare, gather,
    import, unnamed,
};
use tonic::Status;

use super::check::Checked;
use super::source::source;
use super::{report, verdict};
use crate::args::{Diff, Feed, Import, Server};
use crate::exit::{CheckFailed, Usage};
use crate::{calling, out};

/// In what capacity a feed is listed.
pub(super) const ROLE: Role = Role::Partnership;

/// Imports a feed.
pub(super) async fn run(asked: &Import) -> anyhow::Result<()> {
    let Import { feed, publisher, allow_vanishing, server } = asked;
    let (source, base) = source(&feed.feed)?;
    let base = publisher.clone().or(base).ok_or_else(nameless)?;
    let calls = calls(server).await?;
    let bar = bar();
    let told = |progress| tell(&bar, progress);
    let known = Target::at(&calls, &base).await?;
    let gathered = match (gather(source, &limits(), &told).await, &known) {
        (Ok(gathered), _) => gathered,
        (Err(error), Some(target)) => return Err(told_as(target.failed(error).await)),
        (Err(error), None) => return Err(told_as(error)),
    };
    let target = match known {
        Some(target) => target,
        None => Target::register(&calls, &unnamed(&base)).await?,
    };
    let imported = import(gathered, &target, *allow_vanishing, &told).await;
    bar.finish_and_clear();
    show(feed, server, &base, &imported.map_err(told_as)?)
}

/// Says what importing a feed would change.
pub(super) async fn diff(asked: &Diff) -> anyhow::Result<()> {
    let Diff { feed, publisher, server } = asked;
    let (source, base) = source(&feed.feed)?;
    let base = publisher.clone().or(base).ok_or_else(nameless)?;
    let calls = calls(server).await?;
    let bar = bar();
    let told = |progress| tell(&bar, progress);
    let gathered = gather(source, &limits(), &told).await.map_err(told_as)?;
    let target = Target::at(&calls, &base).await?;
    let compared = compare(gathered, target.as_ref()).await;
    bar.finish_and_clear();
    show(feed, server, &base, &compared.map_err(told_as)?)
}

/// Reads a feed that is in the web, for a check.
pub(super) async fn read(source: routing::import::Source<'_>) -> anyhow::Result<Gathered> {
    let bar = bar();
    let told = |progress| tell(&bar, progress);
    let gathered = gather(source, &limits(), &told).await;
    bar.finish_and_clear();
    gathered.map_err(told_as)
}

/// Whoever types an address means it, wherever that is.
fn limits() -> ImportLimits {
    ImportLimits::default().reaching(Reach::Anywhere)
}

async fn calls(server: &Server) -> anyhow::Result<routing::import::Calls> {
    let (client, by) = calling::connect(server, ROLE).await?;
    by.headers()?;
    Ok(called_over(client.channel(), move |request| {
        // Each call brings a token of its own, for one does not last as long as an import may.
        request.headers_mut().extend(by.headers().unwrap_or_default());
    }))
}

fn show(feed: &Feed, server: &Server, publisher: &str, report: &Report) -> anyhow::Result<()> {
    let faults = usize::try_from(feed.faults).expect("the most that can be asked for is less");
    let checked = Checked::of(&report.gathered, faults);
    if server.json {
        out::json(&report::changes_in_json(&checked, publisher, report))?;
    } else {
        out::line(format!("publisher: {publisher}"));
        report::in_words(&checked).for_each(out::line);
        report::changes_in_words(report).for_each(out::line);
    }
    verdict(&checked)?;
    match report.applied.as_ref().map_or(0, |applied| applied.refused.len()) {
        0 => Ok(()),
        refused => {
            Err(CheckFailed(format!("the directory does not take {refused} of them")).into())
        }
    }
}

fn nameless() -> anyhow::Error {
    Usage("what comes on stdin does not say whose it is: name the --publisher".into()).into()
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn tell(bar: &ProgressBar, progress: Progress) {
    let Progress { pages, records, applied, to_apply } = progress;
    bar.set_message(match to_apply {
        0 => format!("{records} records on {pages} pages"),
        _ => format!("{applied} of {to_apply} changes"),
    });
}

/// An error whose exit code says what kind it is.
fn told_as(error: ImportError) -> anyhow::Error {
    use domain::directory::publisher::ImportFailure as Why;
    match error {
        ImportError::Failed(failure) => match failure.why {
            Why::NotAFeed => Usage(failure.to_string()).into(),
            Why::Unreachable | Why::Stalled | Why::Answered => {
                Status::unavailable(failure.to_string()).into()
            }
            Why::Endless | Why::Repeats | Why::TooLarge | Why::MostGone | Why::CutOff => {
                CheckFailed(failure.to_string()).into()
            }
        },
        ImportError::Directory(status) => status.into(),
        ImportError::Io(error) => anyhow::Error::new(error).context("keeping what was read"),
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use clap::Parser;
    use host::site::{Places, Site, Stores};
    use host::{Clock, Limits, Shutdown};
    use tempfile::TempDir;
    use tokio::net::TcpListener;

    use super::*;
    use crate::args::{Args, Command, Directory, DirectoryCommand, Service};
    use crate::{compose, exit};

    const FEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../libs/oruk/tests/feeds");

    /// A directory that listens on loopback, until it is dropped.
    struct Town {
        url: String,
        shutdown: Shutdown,
        _state: TempDir,
    }

    impl Drop for Town {
        fn drop(&mut self) {
            self.shutdown.begin();
        }
    }

    async fn town() -> Town {
        let (state, limits, shutdown) =
            (tempfile::tempdir().unwrap(), Limits::default(), Shutdown::new());
        let places = Places::under(state.path());
        let site = Site::open(Stores::in_memory().unwrap(), &places, Clock::system()).await;
        let server = host::Server::new(limits.clone());
        let server =
            compose::mount(server, &site.unwrap(), &[Service::Routing], &limits, Reach::PublicOnly);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(server.serve(listener, shutdown.clone()));
        Town { url, shutdown, _state: state }
    }

    impl Town {
        async fn asked(&self, what: &str, flags: &[&str]) -> anyhow::Result<()> {
            let args = ["anydoor", "directory", what, "--insecure-loopback", "--server", &self.url];
            let args = Args::try_parse_from(args.iter().chain(flags)).expect("it is understood");
            let Command::Directory(Directory { what }) = args.command else { panic!("another") };
            match what {
                DirectoryCommand::Import(asked) => run(&asked).await,
                DirectoryCommand::Diff(asked) => diff(&asked).await,
                DirectoryCommand::Check(_) => panic!("a check calls nobody"),
            }
        }
        async fn code(&self, what: &str, flags: &[&str]) -> ExitCode {
            exit::code(self.asked(what, flags).await)
        }
    }

    #[tokio::test]
    async fn import_ends_with_seven_where_something_is_wrong_and_lists_the_rest() {
        let (town, ten) = (town().await, format!("{FEEDS}/ten-faults.json"));
        assert_eq!(town.code("diff", &[&ten]).await, ExitCode::from(7));
        let error = town.asked("import", &[&ten]).await.expect_err("it has faults");
        assert_eq!(error.to_string(), "10 faults in this feed");
        let whole = format!("{FEEDS}/whole.json");
        assert_eq!(town.code("import", &[&whole]).await, ExitCode::SUCCESS);
        assert_eq!(town.code("import", &[&whole]).await, ExitCode::SUCCESS);
    }
    #[tokio::test]
    async fn the_exit_code_tells_whose_fault_it_is() {
        let town = town().await;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "<html>").unwrap();
        let page = file.path().to_str().unwrap();
        assert_eq!(town.code("import", &[page]).await, ExitCode::from(2), "it is no feed");
        std::fs::write(file.path(), "[{").unwrap();
        assert_eq!(town.code("import", &[page]).await, ExitCode::from(7), "it is cut off");
        assert_eq!(town.code("import", &["http://127.0.0.1:1"]).await, ExitCode::from(6));
        std::fs::write(file.path(), "[]").unwrap();
        let worker = [page, "--as-role", "WORKER"];
        assert_eq!(town.code("import", &worker).await, ExitCode::from(4), "who may not");
        assert_eq!(town.code("import", &["-"]).await, ExitCode::from(2), "whose is it?");
    }
}
