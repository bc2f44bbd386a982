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
    /// Protections that stand, by their ids.
    #[prost(bytes = "vec", repeated, tag = "14")]
    pub(crate) protections: Vec<Vec<u8>>,
    /// Workers who said that the person is with them.
    #[prost(message, repeated, tag = "15")]
    pub(crate) present: Vec<PresentRow>,
    /// Broken glass that is not reviewed yet, or still open.
    #[prost(message, repeated, tag = "16")]
    pub(crate) broken: Vec<BrokenRow>,
    /// Who looks after the person in work.
    #[prost(message, optional, tag = "17")]
    pub(crate) aftercare: Option<AftercareRow>,
    /// Doors that took the person in, and nobody has been responsible since.
    #[prost(message, repeated, tag = "18")]
    pub(crate) doors: Vec<DoorRow>,
    /// When the last episode to close did: microseconds since 1970.
    #[prost(int64, optional, tag = "19")]
    pub(crate) closed_at: Option<i64>,
    /// What the person agreed to, of what says who may help.
    #[prost(message, repeated, tag = "20")]
    pub(crate) agreements: Vec<AgreementRow>,
    /// Referrals that are drafts.
    #[prost(bytes = "vec", repeated, tag = "21")]
    pub(crate) drafts: Vec<Vec<u8>>,
    /// The journey's version that last changed what the clocks of its referrals hang on.
    #[prost(uint64, tag = "22")]
    pub(crate) clocks_version: u64,
}

impl PersonRow {
    /// Whether the person is to be found by nobody who does not support them already.
    pub(crate) fn is_protected(&self) -> bool {
        !self.protections.is_empty()
    }
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
    /// Who acts for them, and when; the latest arrangement for a day counts.
    #[prost(message, repeated, tag = "7")]
    pub(crate) covers: Vec<wire::stored::CoverArranged>,
}

/// A worker who said that the person is with them.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct PresentRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) org: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) worker: Vec<u8>,
    /// When it stops to count: microseconds since 1970.
    #[prost(int64, tag = "3")]
    pub(crate) until: i64,
}

/// A broken glass.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct BrokenRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) org: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) worker: Vec<u8>,
    #[prost(int32, tag = "4")]
    pub(crate) opens: i32,
    /// Microseconds since 1970.
    #[prost(int64, tag = "5")]
    pub(crate) opened_at: i64,
    /// When the hour is up: microseconds since 1970.
    #[prost(int64, tag = "6")]
    pub(crate) until: i64,
    /// By when it is reviewed.
    #[prost(message, optional, tag = "7")]
    pub(crate) due_on: Option<wire::types::Date>,
    #[prost(bool, tag = "8")]
    pub(crate) reviewed: bool,
    /// The person, in the rows of reviews.
    #[prost(bytes = "vec", tag = "9")]
    pub(crate) person: Vec<u8>,
}

/// Who looks after the person in work.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AftercareRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) org: Vec<u8>,
    /// The last day.
    #[prost(message, optional, tag = "2")]
    pub(crate) until: Option<wire::types::Date>,
}

/// A door that took the person in.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct DoorRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) org: Vec<u8>,
    /// Microseconds since 1970.
    #[prost(int64, tag = "2")]
    pub(crate) since: i64,
    /// The enquiry that it heard; empty where it registered the person.
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) enquiry: Vec<u8>,
}

/// A yes to taking part, or to a referral.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AgreementRow {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) id: Vec<u8>,
    /// The organisation that may be referred to; empty for taking part at all.
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) org: Vec<u8>,
    /// The last day it holds, if it was given for a time.
    #[prost(message, optional, tag = "3")]
    pub(crate) until: Option<wire::types::Date>,
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
    /// When it was sent: microseconds since 1970.
    #[prost(int64, tag = "10")]
    pub(crate) sent_at: i64,
    /// The receiver put the person on its waiting list: it has answered.
    #[prost(bool, tag = "11")]
    pub(crate) waited: bool,
}

/// How a service answered, month by month. Numbers only.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ObservedRow {
    /// The last seven in which anything happened.
    #[prost(message, repeated, tag = "1")]
    pub(crate) months: Vec<MonthRow>,
}

/// What happened in one month.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct MonthRow {
    /// Months since the year 0.
    #[prost(int32, tag = "1")]
    pub(crate) month: i32,
    /// Referrals that came.
    #[prost(uint32, tag = "2")]
    pub(crate) sent: u32,
    /// Those it said yes to.
    #[prost(uint32, tag = "3")]
    pub(crate) accepted: u32,
    /// Those it said no to.
    #[prost(uint32, tag = "4")]
    pub(crate) declined: u32,
    /// Those that ran out.
    #[prost(uint32, tag = "5")]
    pub(crate) expired: u32,
    /// How many answers came within each measure of hours.
    #[prost(uint32, repeated, tag = "6")]
    pub(crate) hours: Vec<u32>,
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
