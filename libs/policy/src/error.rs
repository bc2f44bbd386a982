//! Why policies cannot be used. Each stops the start: a policy that is not understood must not be left out silently.

use std::path::PathBuf;

/// Why policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The folder, or a file of it, cannot be read.
    #[error("reading policies from {}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is no policy, so everything would be denied.
    #[error("no policy is there; a policy is a statement in a file that ends in .cedar")]
    None,
    /// Something in a policy is wrong.
    #[error("{file}:{line}: {problem}")]
    Wrong {
        /// The file's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}
