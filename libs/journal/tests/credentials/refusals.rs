//! What is missing or wrong is named, and nobody waits for ever.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime};

use anydoor_journal::contract::Story;
use anydoor_journal::jetstream::layout::{self, CLAIMS, DIRECTORY, JOURNEYS};
use anydoor_journal::jetstream::permissions::Party;
use anydoor_journal::jetstream::{Broker, BrokerOptions, ConnectError, CredentialError, Synced};
use anydoor_journal::nats_config::{self, AUTHORITY};
use anydoor_journal::nats_server::{NatsServer, SyncInterval};
use anydoor_journal::{AppendError, Cells, JetStreamCells, JetStreamJournal};
use async_nats::jetstream::with_prefix;

use crate::attempt::Attempts;
use crate::site::Site;

/// More than any wait in the code: whoever takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

async fn refused(options: BrokerOptions) -> ConnectError {
    let connected = tokio::time::timeout(PATIENCE, Broker::connect(options)).await;
    connected.expect("it hangs").err().expect("it was let in")
}

#[tokio::test]
async fn a_server_of_another_authority_is_refused() {
    let (site, other) = (Site::bare().await, tempfile::tempdir().unwrap());
    let plan = nats_config::Plan {
        folder: other.path().into(),
        now: SystemTime::now(),
        ..site.plan.clone()
    };
    nats_config::write(&plan).unwrap();
    let wrong = Some(other.path().join(AUTHORITY));
    let error =
        refused(BrokerOptions { root_certificates: wrong, ..site.options(Party::Intake) }).await;
    assert!(error.to_string().contains("certificate"), "{error}");
    let error =
        refused(BrokerOptions { root_certificates: None, ..site.options(Party::Intake) }).await;
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn a_server_that_speaks_in_clear_is_refused_where_tls_is_asked_for() {
    let site = Site::bare().await;
    let plain = NatsServer::start(SyncInterval::Always).await.unwrap();
    let options = BrokerOptions { servers: vec![plain.url()], ..site.options(Party::Intake) };
    let error = refused(options).await;
    assert!(matches!(error, ConnectError::Connect(_)), "{error}");
}

#[tokio::test]
async fn a_credential_that_the_server_does_not_know_is_named() {
    let (site, other) = (Site::bare().await, tempfile::tempdir().unwrap());
    let plan = nats_config::Plan { folder: other.path().into(), ..site.plan.clone() };
    nats_config::write(&plan).unwrap();
    let seed = nats_config::seed(other.path(), Party::Intake);
    let error = refused(BrokerOptions { nkey: Some(seed), ..site.options(Party::Intake) }).await;
    assert!(
        matches!(&error, ConnectError::Unknown(who) if who.contains("credential U")),
        "{error}"
    );
    let error = refused(BrokerOptions { nkey: None, ..site.options(Party::Intake) }).await;
    assert!(matches!(&error, ConnectError::Unknown(who) if who.contains("--nats-nkey")), "{error}");
}

#[tokio::test]
async fn a_seed_file_is_for_its_owner_and_holds_a_seed() {
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("intake.nk");
    let read = || {
        let options = BrokerOptions::new(["nats://127.0.0.1:1"], Synced::Trust);
        refused(BrokerOptions { nkey: Some(seed.clone()), ..options })
    };
    let error = read().await;
    assert!(
        matches!(error, ConnectError::Credential(CredentialError::Unreadable { .. })),
        "{error}"
    );
    fs::write(&seed, "SUnonsense").unwrap();
    for open in [0o644, 0o640, 0o604] {
        fs::set_permissions(&seed, Permissions::from_mode(open)).unwrap();
        let error = read().await.to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }
    fs::set_permissions(&seed, Permissions::from_mode(0o600)).unwrap();
    let error = read().await;
    assert!(matches!(error, ConnectError::Credential(CredentialError::NotASeed { .. })), "{error}");
    assert!(!format!("{error} {error:?}").contains("SUnonsense"));
}

#[tokio::test]
async fn a_service_finds_streams_and_makes_none() {
    let site = Site::bare().await;
    let intake = site.broker(Party::Intake).await;
    let missing = JetStreamJournal::open(&intake, layout::stream(JOURNEYS)).await.err().unwrap();
    assert!(missing.to_string().contains("anydoor nats init"), "{missing}");
    let missing = JetStreamCells::open(&intake, CLAIMS).await.err().unwrap();
    assert!(missing.to_string().contains("anydoor nats init"), "{missing}");

    let operator = site.broker(Party::Operator).await;
    let made = operator.make_site().await.unwrap();
    assert_eq!(made.len(), layout::STREAMS.len() + layout::BUCKETS.len());
    assert_eq!(operator.make_site().await.unwrap(), made, "twice is as good as once");
    JetStreamJournal::open(&intake, layout::stream(JOURNEYS)).await.unwrap();
    JetStreamCells::open(&intake, CLAIMS).await.unwrap();
}

#[tokio::test]
async fn a_stream_with_other_settings_is_refused() {
    let site = Site::made().await;
    let operator = Attempts::of(&site, Party::Operator).await.client;
    let streams = with_prefix(operator, anydoor_journal::jetstream::permissions::API);
    for name in ["DIRECTORY", "KV_KEYS"] {
        let mut config = streams.get_stream(name).await.unwrap().cached_info().config.clone();
        config.max_age = Duration::from_secs(3600);
        streams.update_stream(config).await.unwrap();
    }
    let routing = site.broker(Party::Routing).await;
    let refused = JetStreamJournal::open(&routing, layout::stream(DIRECTORY)).await.err().unwrap();
    assert!(matches!(refused, ConnectError::Unsafe { .. }), "{refused:?}");
    let refused = JetStreamCells::open(&routing, "KEYS").await.err().unwrap();
    assert!(matches!(refused, ConnectError::Unsafe { .. }), "{refused:?}");
}

#[tokio::test]
async fn what_a_credential_may_not_do_is_said_at_once() {
    let site = Site::made().await;
    let lookup = site.broker(Party::Lookup).await;
    let journal = JetStreamJournal::open(&lookup, layout::stream(JOURNEYS)).await.unwrap();
    let denied = Story::of(1).tries(&journal).await;
    assert!(matches!(denied, Err(AppendError::Unavailable(_))), "{denied:?}: nothing was written");
    let denied = denied.unwrap_err().to_string();
    assert!(denied.contains("does not let this credential publish to journey."), "{denied}");

    let claims = JetStreamCells::open(&lookup, CLAIMS).await.unwrap();
    let denied = claims.get("A-1").await.unwrap_err().to_string();
    assert!(denied.contains("STREAM.MSG.GET.KV_CLAIMS"), "{denied}");
    let denied = claims.create("A-1", b"mine").await.unwrap_err().to_string();
    assert!(denied.contains("$KV.CLAIMS.A-1"), "{denied}");
}
