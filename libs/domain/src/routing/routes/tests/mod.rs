//! What may be relied on of every answer, filter by filter, weight by weight, and as rules over whatever is asked.

mod asked;
mod filters;
mod random;
mod rules;
mod said;
mod weights;
