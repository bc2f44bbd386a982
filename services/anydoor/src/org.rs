//! `anydoor org`: who may connect.

use std::time::Duration;

use anyhow::Context;
use domain::Code;
use domain::rights::Purpose;
use host::Clock;
use host::identity::RELOAD_EVERY;
use host::identity::authority::{Authority, Member, NewOrganisation, State};
use host::identity::client::Organisation;
use serde_json::json;

use crate::args::{IdentityFolder, Org, OrgCommand};
use crate::calling::role;
use crate::exit::Usage;
use crate::out;

pub(crate) fn run(org: Org) -> anyhow::Result<()> {
    match org.what {
        OrgCommand::Add { name, id, app, days, roles, folder } => {
            let roles = roles.iter().map(|name| role(name)).collect::<anyhow::Result<_>>()?;
            let id = id.map(|id| id.parse().map_err(|_| Usage(format!("--id is {id:?}: no UUID"))));
            let new = NewOrganisation { name, org: id.transpose()?, app, days, roles };
            issued(&begun(&folder)?.add(&new)?, &folder)?;
            if folder.json { Ok(()) } else { said(known_when()) }
        }
        OrgCommand::Rotate { name, days, folder } => {
            issued(&authority(&folder)?.rotate(&name, days)?, &folder)
        }
        OrgCommand::Revoke { name, serial, folder } => {
            print(&authority(&folder)?.revoke(&name, serial.as_deref())?, &folder)
        }
        OrgCommand::List { folder } => print(&authority(&folder)?.members()?, &folder),
        OrgCommand::Token { name, worker, role: as_role, purpose, minutes, folder } => {
            let organisation = authority(&folder)?.folder_of(&name)?;
            let organisation = Organisation::open(&organisation)?;
            let worker = worker.parse().map_err(|_| Usage("--worker takes a UUID".into()))?;
            let mut worker = organisation.worker(worker, role(&as_role)?);
            if let Some(name) = purpose {
                worker = worker.with_purpose(named(&name)?);
            }
            let token = worker.token(Duration::from_secs(minutes * 60));
            if folder.json { out::json(&json!({ "token": token })) } else { said(token) }
        }
    }
}

/// The authority that is there. Only whoever adds a partner begins one.
fn authority(folder: &IdentityFolder) -> anyhow::Result<Authority> {
    Ok(Authority::open(&folder.path(), Clock::system())?)
}

fn begun(folder: &IdentityFolder) -> anyhow::Result<Authority> {
    let path = folder.path();
    Authority::open_or_create(&path, &[], Clock::system())
        .with_context(|| format!("the identity folder {}", path.display()))
}

fn known_when() -> String {
    let seconds = RELOAD_EVERY.as_secs();
    format!(
        "a running server reads these files every {seconds} s, and takes its calls from then on"
    )
}

fn issued(member: &Member, folder: &IdentityFolder) -> anyhow::Result<()> {
    if folder.json {
        return out::json(member);
    }
    out::line(format_args!("{} is organisation {}", member.name, member.org_id));
    out::line(format_args!(
        "its certificate {} is valid until {}",
        member.serial, member.not_after
    ));
    out::line(format_args!("its files are in {}", member.folder.display()));
    Ok(())
}

fn print(members: &[Member], folder: &IdentityFolder) -> anyhow::Result<()> {
    for member in members {
        if folder.json {
            out::json(member)?;
        } else {
            let state = match member.state {
                State::Good => "good",
                State::Expired => "expired",
                State::Revoked => "revoked",
            };
            let Member { name, org_id, serial, not_after, .. } = member;
            out::line(format_args!("{name:16} {org_id} {serial} {not_after} {state}"));
        }
    }
    Ok(())
}

fn said(text: String) -> anyhow::Result<()> {
    out::line(text);
    Ok(())
}

fn named(name: &str) -> anyhow::Result<Purpose> {
    let purpose = Purpose::ALL.iter().find(|purpose| purpose.text() == name);
    let names = || Purpose::ALL.iter().map(|purpose| purpose.text()).collect::<Vec<_>>().join(", ");
    let unknown = || Usage(format!("there is no purpose {name}; there are {}", names()));
    Ok(*purpose.ok_or_else(unknown)?)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::ExitCode;

    use clap::Parser;

    use super::*;
    use crate::args::{Args, Command};
    use crate::exit;

    fn code(identity: &Path, what: &[&str]) -> ExitCode {
        let folder = ["--identity", identity.to_str().expect("its name is UTF-8")];
        let args = ["anydoor", "org"].iter().chain(what).chain(&folder);
        match Args::try_parse_from(args).expect("it is understood").command {
            Command::Org(org) => exit::code(run(org)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_taking_somebody_in_begins_an_authority() {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = folder.path().join("identity");
        let worker = "9b1e5a40-6d3f-4c88-b7f2-51aa03d77c21";
        let token = ["token", "council", "--worker", worker];
        for looking in [&["list"][..], &["rotate", "council"], &["revoke", "council"], &token] {
            assert_eq!(code(&identity, looking), ExitCode::from(3), "{looking:?}");
            assert!(!identity.exists(), "{looking:?}");
        }
        assert_eq!(code(&identity, &["add", "council"]), ExitCode::SUCCESS);
        assert_eq!(code(&identity, &token), ExitCode::SUCCESS);
    }
}
