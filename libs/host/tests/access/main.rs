//! Looks at people: on record before they are answered, and no more of them than may be.

mod budgets;
mod record;
mod red_team;
mod support;
mod walks;
