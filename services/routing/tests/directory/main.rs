//! The directory, asked over its own API: real journals and a real view, in memory.

mod clocks;
mod doors;
mod entries;
mod lists;
mod overlays;
mod places;
mod publications;
mod publishers;
mod site;
mod workers;
