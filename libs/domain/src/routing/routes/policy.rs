//! Policy: how much each good reason weighs. Data, with a version, so that an answer can be read later by the weights
//! it was made with.

/// The weights of routes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutePolicy {
    /// Which weights these are, such as `standard-1`.
    pub version: String,
    /// For each need that the service helps with.
    pub need: u16,
    /// How many needs count at most: a service that lists everything is not for that the best at anything.
    pub needs_max: u16,
    /// For being near, by metres.
    pub near: [Band; 3],
    /// For having a place free.
    pub place_free: u16,
    /// For a short wait, by days.
    pub wait: [Band; 2],
    /// For answering soon, by hours.
    pub answers: [Band; 2],
    /// From how many answers on it counts how soon they came: few say little, and a new service is not judged by them.
    pub answers_min: u32,
}

/// A weight for everything up to a measure. Steps rather than a slope: who is a little nearer is not always first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The largest measure that has this weight.
    pub up_to: u32,
    /// What it weighs.
    pub weight: u16,
}

impl RoutePolicy {
    /// The weights of a site that set none: what the service helps with decides before how near it is and how soon there
    /// is a place.
    pub fn standard() -> Self {
        let band = |up_to, weight| Band { up_to, weight };
        Self {
            version: "standard-1".to_owned(),
            need: 40,
            needs_max: 3,
            near: [band(2_000, 30), band(5_000, 20), band(15_000, 10)],
            place_free: 30,
            wait: [band(7, 20), band(28, 10)],
            answers: [band(48, 10), band(120, 5)], // The clocks give two working days to open, five to decide.
            answers_min: 5,
        }
    }
}

/// The weight of a measure: that of the first band it falls into.
pub(super) fn weight(bands: &[Band], measure: u32) -> Option<u16> {
    bands.iter().find(|band| measure <= band.up_to).map(|band| band.weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_has_the_weight_of_the_first_band_it_falls_into() {
        let near = RoutePolicy::standard().near;
        let weights = [0, 2_000, 2_001, 15_000, 15_001].map(|metres| weight(&near, metres));
        assert_eq!(weights, [Some(30), Some(30), Some(20), Some(10), None]);
    }
    #[test]
    fn the_standard_weights_grow_with_what_is_better() {
        let RoutePolicy { near, wait, answers, .. } = RoutePolicy::standard();
        for bands in [&near[..], &wait, &answers] {
            assert!(bands.is_sorted_by(|one, next| one.up_to < next.up_to));
            assert!(bands.is_sorted_by(|one, next| one.weight > next.weight));
        }
    }
}
