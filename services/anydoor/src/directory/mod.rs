//! `anydoor directory`: what publishers say of their services, and how it becomes ours.

mod check;
mod import;
mod report;
mod source;

use oruk::SplitError;
use routing::import::Source;

use crate::args::{Check, Directory, DirectoryCommand};
use crate::exit::{CheckFailed, Usage};
use crate::{calling, out};
use check::Checked;

pub(crate) async fn run(directory: Directory) -> anyhow::Result<()> {
    match directory.what {
        DirectoryCommand::Check(asked) => run_check(&asked).await,
        DirectoryCommand::Import(asked) => {
            import::run(&asked).await.map_err(calling::explained(&asked.server, import::ROLE))
        }
        DirectoryCommand::Diff(asked) => {
            import::diff(&asked).await.map_err(calling::explained(&asked.server, import::ROLE))
        }
    }
}

async fn run_check(asked: &Check) -> anyhow::Result<()> {
    let checked = checked(asked).await?;
    if asked.json {
        out::json(&report::in_json(&checked))?;
    } else {
        report::in_words(&checked).for_each(out::line);
    }
    verdict(&checked)
}

async fn checked(asked: &Check) -> anyhow::Result<Checked> {
    let faults = asked.feed.faults;
    let faults_max = usize::try_from(faults).expect("the most that can be asked for is less");
    match source::source(&asked.feed.feed)?.0 {
        Source::Document(reader) => check::check(reader, faults_max).map_err(|error| match error {
            SplitError::Io(error) => anyhow::Error::new(error).context("reading the feed"),
            other => Usage(other.to_string()).into(),
        }),
        web @ Source::Web(_) => Ok(Checked::of(&import::read(web).await?, faults_max)),
    }
}

fn verdict(checked: &Checked) -> anyhow::Result<()> {
    match checked.faults_in_all() {
        0 => Ok(()),
        faults => Err(CheckFailed(report::count(faults, "fault") + " in this feed").into()),
    }
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use clap::Parser;

    use super::*;
    use crate::args::{Args, Command};
    use crate::exit;

    const TEN: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../libs/oruk/tests/feeds/ten-faults.json");

    fn asked(flags: &[&str]) -> Check {
        let args = ["anydoor", "directory", "check"].iter().chain(flags);
        match Args::try_parse_from(args).expect("these flags are understood").command {
            Command::Directory(Directory { what: DirectoryCommand::Check(asked) }) => asked,
            other => panic!("{other:?}"),
        }
    }

    /// The exit code, without the printing.
    async fn code(flags: &[&str]) -> ExitCode {
        exit::code(checked(&asked(flags)).await.and_then(|checked| verdict(&checked)))
    }

    async fn code_of(text: &str) -> ExitCode {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        std::fs::write(file.path(), text).expect("a file can be written");
        code(&[file.path().to_str().expect("its name is UTF-8")]).await
    }

    #[tokio::test]
    async fn check_ends_with_seven_and_names_all_ten() {
        assert_eq!(code(&[TEN]).await, ExitCode::from(7));
        let lines: Vec<_> = report::in_words(&checked(&asked(&[TEN])).await.unwrap()).collect();
        assert_eq!(lines.len(), 11, "{lines:?}");
        assert_eq!(lines[10], "4 services can be read, 8 are left out, 10 faults");
    }
    #[tokio::test]
    async fn the_exit_code_tells_a_good_feed_from_a_faulty_one_and_from_none() {
        assert_eq!(code_of("[]").await, ExitCode::SUCCESS);
        assert_eq!(code_of("[{}]").await, ExitCode::from(7));
        assert_eq!(code_of("[{}").await, ExitCode::from(7), "a feed that breaks off was one");
        assert_eq!(code_of("<html>").await, ExitCode::from(2));
        assert_eq!(code_of("").await, ExitCode::from(2));
    }
    #[tokio::test]
    async fn a_feed_fails_though_none_of_its_faults_was_to_be_named() {
        assert_eq!(code(&[TEN, "--faults", "0"]).await, ExitCode::from(7));
    }
    #[tokio::test]
    async fn an_address_is_refused_without_being_repeated() {
        let address = "https://key:secret@feeds.example/services";
        assert_eq!(code(&[address]).await, ExitCode::from(2));
        let refused = checked(&asked(&[address])).await.expect_err("it is refused").to_string();
        assert!(refused.contains("curl") && !refused.contains("secret"), "{refused}");
    }
}
