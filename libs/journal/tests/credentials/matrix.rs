//! Each credential against each operation. What is expected stands here, word for word, and is not asked of the code that
//! makes the permissions.

use anydoor_journal::jetstream::permissions::{self, Party};

use crate::attempt::{Attempts, Outcome, public_key};
use crate::site::Site;
use Party::{
    Aftercare, Assignment, Intake, Lookup, Operator, Rights, Routing, Site as All, Verify,
};

const DECIDE: &[Party] = &[Intake, Assignment, Routing, Aftercare, Rights, All];
const SERVE: &[Party] = &[Intake, Assignment, Routing, Aftercare, Rights, Lookup, All];
const REGISTER: &[Party] = &[Intake, All];
const DIRECT: &[Party] = &[Routing, All];
const READ: &[Party] = &[Intake, Assignment, Routing, Aftercare, Rights, Lookup, All, Verify];
const NOBODY: &[Party] = &[];

/// What is written, and by whom.
const DATA: &[(&str, &[Party])] = &[
    ("journey.A-1", DECIDE),
    ("journey.A-1.more", NOBODY),
    ("organisation.A-1", DIRECT),
    ("service.A-1", DIRECT),
    ("area.A-1", DIRECT),
    ("publication.A-1", DIRECT),
    ("publisher.A-1", DIRECT),
    ("access.A-1", SERVE),
    ("$KV.KEYS.A-1.core", DECIDE),
    ("$KV.CLAIMS.A-1", REGISTER),
    ("$JS.ACK.JOURNEYS.x.1.1.1.1.0", NOBODY),
    ("$SYS.REQ.SERVER.PING", NOBODY),
    ("elsewhere", NOBODY),
];

/// What is asked of a journal's stream, and by whom besides the operator.
const OF_A_JOURNAL: &[(&str, &[Party])] = &[
    ("STREAM.INFO.{}", READ),
    ("STREAM.MSG.GET.{}", READ),
    ("DIRECT.GET.{}", READ),
    ("DIRECT.GET.{}.journey.A-1", NOBODY),
    ("CONSUMER.CREATE.{}", READ),
    ("CONSUMER.CREATE.{}.named", NOBODY),
    ("CONSUMER.CREATE.{}.named.journey.A-1", NOBODY),
    ("CONSUMER.DURABLE.CREATE.{}.named", NOBODY),
    ("CONSUMER.INFO.{}.x", READ),
    ("CONSUMER.MSG.NEXT.{}.x", READ),
    ("CONSUMER.DELETE.{}.x", NOBODY),
    ("CONSUMER.NAMES.{}", NOBODY),
    ("CONSUMER.LIST.{}", NOBODY),
];

/// What is asked of any stream, and only by the operator.
const OF_THE_OPERATOR: &[&str] = &[
    "STREAM.CREATE.{}",
    "STREAM.UPDATE.{}",
    "STREAM.PURGE.{}",
    "STREAM.DELETE.{}",
    "STREAM.MSG.DELETE.{}",
    "STREAM.SNAPSHOT.{}",
    "STREAM.RESTORE.{}",
    "STREAM.LEADER.STEPDOWN.{}",
];

#[tokio::test(flavor = "multi_thread")]
async fn each_credential_may_do_what_its_service_does_and_nothing_else() {
    let site = Site::made().await;
    let expected = operations();
    let mut wrong = vec![];
    for party in Party::ALL {
        let attempts = Attempts::of(&site, party).await;
        for (subject, parties) in &expected {
            let wanted = if parties.contains(&party) { Outcome::Reached } else { Outcome::Denied };
            let found = attempts.publish(subject).await;
            if found != wanted {
                wrong.push(format!("{party:?} publishes to {subject}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Each subject, and who may publish to it.
fn operations() -> Vec<(String, Vec<Party>)> {
    let mut all: Vec<(String, Vec<Party>)> =
        DATA.iter().map(|(subject, parties)| ((*subject).into(), parties.to_vec())).collect();
    let mut api = |request: String, parties: &[Party]| {
        all.push((format!("store.{request}"), [parties, &[Operator]].concat()));
        all.push((format!("$JS.API.{request}"), vec![])); // Nobody has a JetStream of their own.
    };
    for journal in ["JOURNEYS", "DIRECTORY", "ACCESS"] {
        for (request, parties) in OF_A_JOURNAL {
            api(request.replace("{}", journal), parties);
        }
    }
    for (bucket, readers) in [("KV_KEYS", SERVE), ("KV_CLAIMS", REGISTER)] {
        for (request, _) in OF_A_JOURNAL {
            let parties = match *request {
                "STREAM.INFO.{}" => READ,
                "STREAM.MSG.GET.{}" => readers,
                _ => NOBODY,
            };
            api(request.replace("{}", bucket), parties);
        }
    }
    for stream in ["JOURNEYS", "DIRECTORY", "ACCESS", "KV_KEYS", "KV_CLAIMS", "NEW"] {
        for request in OF_THE_OPERATOR {
            api(request.replace("{}", stream), NOBODY);
        }
    }
    for request in ["INFO", "STREAM.NAMES", "STREAM.LIST"] {
        api(request.into(), NOBODY);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_anything_but_the_answers_to_their_own_questions() {
    let site = Site::made().await;
    let inboxes = Party::ALL.map(|party| permissions::inbox(&public_key(&site, party)));
    let wide =
        [">", "*", "_INBOX.>", "_R_.>", "journey.>", "access.>", "$KV.>", "$JS.>", "store.>"];
    for party in Party::ALL {
        let attempts = Attempts::of(&site, party).await;
        for inbox in &inboxes {
            let own = *inbox == attempts.inbox;
            let wanted = if own { Outcome::Reached } else { Outcome::Denied };
            assert_eq!(
                attempts.subscribe(&format!("{inbox}.>")).await,
                wanted,
                "{party:?} {inbox}"
            );
            assert_eq!(
                attempts.subscribe(&format!("{inbox}.x")).await,
                wanted,
                "{party:?} {inbox}"
            );
        }
        for subject in wide {
            assert_eq!(attempts.subscribe(subject).await, Outcome::Denied, "{party:?} {subject}");
        }
    }
}
