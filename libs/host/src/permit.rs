//! What policy is asked of a call. Everything that a desk gives out or does goes by here.

use domain::rights::{Purpose, agreed, relationships};
use domain::{Actor, Journey, Timestamp};
use policy::{Action, Decision, Policy, Question};
use tonic::Status;

use crate::{Caller, status};

/// What a look is for unless the caller's token says.
const PURPOSE_DEFAULT: Purpose = Purpose::Support;

/// A command that policy has no word for. A test of policy holds each RPC to be an action.
#[derive(Debug, thiserror::Error)]
#[error("this command is no action of policy")]
struct NoAction;

/// Who asks, to do what, and what for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask {
    pub(crate) action: Action,
    pub(crate) by: Actor,
    /// As the caller's token says.
    pub(crate) purpose: Option<Purpose>,
}

impl Ask {
    pub(crate) fn new(action: Action, caller: &Caller) -> Self {
        Self { action, by: caller.actor, purpose: caller.purpose }
    }

    /// What a command asks for, by the command's name.
    pub(crate) fn command(name: &str, caller: &Caller) -> Result<Self, Status> {
        let action = Action::of_command(name).ok_or_else(|| status::internal(&NoAction))?;
        Ok(Self::new(action, caller))
    }

    /// The question where it is about nobody.
    pub(crate) fn about_nobody(&self) -> Question {
        Question::new(self.action, self.by.role, self.purpose.unwrap_or(PURPOSE_DEFAULT))
    }

    /// The question about a person, by what stands in their journey.
    pub(crate) fn about(&self, journey: &Journey, at: Timestamp) -> Question {
        Question {
            agreed: agreed(journey, self.by.org, at),
            protected: journey.protection.is_protected(),
            ..self.about_nobody().by(relationships(journey, &self.by, at))
        }
    }

    /// The question about a list, or an entry of the directory.
    pub(crate) fn about_own(&self, own: bool) -> Question {
        Question { own_organisation: own, ..self.about_nobody() }
    }

    /// Whether they may do this to a person.
    pub(crate) fn may(&self, policy: &Policy, journey: &Journey, at: Timestamp) -> bool {
        self.decide(policy, self.about(journey, at)).permit
    }

    /// What policy says; a no is told to the operators, by the policies that said it.
    pub(crate) fn decide(&self, policy: &Policy, question: Question) -> Decision {
        let decision = policy.decide(question);
        if !decision.permit {
            let (action, role) = (self.action.name(), domain::Code::text(self.by.role));
            let policies = decision.determining.join(", ");
            tracing::info!(action, role, policies, policy_set = %decision.policy_set, "denied");
        }
        decision
    }
}
