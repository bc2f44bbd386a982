//! The view of people: where each is now, under which tokens they are found, and on whose lists they stand.

mod find;
mod fold;
mod keys;
mod names;
mod observed;
mod rows;
mod standing;
mod view;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use domain::routing::routes::Observed;
use domain::{Actor, OrgId, PersonId, ServiceId, Timestamp, WorkerId};
use journal::Journal;
use vault::Vault;
use wire::lookup::{OpenReferral, PersonMatch, PersonNow, Supporter};
use wire::rights::BreakGlassReview;
use wire::types;

pub use find::{MATCHES_MAX, Question, question};
pub use keys::Side;
pub use standing::Standing;
pub use view::PeopleView;

use crate::store::Row;
use crate::{Projection, StoreError, Unready};
use rows::{BrokenRow, ObservedRow, PersonRow, ReferralRow};

/// Of how many services is read how they answer: more than any country has.
const SERVICES_MAX: usize = 100_000;

/// The people of one journal, as far as the view is. Cheap to clone.
#[derive(Clone)]
pub struct People {
    projection: Projection,
}

/// A part of a list, and the key to go on after; none on the last.
pub type Page<T> = (Vec<T>, Option<Vec<u8>>);

impl People {
    /// The view of this journal, kept in this folder.
    ///
    /// # Errors
    /// If the folder cannot be made.
    pub fn open(
        journeys: Arc<dyn Journal>,
        vault: Vault,
        folder: &Path,
    ) -> Result<Self, StoreError> {
        Ok(Self { projection: Projection::open(PeopleView::new(vault), journeys, folder)? })
    }

    /// The view underneath: how far it is, and its rebuilding.
    pub fn projection(&self) -> &Projection {
        &self.projection
    }

    /// Who it may be that is looked for, whoever may be shown them; more than [`MATCHES_MAX`] are too many to name.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn find(&self, question: &Question) -> Result<Vec<(PersonId, PersonMatch)>, Unready> {
        let found = self.projection.read(|store| find::answer(store, question))?;
        Ok(found.into_iter().map(|(person, one, _)| (person, one)).collect())
    }

    /// As [`Self::find`], and what stands between somebody and each at an instant: see [`Self::standing`].
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn find_for(
        &self,
        question: &Question,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Vec<(PersonId, PersonMatch, Standing)>, Unready> {
        let found = self.projection.read(|store| find::answer(store, question))?;
        let stands = |(person, one, row)| (person, one, Standing::of(&row, actor, at));
        Ok(found.into_iter().map(stands).collect())
    }

    /// Where a person is now; `None` if the journal has nothing of them.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn person(&self, person: PersonId) -> Result<Option<PersonNow>, Unready> {
        Ok(self.row(person)?.map(|row| now(person, row)))
    }

    /// What stands between somebody and a person at an instant: one read, and no journey. `None` if the journal has nothing
    /// of the person. It is as old as the view; where a decision must not miss what was written a moment ago, wait for the
    /// view first, or ask the journey.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn standing(
        &self,
        person: PersonId,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Option<Standing>, Unready> {
        Ok(self.row(person)?.map(|row| Standing::of(&row, actor, at)))
    }

    fn row(&self, person: PersonId) -> Result<Option<PersonRow>, Unready> {
        self.projection.read(|store| {
            let row = store.get(&keys::person(person))?;
            row.map(|bytes| view::decode::<PersonRow>(&bytes)).transpose()
        })
    }

    /// What an organisation has still to review: those due first come first.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn break_glass_reviews(
        &self,
        org: OrgId,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<BreakGlassReview>, Unready> {
        let (rows, next) = self.page(&keys::review_prefix(org), after, limit)?;
        let rows = rows.iter().filter_map(|(_, value)| view::decode::<BrokenRow>(value).ok());
        Ok((rows.map(|row| to_review(&row)).collect(), next))
    }

    /// Open referrals of an organisation: received ones first, and within a side the oldest first.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn open_referrals(
        &self,
        org: OrgId,
        side: Option<Side>,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<OpenReferral>, Unready> {
        let (rows, next) = self.page(&keys::work_prefix(org, side), after, limit)?;
        let rows = rows.iter().filter_map(|(_, value)| view::decode::<ReferralRow>(value).ok());
        Ok((rows.map(|row| open_referral(&row)).collect(), next))
    }

    /// The people whom a worker leads for this organisation.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn caseload(
        &self,
        org: OrgId,
        worker: WorkerId,
        after: &[u8],
        limit: usize,
    ) -> Result<Page<PersonId>, Unready> {
        let (rows, next) = self.page(&keys::caseload_prefix(org, worker), after, limit)?;
        Ok((rows.iter().filter_map(|(key, _)| keys::person_at_end(key)).collect(), next))
    }

    /// People with a referral that clocks may run on, each with the journey's version that last changed what they hang on.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn waiting(&self, after: &[u8], limit: usize) -> Result<Page<(PersonId, u64)>, Unready> {
        let (rows, next) = self.page(&keys::waiting_prefix(), after, limit)?;
        let read = |(key, value): &Row| {
            let version = value.as_slice().try_into().ok().map(u64::from_be_bytes)?;
            Some((keys::person_at_end(key)?, version))
        };
        Ok((rows.iter().filter_map(read).collect(), next))
    }

    /// How every service that answered anybody did so, over the months that count at this instant. Numbers only.
    ///
    /// # Errors
    /// If the view is not ready.
    pub fn observed(&self, at: Timestamp) -> Result<HashMap<ServiceId, Observed>, Unready> {
        let prefix = keys::observed_prefix();
        let rows = self.projection.read(|store| store.range(&prefix, &[], SERVICES_MAX))?;
        let known = rows.iter().filter_map(|(key, value)| {
            let row = view::decode::<ObservedRow>(value).ok()?;
            Some((keys::service_at_end(key)?, observed::read(&row, at)?))
        });
        Ok(known.collect())
    }

    fn page(&self, prefix: &[u8], after: &[u8], limit: usize) -> Result<Page<Row>, Unready> {
        let mut rows = self.projection.read(|store| store.range(prefix, after, limit + 1))?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(key, _)| key.clone());
        Ok((rows, next))
    }
}

fn now(person: PersonId, row: PersonRow) -> PersonNow {
    PersonNow {
        person_id: person.to_string(),
        lead: row.lead.as_ref().map(lead),
        episode_id: row.open.then(|| id(&row.episode)),
        area: row.area,
        opened_on: row.opened_on,
        paused_until: row.paused_until,
        episodes: row.episodes,
        stages: row.stages,
        open_referrals: row
            .referrals
            .iter()
            .map(|r| OpenReferral { person_id: person.to_string(), ..open_referral(r) })
            .collect(),
        supporters: row
            .supporters
            .iter()
            .map(|s| Supporter { org_id: id(&s.org), worker_id: id(&s.worker), role: s.role })
            .collect(),
        version: row.version,
        degraded: row.degraded,
    }
}

fn lead(row: &rows::LeadRow) -> types::Lead {
    types::Lead {
        org_id: id(&row.org),
        worker_id: id(&row.worker),
        since: since(row.since),
        reason: row.reason,
        caretaker_until: row.caretaker_until,
        introduced: row.introduced,
    }
}

fn open_referral(row: &ReferralRow) -> OpenReferral {
    OpenReferral {
        referral_id: id(&row.id),
        person_id: id(&row.person),
        kind: row.kind,
        state: row.state,
        from_org_id: id(&row.from),
        to_org_id: id(&row.to),
        to_service_id: id(&row.service),
        since: since(row.since),
    }
}

fn to_review(row: &BrokenRow) -> BreakGlassReview {
    BreakGlassReview {
        break_glass_id: id(&row.id),
        person_id: id(&row.person),
        worker_id: id(&row.worker),
        opens: row.opens,
        opened_at: since(row.opened_at),
        due_on: row.due_on,
    }
}

fn since(micros: i64) -> Option<prost_types::Timestamp> {
    wire::convert::instant("since", micros).ok().map(wire::convert::timestamp_of)
}

/// A stored id as text; the view only ever stores whole ones.
fn id(bytes: &[u8]) -> String {
    PersonId::try_from(bytes).map_or(String::new(), |id| id.to_string())
}
