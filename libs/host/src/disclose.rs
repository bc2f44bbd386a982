//! How much of a person an answer shows. Whatever goes out by any way, an RPC, a stream or a list, goes by here: it is made
//! whole, and what the reader's rung of the ladder does not show is taken away.

use domain::Sensitivity;
use domain::rights::{Level, Relationship};
use vault::{Place, Unsealed};
use wire::lookup::{PersonMatch, PersonNow};

/// Something of a person that may be shown.
pub trait Disclosed: Sized {
    /// As much of it as this rung shows; `None` if that is nothing, which looks as if there were no such person.
    fn at(self, level: Level) -> Option<Self>;
}

/// That somebody is helping, without a word of who.
impl Disclosed for PersonMatch {
    fn at(self, level: Level) -> Option<Self> {
        match level {
            Level::Nothing => None,
            Level::BeingHelped | Level::Holder | Level::Journey => Some(self),
        }
    }
}

/// Who is responsible and what is open; and on the rung of the journey how it came to that.
impl Disclosed for PersonNow {
    fn at(self, level: Level) -> Option<Self> {
        match level {
            Level::Nothing | Level::BeingHelped => None,
            Level::Holder => Some(Self {
                episodes: 0,
                stages: vec![],
                supporters: vec![],
                opened_on: None,
                ..self
            }),
            Level::Journey => Some(self),
        }
    }
}

/// What became of a sealed value that a reader asked for.
#[derive(Debug)]
pub enum Opened {
    /// It is this.
    Shown(Vec<u8>),
    /// The reader may not see it.
    Withheld,
    /// It was destroyed.
    Erased,
}

impl crate::Look {
    /// What this look shows of something; `None` if that is nothing.
    pub fn shows<T: Disclosed>(&self, thing: T) -> Option<T> {
        thing.at(self.level())
    }

    /// Opens a sealed value, if this look may show one that is kept so closely.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the person's keys cannot be reached.
    pub async fn open(
        &self,
        place: &Place<'_>,
        sealed: &domain::Sealed,
    ) -> Result<Opened, tonic::Status> {
        if place.person != self.person() || !self.may_open(sealed.sensitivity) {
            return Ok(Opened::Withheld);
        }
        match self.vault().unseal(place, sealed).await.map_err(crate::status::of_vault)? {
            Unsealed::Open(bytes) => Ok(Opened::Shown(bytes.expose().clone())),
            Unsealed::Erased => Ok(Opened::Erased),
        }
    }

    /// Whether policy lets it be opened. Broken glass counts only for what it was broken for.
    fn may_open(&self, sensitivity: Sensitivity) -> bool {
        let (question, opens) = (self.question(), self.opens());
        let relationships = match opens.is_some_and(|opens| sensitivity <= opens) {
            true => question.relationships,
            false => question.relationships.without(Relationship::BreakGlass),
        };
        self.policy().may_open(question.by(relationships), sensitivity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_rung_shows_that_nobody_is_known() {
        assert_eq!(PersonMatch::default().at(Level::Nothing), None);
        assert_eq!(PersonNow::default().at(Level::Nothing), None);
    }

    #[test]
    fn that_somebody_helps_says_nothing_of_who() {
        assert!(PersonMatch::default().at(Level::BeingHelped).is_some());
        assert_eq!(PersonNow::default().at(Level::BeingHelped), None);
    }

    #[test]
    fn who_is_responsible_says_nothing_of_how_it_came_to_that() {
        let whole = PersonNow {
            area: "S12000049".into(),
            episodes: 2,
            stages: vec![3],
            ..Default::default()
        };
        let shown = whole.clone().at(Level::Holder).expect("the holder is shown");
        assert_eq!((shown.area.as_str(), shown.episodes, shown.stages.len()), ("S12000049", 0, 0));
        assert_eq!(whole.clone().at(Level::Journey), Some(whole));
    }
}
