//! The names of the methods there are, so that no caller can make up new ones for our traces and metrics.

use std::collections::HashSet;
use std::sync::Arc;

use prost::{DecodeError, Message};
use prost_types::FileDescriptorSet;

/// What the OpenTelemetry RPC conventions call a method that the server does not know.
const OTHER: &str = "_OTHER";

/// Full method names, as in `anydoor.intake.v1.IntakeService/Register`.
#[derive(Debug)]
pub(crate) struct Methods {
    known: HashSet<Arc<str>>,
    other: Arc<str>,
}

impl Methods {
    pub(crate) fn in_descriptors(descriptors: &[&[u8]]) -> Result<Self, DecodeError> {
        let mut known = HashSet::new();
        for encoded in descriptors {
            for file in FileDescriptorSet::decode(*encoded)?.file {
                for service in &file.service {
                    known.extend(service.method.iter().map(|method| {
                        Arc::from(format!(
                            "{}.{}/{}",
                            file.package(),
                            service.name(),
                            method.name()
                        ))
                    }));
                }
            }
        }
        Ok(Self { known, other: Arc::from(OTHER) })
    }

    /// The method that an HTTP path names.
    pub(crate) fn of_path(&self, path: &str) -> Arc<str> {
        let name = path.strip_prefix('/').unwrap_or(path);
        Arc::clone(self.known.get(name).unwrap_or(&self.other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_has_its_full_name_and_an_unknown_one_has_none() {
        let methods = Methods::in_descriptors(&[tonic_health::pb::FILE_DESCRIPTOR_SET])
            .expect("a descriptor set");
        assert_eq!(
            &*methods.of_path("/grpc.health.v1.Health/Check"),
            "grpc.health.v1.Health/Check"
        );
        assert_eq!(&*methods.of_path("/grpc.health.v1.Health/Guess"), OTHER);
        assert_eq!(&*methods.of_path("*"), OTHER);
    }
}
