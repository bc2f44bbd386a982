//! Write tokens: what a caller brings to a query to be sure to see what they wrote.

/// Names one journal, so that a position of another is never mistaken for one of this.
pub type Epoch = [u8; 8];

/// Which journal a position belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteToken {
    /// The journal.
    pub epoch: Epoch,
    /// The position of the write in it.
    pub position: u64,
}

impl std::fmt::Display for WriteToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}-{:x}", u64::from_be_bytes(self.epoch), self.position)
    }
}

impl std::str::FromStr for WriteToken {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (epoch, position) = text.split_once('-').unwrap_or((text, ""));
        let epoch = u64::from_str_radix(epoch, 16)?.to_be_bytes();
        Ok(Self { epoch, position: u64::from_str_radix(position, 16)? })
    }
}
