//! What somebody learns in a day who has one valid account, patience, and no person before them.
#![expect(clippy::print_stdout, reason = "how much it learned is for people to read")]

use std::collections::HashSet;
use std::time::Duration;

use domain::access::LookOutcome;

use crate::support::{Process, ann, memory, process, told_to_wait};

/// How many people the register knows.
const PEOPLE: usize = 10_000;
/// The largest number with one pair of letters, and one more. All the people have numbers with these letters, so that one
/// number in a hundred is somebody's: far more than of all National Insurance numbers there are.
const NUMBERS: u32 = 1_000_000;
/// How many people a register of all Scotland would know.
const NATIONAL: f64 = 1_500_000.0;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long a program takes to ask again.
const PACE: Duration = Duration::from_secs(5);

/// Whose register it is, and what the walker guesses.
const SEED: u64 = 2026;

/// Reproducible chance (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn number(&mut self) -> u32 {
        u32::try_from(self.next() % u64::from(NUMBERS)).expect("less than a million")
    }
}

/// What came of a day.
#[derive(Default)]
struct Day {
    answers: u32,
    learned: u32,
    held_up: u32,
    first_held_up_after: Option<u32>,
}

/// Asks for number after number for a day, as fast as a program can and as slowly as it is told.
async fn walk(process: &Process, register: &HashSet<u32>, mut next: impl FnMut(u32) -> u32) -> Day {
    let mut day = Day::default();
    let (mut passed, mut asked) = (Duration::ZERO, 0);
    while passed < DAY {
        let number = next(asked) % NUMBERS;
        asked += 1;
        let known = register.contains(&number);
        let outcome = if known { LookOutcome::One } else { LookOutcome::Nobody };
        let wait = match process.seeks(ann(), number, outcome).await {
            Ok(()) => {
                day.answers += 1;
                day.learned += u32::from(known);
                PACE
            }
            refused @ Err(_) => {
                day.held_up += 1;
                day.first_held_up_after.get_or_insert(day.answers);
                told_to_wait(refused)
            }
        };
        process.hand.advance(wait);
        passed += wait;
    }
    day
}

#[tokio::test]
async fn one_valid_account_learns_next_to_nothing_in_a_day() {
    println!("seed {SEED}");
    let mut chance = Chance(SEED);
    let mut register = HashSet::new();
    while register.len() < PEOPLE {
        register.insert(chance.number());
    }
    let someone = *register.iter().min().expect("ten thousand people") + NUMBERS / 2;
    let random: Vec<u32> = (0..100_000).map(|_| chance.number()).collect();

    type Next<'a> = Box<dyn FnMut(u32) -> u32 + 'a>;
    let ways: [(&str, Next<'_>); 6] = [
        ("up", Box::new(|n| someone + n)),
        ("down", Box::new(|n| someone.wrapping_sub(n))),
        ("by tens", Box::new(|n| someone + 10 * n)),
        ("back and forth", Box::new(|n| if n % 2 == 0 { someone + n } else { someone - n })),
        ("four neighbours, then elsewhere", Box::new(|n| random[n as usize / 4] + n % 4)),
        ("at random", Box::new(|n| random[n as usize])),
    ];
    for (way, next) in ways {
        let process = process(&memory()).await;
        let day = walk(&process, &register, next).await;
        let share = f64::from(day.learned) / PEOPLE as f64 * 100.0;
        println!(
            "{way}: {} answers, {} people learned ({share:.3} % of the register; {:.5} % of a national one); first held \
             up after {} answers, then {} times",
            day.answers,
            day.learned,
            f64::from(day.learned) / NATIONAL * 100.0,
            day.first_held_up_after.map_or("no".into(), |n| n.to_string()),
            day.held_up,
        );
        assert!(share < 0.5, "{way} learns {share} % of the register in a day");
        assert!(day.first_held_up_after.is_some_and(|n| n <= 30), "{way} goes on for too long");
        assert!(day.answers <= 150, "{way} gets {} answers", day.answers);
    }
}

#[tokio::test]
async fn where_every_number_is_somebodys_a_walk_ends_with_the_fourth() {
    let register: HashSet<u32> = (0..NUMBERS).collect();
    let process = process(&memory()).await;
    let day = walk(&process, &register, |n| 500_000 + n).await;
    println!("in a register without gaps: {} people learned", day.learned);
    assert_eq!(day.learned, 4);
}
