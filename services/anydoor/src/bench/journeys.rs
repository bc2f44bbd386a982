//! The journeys of a benchmark's people: ten commits each, as far apart in the journal as they can be.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::assignment::contact::{self, Attempt, ContactChannel, ContactResult};
use domain::assignment::lead::{self, Nominee};
use domain::intake::agreement::{self, AgreementBy, AgreementMethod, Scope};
use domain::intake::{episode, stage};
use domain::{Area, PersonId, journey};
use host::Parts;
use journal::Ledger;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::people::{AT_ONCE, ORG, Population, WORKER, asked, register_one, stamp};

/// How many commits a journey has: as many as make the first weeks of support.
pub(crate) const COMMITS: u64 = 10;

impl Population {
    /// Puts everybody on record and lets so much happen to them: a step of everybody's journey before the next of
    /// anybody's.
    ///
    /// # Errors
    /// The first error of a store.
    pub(crate) async fn live(
        self,
        parts: &Parts,
        commits: u64,
        done: impl Fn() + Send + Sync + 'static,
    ) -> anyhow::Result<()> {
        // One that remembers everybody: the site's own would read each journey again at each step.
        let remembered = usize::try_from(self.size)?;
        let journeys = Ledger::remembering(parts.journeys.journal().clone(), remembered);
        let parts = Parts { journeys, ..parts.clone() };
        let done = Arc::new(done);
        for step in 0..commits {
            self.everybody(step, &parts, &done).await?;
        }
        Ok(())
    }

    async fn everybody(
        self,
        step: u64,
        parts: &Parts,
        done: &Arc<impl Fn() + Send + Sync + 'static>,
    ) -> anyhow::Result<()> {
        let next = Arc::new(AtomicU64::new(0));
        let mut workers = JoinSet::new();
        for _ in 0..AT_ONCE.min(self.size) {
            let (next, done, parts) = (next.clone(), done.clone(), parts.clone());
            workers.spawn(async move {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= self.size {
                        return anyhow::Ok(());
                    }
                    match nth(step) {
                        None => register_one(&parts, self.id(n), n).await?,
                        Some(command) => happen(&parts, self.id(n), &command).await?,
                    }
                    done();
                }
            });
        }
        while let Some(worker) = workers.join_next().await {
            worker??;
        }
        Ok(())
    }
}

async fn happen(parts: &Parts, person: PersonId, command: &journey::Command) -> anyhow::Result<()> {
    let asked = asked(stamp(parts));
    let done = parts.journeys.execute(person, &asked, command, |_| vec![]).await;
    done.map(drop).map_err(|e| anyhow::anyhow!("{e}"))
}

/// What happens at a step; the first is the registration.
fn nth(step: u64) -> Option<journey::Command> {
    Some(match step {
        0 => return None,
        1 => agreed(Scope::Service),
        2 => opened(),
        3 => lead::Command::Introduce { method: ContactChannel::InPerson, person_present: true }
            .into(),
        5 => stage::Command::Enter { stage: stage::Stage::BarrierRemoval }.into(),
        6 => agreed(Scope::EmployerContact),
        8 => stage::Command::Enter { stage: stage::Stage::VocationalActivity }.into(),
        _ => met(),
    })
}

fn agreed(scope: Scope) -> journey::Command {
    let agreement = Uuid::new_v4().into();
    let (method, by, until) = (AgreementMethod::Spoken, AgreementBy::Person, None);
    agreement::Command::Give { agreement, scope, text_version: 1, method, by, until }.into()
}

fn opened() -> journey::Command {
    let lead = Nominee {
        worker: WORKER,
        worker_active: true,
        caseload_full: false,
        override_reason: None,
        caretaker_until: None,
    };
    let area = Area::from_code("S12000042").expect("Dundee City is a council area");
    let episode = Uuid::new_v4().into();
    episode::Command::Open { episode, area, door: ORG, lead_org: ORG, lead, stage: None }.into()
}

fn met() -> journey::Command {
    let (channel, result) = (ContactChannel::InPerson, ContactResult::Met);
    let contact = Uuid::new_v4().into();
    contact::Command::Record(Attempt { contact, channel, direction: None, result, note: None })
        .into()
}
