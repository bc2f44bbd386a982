//! What one member may look like: a line, a text, a number, an id, an address. Each takes a value of JSON and gives what it
//! says, or why it does not hold.

use serde_json::Value;
use uuid::Uuid;

use super::uri::Uri;
use crate::Problem;

/// The longest name or line, in characters.
pub const LINE_CHARS_MAX: usize = 200;

/// The longest text, in characters.
pub const TEXT_CHARS_MAX: usize = 20_000;

/// The longest address of the web or URI, in characters.
pub const URI_CHARS_MAX: usize = 2_000;

/// The longest email address, in characters (RFC 5321, 4.5.3.1).
const EMAIL_CHARS_MAX: usize = 254;

/// What a value is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Any text that says something.
pub(super) fn text(value: &Value) -> Result<String, Problem> {
    let text = said(value)?;
    let may = |c: char| matches!(c, '\n' | '\r' | '\t');
    within(text, TEXT_CHARS_MAX)?;
    shown(text, may).map(str::to_owned)
}

/// A text on one line.
pub(super) fn line(value: &Value) -> Result<String, Problem> {
    let text = said(value)?;
    within(text, LINE_CHARS_MAX)?;
    shown(text, |_| false).map(|text| text.trim().to_owned())
}

/// A UUID with its hyphens.
pub(super) fn uuid(value: &Value) -> Result<Uuid, Problem> {
    let text = said(value)?;
    let usual = text.len() == uuid::fmt::Hyphenated::LENGTH;
    usual.then(|| Uuid::try_parse(text).ok()).flatten().ok_or(Problem::NotUuid)
}

/// A page in the web. Other schemes are refused: somebody may follow it.
pub(super) fn link(value: &Value) -> Result<String, Problem> {
    let (text, Uri { scheme, host }) = identified(value)?;
    let web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let somewhere = host.is_some_and(|host| !host.is_empty());
    if web && somewhere { Ok(text.to_owned()) } else { Err(Problem::NotUri) }
}

/// A URI of any scheme: it identifies, and nobody follows it.
pub(super) fn uri(value: &Value) -> Result<String, Problem> {
    identified(value).map(|(text, _)| text.to_owned())
}

fn identified(value: &Value) -> Result<(&str, Uri<'_>), Problem> {
    let text = said(value)?;
    within(text, URI_CHARS_MAX)?;
    Uri::of(text).map(|uri| (text, uri)).ok_or(Problem::NotUri)
}

/// An email address: enough of a look to catch a slip.
pub(super) fn email(value: &Value) -> Result<String, Problem> {
    let text = said(value)?;
    within(text, EMAIL_CHARS_MAX)?;
    let (local, domain) = text.split_once('@').ok_or(Problem::NotEmail)?;
    let label =
        |l: &str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_domain = domain.contains('.') && domain.split('.').all(label);
    let plain =
        |c: char| !c.is_whitespace() && !is_hidden(c) && !matches!(c, '"' | '<' | '>' | ',' | ';');
    let holds = !local.is_empty() && is_domain && local.chars().all(plain);
    if holds { Ok(text.to_owned()) } else { Err(Problem::NotEmail) }
}

/// A number between two others.
pub(super) fn number(value: &Value, least: i64, most: i64) -> Result<f64, Problem> {
    let wrong = || Problem::WrongType { wanted: "a number", found: kind(value) };
    let number = value.as_f64().filter(|_| value.is_number()).ok_or_else(wrong)?;
    let inside = (least as f64..=most as f64).contains(&number);
    if inside { Ok(number) } else { Err(Problem::OutOfRange { least, most }) }
}

/// One of the words that the form has.
pub(super) fn one_of<T: Copy>(
    value: &Value,
    names: &'static [&'static str],
    all: &[T],
) -> Result<T, Problem> {
    let text = said(value)?;
    let known = names.iter().zip(all).find(|(name, _)| **name == text);
    known.map(|(_, one)| *one).ok_or(Problem::NotOneOf(names))
}

/// A text that is not blank.
pub(super) fn said(value: &Value) -> Result<&str, Problem> {
    let wrong = || Problem::WrongType { wanted: "a text", found: kind(value) };
    let text = value.as_str().ok_or_else(wrong)?;
    if text.trim().is_empty() { Err(Problem::Empty) } else { Ok(text) }
}

fn within(text: &str, most: usize) -> Result<(), Problem> {
    let chars = text.chars().count();
    if chars > most { Err(Problem::TooLong { chars, most }) } else { Ok(()) }
}

fn shown(text: &str, may: impl Fn(char) -> bool) -> Result<&str, Problem> {
    let hidden = text.chars().any(|c| is_hidden(c) && !may(c));
    if hidden { Err(Problem::Hidden) } else { Ok(text) }
}

/// Control characters, and those that turn the direction of writing.
fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}
