//! Language: which one a service works in, or a person speaks, as a tag that people and browsers use (BCP 47). Whether
//! a tag names a language that exists is not decided here: lists of those change every year.

/// The longest tag, in characters.
pub const LANGUAGE_CHARS_MAX: usize = 35;

/// A language, such as `pl`, `gd` or `zh-hant`: lower case throughout, for case means nothing in a tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageTag(String);

/// Why a text is no language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a language tag of at most 35 characters, such as pl, gd or zh-Hant")]
pub struct LanguageError;

impl LanguageTag {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Whether it is English, which every service works in.
    pub fn is_english(&self) -> bool {
        self.parts().next() == Some("en")
    }
    /// Whether who speaks the one is helped by the other. One that says more is understood by one that says less, and the
    /// other way round: `pt` and `pt-br` go together, `pt-pt` and `pt-br` do not.
    pub fn goes_with(&self, other: &Self) -> bool {
        self.parts().zip(other.parts()).all(|(one, another)| one == another)
    }
    fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('-')
    }
}

impl std::str::FromStr for LanguageTag {
    type Err = LanguageError;
    fn from_str(text: &str) -> Result<Self, LanguageError> {
        let (first, more) = text.split_once('-').map_or((text, None), |(f, m)| (f, Some(m)));
        let named =
            (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic());
        let is_part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let fits = named
            && text.len() <= LANGUAGE_CHARS_MAX
            && more.is_none_or(|more| more.split('-').all(is_part));
        if fits { Ok(Self(text.to_ascii_lowercase())) } else { Err(LanguageError) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        text.parse().expect("a test names a language")
    }

    #[test]
    fn case_means_nothing() {
        assert_eq!(tag("ZH-Hant"), tag("zh-hant"));
        assert_eq!(tag("PL").as_str(), "pl");
    }
    #[test]
    fn what_says_less_goes_with_what_says_more() {
        assert!(tag("pt").goes_with(&tag("pt-BR")));
        assert!(tag("pt-BR").goes_with(&tag("pt")));
        assert!(!tag("pt-PT").goes_with(&tag("pt-BR")));
        assert!(!tag("pl").goes_with(&tag("pt")));
    }
    #[test]
    fn english_is_english_wherever_it_is_spoken() {
        assert!(tag("en").is_english() && tag("en-GB").is_english());
        assert!(!tag("enm").is_english() && !tag("gd").is_english());
    }
    #[test]
    fn what_is_no_tag_is_not_read() {
        let long = format!("en-{}", ["abcdefgh"; 4].join("-"));
        for text in
            ["", "p", "Polish", "pl ", "pl_PL", "pl-", "-pl", "zh--hant", "en-abcdefghi", "é-pl"]
        {
            assert_eq!(text.parse::<LanguageTag>(), Err(LanguageError), "{text:?}");
        }
        assert_eq!(long.len(), 38);
        assert_eq!(long.parse::<LanguageTag>(), Err(LanguageError));
    }
}
