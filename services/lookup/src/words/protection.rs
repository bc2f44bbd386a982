//! Protection in words that do not tell of it: whoever may not open the note sees an entry like any other, and cannot
//! tell one that begins from one that ends.

use domain::Code;
use domain::rights::protection::{Event, ProtectionKind};

use super::{Form, Told};

pub(super) fn tell(event: &Event) -> Told<'_> {
    let told = Told::new("record.noted", "A note was put on the record");
    match event {
        Event::Applied { kind, .. } => told.with("note", "protection.kind", kind, KIND),
        Event::Lifted { reason, .. } => told.with("note", "protection.reason", reason, Form::Text),
    }
}

const KIND: Form = Form::Code(|number| ProtectionKind::from_number(number).map(why));

const fn why(kind: ProtectionKind) -> &'static str {
    match kind {
        ProtectionKind::AtRisk => "protected: somebody may harm them",
        ProtectionKind::Restriction => "protected: the use of their data is restricted",
    }
}

#[cfg(test)]
mod tests {
    use domain::{ProtectionId, Sealed, Sensitivity};

    use super::*;

    #[test]
    fn the_beginning_and_the_end_of_protection_read_alike_and_tell_nothing() {
        let (protection, review_on) = (ProtectionId::from_u128(1), "2026-09-28".parse());
        let kind = Sealed { sensitivity: Sensitivity::Restricted, bytes: vec![7] };
        let reason = kind.clone();
        let review_on = review_on.expect("a real date");
        let applied = Event::Applied { protection, kind, review_on };
        let lifted = Event::Lifted { protection, reason };
        let seen = |event: &'static str, told: &Told<'_>| {
            assert!(
                !told.headline.contains("protect") && !told.kind.contains("protect"),
                "{event}"
            );
            let parts = told.parts.iter().map(|part| (part.label, part.sealed.sensitivity));
            (told.kind, told.headline.clone(), parts.collect::<Vec<_>>())
        };
        assert_eq!(seen("applied", &tell(&applied)), seen("lifted", &tell(&lifted)));
    }
}
