//! Assignment: who is responsible for a person, and who else walks with them.

pub mod contact;
pub mod household;
pub mod intervention;
pub mod lead;
pub mod supporter;
