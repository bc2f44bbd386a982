//! The point that decides. Decisions depend on nothing but the question, so each is made once and remembered.

use std::path::Path;

use domain::Sensitivity;
use domain::rights::Level;
use quick_cache::sync::Cache;

use crate::engine::{Asked, Engine, Facts};
use crate::{Decision, Disclosure, PolicyError, PolicySetId, Question, Source, load};

/// How many decisions are remembered; about 200 bytes each. There are few questions that workers really ask.
pub const MEMO_MAX: usize = 16_384;

/// The rungs of the ladder that somebody has to be permitted to stand on, from the lowest.
const RUNGS: [Level; 3] = [Level::BeingHelped, Level::Holder, Level::Journey];

/// Policies in force, and what they decided before.
#[derive(Debug)]
pub struct Policy {
    engine: Engine,
    memo: Cache<(Asked, Facts), Decision>,
}

impl Policy {
    /// The policies that the program brings.
    pub fn built_in() -> Self {
        Self::new(&load::built_in()).expect("tests load the policies that the program brings")
    }

    /// The policies of a folder: all files there whose names end in `.cedar`.
    ///
    /// # Errors
    /// If one cannot be read, or says something that cannot be meant; with the file and the line.
    pub fn from_folder(folder: &Path) -> Result<Self, PolicyError> {
        Self::new(&load::folder(folder)?)
    }

    /// Policies from their text.
    ///
    /// # Errors
    /// If one says something that cannot be meant; with the file and the line.
    pub fn new(sources: &[Source]) -> Result<Self, PolicyError> {
        Ok(Self { engine: Engine::new(sources)?, memo: Cache::new(MEMO_MAX) })
    }

    /// Whether the action is permitted; and, if the question is about a value that is kept somehow, whether the value may
    /// be opened by it.
    pub fn decide(&self, question: Question) -> Decision {
        let action = self.ask(Asked::Perform(question.action), question);
        match question.sensitivity {
            None => action,
            Some(sensitivity) => action.and(|| self.ask(Asked::Open(sensitivity), question)),
        }
    }

    /// How much of the person an answer may show: nothing unless the action is permitted, and then as many rungs of the
    /// ladder as can be climbed one after the other.
    pub fn disclosure(&self, question: Question) -> Disclosure {
        let mut reached = Disclosure { level: Level::Nothing, decision: self.decide(question) };
        if !reached.decision.permit {
            return reached;
        }
        for level in RUNGS {
            let decision = self.ask(Asked::Disclose(level), question);
            if !decision.permit {
                break;
            }
            reached = Disclosure { level, decision };
        }
        reached
    }

    /// How much of the person an answer may show.
    pub fn level(&self, question: Question) -> Level {
        self.disclosure(question).level
    }

    /// Whether an answer may show a value that is kept so closely.
    pub fn may_open(&self, question: Question, sensitivity: Sensitivity) -> bool {
        self.decide(question.of(sensitivity)).permit
    }

    /// Which policies are in force.
    pub fn id(&self) -> PolicySetId {
        self.engine.id()
    }

    fn ask(&self, asked: Asked, question: Question) -> Decision {
        let facts = Facts::of(question);
        let key = (asked, facts);
        if let Some(decision) = self.memo.get(&key) {
            return decision;
        }
        let decision = self.engine.decide(asked, facts);
        self.memo.insert(key, decision.clone());
        decision
    }
}
