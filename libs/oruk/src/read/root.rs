//! The record itself: a service. `contacts` and `assurer_email` name people, and are not read.

use serde_json::Value;

use super::fields::Fields;
use super::kept::json;
use super::organization::organization;
use super::places::{area, at_location};
use super::shapes::{email, line, link, number, one_of, text, uuid};
use super::terms::attribute;
use super::times::{date, instant, schedule};
use crate::{Cost, Effect, Problem, Service, Status};

/// The highest age that is meant as one, in years.
const AGE_MAX: i64 = 150;

/// The most that a service costs, in pounds.
const POUNDS_MAX: i64 = 1_000_000;

/// The service, unless something is lacking that it cannot be without.
pub(super) fn service(mut fields: Fields<'_, '_>) -> Option<Service> {
    let id = fields.required("id", uuid);
    fields.is_of(id);
    let name = fields.required("name", line);
    let status = fields.required("status", |value| one_of(value, Status::NAMES, Status::ALL));
    let organization = fields.within("organization", Effect::ServiceLeftOut, organization);
    fields.keep(&["organization_id"], uuid);
    fields.keep(&["fees", "accreditations"], text);
    fields.list("funding", funding);
    let service = Service {
        description: fields.optional("description", text),
        url: fields.optional("url", link),
        email: fields.optional("email", email),
        minimum_age: fields.optional("minimum_age", age),
        maximum_age: fields.optional("maximum_age", age),
        assured_on: fields.optional("assured_date", date),
        modified_at: fields.optional("last_modified", instant),
        alert: fields.optional("alert", text),
        eligibility: fields.optional("eligibility_description", text),
        wait: fields.optional("wait_time", text),
        organization,
        areas: fields.list("service_areas", area),
        locations: fields.list("service_at_locations", at_location).into_iter().flatten().collect(),
        schedules: fields.list("schedules", schedule),
        languages: fields.list("languages", language).into_iter().flatten().collect(),
        terms: fields.list("attributes", attribute).into_iter().flatten().collect(),
        costs: fields.list("cost_options", cost),
        id: id?, // From here on nothing is read any more, so that everything that is wrong is named.
        name: name?,
        status: status?,
        json: json(&fields.kept()?),
    };
    Some(service)
}

/// Whole years that have passed.
fn age(value: &Value) -> Result<u8, Problem> {
    number(value, 0, AGE_MAX).map(|years| years as u8)
}

/// An entry of the list of languages: by its code where it has one, else by its name. The profile asks for neither.
fn language(fields: &mut Fields<'_, '_>) -> Option<Option<String>> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id"], uuid);
    let code = fields.optional("code", line);
    let name = fields.optional("name", line);
    id.map(|_| code.or(name))
}

fn cost(fields: &mut Fields<'_, '_>) -> Option<Cost> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id"], uuid);
    let cost = Cost {
        option: fields.optional("option", text),
        pence: fields.optional("amount", pence),
        description: fields.optional("amount_description", text),
        from: fields.optional("valid_from", date),
        to: fields.optional("valid_to", date),
    };
    id.map(|_| cost)
}

fn pence(value: &Value) -> Result<u32, Problem> {
    let pounds = number(value, 0, POUNDS_MAX)?;
    Ok((pounds * 100.0).round() as u32)
}

/// Who pays for it: kept, and no more.
fn funding(fields: &mut Fields<'_, '_>) -> Option<()> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id", "organization_id"], uuid);
    fields.keep(&["source"], text);
    id.map(|_| ())
}
