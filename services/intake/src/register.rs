//! Registration: two doors that meet the same person make one person. Each strong number is claimed by compare-and-swap
//! before anything is written; who comes second is told who the person is and goes on with them.
//!
//! A claim whose holder has no journey is an orphan: its door crashed between claim and registration, or is about to
//! register. Nobody takes the claim away; whoever meets it registers *as its holder*, and the holder's stream, which
//! only one first commit can open, decides who was first.

use std::collections::BTreeSet;

use domain::identifier::{Class, PartialDate};
use domain::intake::person::{Command, Identifier, IdentifierStatus, Refusal};
use domain::{Journey, PersonId, journey};
use host::{Call, Reply, malformed, status};
use journal::ExecuteError;
use tonic::{Response, Status};
use wire::convert::birth;
use wire::intake::{
    RecordIdentifierRequest, RecordIdentifierResponse, RegisterPersonRequest,
    RegisterPersonResponse,
};

use crate::Intake;
use crate::person::{self, Checked, Number};

/// Who a registration turns out to be about.
enum Who {
    /// Nobody has been registered with these numbers: they will be this person.
    New(PersonId),
    /// They are on record already.
    Known(PersonId),
}

impl Intake {
    pub(crate) async fn register_person(
        &self,
        call: Call<RegisterPersonRequest>,
    ) -> Reply<RegisterPersonResponse> {
        let on = call.asked.stamp.occurred_on;
        let (checked, numbers) = person::registration(&call.message, on).map_err(malformed)?;
        let born = birth(&checked.details).map_err(malformed)?;
        // Nothing is claimed for who may not register, or for somebody who would not get the numbers by it.
        let own = self.desk.journey_of(&call, call.person).await?;
        if own.state.person.is_registered() && !numbers.is_empty() {
            let first = self.desk.answered(&call, call.person).await?;
            return match first {
                Some(first) => Ok(first),
                None => self.tell(&call, call.person).await,
            };
        }
        let holders = self.claim(&call, &numbers).await?;
        if let Some(first) = self.first_answer(&call, &holders).await? {
            return Ok(first);
        }
        let standing = self.standing(&call, &numbers, holders, born.as_ref()).await?;
        match standing.who {
            Who::New(person) => self.register_as(call, person, &checked, &numbers, &standing).await,
            Who::Known(person) => self.go_on_with(call, person, &numbers, &standing.statuses).await,
        }
    }

    async fn register_as(
        &self,
        mut call: Call<RegisterPersonRequest>,
        person: PersonId,
        checked: &Checked,
        numbers: &[Number],
        standing: &Standing,
    ) -> Reply<RegisterPersonResponse> {
        call.person = person;
        let particulars = person::seal(&self.desk, &call, checked).await?;
        let mut identifiers = vec![];
        for (ordinal, (number, status)) in (0..).zip(numbers.iter().zip(&standing.statuses)) {
            let sealed = person::seal_number(&self.desk, &call, number, ordinal, *status).await?;
            identifiers.push(sealed);
        }
        let command = Command::Register { particulars, identifiers }.into();
        let answer = |journey: &Journey| answer(person, journey, false);
        match self.desk.execute_on(&call, person, &command, answer).await {
            // Another door was first to register the holder of a claim that both met.
            Err(ExecuteError::Refused {
                refusal: journey::Refusal::Person(Refusal::AlreadyRegistered),
                ..
            }) if !numbers.is_empty() => self.tell(&call, person).await,
            Err(error) => Err(status::of(person, error)),
            Ok(executed) => self.desk.answer(&call, executed).await,
        }
    }

    /// The person is on record; numbers that the record did not have are added to it.
    async fn go_on_with(
        &self,
        mut call: Call<RegisterPersonRequest>,
        person: PersonId,
        numbers: &[Number],
        statuses: &[IdentifierStatus],
    ) -> Reply<RegisterPersonResponse> {
        call.person = person;
        let known = self.desk.journey(&call).await?;
        let mut missing = vec![];
        for (ordinal, (number, status)) in (0..).zip(numbers.iter().zip(statuses)) {
            let same = |i: &Identifier| i.scheme == number.scheme && i.status == *status;
            if !known.state.person.identifiers.iter().any(same) {
                let sealed = person::seal_number(&self.desk, &call, number, ordinal, *status);
                missing.push(sealed.await?);
            }
        }
        if missing.is_empty() {
            return self.tell(&call, person).await;
        }
        self.desk.told_of(&call, person, &known.state).await?;
        let answer = |journey: &Journey| answer(person, journey, true);
        self.desk.execute(&call, Command::RecordIdentifiers(missing), answer).await
    }

    /// Says who the person is.
    async fn tell(
        &self,
        call: &Call<RegisterPersonRequest>,
        person: PersonId,
    ) -> Reply<RegisterPersonResponse> {
        let known = self.desk.journey_of(call, person).await?;
        self.desk.told_of(call, person, &known.state).await?;
        let write_token = self.desk.write_token(known.position);
        Ok(Response::new(RegisterPersonResponse {
            write_token,
            ..answer(person, &known.state, true)
        }))
    }

    pub(crate) async fn record_identifier(
        &self,
        call: Call<RecordIdentifierRequest>,
    ) -> Reply<RecordIdentifierResponse> {
        let number = call.message.identifier.as_ref().map(person::number).transpose();
        let missing = || wire::convert::Malformed::new("identifier", "must be set");
        let number = number
            .map_err(|e| e.within("identifier"))
            .and_then(|n| n.ok_or_else(missing))
            .map_err(malformed)?;
        _ = self.desk.journey(&call).await?;
        let status = match self.claim_one(&call, &number, call.person).await? {
            Some(holder) if holder != call.person => IdentifierStatus::Contested,
            Some(_) => IdentifierStatus::Valid,
            None => IdentifierStatus::Administrative,
        };
        let identifier = person::seal_number(&self.desk, &call, &number, 0, status).await?;
        let render = |journey: &Journey| RecordIdentifierResponse {
            person: Some(person::summary(call.person, journey)),
            ..Default::default()
        };
        self.desk.execute(&call, Command::RecordIdentifiers(vec![identifier]), render).await
    }
}

/// What the claims came to.
struct Standing {
    who: Who,
    /// What each number is worth on that person's record.
    statuses: Vec<IdentifierStatus>,
}

impl Intake {
    /// Claims each number, and says who holds it.
    async fn claim(
        &self,
        call: &Call<RegisterPersonRequest>,
        numbers: &[Number],
    ) -> Result<Vec<Option<PersonId>>, Status> {
        let mut holders = vec![];
        for number in numbers {
            holders.push(self.claim_one(call, number, call.person).await?);
        }
        Ok(holders)
    }

    /// What this very call was answered, as the person it came with or as somebody who holds a number; what is on record
    /// of them may have changed since. Where nobody else holds one, nothing is asked: whoever executes the call will see.
    async fn first_answer(
        &self,
        call: &Call<RegisterPersonRequest>,
        holders: &[Option<PersonId>],
    ) -> Result<Option<Response<RegisterPersonResponse>>, Status> {
        let others = holders.iter().flatten().copied().filter(|holder| *holder != call.person);
        let others: BTreeSet<PersonId> = others.collect();
        let itself = others.first().map(|_| call.person);
        for maybe in itself.into_iter().chain(others) {
            if let Some(first) = self.desk.answered(call, maybe).await? {
                return Ok(Some(first));
            }
        }
        Ok(None)
    }

    /// Whose the numbers are, and what they are worth.
    async fn standing(
        &self,
        call: &Call<RegisterPersonRequest>,
        numbers: &[Number],
        holders: Vec<Option<PersonId>>,
        born: Option<&PartialDate>,
    ) -> Result<Standing, Status> {
        let (mut known, mut orphan) = (vec![], None);
        for (number, holder) in numbers.iter().zip(&holders) {
            let Some(holder) = holder.filter(|holder| *holder != call.person) else { continue };
            let found = match self.desk.unless_hidden(call, holder).await? {
                Some(journey) if journey.state.person.is_registered() => Some(holder),
                Some(_) => {
                    orphan = orphan.or(Some(holder));
                    None
                }
                // To this door they are nobody. Whom it recorded with the number before is somebody.
                None => {
                    let text = number.text.expose();
                    match self.desk.recorded_with(call, number.scheme, text, holder)? {
                        Some(own) => self.desk.unless_hidden(call, own).await?.map(|_| own),
                        None => None,
                    }
                }
            };
            if let Some(person) = found
                && agree(self.desk.born(call, person).await?.as_ref(), born)
                && !known.contains(&person)
            {
                known.push(person);
            }
        }
        // One person fits: it is them. Two do, or one whose date of birth differs: somebody must look.
        let who = match (known.as_slice(), orphan) {
            ([one], _) => Who::Known(*one),
            (_, Some(orphan)) => Who::New(orphan),
            (_, None) => Who::New(call.person),
        };
        let person = match who {
            Who::New(person) | Who::Known(person) => person,
        };
        let mut statuses = vec![];
        for (number, holder) in numbers.iter().zip(holders) {
            statuses.push(self.settle(call, number, holder, person).await?);
        }
        Ok(Standing { who, statuses })
    }

    /// Claims a number for a person and says who holds it; nobody holds one that does not identify.
    async fn claim_one<T>(
        &self,
        call: &Call<T>,
        number: &Number,
        person: PersonId,
    ) -> Result<Option<PersonId>, Status> {
        if number.class == Class::Administrative {
            return Ok(None);
        }
        let issuer = number.issuer(call.asked.stamp.by.org);
        let text = number.text.expose();
        self.desk.claim(call, number.scheme, issuer, text, person).await.map(Some)
    }

    /// What a number is worth on the person's record. One that this call claimed for the id it came with moves along
    /// when the person turns out to have another; somebody else's claim is never touched.
    async fn settle(
        &self,
        call: &Call<RegisterPersonRequest>,
        number: &Number,
        holder: Option<PersonId>,
        person: PersonId,
    ) -> Result<IdentifierStatus, Status> {
        let Some(holder) = holder else { return Ok(IdentifierStatus::Administrative) };
        if holder == person {
            return Ok(IdentifierStatus::Valid);
        }
        if holder != call.person {
            return Ok(IdentifierStatus::Contested);
        }
        let issuer = number.issuer(call.asked.stamp.by.org);
        let text = number.text.expose();
        let moved = self.desk.move_claim(call, number.scheme, issuer, text, person).await?;
        Ok(if moved { IdentifierStatus::Valid } else { IdentifierStatus::Contested })
    }
}

/// Whether what is on record and what was said can be one person's date of birth. A number alone is not enough: a slip of
/// the pen in a number shows one person another's history. What was destroyed agrees with nobody.
fn agree(on_record: Option<&PartialDate>, said: Option<&PartialDate>) -> bool {
    matches!((on_record, said), (Some(on_record), Some(said)) if on_record.agrees_with(said))
}

fn answer(person: PersonId, journey: &Journey, already_known: bool) -> RegisterPersonResponse {
    let person = Some(person::summary(person, journey));
    RegisterPersonResponse { person, already_known, ..Default::default() }
}
