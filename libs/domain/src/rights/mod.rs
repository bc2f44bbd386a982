//! Who may see a person, and how much of them: the words in which that is decided. What is decided, and in which words it
//! is written down, is policy's; what stands between a worker and a person is a fact of the person's journey.

pub mod break_glass;
pub mod presence;
pub mod protection;
mod relationships;

pub use relationships::{Relationships, agreed, relationships};

use crate::Journey;

codes! {
    /// What stands between a worker and a person: facts of the person's journey, never claims of the caller.
    pub Relationship {
        /// The worker leads the person, or covers for who does.
        Lead = 1 "LEAD",
        /// The worker's organisation is responsible for the person.
        LeadOrganisation = 2 "LEAD_ORGANISATION",
        /// The worker walks with the person without being responsible.
        Supporter = 3 "SUPPORTER",
        /// A referral of the person has been sent to the worker's organisation, and has not reached an end. Whoever is asked
        /// for the person counts, which for a pull is who holds them.
        Receiver = 4 "RECEIVER",
        /// The worker's organisation asked, with a referral of the person that has not reached an end.
        Sender = 5 "SENDER",
        /// The worker's organisation looks after the person in work.
        Aftercare = 6 "AFTERCARE",
        /// The worker's organisation took the person in, and nobody has been responsible since.
        Door = 7 "DOOR",
        /// The person is with the worker and asks, which the worker has put on record.
        Present = 8 "PRESENT",
        /// The worker has broken the glass, and the time for it is not up.
        BreakGlass = 9 "BREAK_GLASS",
    }
}

codes! {
    /// What a look at a person is for (UK GDPR Article 5(1)(b): for a specified purpose, and for no other).
    pub Purpose {
        /// To find out whether somebody is helping already, and to take the person in.
        Intake = 1 "INTAKE",
        /// To help the person.
        Support = 2 "SUPPORT",
        /// To decide on a referral, or to hand over.
        Handover = 3 "HANDOVER",
        /// To look after the person in work.
        Aftercare = 4 "AFTERCARE",
        /// To answer for others' work.
        Supervision = 5 "SUPERVISION",
        /// To keep somebody from harm.
        Safeguarding = 6 "SAFEGUARDING",
        /// To see whether others' looks were right.
        Review = 7 "REVIEW",
        /// To keep the system running; nothing personal.
        Operations = 8 "OPERATIONS",
    }
}

codes! {
    /// How much of a person an answer shows: the disclosure ladder. Each rung shows what the one below shows, and more.
    pub Level {
        /// Nothing that tells whether the person is known: go on as for anybody new.
        Nothing = 1 "NOTHING",
        /// Somebody is helping already, without a word of who.
        BeingHelped = 2 "BEING_HELPED",
        /// Who is responsible, how to reach the person, and what is open.
        Holder = 3 "HOLDER",
        /// The journey, with what is kept no more closely than names and contacts; special and restricted by a decision each.
        Journey = 4 "JOURNEY",
    }
}

/// Whether anybody is there: a door heard the person, or they are known by name. Nothing is put on record about nobody.
fn is_about_somebody(journey: &Journey) -> bool {
    journey.person.is_registered() || !journey.enquiry.enquiries.is_empty()
}
