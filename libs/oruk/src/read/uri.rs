//! URIs by the letter of RFC 3986, since whoever reads what is kept may be strict: any other character is written as `%XX`,
//! and a name of another alphabet as `xn--`. Nothing is mended here; a publisher knows what was meant.

use std::net::Ipv6Addr;

/// What may stand anywhere in a URI besides letters, digits and `%XX`: its unreserved characters and its sub-delimiters.
const ANYWHERE: &[u8] = b"-._~!$&'()*+,;=";

/// A URI, as far as a page in the web is told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Uri<'t> {
    pub(super) scheme: &'t str,
    /// Nothing where it speaks of no host; it may be empty.
    pub(super) host: Option<&'t str>,
}

impl<'t> Uri<'t> {
    /// Reads a text, if it is a URI that has more than a scheme.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':').filter(|(_, rest)| !rest.is_empty())?;
        let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (place, query) = before.split_once('?').unwrap_or((before, ""));
        let (authority, path) = match place.strip_prefix("//") {
            Some(place) => {
                let (authority, path) = place.split_at(place.find('/').unwrap_or(place.len()));
                (Some(authority), path)
            }
            None => (None, place),
        };
        let holds = is_scheme(scheme)
            && is_made_of(path, b":@/")
            && is_made_of(query, b":@/?")
            && is_made_of(fragment, b":@/?");
        let host = match authority {
            Some(authority) => Some(host_in(authority)?),
            None => None,
        };
        holds.then_some(Self { scheme, host })
    }
}

fn is_scheme(text: &str) -> bool {
    let regular = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(regular)
}

/// The host in what stands between `//` and the path, if all of that holds: perhaps a user before it, and a port behind it.
/// Brackets hold an address of IP version 6; of a later one nobody has heard.
fn host_in(authority: &str) -> Option<&str> {
    let (user, place) = authority.split_once('@').unwrap_or(("", authority));
    let (host, port, holds) = match place.strip_prefix('[') {
        Some(literal) => {
            let (address, port) = literal.split_once(']')?;
            (address, port, address.parse::<Ipv6Addr>().is_ok())
        }
        None => {
            let (name, port) = place.split_at(place.find(':').unwrap_or(place.len()));
            (name, port, is_made_of(name, b""))
        }
    };
    (holds && is_port(port) && is_made_of(user, b":")).then_some(host)
}

/// Whether this may stand behind a host: nothing, or a colon and digits.
fn is_port(text: &str) -> bool {
    let digits = |number: &str| number.bytes().all(|b| b.is_ascii_digit());
    text.is_empty() || text.strip_prefix(':').is_some_and(digits)
}

/// Whether a part has only what may stand anywhere, and these.
fn is_made_of(part: &str, also: &[u8]) -> bool {
    let plain = |text: &str| {
        let may = |b: u8| b.is_ascii_alphanumeric() || ANYWHERE.contains(&b) || also.contains(&b);
        text.bytes().all(may)
    };
    let is_hex = |digits: &str| digits.bytes().all(|b| b.is_ascii_hexdigit());
    let mut pieces = part.split('%');
    pieces.next().is_some_and(plain)
        && pieces.all(|piece| piece.get(..2).is_some_and(is_hex) && plain(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn hosts(all: &[(&str, Option<&str>)]) {
        for (text, host) in all {
            assert_eq!(Uri::of(text).map(|uri| uri.host), Some(*host), "{text}");
        }
    }

    #[test]
    fn a_uri_is_read_into_its_parts() {
        hosts(&[
            ("https://example.org", Some("example.org")),
            ("https://example.org/%C3%BC;v=1/a@b:c?q=(1)&r='/?'#s/?", Some("example.org")),
            ("ftp://ann:pw%40@example.org:21/", Some("example.org")),
            ("http://xn--exmple-cua.org:", Some("xn--exmple-cua.org")),
            ("http://[2001:db8::7]:8080/", Some("2001:db8::7")),
            ("http://[::ffff:192.0.2.1]", Some("::ffff:192.0.2.1")),
            ("file:///srv/feed.json", Some("")),
            ("urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", None),
            ("a+b-c.1:/x//y", None),
            ("tag:?", None),
        ]);
    }
    #[test]
    fn what_another_reader_would_refuse_is_no_uri() {
        let others = [
            "",
            "example.org",
            ":x",
            "1x:y",
            "a_b:c",
            "https:",
            "https://example.org/%zz^{|}",
            "https://example.org/100%",
            "https://example.org/%4",
            "https://example.org/%é",
            "https://example.org/a b",
            "https://example.org/a#b#c",
            "https://example.org/[1]",
            "https://example.org/?q=[1]",
            "https://example.org/`",
            "http://exämple.org/",
            "http://example.org/ü",
            "http://[::",
            "http://[::]x/",
            "http://[::]8080/",
            "http://::1/",
            "http://[]/",
            "http://[1::2::3]/",
            "http://[example.org]/",
            "http://a[::1]/",
            "http://[::1%25eth0]/",
            "http://example.org:80a/",
            "http://a@b@example.org/",
            "a:b^c",
            "a:b\\c",
        ];
        for text in others {
            assert_eq!(Uri::of(text), None, "{text}");
        }
    }
}
