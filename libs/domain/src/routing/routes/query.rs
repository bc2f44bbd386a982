//! Query: what is wanted for one person. What the law protects stands apart from it, because it may rule a service out
//! that is not for them, and may do nothing else.

use std::collections::BTreeSet;

use crate::directory::overlay::{LanguageTag, ServiceAccess, Spot};
use crate::directory::service::ServiceMode;
use crate::intake::need::{CircumstanceCode, NeedCode};
use crate::intake::stage::Stage;
use crate::routing::kind::ReferralKind;
use crate::{Area, Date, PersonId};

/// What is asked for one person on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// For whom. The person decides between services that fit equally well, so that each gets its share of people.
    pub person: PersonId,
    /// The day of the question.
    pub on: Date,
    /// What is wanted.
    pub wanted: Wanted,
    /// What may only rule services out.
    pub protected: Protected,
}

/// What is wanted: all that an order may depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Where the person lives.
    pub area: Area,
    /// What kind of referral it would be.
    pub kind: ReferralKind,
    /// The stage they are at; absent: any.
    pub stage: Option<Stage>,
    /// What they want help with; empty: unsaid.
    pub needs: BTreeSet<NeedCode>,
    /// How they can meet somebody; empty: in any way.
    pub modes: BTreeSet<ServiceMode>,
    /// Where they set out from; absent: unsaid, and then no service is nearer than another.
    pub from: Option<Spot>,
    /// How far they can go, in metres; absent: any way.
    pub metres_max: Option<u32>,
}

/// What the Equality Act 2010 protects, or comes close to it. Filters read it; nothing that makes an order can.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Protected {
    /// How old the person is, in whole years; absent: not known.
    pub age: Option<u8>,
    /// The language they need; absent: English will do.
    pub language: Option<LanguageTag>,
    /// What they need to get in and to take part.
    pub access: BTreeSet<ServiceAccess>,
    /// The groups they are known to be in.
    pub groups: BTreeSet<CircumstanceCode>,
}
