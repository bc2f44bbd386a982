//! One round: a service with ten places, 64 referrals, and 64 who say yes at once.

use std::fmt::{Display, Formatter, Result as Written};
use std::ops::AddAssign;

use anyhow::{Context, ensure};
use domain::routing::state::ReferralState;
use domain::{PersonId, ReferralId, ServiceId};
use futures::future::{join_all, try_join_all};
use tonic::{Code, Status};
use uuid::Uuid;
use wire::routing::AcceptReferralRequest;
use wire::routing::routing_service_server::RoutingService;
use wire::types::{Meeting, MeetingMode};

use anydoor_tests::town::people::{self, of};
use anydoor_tests::town::{CHARITY, Desk, Town};

/// How many ask at once.
const CROWD: usize = 64;
/// For how many places.
const PLACES: u32 = 10;
/// How often somebody asks again whose answer was that others were first.
const ATTEMPTS_MAX: u32 = 10;

/// What rounds came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    rounds: u32,
    exact: u32,
    short: u32,
    oversold: u32,
    asked_again: u32,
}

impl Tally {
    /// Whether each round gave away ten places.
    pub(crate) fn holds(&self) -> bool {
        self.rounds > 0 && self.exact == self.rounds
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.rounds += other.rounds;
        self.exact += other.exact;
        self.short += other.short;
        self.oversold += other.oversold;
        self.asked_again += other.asked_again;
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        writeln!(f, "rounds           {}", self.rounds)?;
        writeln!(f, "who asked        {}", self.rounds as usize * CROWD)?;
        writeln!(f, "exactly ten      {}", self.exact)?;
        writeln!(f, "fewer            {}", self.short)?;
        writeln!(f, "more             {}", self.oversold)?;
        writeln!(f, "asked again      {}", self.asked_again)
    }
}

/// Plays a round, and counts what stands in the journals afterwards.
pub(crate) async fn play(town: &Town) -> anyhow::Result<Tally> {
    let service = ServiceId::from(Uuid::now_v7());
    town.publishes(service, PLACES).await?;
    let desks = || town.desks.iter().cycle().take(CROWD);
    let people = try_join_all(desks().map(|desk| people::sent(desk, service))).await;
    let people = people.context("sending referrals")?;
    let answers = join_all(desks().zip(&people).map(|(desk, person)| yes(desk, *person))).await;
    let (mut yes, mut asked_again) = (0, 0);
    for (answer, again) in answers {
        asked_again += again;
        match answer {
            Ok(()) => yes += 1,
            Err(no) if no.message().contains("no free place") => {}
            Err(other) => return Err(other).context("saying yes"),
        }
    }
    let accepted = accepted(town, &people).await?;
    ensure!(accepted == yes, "{accepted} yes stand in the journeys and {yes} were answered");
    let known = town.desks[0].desk.registry.services.load(service).await?;
    let in_use = known.state.places.in_use();
    ensure!(in_use == accepted, "{in_use} places are in use for {accepted} people");
    Ok(Tally {
        rounds: 1,
        exact: u32::from(accepted == PLACES),
        short: u32::from(accepted < PLACES),
        oversold: u32::from(accepted > PLACES),
        asked_again,
    })
}

/// Says yes; how it ended, and how often it was asked again.
async fn yes(desk: &Desk, person: PersonId) -> (Result<(), Status>, u32) {
    let at = Some(wire::convert::timestamp_of(desk.desk.clock.now()));
    let request = AcceptReferralRequest {
        request_id: Uuid::now_v7().to_string(),
        person_id: person.to_string(),
        referral_id: of(person).to_string(),
        first_meeting: Some(Meeting { at, mode: MeetingMode::InPerson.into() }),
        ..Default::default()
    };
    let mut again = 0;
    loop {
        let answer = desk.routing.accept_referral(CHARITY.ask(request.clone())).await;
        match answer {
            Err(status) if status.code() == Code::Aborted && again < ATTEMPTS_MAX => again += 1,
            answer => return (answer.map(|_| ()), again),
        }
    }
}

/// How many of these have a yes, as the journeys say.
async fn accepted(town: &Town, people: &[PersonId]) -> anyhow::Result<u32> {
    let journeys =
        try_join_all(people.iter().map(|person| town.desks[0].journeys.load(person))).await?;
    let stands =
        |(person, journey): (&PersonId, &std::sync::Arc<journal::Baseline<domain::Journey>>)| {
            let referral: ReferralId = of(*person);
            journey.state.referral.referrals[&referral].state == ReferralState::Accepted
        };
    Ok(u32::try_from(people.iter().zip(&journeys).filter(|pair| stands(*pair)).count())?)
}
