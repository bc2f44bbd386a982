//! Person: who somebody is. Everything that says so is sealed; decisions see only that it is there.

use crate::{CommitId, Journey, OrgId, Sealed, Stamp, Timestamp, journey};

codes! {
    /// A number that names a person in one system.
    pub IdentifierScheme {
        /// National Insurance number (DWP, HMRC).
        Nino = 1 "NINO",
        /// Community Health Index number (NHS Scotland).
        Chi = 2 "CHI",
        /// NHS number (England, Wales and the Isle of Man).
        NhsNumber = 3 "NHS_NUMBER",
        /// Scottish Candidate Number (SQA, schools, SDS).
        Scn = 4 "SCN",
        /// The recording organisation's own number; means nothing elsewhere.
        PartnerLocal = 5 "PARTNER_LOCAL",
    }
    /// How a number came to be known.
    pub IdentifierSeen {
        /// On a document.
        Document = 1 "DOCUMENT",
        /// The person said it.
        Stated = 2 "STATED",
        /// A partner's system sent it.
        Partner = 3 "PARTNER",
    }
    /// What a number is worth.
    pub IdentifierStatus {
        /// Well formed, and this person's alone.
        Valid = 1 "VALID",
        /// An administrative number that looks like the real thing; it does not identify.
        Administrative = 2 "ADMINISTRATIVE",
        /// Another person has it already; somebody must look. It does not identify until they have.
        Contested = 3 "CONTESTED",
        /// Replaced by another.
        Superseded = 4 "SUPERSEDED",
    }
}

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person became known by name.
    Registered(Particulars),
    /// The particulars were confirmed again and changed (contacts go stale: about one record in nine has none usable).
    ParticularsChanged(Particulars),
    /// A number of the person's was recorded.
    IdentifierRecorded {
        /// Whose number it is.
        scheme: IdentifierScheme,
        /// Which of its commit's numbers it is, counted from 0: each is sealed for a place of its own.
        ordinal: u8,
        /// The number, sealed.
        value: Sealed,
        /// How it came to be known.
        seen: IdentifierSeen,
        /// What it is worth.
        status: IdentifierStatus,
    },
}

/// Who the person says they are, and what a worker must know before making contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Particulars {
    /// Names, date of birth, contacts and address, sealed.
    pub details: Sealed,
    /// Language, interpreter, BSL, easy read, large print: sealed as special, for some say something of health.
    pub communication: Option<Sealed>,
    /// The person has no fixed abode, which is not an address and not a postcode.
    pub no_fixed_abode: bool,
    /// No address, postcode or phone may stand in any handover bundle (as DWP sends MAPPA cases).
    pub contact_withheld: bool,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Makes the person known, with the numbers that were shown.
    Register {
        /// Who they are.
        particulars: Particulars,
        /// Numbers, each with its standing; the claims on them are settled before this is asked.
        identifiers: Vec<Identifier>,
    },
    /// Replaces the particulars.
    ChangeParticulars(Particulars),
    /// Adds numbers.
    RecordIdentifiers(Vec<Identifier>),
}

/// A number of the person's, ready to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Identifier {
    /// Whose number it is.
    pub scheme: IdentifierScheme,
    /// Which of its commit's numbers it is, counted from 0.
    pub ordinal: u8,
    /// The number, sealed.
    pub value: Sealed,
    /// How it came to be known.
    pub seen: IdentifierSeen,
    /// What it is worth.
    pub status: IdentifierStatus,
}

/// Why a command cannot be done: one variant for each answer a caller could act on.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The journey has a registered person.
    #[error("the person is registered already; change the particulars instead")]
    AlreadyRegistered,
    /// Nobody is registered on this journey.
    #[error("nobody is registered here yet; register the person first")]
    NotRegistered,
}

/// What is known of the person, without knowing who they are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Present once registered.
    pub particulars: Option<Particulars>,
    /// The commit that the particulars are sealed in.
    pub sealed_in: Option<CommitId>,
    /// The organisation that made the person known, and when.
    pub registered: Option<(OrgId, Timestamp)>,
    /// The numbers recorded, oldest first; the last word on a number is the one that counts.
    pub identifiers: Vec<Identifier>,
}

impl State {
    /// Whether the person is known by name.
    pub fn is_registered(&self) -> bool {
        self.particulars.is_some()
    }
    /// Whether contact details must stay out of every bundle.
    pub fn contact_withheld(&self) -> bool {
        self.particulars.as_ref().is_some_and(|p| p.contact_withheld)
    }
}

pub(crate) fn decide(
    journey: &Journey,
    _stamp: &Stamp,
    command: &Command,
) -> Result<Vec<journey::Event>, Refusal> {
    let state = &journey.person;
    match command {
        Command::Register { particulars, identifiers } if state.is_registered() => {
            let is_same = state.particulars.as_ref() == Some(particulars)
                && identifiers.iter().all(|i| state.identifiers.contains(i));
            if is_same { Ok(vec![]) } else { Err(Refusal::AlreadyRegistered) } // The same again is a retry.
        }
        Command::Register { particulars, identifiers } => {
            let registered = Event::Registered(particulars.clone());
            Ok(std::iter::once(registered)
                .chain(identifiers.iter().map(recorded))
                .map(Into::into)
                .collect())
        }
        Command::ChangeParticulars(_) | Command::RecordIdentifiers(_) if !state.is_registered() => {
            Err(Refusal::NotRegistered)
        }
        Command::ChangeParticulars(particulars)
            if state.particulars.as_ref() == Some(particulars) =>
        {
            Ok(vec![])
        }
        Command::ChangeParticulars(particulars) => {
            Ok(vec![Event::ParticularsChanged(particulars.clone()).into()])
        }
        Command::RecordIdentifiers(identifiers) => {
            let new = identifiers.iter().filter(|i| !is_known(state, i)); // A known one is a retry.
            Ok(new.map(recorded).map(Into::into).collect())
        }
    }
}

/// Whether this is the last word on that number.
fn is_known(state: &State, identifier: &Identifier) -> bool {
    let is_about =
        |known: &&Identifier| known.scheme == identifier.scheme && known.value == identifier.value;
    state.identifiers.iter().rev().find(is_about) == Some(identifier)
}

fn recorded(identifier: &Identifier) -> Event {
    let Identifier { scheme, ordinal, value, seen, status } = identifier.clone();
    Event::IdentifierRecorded { scheme, ordinal, value, seen, status }
}

pub(crate) fn evolve(state: &mut State, stamp: &Stamp, event: &Event) {
    match event {
        Event::Registered(particulars) | Event::ParticularsChanged(particulars) => {
            state.registered.get_or_insert((stamp.by.org, stamp.recorded_at));
            state.particulars = Some(particulars.clone());
            state.sealed_in = Some(stamp.commit);
        }
        Event::IdentifierRecorded { scheme, ordinal, value, seen, status } => {
            let (scheme, ordinal, value) = (*scheme, *ordinal, value.clone());
            let (seen, status) = (*seen, *status);
            state.identifiers.push(Identifier { scheme, ordinal, value, seen, status });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sensitivity;
    use crate::testing::*;

    fn particulars() -> Particulars {
        let (communication, no_fixed_abode, contact_withheld) = (None, true, false);
        Particulars {
            details: sealed(Sensitivity::Core),
            communication,
            no_fixed_abode,
            contact_withheld,
        }
    }
    fn withheld() -> Particulars {
        Particulars { contact_withheld: true, ..particulars() }
    }
    fn chi(status: IdentifierStatus) -> Identifier {
        let (scheme, seen) = (IdentifierScheme::Chi, IdentifierSeen::Partner);
        Identifier { scheme, ordinal: 0, value: sealed(Sensitivity::Core), seen, status }
    }
    fn register(identifiers: Vec<Identifier>) -> Command {
        Command::Register { particulars: particulars(), identifiers }
    }

    #[test]
    fn a_person_needs_neither_an_address_nor_a_number_to_be_known() {
        nothing_yet().when(register(vec![])).then([Event::Registered(particulars())]);
    }
    #[test]
    fn the_numbers_that_were_shown_come_with_the_person() {
        let expected = [Event::Registered(particulars()), recorded(&chi(IdentifierStatus::Valid))];
        nothing_yet().when(register(vec![chi(IdentifierStatus::Valid)])).then(expected);
    }
    #[test]
    fn registering_twice_changes_nothing() {
        let registered =
            || nothing_yet().when(register(vec![chi(IdentifierStatus::Valid)])).then_and();
        registered().when(register(vec![chi(IdentifierStatus::Valid)])).then_nothing();
        registered()
            .when(Command::RecordIdentifiers(vec![chi(IdentifierStatus::Valid)]))
            .then_nothing();
        registered().when(Command::ChangeParticulars(particulars())).then_nothing();
    }
    #[test]
    fn a_journey_is_one_persons() {
        let other = Command::Register { particulars: withheld(), identifiers: vec![] };
        given([Event::Registered(particulars())])
            .when(other)
            .then_refused(Refusal::AlreadyRegistered);
        let with_a_number = register(vec![chi(IdentifierStatus::Valid)]);
        given([Event::Registered(particulars())])
            .when(with_a_number)
            .then_refused(Refusal::AlreadyRegistered);
    }
    #[test]
    fn nothing_is_known_of_somebody_who_is_not_registered() {
        nothing_yet()
            .when(Command::ChangeParticulars(particulars()))
            .then_refused(Refusal::NotRegistered);
        let number = Command::RecordIdentifiers(vec![chi(IdentifierStatus::Valid)]);
        nothing_yet().when(number).then_refused(Refusal::NotRegistered);
    }
    #[test]
    fn the_last_particulars_say_whether_contact_is_withheld() {
        let hidden = given([Event::Registered(particulars())])
            .when(Command::ChangeParticulars(withheld()))
            .then_and();
        assert!(hidden.journey.person.contact_withheld());
        let shown = hidden.when(Command::ChangeParticulars(particulars())).then_and();
        assert!(!shown.journey.person.contact_withheld());
    }
    #[test]
    fn a_number_may_turn_out_to_be_worth_something_else() {
        let (contested, valid) = (chi(IdentifierStatus::Contested), chi(IdentifierStatus::Valid));
        given([Event::Registered(particulars())])
            .and([recorded(&valid), recorded(&contested)])
            .when(Command::RecordIdentifiers(vec![valid.clone()]))
            .then([recorded(&valid)]);
    }
}
