//! How an import of a publisher's feed ended. A tally says what stands after it, not what it did, so that the same feed read
//! twice comes to the same.

codes! {
    /// Why an import changed nothing: what there was before stands.
    pub ImportFailure {
        /// Nobody answers there.
        Unreachable = 1 "UNREACHABLE",
        /// What comes comes too slowly.
        Stalled = 2 "STALLED",
        /// There is page after page, or record after record, without an end.
        Endless = 3 "ENDLESS",
        /// A page comes that came before.
        Repeats = 4 "REPEATS",
        /// A page, or all of it, is larger than is read.
        TooLarge = 5 "TOO_LARGE",
        /// What comes is no feed of services.
        NotAFeed = 6 "NOT_A_FEED",
        /// Most of what was there is gone.
        MostGone = 7 "MOST_GONE",
        /// It ends in the middle, or before all that it speaks of has come.
        CutOff = 8 "CUT_OFF",
        /// The answer is another one than the feed: an error, or that it is elsewhere.
        Answered = 9 "ANSWERED",
    }
}

/// What stands after an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many services the feed has that can be read.
    pub read: u32,
    /// How many records of it cannot.
    pub left_out: u32,
    /// How many faults it has.
    pub faults: u32,
    /// How many services are listed of it that are in it no longer, because somebody was referred there, or because it
    /// cannot be told what became of them.
    pub kept: u32,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The whole feed was read, and what it says is listed.
    Concluded(Tally),
    /// Nothing changed.
    Failed(ImportFailure),
}
