//! A journey in plain words, as a key worker would tell it: one sentence an event, and what was said or written beside
//! it. Organisations and workers by the names that the directory has; people never.

mod agreement;
mod allowance;
mod break_glass;
mod contact;
mod eligibility;
mod enquiry;
mod episode;
mod feedback;
mod household;
mod intervention;
mod job;
mod lead;
mod need;
mod offer;
mod outcome;
mod person;
mod plan;
mod presence;
mod progress;
mod protection;
mod referral;
mod route;
mod stage;
mod supporter;

use domain::assignment::intervention::Activity;
use domain::directory::Organisation;
use domain::intake::agreement::Scope;
use domain::routing::kind::ReferralKind;
use domain::{
    AgreementId, Date, InterventionId, Journey, OrgId, ReferralId, Sealed, ServiceId, Timestamp,
    WorkerId, journey,
};
use projection::Directory;

/// An event in words.
pub(crate) struct Told<'e> {
    /// Such as `referral.accepted`: topic and event, in the words of `proto/anydoor/event`.
    pub(crate) kind: &'static str,
    /// One sentence.
    pub(crate) headline: String,
    /// What was said or written, still sealed.
    pub(crate) parts: Vec<Part<'e>>,
}

/// Something that was said or written.
pub(crate) struct Part<'e> {
    /// What it is, such as `in their words`.
    pub(crate) label: &'static str,
    /// The place it was sealed for.
    pub(crate) field: std::borrow::Cow<'static, str>,
    /// The value.
    pub(crate) sealed: &'e Sealed,
    /// What it is when opened.
    pub(crate) form: Form,
}

/// What a sealed value is when opened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Text in UTF-8.
    Text,
    /// A message that is not shown in a timeline, such as a person's particulars.
    Hidden,
    /// A message, told by this function.
    Message(fn(&[u8]) -> Option<String>),
    /// A code by its number, told by this function.
    Code(fn(i32) -> Option<&'static str>),
}

impl<'e> Told<'e> {
    /// An event with nothing sealed.
    pub(crate) fn new(kind: &'static str, headline: impl Into<String>) -> Self {
        Self { kind, headline: headline.into(), parts: vec![] }
    }
    /// With something that was said or written, if it was.
    pub(crate) fn with(
        mut self,
        label: &'static str,
        field: impl Into<std::borrow::Cow<'static, str>>,
        sealed: impl Into<Option<&'e Sealed>>,
        form: Form,
    ) -> Self {
        let field = field.into();
        self.parts.extend(sealed.into().map(|sealed| Part { label, field, sealed, form }));
        self
    }
}

/// The names that the directory has.
pub(crate) struct Names<'a> {
    directory: &'a Directory,
    journey: Option<&'a Journey>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(directory: &'a Directory) -> Self {
        Self { directory, journey: None }
    }
    /// With the journey, which says what an event speaks of by its id alone.
    pub(crate) fn knowing(self, journey: &'a Journey) -> Self {
        Self { journey: Some(journey), ..self }
    }
    /// What an agreement covers.
    pub(crate) fn scope(&self, agreement: AgreementId) -> Option<Scope> {
        self.journey?.agreement.agreements.get(&agreement).map(|a| a.scope)
    }
    /// What an intervention is.
    pub(crate) fn activity(&self, intervention: InterventionId) -> Option<&'a Activity> {
        self.journey?.intervention.interventions.get(&intervention).map(|i| &i.activity)
    }
    /// What a referral asks for.
    pub(crate) fn asked_for(&self, referral: ReferralId) -> Option<ReferralKind> {
        self.journey?.referral.referrals.get(&referral).map(|r| r.request.kind)
    }
    /// A worker, with their organisation: `Ann Example (Careers)`.
    pub(crate) fn worker_at(&self, org: OrgId, worker: WorkerId) -> String {
        format!("{} ({})", self.worker(org, worker), self.org(org))
    }
    /// The service that a referral asks.
    pub(crate) fn receiver(&self, referral: ReferralId) -> Option<String> {
        let asked = self.journey?.referral.referrals.get(&referral)?;
        Some(self.service(asked.request.to.service))
    }
    /// An organisation's name.
    pub(crate) fn org(&self, org: OrgId) -> String {
        let known = self.directory.organisation(org);
        let name = known.and_then(|o| o.joined.as_ref().map(|j| j.profile.name.clone()));
        name.unwrap_or_else(|| format!("organisation {org}"))
    }
    /// A worker's name.
    pub(crate) fn worker(&self, org: OrgId, worker: WorkerId) -> String {
        let known = self.directory.organisation(org);
        let name = known.and_then(|o| o.workers.workers.get(&worker).map(|w| w.name.clone()));
        name.unwrap_or_else(|| format!("worker {worker}"))
    }
    /// A worker's name and whose they are, where an event names them alone.
    pub(crate) fn somebody(&self, worker: WorkerId) -> String {
        let all = self.directory.organisations();
        let theirs = all.iter().find(|(_, org)| org.workers.workers.contains_key(&worker));
        theirs.map_or_else(
            || format!("worker {worker}"),
            |(org, _)| format!("{} of {}", self.worker(*org, worker), self.org(*org)),
        )
    }
    /// The name of a worker of whom only the id is known.
    pub(crate) fn anybody(&self, worker: WorkerId) -> String {
        let orgs = self.directory.organisations();
        let name = |org: &Organisation| org.workers.workers.get(&worker).map(|w| w.name.clone());
        let name = orgs.iter().find_map(|(_, org)| name(org));
        name.unwrap_or_else(|| format!("worker {worker}"))
    }
    /// A service's name.
    pub(crate) fn service(&self, service: ServiceId) -> String {
        let known = self.directory.service(service);
        let name = known.and_then(|s| s.published.as_ref().map(|p| p.listing.name.clone()));
        name.unwrap_or_else(|| format!("service {service}"))
    }
}

/// A day as people write it: 17 August 2026.
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// An instant as people in Scotland write it: 17 August 2026 at 14:30.
pub(crate) fn moment(at: Timestamp) -> String {
    host::clock::local(at).strftime("%-d %B %Y at %H:%M").to_string()
}

/// A code as people read it: `NO_CAPACITY` is "no capacity".
pub(crate) fn code(code: impl domain::Code) -> String {
    code.text().to_lowercase().replace('_', " ")
}

/// Tells one event.
pub(crate) fn tell<'e>(event: &'e journey::Event, names: &Names<'_>) -> Told<'e> {
    match event {
        journey::Event::Enquiry(e) => enquiry::tell(e, names),
        journey::Event::Person(e) => person::tell(e, names),
        journey::Event::Agreement(e) => agreement::tell(e, names),
        journey::Event::Eligibility(e) => eligibility::tell(e, names),
        journey::Event::Episode(e) => episode::tell(e, names),
        journey::Event::Need(e) => need::tell(e, names),
        journey::Event::Plan(e) => plan::tell(e, names),
        journey::Event::Stage(e) => stage::tell(e, names),
        journey::Event::Offer(e) => offer::tell(e, names),
        journey::Event::Lead(e) => lead::tell(e, names),
        journey::Event::Supporter(e) => supporter::tell(e, names),
        journey::Event::Contact(e) => contact::tell(e, names),
        journey::Event::Intervention(e) => intervention::tell(e, names),
        journey::Event::Household(e) => household::tell(e, names),
        journey::Event::Referral(e) => referral::tell(e, names),
        journey::Event::Job(e) => job::tell(e, names),
        journey::Event::Progress(e) => progress::tell(e, names),
        journey::Event::Outcome(e) => outcome::tell(e, names),
        journey::Event::Allowance(e) => allowance::tell(e, names),
        journey::Event::Feedback(e) => feedback::tell(e, names),
        journey::Event::Presence(e) => presence::tell(e),
        journey::Event::BreakGlass(e) => break_glass::tell(e, names),
        journey::Event::Protection(e) => protection::tell(e),
        journey::Event::Route(e) => route::tell(e, names),
    }
}
