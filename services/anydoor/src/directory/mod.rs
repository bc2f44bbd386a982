//! `anydoor directory`: what a publisher says of its services, before anything of it is ours.

mod check;
mod report;

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use anyhow::Context;
use oruk::SplitError;

use crate::args::{Check, Directory, DirectoryCommand};
use crate::exit::{CheckFailed, Usage};
use crate::out;
use check::Checked;

pub(crate) fn run(directory: Directory) -> anyhow::Result<()> {
    match directory.what {
        DirectoryCommand::Check(asked) => run_check(&asked),
    }
}

fn run_check(asked: &Check) -> anyhow::Result<()> {
    let checked = checked(asked)?;
    if asked.json {
        out::json(&report::in_json(&checked))?;
    } else {
        report::in_words(&checked).for_each(out::line);
    }
    verdict(&checked)
}

fn checked(asked: &Check) -> anyhow::Result<Checked> {
    let faults_max = usize::try_from(asked.faults).expect("the most that can be asked for is less");
    check::check(open(&asked.feed)?, faults_max).map_err(|error| match error {
        SplitError::Io(error) => anyhow::Error::new(error).context("reading the feed"),
        other => Usage(other.to_string()).into(),
    })
}

fn verdict(checked: &Checked) -> anyhow::Result<()> {
    match checked.faults_in_all() {
        0 => Ok(()),
        faults => Err(CheckFailed(report::count(faults, "fault") + " in this feed").into()),
    }
}

/// The feed that was asked for. A publisher's address may carry a key, so it is not repeated.
fn open(feed: &str) -> anyhow::Result<Box<dyn BufRead>> {
    if feed.contains("://") {
        let message = "FEED is a file, or `-` for stdin: an address of the web cannot be read yet; \
                       fetch it first, as in `curl ADDRESS | anydoor directory check -`";
        return Err(Usage(message.into()).into());
    }
    if feed == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(feed).with_context(|| format!("opening {feed}"))?;
    Ok(Box::new(BufReader::new(file)))
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
    fn code(flags: &[&str]) -> ExitCode {
        exit::code(checked(&asked(flags)).and_then(|checked| verdict(&checked)))
    }

    fn code_of(text: &str) -> ExitCode {
        let file = tempfile::NamedTempFile::new().expect("a file can be made");
        std::fs::write(file.path(), text).expect("a file can be written");
        code(&[file.path().to_str().expect("its name is UTF-8")])
    }

    #[test]
    fn check_ends_with_seven_and_names_all_ten() {
        assert_eq!(code(&[TEN]), ExitCode::from(7));
        let lines: Vec<_> = report::in_words(&checked(&asked(&[TEN])).unwrap()).collect();
        assert_eq!(lines.len(), 11, "{lines:?}");
        assert_eq!(lines[10], "4 services can be read, 8 are left out, 10 faults");
    }
    #[test]
    fn the_exit_code_tells_a_good_feed_from_a_faulty_one_and_from_none() {
        assert_eq!(code_of("[]"), ExitCode::SUCCESS);
        assert_eq!(code_of("[{}]"), ExitCode::from(7));
        assert_eq!(code_of("[{}"), ExitCode::from(7), "a feed that breaks off was one");
        assert_eq!(code_of("<html>"), ExitCode::from(2));
        assert_eq!(code_of(""), ExitCode::from(2));
    }
    #[test]
    fn a_feed_fails_though_none_of_its_faults_was_to_be_named() {
        assert_eq!(code(&[TEN, "--faults", "0"]), ExitCode::from(7));
    }
    #[test]
    fn an_address_is_refused_without_being_repeated() {
        let address = "https://key:secret@feeds.example/services";
        assert_eq!(code(&[address]), ExitCode::from(2));
        let refused = checked(&asked(&[address])).expect_err("it is refused").to_string();
        assert!(refused.contains("curl") && !refused.contains("secret"), "{refused}");
    }
}
