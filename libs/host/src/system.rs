//! Who acts where nobody asked: the system itself, which is no organisation's.

use domain::{Actor, OrgId, Role};

/// The system.
pub(crate) const SYSTEM: Actor =
    Actor { org: OrgId::from_u128(0), worker: None, role: Role::System };
