//! The small conversions that every message is made of.

use std::collections::BTreeSet;

use domain::identifier::PartialDate;
use domain::{Actor, Area, Code, Date, Kept, Role, Sealed, SensitiveCode, Sensitivity, Timestamp};

use crate::{stored, types};

/// Bytes or text that do not mean what they should. Names the field, never its value: it may be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Malformed {
    /// The field's path, such as `details.names[1].text`.
    pub field: String,
    /// What is wrong and what to do.
    pub problem: String,
}

impl Malformed {
    /// A problem with a field.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }
    /// The same problem, seen from one message further out.
    pub fn within(self, outer: impl std::fmt::Display) -> Self {
        Self { field: format!("{outer}.{}", self.field), ..self }
    }
}

/// The result of reading what came from outside.
pub type Read<T> = Result<T, Malformed>;

/// Reads an id that stands as sixteen bytes.
pub fn id<T: for<'a> TryFrom<&'a [u8]>>(field: &str, bytes: &[u8]) -> Read<T> {
    T::try_from(bytes).map_err(|_| Malformed::new(field, "must be 16 bytes"))
}

/// Reads an id that may be absent: no bytes.
pub fn maybe_id<T: for<'a> TryFrom<&'a [u8]>>(field: &str, bytes: &[u8]) -> Read<Option<T>> {
    if bytes.is_empty() { Ok(None) } else { id(field, bytes).map(Some) }
}

/// Reads an id that stands as the text of a UUID.
pub fn id_text<T: std::str::FromStr>(field: &str, text: &str) -> Read<T> {
    text.parse().map_err(|_| {
        Malformed::new(field, "must be a UUID, such as 01890a5d-ac96-774b-bcce-b302099a8057")
    })
}

/// Reads an id text that may be absent: empty.
pub fn maybe_id_text<T: std::str::FromStr>(field: &str, text: &str) -> Read<Option<T>> {
    if text.is_empty() { Ok(None) } else { id_text(field, text).map(Some) }
}

/// Reads a code that must be there.
pub fn code<C: Code>(field: &str, number: i32) -> Read<C> {
    match (number, C::from_number(number)) {
        (_, Some(code)) => Ok(code),
        (0, None) => Err(Malformed::new(field, format!("must be set to a {}", C::NAME))),
        (_, None) => Err(Malformed::new(
            field,
            format!("{number} is not a {} that this server knows", C::NAME),
        )),
    }
}

/// Reads a code that may be absent: unspecified.
pub fn maybe_code<C: Code>(field: &str, number: i32) -> Read<Option<C>> {
    if number == 0 { Ok(None) } else { code(field, number).map(Some) }
}

/// Writes a code that may be absent.
pub fn code_number<C: Code>(code: Option<C>) -> i32 {
    code.map_or(0, C::number)
}

/// Reads a set of codes; one that stands twice counts once.
pub fn codes<C: Code + Ord>(field: &str, numbers: &[i32]) -> Read<BTreeSet<C>> {
    let numbers = numbers.iter().enumerate();
    numbers.map(|(i, number)| code(&format!("{field}[{i}]"), *number)).collect()
}

/// Writes a set of codes, in their own order.
pub fn code_numbers<C: Code + Ord>(codes: &BTreeSet<C>) -> Vec<i32> {
    codes.iter().map(|code| code.number()).collect()
}

/// Reads a number into the type that holds it.
pub fn small<N: TryFrom<u32>>(field: &str, number: u32) -> Read<N> {
    N::try_from(number).map_err(|_| Malformed::new(field, "is larger than it can be"))
}

/// Reads a number that may be absent into the type that holds it.
pub fn maybe_small<N: TryFrom<u32>>(field: &str, number: Option<u32>) -> Read<Option<N>> {
    number.map(|n| small(field, n)).transpose()
}

/// Reads a whole date.
pub fn date(field: &str, date: Option<types::Date>) -> Read<Date> {
    let date = date.ok_or_else(|| Malformed::new(field, "must be set"))?;
    let part = |n: i32| i8::try_from(n).ok();
    let (Ok(year), Some(month), Some(day)) =
        (i16::try_from(date.year), part(date.month), part(date.day))
    else {
        return Err(Malformed::new(field, "is not a real date"));
    };
    match Date::new(year, month, day) {
        Ok(date) if year >= 1 => Ok(date),
        Ok(_) | Err(_) => Err(Malformed::new(field, "is not a real date")),
    }
}

/// Reads a date that may be absent.
pub fn maybe_date(field: &str, value: Option<types::Date>) -> Read<Option<Date>> {
    value.map(|d| date(field, Some(d))).transpose()
}

/// Reads a date of birth as far as it is known; month and day may be 0.
pub fn birth(details: &types::PersonDetails) -> Read<Option<PartialDate>> {
    let Some(types::Date { year, month, day }) = details.date_of_birth else { return Ok(None) };
    let problem = |p: &str| Malformed::new("date_of_birth", p);
    let part = |n: i32| match n {
        0 => Ok(None),
        n => i8::try_from(n).map(Some).map_err(|_| problem("is not a real date")),
    };
    let year = i16::try_from(year).map_err(|_| problem("is not a real date"))?;
    let born =
        PartialDate::new(year, part(month)?, part(day)?).map_err(|e| problem(&e.to_string()))?;
    Ok(Some(if details.date_of_birth_estimated { born.estimated() } else { born }))
}

/// Writes a date.
pub fn date_of(date: Date) -> types::Date {
    types::Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// Reads an instant from microseconds since 1970.
pub fn instant(field: &str, micros: i64) -> Read<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(|_| Malformed::new(field, "is not an instant"))
}

/// Reads an instant from its well-known message.
pub fn timestamp(field: &str, value: Option<prost_types::Timestamp>) -> Read<Timestamp> {
    let value = value.ok_or_else(|| Malformed::new(field, "must be set"))?;
    Timestamp::new(value.seconds, value.nanos)
        .map_err(|_| Malformed::new(field, "is not an instant"))
}

/// Writes an instant as its well-known message.
pub fn timestamp_of(at: Timestamp) -> prost_types::Timestamp {
    prost_types::Timestamp { seconds: at.as_second(), nanos: at.subsec_nanosecond() }
}

/// Reads a council area.
pub fn area(field: &str, code: &str) -> Read<Area> {
    Area::from_code(code).ok_or_else(|| {
        Malformed::new(field, "must be the GSS code of a Scottish council area, such as S12000042")
    })
}

/// Reads a council area that may be absent: empty.
pub fn maybe_area(field: &str, code: &str) -> Read<Option<Area>> {
    if code.is_empty() { Ok(None) } else { area(field, code).map(Some) }
}

/// Reads a set of council areas; one that stands twice counts once.
pub fn areas(field: &str, codes: &[String]) -> Read<BTreeSet<Area>> {
    codes.iter().enumerate().map(|(i, code)| area(&format!("{field}[{i}]"), code)).collect()
}

/// Writes a set of council areas, in the order of their codes.
pub fn area_codes(areas: &BTreeSet<Area>) -> Vec<String> {
    areas.iter().map(|area| area.code().to_owned()).collect()
}

/// Reads a sealed value that must be there.
pub fn sealed(field: &str, value: Option<stored::Sealed>) -> Read<Sealed> {
    maybe_sealed(field, value)?.ok_or_else(|| Malformed::new(field, "must be set"))
}

/// Reads a sealed value that may be absent.
pub fn maybe_sealed(field: &str, value: Option<stored::Sealed>) -> Read<Option<Sealed>> {
    let Some(value) = value else { return Ok(None) };
    let sensitivity: Sensitivity = code(field, value.sensitivity)?;
    Ok(Some(Sealed { sensitivity, bytes: value.ciphertext }))
}

/// Writes a sealed value.
pub fn sealed_of(sealed: &Sealed) -> stored::Sealed {
    stored::Sealed { sensitivity: sealed.sensitivity.number(), ciphertext: sealed.bytes.clone() }
}

/// Reads a reason that stands in clear, or sealed.
pub fn kept<C: SensitiveCode>(number: i32, sealed: Option<stored::Sealed>) -> Read<Kept<C>> {
    match maybe_sealed("sealed_reason", sealed)? {
        Some(sealed) => Ok(Kept::Sealed(sealed)),
        None => code("reason", number).map(Kept::Clear),
    }
}

/// Writes a reason: in clear, or sealed.
pub fn kept_of<C: SensitiveCode>(reason: &Kept<C>) -> (i32, Option<stored::Sealed>) {
    (reason.clear().map_or(0, C::number), reason.sealed().map(sealed_of))
}

/// Reads who acted.
pub fn actor(field: &str, actor: Option<&stored::StoredActor>) -> Read<Actor> {
    let actor = actor.ok_or_else(|| Malformed::new(field, "must be set"))?;
    let role: Role = code("role", actor.role)?;
    Ok(Actor {
        org: id("org_id", &actor.org_id)?,
        worker: maybe_id("worker_id", &actor.worker_id)?,
        role,
    })
}

/// Writes who acted, as stored.
pub fn stored_actor_of(actor: &Actor) -> stored::StoredActor {
    stored::StoredActor {
        org_id: actor.org.as_bytes().to_vec(),
        worker_id: actor.worker.map_or(vec![], |w| w.as_bytes().to_vec()),
        role: actor.role.number(),
    }
}

/// Writes who acted, for people's systems.
pub fn actor_of(actor: &Actor) -> types::Actor {
    types::Actor {
        org_id: actor.org.to_string(),
        worker_id: actor.worker.map(|w| w.to_string()),
        role: actor.role.number(),
    }
}
