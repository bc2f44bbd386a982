//! Routes: where somebody could go, best first, and why. Services that cannot help are left out, each for one reason
//! that is said; the others are put in order by weights that everybody can read. The area's fallback door closes every
//! answer, so nobody is left with none. It is advice: nobody is sent anywhere by it.

pub mod offer;
pub mod policy;
pub mod query;
pub mod why;

mod draw;
mod filter;
mod fit;
mod rank;
mod said;
mod told;
mod words;

#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;

pub use fit::Scored;
pub use offer::{Asked, Observed, Offer, Snapshot};
pub use policy::{Band, RoutePolicy};
pub use query::{Protected, Query, Wanted};
pub use rank::{LEFT_OUT_MAX, LeftOut, ROUTES_MAX, Ranking, Route, rank};
pub use told::{Listed, Told};
pub use why::{Caveat, Why, WhyNot};
