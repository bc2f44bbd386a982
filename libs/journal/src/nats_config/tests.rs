//! The servers' configuration says what the permissions say.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::*;

fn plan(folder: &Path) -> Plan {
    Plan {
        folder: folder.to_owned(),
        members: ["n1", "n2", "n3"].map(|n| Member::new(n, &format!("{n}.example.org"))).into(),
        store: "/var/lib/nats".into(),
        authority: None,
        now: SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_800_000_000),
    }
}

#[test]
fn a_member_has_a_name_a_host_and_perhaps_ports() {
    assert_eq!("n1=h".parse(), Ok(Member::new("n1", "h")));
    let ports = Member { client_port: 1, route_port: 2, monitor_port: 3, ..Member::new("n1", "h") };
    assert_eq!("n1=h:1:2:3".parse(), Ok(ports));
    for text in ["", "n1", "n1=", "n1=h:1", "n1=h:1:2:x", "n1=h:1:2:3:4", "n1=::1"] {
        assert_eq!(text.parse::<Member>(), Err(NotAMember), "{text}");
    }
}

#[test]
fn only_names_that_make_a_folder_each_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    for names in [&[][..], &["n1", "n1"], &["../n1"], &[""], &["seeds"]] {
        let members = names.iter().map(|name| Member::new(name, "h")).collect();
        let refused = write(&Plan { members, ..plan(folder.path()) });
        assert!(matches!(refused, Err(ConfigError::Names)), "{names:?}");
    }
}

#[test]
fn secrets_are_for_their_owner_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    write(&plan(folder.path())).unwrap();
    let seeds = Party::ALL.map(|party| seed(folder.path(), party));
    let kept = [&seeds[..], &[folder.path().join("authority.key"), folder.path().join(AUTHORITY)]];
    let kept = kept.concat();
    let before: Vec<_> = kept.iter().map(|path| fs::read(path).unwrap()).collect();
    let replaced = folder.path().join("n1").join("server.key");
    let first = fs::read(&replaced).unwrap();

    write(&plan(folder.path())).unwrap();
    let after: Vec<_> = kept.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(before == after, "a second run keeps what was handed out");
    assert!(first != fs::read(&replaced).unwrap(), "and makes new keys for the servers");
    for secret in seeds.iter().chain([&folder.path().join("authority.key"), &replaced]) {
        let mode = fs::metadata(secret).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", secret.display());
    }
}

#[test]
fn an_authority_that_is_there_signs_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let given = folder.path().join("ca.pem");
    let plan = Plan { authority: Some(given.clone()), ..plan(&folder.path().join("nats")) };
    assert!(matches!(write(&plan), Err(ConfigError::File { .. })), "it is not there");
    fs::write(&given, "-----BEGIN CERTIFICATE-----").unwrap();
    write(&plan).unwrap();
    let server = plan.folder.join("n1");
    assert_eq!(fs::read(server.join(AUTHORITY)).unwrap(), fs::read(&given).unwrap());
    assert!(!server.join("server.key").exists() && !plan.folder.join("authority.key").exists());
}

/// What is checked in as an example is what is written.
#[test]
fn the_example_shows_the_permissions_of_today() {
    let keys = Party::ALL.map(|party| (party, format!("{}_PUBLIC_KEY", party.account())));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/nats");
    let plan = plan(Path::new("unused"));
    for (file, text) in [
        ("accounts.conf", accounts::text(&keys)),
        ("nats.conf", server::text(&plan.members[0], &plan)),
    ] {
        let shown = fs::read_to_string(example.join(file)).unwrap_or_default();
        if shown != text {
            let now = std::env::temp_dir().join(format!("anydoor-example-{file}"));
            fs::write(&now, text).unwrap();
            panic!(
                "deploy/nats/{file} is not what would be written; compare it with {}",
                now.display()
            );
        }
    }
}
