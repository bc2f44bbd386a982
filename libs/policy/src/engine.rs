//! Cedar, which answers. What cannot be evaluated is denied: an error would leave out the policy that it is in, and that
//! one may be what forbids.

use std::str::FromStr;
use std::sync::LazyLock;

use cedar_policy::{
    Authorizer, Context, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression as Value, Schema,
};
use domain::rights::{Level, Purpose};
use domain::{Code, Sensitivity};

use crate::load::{self, SCHEMA, Source};
use crate::{Action, Capacity, Decision, PolicyError, PolicySetId, Question, Relationships};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asked {
    Perform(Action),
    Disclose(Level),
    Open(Sensitivity),
}

/// By whom, for what, and what stands around it: all of a question but what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Facts {
    capacity: Capacity,
    relationships: Relationships,
    purpose: Purpose,
    agreed: bool,
    protected: bool,
    own: bool,
}

impl Facts {
    pub(crate) fn of(question: Question) -> Self {
        Self {
            capacity: question.capacity,
            relationships: question.relationships,
            purpose: question.purpose,
            agreed: question.agreed,
            protected: question.protected,
            own: question.own_organisation,
        }
    }
}

/// The schema, which is one and the same for all policies, and which of its actions is in which group.
static WORDS: LazyLock<(Schema, Entities)> = LazyLock::new(|| {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA).expect("tests load the schema");
    let groups = schema.action_entities().expect("the schema's groups are a hierarchy");
    (schema, groups)
});

#[derive(Debug)]
pub(crate) struct Engine {
    authorizer: Authorizer,
    policies: PolicySet,
    names: Names,
    id: PolicySetId,
}

impl Engine {
    pub(crate) fn new(sources: &[Source]) -> Result<Self, PolicyError> {
        let policies = load::policies(sources, &WORDS.0)?;
        let (names, id) = (Names::new(), load::id(sources));
        Ok(Self { authorizer: Authorizer::new(), policies, names, id })
    }

    pub(crate) fn id(&self) -> PolicySetId {
        self.id
    }

    pub(crate) fn decide(&self, asked: Asked, facts: Facts) -> Decision {
        let (schema, groups) = &*WORDS;
        let request = self.names.request(asked, facts, schema);
        let request = request.expect("the schema has a word for every fact; tests ask them all");
        let response = self.authorizer.is_authorized(&request, &self.policies, groups);
        let is_sound = response.diagnostics().errors().next().is_none();
        let mut determining: Vec<String> =
            response.diagnostics().reason().map(ToString::to_string).collect();
        determining.sort_unstable();
        let permit = is_sound && response.decision() == cedar_policy::Decision::Allow;
        Decision { permit, determining: determining.into(), policy_set: self.id }
    }
}

/// The schema's types, which would otherwise be parsed for each question.
#[derive(Debug)]
struct Names {
    action: EntityTypeName,
    capacity: EntityTypeName,
    purpose: EntityTypeName,
    relationship: EntityTypeName,
    record: EntityUid,
}

impl Names {
    fn new() -> Self {
        let name = |text| EntityTypeName::from_str(text).expect("a word is a type's name");
        Self {
            action: name("Action"),
            capacity: name("Capacity"),
            purpose: name("Purpose"),
            relationship: name("Relationship"),
            record: member(&name("Record"), "ASKED"),
        }
    }

    fn request(
        &self,
        asked: Asked,
        facts: Facts,
        schema: &Schema,
    ) -> Result<Request, Box<dyn std::error::Error>> {
        let relationships = facts.relationships.iter().map(|relationship| {
            Value::new_entity_uid(member(&self.relationship, relationship.text()))
        });
        let context = Context::from_pairs([
            ("relationships".to_owned(), Value::new_set(relationships)),
            (
                "purpose".to_owned(),
                Value::new_entity_uid(member(&self.purpose, facts.purpose.text())),
            ),
            ("agreed".to_owned(), Value::new_bool(facts.agreed)),
            ("protected".to_owned(), Value::new_bool(facts.protected)),
            ("own".to_owned(), Value::new_bool(facts.own)),
        ])?;
        let principal = member(&self.capacity, facts.capacity.text());
        let action = member(&self.action, word(asked));
        Ok(Request::new(principal, action, self.record.clone(), context, Some(schema))?)
    }
}

fn member(of: &EntityTypeName, text: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(text))
}

/// The action's name in the schema.
fn word(asked: Asked) -> &'static str {
    match asked {
        Asked::Perform(action) => action.name(),
        Asked::Disclose(Level::Nothing | Level::BeingHelped) => "disclose_being_helped",
        Asked::Disclose(Level::Holder) => "disclose_holder",
        Asked::Disclose(Level::Journey) => "disclose_journey",
        Asked::Open(Sensitivity::Core) => "open_core",
        Asked::Open(Sensitivity::Special) => "open_special",
        Asked::Open(Sensitivity::Restricted) => "open_restricted",
    }
}
