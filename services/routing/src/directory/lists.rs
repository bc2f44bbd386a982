//! Lists: in the order of ids, in parts, and never longer than somebody could mean.

use domain::OrgId;
use domain::directory::service::Standing;
use domain::routing::kind::ReferralKind;
use host::{malformed, pages};
use tonic::Status;
use uuid::Uuid;
use wire::convert::{Malformed, Read, id_text, maybe_area, maybe_code};
use wire::routing::{
    ListOrganisationsRequest, ListOrganisationsResponse, ListServicesRequest, ListServicesResponse,
    ListWorkersRequest, ListWorkersResponse,
};

use super::{DirectoryApi, organisation, service, worker};

/// How many members a repeated field of a command may have; every list of codes and areas is shorter.
const MEMBERS_MAX: usize = 64;

/// Refuses a field that repeats itself without an end.
pub(super) fn bounded<T>(field: &str, members: &[T]) -> Read<()> {
    if members.len() <= MEMBERS_MAX {
        return Ok(());
    }
    Err(Malformed::new(field, format!("has more than {MEMBERS_MAX} members")))
}

impl DirectoryApi {
    pub(super) fn organisations(
        &self,
        message: &ListOrganisationsRequest,
    ) -> Result<ListOrganisationsResponse, Status> {
        let all = self.registry.directory.organisations();
        let all = all.into_iter().map(|(id, organisation)| (id.as_uuid(), organisation));
        let (page, next_page_token) =
            self.page(b"organisations", message.page_size, &message.page_token, all)?;
        let organisations = page.iter().filter_map(|(_, o)| organisation::render(o)).collect();
        Ok(ListOrganisationsResponse { organisations, next_page_token })
    }

    pub(super) fn workers(
        &self,
        message: &ListWorkersRequest,
    ) -> Result<ListWorkersResponse, Status> {
        let org: OrgId = id_text("org_id", &message.org_id).map_err(malformed)?;
        let known = self.registry.directory.organisation(org);
        let known = known.ok_or_else(|| organisation::unknown(org))?;
        let all = known.workers.workers.iter().map(|(id, worker)| (id.as_uuid(), worker));
        let list = [b"workers".as_slice(), org.as_bytes()].concat();
        let (page, next_page_token) =
            self.page(&list, message.page_size, &message.page_token, all)?;
        let workers = page.into_iter().map(|(id, known)| worker::of(id.into(), known)).collect();
        Ok(ListWorkersResponse { workers, next_page_token })
    }

    pub(super) fn services(
        &self,
        message: &ListServicesRequest,
    ) -> Result<ListServicesResponse, Status> {
        let area = maybe_area("area", &message.area).map_err(malformed)?;
        let kind: Option<ReferralKind> = maybe_code("kind", message.kind).map_err(malformed)?;
        let all = self.registry.directory.services().into_iter().filter(|(_, service)| {
            service.published.as_ref().is_some_and(|published| {
                published.standing != Standing::Closed
                    && area.is_none_or(|area| published.listing.areas.contains(&area))
                    && kind.is_none_or(|kind| published.listing.accepts.contains(&kind))
            })
        });
        let all = all.map(|(id, service)| (id.as_uuid(), service));
        let area = area.map_or("", |area| area.code());
        let list = [b"services".as_slice(), &message.kind.to_be_bytes(), area.as_bytes()].concat();
        let (page, next_page_token) =
            self.page(&list, message.page_size, &message.page_token, all)?;
        let today = self.registry.clock.today();
        let services = page.iter().filter_map(|(id, s)| service::render((*id).into(), s, today));
        Ok(ListServicesResponse { services: services.collect(), next_page_token })
    }

    /// The entries after the page token, as many as the page holds, and the token to go on with.
    pub(super) fn page<E>(
        &self,
        list: &[u8],
        page_size: i32,
        page_token: &str,
        all: impl Iterator<Item = (Uuid, E)>,
    ) -> Result<(Vec<(Uuid, E)>, String), Status> {
        let size = pages::size(page_size)?;
        let after = self.registry.pages.after(list, page_token)?;
        let mut page: Vec<_> = all.filter(|(id, _)| id.as_bytes()[..] > after[..]).collect();
        page.sort_unstable_by_key(|(id, _)| *id);
        let more = page.len() > size;
        page.truncate(size);
        let last = page.last().filter(|_| more);
        let next =
            last.map_or(String::new(), |(id, _)| self.registry.pages.token(list, id.as_bytes()));
        Ok((page, next))
    }
}
