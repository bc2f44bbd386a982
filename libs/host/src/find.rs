//! Finding a person: the one look that does not say whom it is at. It takes the same steps, and its answer has the same
//! size, whether somebody is found, nobody is, or somebody who is not for the caller.

use std::sync::{Arc, Mutex, PoisonError};

use domain::access::LookOutcome;
use domain::identifier::normalise_for_index;
use domain::intake::person::IdentifierScheme;
use domain::rights::{Level, Relationship};
use domain::{PersonId, Timestamp};
use policy::{Action, Disclosure, Question};
use projection::people::{self, MATCHES_MAX, Standing};
use prost::Message;
use tonic::Status;
use wire::convert::{Malformed, Read, code};
use wire::lookup::find_person_request::By;
use wire::lookup::{FindPersonRequest, FindPersonResponse, PersonMatch};

use crate::access::{Answer, Attempt, Sought};
use crate::disclose::Disclosed;
use crate::permit::Ask;
use crate::{Caller, Desk, malformed, status};

/// How many bytes an answer to a search has, whatever it says: as many as the longest needs. Odd, as answers without padding
/// are even: no padding can make up for just 130.
pub const ANSWER_BYTES: usize = 257;

/// Somebody who was found of late, to look at where nobody is found: so that both are the same work.
#[derive(Clone)]
pub(crate) struct Decoy(Arc<Mutex<PersonId>>);

impl Default for Decoy {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(PersonId::from_u128(0))))
    }
}

impl Decoy {
    fn store(&self, person: PersonId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = person;
    }

    fn load(&self) -> PersonId {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who fits, and what the caller is shown of them.
struct Found {
    person: PersonId,
    shown: Option<PersonMatch>,
    level: Level,
    relationships: Vec<Relationship>,
}

impl Desk {
    /// Finds a person by a number of theirs, or by name and date of birth.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a malformed question; `RESOURCE_EXHAUSTED` if the caller has searched as often as they may;
    /// `UNAVAILABLE` while the view is not ready, or if the look cannot be put on record.
    pub async fn find(
        &self,
        caller: &Caller,
        request: FindPersonRequest,
    ) -> Result<FindPersonResponse, Status> {
        let ask = Ask::new(Action::FindPerson, caller);
        let normalised = number(request.by.as_ref()).map_err(malformed)?;
        let question = people::question(&self.vault, ask.by.org, request.by).map_err(malformed)?;
        self.caught_up(&request.write_token).await?;

        let found = self.found(&ask, &question).await?;
        let only = only(&found);
        let relationships = only.map_or(&[][..], |only| &only.relationships);
        let key = self.vault.digest(&[b"sought", &question.key()]);
        let attempt = Attempt {
            by: ask.by,
            action: ask.action.rpc(),
            purpose: ask.purpose,
            sought: match &normalised {
                Some(number) => Sought::Number { number, key },
                None => Sought::Name,
            },
            person: only.map(|only| only.person),
            relationships,
            org_people: self.people_of(ask.by.org),
        };
        let admitted = self.access.admit(&attempt)?;
        self.access.record(admitted.came_to(self.came_to(&ask, &found))).await?;

        let mut matches: Vec<_> = found.into_iter().filter_map(|one| one.shown).collect();
        let too_many = matches.len() > MATCHES_MAX; // Whoever is not shown does not count.
        if too_many {
            matches.clear();
        }
        Ok(padded(FindPersonResponse { matches, too_many, padding: vec![] }))
    }

    async fn found(&self, ask: &Ask, question: &people::Question) -> Result<Vec<Found>, Status> {
        let at = self.clock.now();
        let matches = self.people.find_for(question, &ask.by, at);
        let matches = matches.map_err(|e| status::of_view(&e))?;
        match matches.first() {
            Some((person, ..)) => self.decoy.store(*person),
            // As much work as for somebody.
            None => _ = self.people.standing(self.decoy.load(), &ask.by, at),
        }
        let mut found = Vec::with_capacity(matches.len());
        for (person, one, standing) in matches {
            let question = self.standing(person, standing, ask, at).await?;
            let level = self.policy.level(question);
            let relationships = question.relationships.iter().collect();
            found.push(Found { person, shown: one.at(level), level, relationships });
        }
        Ok(found)
    }

    /// What policy is asked about somebody, by what the view knows; where that may be too little, by the journey.
    async fn standing(
        &self,
        person: PersonId,
        standing: Standing,
        ask: &Ask,
        at: Timestamp,
    ) -> Result<Question, Status> {
        Ok(match standing {
            Standing { degraded: false, protected, agreed, relationships } => {
                Question { agreed, protected, ..ask.about_nobody().by(relationships) }
            }
            Standing { degraded: true, .. } => {
                let journey = Box::pin(self.journeys.load(person)); // Rare, and large.
                ask.about(&journey.await.map_err(|e| status::of_load(&e))?.state, at)
            }
        })
    }

    fn came_to(&self, ask: &Ask, found: &[Found]) -> Answer {
        let Disclosure { decision, .. } = self.policy.disclosure(ask.about_nobody());
        let shown = found.iter().filter(|one| one.shown.is_some()).count();
        let outcome = match (found.len(), shown) {
            (0, _) => LookOutcome::Nobody,
            (_, 0) => LookOutcome::Withheld,
            (1, _) | (_, 1) => LookOutcome::One,
            (_, _) => LookOutcome::Several,
        };
        let only = only(found);
        Answer {
            person: only.map(|only| only.person),
            outcome,
            level: found.iter().map(|one| one.level).max().unwrap_or(Level::Nothing),
            permitted: decision.permit,
            policy: decision.policy_set.0,
            relationships: only.map_or(vec![], |only| only.relationships.clone()),
            break_glass: None, // Nobody has to break any to find somebody; what it shows goes by another look.
        }
    }
}

/// Whom the look is at, if that is one: who is shown, or who is found and not shown.
fn only(found: &[Found]) -> Option<&Found> {
    if let [only] = found {
        return Some(only);
    }
    let mut shown = found.iter().filter(|one| one.shown.is_some());
    shown.next().filter(|_| shown.next().is_none())
}

/// The number that somebody is sought by, if it is by a number.
fn number(by: Option<&By>) -> Read<Option<domain::identifier::Normalised>> {
    let Some(By::Identifier(identifier)) = by else { return Ok(None) };
    let read = || {
        let scheme: IdentifierScheme = code("scheme", identifier.scheme)?;
        normalise_for_index(scheme, &identifier.value)
            .map_err(|e| Malformed::new("value", e.to_string()))
    };
    read().map(Some).map_err(|e: Malformed| e.within("identifier"))
}

/// The same answer, as long as any.
fn padded(mut answer: FindPersonResponse) -> FindPersonResponse {
    let missing = ANSWER_BYTES.saturating_sub(answer.encoded_len());
    let frame = if missing > 129 { 3 } else { 2 }; // The field's tag, and its length in one byte or two.
    answer.padding = vec![0; missing.saturating_sub(frame)];
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_answers_are_of_one_size() {
        let person_id = PersonId::from_u128(7).to_string();
        for (many, being_helped) in (0..=MATCHES_MAX).flat_map(|n| [(n, true), (n, false)]) {
            let one = PersonMatch { person_id: person_id.clone(), being_helped };
            for too_many in [true, false] {
                let matches = vec![one.clone(); many];
                let answer = FindPersonResponse { matches, too_many, padding: vec![] };
                assert_eq!(padded(answer).encoded_len(), ANSWER_BYTES, "{many} {being_helped}");
            }
        }
    }
}
