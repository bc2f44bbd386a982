//! Clocks that run out: who waits is in the view, what is due their journeys say, and each ring is a command like any other.
//! Every instance does this, without a leader and without a memory that matters: whoever comes second finds that it has rung.

mod steady;

use std::collections::{HashMap, HashSet};
use std::mem::discriminant;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use domain::routing::ringing::Ring;
use domain::{Code as _, PersonId, ReferralId, Timestamp};
use futures::{FutureExt, StreamExt, stream};
use host::{Caller, Desk, Shutdown};
use jiff::SignedDuration;
use tokio::time::{Instant, sleep};
use tonic::{Request, Status};
use uuid::Uuid;
use wire::routing::RingClockRequest;
use wire::routing::routing_service_server::RoutingService;

use crate::Routing;
pub use steady::SteadyLimits;
use steady::{Steady, Step};

/// What ringing may use up, and when it waits.
#[derive(Debug, Clone, Copy)]
pub struct ClockLimits {
    /// How long between two looks at who waits. 5 s.
    pub look_every: Duration,
    /// How many people are seen to at once. Those who work with the system go on meanwhile. 16.
    pub at_once: usize,
    /// When the machine's own clock is believed. As [`SteadyLimits`] says.
    pub steady: SteadyLimits,
}

impl Default for ClockLimits {
    fn default() -> Self {
        let look_every = Duration::from_secs(5);
        Self { look_every, at_once: 16, steady: SteadyLimits::default() }
    }
}

/// How many rows of the view are read at a time.
const READ_AT_ONCE: usize = 1_000;
/// How often clocks of one person ring in one look, at the most: far more than anybody has.
const RINGS_MAX: usize = 200;
/// After how long a person is seen to again though nothing changed: they may have moved to another area.
const SEEN_FOR: SignedDuration = SignedDuration::from_hours(24);
/// After how long a ring that failed is tried again.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(30);

/// The clocks of everybody's referrals.
pub struct Clocks {
    routing: Routing,
    desk: Desk,
    limits: ClockLimits,
    steady: Steady,
    /// What the last look at it came to.
    step: Step,
    began: Instant,
    /// Who need not be seen to: up to which version of their journey, and until when. Whoever is not here is.
    quiet: HashMap<PersonId, Quiet>,
    /// How often areas had said something of their clocks by then.
    said: u64,
}

#[derive(Debug, Clone, Copy)]
struct Quiet {
    version: u64,
    until: Timestamp,
}

/// What became of one person.
struct Seen {
    person: PersonId,
    quiet: Quiet,
    rang: usize,
}

impl Clocks {
    /// The clocks of those whose journeys this desk works on.
    pub fn new(desk: Desk, limits: ClockLimits) -> Self {
        let (routing, steady) = (Routing::new(desk.clone()), Steady::since(None, limits.steady));
        let (began, quiet) = (Instant::now(), HashMap::new());
        Self { routing, desk, limits, steady, step: Step::Steady, began, quiet, said: 0 }
    }

    /// Rings whatever is due, until the shutdown begins. What is left then is left to the next to start; a ring that is cut
    /// off has rung or has not.
    pub async fn run(mut self, shutdown: Shutdown) {
        let mut begun = false;
        while !shutdown.has_begun() {
            match self.begin_or_ring(&mut begun).await {
                Ok(0) => {}
                Ok(rang) => tracing::info!(rang, "clocks rang"),
                Err(error) => tracing::warn!(%error, "no clock can ring now; trying again"),
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = sleep(self.limits.look_every) => {}
            }
        }
    }

    /// Rings what is due, once it is known when the last thing happened before this process began: by that its clock is judged.
    async fn begin_or_ring(&mut self, begun: &mut bool) -> Result<usize, Status> {
        if !*begun {
            let newest = self.desk.last_recorded_at().await?;
            self.steady = Steady::since(newest, self.limits.steady);
            *begun = true;
        }
        self.ring_due().await
    }

    /// Rings whatever is due now, and says how often something rang. Nothing rings while the machine's clock is not believed.
    ///
    /// # Errors
    /// `UNAVAILABLE` while the view is not ready. What rang until then has rung.
    pub async fn ring_due(&mut self) -> Result<usize, Status> {
        let now = self.desk.clock.now();
        if !self.desk.clock.is_turned() && !self.believes(now) {
            return Ok(0);
        }
        let said = self.desk.registry.directory.clocks_said();
        if std::mem::replace(&mut self.said, said) != said {
            self.quiet.clear(); // Whoever's area it was.
        }
        let (waiting, quiet) = self.waiting(now)?;
        self.quiet = quiet;
        let at_once = self.limits.at_once;
        let clocks = &*self;
        let seen = waiting.into_iter().map(|person| clocks.see_to(person, now));
        let seen: Vec<Seen> = stream::iter(seen).buffer_unordered(at_once).collect().await;
        self.quiet.extend(seen.iter().map(|seen| (seen.person, seen.quiet)));
        Ok(seen.iter().map(|seen| seen.rang).sum())
    }

    /// Rings whatever is due now of one person's, and says how often something rang: for whoever turns the clock.
    pub async fn ring_due_of(&self, person: PersonId) -> usize {
        self.see_to(person, self.desk.clock.now()).await.rang
    }

    /// Whether the machine's clock is believed; that this is other than at the last look is said in the log, once.
    fn believes(&mut self, now: Timestamp) -> bool {
        let step = self.steady.look(now, self.began.elapsed());
        let before = std::mem::replace(&mut self.step, step);
        if discriminant(&before) != discriminant(&step) {
            step.tell();
        }
        step == Step::Steady
    }

    /// Who is to be seen to, and who is not and why.
    fn waiting(&self, now: Timestamp) -> Result<(Vec<PersonId>, HashMap<PersonId, Quiet>), Status> {
        let (mut waiting, mut still, mut after) = (vec![], HashMap::new(), vec![]);
        loop {
            let (page, next) = self.desk.waiting(&Caller::system(), &after, READ_AT_ONCE)?;
            for (person, version) in page {
                match self.quiet.get(&person) {
                    Some(quiet) if quiet.version >= version && now < quiet.until => {
                        still.insert(person, *quiet);
                    }
                    Some(_) | None => waiting.push(person),
                }
            }
            let Some(next) = next else { return Ok((waiting, still)) };
            after = next;
        }
    }

    /// As [`Self::rings_of`]; what goes wrong with one person is no other's misfortune.
    async fn see_to(&self, person: PersonId, now: Timestamp) -> Seen {
        let rung = AssertUnwindSafe(self.rings_of(person, now)).catch_unwind().await;
        rung.unwrap_or_else(|_| {
            tracing::error!(%person, "ringing panicked; trying again");
            Seen { person, quiet: Quiet { version: u64::MAX, until: now + RETRY_AFTER }, rang: 0 }
        })
    }

    /// Rings whatever is due of one person's, one after another: a ring may end a referral, or begin another. A clock that
    /// cannot ring now keeps no other from it.
    async fn rings_of(&self, person: PersonId, now: Timestamp) -> Seen {
        // Until it is read, nothing that comes is news.
        let (mut rang, mut quiet) = (0, Quiet { version: u64::MAX, until: now + RETRY_AFTER });
        let mut failed = HashSet::new();
        while rang < RINGS_MAX {
            let (version, rings) = match self.desk.next_rings(&Caller::system(), person).await {
                Ok(rings) => rings,
                Err(error) => {
                    tracing::warn!(%person, %error, "it is not known what is due; trying again");
                    break;
                }
            };
            quiet.version = version;
            let going =
                |(referral, ring): &(ReferralId, Ring)| !failed.contains(&(*referral, ring.clock));
            let next = rings.into_iter().filter(going).min_by_key(|(_, ring)| ring.due);
            let Some((referral, ring)) = next.filter(|(_, ring)| ring.due <= now) else {
                let due = next.map_or(Timestamp::MAX, |(_, ring)| ring.due);
                let again = if failed.is_empty() { SEEN_FOR } else { RETRY_AFTER };
                quiet.until = due.min(now + again);
                break;
            };
            match self.ring(person, referral, &ring).await {
                Ok(()) => rang += 1,
                Err(error) => {
                    let (clock, rung) = (ring.clock.text(), ring.rung.text());
                    tracing::warn!(%person, %referral, clock, rung, %error, "a clock could not ring; trying again");
                    failed.insert((referral, ring.clock));
                }
            }
        }
        Seen { person, quiet, rang }
    }

    async fn ring(
        &self,
        person: PersonId,
        referral: ReferralId,
        ring: &Ring,
    ) -> Result<(), Status> {
        let mut request = Request::new(RingClockRequest {
            request_id: request_of(referral, ring).to_string(),
            person_id: person.to_string(),
            occurred_on: None, // Or its retry tomorrow would be another message.
            referral_id: referral.to_string(),
            clock: ring.clock.number(),
            rung: ring.rung.number(),
        });
        request.extensions_mut().insert(Caller::system());
        self.routing.ring_clock(request).await?;
        Ok(())
    }
}

/// The same on every instance, for ever: who asks for this ring again asks for what has rung.
fn request_of(referral: ReferralId, ring: &Ring) -> Uuid {
    let armed_at = ring.armed_at.as_microsecond();
    let name = format!("{referral} {} {} {armed_at}", ring.clock.text(), ring.rung.text());
    Uuid::new_v5(&RINGS, name.as_bytes())
}

/// The namespace of the ids of rings.
const RINGS: Uuid = Uuid::from_u128(0x2b0d_7c1e_95a4_4f3b_8e62_41f0_9c7d_5a13);
