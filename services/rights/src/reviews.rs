//! What an organisation has still to review, read from the view.

use host::{Desk, Reply, pages};
use policy::Action;
use tonic::{Request, Response};
use wire::rights::{ListBreakGlassReviewsRequest, ListBreakGlassReviewsResponse};

pub(crate) async fn list(
    desk: &Desk,
    request: Request<ListBreakGlassReviewsRequest>,
) -> Reply<ListBreakGlassReviewsResponse> {
    let caller = host::caller(&request)?;
    let org = caller.actor.org;
    let ListBreakGlassReviewsRequest { page_size, page_token, write_token } = request.into_inner();
    let size = pages::size(page_size)?;
    let list = [b"break-glass".as_slice(), org.as_bytes()].concat();
    let after = desk.pages.after(&list, &page_token)?;
    desk.caught_up(&write_token).await?;
    let listing = desk.list(&caller, Action::ListBreakGlassReviews, true).await?;
    let (reviews, next) = listing.break_glass_reviews(org, &after, size)?;
    let next_page_token = next.map_or(String::new(), |key| desk.pages.token(&list, &key));
    Ok(Response::new(ListBreakGlassReviewsResponse { reviews, next_page_token }))
}
