//! Where a service is, and whom it takes from where. Whose attention an address asks for is not read.

use serde_json::Value;

use super::fields::Fields;
use super::shapes::{line, link, number, one_of, text, uuid};
use super::terms::attribute;
use crate::{Accessibility, Address, Effect, Location, LocationKind, Problem, ServiceArea, Spot};

pub(super) fn area(fields: &mut Fields<'_, '_>) -> Option<ServiceArea> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id"], uuid);
    let name = fields.optional("name", text);
    let also = fields.optional("service_area", text);
    Some(ServiceArea {
        name: name.or(also),
        extent: fields.optional("extent", text),
        extent_type: fields.optional("extent_type", line),
        uri: fields.optional("uri", text),
        id: id?,
    })
}

/// An entry of the list that ties a service to its places; the place itself may be missing.
pub(super) fn at_location(fields: &mut Fields<'_, '_>) -> Option<Option<Location>> {
    let id = fields.required("id", uuid);
    fields.keep(&["service_id", "location_id"], uuid);
    let location = fields.within("location", Effect::EntryLeftOut, location);
    id.map(|_| location)
}

fn location(fields: &mut Fields<'_, '_>) -> Option<Location> {
    let id = fields.required("id", uuid);
    let kind = fields.required("location_type", kind);
    fields.keep(&["description"], text);
    fields.list("attributes", attribute);
    let latitude = fields.optional("latitude", |value| degrees(value, 90));
    let longitude = fields.optional("longitude", |value| degrees(value, 180));
    Some(Location {
        name: fields.optional("name", text),
        spot: latitude.zip(longitude).map(|(latitude, longitude)| Spot { latitude, longitude }),
        external_id: fields.optional("external_identifier", line),
        external_id_kind: fields.optional("external_identifier_type", line),
        addresses: fields.list("addresses", address),
        accessibility: fields.list("accessibility", accessibility),
        id: id?,
        kind: kind?,
    })
}

fn address(fields: &mut Fields<'_, '_>) -> Option<Address> {
    let id = fields.required("id", uuid);
    fields.keep(&["location_id"], uuid);
    fields.list("attributes", attribute);
    let street = fields.required("address_1", text);
    let city = fields.required("city", line);
    let province = fields.required("state_province", line);
    let postcode = fields.required("postal_code", line);
    let country = fields.required("country", line);
    let kind = fields.required("address_type", kind);
    let region = fields.optional("region", line);
    id?;
    Some(Address {
        street: street?,
        city: city?,
        region,
        province: province?,
        postcode: postcode?,
        country: country?,
        kind: kind?,
    })
}

fn accessibility(fields: &mut Fields<'_, '_>) -> Option<Accessibility> {
    let id = fields.required("id", uuid);
    fields.keep(&["location_id"], uuid);
    fields.list("attributes", attribute);
    let description = fields.optional("description", text);
    let also = fields.optional("accessibility", text);
    let details = fields.optional("details", text);
    let url = fields.optional("url", link);
    id.map(|_| Accessibility { description: description.or(also), details, url })
}

fn kind(value: &Value) -> Result<LocationKind, Problem> {
    one_of(value, LocationKind::NAMES, LocationKind::ALL)
}

/// Degrees that are at most so many, in millionths.
fn degrees(value: &Value, most: i64) -> Result<i32, Problem> {
    let degrees = number(value, -most, most)?;
    Ok((degrees * 1e6).round() as i32)
}
