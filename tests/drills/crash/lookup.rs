//! What the drill reads back: who a number finds, and what stands on a journey.

use anydoor_tests::caller::Signed;
use anydoor_tests::count::{Commits, request_of};
use tonic::{Code, Status};
use wire::commit::Record;
use wire::lookup::find_person_request::By;
use wire::lookup::lookup_service_client::LookupServiceClient;
use wire::lookup::{FindPersonRequest, ListJourneyEntriesRequest};

use crate::person::Invented;

/// More entries than any journey of the drill has.
const ENTRIES_MAX: i32 = 200;

/// A client of lookup, as somebody.
#[derive(Clone)]
pub(crate) struct Lookup {
    client: LookupServiceClient<Signed>,
}

impl Lookup {
    pub(crate) fn new(client: LookupServiceClient<Signed>) -> Self {
        Self { client }
    }

    /// Who has a person's number, once the view has this write.
    pub(crate) async fn find(
        &mut self,
        who: Invented,
        write_token: &str,
    ) -> Result<Option<String>, Status> {
        let by = Some(By::Identifier(who.nino()));
        let request = FindPersonRequest { by, write_token: write_token.into() };
        let found = self.client.find_person(request).await?.into_inner();
        match <[_; 1]>::try_from(found.matches) {
            Ok([one]) => Ok(Some(one.person_id)),
            Err(matches) if matches.is_empty() && !found.too_many => Ok(None),
            Err(_) => Err(Status::internal("a number found more than one person")),
        }
    }

    /// How often each request stands on a person's journey.
    pub(crate) async fn commits(&mut self, person_id: &str) -> Result<Commits, Status> {
        let request = ListJourneyEntriesRequest {
            person_id: person_id.into(),
            page_size: ENTRIES_MAX,
            include_records: true,
            ..Default::default()
        };
        let entries = match self.client.list_journey_entries(request).await {
            Err(status) if status.code() == Code::NotFound => return Ok(Commits::new()),
            answered => answered?.into_inner().entries,
        };
        let mut commits = Commits::new();
        for entry in entries {
            let unreadable = |e: &dyn std::fmt::Display| Status::internal(e.to_string());
            let record = Record::read(entry.record.into()).map_err(|e| unreadable(&e))?;
            *commits.entry(request_of(&record.commit).map_err(|e| unreadable(&e))?).or_default() +=
                1;
        }
        Ok(commits)
    }
}
