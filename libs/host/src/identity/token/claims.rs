//! What a token says, and whether it holds: here, now, over this connection.

use domain::rights::Purpose;
use domain::{Actor, Code as _, OrgId, Role, Timestamp, WorkerId};
use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::identity::Peer;

/// The longest that a token may be valid for.
pub(crate) const LIFETIME_SECONDS_MAX: i64 = 10 * 60;

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: Audience,
    pub(crate) iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nbf: Option<i64>,
    pub(crate) exp: i64,
    pub(crate) sub: String,
    pub(crate) cnf: Confirmation,
    pub(crate) anydoor_org: String,
    pub(crate) anydoor_worker: String,
    pub(crate) anydoor_role: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) anydoor_purpose: Option<String>,
}

/// Whom a token is for: one, or several.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Whose hands a token works in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Confirmation {
    #[serde(rename = "x5t#S256")]
    pub(crate) x5t_s256: String,
}

/// What a token is held against.
pub(crate) struct Expected<'a> {
    pub(crate) audience: &'a str,
    pub(crate) skew_seconds: i64,
    pub(crate) peer: &'a Peer,
    /// The organisations that the issuer may speak for.
    pub(crate) orgs: &'a [OrgId],
    /// In what capacities its workers may act.
    pub(crate) roles: &'a [Role],
    pub(crate) now: Timestamp,
}

/// Who calls and what for, as the issuer says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vouched {
    pub(crate) actor: Actor,
    pub(crate) purpose: Option<Purpose>,
}

impl Claims {
    /// What comes of them, if they hold.
    pub(crate) fn hold(&self, expected: &Expected<'_>) -> Result<Vouched, Refusal> {
        if !self.aud.includes(expected.audience) {
            return Err(Refusal::AudienceWrong);
        }
        self.are_timely(expected.now.as_second(), expected.skew_seconds)?;
        if self.cnf.x5t_s256 != expected.peer.x5t_s256() {
            return Err(Refusal::CertificateWrong);
        }
        let org: OrgId = self.anydoor_org.parse().map_err(|_| Refusal::Malformed)?;
        if org != expected.peer.org {
            return Err(Refusal::OrganisationWrong);
        }
        if !expected.orgs.contains(&org) {
            return Err(Refusal::OrganisationNotTheIssuers);
        }
        let worker: WorkerId = self.anydoor_worker.parse().map_err(|_| Refusal::Malformed)?;
        let actor = Actor { org, worker: Some(worker), role: self.role(expected.roles)? };
        Ok(Vouched { actor, purpose: self.purpose()? })
    }

    fn are_timely(&self, now: i64, skew: i64) -> Result<(), Refusal> {
        if self.exp.saturating_sub(self.iat) > LIFETIME_SECONDS_MAX {
            return Err(Refusal::LivesTooLong);
        }
        if now >= self.exp.saturating_add(skew) {
            return Err(Refusal::Expired);
        }
        if now < self.iat.max(self.nbf.unwrap_or(self.iat)).saturating_sub(skew) {
            return Err(Refusal::TooEarly);
        }
        Ok(())
    }

    fn role(&self, may: &[Role]) -> Result<Role, Refusal> {
        let role = may.iter().find(|role| role.text() == self.anydoor_role);
        role.copied().filter(|role| *role != Role::System).ok_or(Refusal::RoleWrong)
    }

    fn purpose(&self) -> Result<Option<Purpose>, Refusal> {
        let Some(text) = &self.anydoor_purpose else { return Ok(None) };
        let purpose = Purpose::ALL.iter().find(|purpose| purpose.text() == text);
        purpose.copied().map(Some).ok_or(Refusal::PurposeUnknown)
    }
}

impl Audience {
    fn includes(&self, wanted: &str) -> bool {
        match self {
            Self::One(one) => one == wanted,
            Self::Several(several) => several.iter().any(|one| one == wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: OrgId = OrgId::from_u128(0xc0);
    const WORKER: WorkerId = WorkerId::from_u128(0xa1);
    const NOW: i64 = 1_790_000_000;

    fn peer() -> Peer {
        let not_after = Timestamp::from_second(NOW + 1000).expect("an instant");
        let (app, serial) = ("case-system".to_owned(), "01".to_owned());
        Peer { org: ORG, app, thumbprint: [7; 32], serial, not_after }
    }

    fn claims() -> Claims {
        Claims {
            iss: "https://id.example".into(),
            aud: Audience::One("anydoor".into()),
            iat: NOW,
            nbf: None,
            exp: NOW + 600,
            sub: WORKER.to_string(),
            cnf: Confirmation { x5t_s256: peer().x5t_s256() },
            anydoor_org: ORG.to_string(),
            anydoor_worker: WORKER.to_string(),
            anydoor_role: "WORKER".into(),
            anydoor_purpose: None,
        }
    }

    fn held(change: impl FnOnce(&mut Claims), later: i64) -> Result<Vouched, Refusal> {
        let mut claims = claims();
        change(&mut claims);
        claims.hold(&Expected {
            audience: "anydoor",
            skew_seconds: 60,
            peer: &peer(),
            orgs: &[ORG],
            roles: &crate::identity::settings::ROLES,
            now: Timestamp::from_second(NOW + later).expect("an instant"),
        })
    }

    #[test]
    fn a_worker_of_the_certificates_organisation_is_vouched_for() {
        let actor = Actor { org: ORG, worker: Some(WORKER), role: Role::Manager };
        let with = |claims: &mut Claims| {
            claims.anydoor_role = "MANAGER".into();
            claims.anydoor_purpose = Some("SUPPORT".into());
            claims.aud = Audience::Several(vec!["other".into(), "anydoor".into()]);
        };
        assert_eq!(held(with, 0), Ok(Vouched { actor, purpose: Some(Purpose::Support) }));
    }

    #[test]
    fn a_clock_may_be_a_minute_off_and_no_more() {
        for (later, expected) in [
            (-60, None),
            (-61, Some(Refusal::TooEarly)),
            (659, None),
            (660, Some(Refusal::Expired)),
        ] {
            assert_eq!(held(|_| {}, later).err(), expected, "{later}");
        }
        assert_eq!(held(|c| c.nbf = Some(NOW + 100), 39).err(), Some(Refusal::TooEarly));
        assert_eq!(held(|c| c.exp = NOW + 601, 0).err(), Some(Refusal::LivesTooLong));
        assert_eq!(
            held(|c| (c.iat, c.exp) = (i64::MIN, i64::MAX), 0).err(),
            Some(Refusal::LivesTooLong)
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let other = || OrgId::from_u128(0xc1).to_string();
        assert_eq!(
            held(|c| c.aud = Audience::One("any".into()), 0).err(),
            Some(Refusal::AudienceWrong)
        );
        assert_eq!(held(|c| c.cnf.x5t_s256.push('A'), 0).err(), Some(Refusal::CertificateWrong));
        assert_eq!(held(|c| c.anydoor_org = other(), 0).err(), Some(Refusal::OrganisationWrong));
        assert_eq!(held(|c| c.anydoor_worker.clear(), 0).err(), Some(Refusal::Malformed));
        for role in ["SYSTEM", "OPERATOR", "PARTNERSHIP", "PRIVACY_OFFICER", "worker", ""] {
            assert_eq!(held(|c| c.anydoor_role = role.into(), 0).err(), Some(Refusal::RoleWrong));
        }
        let purpose = Some("CURIOSITY".into());
        assert_eq!(held(|c| c.anydoor_purpose = purpose, 0).err(), Some(Refusal::PurposeUnknown));
        let mine = Expected {
            audience: "anydoor",
            skew_seconds: 60,
            peer: &peer(),
            orgs: &[],
            roles: &crate::identity::settings::ROLES,
            now: Timestamp::from_second(NOW).expect("an instant"),
        };
        assert_eq!(claims().hold(&mine).err(), Some(Refusal::OrganisationNotTheIssuers));
    }
}
