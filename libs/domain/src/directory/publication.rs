//! Publication: what somebody publishes of one service, for all to read. It comes out of a feed, never from a partner: what
//! partners know of the same service besides stands in its [`Service`](super::Service), which has the same id.

use std::sync::Arc;

use uuid::Uuid;

use super::{LINE_CHARS_MAX, is_line, oversees};
use crate::{Aggregate, PublisherId, ServiceId, Stamp};

mod card;
#[cfg(test)]
mod tests;

pub use card::{CARD_BYTES_MAX, Card, PublicStatus};

/// The largest record that is kept, in bytes: as the form has it.
pub const RAW_BYTES_MAX: usize = 128 * 1024;

/// SHA-256 of a record's bytes.
pub type Digest = [u8; 32];

/// The namespace of the ids of published services.
const PUBLICATIONS: Uuid = Uuid::from_u128(0x3c6e_52f0_8f3d_4b62_9d0e_71a4_5bb0_c2d9);

/// The id of a service that a publisher knows by an id of its own. Two publishers may use the same one: they are two
/// services.
pub fn service_id(publisher: PublisherId, external: Uuid) -> ServiceId {
    let name = [publisher.as_bytes().as_slice(), external.as_bytes()].concat();
    Uuid::new_v5(&PUBLICATIONS, &name).into()
}

/// A record as it was read: JSON in the form of Open Referral UK. It is stored with the event that brought it and held
/// nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(pub Arc<[u8]>);

impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raw({} bytes)", self.0.len())
    }
}

/// A record that was read: the little that is looked up in it, and all of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What is looked up.
    pub card: Box<Card>,
    /// SHA-256 of the record.
    pub digest: Digest,
    /// By which version of what is known of its publisher the card was made.
    pub profile: u32,
    /// The record.
    pub raw: Raw,
}

/// What happened. Each variant has a stored form in `proto/`, so changing one is a migration.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The publisher says this of the service, from now on.
    Listed {
        /// Who says so.
        publisher: PublisherId,
        /// The publisher's own id of the service.
        external: Uuid,
        /// What it says.
        content: Content,
    },
    /// The service is in the publisher's feed no longer.
    Vanished,
    /// It is there again, as it was.
    Returned,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Takes in what the publisher says of the service.
    List {
        /// Who says so.
        publisher: PublisherId,
        /// The publisher's own id of the service.
        external: Uuid,
        /// What it says.
        content: Content,
    },
    /// Takes note that the service is in the feed no longer.
    Vanish {
        /// The fact of how many referrals to it have not reached an end.
        live_referrals: u32,
    },
}

/// Why a command cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Only those who answer for the partnership may do this.
    #[error("only the partnership's operations can do this")]
    NotThePartnership,
    /// Nobody published it.
    #[error("no such published service")]
    Unknown,
    /// The stream is another service's.
    #[error("this is the record of another publisher's service")]
    OtherPublisher,
    /// The record, or what is looked up in it, is too large.
    #[error(
        "a record has at most {RAW_BYTES_MAX} bytes, and what is looked up in it {CARD_BYTES_MAX}"
    )]
    TooLarge,
    /// An empty, overlong or unshowable name.
    #[error("a service has a name of 1 to {LINE_CHARS_MAX} characters that can be seen")]
    Name,
    /// People would be left in the air.
    #[error("{0} referrals to the service are live; it stays until they have ended")]
    LiveReferrals(u32),
}

/// A published service, folded from its events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Publication {
    /// Present once somebody published it.
    pub listed: Option<Listed>,
    /// How often something happened: what a reader has seen is told by it.
    pub revision: u32,
}

/// What is known of a published service.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Who publishes it.
    pub publisher: PublisherId,
    /// The publisher's own id of it.
    pub external: Uuid,
    /// What is looked up in its record.
    pub card: Box<Card>,
    /// SHA-256 of its record.
    pub digest: Digest,
    /// By which version of what is known of its publisher the card was made.
    pub profile: u32,
    /// Whether it is in the feed no longer.
    pub vanished: bool,
}

impl Aggregate for Publication {
    const KIND: &'static str = "publication";
    type Event = Event;
    type Command = Command;
    type Refusal = Refusal;

    fn decide(&self, stamp: &Stamp, command: &Command) -> Result<Vec<Event>, Refusal> {
        if !oversees(stamp) {
            return Err(Refusal::NotThePartnership);
        }
        match command {
            Command::List { publisher, external, content } => {
                list(self.listed.as_ref(), *publisher, *external, content)
            }
            Command::Vanish { live_referrals } => vanish(self.listed.as_ref(), *live_referrals),
        }
    }

    fn evolve(&mut self, _stamp: &Stamp, event: &Event) {
        self.revision = self.revision.saturating_add(1);
        match event {
            Event::Listed { publisher, external, content } => {
                let Content { card, digest, profile, raw: _ } = content.clone();
                let (publisher, external, vanished) = (*publisher, *external, false);
                self.listed = Some(Listed { publisher, external, card, digest, profile, vanished });
            }
            Event::Vanished => self.listed.iter_mut().for_each(|listed| listed.vanished = true),
            Event::Returned => self.listed.iter_mut().for_each(|listed| listed.vanished = false),
        }
    }
}

fn list(
    known: Option<&Listed>,
    publisher: PublisherId,
    external: Uuid,
    content: &Content,
) -> Result<Vec<Event>, Refusal> {
    let Content { card, digest, profile, raw } = content;
    if known.is_some_and(|known| (known.publisher, known.external) != (publisher, external)) {
        return Err(Refusal::OtherPublisher);
    }
    if !is_line(&card.name) {
        return Err(Refusal::Name);
    }
    if raw.0.len() > RAW_BYTES_MAX || card.weight() > CARD_BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let is_same = |known: &&Listed| (known.digest, known.profile) == (*digest, *profile);
    match known.filter(is_same) {
        Some(known) if known.vanished => Ok(vec![Event::Returned]),
        Some(_) => Ok(vec![]), // Nothing new.
        None => Ok(vec![Event::Listed { publisher, external, content: content.clone() }]),
    }
}

fn vanish(known: Option<&Listed>, live_referrals: u32) -> Result<Vec<Event>, Refusal> {
    match known {
        None => Err(Refusal::Unknown),
        Some(known) if known.vanished => Ok(vec![]), // A retry.
        Some(_) if live_referrals > 0 => Err(Refusal::LiveReferrals(live_referrals)),
        Some(_) => Ok(vec![Event::Vanished]),
    }
}
