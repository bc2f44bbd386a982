//! What each party may ask of the broker, and nothing besides.
//!
//! The streams and buckets lie in an account of their own, [`STORE`], in which nobody is a user. Each party has an account
//! of its own too, and imports from the store only the subjects that are listed here. Publish permissions alone would not
//! do: within one account, whoever may ask anything at all may name `journey.x` as the subject of the answer, and the
//! server then writes its answer into the journal. Across accounts, an answer comes to where it was asked.

use super::layout::{self, ACCESS, CLAIMS, DIRECTORY, JOURNEYS, KEYS};

/// The account that holds everything.
pub const STORE: &str = "STORE";

/// What stands before the API's requests in a party's account. There, `$JS.API` is that account's own JetStream, which it
/// does not have.
pub const API: &str = "store";

/// The same where everybody shares one account.
pub const API_OF_ONE_ACCOUNT: &str = "$JS.API";

/// Who has a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// Registers people, agreements, needs; alone in claiming identifiers.
    Intake,
    /// Says who is responsible, and who else helps.
    Assignment,
    /// Referrals and handovers; alone in writing the directory.
    Routing,
    /// Work, and whether it lasts.
    Aftercare,
    /// Who may see a person: presence, broken glass, protection.
    Rights,
    /// Answers, and decides nothing.
    Lookup,
    /// All services in one process.
    Site,
    /// Reads the journals again, and nothing else.
    Verify,
    /// Makes streams and buckets, and may change and delete them.
    Operator,
}

impl Party {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Intake,
        Self::Assignment,
        Self::Routing,
        Self::Aftercare,
        Self::Rights,
        Self::Lookup,
        Self::Site,
        Self::Verify,
        Self::Operator,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Assignment => "assignment",
            Self::Routing => "routing",
            Self::Aftercare => "aftercare",
            Self::Rights => "rights",
            Self::Lookup => "lookup",
            Self::Site => "site",
            Self::Verify => "verify",
            Self::Operator => "operator",
        }
    }

    /// The name of its account.
    pub fn account(self) -> String {
        self.name().to_ascii_uppercase()
    }

    /// The streams that it appends to.
    const fn appends(self) -> &'static [&'static str] {
        match self {
            Self::Intake | Self::Assignment | Self::Aftercare | Self::Rights => &[JOURNEYS, ACCESS],
            Self::Routing | Self::Site => &[JOURNEYS, DIRECTORY, ACCESS],
            Self::Lookup => &[ACCESS],
            Self::Verify | Self::Operator => &[],
        }
    }

    /// The buckets that it reads.
    const fn opens(self) -> &'static [&'static str] {
        match self {
            Self::Intake | Self::Site => &[KEYS, CLAIMS],
            Self::Assignment | Self::Routing | Self::Aftercare | Self::Rights | Self::Lookup => {
                &[KEYS]
            }
            Self::Verify | Self::Operator => &[],
        }
    }

    /// The buckets that it writes: sealing makes a person's key, registering makes a claim.
    const fn fills(self) -> &'static [&'static str] {
        match self {
            Self::Intake | Self::Site => &[KEYS, CLAIMS],
            Self::Assignment | Self::Routing | Self::Aftercare | Self::Rights => &[KEYS],
            Self::Lookup | Self::Verify | Self::Operator => &[],
        }
    }
}

/// How many answers a request gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answers {
    /// One.
    One,
    /// As many as there are.
    Many,
}

/// A subject that a party may publish to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// What it is called in the store.
    pub stored: String,
    /// What the party calls it.
    pub asked: String,
    /// How it is answered.
    pub answers: Answers,
}

impl Grant {
    /// Data, which is called the same everywhere.
    fn data(subject: String) -> Self {
        Self { stored: subject.clone(), asked: subject, answers: Answers::One }
    }

    fn api(request: &str, answers: Answers) -> Self {
        let (stored, asked) =
            (format!("{API_OF_ONE_ACCOUNT}.{request}"), format!("{API}.{request}"));
        Self { stored, asked, answers }
    }
}

/// All that a party may publish to. What it may subscribe to is its [`inbox`].
pub fn grants(party: Party) -> Vec<Grant> {
    if party == Party::Operator {
        return vec![Grant::api(">", Answers::Many)];
    }
    let kinds = party.appends().iter().flat_map(|stream| layout::kinds(stream));
    let appending = kinds.map(|kind| Grant::data(format!("{kind}.*")));
    let filling = party.fills().iter().map(|bucket| Grant::data(format!("$KV.{bucket}.>")));
    let reading = layout::STREAMS.into_iter().flat_map(reading);
    let looking = layout::BUCKETS.into_iter().map(|bucket| info(&layout::under(bucket)));
    let opening = party.opens().iter().map(|bucket| message(&layout::under(bucket)));
    appending.chain(filling).chain(reading).chain(looking).chain(opening).collect()
}

/// Where answers to the holder of a key come, and what no other key may subscribe to.
pub fn inbox(public_key: &str) -> String {
    format!("_INBOX_{public_key}")
}

/// What reading a journal asks.
fn reading(stream: &str) -> [Grant; 6] {
    [
        info(stream),
        message(stream),
        Grant::api(&format!("DIRECT.GET.{stream}"), Answers::Many),
        Grant::api(&format!("CONSUMER.CREATE.{stream}"), Answers::One),
        Grant::api(&format!("CONSUMER.INFO.{stream}.*"), Answers::One),
        Grant::api(&format!("CONSUMER.MSG.NEXT.{stream}.*"), Answers::Many),
    ]
}

/// Asking for a stream's settings and counts.
fn info(stream: &str) -> Grant {
    Grant::api(&format!("STREAM.INFO.{stream}"), Answers::One)
}

/// Asking for one message.
fn message(stream: &str) -> Grant {
    Grant::api(&format!("STREAM.MSG.GET.{stream}"), Answers::One)
}
