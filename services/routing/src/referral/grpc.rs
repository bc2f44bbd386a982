//! The RPCs: what is the same for most stands in one macro, the rest in full.

use domain::ReferralId;
use domain::routing::actions::list_available_actions;
use domain::{Code, PersonId};
use host::{Reply, malformed};
use policy::Action;
use tonic::{Request, Response};
use wire::convert::id_text;
use wire::routing::routing_service_server::RoutingService;
use wire::routing::*;

use super::asks::About;
use super::render::{self, Answer};
use super::{Routing, known, named};

/// Declares the RPCs that ask something of one referral and answer with it, beside those written in full.
macro_rules! rpcs {
    ({ $($in_full:item)+ } $( $rpc:ident $request:ident => $response:ident; )+) => {
        $(
            impl About for $request {
                fn referral_id(&self) -> &str {
                    &self.referral_id
                }
            }
            impl Answer for $response {
                fn of(referral: Option<Referral>) -> Self {
                    Self { referral, ..Default::default() }
                }
            }
        )+

        #[tonic::async_trait]
        impl RoutingService for Routing {
            $(
                async fn $rpc(&self, request: Request<$request>) -> Reply<$response> {
                    self.done(request).await
                }
            )+
            $($in_full)+
        }
    };
}

rpcs! {
    {
        async fn accept_referral(
            &self,
            request: Request<AcceptReferralRequest>,
        ) -> Reply<AcceptReferralResponse> {
            self.accept(request).await
        }

        async fn redirect_referral(
            &self,
            request: Request<RedirectReferralRequest>,
        ) -> Reply<RedirectReferralResponse> {
            self.redirect(request).await
        }

        async fn suggest_routes(
            &self,
            request: Request<SuggestRoutesRequest>,
        ) -> Reply<SuggestRoutesResponse> {
            self.suggest(request).await
        }

        async fn check_referral(
            &self,
            request: Request<CheckReferralRequest>,
        ) -> Reply<CheckReferralResponse> {
            self.check(request).await
        }

        async fn get_referral(
            &self,
            request: Request<GetReferralRequest>,
        ) -> Reply<GetReferralResponse> {
            let caller = host::caller(&request)?;
            let message = request.into_inner();
            let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
            let id: ReferralId = named(&message.referral_id)?;
            let look = self.desk.look(&caller, Action::GetReferral, person).await?;
            known::referral(look.journey(), id)?;
            let referral = render::referral(person, look.journey(), id);
            Ok(Response::new(GetReferralResponse { referral }))
        }

        async fn list_available_actions(
            &self,
            request: Request<ListAvailableActionsRequest>,
        ) -> Reply<ListAvailableActionsResponse> {
            let caller = host::caller(&request)?;
            let message = request.into_inner();
            let person: PersonId = id_text("person_id", &message.person_id).map_err(malformed)?;
            let id: ReferralId = named(&message.referral_id)?;
            let look = self.desk.look(&caller, Action::ListAvailableActions, person).await?;
            let state = known::referral(look.journey(), id)?.state.number();
            let actions = list_available_actions(look.journey(), id, caller.actor);
            let actions = actions.into_iter().map(Code::number).collect();
            Ok(Response::new(ListAvailableActionsResponse { state, actions }))
        }
    }
    draft_referral DraftReferralRequest => DraftReferralResponse;
    send_referral SendReferralRequest => SendReferralResponse;
    acknowledge_referral AcknowledgeReferralRequest => AcknowledgeReferralResponse;
    ask_clarification AskClarificationRequest => AskClarificationResponse;
    answer_clarification AnswerClarificationRequest => AnswerClarificationResponse;
    add_information AddInformationRequest => AddInformationResponse;
    waitlist_referral WaitlistReferralRequest => WaitlistReferralResponse;
    offer_place OfferPlaceRequest => OfferPlaceResponse;
    decline_referral DeclineReferralRequest => DeclineReferralResponse;
    propose_redirect ProposeRedirectRequest => ProposeRedirectResponse;
    book_intro BookIntroRequest => BookIntroResponse;
    record_intro_held RecordIntroHeldRequest => RecordIntroHeldResponse;
    confirm_intro ConfirmIntroRequest => ConfirmIntroResponse;
    record_intro_missed RecordIntroMissedRequest => RecordIntroMissedResponse;
    waive_intro WaiveIntroRequest => WaiveIntroResponse;
    start_support StartSupportRequest => StartSupportResponse;
    did_not_start DidNotStartRequest => DidNotStartResponse;
    pause_support PauseSupportRequest => PauseSupportResponse;
    resume_support ResumeSupportRequest => ResumeSupportResponse;
    record_referral_outcome RecordReferralOutcomeRequest => RecordReferralOutcomeResponse;
    record_aftercare_contact RecordAftercareContactRequest => RecordAftercareContactResponse;
    reopen_support ReopenSupportRequest => ReopenSupportResponse;
    complete_referral CompleteReferralRequest => CompleteReferralResponse;
    end_support_early EndSupportEarlyRequest => EndSupportEarlyResponse;
    reassign_key_worker ReassignKeyWorkerRequest => ReassignKeyWorkerResponse;
    withdraw_referral WithdrawReferralRequest => WithdrawReferralResponse;
    person_declines PersonDeclinesRequest => PersonDeclinesResponse;
    expire_referral ExpireReferralRequest => ExpireReferralResponse;
    ring_clock RingClockRequest => RingClockResponse;
    void_referral VoidReferralRequest => VoidReferralResponse;
    take_over TakeOverRequest => TakeOverResponse;
}
