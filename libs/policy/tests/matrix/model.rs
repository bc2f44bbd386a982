//! The rules once more, as a table of plain text and a few `if`s: written from the rules and not from the policies, whose
//! groups and conditions it does not know.

use anydoor_policy::{Action, Capacity, Question};
use domain::Sensitivity;
use domain::rights::{Level, Purpose, Relationship};

/// Who may do it. A column for each of [`column`]; in a cell, `-` is nobody, `*` is anybody there, `own` is anybody there
/// for their own organisation, and letters are relationships of which one is needed, as [`letter`] has them; a small letter
/// counts only by agreement.
const TABLE: &str = "
# to do                        WORKER      MANAGER     PERSON     PARTNERSHIP SYSTEM OPERATOR PRIVACY AUDITOR

ReceiveEnquiry                 *           *           *          -           -      -        -       -
RegisterPerson                 *           *           *          -           -      -        -       -
CloseEnquiry                   LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
ChangeParticulars              LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
RecordIdentifier               LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
GiveAgreement                  LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
WithdrawAgreement              LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
AssessEligibility              LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
OpenEpisode                    LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
PauseEpisode                   LOD         LOD         LOSRTADP   -           -      -        -       -
ResumeEpisode                  LOD         LOD         LOSRTADP   -           -      -        -       -
CloseEpisode                   LOD         LOD         LOSRTADP   *           -      -        -       -
IdentifyNeed                   LOSRAD      LOSRAD      -          -           -      -        -       -
UpdateNeed                     LOSRAD      LOSRAD      -          -           -      -        -       -
EaseNeed                       LOSRAD      LOSRAD      -          -           -      -        -       -
NoteStrength                   LOSRAD      LOSRAD      -          -           -      -        -       -
RecordCircumstance             LOSRAD      LOSRAD      -          -           -      -        -       -
EndCircumstance                LOSRAD      LOSRAD      -          -           -      -        -       -
AgreePlan                      LOSRAD      LOSRAD      -          -           -      -        -       -
ReviewPlan                     LOSRAD      LOSRAD      -          -           -      -        -       -
EnterStage                     LOSRAD      LOSRAD      -          -           -      -        -       -
LeaveStage                     LOSRAD      LOSRAD      -          -           -      -        -       -
RecordSetback                  LOSRAD      LOSRAD      -          -           -      -        -       -
OfferSupport                   LOSRAD      LOSRAD      -          -           -      -        -       -
OfferAdjustment                LOSRAD      LOSRAD      -          -           -      -        -       -
NoteEntitlementImpact          LOSRAD      LOSRAD      -          -           -      -        -       -
AnswerOffer                    LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -

AssignLead                     LOD         LOD         -          -           -      -        -       -
IntroduceLead                  LOD         LOD         -          -           -      -        -       -
RequestLeadChange              LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -
DecideLeadChange               LOD         LOD         -          -           -      -        -       -
ArrangeCover                   LOD         LOD         -          -           -      -        -       -
AssignSupporter                LOD         LOD         LOSRTADP   -           -      -        -       -
EndSupporter                   LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -
RecordContact                  LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
PlanIntervention               LOSRAD      LOSRAD      -          -           -      -        -       -
StartIntervention              LOSRAD      LOSRAD      -          -           -      -        -       -
AttendIntervention             LOSRAD      LOSRAD      -          -           -      -        -       -
CompleteIntervention           LOSRAD      LOSRAD      -          -           -      -        -       -
StopIntervention               LOSRAD      LOSRAD      -          -           -      -        -       -
LinkHousehold                  LOSRAD      LOSRAD      -          -           -      -        -       -
UnlinkHousehold                LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -

DraftReferral                  LOSRTADP    LOSRTADP    LOSRTADP   -           *      -        -       -
SendReferral                   LOSRTADP    LOSRTADP    LOSRTADP   -           *      -        -       -
SuggestRoutes                  LOSRTADP    LOSRTADP    LOSRTADP   -           *      -        -       -
AcknowledgeReferral            R           R           -          -           -      -        -       -
AskClarification               R           R           -          -           -      -        -       -
AnswerClarification            LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
AddInformation                 LORT        LORT        -          -           -      -        -       -
WaitlistReferral               R           R           -          -           -      -        -       -
OfferPlace                     R           R           -          -           *      -        -       -
AcceptReferral                 R           R           -          -           -      -        -       -
DeclineReferral                R           R           -          -           -      -        -       -
ProposeRedirect                R           R           -          -           -      -        -       -
RedirectReferral               LORT        LORT        -          -           -      -        -       -
BookIntro                      LORT        LORT        LOSRTADP   -           -      -        -       -
RecordIntroHeld                LORT        LORT        -          -           -      -        -       -
ConfirmIntro                   LORT        LORT        -          -           *      -        -       -
RecordIntroMissed              LORT        LORT        -          -           -      -        -       -
WaiveIntro                     LORT        LORT        LOSRTADP   -           -      -        -       -
StartSupport                   LORTA       LORTA       -          -           -      -        -       -
DidNotStart                    LORTA       LORTA       LOSRTADP   -           *      -        -       -
PauseSupport                   LORTA       LORTA       LOSRTADP   -           -      -        -       -
ResumeSupport                  LORTA       LORTA       LOSRTADP   -           -      -        -       -
RecordReferralOutcome          LORTA       LORTA       -          -           -      -        -       -
RecordAftercareContact         LORTA       LORTA       -          -           -      -        -       -
ReopenSupport                  LORTA       LORTA       LOSRTADP   -           -      -        -       -
CompleteReferral               LORTA       LORTA       -          -           -      -        -       -
EndSupportEarly                LORTA       LORTA       LOSRTADP   -           -      -        -       -
ReassignKeyWorker              LORTA       LORTA       -          -           -      -        -       -
WithdrawReferral               LOSRTADP    LOSRTADP    LOSRTADP   -           -      -        -       -
PersonDeclines                 LORT        LORT        LOSRTADP   -           -      -        -       -
ExpireReferral                 -           -           -          -           *      -        -       -
RingClock                      -           -           -          -           *      -        -       -
VoidReferral                   LOSRTADP    LOSRTADP    LOSRTADP   *           -      -        -       -
TakeOver                       -           -           -          *           -      -        -       -
CheckReferral                  LOSRTADPB   LOSRTADPB   LOSRTADPB  B           -      -        -       -
GetReferral                    LOSRTADPB   LOSRTADPB   LOSRTADPB  B           -      -        -       -
ListAvailableActions           LOSRTADPB   LOSRTADPB   LOSRTADPB  B           -      -        -       -

JoinOrganisation               -           -           -          *           -      -        -       -
ChangeOrganisation             -           own         -          *           -      -        -       -
SuspendOrganisation            -           -           -          *           -      -        -       -
RestoreOrganisation            -           -           -          *           -      -        -       -
ActivateSharing                -           -           -          *           -      -        -       -
ExpireSharing                  -           -           -          *           *      -        -       -
RegisterWorker                 -           own         -          *           -      -        -       -
ChangeWorker                   -           own         -          *           -      -        -       -
SuspendWorker                  -           own         -          *           -      -        -       -
RestoreWorker                  -           own         -          *           -      -        -       -
RecordWorkerLeaving            -           own         -          *           -      -        -       -
RecordWorkerLeft               -           own         -          *           -      -        -       -
PublishService                 -           own         -          *           -      -        -       -
ChangeService                  -           own         -          *           -      -        -       -
PauseService                   -           own         -          *           -      -        -       -
ResumeService                  -           own         -          *           -      -        -       -
CloseService                   -           own         -          *           -      -        -       -
DeclareCapacity                own         own         -          *           -      -        -       -
SetFallbackDoor                -           -           -          *           -      -        -       -
SetAreaClocks                  -           -           -          *           -      -        -       -
GetOrganisation                *           *           *          *           *      *        *       *
ListOrganisations              *           *           *          *           *      *        *       *
ListWorkers                    *           *           *          *           *      *        *       *
GetService                     *           *           *          *           *      *        *       *
ListServices                   *           *           *          *           *      *        *       *
GetFallbackDoor                *           *           *          *           *      *        *       *
ListAreasWithoutFallbackDoor   *           *           *          *           *      *        *       *
GetAreaClocks                  *           *           *          *           *      *        *       *
RegisterPublisher              -           -           -          *           -      -        -       -
ChangePublisher                -           -           -          *           -      -        -       -
RecordPublication              -           -           -          *           *      -        -       -
RetirePublication              -           -           -          *           *      -        -       -
ConcludeImport                 -           -           -          *           *      -        -       -
ImportPublisher                -           -           -          *           -      -        -       -
ListPublishers                 *           *           *          *           *      *        *       *
ListPublications               *           *           *          *           *      *        *       *
GetPublication                 *           *           *          *           *      *        *       *

StartJob                       LOSRAD      LOSRAD      -          -           -      -        -       -
AgreeAftercare                 LOSRAD      LOSRAD      -          -           -      -        -       -
CheckSustainment               LOSRAD      LOSRAD      -          -           -      -        -       -
EndJob                         LOSRAD      LOSRAD      -          -           -      -        -       -
ContactEmployer                LOSRAD      LOSRAD      -          -           -      -        -       -
GetSustainment                 LODBsra     LODBsra     LODBsra    B           -      -        -       -
MeasureProgress                LOSRAD      LOSRAD      -          -           -      -        -       -
AchieveOutcome                 LOSRAD      LOSRAD      -          -           -      -        -       -
AwardAllowance                 LOSRAD      LOSRAD      -          -           -      -        -       -
SettleAllowanceWeek            LOSRAD      LOSRAD      -          -           -      -        -       -
StopAllowance                  LOSRAD      LOSRAD      -          -           -      -        -       -
ApproveTravelHelp              LOSRAD      LOSRAD      -          -           -      -        -       -
UseTravelHelp                  LOSRAD      LOSRAD      -          -           -      -        -       -
GiveFeedback                   LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -
ReceiveComplaint               LOSRAD      LOSRAD      LOSRTADP   -           -      -        -       -
AcknowledgeComplaint           LOSRAD      LOSRAD      -          -           -      -        -       -

FindPerson                     *           *           *          B           -      -        -       -
GetPerson                      LOSRTADPB   LOSRTADPB   LOSRTADPB  B           -      -        -       -
GetParticulars                 LODBsra     LODBsra     LODBsra    B           -      -        -       -
ListJourneyEntries             LODBsra     LODBsra     LODBsra    B           -      -        -       -
WatchJourney                   LODBsra     LODBsra     LODBsra    B           -      -        -       -
ListOpenReferrals              own         own         -          -           -      -        -       -
ListCaseload                   own         own         -          -           -      -        -       -
GetViewStatus                  -           -           -          -           -      *        -       -
RebuildView                    -           -           -          -           -      *        -       -

RecordPresence                 *           *           *          -           -      -        -       -
OpenBreakGlass                 *           *           -          *           -      -        -       -
ReviewBreakGlass               -           *           -          -           -      -        *       -
ListBreakGlassReviews          -           *           -          -           -      -        *       -
ApplyProtection                LOSRTADP    LOSRTADP    LOSRTADP   *           -      -        *       -
LiftProtection                 -           -           -          *           -      -        *       -
";

/// Which RPCs show something of people.
const LOOKS: [Action; 11] = [
    Action::CheckReferral,
    Action::FindPerson,
    Action::GetPerson,
    Action::GetParticulars,
    Action::GetReferral,
    Action::GetSustainment,
    Action::ListAvailableActions,
    Action::ListCaseload,
    Action::ListJourneyEntries,
    Action::ListOpenReferrals,
    Action::WatchJourney,
];

/// The table, read once.
pub(crate) struct Model {
    rows: Vec<(Action, Vec<&'static str>)>,
}

impl Model {
    pub(crate) fn read() -> Self {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let rows = lines.map(|line| {
            let mut words = line.split_whitespace();
            let name = words.next().expect("a row begins with a name");
            let action = Action::ALL.iter().find(|action| action.name() == name);
            (*action.unwrap_or_else(|| panic!("no RPC is called {name}")), words.collect())
        });
        let rows: Vec<_> = rows.collect();
        assert_eq!(rows.len(), Action::ALL.len(), "a row for each RPC");
        Self { rows }
    }

    pub(crate) fn permits(&self, question: &Question) -> bool {
        let row = self.rows.iter().find(|(action, _)| *action == question.action);
        let (action, cells) = row.expect("a row for each RPC");
        is_met(cells[column(question.capacity)], question)
            && (!LOOKS.contains(action) || may_look(question))
            && (!is_work(*action) || may_work(cells[0], question))
    }

    pub(crate) fn level(&self, question: &Question) -> Level {
        if !self.permits(question) || !meets_people(question) || !may_look(question) {
            Level::Nothing
        } else if is_met("LODBsra", question) {
            Level::Journey
        } else if is_met("LOSRTADPB", question) {
            Level::Holder
        } else {
            Level::BeingHelped
        }
    }

    pub(crate) fn opens(&self, question: &Question, sensitivity: Sensitivity) -> bool {
        if !self.permits(question) || !meets_people(question) || !may_look(question) {
            return false;
        }
        let leads = has(question, Relationship::Lead);
        let keeps_from_harm =
            has(question, Relationship::BreakGlass) && question.purpose == Purpose::Safeguarding;
        match sensitivity {
            Sensitivity::Core => is_met("LODBsra", question),
            Sensitivity::Restricted => leads || keeps_from_harm,
            Sensitivity::Special => {
                let answers_for_it = question.capacity == Capacity::Manager
                    && has(question, Relationship::LeadOrganisation);
                let helps = is_met("sr", question)
                    && matches!(question.purpose, Purpose::Support | Purpose::Handover);
                leads || keeps_from_harm || answers_for_it || helps
            }
        }
    }
}

/// Whose column in the table.
fn column(capacity: Capacity) -> usize {
    match capacity {
        Capacity::Worker => 0,
        Capacity::Manager => 1,
        Capacity::Person => 2,
        Capacity::Partnership => 3,
        Capacity::System => 4,
        Capacity::Operator => 5,
        Capacity::PrivacyOfficer => 6,
        Capacity::Auditor => 7,
    }
}

fn letter(relationship: Relationship) -> char {
    match relationship {
        Relationship::Lead => 'L',
        Relationship::LeadOrganisation => 'O',
        Relationship::Supporter => 'S',
        Relationship::Receiver => 'R',
        Relationship::Sender => 'T', // It sent it to somebody.
        Relationship::Aftercare => 'A',
        Relationship::Door => 'D',
        Relationship::Present => 'P',
        Relationship::BreakGlass => 'B',
    }
}

fn is_met(cell: &str, question: &Question) -> bool {
    match cell {
        "-" => false,
        "*" => true,
        "own" => question.own_organisation,
        letters => question.relationships.iter().map(letter).any(|letter| {
            letters.contains(letter)
                || question.agreed && letters.contains(letter.to_ascii_lowercase())
        }),
    }
}

fn has(question: &Question, relationship: Relationship) -> bool {
    question.relationships.contains(relationship)
}

/// Whether this is somebody who is ever shown a person: whoever meets people, and the partnership if it must.
fn meets_people(question: &Question) -> bool {
    match question.capacity {
        Capacity::Worker | Capacity::Manager | Capacity::Person => true,
        Capacity::Partnership => has(question, Relationship::BreakGlass),
        Capacity::System | Capacity::PrivacyOfficer | Capacity::Auditor | Capacity::Operator => {
            false
        }
    }
}

/// Whether it is a time to look at all, and not at somebody who is to be kept out of sight.
fn may_look(question: &Question) -> bool {
    let helps = !matches!(question.purpose, Purpose::Review | Purpose::Operations);
    helps && (!question.protected || is_met("LOB", question))
}

/// Whether a row is work on somebody's journey that is kept from those to whom the person is nobody.
fn is_work(action: Action) -> bool {
    let elsewhere = [
        Action::OpenBreakGlass,
        Action::ReviewBreakGlass,
        Action::ListBreakGlassReviews,
        Action::ApplyProtection,
        Action::LiftProtection,
        Action::GetViewStatus,
        Action::RebuildView,
    ];
    let directory = [
        "Organisation",
        "Worker",
        "Service",
        "Sharing",
        "FallbackDoor",
        "AreaClocks",
        "Capacity",
        "Publi",
        "Import",
    ];
    let is_directory = directory.iter().any(|word| action.name().contains(word));
    !LOOKS.contains(&action) && !elsewhere.contains(&action) && !is_directory
}

/// Somebody who is protected is worked for by the responsible and the door; a handover goes on between those who have it.
fn may_work(worker_cell: &str, question: &Question) -> bool {
    let is_handover = ["R", "LORT", "LORTA"].contains(&worker_cell);
    !question.protected
        || [Capacity::System, Capacity::Partnership].contains(&question.capacity)
        || is_met("LOD", question)
        || (is_handover && is_met("RTA", question))
}
