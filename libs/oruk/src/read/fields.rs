//! The members of one object, read by name: those that hold are kept, and what is wrong with the others is named.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::faults::Faults;
use super::kept::{Kept, Members};
use super::shapes::kind;
use crate::{Effect, Path, Problem};

/// The most entries of a list that are read.
pub const LIST_MAX: usize = 200;

/// An object that is being read.
#[derive(Debug)]
pub(super) struct Fields<'v, 'f> {
    at: Path,
    members: &'v Map<String, Value>,
    kept: Members<'v>,
    faults: &'f mut Faults,
    /// What it costs if a member that has to be there is not, or does not hold.
    lacking: Effect,
    lacks: bool,
}

impl<'v, 'f> Fields<'v, 'f> {
    /// A record.
    pub(super) fn new(at: Path, members: &'v Map<String, Value>, faults: &'f mut Faults) -> Self {
        let lacking = Effect::ServiceLeftOut;
        Self { at, members, kept: Members::new(), faults, lacking, lacks: false }
    }

    /// From here on, faults say in which service they stand.
    pub(super) fn is_of(&mut self, service: Option<Uuid>) {
        self.faults.id = service;
    }

    /// The members that hold; nothing if one is lacking that has to.
    pub(super) fn kept(self) -> Option<Members<'v>> {
        (!self.lacks).then_some(self.kept)
    }

    /// A member that has to be there.
    pub(super) fn required<T>(
        &mut self,
        name: &'static str,
        shape: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<T> {
        let found = match self.member(name) {
            None => Err(Problem::Missing),
            Some(value) => self.hold(name, value, shape),
        };
        found.map_err(|problem| self.lack(name, problem)).ok()
    }

    /// A member that may be there. A blank text is none.
    pub(super) fn optional<T>(
        &mut self,
        name: &'static str,
        shape: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Option<T> {
        let value = self.member(name)?;
        match self.hold(name, value, shape) {
            Ok(held) => Some(held),
            Err(Problem::Empty) => None,
            Err(problem) => {
                self.faults.add(self.at.member(name), problem, Effect::FieldLeftOut);
                None
            }
        }
    }

    /// Members that are kept as they are, if they hold.
    pub(super) fn keep<T>(
        &mut self,
        names: &[&'static str],
        shape: impl Fn(&Value) -> Result<T, Problem>,
    ) {
        for name in names {
            self.optional(name, &shape);
        }
    }

    /// The entries of a list that hold. One that lacks something is left out, and the others are read.
    pub(super) fn list<T>(
        &mut self,
        name: &'static str,
        entry: impl Fn(&mut Fields<'v, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.member(name) else { return vec![] };
        let at = self.at.member(name);
        let Value::Array(values) = value else {
            let problem = Problem::WrongType { wanted: "a list", found: kind(value) };
            self.faults.add(at, problem, Effect::FieldLeftOut);
            return vec![];
        };
        if values.len() > LIST_MAX {
            let problem = Problem::TooMany { most: LIST_MAX };
            self.faults.add(at.clone(), problem, Effect::RestLeftOut);
        }
        let each = values.iter().take(LIST_MAX).enumerate();
        let (held, kept): (Vec<T>, Vec<Kept<'v>>) = each
            .filter_map(|(nth, value)| {
                self.object(at.entry(nth), value, Effect::EntryLeftOut, &entry)
            })
            .unzip();
        if !kept.is_empty() {
            self.kept.insert(name, Kept::List(kept));
        }
        held
    }

    /// An object within, which may be there. If it lacks something, that costs what is said.
    pub(super) fn within<T>(
        &mut self,
        name: &'static str,
        lacking: Effect,
        entry: impl Fn(&mut Fields<'v, '_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.member(name)?;
        let read = self.object(self.at.member(name), value, lacking, &entry);
        self.lacks |= read.is_none() && lacking == Effect::ServiceLeftOut;
        let (held, kept) = read?;
        self.kept.insert(name, kept);
        Some(held)
    }

    fn object<T>(
        &mut self,
        at: Path,
        value: &'v Value,
        lacking: Effect,
        entry: impl Fn(&mut Fields<'v, '_>) -> Option<T>,
    ) -> Option<(T, Kept<'v>)> {
        let Value::Object(members) = value else {
            let problem = Problem::WrongType { wanted: "an object", found: kind(value) };
            let service = lacking == Effect::ServiceLeftOut;
            let effect = if service { lacking } else { Effect::FieldLeftOut };
            self.faults.add(at, problem, effect);
            return None;
        };
        let (faults, kept) = (&mut *self.faults, Members::new());
        let mut fields = Fields { at, members, kept, faults, lacking, lacks: false };
        let held = entry(&mut fields)?;
        Some((held, Kept::Object(fields.kept()?)))
    }

    /// What stands under this name; `null` is nothing.
    fn member(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    fn hold<T>(
        &mut self,
        name: &'static str,
        value: &'v Value,
        shape: impl FnOnce(&Value) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let held = shape(value)?;
        self.kept.insert(name, Kept::One(value));
        Ok(held)
    }

    fn lack(&mut self, name: &'static str, problem: Problem) {
        self.lacks = true;
        self.faults.add(self.at.member(name), problem, self.lacking);
    }
}
