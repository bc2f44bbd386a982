//! The questions: each action in each capacity with each single relationship, and a seeded sample of everything.

use anydoor_policy::{Action, Capacity, Question, Relationships};
use domain::Code;
use domain::rights::{Purpose, Relationship};

/// How many questions are drawn, besides those that are walked through.
const SAMPLE: usize = 10_000;

/// Every question, in an order that the seed determines, so that a difference of any sort is met early.
pub(crate) fn all(seed: u64) -> Vec<Question> {
    let mut chance = Chance(seed);
    let mut questions: Vec<_> = walk().collect();
    questions.extend((0..SAMPLE).map(|_| draw(&mut chance)));
    for at in (1..questions.len()).rev() {
        questions.swap(at, chance.below(at + 1));
    }
    questions
}

/// Each action in each capacity, with nothing and with each single relationship, to somebody who is protected and who is not.
fn walk() -> impl Iterator<Item = Question> {
    let ties = || {
        let single = Relationship::ALL.iter().copied().map(Relationships::from);
        single.chain([Relationships::NONE])
    };
    Action::ALL.iter().flat_map(move |action| {
        Capacity::ALL.iter().flat_map(move |capacity| {
            ties().flat_map(|tie| {
                let question = Question::new(*action, *capacity, Purpose::Support).by(tie);
                [false, true].map(|protected| Question { protected, ..question })
            })
        })
    })
}

fn draw(chance: &mut Chance) -> Question {
    let relationships = Relationship::ALL.iter().copied().filter(|_| chance.below(5) == 0);
    let relationships: Relationships = relationships.collect();
    Question {
        agreed: chance.below(2) == 0,
        protected: chance.below(4) == 0,
        own_organisation: chance.below(2) == 0,
        ..Question::new(
            chance.one_of(Action::ALL),
            chance.one_of(Capacity::ALL),
            chance.one_of(Purpose::ALL),
        )
        .by(relationships)
    }
}

/// Numbers that look random and follow from the seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }
    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}
