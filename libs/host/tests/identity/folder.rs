//! The folder that `anydoor org` keeps: who may be in it, and who may read what.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use anydoor_host::identity::authority::{Authority, AuthorityError, State};
use anydoor_host::{Clock, Partners};

use crate::support::new;

fn authority(clock: Clock) -> (tempfile::TempDir, Authority) {
    let folder = tempfile::tempdir().expect("a folder");
    let authority = Authority::open_or_create(folder.path(), &[], clock).expect("it is made");
    (folder, authority)
}

#[test]
fn private_keys_are_for_their_owner_alone() {
    let (folder, authority) = authority(Clock::system());
    let member = authority.add(&new("council")).expect("it is new");
    let mode = |path: std::path::PathBuf| {
        fs::metadata(path).expect("it is there").permissions().mode() & 0o777
    };
    for key in ["ca.key", "server.key"] {
        assert_eq!(mode(folder.path().join(key)), 0o600, "{key}");
    }
    for key in ["key.pem", "signing-key.pem"] {
        assert_eq!(mode(member.folder.join(key)), 0o600, "{key}");
    }
    assert_eq!(mode(member.folder), 0o700);
}

#[test]
fn a_second_start_finds_the_first_ones_authority() {
    let (folder, authority) = authority(Clock::system());
    authority.add(&new("council")).expect("it is new");
    let read = |name: &str| fs::read(folder.path().join(name)).expect("it is there");
    let before = ["ca.pem", "server.pem", "identity.toml", "register.json"].map(read);
    let again = Authority::open_or_create(folder.path(), &[], Clock::system()).expect("it opens");
    assert_eq!(before, ["ca.pem", "server.pem", "identity.toml", "register.json"].map(read));
    assert_eq!(again.members().expect("it is readable").len(), 1);
    Partners::open(folder.path(), Clock::system()).expect("a server can use it");
}

#[test]
fn looking_makes_no_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("identity");
    for nowhere in [folder.path(), missing.as_path()] {
        let refused = Authority::open(nowhere, Clock::system()).expect_err("there is none");
        assert!(matches!(refused, AuthorityError::NotThere(_)), "{refused:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("it is there").count(), 0);
}

#[test]
fn an_organisation_is_added_once_and_by_a_plain_name() {
    let (_folder, authority) = authority(Clock::system());
    let member = authority.add(&new("council")).expect("it is new");
    assert!(matches!(authority.add(&new("council")), Err(AuthorityError::Exists(_))));
    let mut same_id = new("charity");
    same_id.org = Some(member.org_id.parse().expect("a UUID"));
    assert!(matches!(authority.add(&same_id), Err(AuthorityError::Exists(_))));
    for name in ["", "../council", "Council", "a b", "-a", "a\"\n[tls]"] {
        assert!(matches!(authority.add(&new(name)), Err(AuthorityError::NotAName(_))), "{name}");
    }
    assert!(matches!(authority.rotate("college", 7), Err(AuthorityError::Unknown(_))));
    assert!(matches!(authority.revoke("college", None), Err(AuthorityError::Unknown(_))));
}

#[test]
fn what_is_listed_says_whether_it_counts() {
    let (clock, hand) = Clock::turned(Clock::system().now());
    let (_folder, authority) = authority(clock);
    let first = authority.add(&new("council")).expect("it is new");
    hand.advance(Duration::from_secs(6 * 24 * 60 * 60));
    let second = authority.rotate("council", 7).expect("it is there");
    assert_ne!(first.serial, second.serial);
    let states = || -> Vec<State> {
        authority.members().expect("readable").iter().map(|member| member.state).collect()
    };
    assert_eq!(states(), [State::Good, State::Good]);
    authority.revoke("council", Some(&first.serial)).expect("it is good");
    assert_eq!(states(), [State::Revoked, State::Good]);
    let again = authority.revoke("council", Some(&first.serial));
    assert!(matches!(again, Err(AuthorityError::NoSuchCertificate(_))));
    hand.advance(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(states(), [State::Expired], "only the last is shown of those that are over");
}

#[test]
fn a_servers_certificate_is_renewed_before_it_ends() {
    let (clock, hand) = Clock::turned(Clock::system().now());
    let (folder, _authority) = authority(clock.clone());
    let server = || fs::read(folder.path().join("server.pem")).expect("it is there");
    let before = server();
    hand.advance(Duration::from_secs(336 * 24 * 60 * 60));
    Authority::open_or_create(folder.path(), &["door.example".into()], clock).expect("it opens");
    assert_ne!(server(), before);
}
