//! What stands at each path, worked out from the shelf and the records that it points at.

use domain::ServiceId;
use futures::{StreamExt, TryStreamExt};
use serde_json::Value;
use uuid::Uuid;

use super::answer::No;
use super::page::Page;
use super::query::{Asked, Paged};
use super::{OpenDirectory, READS_AT_ONCE, record, terms};

type Said = Result<Value, No>;

impl OpenDirectory {
    pub(super) async fn services(self, asked: Asked, paged: Paged) -> Said {
        let all: Vec<_> = self.found(asked).await?.into_iter().map(|(id, _)| id).collect();
        let (page, here) = Page::of(&all, paged);
        let records = here.iter().copied().map(|id| self.record(id));
        let records = futures::stream::iter(records).buffered(READS_AT_ONCE);
        let records = records.try_filter_map(|found| async { Ok(found) });
        let slim = records.map_ok(|record| record::slim(&record));
        Ok(page.with(slim.try_collect().await?))
    }

    pub(super) async fn service(self, id: Uuid) -> Said {
        self.record(id.into()).await?.ok_or_else(|| unknown("service", id))
    }

    pub(super) async fn places(self, asked: Asked, paged: Paged) -> Said {
        let found = self.found(asked).await?.into_iter();
        let all: Vec<_> = found
            .flat_map(|(id, places)| places.into_iter().map(move |place| (id, place)))
            .collect();
        let (page, here) = Page::of(&all, paged);
        let (mut contents, mut last) = (vec![], None);
        for (service, id) in here {
            // Places of one service stand side by side.
            if last.as_ref().is_none_or(|(known, _)| known != service) {
                last = Some((*service, self.record(*service).await?));
            }
            let record = last.as_ref().and_then(|(_, record)| record.as_ref());
            let place = record.and_then(|record| record::place(record, *id));
            contents.extend(place.as_ref().map(record::slim));
        }
        Ok(page.with(contents))
    }

    pub(super) async fn place(self, id: Uuid) -> Said {
        let entries = self.shelf.entries();
        let at = entries.into_iter().find(|(_, entry)| entry.places.contains(&id));
        let record = match at {
            Some((service, _)) => self.record(service).await?,
            None => None,
        };
        let place = record.and_then(|record| record::place(&record, id));
        place.ok_or_else(|| unknown("service at a location", id))
    }

    pub(super) async fn terms(self, paged: Paged) -> Said {
        let all = terms::terms(&self.shelf);
        let (page, here) = Page::of(&all, paged);
        Ok(page.with(here.iter().map(|term| term.said.clone()).collect()))
    }

    pub(super) async fn term(self, id: Uuid) -> Said {
        let term = terms::term(&self.shelf, id);
        term.map(|term| term.said.clone()).ok_or_else(|| unknown("term", id))
    }

    pub(super) async fn taxonomies(self, paged: Paged) -> Said {
        let all: Vec<_> = terms::taxonomies(&self.shelf).into_values().collect();
        let (page, here) = Page::of(&all, paged);
        Ok(page.with(here.to_vec()))
    }

    pub(super) async fn taxonomy(self, id: Uuid) -> Said {
        terms::taxonomies(&self.shelf).remove(&id).ok_or_else(|| unknown("taxonomy", id))
    }

    /// The services that are asked for, each with its places. Ten thousand texts are looked through beside everything else.
    async fn found(&self, asked: Asked) -> Result<Vec<(ServiceId, Vec<Uuid>)>, No> {
        let entries = self.shelf.entries();
        let found = tokio::task::spawn_blocking(move || {
            let fits = entries.into_iter().filter(|(_, entry)| asked.fits(entry));
            fits.map(|(id, entry)| (id, entry.places.clone())).collect()
        });
        found.await.map_err(|_| No::Damaged)
    }

    /// The record of a service that is served, as it is served.
    async fn record(&self, service: ServiceId) -> Result<Option<Value>, No> {
        let Some(entry) = self.shelf.entry(service) else { return Ok(None) };
        let before = journal::Position(entry.at.0.saturating_sub(1));
        let kept = self.registry.record_since(service, before).await.map_err(No::unread)?;
        let Some((raw, _)) = kept else { return Ok(None) };
        record::served(service, &raw.0).map(Some)
    }
}

fn unknown(what: &str, id: Uuid) -> No {
    No::Unknown(format!("no {what} {id} is published here"))
}
