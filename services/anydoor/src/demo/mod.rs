//! The demo: six people's journeys through six doors, played through the public API, then looked up from a door that
//! never met them, told in plain words, and verified without the server.

mod cast;
mod directory;
mod ease;
mod folded;
mod player;
mod report;
mod script;
mod suggested;
mod world;

use std::time::Instant;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Demo;
use crate::exit::CheckFailed;
use crate::out;
use cast::Cast;
use player::Player;
use report::Report;
use script::Script;
use world::World;

/// The six journeys, in the order they are told.
const SCRIPTS: [&str; 6] = [
    include_str!("../../demo/1-school-leaver.toml"),
    include_str!("../../demo/2-lone-parent.toml"),
    include_str!("../../demo/3-leaving-prison.toml"),
    include_str!("../../demo/4-long-term-condition.toml"),
    include_str!("../../demo/5-redundancy.toml"),
    include_str!("../../demo/6-rough-sleeping.toml"),
];

/// The organisations, workers and services of all six.
const CAST: &str = include_str!("../../demo/cast.toml");

pub(crate) async fn run(demo: Demo) -> anyhow::Result<()> {
    let began = Instant::now();
    let cast = Cast::read(CAST).context("demo/cast.toml")?;
    let world = World::open(&demo, &cast).await?;
    let player = Player::new(&world, &cast);

    let directory = cast.join(&player, &world).await.context("filling the directory")?;
    let scripts = SCRIPTS.iter().map(|text| Script::read(text)).collect::<Result<Vec<_>, _>>()?;
    let bar = progress(&scripts, demo.json)?;
    let (mut journeys, mut lookups) = (vec![], vec![]);
    for (place, script) in (1..).zip(&scripts) {
        let story = || script.title.clone();
        let played = player.play(place, script, &bar).await.with_context(story)?;
        let (journey, lookup) = report::read(&player, script, &played).await.with_context(story)?;
        journeys.push(journey);
        lookups.push(lookup);
    }
    bar.finish_and_clear();

    let report = Report { directory, journeys, lookups, elapsed_ms: began.elapsed().as_millis() };
    if demo.json {
        report.print_json()?
    } else {
        report.print(&cast);
        if let (Some(script), Some(journey)) = (scripts.first(), report.journeys.first()) {
            let by = cast.identity(&script.lookup.told_by, "WORKER")?;
            world.to_see_again(&demo, &journey.person, &by).into_iter().for_each(out::line);
        }
    }
    if !report.is_whole() {
        return Err(
            CheckFailed("a journey's chain does not verify, or a lookup is wrong".into()).into()
        );
    }
    world.close(demo.stay, demo.json).await
}

fn progress(scripts: &[Script], quiet: bool) -> anyhow::Result<ProgressBar> {
    if quiet {
        return Ok(ProgressBar::hidden());
    }
    let steps = scripts.iter().map(|s| s.step.len() as u64).sum();
    Ok(ProgressBar::new(steps)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dynamic::Identity;

    fn scripts() -> Vec<Script> {
        SCRIPTS.iter().map(|text| Script::read(text).expect("a script reads")).collect()
    }

    #[test]
    fn what_happens_in_a_story_happens_in_order() {
        for script in scripts() {
            assert!(script.step.is_sorted_by_key(|step| &step.on), "{}", script.title);
        }
    }
    #[test]
    fn the_door_that_asks_at_the_end_never_met_the_person() {
        let cast = Cast::read(CAST).expect("the cast reads");
        let org = |worker: &str| match cast.identity(worker, "WORKER").expect("in the cast") {
            Identity::Claimed { org, .. } => org,
            Identity::Proven(_) => panic!("the cast is believed"),
        };
        for script in scripts() {
            let asks = org(&script.lookup.by);
            assert!(script.step.iter().all(|step| org(&step.by) != asks), "{}", script.title);
        }
    }
    #[tokio::test]
    async fn what_stays_of_the_demo_can_be_looked_at_again() {
        let cast = Cast::read(CAST).expect("the cast reads");
        let by = cast.identity("ann", "WORKER").expect("in the cast");
        let demo = |stay, state| Demo { json: true, stay, state, at: vec![], progress_file: None };
        let world = World::open(&demo(false, None), &cast).await.expect("it opens");
        let again = |stay, state| world.to_see_again(&demo(stay, state), "PERSON", &by);
        assert_eq!(again(false, None), None);
        let up = again(true, None).expect("it stays up");
        assert!(up.contains(" --server https://127.0.0.1:"), "{up}");
        let kept = again(false, Some("kept".into())).expect("it is kept");
        assert!(kept.contains("anydoor up --state kept"), "{kept}");
        assert!(kept.contains("\nanydoor journey show PERSON --identity "), "{kept}");
        world.close(false, true).await.expect("it ends");
    }
    #[tokio::test]
    async fn every_journey_plays_and_verifies_and_is_found() {
        let demo = Demo { json: true, stay: false, state: None, at: vec![], progress_file: None };
        run(demo).await.expect("the demo ends well");
    }
}
