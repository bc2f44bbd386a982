//! The question, from the wire. Of the person nothing is looked up but where they live, where the message does not say.

use domain::directory::overlay::AGE_YEARS_MAX;
use domain::intake::need::CircumstanceCode;
use domain::routing::ringing::area_of;
use domain::routing::routes::{Protected, Query, Wanted};
use domain::{Code, Journey};
use host::Call;
use std::collections::BTreeSet;
use wire::convert::{Malformed, Read, code, codes, maybe_area, maybe_code, maybe_small};
use wire::event::service::{language, spot};
use wire::routing::SuggestRoutesRequest;

pub(super) fn read(call: &Call<SuggestRoutesRequest>, journey: &Journey) -> Read<Query> {
    let message = &call.message;
    Ok(Query {
        person: call.person,
        on: call.asked.stamp.occurred_on,
        wanted: wanted(message, journey)?,
        protected: protected(message)?,
    })
}

fn wanted(message: &SuggestRoutesRequest, journey: &Journey) -> Read<Wanted> {
    let said = maybe_area("area", &message.area)?.or_else(|| area_of(journey));
    let unsaid = || Malformed::new("area", "must be set: nobody said yet where the person lives");
    Ok(Wanted {
        area: said.ok_or_else(unsaid)?,
        kind: code("kind", message.kind)?,
        stage: maybe_code("stage", message.stage)?,
        needs: each("needs", &message.needs)?,
        modes: each("modes", &message.modes)?,
        from: message.from.as_ref().map(|from| spot("from", from)).transpose()?,
        metres_max: message.metres_max,
    })
}

fn protected(message: &SuggestRoutesRequest) -> Read<Protected> {
    let tag = Some(message.language.as_str()).filter(|tag| !tag.is_empty());
    let age: Option<u8> = maybe_small("age", message.age)?;
    if age.is_some_and(|age| age > AGE_YEARS_MAX) {
        return Err(Malformed::new("age", format!("must be at most {AGE_YEARS_MAX}")));
    }
    let groups: BTreeSet<CircumstanceCode> = each("groups", &message.groups)?;
    if groups.iter().any(|group| group.is_question()) {
        let problem =
            "must name groups; this is a question that everybody answers in their own way";
        return Err(Malformed::new("groups", problem));
    }
    let language = tag.map(|tag| language("language", tag)).transpose()?;
    Ok(Protected { age, language, access: each("access", &message.access)?, groups })
}

/// A set of codes that is not longer than all there are.
fn each<C: Code + Ord>(field: &str, numbers: &[i32]) -> Read<BTreeSet<C>> {
    if numbers.len() > C::ALL.len() {
        let problem = format!("must have at most {} members", C::ALL.len());
        return Err(Malformed::new(field, problem));
    }
    codes(field, numbers)
}
