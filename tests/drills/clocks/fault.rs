//! What goes wrong: a process is killed, or its clock is moved.

use std::fmt::{Display, Formatter, Result as Written};

use anydoor_tests::chance::Chance;

use crate::instance::Instance;

const HOUR: i64 = 60 * 60;

const YEAR: i64 = 365 * 24 * HOUR;

/// By how much a clock is moved, in seconds: on, back, and a year on.
const MOVES: [i64; 5] = [HOUR, -HOUR, 2 * HOUR, -12 * HOUR, YEAR];

/// One fault in so many is a kill; the others move a clock.
const KILLED_ONCE_IN: u64 = 2;

/// One process in so many that are started anew begins with a clock that is a year ahead; the first does.
const BEGINS_WRONG_ONCE_IN: u64 = 8;

/// What went wrong.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) kills: u32,
    pub(crate) steps: u32,
    /// How often a process began with a clock that was a year ahead.
    pub(crate) begun_wrong: u32,
}

impl Display for Faults {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        writeln!(f, "killed           {}", self.kills)?;
        writeln!(f, "clocks moved     {}", self.steps)?;
        writeln!(f, "begun a year on  {}", self.begun_wrong)
    }
}

/// Something goes wrong with one of the processes. A clock that was moved is put right next. Whoever begins with a clock
/// that is wrong begins a year ahead: of some hours a process has no way to know.
pub(crate) async fn fault(
    instances: &mut [Instance],
    chance: &mut Chance,
    faults: &mut Faults,
) -> anyhow::Result<()> {
    let one = below(chance, instances.len());
    let instance = &mut instances[one];
    if chance.once_in(KILLED_ONCE_IN) {
        instance.kill().await?;
        faults.kills += 1;
        let is_wrong = chance.once_in(BEGINS_WRONG_ONCE_IN) || faults.begun_wrong == 0;
        instance.move_clock(if is_wrong { YEAR } else { 0 })?;
        faults.begun_wrong += u32::from(is_wrong);
        instance.start_again().await?;
    } else if instance.moved != 0 {
        instance.move_clock(0)?;
    } else {
        instance.move_clock(MOVES[below(chance, MOVES.len())])?;
        faults.steps += 1;
    }
    Ok(())
}

fn below(chance: &mut Chance, count: usize) -> usize {
    let number = chance.within(0..=count as u64 - 1);
    usize::try_from(number).expect("it is below a count of this machine's")
}
