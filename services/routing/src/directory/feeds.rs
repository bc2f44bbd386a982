//! Lists of publishers, and of what they publish.

use domain::PublisherId;
use host::malformed;
use tonic::Status;
use wire::convert::id_text;
use wire::routing::{
    ListPublicationsRequest, ListPublicationsResponse, ListPublishersRequest,
    ListPublishersResponse,
};

use super::{DirectoryApi, publication, publisher};

impl DirectoryApi {
    pub(super) fn publishers(
        &self,
        message: &ListPublishersRequest,
    ) -> Result<ListPublishersResponse, Status> {
        let all = self.registry.directory.publishers();
        let all = all.into_iter().map(|(id, publisher)| (id.as_uuid(), publisher));
        let (page, next_page_token) =
            self.page(b"publishers", message.page_size, &message.page_token, all)?;
        let publishers = page.iter().filter_map(|(_, known)| publisher::render(known)).collect();
        Ok(ListPublishersResponse { publishers, next_page_token })
    }

    pub(super) async fn publications(
        &self,
        message: &ListPublicationsRequest,
    ) -> Result<ListPublicationsResponse, Status> {
        let id: PublisherId = id_text("publisher_id", &message.publisher_id).map_err(malformed)?;
        let profile = self.registered(id).await?.revision;
        let all = self.registry.directory.publications_of(id);
        let all = all.into_iter().map(|(id, publication)| (id.as_uuid(), publication));
        let list = [b"publications".as_slice(), id.as_bytes()].concat();
        let (page, next_page_token) =
            self.page(&list, message.page_size, &message.page_token, all)?;
        let known = |(id, known): &(uuid::Uuid, std::sync::Arc<domain::directory::Publication>)| {
            publication::known((*id).into(), known, profile)
        };
        let publications = page.iter().filter_map(known).collect();
        Ok(ListPublicationsResponse { publications, next_page_token })
    }
}
