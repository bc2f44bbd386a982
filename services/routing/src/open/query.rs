//! Queries: what can be asked of a list. What is asked in vain is refused, for an answer that passes over half of the question
//! looks like one that does not.

use std::collections::BTreeSet;

use jiff::civil::Time;
use uuid::Uuid;

use super::answer::No;
use super::entry::Entry;
use super::hours::Day;

/// The parameters of a request, in their order.
pub(super) type Parameters = Vec<(String, String)>;

/// How many entries a page has unless told otherwise, and at most.
const PER_PAGE: usize = 50;
const PER_PAGE_MAX: usize = 100;

/// How many words are searched for at most.
const WORDS_MAX: usize = 16;

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paged {
    /// From 1.
    pub(super) page: usize,
    /// At least 1.
    pub(super) per_page: usize,
}

/// Which services. What is absent was not asked.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Words, in small letters, all of which are said.
    search: BTreeSet<String>,
    minimum_age: Option<u8>,
    maximum_age: Option<u8>,
    term: Option<Uuid>,
    taxonomy: Option<Uuid>,
    day: Option<Day>,
    opens: Option<Time>,
    closes: Option<Time>,
}

impl Asked {
    pub(super) fn read(parameters: &Parameters) -> Result<(Self, Paged), No> {
        let (mut asked, mut paged) = (Self::default(), Paged { page: 1, per_page: PER_PAGE });
        for (name, value) in parameters {
            if !(paged.read(name, value)? || asked.takes(name, value)?) {
                return Err(malformed(name, "is none that this list has"));
            }
        }
        Ok((asked, paged))
    }

    fn takes(&mut self, name: &str, value: &str) -> Result<bool, No> {
        let age = || value.parse().map_err(|_| malformed(name, "is whole years, 0 to 255"));
        let id = || value.parse().map_err(|_| malformed(name, "is a UUID"));
        let time = || value.parse().map_err(|_| malformed(name, "is a time, such as 09:30"));
        match name {
            "search" => {
                let words = value.to_lowercase();
                self.search = words.split_whitespace().map(str::to_owned).collect();
                if self.search.len() > WORDS_MAX {
                    return Err(malformed(name, &format!("has at most {WORDS_MAX} words")));
                }
            }
            "minimum_age" => self.minimum_age = Some(age()?),
            "maximum_age" => self.maximum_age = Some(age()?),
            "taxonomy_term_id" => self.term = Some(id()?),
            "taxonomy_id" => self.taxonomy = Some(id()?),
            "day" => {
                let day = Day::read(value);
                self.day =
                    Some(day.ok_or_else(|| malformed(name, "is one of MO TU WE TH FR SA SU"))?);
            }
            "start_time" => self.opens = Some(time()?),
            "end_time" => self.closes = Some(time()?),
            "postcode" | "proximity" => {
                return Err(malformed(name, "cannot be asked here, which knows no postcodes"));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether a service is one that is asked for.
    pub(super) fn fits(&self, entry: &Entry) -> bool {
        let says = |word: &String| entry.searched.contains(word.as_str());
        let open = self.day.is_none() && self.opens.is_none() && self.closes.is_none();
        self.search.iter().all(says)
            && self.minimum_age.is_none_or(|age| entry.youngest.is_some_and(|at| at >= age))
            && self.maximum_age.is_none_or(|age| entry.oldest.is_some_and(|at| at <= age))
            && self.term.is_none_or(|term| entry.terms.contains(&term))
            && self.taxonomy.is_none_or(|of| entry.taxonomies.contains(&of))
            && (open
                || entry.hours.iter().any(|hours| hours.are(self.day, self.opens, self.closes)))
    }
}

impl Paged {
    /// Which page of a list that has no other parameters.
    pub(super) fn alone(parameters: &Parameters) -> Result<Self, No> {
        let mut paged = Self { page: 1, per_page: PER_PAGE };
        for (name, value) in parameters {
            if !paged.read(name, value)? {
                return Err(malformed(name, "is none that this list has"));
            }
        }
        Ok(paged)
    }

    fn read(&mut self, name: &str, value: &str) -> Result<bool, No> {
        let number = |most| value.parse().ok().filter(|number| (1..=most).contains(number));
        match name {
            "page" => {
                self.page = number(usize::MAX).ok_or_else(|| malformed(name, "counts from 1"))?;
            }
            "per_page" => {
                let wanted = || malformed(name, &format!("is 1 to {PER_PAGE_MAX}"));
                self.per_page = number(PER_PAGE_MAX).ok_or_else(wanted)?;
            }
            "format" if value == "json" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn malformed(name: &str, why: &str) -> No {
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    No::Malformed(format!("the parameter {name:?} {why}"))
}
