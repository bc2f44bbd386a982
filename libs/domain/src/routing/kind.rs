//! Kind of referral: what is asked of the receiver, and so whether responsibility will move.

codes! {
    /// What a referral asks for. A service says which kinds it accepts.
    pub ReferralKind {
        /// Help beside the lead that the person has: responsibility stays where it is.
        Support = 1 "SUPPORT",
        /// Take over: the receiver becomes responsible once contact is confirmed.
        Transfer = 2 "TRANSFER",
        /// The receiver asks for the person who walked in at its door; the present lead accepts.
        Pull = 3 "PULL",
        /// A question between workers: preview data only, and responsibility never moves.
        Advice = 4 "ADVICE",
    }
}
