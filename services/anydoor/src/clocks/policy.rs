//! A file that says how clocks run: as people write it, and as the domain knows it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use domain::calendar::AreaDays;
use domain::directory::clocks::Own;
use domain::routing::clock::{Clock, Days, Term};
use domain::{Code, Date};
use serde::Deserialize;

use crate::exit::Usage;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// By the names of the clocks.
    #[serde(default)]
    terms: BTreeMap<String, Times>,
    /// By the year.
    #[serde(default)]
    years: BTreeMap<String, Year>,
}

/// How long one clock runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    #[serde(default)]
    days: Kind,
    remind: Option<u16>,
    overdue: u16,
    partnership: Option<u16>,
    expire: Option<u16>,
}

/// Which days are counted.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Working,
    Calendar,
}

/// The days of one year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    #[serde(default)]
    closed: Vec<String>,
    #[serde(default)]
    open: Vec<String>,
}

/// What a file says.
///
/// # Errors
/// What cannot be read, and what cannot be, each with where it stands.
pub(super) fn read(path: &Path) -> anyhow::Result<Own> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()));
    said(&text?).map_err(|what| Usage(format!("{}: {what}", path.display())).into())
}

fn said(text: &str) -> Result<Own, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut own = Own::default();
    for (name, times) in &file.terms {
        own.terms.insert(clock(name)?, times.term());
    }
    for (year, days) in &file.years {
        let number = year.parse().map_err(|_| format!("years.{year}: is no year"))?;
        let dates = |field: &str, days: &[String]| {
            let date = |day: &String| {
                let no_day =
                    |_| format!("years.{year}.{field}: {day:?} is no day, such as \"2026-10-05\"");
                day.parse::<Date>().map_err(no_day)
            };
            days.iter().map(date).collect::<Result<_, String>>()
        };
        let (closed, open) = (dates("closed", &days.closed)?, dates("open", &days.open)?);
        own.years.insert(number, AreaDays { closed, open });
    }
    own.in_force(1).map_err(|e| e.to_string())?;
    Ok(own)
}

fn clock(name: &str) -> Result<Clock, String> {
    let known = Clock::ALL.iter().find(|clock| clock.text() == name);
    known.copied().ok_or_else(|| {
        let names: Vec<_> = Clock::ALL.iter().map(|clock| clock.text()).collect();
        format!("terms.{name}: there is no such clock; there are {}", names.join(", "))
    })
}

impl Times {
    fn term(&self) -> Term {
        let days = |days| match self.days {
            Kind::Working => Days::Working(days),
            Kind::Calendar => Days::Calendar(days),
        };
        Term {
            remind: self.remind.map(days),
            overdue: days(self.overdue),
            partnership: self.partnership.map(days),
            expire: self.expire.map(days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_how_long_clocks_run_and_on_which_days() {
        let own = said(
            r#"
            [terms.ACKNOWLEDGE]
            remind = 1
            overdue = 2
            expire = 3
            [terms.STALL]
            days = "calendar"
            overdue = 5
            [years.2026]
            closed = ["2026-10-05"]
            "#,
        )
        .expect("a file that can be read");
        let acknowledge = own.terms[&Clock::Acknowledge];
        assert_eq!((acknowledge.remind, acknowledge.partnership), (Some(Days::Working(1)), None));
        assert_eq!(own.terms[&Clock::Stall].overdue, Days::Calendar(5));
        assert_eq!(own.years[&2026].closed.len(), 1);
    }
    #[test]
    fn what_cannot_be_is_named_with_its_place() {
        for (text, wanted) in [
            (
                "[terms.LUNCH]\noverdue = 1",
                "terms.LUNCH: there is no such clock; there are ACKNOWLEDGE",
            ),
            ("[terms.PLAN]\noverdue = 0", "PLAN: a time is 1 to 366 days"),
            ("[terms.PLAN]\noverdue = 5\nexpire = 9", "PLAN never ends a referral"),
            ("[terms.PLAN]\nremind = 5", "missing field `overdue`"),
            (
                "[years.2026]\nclosed = [\"5 October\"]",
                "years.2026.closed: \"5 October\" is no day",
            ),
            ("[years.soon]", "years.soon: is no year"),
            ("[years.2026]\nopen = [\"2027-01-01\"]", "2027-01-01 is not in 2026"),
            ("[clocks]", "unknown field `clocks`"),
        ] {
            let error = said(text).expect_err(text);
            assert!(error.contains(wanted), "{error}");
        }
    }
    #[test]
    fn the_example_says_what_is_standard() {
        let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/clocks.toml");
        let own = read(Path::new(example)).expect("the example can be read");
        let terms = own.in_force(0).expect("it can be").terms;
        assert_eq!(terms, domain::routing::clock::Terms::standard());
        assert_eq!(own.terms.len(), Clock::ALL.len(), "it names every clock");
    }
}
