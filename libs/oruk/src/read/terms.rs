//! Attributes: what something is about, in terms of a taxonomy.

use super::fields::Fields;
use super::shapes::{line, text, uri, uuid};
use crate::{Effect, Term};

/// An entry of a list of attributes; it may tell the term by its id alone, which says nothing.
pub(super) fn attribute(fields: &mut Fields<'_, '_>) -> Option<Option<Term>> {
    let id = fields.required("id", uuid);
    fields.keep(&["link_id", "taxonomy_term_id"], uuid);
    let link = fields.optional("link_type", line);
    let term = fields.within("taxonomy_term", Effect::EntryLeftOut, term);
    id.map(|_| term.map(|term| Term { link, ..term }))
}

fn term(fields: &mut Fields<'_, '_>) -> Option<Term> {
    let id = fields.required("id", uuid);
    let name = fields.required("name", text);
    fields.required("description", text);
    Some(Term {
        term: fields.optional("term", text),
        uri: fields.optional("term_uri", uri),
        parent: fields.optional("parent_id", uuid),
        taxonomy: fields.optional("taxonomy", text),
        taxonomy_id: fields.optional("taxonomy_id", uuid),
        link: None,
        id: id?,
        name: name?,
    })
}
