//! Who walks beside the person, in plain words.

use domain::assignment::supporter::{Event, Supporter};

use super::{Names, Told, code};

pub(super) fn tell<'e>(event: &'e Event, names: &Names<'_>) -> Told<'e> {
    let name = |supporter: &Supporter| {
        let worker = names.worker(supporter.org, supporter.worker);
        format!("{worker} of {}", names.org(supporter.org))
    };
    match event {
        Event::Assigned(supporter) => {
            let (who, role) = (name(supporter), code(supporter.role));
            Told::new("supporter.assigned", format!("{who} walks beside them now, as {role}"))
        }
        Event::Ended(supporter) => {
            let (who, role) = (name(supporter), code(supporter.role));
            Told::new("supporter.ended", format!("{who} no longer walks beside them as {role}"))
        }
    }
}
