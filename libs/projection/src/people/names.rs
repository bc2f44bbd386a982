//! The tokens under which people are found: keyed, so that whoever holds the view's files learns nothing from them.

use domain::identifier::{Name, PartialDate, Postcode};
use domain::intake::person::IdentifierScheme;
use domain::{Code, OrgId};
use vault::{Blind, Vault};
use wire::types::{self, NameKind, PersonDetails};

/// The token of a number. A partner's own means something only beside the partner.
pub(crate) fn number(vault: &Vault, scheme: IdentifierScheme, org: OrgId, normal: &str) -> Blind {
    let issuer =
        if scheme == IdentifierScheme::PartnerLocal { org.to_string() } else { String::new() };
    vault.blind("number", &[scheme.text(), &issuer, normal])
}

/// The tokens of everything a person is found by: each given or preferred name with each family name and the whole date
/// of birth, with and without the postcode. A date that is known in part finds nobody.
pub(crate) fn tokens(vault: &Vault, details: &PersonDetails) -> Vec<Vec<u8>> {
    let Some(born) = born(details) else { return vec![] };
    let given = of_kind(details, &[NameKind::Given, NameKind::Preferred, NameKind::Alias]);
    let family = of_kind(details, &[NameKind::Family]);
    let postcode = details.address.as_ref().and_then(|a| a.postcode.parse::<Postcode>().ok());
    let mut tokens = vec![];
    for given in &given {
        for family in &family {
            tokens.push(token(vault, given, family, &born, None));
            if let Some(postcode) = postcode.as_ref().filter(|p| !p.is_pseudo()) {
                tokens.push(token(vault, given, family, &born, Some(postcode)));
            }
        }
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The token of one name and date of birth.
pub(crate) fn token(
    vault: &Vault,
    given: &Name,
    family: &Name,
    born: &str,
    postcode: Option<&Postcode>,
) -> Vec<u8> {
    let (given, family) = (given.index_form(), family.surname_index_form());
    let postcode = postcode.map_or("", Postcode::as_str);
    vault.blind("name", &[given.expose(), family.expose(), born, postcode]).0.to_vec()
}

fn of_kind(details: &PersonDetails, kinds: &[NameKind]) -> Vec<Name> {
    let names = details.names.iter().filter(|n| kinds.contains(&n.kind()));
    names.filter_map(|n| n.text.parse().ok()).collect()
}

/// A whole date of birth as text; nothing if a part is not known or it is a guess.
pub(crate) fn born(details: &PersonDetails) -> Option<String> {
    let types::Date { year, month, day } = details.date_of_birth?;
    let part = |n: i32| i8::try_from(n).ok().filter(|n| *n > 0);
    let date = PartialDate::new(i16::try_from(year).ok()?, part(month), part(day)).ok()?;
    (!details.date_of_birth_estimated && date.day().is_some()).then(|| date.earliest().to_string())
}
