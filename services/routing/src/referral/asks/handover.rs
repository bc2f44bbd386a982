//! From the yes to the instant that responsibility moves.

use domain::Stamp;
use domain::routing::ask::Ask;
use domain::routing::terms::{Booking, Introduction};
use host::{Call, Desk, malformed};
use tonic::Status;
use wire::convert::{Read, code, maybe_code};
use wire::event::referral::meeting;
use wire::routing::*;

use super::{Asks, Plain, kept, list};

impl Plain for BookIntroRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        let meeting = meeting("meeting", self.meeting)?;
        let booking = Booking { meeting, invited: list("invited", &self.invited)? };
        Ok(Ask::BookIntro { booking, moved: maybe_code("moved", self.moved)? })
    }
}

impl Plain for RecordIntroHeldRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::RecordIntroHeld(Introduction {
            attended: list("attended", &self.attended)?,
            contact_confirmed: self.contact_confirmed,
            person_confirms: self.person_confirms,
        }))
    }
}

impl Plain for ConfirmIntroRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::ConfirmIntro)
    }
}

impl Asks for RecordIntroMissedRequest {
    async fn ask(desk: &Desk, call: &Call<Self>) -> Result<Ask, Status> {
        let reason = code("reason", call.message.reason).map_err(malformed)?;
        let reason = kept(desk, call, reason).await?;
        Ok(Ask::RecordIntroMissed { reason, welfare_concern: call.message.welfare_concern })
    }
}

impl Plain for WaiveIntroRequest {
    fn ask(&self, _: &Stamp) -> Read<Ask> {
        Ok(Ask::WaiveIntro { reason: code("reason", self.reason)? })
    }
}
