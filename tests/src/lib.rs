//! What the black-box stories and drills share: real processes of ours, callers who say who they are, chance that a seed
//! reproduces, and counting what stands in a journal; and a whole site in this process for stories.

pub mod caller;
pub mod chance;
pub mod count;
pub mod doors;
pub mod drill;
pub mod patience;
pub mod process;
pub mod site;
pub mod town;
