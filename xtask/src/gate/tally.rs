//! Counts what `cargo test -- --show-output` reports, and picks from what passing tests wrote the lines that are meant to
//! be read.

use std::collections::BTreeSet;

/// Opens the line with which a test of the journal says what it ran against.
const BACKEND: &str = "journal backend: ";

/// The sum of the test runs so far.
#[derive(Default)]
pub(super) struct Tally {
    /// Tests that passed.
    pub(super) passed: u64,
    /// Tests that failed.
    pub(super) failed: u64,
    /// What the tests of the journal ran against, in their own words.
    pub(super) backends: BTreeSet<String>,
    in_successes: bool,
}

impl Tally {
    /// Takes one line of the output and says whether a reader wants to see it.
    pub(super) fn take(&mut self, line: &str) -> bool {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += count(result, "passed");
            self.failed += count(result, "failed");
        }
        if line.starts_with(BACKEND) {
            self.backends.insert(line.to_owned());
            return true;
        }
        self.in_successes = match line {
            "successes:" => true,
            "failures:" => false,
            _ => self.in_successes && !line.starts_with("test result: "),
        };
        !self.in_successes
    }
}

/// The number before a word, as in `ok. 12 passed; 0 failed`.
fn count(result: &str, word: &str) -> u64 {
    let numbered = result.split([';', '.']).filter_map(|part| part.trim().split_once(' '));
    numbered.filter(|(_, w)| *w == word).filter_map(|(number, _)| number.parse::<u64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSING: &str = "running 2 tests
test contract ... ok
test other ... ok

successes:

---- contract stdout ----
journal backend: sqlite
a detail that nobody asked for

successes:
    contract
    other

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";

    const FAILING: &str = "test broken ... FAILED

successes:
    fine

failures:

---- broken stdout ----
the reason

failures:
    broken

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";

    fn shown(tally: &mut Tally, output: &str) -> Vec<String> {
        output.lines().filter(|line| tally.take(line)).map(str::to_owned).collect()
    }

    #[test]
    fn test_runs_are_summed() {
        let mut tally = Tally::default();
        shown(&mut tally, PASSING);
        shown(&mut tally, FAILING);
        assert_eq!((tally.passed, tally.failed), (3, 1));
    }

    #[test]
    fn a_passing_test_shows_its_backend_and_nothing_else() {
        let mut tally = Tally::default();
        let shown = shown(&mut tally, PASSING);
        assert!(shown.contains(&"journal backend: sqlite".to_owned()));
        assert!(!shown.contains(&"a detail that nobody asked for".to_owned()));
        assert!(tally.backends.contains("journal backend: sqlite"));
    }

    #[test]
    fn a_failing_test_shows_its_reason() {
        assert!(shown(&mut Tally::default(), FAILING).contains(&"the reason".to_owned()));
    }
}
