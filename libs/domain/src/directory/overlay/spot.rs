//! Spot: where a door is, and how far it is from another. Whole numbers throughout, so that the same two spots are the
//! same way apart on every machine.

/// A place on the map, in millionths of a degree (about 11 centimetres from south to north).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    latitude: i32,
    longitude: i32,
}

/// Why these numbers are no spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be in or near the United Kingdom, in millionths of a degree: latitude 49 to 62, longitude -9 to 3; check that the two are not swapped"
)]
pub struct SpotError;

const DEGREE: i64 = 1_000_000;
/// From the Channel to north of Shetland.
const LATITUDES: std::ops::RangeInclusive<i32> = 49_000_000..=62_000_000;
/// From west of St Kilda to east of Lowestoft.
const LONGITUDES: std::ops::RangeInclusive<i32> = -9_000_000..=3_000_000;
/// Centimetres in a degree from south to north, on a sphere of the Earth's mean radius.
const CENTIMETRES: i64 = 11_119_493;
/// The cosines of 49 to 62 degrees, in millionths: by so much a degree from west to east is shorter.
const COSINES: [i64; 14] = [
    656_059, 642_788, 629_320, 615_661, 601_815, 587_785, 573_576, 559_193, 544_639, 529_919,
    515_038, 500_000, 484_810, 469_472,
];

impl Spot {
    /// The spot at this latitude and longitude, in millionths of a degree.
    pub fn new(latitude: i32, longitude: i32) -> Result<Self, SpotError> {
        if LATITUDES.contains(&latitude) && LONGITUDES.contains(&longitude) {
            Ok(Self { latitude, longitude })
        } else {
            Err(SpotError)
        }
    }
    /// Millionths of a degree north of the equator.
    pub fn latitude(self) -> i32 {
        self.latitude
    }
    /// Millionths of a degree east of Greenwich.
    pub fn longitude(self) -> i32 {
        self.longitude
    }
    /// How far it is as the crow flies, in metres. Within the country this is right to one part in a hundred.
    pub fn metres_to(self, other: Self) -> u32 {
        let north = i64::from(self.latitude) - i64::from(other.latitude);
        let east = i64::from(self.longitude) - i64::from(other.longitude);
        let middle = (i64::from(self.latitude) + i64::from(other.latitude)) / 2;
        let north = north * CENTIMETRES / DEGREE;
        let east = east * CENTIMETRES / DEGREE * cosine(middle) / DEGREE;
        let metres = (north * north + east * east).isqrt() / 100;
        u32::try_from(metres).expect("the country is less than 4,000 km long")
    }
}

/// The cosine of a latitude, between two of the table.
fn cosine(latitude: i64) -> i64 {
    let above = latitude - i64::from(*LATITUDES.start());
    let degree = usize::try_from(above / DEGREE).expect("a spot is at 49 degrees or above");
    let at = |degree: usize| COSINES[degree.min(COSINES.len() - 1)];
    at(degree) - (at(degree) - at(degree + 1)) * (above % DEGREE) / DEGREE
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spot(latitude: i32, longitude: i32) -> Spot {
        Spot::new(latitude, longitude).expect("a test names a spot")
    }
    fn anywhere() -> impl Strategy<Value = Spot> {
        (LATITUDES, LONGITUDES).prop_map(|(latitude, longitude)| spot(latitude, longitude))
    }

    /// The same way in the usual formula (haversine).
    fn metres_on_a_sphere(one: Spot, other: Spot) -> f64 {
        let radians = |micro: i32| (f64::from(micro) / 1e6).to_radians();
        let (a, b) = (radians(one.latitude), radians(other.latitude));
        let half = |x: f64| (x / 2.0).sin().powi(2);
        let h = half(b - a)
            + a.cos() * b.cos() * half(radians(other.longitude) - radians(one.longitude));
        2.0 * 6_371_000.0 * h.sqrt().asin()
    }

    #[test]
    fn dundee_is_58_kilometres_from_edinburgh() {
        let (dundee, edinburgh) = (spot(56_462_000, -2_970_700), spot(55_953_300, -3_188_300));
        assert_eq!(dundee.metres_to(edinburgh), 58_143);
        assert_eq!(dundee.metres_to(dundee), 0);
    }
    #[test]
    fn a_spot_with_its_numbers_swapped_is_none() {
        for (latitude, longitude) in [(-2_970_700, 56_462_000), (0, 0), (100, 100)] {
            assert_eq!(Spot::new(latitude, longitude), Err(SpotError));
        }
        assert_eq!(Spot::new(62_000_001, -3_000_000), Err(SpotError));
    }

    proptest! {
        #[test]
        fn the_way_there_is_as_long_as_the_way_back(one in anywhere(), other in anywhere()) {
            prop_assert_eq!(one.metres_to(other), other.metres_to(one));
        }
        #[test]
        fn a_distance_is_right_to_one_part_in_a_hundred(one in anywhere(), other in anywhere()) {
            let (ours, usual) = (f64::from(one.metres_to(other)), metres_on_a_sphere(one, other));
            prop_assert!((ours - usual).abs() <= 2.0 + usual / 100.0, "{} and {}", ours, usual);
        }
    }
}
