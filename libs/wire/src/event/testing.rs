//! What the tests of the topics share.

use domain::{Area, Date, Sealed, Sensitivity};
use prost::Message;

use super::Topical;

/// That an event, written and read again by way of its bytes, is the same.
#[track_caller]
pub(super) fn reads_back<E>(event: E)
where
    E: Topical<Stored: Message + Default> + PartialEq + std::fmt::Debug,
{
    let bytes = event.to_stored().encode_to_vec();
    let stored = E::Stored::decode(bytes.as_slice()).expect("these bytes were just written");
    assert_eq!(E::from_stored(stored), Ok(event));
}

pub(crate) fn sealed(sensitivity: Sensitivity) -> Sealed {
    Sealed { sensitivity, bytes: vec![1, 2, 3] }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a test names a real date")
}

pub(crate) fn dundee() -> Area {
    Area::from_code("S12000042").expect("Dundee City is a council area")
}
