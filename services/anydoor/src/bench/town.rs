//! A directory for benchmarks: ten thousand services all over the country, and a fallback door in each area.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use domain::directory::overlay::Spot;
use domain::directory::place::{self, Capacity};
use domain::directory::service::{self, Listing, ServiceMode};
use domain::directory::{Overlay, fallback, organisation};
use domain::intake::need::NeedCode;
use domain::intake::stage::Stage;
use domain::routing::kind::ReferralKind;
use domain::{Aggregate, Area, Code, OrgId, Role, ServiceId, Stamp};
use host::Parts;
use journal::Ledger;
use tokio::task::JoinSet;
use wire::event::Stored;

use super::people::{AT_ONCE, ORG, asked, stamp};

/// How many services there are.
pub(crate) const SERVICES: usize = 10_000;

/// The one that takes everybody.
const DOOR: ServiceId = ServiceId::from_u128(0xd0_0000);

/// The nth service.
pub(crate) fn service(n: usize) -> ServiceId {
    ServiceId::from_u128(0x5e_0000_0000 + n as u128)
}

/// Fills the directory, unless it is filled, and waits until everybody sees it.
///
/// # Errors
/// The first error of a store, or a refusal.
pub(crate) async fn settle(parts: &Parts) -> anyhow::Result<()> {
    let registry = &parts.registry;
    if registry.directory.service(DOOR).is_some() {
        return Ok(());
    }
    joins(parts, ORG).await?;
    let everywhere = Listing { fallback: true, areas: Area::ALL.into(), ..listing(0) };
    let publish = service::Command::Publish { org: ORG, listing: everywhere };
    decided(parts, &registry.services, DOOR, publish).await?;
    for area in Area::ALL {
        let door = fallback::Door { org: ORG, service: DOOR, hours: "always".to_owned() };
        let set = fallback::Command::Set { area, door, takes_everybody: true };
        decided(parts, &registry.doors, area.code(), set).await?;
    }
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        workers.spawn(publish_all(parts.clone(), next.clone()));
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    let head = registry.services.journal().head().await?;
    registry.directory.reached(head).await;
    Ok(())
}

async fn publish_all(parts: Parts, next: Arc<AtomicUsize>) -> anyhow::Result<()> {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= SERVICES {
            return Ok(());
        }
        let services = &parts.registry.services;
        let publish = service::Command::Publish { org: ORG, listing: listing(n) };
        decided(&parts, services, service(n), publish).await?;
        let capacity = Capacity {
            places: 1 + (n % 40) as u32,
            wait_days: (n % 60) as u16,
            as_of: parts.clock.today(),
            valid_days: 30,
            says: None,
        };
        let declare = place::Command::DeclareCapacity(capacity);
        decided(&parts, services, service(n), service::Command::Place(declare)).await?;
    }
}

/// An organisation joins, and may share.
pub(crate) async fn joins(parts: &Parts, org: OrgId) -> anyhow::Result<()> {
    let profile = organisation::Profile {
        name: "Bench".to_owned(),
        kind: organisation::OrgKind::Council,
        areas: Area::ALL.into(),
    };
    let organisations = &parts.registry.organisations;
    decided(parts, organisations, org, organisation::Command::Join { org, profile }).await?;
    let until = parts.clock.today().saturating_add(jiff::Span::new().years(1));
    decided(parts, organisations, org, organisation::Command::ActivateSharing { until }).await
}

async fn decided<A: Stored + Aggregate>(
    parts: &Parts,
    ledger: &Ledger<A>,
    id: impl std::fmt::Display,
    command: A::Command,
) -> anyhow::Result<()> {
    let mut by = stamp(parts).by;
    by.role = Role::Partnership;
    let asked = asked(Stamp { by, ..stamp(parts) });
    let done = ledger.execute(id, &asked, &command, |_| vec![]).await;
    done.map(drop).map_err(|e| anyhow::anyhow!("{e}")).context("filling the directory")
}

/// What the nth service says of itself: in one area, with two needs and a door somewhere.
fn listing(n: usize) -> Listing {
    let need = |n: usize| NeedCode::ALL[n % NeedCode::ALL.len()];
    let north = 56_000_000 + (n as i32 * 7_919) % 1_500_000;
    let spot = Spot::new(north, -4_000_000).expect("it is in Scotland");
    Listing {
        name: format!("Service {n}"),
        accepts: [ReferralKind::Support, ReferralKind::Transfer].into(),
        stages: Stage::ALL.iter().copied().collect(),
        areas: [Area::ALL[n % Area::ALL.len()]].into(),
        modes: [ServiceMode::InPerson].into(),
        fallback: false,
        overlay: Overlay {
            needs: [need(n), need(n / 7)].into(),
            spots: [spot].into(),
            ..Overlay::default()
        },
    }
}
