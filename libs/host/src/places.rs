//! Places at a service, for those who decide on referrals: hold one, take it, give it back. Taking and giving back have
//! request ids made from the referral command's own. What keeps a retry from holding two places is that a referral has one
//! (`place::State::of`). A place whose referral has ended comes back with the command that ended it, whichever service that
//! came to; what becomes of a hold that somebody forgot, `settle.rs` finds out.

use domain::directory::Service;
use domain::directory::place::{Command, Hold};
use domain::{Journey, ReferralId, ReservationId, ServiceId, Timestamp};
use journal::Asked;
use tonic::Status;
use uuid::Uuid;

use crate::call::{asked, derived, stamp};
use crate::system::SYSTEM;
use crate::{Call, Registry};

impl Registry {
    /// Holds a place for a referral. The hold lapses at an instant: from then on others may ask what became of it.
    ///
    /// A retry may name another instant: the first one's stands.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` where no place is free, the service takes nobody, or the referral has a place there;
    /// `NOT_FOUND` for an unknown service; as [`crate::status`] says otherwise.
    pub async fn reserve<T>(
        &self,
        service: ServiceId,
        reservation: ReservationId,
        referral: ReferralId,
        until: Timestamp,
        call: &Call<T>,
    ) -> Result<(), Status> {
        let asked = self.place_asked(call, "reserve", reservation, referral.as_bytes());
        self.place(service, &asked, Command::Reserve { reservation, referral, until }).await
    }

    /// Takes a held place.
    ///
    /// # Errors
    /// `NOT_FOUND` for an unknown hold, `FAILED_PRECONDITION` for one that was given back; as [`crate::status`] says otherwise.
    pub async fn take<T>(
        &self,
        service: ServiceId,
        reservation: ReservationId,
        call: &Call<T>,
    ) -> Result<(), Status> {
        let asked = self.place_asked(call, "take", reservation, &[]);
        self.place(service, &asked, Command::Take { reservation }).await
    }

    /// Gives a held or taken place back.
    ///
    /// # Errors
    /// `NOT_FOUND` for an unknown hold; as [`crate::status`] says otherwise.
    pub async fn release<T>(
        &self,
        service: ServiceId,
        reservation: ReservationId,
        call: &Call<T>,
    ) -> Result<(), Status> {
        let asked = self.place_asked(call, "release", reservation, &[]);
        self.place(service, &asked, Command::Release { reservation }).await
    }

    /// Gives back the places of a journey's referrals that have ended: what a command ended just now, and what was ended by
    /// a process that did not come to it. What was written stands, whatever comes of this; the next command on the journey
    /// tries again.
    pub(crate) async fn free_places<T>(&self, call: &Call<T>, journey: &Journey) {
        let referrals = journey.referral.referrals.values();
        for referral in referrals.filter(|referral| referral.state.is_terminal()) {
            let service = referral.request.to.service;
            let place = referral.acceptance.and_then(|yes| yes.reservation);
            if let Some(reservation) = place
                && !self.is_given_back(service, reservation)
                && let Err(error) = self.release(service, reservation, call).await
            {
                tracing::warn!(%service, %reservation, %error, "a place could not be given back");
            }
        }
    }

    /// Whether the directory knows that a place is free again. It may learn so late, which costs one more command.
    fn is_given_back(&self, service: ServiceId, reservation: ReservationId) -> bool {
        let known = self.directory.service(service);
        let place = known.and_then(|s| s.places.places.get(&reservation).copied());
        place.is_some_and(|place| place.hold == Hold::Released)
    }

    /// Takes or gives back the place of a hold that lapsed, in the system's name: whoever finds it first, and once.
    pub(crate) async fn settle(
        &self,
        service: ServiceId,
        reservation: ReservationId,
        has_a_yes: bool,
    ) -> Result<(), Status> {
        let (verb, what) = match has_a_yes {
            true => ("take", Command::Take { reservation }),
            false => ("release", Command::Release { reservation }),
        };
        let stamp = stamp(SYSTEM, None, &self.clock)?;
        let request = derived(SYSTEM.org, reservation.as_uuid().into(), &format!("settle.{verb}"));
        let digest = self.vault.digest(&[b"settle", verb.as_bytes(), reservation.as_bytes()]);
        self.place(service, &asked(stamp, request.into(), digest.to_vec()), what).await
    }

    async fn place(&self, service: ServiceId, asked: &Asked, what: Command) -> Result<(), Status> {
        // It follows from a command on a journey, which policy has decided on.
        let may = |_: &Service| true;
        let done = {
            let _turn = self.turns.of(service).await;
            self.decided(service, asked, may, &what.into(), |_| vec![]).await?
        };
        self.shows(done.position).await
    }

    /// What the service's own record keeps of who asked: the caller of the referral command, under an id made from theirs.
    fn place_asked<T>(
        &self,
        call: &Call<T>,
        verb: &str,
        reservation: ReservationId,
        of: &[u8],
    ) -> Asked {
        self.follows(&call.asked, &format!("place.{verb}.{reservation}"), of)
    }

    /// A command that follows from another, on another entry: its caller's, under an id made from theirs.
    pub(crate) fn follows(&self, first: &Asked, name: &str, of: &[u8]) -> Asked {
        let mut stamp = first.stamp;
        let request = derived(stamp.by.org, first.request, name).into();
        stamp.commit = Uuid::now_v7().into(); // A commit of its own.
        let digest = self.vault.digest(&[name.as_bytes(), of]).to_vec();
        Asked { correlation: first.correlation, ..asked(stamp, request, digest) }
    }
}
