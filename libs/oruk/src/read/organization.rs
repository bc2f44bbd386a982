//! Who provides a service.

use super::fields::Fields;
use super::shapes::{email, line, link, text, uri, uuid};
use super::terms::attribute;
use crate::{Identifier, Organization};

pub(super) fn organization(fields: &mut Fields<'_, '_>) -> Option<Organization> {
    let id = fields.required("id", uuid);
    let name = fields.required("name", line);
    let description = fields.required("description", text);
    fields.keep(&["logo"], text);
    fields.list("attributes", attribute);
    Some(Organization {
        email: fields.optional("email", email),
        website: fields.optional("website", link),
        uri: fields.optional("uri", uri),
        parent: fields.optional("parent_organization_id", uuid),
        identifiers: fields.list("organization_identifiers", identifier),
        id: id?,
        name: name?,
        description: description?,
    })
}

fn identifier(fields: &mut Fields<'_, '_>) -> Option<Identifier> {
    let id = fields.required("id", uuid);
    fields.keep(&["organization_id"], uuid);
    fields.list("attributes", attribute);
    let kind = fields.required("identifier_type", line);
    let value = fields.required("identifier", line);
    let scheme = fields.optional("identifier_scheme", line);
    id?;
    Some(Identifier { scheme, kind: kind?, value: value? })
}
