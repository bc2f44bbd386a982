//! Whether a fund may help, in plain words.

use domain::intake::eligibility::{EligibilityReason, EligibilityResult, Event};

use super::{Names, Told};

pub(super) fn tell<'e>(event: &'e Event, _names: &Names<'_>) -> Told<'e> {
    let Event::Assessed { policy, result, reasons, .. } = event;
    let fund = fund(policy);
    let why: Vec<_> = reasons.iter().copied().map(reason).collect();
    let why = why.join(", ");
    let headline = match result {
        EligibilityResult::Eligible => format!("{fund} may help"),
        EligibilityResult::NotEligible => format!("{fund} cannot help: {why}"),
        EligibilityResult::Conditional => format!("{fund} may help once it is settled: {why}"),
    };
    Told::new("eligibility.assessed", headline)
}

/// A fund as people call it.
fn fund(policy: &str) -> &str {
    match policy {
        "no-one-left-behind" => "No One Left Behind",
        "parental-support" => "Parental employability support",
        other => other,
    }
}

const fn reason(reason: EligibilityReason) -> &'static str {
    match reason {
        EligibilityReason::TooYoung => "too young",
        EligibilityReason::AgeNotKnown => "their age is not known",
        EligibilityReason::InWork => "in work",
        EligibilityReason::JobAtRisk => "their job is at risk",
        EligibilityReason::WorkNotKnown => "whether they work is not known",
        EligibilityReason::InLearning => "in education or training",
        EligibilityReason::LearningNotKnown => "whether they learn is not known",
        EligibilityReason::AreaNotKnown => "where they live is not known",
        EligibilityReason::NotLowIncomeParent => "not a parent on a low income",
        EligibilityReason::IncomeNotKnown => "the family's income is not known",
    }
}
