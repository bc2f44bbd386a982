//! The view's rows, as stored. Ids, codes and dates only, and keyed tokens of names; a change of shape is a new schema.

/// Where a person is now.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct PersonRow {
    /// The journey's version that changed it last.
    #[prost(uint64, tag = "1")]
    pub(crate) version: u64,
    /// A commit could not be read.
    #[prost(bool, tag = "2")]
    pub(crate) degraded: bool,
    /// Who is responsible, while an episode is open.
    #[prost(message, optional, tag = "3")]
    pub(crate) lead: Option<LeadRow>,
    /// The newest episode.
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) episode: Vec<u8>,
    /// Whether it is open.
    #[prost(bool, tag = "5")]
    pub(crate) open: bool,
    /// Its council area.
    #[prost(string, tag = "6")]
    pub(crate) area: String,
    /// When it began.
    #[prost(message, optional, tag = "7")]
    pub(crate) opened_on: Option<wire::types::Date>,
    /// While paused: when somebody looks again.
    #[prost(message, optional, tag = "8")]
    pub(crate) paused_until: Option<wire::types::Date>,
    /// How many episodes there were.
    #[prost(uint32, tag = "9")]
    pub(crate) episodes: u32,
    /// Stages that are on, in order.
    #[prost(int32, repeated, tag = "10")]
    pub(crate) stages: Vec<i32>,
    /// Referrals that have not reached an end, and those that hold the person.
    #[prost(message, repeated, tag = "11")]
    pub(crate) referrals: Vec<ReferralRow>,
    /// Those who walk with the person.
    #[prost(message, repeated, tag = "12")]
    pub(crate) supporters: Vec<SupporterRow>,
    /// Tokens under which the person is found by name.
    #[prost(bytes = "vec", repeated, tag = "13")]
    pub(crate) names: Vec<Vec<u8>>,
}

/// Who is responsible.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct LeadRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) org: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) worker: Vec<u8>,
    /// Microseconds since 1970.
    #[prost(int64, tag = "3")]
    pub(crate) since: i64,
    #[prost(int32, tag = "4")]
    pub(crate) reason: i32,
    /// The last day, if they hold as caretaker.
    #[prost(message, optional, tag = "5")]
    pub(crate) caretaker_until: Option<wire::types::Date>,
    /// How they and the person met.
    #[prost(message, optional, tag = "6")]
    pub(crate) introduced: Option<wire::types::Introduction>,
}

/// A referral that has not reached an end.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ReferralRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) id: Vec<u8>,
    #[prost(int32, tag = "2")]
    pub(crate) kind: i32,
    #[prost(int32, tag = "3")]
    pub(crate) state: i32,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) from: Vec<u8>,
    #[prost(bytes = "vec", tag = "5")]
    pub(crate) to: Vec<u8>,
    #[prost(bytes = "vec", tag = "6")]
    pub(crate) service: Vec<u8>,
    /// Since when it is in this state: microseconds since 1970.
    #[prost(int64, tag = "7")]
    pub(crate) since: i64,
    /// The receiver holds the person.
    #[prost(bool, tag = "8")]
    pub(crate) handed_over: bool,
    /// The person, in the rows of work lists.
    #[prost(bytes = "vec", tag = "9")]
    pub(crate) person: Vec<u8>,
}

/// Somebody who walks with the person.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(crate) struct SupporterRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) org: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) worker: Vec<u8>,
    #[prost(int32, tag = "3")]
    pub(crate) role: i32,
}
