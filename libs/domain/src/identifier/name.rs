//! Names: what may be written down as one, and the one form under which differently written names are found again.
//! A name never identifies somebody by itself.

use super::{has_control, is_hyphen};
use crate::Pii;

/// The longest name, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// A given name or a family name, as the person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(Pii<String>);

/// Why a text cannot be written down as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No letter in it.
    #[error("give a name, or what the person likes to be called")]
    Empty,
    /// More than 100 characters.
    #[error("a name has at most 100 characters here; give the part that the person uses most")]
    Length,
    /// A control character, or one that turns the direction of writing.
    #[error("the name has hidden characters; type it instead of pasting it")]
    Character,
}

impl Name {
    /// The name as it was given, without space around it.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }
    /// The one form that spellings of a name share: without case, diacritics, hyphens, apostrophes and spaces, and with
    /// Mac written Mc. `O'Neill`, `O Neill` and `ONEILL` share one, and so do
    /// `MacLeod`, `Mc Leod` and `McLEOD`.
    pub fn index_form(&self) -> Pii<String> {
        Pii::new(joined(&parts(self.as_str())))
    }
    /// As [`index_form`](Self::index_form), for a family name: the halves of a double one may come in either order.
    pub fn surname_index_form(&self) -> Pii<String> {
        let mut parts = parts(self.as_str());
        if let [_, _] = parts.as_slice() {
            parts.sort_unstable();
        }
        Pii::new(joined(&parts))
    }
}

impl std::str::FromStr for Name {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        if text.chars().count() > NAME_CHARS_MAX {
            return Err(NameError::Length);
        }
        if has_control(text) {
            return Err(NameError::Character);
        }
        if !fold(text).contains(char::is_alphabetic) {
            return Err(NameError::Empty);
        }
        Ok(Self(Pii::new(text.to_owned())))
    }
}

/// The words of a name, folded; a particle is part of the word that it leads to.
fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut particles = String::new();
    for word in name.split(|c: char| c.is_whitespace() || is_hyphen(c)) {
        particles.push_str(&fold(word));
        if !is_particle(&fold(word)) && !particles.is_empty() {
            parts.push(std::mem::take(&mut particles));
        }
    }
    parts.extend(Some(particles).filter(|left| !left.is_empty()));
    parts.iter().map(|part| with_mc(part)).collect()
}

fn joined(parts: &[String]) -> String {
    with_mc(&parts.concat())
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 22] = [
        "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "el", "ibn", "la",
        "le", "mac", "mc", "nic", "o", "st", "ter", "van", "von",
    ];
    word.is_empty() || PARTICLES.contains(&word)
}

/// `MacDonald` and `McDonald` are one name to those who write them down.
fn with_mc(word: &str) -> String {
    match word.strip_prefix("mac") {
        Some(rest) if !rest.is_empty() => format!("mc{rest}"),
        Some(_) | None => word.to_owned(),
    }
}

/// Lower case, without diacritics, letters and digits alone.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.to_lowercase().chars() {
        match plain(c) {
            Some(plain) => folded.push_str(plain),
            None if c.is_alphanumeric() => folded.push(c),
            None => {} // Apostrophes, full stops, and accents that stand by themselves.
        }
    }
    folded
}

/// The letters that a letter with a diacritic stands for: those of Europe's Latin alphabets, and a final sigma.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ª' => "a",
        'æ' | 'ǽ' => "ae",
        'ḃ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' | 'ḋ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẽ' => "e",
        'ḟ' => "f",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => "i",
        'ĵ' => "j",
        'ķ' | 'ĸ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ṁ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' | 'º' => "o",
        'œ' => "oe",
        'ṗ' => "p",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṡ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṫ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => "u",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ς' => "σ",
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }
    fn form(text: &str) -> String {
        name(text).index_form().into_exposed()
    }
    fn surname(text: &str) -> String {
        name(text).surname_index_form().into_exposed()
    }

    #[test]
    fn a_name_is_kept_as_the_person_writes_it() {
        assert_eq!(name("  Sìne  NicLeòid ").as_str(), "Sìne  NicLeòid");
    }
    #[test]
    fn case_accents_and_apostrophes_do_not_hide_anybody() {
        for written in
            ["O'Neill", "O\u{2019}NEILL", "O Neill", "oneill", "O'Néill", "O'Ne\u{301}ill"]
        {
            assert_eq!(form(written), "oneill", "{written}");
        }
        assert_eq!(form("Zoë"), form("ZOE"));
        assert_eq!(form("Łukasz Øster Weiß"), "lukaszosterweiss");
        assert_eq!(form("İpek"), "ipek");
    }
    #[test]
    fn mac_and_mc_are_one() {
        for written in ["MacDonald", "McDonald", "Mac Donald", "Mc-Donald", "MACDONALD"] {
            assert_eq!(form(written), "mcdonald", "{written}");
        }
        assert_eq!(form("Mac"), "mac");
    }
    #[test]
    fn a_double_surname_is_found_in_either_order() {
        assert_eq!(surname("Smith-Jones"), surname("Jones Smith"));
        assert_eq!(surname("O'Neill-MacLeod"), surname("McLeod O Neill"));
        assert_ne!(form("Ann Mary"), form("Mary Ann"));
    }
    #[test]
    fn a_particle_belongs_to_the_word_after_it() {
        assert_eq!(surname("van der Berg"), surname("Vanderberg"));
        assert_eq!(surname("de Silva"), surname("DeSilva"));
    }
    #[test]
    fn names_in_other_scripts_keep_their_letters() {
        assert_eq!(form("Ольга"), "ольга");
        assert_ne!(form("李"), form("王"));
    }
    #[test]
    fn a_name_has_a_letter_and_at_most_a_hundred_characters() {
        for text in ["", "  ", "-", "'"] {
            assert_eq!(text.parse::<Name>(), Err(NameError::Empty));
        }
        assert!("é".repeat(100).parse::<Name>().is_ok());
        assert_eq!("e".repeat(101).parse::<Name>(), Err(NameError::Length));
    }
    #[test]
    fn a_name_cannot_turn_a_line_of_text_around() {
        for text in ["Te\u{202e}sty", "Tes\nty", "Tes\u{0}ty", "Te\u{2066}sty"] {
            assert_eq!(text.parse::<Name>(), Err(NameError::Character), "{text:?}");
        }
    }
    #[test]
    fn nothing_of_a_name_is_printed() {
        assert_eq!(format!("{:?}", name("Testy")), "Name(Pii(..))");
        assert_eq!(format!("{:?}", name("Testy").index_form()), "Pii(..)");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "(Mac|Mc|O'|ma|c|[a-zA-ZÀ-ſ])([ '-]|ma|c|mac|[a-zà-ÿ]){0,12}|\\PC{1,40}") {
            if let Ok(name) = text.parse::<Name>() {
                for form in [name.index_form(), name.surname_index_form()] {
                    if let Ok(again) = form.expose().parse::<Name>() {
                        prop_assert_eq!(again.index_form(), form.clone());
                        prop_assert_eq!(again.surname_index_form(), form);
                    }
                }
            }
        }
        #[test]
        fn case_and_hyphens_never_change_the_form(words in prop::collection::vec("[a-z]{1,8}", 1..4)) {
            let spaced = words.join(" ");
            prop_assert_eq!(form(&spaced), form(&words.join("-").to_uppercase()));
        }
    }
}
