//! Words: each reason as a key worker would say it to the person beside them. They say what is so, not what to do, and
//! nothing of anybody but this person and this service.

use super::rank::Route;
use super::why::{Caveat, Why, WhyNot};
use crate::intake::need::NeedCode;

impl Route {
    /// Why this service is suggested, a sentence for each reason.
    pub fn why_in_words(&self) -> Vec<String> {
        self.why.iter().map(|why| self.sentence(*why)).collect()
    }

    fn sentence(&self, why: Why) -> String {
        let scored = &self.scored;
        match why {
            Why::Need => {
                let needs: Vec<_> = scored.needs.iter().map(|need| need.in_words()).collect();
                format!("It helps with {}.", listed(&needs))
            }
            Why::Stage => "It works with people at this stage.".to_owned(),
            Why::Near => scored.metres.map_or_else(String::new, far),
            Why::Mode => "It can meet in a way that suits the person.".to_owned(),
            Why::Language => "It works in the person's language.".to_owned(),
            Why::Access => "It has what the person needs to get in and take part.".to_owned(),
            Why::PlaceFree => match scored.places_free.unwrap_or_default() {
                1 => "It has one free place.".to_owned(),
                free => format!("It has {free} free places."),
            },
            Why::ShortWait => match scored.wait_days.unwrap_or_default() {
                0 => "There is no wait.".to_owned(),
                1 => "The wait is about a day.".to_owned(),
                days => format!("The wait is about {days} days."),
            },
            Why::AnswersSoon => soon(scored.hours.unwrap_or_default()),
            Why::ForThisGroup => "It is there for people in this person's situation.".to_owned(),
            Why::AreasDoor => {
                "It takes everybody who lives in the area, and turns nobody away.".to_owned()
            }
        }
    }
}

fn far(metres: u32) -> String {
    match (metres + 500) / 1_000 {
        0 | 1 if metres < 1_000 => "It is less than a kilometre away.".to_owned(),
        kilometres => format!("It is about {kilometres} km away as the crow flies."),
    }
}

fn soon(hours: u32) -> String {
    match hours.div_ceil(24) {
        0 | 1 => "It usually answers within a day.".to_owned(),
        days => format!("It usually answers within {days} days."),
    }
}

/// Several things in one sentence: `money, housing and confidence`.
fn listed(things: &[&str]) -> String {
    match things {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

impl WhyNot {
    /// Why a service is not suggested, in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Area => "It does not take people who live in this area.",
            Self::Kind => "It does not take this kind of referral.",
            Self::Age => "The person is outside the ages it takes.",
            Self::Stage => "It works with people at another stage.",
            Self::Need => "It helps with other things than the person wants help with.",
            Self::Mode => "It cannot meet in a way that suits the person.",
            Self::Language => "It does not work in the person's language.",
            Self::Access => "It lacks something the person needs to get in and take part.",
            Self::TooFar => "It is further away than the person can go.",
            Self::NoPlace => "It has no free place, and no waiting list.",
            Self::NotOpen => "It is not taking referrals at the moment.",
            Self::NotSharing => "Nothing may be shared with its organisation at the moment.",
            Self::NotForThisGroup => {
                "It is only for certain groups, and the person is not known to be in one of them."
            }
            Self::AskedAlready => "It has been asked already, and that referral is still open.",
            Self::AskAgainLater => {
                "It was asked not long ago; it can be asked again later, or after a fresh assessment."
            }
            Self::Outranked => "It could help too, but the services listed fit at least as well.",
        }
    }
}

impl Caveat {
    /// What to find out first, in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Age => "It takes people of certain ages: check how old the person is.",
            Self::Language => {
                "It does not say whether it works in the person's language: ask first."
            }
            Self::Access => {
                "It does not say whether the person can get in and take part: ask first."
            }
            Self::Places => "What it said about its places is out of date: ask first.",
            Self::Waitlist => "There is a waiting list.",
            Self::AssessFirst => "It has a first talk before it says whether there is a place.",
            Self::SaysNoOften => {
                "It says no more often than yes: ask first whether it takes people like this."
            }
        }
    }
}

impl NeedCode {
    /// What somebody needs help with, as a key worker would say it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Qualifications => "qualifications",
            Self::Experience => "work experience",
            Self::CoreSkills => "reading, writing and numbers",
            Self::Housing => "housing",
            Self::DrugsAlcohol => "drugs and alcohol",
            Self::Confidence => "confidence",
            Self::Motivation => "motivation",
            Self::Money => "money and debt",
            Self::PhysicalHealth => "physical health",
            Self::MentalHealth => "mental health",
            Self::Caring => "caring for somebody",
            Self::Childcare => "childcare",
            Self::Language => "English as another language",
            Self::Digital => "getting online",
            Self::Transport => "getting there",
            Self::Justice => "convictions",
            Self::Safety => "staying safe",
            Self::Other => "something else the person said",
        }
    }
}
