//! The work list of an organisation that was sent fifty thousand referrals: page after page, from the first to the last.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::routing::ask::Ask;
use domain::routing::kind::ReferralKind;
use domain::routing::reason::ReferReason;
use domain::routing::referral;
use domain::routing::terms::{BundleItem, Facts, Receiver, Request, Urgency};
use domain::{Actor, AgreementId, OrgId, PersonId, Sealed, Sensitivity, Stamp, journey};
use futures::FutureExt;
use host::Parts;
use journal::Ledger;
use prost::Message;
use tokio::task::JoinSet;
use uuid::Uuid;
use wire::lookup::lookup_service_client::LookupServiceClient;
use wire::lookup::{ListOpenReferralsRequest, ListOpenReferralsResponse};

use super::calls::{Caller, LOOK_BYTES};
use super::field::Field;
use super::group::{Rounds, lane, measure};
use super::load::Once;
use super::people::{AT_ONCE, ORG, Population, asked, stamp};
use super::report::Row;
use super::town;

/// How many referrals are open at one organisation.
const OPEN: u64 = 50_000;
/// How many look at the list at the same time.
const IN_FLIGHT: usize = 4;
/// Who sent them all.
const SENDER: OrgId = OrgId::from_u128(0x5e4d);

/// Pages of a long work list, below an echo and a naked pipe of a look's size.
pub(crate) async fn worklist(field: &Field, rounds: &Rounds) -> anyhow::Result<Vec<Row>> {
    fill(&field.parts, OPEN).await.context("sending referrals")?;
    let first = field.site.page(String::new()).await?;
    anyhow::ensure!(!first.next_page_token.is_empty(), "the list has one page only");
    let page_token = first.next_page_token.clone();
    let request = ListOpenReferralsRequest { page_token, ..Default::default() };
    let (request, answer) = (request.encoded_len(), first.encoded_len());
    let lanes = vec![
        lane("worklist.echo", &[], field.echo.echo(request, answer, 0)),
        lane("worklist.pipe", &["worklist.echo"], field.echo.echo(request, answer, LOOK_BYTES)),
        lane("worklist", &["worklist.echo", "worklist.pipe"], field.site.pages()),
    ];
    measure(&Rounds { in_flight: IN_FLIGHT, ..*rounds }, lanes).await
}

impl Caller {
    /// The page after the last that was read, and after the last page the first.
    fn pages(&self) -> Once {
        let (caller, token) = (self.clone(), Arc::new(Mutex::new(String::new())));
        Arc::new(move |_| {
            let (caller, token) = (caller.clone(), token.clone());
            async move {
                let next = || token.lock().unwrap_or_else(PoisonError::into_inner);
                let from = next().clone();
                let page = caller.page(from).await?;
                anyhow::ensure!(!page.referrals.is_empty(), "a page of a long list was empty");
                *next() = page.next_page_token;
                Ok(())
            }
            .boxed()
        })
    }

    async fn page(&self, page_token: String) -> anyhow::Result<ListOpenReferralsResponse> {
        let mut client = LookupServiceClient::new(self.channel(0));
        let request = ListOpenReferralsRequest { page_token, ..Default::default() };
        Ok(client.list_open_referrals(self.sign(request)).await?.into_inner())
    }
}

/// Sends so many referrals, each for another person, and waits until the view shows them.
///
/// # Errors
/// The first error of a store, or a refusal.
pub(crate) async fn fill(parts: &Parts, open: u64) -> anyhow::Result<()> {
    town::settle(parts).await?;
    town::joins(parts, SENDER).await?;
    let (people, next) = (Population::new(open), Arc::new(AtomicU64::new(0)));
    let journeys = Ledger::remembering(parts.journeys.journal().clone(), usize::try_from(open)?);
    let parts = Parts { journeys, ..parts.clone() };
    let mut workers = JoinSet::new();
    for _ in 0..AT_ONCE {
        workers.spawn(send_all(parts.clone(), people, next.clone()));
    }
    while let Some(worker) = workers.join_next().await {
        worker??;
    }
    let head = parts.journeys.journal().head().await?;
    parts.people.projection().reached(head).await?;
    Ok(())
}

async fn send_all(parts: Parts, people: Population, next: Arc<AtomicU64>) -> anyhow::Result<()> {
    loop {
        let n = next.fetch_add(1, Ordering::Relaxed);
        if n >= people.size {
            return Ok(());
        }
        let agreement = Uuid::new_v4().into();
        happens(&parts, people.id(n), agrees(agreement)).await?;
        happens(&parts, people.id(n), sends(n, agreement)).await?;
    }
}

async fn happens(parts: &Parts, person: PersonId, command: journey::Command) -> anyhow::Result<()> {
    let stamp = stamp(parts);
    let asked = asked(Stamp { by: Actor { org: SENDER, ..stamp.by }, ..stamp });
    let done = parts.journeys.execute(person, &asked, &command, |_| vec![]).await;
    done.map(drop).map_err(|e| anyhow::anyhow!("{e}"))
}

fn agrees(agreement: AgreementId) -> journey::Command {
    let (method, by, until) = (AgreementMethod::Spoken, AgreementBy::Person, None);
    let scope = Scope::Service;
    agreement::Command::Give { agreement, scope, text_version: 1, method, by, until }.into()
}

fn sends(n: u64, agreement: AgreementId) -> journey::Command {
    let service = town::service(n as usize % town::SERVICES);
    let request = Request {
        kind: ReferralKind::Support,
        to: Receiver { service, org: ORG, worker: None },
        urgency: Urgency::Routine,
        outcome_expected: Sealed { sensitivity: Sensitivity::Core, bytes: vec![0; 64] },
        reasons: vec![ReferReason::SpecialistHelp],
        needs: vec![],
        agreement,
        bundle: vec![BundleItem::Identity],
        returns: None,
    };
    let facts = Facts {
        service_active: true,
        accepts_kind: true,
        is_fallback: false,
        sharing_active: true,
        reassessed: false,
    };
    let ask = Ask::Send { request: Box::new(request), facts, seen: [].into() };
    referral::Command { referral: Uuid::new_v4().into(), ask }.into()
}
