//! The people of a benchmark: made up, the same for the same number, and put on record in bulk.

use anyhow::Context;
use domain::identifier::normalise_for_index;
use domain::intake::person::{
    self, Identifier, IdentifierScheme, IdentifierSeen, IdentifierStatus, Particulars,
};
use domain::{
    Actor, OrgId, PersonId, RequestId, Role, Sealed, Sensitivity, Stamp, WorkerId, journey,
};
use host::Parts;
use journal::Asked;
use prost::Message;
use uuid::Uuid;
use vault::Place;
use wire::types::{Date, Identifier as Number, Name, NameKind, PersonDetails};

/// The organisation that asks for everything.
pub(crate) const ORG: OrgId = OrgId::from_u128(0xa11);
/// Its worker.
pub(crate) const WORKER: WorkerId = WorkerId::from_u128(0xb0b);

/// How many are put on record at the same time: as many as share one `fsync`.
pub(crate) const AT_ONCE: u64 = 512;

/// Prefixes of National Insurance numbers that identify. Each goes with a million numbers.
const PREFIXES: [&str; 12] =
    ["AA", "AB", "AE", "AH", "AK", "AL", "AM", "AP", "AR", "AS", "AT", "AW"];

/// Numbers people. Another population has other ids and the same numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Population {
    salt: u128,
    /// How many there are before the benchmark begins.
    pub(crate) size: u64,
}

impl Population {
    /// A new one.
    pub(crate) fn new(size: u64) -> Self {
        Self { salt: Uuid::new_v4().as_u128(), size }
    }

    /// Somebody's id.
    pub(crate) fn id(&self, n: u64) -> PersonId {
        let odd = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835_u128; // Spreads neighbours over the whole range.
        PersonId::from_u128((self.salt ^ u128::from(n)).wrapping_mul(odd))
    }
}

/// Somebody's National Insurance number.
pub(crate) fn nino(n: u64) -> Number {
    let prefix = PREFIXES[(n / 1_000_000) as usize % PREFIXES.len()];
    let value = format!("{prefix}{:06}A", n % 1_000_000);
    Number { scheme: wire::types::IdentifierScheme::Nino.into(), value, ..Number::default() }
}

/// Who somebody is.
pub(crate) fn details(n: u64) -> PersonDetails {
    let name = |kind: NameKind, text: String| Name { kind: kind.into(), text, ..Name::default() };
    let letters = |n: u64| {
        (0..4).map(|i| char::from(b'a' + (n / 26_u64.pow(i) % 26) as u8)).collect::<String>()
    };
    let (year, month, day) = (1960 + (n % 40) as u32, 1 + (n % 12) as i32, 1 + (n % 28) as i32);
    PersonDetails {
        names: vec![
            name(NameKind::Given, format!("Given{}", letters(n))),
            name(NameKind::Family, format!("Family{}", letters(n / 7))),
        ],
        date_of_birth: Some(Date { year: year as i32, month, day }),
        ..PersonDetails::default()
    }
}

/// Puts somebody on record: claim, keys, and a registration as the service writes it.
///
/// # Errors
/// The first error of a store.
pub(crate) async fn register_one(parts: &Parts, person: PersonId, n: u64) -> anyhow::Result<()> {
    let stamp = stamp(parts);
    let scheme = IdentifierScheme::Nino;
    let number =
        normalise_for_index(scheme, &nino(n).value).context("a made-up number is a number")?;
    let number = number.text.expose();
    _ = parts.vault.claim(scheme, None, number, person).await?;
    let seal = async |field, bytes: &[u8]| -> anyhow::Result<Sealed> {
        let place = Place { person, commit: stamp.commit, field };
        Ok(parts.vault.seal(&place, Sensitivity::Core, bytes).await?)
    };
    let particulars = Particulars {
        details: seal("person.details", &details(n).encode_to_vec()).await?,
        communication: None,
        no_fixed_abode: false,
        contact_withheld: false,
    };
    let value = seal(&wire::event::person::identifier_field(scheme, 0), number.as_bytes()).await?;
    let (seen, status) = (IdentifierSeen::Stated, IdentifierStatus::Valid);
    let identifier = Identifier { scheme, ordinal: 0, value, seen, status };
    let command: journey::Command =
        person::Command::Register { particulars, identifiers: vec![identifier] }.into();
    let done = parts.journeys.execute(person, &asked(stamp), &command, |_| vec![]).await;
    done.map(drop).map_err(|e| anyhow::anyhow!("{e}"))
}

/// Who and when.
pub(crate) fn stamp(parts: &Parts) -> Stamp {
    Stamp {
        by: Actor { org: ORG, worker: Some(WORKER), role: Role::Worker },
        occurred_on: parts.clock.today(),
        recorded_at: parts.clock.now(),
        commit: Uuid::now_v7().into(),
    }
}

/// A request of its own.
pub(crate) fn asked(stamp: Stamp) -> Asked {
    let request = RequestId::from(Uuid::new_v4());
    let digest = vec![0; 16];
    let correlation = request.as_uuid();
    Asked { stamp, request, digest, correlation, causation: None, traceparent: String::new() }
}
