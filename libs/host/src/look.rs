//! Looks: a person is shown to somebody only by one of these, and there is one only when policy has decided and the look is
//! on record. Who may not know of a person, and who asks for nobody, are told the same.

use std::future::ready;
use std::sync::Arc;

use domain::access::LookOutcome;
use domain::rights::{Level, Relationship};
use domain::{BreakGlassId, Journey, PersonId, WorkerId};
use futures::{Stream, TryStreamExt};
use journal::{Baseline, Position, ReadError, Recorded, StreamId};
use policy::{Action, Disclosure, Policy, Question};
use projection::people::{Page, Side};
use tonic::Status;
use vault::Vault;
use wire::lookup::{OpenReferral, PersonNow};
use wire::rights::BreakGlassReview;
use wire::types::PersonDetails;

use crate::access::{Admitted, Answer, Attempt, Sought};
use crate::permit::Ask;
use crate::{Call, Caller, Desk, status};

/// A look at one person that policy let through and that is on record.
#[derive(Clone)]
pub struct Look {
    desk: Desk,
    ask: Ask,
    person: PersonId,
    journey: Arc<Baseline<Journey>>,
    question: Question,
    level: Level,
}

impl Desk {
    /// Looks at a person.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is nobody, or the caller may not know of them; `RESOURCE_EXHAUSTED` if they have looked as often
    /// as they may; `UNAVAILABLE` if the journal cannot be read, or the look cannot be put on record.
    pub async fn look(
        &self,
        caller: &Caller,
        action: Action,
        person: PersonId,
    ) -> Result<Look, Status> {
        self.look_once(Ask::new(action, caller), person).await
    }

    async fn look_once(&self, ask: Ask, person: PersonId) -> Result<Look, Status> {
        let journey = self.journeys.load(person).await.map_err(|e| status::of_load(&e))?;
        let question = ask.about(&journey.state, self.clock.now());
        let relationships: Vec<Relationship> = question.relationships.iter().collect();
        let admitted = self.admit(&ask, person, &relationships)?;
        let Disclosure { level, decision } = self.policy.disclosure(question);
        let is_there = journey.version() > 0;
        let shown = is_there && level > Level::Nothing && ask.decide(&self.policy, question).permit;
        let came_to = Answer {
            person: Some(person),
            outcome: match (is_there, shown) {
                (_, true) => LookOutcome::One,
                (true, false) => LookOutcome::Withheld,
                (false, false) => LookOutcome::Nobody,
            },
            level: if shown { level } else { Level::Nothing },
            permitted: shown,
            policy: decision.policy_set.0,
            break_glass: glass(&journey.state, &ask, &relationships, self.clock.now()),
            relationships,
        };
        self.access.record(admitted.came_to(came_to)).await?;
        if !shown {
            return Err(status::not_found(person));
        }
        Ok(Look { desk: self.clone(), ask, person, journey, question, level })
    }

    /// Lets somebody look at this person, if they have not done so too often.
    fn admit(
        &self,
        ask: &Ask,
        person: PersonId,
        relationships: &[Relationship],
    ) -> Result<Admitted, Status> {
        self.access.admit(&Attempt {
            by: ask.by,
            action: ask.action.rpc(),
            purpose: ask.purpose,
            sought: Sought::Person,
            person: Some(person),
            relationships,
            org_people: self.people_of(ask.by.org),
        })
    }

    /// Puts on record that a command's answer tells of somebody what no commit says that the caller was told, before it
    /// does. That counts as a search.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if the caller was told of as many people as they may be; `UNAVAILABLE` if it cannot be put on
    /// record.
    pub async fn told_of<T>(
        &self,
        call: &Call<T>,
        person: PersonId,
        journey: &Journey,
    ) -> Result<(), Status> {
        let at = call.asked.stamp.recorded_at;
        let question = call.ask.about(journey, at);
        let relationships: Vec<Relationship> = question.relationships.iter().collect();
        let admitted = self.admit(&call.ask, person, &relationships)?;
        let Disclosure { level, decision } = self.policy.disclosure(question);
        let came_to = Answer {
            person: Some(person),
            outcome: LookOutcome::One,
            level: level.max(Level::BeingHelped), // What it tells at the most, and no less than that they are known.
            permitted: true,
            policy: decision.policy_set.0,
            break_glass: None,
            relationships,
        };
        self.access.record(admitted.came_to(came_to)).await
    }

    /// Looks at a list of people whom somebody has to do with: the caller's own organisation's, or another's.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` if policy says no; `UNAVAILABLE` if the look cannot be put on record.
    pub async fn list(
        &self,
        caller: &Caller,
        action: Action,
        own: bool,
    ) -> Result<Listing, Status> {
        let ask = Ask::new(action, caller);
        let attempt = Attempt {
            by: ask.by,
            action: action.rpc(),
            purpose: ask.purpose,
            sought: Sought::List,
            person: None,
            relationships: &[],
            org_people: 0, // A list costs nothing.
        };
        let admitted = self.access.admit(&attempt)?;
        let decision = ask.decide(&self.policy, ask.about_own(own));
        let came_to = Answer {
            person: None,
            outcome: if decision.permit { LookOutcome::Several } else { LookOutcome::Withheld },
            level: if decision.permit { Level::BeingHelped } else { Level::Nothing },
            permitted: decision.permit,
            policy: decision.policy_set.0,
            relationships: vec![],
            break_glass: None,
        };
        self.access.record(admitted.came_to(came_to)).await?;
        if decision.permit {
            Ok(Listing { desk: self.clone() })
        } else {
            Err(status::not_permitted())
        }
    }

    /// Asks policy about something that shows nobody and changes no journey.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` if it says no.
    pub fn permit(&self, caller: &Caller, action: Action) -> Result<(), Status> {
        let ask = Ask::new(action, caller);
        let decision = ask.decide(&self.policy, ask.about_nobody());
        if decision.permit { Ok(()) } else { Err(status::not_permitted()) }
    }
}

/// The glass that lets somebody look, if nothing else does.
fn glass(
    journey: &Journey,
    ask: &Ask,
    relationships: &[Relationship],
    at: domain::Timestamp,
) -> Option<BreakGlassId> {
    let broken = relationships.contains(&Relationship::BreakGlass);
    broken.then(|| journey.break_glass.open_to(&ask.by, at)).flatten()
}

impl Look {
    /// Whom it is at.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// How much it shows.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Their journey, to answer from.
    pub fn journey(&self) -> &Journey {
        &self.journey.state
    }

    /// Looks again, later: what stands between the two may have ended.
    ///
    /// # Errors
    /// See [`Desk::look`].
    pub async fn again(&self) -> Result<Self, Status> {
        self.desk.look_once(self.ask, self.person).await
    }

    /// Where the person is now, as the view knows; `None` if that is not for this look.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn now(&self) -> Result<Option<PersonNow>, Status> {
        let now = self.desk.people.person(self.person).map_err(|e| status::of_view(&e))?;
        Ok(now.and_then(|now| self.shows(now)))
    }

    /// Who the person is; `None` if nobody is registered, it was destroyed, or it is not for this look.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn particulars(&self) -> Result<Option<PersonDetails>, Status> {
        if self.level < Level::Holder {
            return Ok(None);
        }
        self.desk.particulars(self.person, self.journey()).await
    }

    /// The commits of their journey after a version, oldest first; none if that is not for this look.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read.
    pub async fn commits(&self) -> Result<Vec<Recorded>, Status> {
        if self.level < Level::Journey {
            return Ok(vec![]);
        }
        let journal = self.desk.journeys.journal();
        journal.load(&self.stream(), Position::START).await.map_err(|e| status::of_read(&e))
    }

    /// The commits of their journey from here on, each as it is made. Whoever shows one looks [again](Self::again) first.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the journal cannot be read.
    pub async fn follow(
        &self,
    ) -> Result<impl Stream<Item = Result<Recorded, ReadError>> + Unpin + use<>, Status> {
        let (head, stream) = (self.desk.head().await?, self.stream());
        let all = self.desk.journeys.journal().read(head);
        let theirs = all.try_filter(move |recorded| ready(recorded.stream == stream));
        Ok(theirs)
    }

    /// Where the journey is kept.
    fn stream(&self) -> StreamId {
        StreamId::new(<Journey as domain::Aggregate>::KIND, self.person)
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.desk.vault
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.desk.policy
    }

    pub(crate) fn question(&self) -> Question {
        self.question
    }

    /// How closely kept a value may be to be seen through glass that the caller broke.
    pub(crate) fn opens(&self) -> Option<domain::Sensitivity> {
        self.journey().break_glass.opens(&self.ask.by, self.desk.clock.now())
    }
}

/// A look at a list that policy let through and that is on record.
pub struct Listing {
    desk: Desk,
}

impl Listing {
    /// Open referrals of an organisation.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn open_referrals(
        &self,
        org: domain::OrgId,
        side: Option<Side>,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<OpenReferral>, Status> {
        let page = self.desk.people.open_referrals(org, side, after, limit);
        page.map_err(|e| status::of_view(&e))
    }

    /// The people whom a worker leads for this organisation.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn caseload(
        &self,
        org: domain::OrgId,
        worker: WorkerId,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<PersonId>, Status> {
        self.desk.people.caseload(org, worker, after, limit).map_err(|e| status::of_view(&e))
    }

    /// What an organisation has still to review.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready.
    pub fn break_glass_reviews(
        &self,
        org: domain::OrgId,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<BreakGlassReview>, Status> {
        let page = self.desk.people.break_glass_reviews(org, after, limit);
        page.map_err(|e| status::of_view(&e))
    }
}
