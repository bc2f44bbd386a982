//! A person's particulars and numbers: from the wire, checked, sealed, and back as a summary that says nothing personal.

use domain::identifier::{
    Class, Email, Name, Phone, Postcode, Uprn, check_registration_age, normalise_for_index,
};
use domain::intake::person::{
    Command, Identifier, IdentifierScheme, IdentifierSeen, IdentifierStatus, Particulars,
};
use domain::{Code, Date, Journey, OrgId, PersonId, Pii, Sensitivity};
use host::{Call, Desk, Reply, malformed};
use prost::Message;
use tonic::Status;
use wire::convert::{Malformed, Read, birth, code, maybe_code};
use wire::event::person::identifier_field;
use wire::intake::{
    ChangeParticularsRequest, ChangeParticularsResponse, PersonSummary, RecordedIdentifier,
    RegisterPersonRequest,
};
use wire::types::{self, Communication, ContactKind, NameKind, PersonDetails};

use crate::Intake;

/// How many names a person may have on record.
const NAMES_MAX: usize = 8;
/// How many ways to reach a person.
const CONTACTS_MAX: usize = 10;
/// How many lines an address has.
const ADDRESS_LINES_MAX: usize = 6;
/// How many numbers can be given at once.
const IDENTIFIERS_MAX: usize = 5;

/// Who somebody says they are, checked.
pub(crate) struct Checked {
    pub(crate) details: PersonDetails,
    pub(crate) communication: Option<Communication>,
    pub(crate) no_fixed_abode: bool,
    pub(crate) contact_withheld: bool,
}

/// A number, checked: what it is, and the one form under which it is claimed.
pub(crate) struct Number {
    pub(crate) scheme: IdentifierScheme,
    pub(crate) seen: IdentifierSeen,
    pub(crate) class: Class,
    pub(crate) text: Pii<String>,
}

impl Number {
    /// A partner's own number means something only beside the partner.
    pub(crate) fn issuer(&self, org: OrgId) -> Option<OrgId> {
        (self.scheme == IdentifierScheme::PartnerLocal).then_some(org)
    }
}

pub(crate) fn registration(
    message: &RegisterPersonRequest,
    on: Date,
) -> Read<(Checked, Vec<Number>)> {
    let checked = Checked {
        details: details(message.details.clone(), on)?,
        communication: message.communication.clone(),
        no_fixed_abode: message.no_fixed_abode,
        contact_withheld: message.contact_withheld,
    };
    if message.identifiers.len() > IDENTIFIERS_MAX {
        return Err(Malformed::new(
            "identifiers",
            format!("has more than {IDENTIFIERS_MAX}; record the others after"),
        ));
    }
    let numbers = message.identifiers.iter().enumerate();
    let numbers =
        numbers.map(|(i, n)| number(n).map_err(|e| e.within(format!("identifiers[{i}]"))));
    Ok((checked, numbers.collect::<Read<_>>()?))
}

impl Intake {
    pub(crate) async fn change_particulars(
        &self,
        call: Call<ChangeParticularsRequest>,
    ) -> Reply<ChangeParticularsResponse> {
        let message = &call.message;
        let checked = Checked {
            details: details(message.details.clone(), call.asked.stamp.occurred_on)
                .map_err(malformed)?,
            communication: message.communication.clone(),
            no_fixed_abode: message.no_fixed_abode,
            contact_withheld: message.contact_withheld,
        };
        let command = Command::ChangeParticulars(seal(&self.desk, &call, &checked).await?);
        let answer = |journey: &Journey| ChangeParticularsResponse {
            person: Some(summary(call.person, journey)),
            ..Default::default()
        };
        self.desk.execute(&call, command, answer).await
    }
}

/// Seals what says who somebody is.
pub(crate) async fn seal<T>(
    desk: &Desk,
    call: &Call<T>,
    checked: &Checked,
) -> Result<Particulars, Status> {
    let details = checked.details.encode_to_vec();
    let communication = match &checked.communication {
        None => None,
        Some(c) => {
            let bytes = c.encode_to_vec();
            Some(call.seal(desk, "person.communication", Sensitivity::Special, &bytes).await?)
        }
    };
    Ok(Particulars {
        details: call.seal(desk, "person.details", Sensitivity::Core, &details).await?,
        communication,
        no_fixed_abode: checked.no_fixed_abode,
        contact_withheld: checked.contact_withheld,
    })
}

/// Seals one of the commit's numbers, with what it is worth.
pub(crate) async fn seal_number<T>(
    desk: &Desk,
    call: &Call<T>,
    number: &Number,
    ordinal: u8,
    status: IdentifierStatus,
) -> Result<Identifier, Status> {
    let (scheme, seen, text) = (number.scheme, number.seen, number.text.expose().as_bytes());
    let field = identifier_field(scheme, ordinal);
    let value = call.seal(desk, &field, Sensitivity::Core, text).await?;
    Ok(Identifier { scheme, ordinal, value, seen, status })
}

fn details(details: Option<PersonDetails>, on: Date) -> Read<PersonDetails> {
    let mut details =
        details.ok_or_else(|| Malformed::new("details", "must say who the person is"))?;
    checked(&mut details, on).map_err(|e| e.within("details"))?;
    Ok(details)
}

fn checked(details: &mut PersonDetails, on: Date) -> Read<()> {
    count("names", details.names.len(), 1, NAMES_MAX)?;
    count("contacts", details.contacts.len(), 0, CONTACTS_MAX)?;
    for (i, name) in details.names.iter_mut().enumerate() {
        checked_name(name).map_err(|e| e.within(format!("names[{i}]")))?;
    }
    for (i, contact) in details.contacts.iter_mut().enumerate() {
        check_contact(contact).map_err(|e| e.within(format!("contacts[{i}]")))?;
    }
    if let Some(address) = &mut details.address {
        checked_address(address).map_err(|e| e.within("address"))?;
    }
    if let Some(born) = birth(details)? {
        let problem = |e: &dyn std::fmt::Display| Malformed::new("date_of_birth", e.to_string());
        born.check_not_after(on).map_err(|e| problem(&e))?;
        check_registration_age(&born, on).map_err(|e| problem(&e))?;
    }
    Ok(())
}

fn count(field: &str, count: usize, min: usize, max: usize) -> Read<()> {
    if (min..=max).contains(&count) {
        Ok(())
    } else {
        Err(Malformed::new(field, format!("must have {min} to {max}")))
    }
}

fn checked_name(name: &mut types::Name) -> Read<()> {
    _ = named::<NameKind>("kind", name.kind)?;
    let text: Name = parsed("text", &name.text)?;
    name.text = text.as_str().into();
    Ok(())
}

/// Checks a way to reach somebody, and writes it in its one form.
pub(crate) fn check_contact(contact: &mut types::Contact) -> Read<()> {
    contact.value = match named::<ContactKind>("kind", contact.kind)? {
        ContactKind::Mobile | ContactKind::Phone => {
            parsed::<Phone>("value", &contact.value)?.as_str().into()
        }
        ContactKind::Email => parsed::<Email>("value", &contact.value)?.as_str().into(),
        ContactKind::Via => parsed::<Name>("value", &contact.value)?.as_str().into(),
        ContactKind::Unspecified => {
            return Err(Malformed::new("kind", "must be set to a ContactKind"));
        }
    };
    types::SafeToContact::try_from(contact.safe)
        .map(drop)
        .map_err(|_| Malformed::new("safe", "is not a SafeToContact that this server knows"))
}

fn checked_address(address: &mut types::Address) -> Read<()> {
    count("lines", address.lines.len(), 0, ADDRESS_LINES_MAX)?;
    for (i, line) in address.lines.iter_mut().enumerate() {
        *line = parsed::<Name>(&format!("lines[{i}]"), line)?.as_str().into();
    }
    if !address.postcode.is_empty() {
        address.postcode = parsed::<Postcode>("postcode", &address.postcode)?.as_str().into();
    }
    if !address.uprn.is_empty() {
        address.uprn = parsed::<Uprn>("uprn", &address.uprn)?.as_str().into();
    }
    Ok(())
}

/// Reads a number.
pub(crate) fn number(message: &types::Identifier) -> Read<Number> {
    let scheme: IdentifierScheme = code("scheme", message.scheme)?;
    let seen = maybe_code("seen", message.seen)?.unwrap_or(IdentifierSeen::Stated);
    let normal = normalise_for_index(scheme, &message.value)
        .map_err(|e| Malformed::new("value", e.to_string()))?;
    Ok(Number { scheme, seen, class: normal.class, text: normal.text })
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(field: &str, text: &str) -> Read<T> {
    text.parse().map_err(|e: T::Err| Malformed::new(field, e.to_string()))
}

/// Reads a code that has no counterpart in the domain, since it only ever stands sealed.
fn named<E: TryFrom<i32> + PartialEq + Default>(field: &str, number: i32) -> Read<E> {
    let unknown = || {
        Malformed::new(field, format!("{number} is not one of the values that this server knows"))
    };
    let value = E::try_from(number).map_err(|_| unknown())?;
    if value == E::default() { Err(unknown()) } else { Ok(value) }
}

/// What an answer says of a person. That a number is somebody else's, too, it does not say, for they may be hidden from
/// whoever asks; who searches by it finds both, as far as they may know of them.
pub(crate) fn summary(person: PersonId, journey: &Journey) -> PersonSummary {
    let told = |status| match status {
        IdentifierStatus::Contested => IdentifierStatus::Valid,
        status => status,
    };
    let identifiers = journey.person.identifiers.iter();
    PersonSummary {
        person_id: person.to_string(),
        registered: journey.person.is_registered(),
        identifiers: identifiers
            .map(|i| RecordedIdentifier {
                scheme: i.scheme.number(),
                status: told(i.status).number(),
            })
            .collect(),
    }
}
