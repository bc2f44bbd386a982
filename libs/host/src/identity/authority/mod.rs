//! A small certificate authority in a folder, for a site that has no other: its own certificate, and for each partner a
//! certificate, a key that signs tokens, and an entry in `identity.toml`. A server that reads the folder learns of each
//! change within seconds.

mod issue;
mod register;
mod store;

use std::path::{Path, PathBuf};

use domain::{Code as _, OrgId, Role, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::settings;
use crate::Clock;
use issue::{Ca, Issued};
use register::{At, Certificate, Organisation, Register};

/// How long a partner's certificate is valid unless told otherwise.
pub const DAYS: u16 = 7;

/// How long the server's own is valid.
const SERVER_DAYS: u16 = 365;

/// How long before its end the server's own is renewed, at the next start.
const SERVER_RENEWED_DAYS: u16 = 30;

/// The trust domain of a new folder.
const TRUST_DOMAIN: &str = "anydoor.local";

/// Whom tokens of a new folder are for.
const AUDIENCE: &str = "anydoor";

const CA: &str = "ca.pem";
const CA_KEY: &str = "ca.key";
const CRL: &str = "crl.pem";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server.key";
const ORGS: &str = "orgs";

/// The names that a server's certificate always has: this machine's own.
const LOCAL_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What an authority cannot do.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// A name becomes a folder and part of a certificate.
    #[error("{0:?} cannot be a name: 1 to 64 small letters, digits and hyphens, please")]
    NotAName(String),
    /// There is one of this name or id already.
    #[error("there is an organisation {0} already")]
    Exists(String),
    /// There is none.
    #[error("there is no organisation {0} here")]
    Unknown(String),
    /// The organisation has no such certificate that could be revoked.
    #[error("{0} has no such certificate that still counts")]
    NoSuchCertificate(String),
    /// The folder belongs to somebody else's certificates.
    #[error("{0} has no authority of its own; whoever issues its certificates also adds partners")]
    NoAuthority(PathBuf),
    /// There is nothing in the folder yet.
    #[error(
        "there are no identities in {0}: name the site with --state or --identity; `anydoor up` and `anydoor org add` \
         begin them"
    )]
    NotThere(PathBuf),
    /// Something in the folder cannot be read, made or written.
    #[error(transparent)]
    Folder(#[from] anyhow::Error),
}

/// A certificate authority in a folder.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
    clock: Clock,
}

/// A partner to be.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// The name of its folder.
    pub name: String,
    /// Its id; a fresh one unless set.
    pub org: Option<OrgId>,
    /// Which of its systems calls.
    pub app: String,
    /// How long its certificate is valid.
    pub days: u16,
    /// In what capacities its workers may act, besides those of whoever meets people.
    pub roles: Vec<Role>,
}

/// A partner's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// The name of the partner's folder.
    pub name: String,
    /// The partner's id.
    pub org_id: String,
    /// Which of its systems calls.
    pub app: String,
    /// The certificate's serial number.
    pub serial: String,
    /// When it stops being valid.
    #[serde(serialize_with = "as_text")]
    pub not_after: Timestamp,
    /// Whether it counts.
    pub state: State,
    /// Where the partner's own files are.
    pub folder: PathBuf,
}

/// Whether a certificate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It does.
    Good,
    /// Its time is up.
    Expired,
    /// It was revoked.
    Revoked,
}

impl Authority {
    /// The authority in a folder; made, with a server's certificate for these names and this machine's, if the folder has
    /// no settings yet. A server's certificate that ends soon is renewed.
    ///
    /// # Errors
    /// If the folder cannot be read or written.
    pub fn open_or_create(
        folder: &Path,
        names: &[String],
        clock: Clock,
    ) -> Result<Self, AuthorityError> {
        let this = Self { folder: folder.to_owned(), clock };
        let _lock = store::lock(folder)?;
        if !folder.join(settings::FILE).exists() {
            this.create(names)?;
        } else if folder.join(CA_KEY).exists() {
            this.renew_server(names)?;
        }
        Ok(this)
    }

    /// The authority in a folder that holds one, or somebody else's settings. Makes nothing.
    ///
    /// # Errors
    /// [`AuthorityError::NotThere`] if the folder has no settings.
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, AuthorityError> {
        if !folder.join(settings::FILE).exists() {
            return Err(AuthorityError::NotThere(folder.to_owned()));
        }
        Ok(Self { folder: folder.to_owned(), clock })
    }

    fn create(&self, names: &[String]) -> anyhow::Result<()> {
        let ca = issue::ca(self.clock.now())?;
        store::write(&self.folder.join(CA), &store::pem("CERTIFICATE", &ca.certificate))?;
        store::write_secret(&self.folder.join(CA_KEY), &store::pem("PRIVATE KEY", &ca.key))?;
        self.issue_server(&Ca::of(&ca.key)?, names)?;
        let mut register = Register::default();
        self.publish(&mut register)?;
        store::write(&self.folder.join(settings::FILE), &settings_text())
    }

    fn renew_server(&self, names: &[String]) -> anyhow::Result<()> {
        let end = store::not_after(&self.folder.join(SERVER));
        let soon = issue::days_after(self.clock.now(), SERVER_RENEWED_DAYS);
        if end.is_some_and(|end| end > soon) {
            return Ok(());
        }
        self.issue_server(&self.ca()?, names)
    }

    fn issue_server(&self, ca: &Ca, names: &[String]) -> anyhow::Result<()> {
        let names = LOCAL_NAMES.iter().map(|name| (*name).to_owned()).chain(names.iter().cloned());
        let issued = ca.server(names.collect(), self.clock.now(), SERVER_DAYS)?;
        self.keep(&self.folder.join(SERVER), &self.folder.join(SERVER_KEY), &issued)
    }

    /// Takes in a partner: its files are in the folder that is returned.
    ///
    /// # Errors
    /// If there is one of this name or id, or the folder cannot be written.
    pub fn add(&self, new: &NewOrganisation) -> Result<Member, AuthorityError> {
        check_name(&new.name)?;
        check_name(&new.app)?;
        let (_lock, ca, mut register) = self.begin()?;
        let org = new.org.unwrap_or_else(|| Uuid::new_v4().into());
        if register.organisations.iter().any(|o| o.name == new.name || o.org == org.to_string()) {
            return Err(AuthorityError::Exists(new.name.clone()));
        }
        let organisation = Organisation {
            name: new.name.clone(),
            org: org.to_string(),
            app: new.app.clone(),
            certificates: vec![],
        };
        self.make_folder(&organisation)?;
        register.organisations.push(organisation);
        let member = self.certify(&ca, &mut register, &new.name, new.days)?;
        let path = self.folder.join(settings::FILE);
        store::append(&path, &issuer_text(&new.name, &issuer(org), &org.to_string(), &new.roles))?;
        Ok(member)
    }

    /// Gives a partner a new certificate and key. The one it has counts until it ends or is revoked, so that open
    /// connections go on.
    ///
    /// # Errors
    /// If there is no such partner, or the folder cannot be written.
    pub fn rotate(&self, name: &str, days: u16) -> Result<Member, AuthorityError> {
        let (_lock, ca, mut register) = self.begin()?;
        self.certify(&ca, &mut register, name, days)
    }

    /// Revokes a partner's certificate with this serial number, or all that it has.
    ///
    /// # Errors
    /// If there is no such partner, or none that could be revoked.
    pub fn revoke(&self, name: &str, serial: Option<&str>) -> Result<Vec<Member>, AuthorityError> {
        let (_lock, _ca, mut register) = self.begin()?;
        let now = self.clock.now();
        let mut revoked = vec![];
        for certificate in &mut register.organisation(name)?.certificates {
            let meant = serial.is_none_or(|serial| certificate.serial == serial);
            if meant && certificate.state(now) == State::Good {
                certificate.revoked_at = Some(At(now));
                revoked.push(certificate.serial.clone());
            }
        }
        if revoked.is_empty() {
            return Err(AuthorityError::NoSuchCertificate(name.to_owned()));
        }
        self.publish(&mut register)?;
        let members = self.members_of(&register);
        Ok(members.into_iter().filter(|member| revoked.contains(&member.serial)).collect())
    }

    /// Every partner, with its certificates that could still count, and the last.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn members(&self) -> Result<Vec<Member>, AuthorityError> {
        Ok(self.members_of(&Register::load(&self.folder)?))
    }

    /// Where a partner's own files are.
    ///
    /// # Errors
    /// If there is no such partner, or the folder cannot be read.
    pub fn folder_of(&self, name: &str) -> Result<PathBuf, AuthorityError> {
        Register::load(&self.folder)?.organisation(name)?;
        Ok(self.place(name))
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.join(ORGS).join(name)
    }

    /// What every change begins with. Nobody else changes anything while the lock is held.
    fn begin(&self) -> Result<(std::fs::File, Ca, Register), AuthorityError> {
        let lock = store::lock(&self.folder)?;
        if !self.folder.join(CA_KEY).exists() {
            return Err(AuthorityError::NoAuthority(self.folder.clone()));
        }
        Ok((lock, self.ca()?, Register::load(&self.folder)?))
    }

    fn ca(&self) -> anyhow::Result<Ca> {
        Ca::of(&store::read_secret(&self.folder.join(CA_KEY))?)
    }

    fn make_folder(&self, organisation: &Organisation) -> anyhow::Result<()> {
        let folder = self.place(&organisation.name);
        store::make_folder(&folder)?;
        let (key, jwks) = issue::signing_key()?;
        store::write_secret(
            &folder.join(super::client::SIGNING_KEY),
            &store::pem("PRIVATE KEY", &key),
        )?;
        store::write(&folder.join(super::client::JWKS), &format!("{jwks:#}\n"))?;
        std::fs::copy(self.folder.join(CA), folder.join(super::client::CA))
            .map_err(anyhow::Error::from)?;
        let org = organisation.org.parse().expect("we wrote it");
        let about = super::client::about(&organisation.org, &issuer(org), AUDIENCE);
        store::write(&folder.join(super::client::FILE), &about)
    }

    fn certify(
        &self,
        ca: &Ca,
        register: &mut Register,
        name: &str,
        days: u16,
    ) -> Result<Member, AuthorityError> {
        let organisation = register.organisation(name)?;
        let uri = format!(
            "spiffe://{}/org/{}/app/{}",
            self.trust_domain()?,
            organisation.org,
            organisation.app
        );
        let issued = ca.partner(&uri, self.clock.now(), days)?;
        let (serial, not_after) = (issued.serial.clone(), issued.not_after);
        organisation.certificates.push(Certificate {
            serial,
            not_after: At(not_after),
            revoked_at: None,
        });
        let folder = self.place(name);
        self.keep(
            &folder.join(super::client::CERTIFICATE),
            &folder.join(super::client::KEY),
            &issued,
        )?;
        self.publish(register)?;
        let of_serial = |member: &Member| member.serial == issued.serial;
        let member = self.members_of(register).into_iter().find(of_serial);
        Ok(member.expect("it was registered a moment ago"))
    }

    fn keep(&self, certificate: &Path, key: &Path, issued: &Issued) -> anyhow::Result<()> {
        store::write_secret(key, &store::pem("PRIVATE KEY", &issued.key))?;
        store::write(certificate, &store::pem("CERTIFICATE", &issued.certificate))
    }

    /// Writes the register, and what it says is revoked.
    fn publish(&self, register: &mut Register) -> anyhow::Result<()> {
        register.crl_number += 1;
        let crl = self.ca()?.crl(register, self.clock.now())?;
        register.save(&self.folder)?;
        store::write(&self.folder.join(CRL), &store::pem("X509 CRL", &crl))
    }

    fn members_of(&self, register: &Register) -> Vec<Member> {
        let now = self.clock.now();
        let mut members = vec![];
        for organisation in &register.organisations {
            let last = organisation.certificates.last().map(|certificate| &certificate.serial);
            for certificate in &organisation.certificates {
                if now > certificate.not_after.0 && Some(&certificate.serial) != last {
                    continue;
                }
                members.push(Member {
                    name: organisation.name.clone(),
                    org_id: organisation.org.clone(),
                    app: organisation.app.clone(),
                    serial: certificate.serial.clone(),
                    not_after: certificate.not_after.0,
                    state: certificate.state(now),
                    folder: self.place(&organisation.name),
                });
            }
        }
        members
    }

    fn trust_domain(&self) -> anyhow::Result<String> {
        let text = std::fs::read_to_string(self.folder.join(settings::FILE))?;
        Ok(settings::Settings::parse(&text)?.trust_domain)
    }
}

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}

/// What an organisation's own tokens say in `iss`.
fn issuer(org: OrgId) -> String {
    format!("anydoor:org:{org}")
}

fn check_name(name: &str) -> Result<(), AuthorityError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (1..=64).contains(&name.len()) && name.chars().all(plain) && !name.starts_with('-') {
        return Ok(());
    }
    Err(AuthorityError::NotAName(name.to_owned()))
}

fn settings_text() -> String {
    format!(
        r#"# Whom this site trusts. It is read again every few seconds.
trust_domain = "{TRUST_DOMAIN}"
audience = "{AUDIENCE}"

[tls]
certificate = "{SERVER}"
key = "{SERVER_KEY}"
client_ca = ["{CA}"]
crls = ["{CRL}"]
"#
    )
}

fn issuer_text(name: &str, iss: &str, org: &str, more: &[Role]) -> String {
    let roles = settings::ROLES.iter().chain(more).map(|role| format!("{:?}", role.text()));
    let roles = roles.collect::<Vec<_>>().join(", ");
    format!(
        r#"
[[issuer]] # {name}
iss = "{iss}"
jwks = "{ORGS}/{name}/{}"
algorithms = ["ES256"]
orgs = ["{org}"]
roles = [{roles}]
"#,
        super::client::JWKS
    )
}
