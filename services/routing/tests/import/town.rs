//! A directory to import into, and what is seen of it afterwards.

use std::time::Duration;

use anydoor_routing::import::{
    Gathered, ImportError, ImportLimits, Report, Source, Target, called_over, gather, import_from,
    unnamed,
};
use domain::directory::publisher::ImportFailure;
use domain::{Actor, PublisherId, Role};
use host::Caller;
use host::fetch::{FetchLimits, Reach};
use journal::Position;
use wire::routing::directory_service_server::DirectoryService;
use wire::routing::{ListPublishersRequest, Publisher};

use crate::site::*;

/// As the real ones, and so short that a test can wait for them.
pub(crate) fn limits() -> ImportLimits {
    let (whole, quiet) = (Duration::from_secs(2), Duration::from_millis(500));
    let page = FetchLimits { whole, quiet, bytes_max: 64 * 1024, reach: Reach::Anywhere };
    ImportLimits {
        pages_max: 20,
        whole: Duration::from_secs(20),
        page,
        detail: page,
        ..ImportLimits::default()
    }
}

pub(crate) fn web(base: &str) -> Source<'static> {
    Source::Web(base.to_owned())
}

pub(crate) fn document(bytes: &[u8]) -> Source<'_> {
    Source::Document(Box::new(bytes))
}

/// Why a feed could not be read.
pub(crate) async fn why(source: Source<'_>, limits: &ImportLimits) -> (ImportFailure, String) {
    match gather(source, limits, &|_| ()).await {
        Err(ImportError::Failed(failure)) => (failure.why, failure.says),
        Err(error) => panic!("{error}"),
        Ok(gathered) => panic!("{} services were read", gathered.services.len()),
    }
}

pub(crate) async fn read(source: Source<'_>) -> Gathered {
    gather(source, &limits(), &|_| ()).await.expect("it is a feed")
}

impl Site {
    pub(crate) fn calls(&self) -> anydoor_routing::import::Calls {
        let actor = Actor { org: COUNCIL, worker: Some(ANN), role: Role::Partnership };
        called_over(self.api.clone().into_server(), move |request| {
            request.extensions_mut().insert(Caller::claimed(actor));
        })
    }
    /// A publisher with this address, registered now if it was not before.
    pub(crate) async fn target(&self, base: &str) -> Target {
        let calls = self.calls();
        match Target::at(&calls, base).await.expect("an answer") {
            Some(target) => target,
            None => Target::register(&calls, &unnamed(base)).await.expect("is registered"),
        }
    }
    pub(crate) async fn imports(
        &self,
        base: &str,
        source: Source<'_>,
    ) -> Result<Report, ImportError> {
        import_from(source, &self.target(base).await, &limits(), false, &|_| ()).await
    }
    /// How far the directory's journal is.
    pub(crate) async fn head(&self) -> Position {
        self.registry.services.journal().head().await.expect("a head")
    }
    /// The names of what is listed of a publisher.
    pub(crate) async fn listed(&self, base: &str) -> Vec<String> {
        self.registry.up_to_date().await.expect("it is read");
        let all = self.registry.directory.publications_of(PublisherId::of(base));
        let listed = all.into_iter().filter_map(|(_, known)| known.listed.clone());
        let mut names: Vec<_> =
            listed.filter(|l| !l.vanished).map(|l| l.card.name.clone()).collect();
        names.sort();
        names
    }
    pub(crate) async fn publisher(&self, base: &str) -> Publisher {
        let all = self.api.list_publishers(manager(ListPublishersRequest::default())).await;
        let all = all.expect("a list").into_inner().publishers;
        let is_it = |known: &Publisher| known.profile.as_ref().is_some_and(|p| p.base == base);
        all.into_iter().find(is_it).expect("it is registered")
    }
}
