//! Stored events of an agreement, and how its scope stands on the wire.

use domain::intake::agreement::{Event, Scope};
use domain::{Code, OrgId};

use super::{Topical, unknown};
use crate::convert::{Malformed, Read, code, date_of, id, maybe_date, maybe_id};
use crate::stored::{AgreementEvent, AgreementGiven, AgreementWithdrawn, agreement_event::Kind};
use crate::types::AgreementScope;

impl Topical for Event {
    type Stored = AgreementEvent;

    fn to_stored(&self) -> AgreementEvent {
        let kind = match self {
            Event::Given { agreement, scope, text_version, method, by, until } => {
                let (scope, org) = scope_of(*scope);
                Kind::Given(AgreementGiven {
                    agreement_id: agreement.as_bytes().to_vec(),
                    scope: scope.into(),
                    org_id: org.map_or(vec![], |o| o.as_bytes().to_vec()),
                    text_version: *text_version,
                    method: method.number(),
                    by: by.number(),
                    until: until.map(date_of),
                })
            }
            Event::Withdrawn { agreement } => {
                Kind::Withdrawn(AgreementWithdrawn { agreement_id: agreement.as_bytes().to_vec() })
            }
        };
        AgreementEvent { kind: Some(kind) }
    }

    fn from_stored(event: AgreementEvent) -> Read<Self> {
        match event.kind.ok_or_else(unknown)? {
            Kind::Given(e) => Ok(Event::Given {
                agreement: id("agreement_id", &e.agreement_id)?,
                scope: scope("scope", e.scope, maybe_id("org_id", &e.org_id)?)?,
                text_version: e.text_version,
                method: code("method", e.method)?,
                by: code("by", e.by)?,
                until: maybe_date("until", e.until)?,
            }),
            Kind::Withdrawn(e) => {
                Ok(Event::Withdrawn { agreement: id("agreement_id", &e.agreement_id)? })
            }
        }
    }
}

/// Reads a scope; one for a referral names the organisation.
pub fn scope(field: &str, number: i32, org: Option<OrgId>) -> Read<Scope> {
    let unspecified =
        || Malformed::new(field, "must be set to an AgreementScope that this server knows");
    match (AgreementScope::try_from(number).map_err(|_| unspecified())?, org) {
        (AgreementScope::Unspecified, _) => Err(unspecified()),
        (AgreementScope::Service, _) => Ok(Scope::Service),
        (AgreementScope::Referral, Some(org)) => Ok(Scope::Referral(org)),
        (AgreementScope::Referral, None) => {
            Err(Malformed::new("org_id", "must name the organisation referred to"))
        }
        (AgreementScope::HealthShare, _) => Ok(Scope::HealthShare),
        (AgreementScope::EmployerContact, _) => Ok(Scope::EmployerContact),
        (AgreementScope::FamilyContact, _) => Ok(Scope::FamilyContact),
        (AgreementScope::Research, _) => Ok(Scope::Research),
    }
}

/// Writes a scope, and the organisation if it is for a referral.
pub fn scope_of(scope: Scope) -> (AgreementScope, Option<OrgId>) {
    match scope {
        Scope::Service => (AgreementScope::Service, None),
        Scope::Referral(org) => (AgreementScope::Referral, Some(org)),
        Scope::HealthShare => (AgreementScope::HealthShare, None),
        Scope::EmployerContact => (AgreementScope::EmployerContact, None),
        Scope::FamilyContact => (AgreementScope::FamilyContact, None),
        Scope::Research => (AgreementScope::Research, None),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::AgreementId;
    use domain::intake::agreement::{AgreementBy, AgreementMethod};

    use super::*;
    use crate::event::testing::{day, reads_back};

    const AGREEMENT: AgreementId = AgreementId::from_u128(1);

    /// One of each event and of each scope, with everything in it that there can be.
    pub(crate) fn samples() -> Vec<Event> {
        let scopes = [
            Scope::Service,
            Scope::Referral(OrgId::from_u128(2)),
            Scope::HealthShare,
            Scope::EmployerContact,
            Scope::FamilyContact,
            Scope::Research,
        ];
        let given = scopes.map(|scope| Event::Given {
            agreement: AGREEMENT,
            scope,
            text_version: 3,
            method: AgreementMethod::EasyRead,
            by: AgreementBy::Representative,
            until: (scope == Scope::Research).then(|| day("2027-03-31")),
        });
        given.into_iter().chain([Event::Withdrawn { agreement: AGREEMENT }]).collect()
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        samples().into_iter().for_each(reads_back);
    }
    #[test]
    fn a_yes_to_a_referral_names_the_organisation() {
        let number = AgreementScope::Referral.into();
        assert_eq!(scope("scope", number, None).map_err(|e| e.field), Err("org_id".into()));
    }
}
