//! The protobuf promises, and the only conversions between them and the domain. Bytes from outside can be wrong, so
//! decoding returns a `Result`; what the domain holds can always be encoded.

pub mod codec;
pub mod command;
pub mod commit;
pub mod convert;
pub mod event;
pub mod token;

/// Generated from `proto/`, as it stands there.
#[allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::allow_attributes_without_reason,
    reason = "generated code; its documentation is in proto/"
)]
mod generated {
    pub mod anydoor {
        pub mod r#type {
            pub mod v1 {
                tonic::include_proto!("anydoor.r#type.v1");
            }
        }
        pub mod assignment {
            pub mod v1 {
                tonic::include_proto!("anydoor.assignment.v1");
            }
        }
        pub mod event {
            pub mod v1 {
                tonic::include_proto!("anydoor.event.v1");
            }
        }
        pub mod aftercare {
            pub mod v1 {
                tonic::include_proto!("anydoor.aftercare.v1");
            }
        }
        pub mod lookup {
            pub mod v1 {
                tonic::include_proto!("anydoor.lookup.v1");
            }
        }
        pub mod intake {
            pub mod v1 {
                tonic::include_proto!("anydoor.intake.v1");
            }
        }
        pub mod rights {
            pub mod v1 {
                tonic::include_proto!("anydoor.rights.v1");
            }
        }
        pub mod routing {
            pub mod v1 {
                tonic::include_proto!("anydoor.routing.v1");
            }
        }
    }
}

pub use generated::anydoor::aftercare::v1 as aftercare;
pub use generated::anydoor::assignment::v1 as assignment;
pub use generated::anydoor::event::v1 as stored;
pub use generated::anydoor::intake::v1 as intake;
pub use generated::anydoor::lookup::v1 as lookup;
pub use generated::anydoor::rights::v1 as rights;
pub use generated::anydoor::routing::v1 as routing;
pub use generated::anydoor::r#type::v1 as types;

/// Every file of `proto/` with its options and comments: for reflection, JSON and clients' tools.
pub const DESCRIPTOR: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/anydoor.bin"));
