//! Until when a certificate is valid: the one thing about it that we need and no library of ours tells. Reads just so far
//! into the DER, of certificates that have been checked before.

use domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The instant after which a certificate (RFC 5280) is no longer valid.
pub(crate) fn not_after(certificate: &[u8]) -> Option<Timestamp> {
    let mut outer = certificate;
    let mut whole = inside(&mut outer, SEQUENCE)?;
    let mut to_be_signed = inside(&mut whole, SEQUENCE)?;
    if to_be_signed.first() == Some(&VERSION) {
        inside(&mut to_be_signed, VERSION)?;
    }
    inside(&mut to_be_signed, INTEGER)?; // The serial number,
    inside(&mut to_be_signed, SEQUENCE)?; // the algorithm,
    inside(&mut to_be_signed, SEQUENCE)?; // the authority.
    let mut validity = inside(&mut to_be_signed, SEQUENCE)?;
    element(&mut validity)?;
    let (tag, text) = element(&mut validity)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

fn inside<'a>(from: &mut &'a [u8], wanted: u8) -> Option<&'a [u8]> {
    element(from).filter(|(tag, _)| *tag == wanted).map(|(_, content)| content)
}

/// Takes one element off the front: its tag and its content.
fn element<'a>(from: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&tag, rest) = from.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 | 0x82 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None, // Longer than any certificate that a handshake lets through.
    };
    let (content, rest) = rest.split_at_checked(length)?;
    *from = rest;
    Some((tag, content))
}

/// `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` from then on.
fn time(tag: u8, text: &str) -> Option<Timestamp> {
    let (century, digits) = match tag {
        UTC_TIME if text.get(..2)?.parse::<u8>().ok()? < 50 => ("20", text),
        UTC_TIME => ("19", text),
        GENERALIZED_TIME => ("", text),
        _ => return None,
    };
    let digits = format!("{century}{}", digits.strip_suffix('Z')?);
    let civil = DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_time_are_read() {
        let read = |tag, text| time(tag, text).map(|at| at.to_string());
        assert_eq!(read(UTC_TIME, "260817133000Z").as_deref(), Some("2026-08-17T13:30:00Z"));
        assert_eq!(read(UTC_TIME, "991231235959Z").as_deref(), Some("1999-12-31T23:59:59Z"));
        let later = "20510101000000Z";
        assert_eq!(read(GENERALIZED_TIME, later).as_deref(), Some("2051-01-01T00:00:00Z"));
        for (tag, text) in [(UTC_TIME, "260817133000"), (0x0c, later), (UTC_TIME, "2é0817133000Z")]
        {
            assert_eq!(read(tag, text), None);
        }
    }

    #[test]
    fn what_is_cut_short_has_no_end() {
        let key = rcgen::KeyPair::generate().expect("a key");
        let mut about = rcgen::CertificateParams::default();
        about.not_after = rcgen::date_time_ymd(2031, 5, 4);
        let whole = about.self_signed(&key).expect("a certificate").der().to_vec();
        let read = not_after(&whole).map(|at| at.to_string());
        assert_eq!(read.as_deref(), Some("2031-05-04T00:00:00Z"));
        for length in 0..whole.len() {
            assert_eq!(not_after(&whole[..length]), None);
        }
    }
}
