//! What the stores do without any of our rules: the ceilings that `anydoor bench` holds the journals against. They stand
//! for themselves and share no code with the backends, so that a slip there cannot lower the ceiling too.

mod publish;
mod sqlite;

pub use publish::{BarePublish, PublishError};
pub use sqlite::{PipeError, SqlitePipe, sqlite_version};
