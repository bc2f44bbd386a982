//! Finding a person: by a number that names them, or by name and date of birth. No wildcards, no browsing, no long lists.

use std::collections::BTreeSet;

use domain::identifier::{Class, Name, Postcode, normalise_for_index};
use domain::intake::person::IdentifierScheme;
use domain::{OrgId, PersonId};
use vault::Vault;
use wire::convert::{Malformed, Read, code, date};
use wire::lookup::find_person_request::By;
use wire::lookup::{NameAndBirth, PersonMatch};
use wire::types;

use super::view::decode;
use super::{keys, names, rows::PersonRow};
use crate::store::{Store, StoreError};

/// How many people an answer names at the most; more is a question that was not exact enough.
pub const MATCHES_MAX: usize = 5;

/// How many people of one name and date of birth are read at the most. More than an answer names, for whoever asks may not
/// be shown some of them, and must not notice.
const READ_MAX: usize = 64;

/// What to look for, as tokens.
#[derive(Debug, Clone)]
pub enum Question {
    /// A number that names somebody, and the organisation that asks.
    Number(vault::Blind, OrgId),
    /// A name and a date of birth.
    Name(Vec<u8>),
    /// A number that names nobody.
    Nobody(vault::Blind),
}

/// Reads what to look for; a partner's own number is looked for among those of the asking organisation.
///
/// # Errors
/// If a number or a name is malformed.
pub fn question(vault: &Vault, org: OrgId, by: Option<By>) -> Read<Question> {
    let missing = || Malformed::new("by", "must be set: an identifier, or name and date of birth");
    match by.ok_or_else(missing)? {
        By::Identifier(identifier) => {
            number(vault, org, &identifier).map_err(|e| e.within("identifier"))
        }
        By::NameAndBirth(who) => name(vault, &who).map_err(|e| e.within("name_and_birth")),
    }
}

fn number(vault: &Vault, org: OrgId, identifier: &types::Identifier) -> Read<Question> {
    let scheme: IdentifierScheme = code("scheme", identifier.scheme)?;
    let normal = normalise_for_index(scheme, &identifier.value)
        .map_err(|e| Malformed::new("value", e.to_string()))?;
    let blind = names::number(vault, scheme, org, normal.text.expose());
    Ok(match normal.class {
        Class::Valid => Question::Number(blind, org),
        Class::Administrative => Question::Nobody(blind),
    })
}

fn name(vault: &Vault, who: &NameAndBirth) -> Read<Question> {
    let given: Name = parsed("given_name", &who.given_name)?;
    let family: Name = parsed("family_name", &who.family_name)?;
    let born = date("date_of_birth", who.date_of_birth)?.to_string();
    let postcode = match who.postcode.as_str() {
        "" => None,
        text => Some(parsed::<Postcode>("postcode", text)?),
    };
    Ok(Question::Name(names::token(vault, &given, &family, &born, postcode.as_ref())))
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(field: &str, text: &str) -> Read<T> {
    text.parse().map_err(|e: T::Err| Malformed::new(field, e.to_string()))
}

impl Question {
    /// What tells two questions apart. It is no less secret than the question.
    pub fn key(&self) -> Vec<u8> {
        match self {
            Self::Number(blind, _) | Self::Nobody(blind) => blind.0.to_vec(),
            Self::Name(token) => token.clone(),
        }
    }
}

/// Who it may be, as far as the view knows, and what is known of them.
pub(super) fn answer(
    store: &dyn Store,
    question: &Question,
) -> Result<Vec<(PersonId, PersonMatch, PersonRow)>, StoreError> {
    let people: BTreeSet<PersonId> = match question {
        Question::Nobody(_) => BTreeSet::new(),
        Question::Number(blind, org) => {
            let (holder, own) =
                (store.get(&keys::number(blind))?, store.get(&keys::contested(*org, blind))?);
            [holder, own].iter().flatten().filter_map(|id| keys::person_at_end(id)).collect()
        }
        Question::Name(token) => {
            let rows = store.range(&keys::name_prefix(token), &[], READ_MAX)?;
            rows.iter().filter_map(|(key, _)| keys::person_at_end(key)).collect()
        }
    };
    people.into_iter().map(|person| person_match(store, person)).collect()
}

fn person_match(
    store: &dyn Store,
    person: PersonId,
) -> Result<(PersonId, PersonMatch, PersonRow), StoreError> {
    let row = store.get(&keys::person(person))?.map(|bytes| decode::<PersonRow>(&bytes));
    let row = row.transpose()?.unwrap_or_default();
    Ok((person, PersonMatch { person_id: person.to_string(), being_helped: row.open }, row))
}
