//! Rows of a benchmark: from rounds to medians, and onto the screen.

use std::collections::BTreeMap;

use hdrhistogram::Histogram;
use serde::Serialize;

use super::environment::Environment;
use super::load::{self, Lap};
use crate::out;

/// One thing that was measured, beside its ceiling.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) in_flight: usize,
    /// The median of the rounds.
    pub(crate) per_second: f64,
    pub(crate) p50_us: Option<u64>,
    pub(crate) p99_us: Option<u64>,
    pub(crate) p999_us: Option<u64>,
    /// The row that this is held against.
    pub(crate) ceiling: Option<String>,
    /// The median, over the rounds, of what part of the ceiling was reached in the same round.
    pub(crate) ratio: Option<f64>,
    /// The same for other rows that it is held against.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) other_ratios: BTreeMap<String, f64>,
}

impl Row {
    /// A row out of its rounds, and those of its ceiling.
    pub(crate) fn of(
        name: &str,
        in_flight: usize,
        laps: &[Lap],
        ceilings: &[(&str, &[Lap])],
    ) -> Self {
        let rates: Vec<f64> = laps.iter().map(Lap::per_second).collect();
        let ratio = |above: &[Lap]| {
            median(rates.iter().zip(above).map(|(rate, above)| rate / above.per_second()).collect())
        };
        let ratios = ceilings.iter().map(|(name, above)| ((*name).to_owned(), ratio(above)));
        let (ceiling, others) = (ceilings.first(), ratios.skip(1).collect());
        let (latency, timed) = (all(laps), laps.iter().any(|lap| !lap.latency.is_empty()));
        let at = |quantile| timed.then(|| latency.value_at_quantile(quantile));
        Self {
            name: name.into(),
            in_flight,
            per_second: median(rates.clone()),
            p50_us: at(0.5),
            p99_us: at(0.99),
            p999_us: at(0.999),
            ceiling: ceiling.map(|(name, _)| (*name).into()),
            ratio: ceiling.map(|(_, above)| ratio(above)),
            other_ratios: others,
        }
    }
}

fn all(laps: &[Lap]) -> Histogram<u64> {
    let mut all = load::histogram();
    for lap in laps {
        all.add(&lap.latency).expect("all have the same bounds");
    }
    all
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

/// A whole benchmark.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) environment: Environment,
    pub(crate) results: Vec<Row>,
    /// What was done before measuring, and other things to know when reading the numbers.
    pub(crate) notes: Vec<String>,
}

impl Report {
    /// Prints it as one JSON object.
    ///
    /// # Errors
    /// Never in practice: every number is one that JSON has.
    pub(crate) fn print_json(&self) -> anyhow::Result<()> {
        out::json(self)
    }

    /// Prints it as a table for people.
    pub(crate) fn print(&self) {
        out::line(&self.environment);
        for note in &self.notes {
            out::line(format!("note    {note}"));
        }
        let head =
            ["", "in flight", "per second", "p50 ms", "p99 ms", "p99.9 ms", "of its ceiling"];
        out::line("");
        out::line(columns(head.map(String::from)));
        for row in &self.results {
            out::line(columns(cells(row)));
        }
    }
}

fn cells(row: &Row) -> [String; 7] {
    let ms = |us: Option<u64>| us.map_or(String::new(), |us| format!("{:.2}", us as f64 / 1000.0));
    let first = row.ceiling.iter().zip(row.ratio);
    let ratios = first.chain(row.other_ratios.iter().map(|(name, ratio)| (name, *ratio)));
    let ratios: Vec<String> = ratios.map(|(name, ratio)| format!("{ratio:.2} x {name}")).collect();
    let rate = format!("{:.0}", row.per_second);
    let waits = [row.p50_us, row.p99_us, row.p999_us].map(ms);
    let [p50, p99, p999] = waits;
    [row.name.clone(), row.in_flight.to_string(), rate, p50, p99, p999, ratios.join(", ")]
}

fn columns([name, in_flight, rate, p50, p99, p999, ceiling]: [String; 7]) -> String {
    let line =
        format!("{name:<18}{in_flight:>10}{rate:>12}{p50:>10}{p99:>10}{p999:>10}  {ceiling}");
    line.trim_end().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lap(done: u64, seconds: f64) -> Lap {
        Lap { done, seconds, latency: load::histogram() }
    }

    #[test]
    fn a_ratio_is_the_median_of_what_each_round_reached() {
        // The machine was slow in the second round: rates fall, the ratio does not.
        let (ours, ceiling) = (
            [lap(50, 1.0), lap(5, 1.0), lap(60, 1.0)],
            [lap(100, 1.0), lap(10, 1.0), lap(100, 1.0)],
        );
        let row = Row::of("commands", 64, &ours, &[("echo", &ceiling)]);
        assert_eq!((row.per_second, row.ratio), (50.0, Some(0.5)));
        assert_eq!(row.ceiling.as_deref(), Some("echo"));
    }

    #[test]
    fn what_has_no_latency_shows_none() {
        let row = Row::of("read", 1, &[lap(10, 2.0)], &[]);
        assert_eq!((row.per_second, row.p50_us, row.ratio), (5.0, None, None));
        assert!(columns(cells(&row)).ends_with('5'));
    }

    #[test]
    fn an_even_number_of_rounds_has_its_median_between_the_middle_two() {
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), 2.5);
        assert_eq!(median(vec![]), 0.0);
    }
}
