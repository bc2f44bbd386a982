//! Who is in the demo: invented organisations, workers and services, and for each of the 32 council areas a fallback
//! door. Everybody has a fixed id made from their alias.

use std::collections::HashMap;

use anyhow::Context;
use domain::{Area, Role};
use host::identity::authority::NewOrganisation;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::directory::{self, Imported};
use super::ease::{self, Known};
use super::player::Player;
use super::world::World;
use crate::dynamic::{self, Identity};

/// The namespace of the cast's ids.
const CAST: Uuid = Uuid::from_u128(0x9b1e_5a40_6d3f_4c88_b7f2_51aa_03d7_7c21);
/// The day on which everybody joins.
const JOINED_ON: &str = "2024-01-01";
/// Who runs the site: joins organisations and names fallback doors.
const OPERATOR: &str = "operator";

/// Everybody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cast {
    organisation: Vec<Organisation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    alias: String,
    name: String,
    kind: String,
    areas: Vec<String>,
    #[serde(default)]
    worker: Vec<Member>,
    #[serde(default)]
    service: Vec<Offer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    alias: String,
    name: String,
    #[serde(default)]
    roles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    alias: String,
    name: String,
    accepts: Vec<String>,
    modes: Vec<String>,
    places: Option<u32>,
    /// What it helps with; absent: unsaid.
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    fallback_for: Vec<String>,
}

fn id(alias: &str) -> String {
    Uuid::new_v5(&CAST, alias.as_bytes()).to_string()
}

/// A service is one and the same to its publisher and to partners.
fn service_id(alias: &str) -> String {
    directory::service_id(Uuid::new_v5(&CAST, alias.as_bytes()))
}

impl Cast {
    /// Reads the cast, and adds a council with a fallback door for every area that has none.
    ///
    /// # Errors
    /// With the place in the file.
    pub(crate) fn read(text: &str) -> anyhow::Result<Self> {
        let mut cast: Self = toml::from_str(text)?;
        let covered: Vec<String> = cast
            .organisation
            .iter()
            .flat_map(|o| &o.service)
            .flat_map(|s| s.fallback_for.clone())
            .collect();
        for area in Area::ALL.iter().filter(|a| !covered.iter().any(|c| c == a.code())) {
            cast.organisation.push(Organisation::council_of(*area));
        }
        Ok(cast)
    }

    /// What `$alias` stands for.
    pub(crate) fn known(&self) -> Known {
        let organisations = self.organisation.iter();
        let aliases = organisations.flat_map(|o| {
            let workers = o.worker.iter().map(|w| &w.alias);
            let people = std::iter::once(&o.alias).chain(workers);
            let services = o.service.iter().map(|s| (s.alias.clone(), service_id(&s.alias)));
            people.map(|alias| (alias.clone(), id(alias))).chain(services)
        });
        aliases.collect()
    }

    /// As whom a worker calls.
    ///
    /// # Errors
    /// If nobody has this alias.
    pub(crate) fn identity(&self, worker: &str, role: &str) -> anyhow::Result<Identity> {
        let at = |o: &&Organisation| o.worker.iter().any(|w| w.alias == worker);
        let org = self
            .organisation
            .iter()
            .find(at)
            .with_context(|| format!("nobody in the cast is {worker}"))?;
        Ok(Identity::Claimed { org: id(&org.alias), worker: id(worker), role: role.to_owned() })
    }

    /// The organisations that call, each with a short name and its id, and the capacities that the site gives them.
    pub(crate) fn partners(&self) -> anyhow::Result<Vec<NewOrganisation>> {
        let calling = self.organisation.iter().filter(|o| !o.worker.is_empty());
        let calling = calling.map(|o| (&*o.alias, vec![]));
        let new = |(alias, roles): (&str, Vec<Role>)| {
            let org = Some(id(alias).parse().context("a made-up id is an id")?);
            Ok(NewOrganisation { name: alias.into(), org, app: "demo".into(), days: 1, roles })
        };
        calling.chain([(OPERATOR, vec![Role::Partnership])]).map(new).collect()
    }

    /// The name of an organisation or worker, by id.
    pub(crate) fn name(&self, wanted: &str) -> String {
        let names = self.organisation.iter().flat_map(|o| {
            let workers = o.worker.iter().map(|w| (&w.alias, &w.name));
            std::iter::once((&o.alias, &o.name)).chain(workers)
        });
        let names: HashMap<String, &String> =
            names.map(|(alias, name)| (id(alias), name)).collect();
        names.get(wanted).map_or_else(|| wanted.to_owned(), |name| (*name).clone())
    }

    /// A worker, with their organisation.
    pub(crate) fn name_of(&self, worker: &str) -> String {
        let org = self.organisation.iter().find(|o| o.worker.iter().any(|w| w.alias == worker));
        org.map_or_else(
            || worker.to_owned(),
            |org| format!("{} ({})", self.name(&id(worker)), org.name),
        )
    }

    /// Fills the directory: what is published anyway is imported, and everybody joins, shares, and says what they offer
    /// partners besides.
    pub(crate) async fn join(
        &self,
        player: &Player<'_>,
        world: &World,
    ) -> anyhow::Result<Imported> {
        world.day(JOINED_ON, None).await?;
        let imported = directory::import(world, &operator()).await?;
        for organisation in &self.organisation {
            organisation.join(player).await.with_context(|| organisation.name.clone())?;
        }
        Ok(imported)
    }
}

impl Organisation {
    fn council_of(area: Area) -> Self {
        let service = Offer {
            alias: format!("door-{}", area.code()),
            name: format!("{} employability front door", area.name()),
            accepts: ["SUPPORT", "TRANSFER", "PULL", "ADVICE"].map(String::from).to_vec(),
            modes: vec!["IN_PERSON".into(), "PHONE".into()],
            places: None,
            needs: vec![],
            fallback_for: vec![area.code().into()],
        };
        Self {
            alias: format!("council-{}", area.code()),
            name: format!("Invented Council for {}", area.name()),
            kind: "COUNCIL".into(),
            areas: vec![area.code().into()],
            worker: vec![],
            service: vec![service],
        }
    }

    async fn join(&self, player: &Player<'_>) -> anyhow::Result<()> {
        let org_id = id(&self.alias);
        let profile = json!({ "name": self.name, "kind": self.kind, "areas": self.areas });
        ask(
            player,
            "JoinOrganisation",
            &self.alias,
            json!({ "org_id": org_id, "profile": profile }),
        )
        .await?;
        ask(
            player,
            "ActivateSharing",
            &self.alias,
            json!({ "org_id": org_id, "until": "2034-12-31" }),
        )
        .await?;
        for worker in &self.worker {
            let roles = if worker.roles.is_empty() {
                vec!["WORKER".to_owned()]
            } else {
                worker.roles.clone()
            };
            let request = json!({
                "org_id": org_id, "worker_id": id(&worker.alias), "name": worker.name, "roles": roles,
                "caseload_max": 40,
            });
            ask(player, "RegisterWorker", &worker.alias, request).await?;
        }
        for service in &self.service {
            self.publish(player, service, &org_id).await?;
        }
        Ok(())
    }

    async fn publish(
        &self,
        player: &Player<'_>,
        service: &Offer,
        org_id: &str,
    ) -> anyhow::Result<()> {
        let service_id = service_id(&service.alias);
        let listing = json!({
            "name": service.name, "accepts": service.accepts, "areas": self.areas, "modes": service.modes,
            "fallback": !service.fallback_for.is_empty(), "stages": ["ENGAGEMENT", "BARRIER_REMOVAL"], "needs": service.needs,
        });
        let request = json!({ "service_id": service_id, "org_id": org_id, "listing": listing });
        ask(player, "PublishService", &service.alias, request).await?;
        if let Some(places) = service.places {
            let capacity =
                json!({ "places": places, "wait_days": 0, "as_of": JOINED_ON, "valid_days": 30 });
            let request = json!({ "service_id": service_id, "capacity": capacity });
            ask(player, "DeclareCapacity", &service.alias, request).await?;
        }
        for area in &service.fallback_for {
            let request = json!({
                "area": area, "service_id": service_id, "hours": "Monday to Friday, 9 to 5",
            });
            ask(player, "SetFallbackDoor", area, request).await?;
        }
        Ok(())
    }
}

/// Who answers for the partnership.
fn operator() -> Identity {
    Identity::Claimed { org: id(OPERATOR), worker: id(OPERATOR), role: "PARTNERSHIP".into() }
}

/// Asks the directory for something, as the site's operator.
async fn ask(player: &Player<'_>, rpc: &str, about: &str, request: Value) -> anyhow::Result<()> {
    let method = dynamic::named(rpc)?;
    let mut request = ease::request(&dynamic::input(&method)?, &request, &Known::new())?;
    request["request_id"] = json!(id(&format!("{rpc} {about}")));
    request["occurred_on"] = ease::date(JOINED_ON)?;
    player
        .call(&method, &operator(), request)
        .await?
        .with_context(|| format!("{rpc} for {about}"))
        .map(drop)
}
