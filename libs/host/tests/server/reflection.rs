//! What tools see: reflection in both versions, with every option and comment.

use futures::StreamExt;
use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet};
use tokio_stream::iter;

use crate::support::Running;

const INTAKE: &str = "anydoor.intake.v1.IntakeService";

/// The same questions in the same words, in the two versions of the protocol.
macro_rules! asked {
    ($version:ident, $running:expr) => {{
        use tonic_reflection::pb::$version as pb;
        let mut client =
            pb::server_reflection_client::ServerReflectionClient::new($running.channel().await);
        let ask = |question| pb::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(question),
        };
        let questions = [
            ask(pb::server_reflection_request::MessageRequest::ListServices(String::new())),
            ask(pb::server_reflection_request::MessageRequest::FileContainingSymbol(
                INTAKE.to_owned(),
            )),
        ];
        let mut answers =
            client.server_reflection_info(iter(questions)).await.expect("reflection").into_inner();
        let (mut services, mut files) = (vec![], vec![]);
        while let Some(answer) = answers.next().await {
            use pb::server_reflection_response::MessageResponse;
            match answer.expect("an answer").message_response.expect("something in it") {
                MessageResponse::ListServicesResponse(list) => {
                    services.extend(list.service.into_iter().map(|service| service.name));
                }
                MessageResponse::FileDescriptorResponse(found) => {
                    files.extend(found.file_descriptor_proto)
                }
                other => panic!("not asked for: {other:?}"),
            }
        }
        (services, files)
    }};
}

fn assert_all_there((services, files): (Vec<String>, Vec<Vec<u8>>)) {
    for expected in [INTAKE, "grpc.health.v1.Health"] {
        assert!(services.iter().any(|name| name == expected), "{expected} is not in {services:?}");
    }
    let file = FileDescriptorProto::decode(files[0].as_slice()).expect("a file");
    let comments = file.source_code_info.expect("source information").location;
    assert!(comments.iter().any(|location| location.leading_comments.is_some()), "no comments");
    assert!(
        compiled().windows(files[0].len()).any(|bytes| bytes == files[0]),
        "not the compiler's own bytes"
    );
}

/// As the compiler wrote it. A descriptor that went through prost has lost its custom options.
fn compiled() -> &'static [u8] {
    let set = FileDescriptorSet::decode(wire::DESCRIPTOR).expect("a descriptor set");
    assert!(set.file.iter().any(|file| file.name().ends_with("intake.proto")));
    wire::DESCRIPTOR
}

#[tokio::test]
async fn reflection_v1_lists_services_and_keeps_options_and_comments() {
    let running = Running::start().await;
    assert_all_there(asked!(v1, running));
}

#[tokio::test]
async fn reflection_v1alpha_does_the_same_for_older_tools() {
    let running = Running::start().await;
    assert_all_there(asked!(v1alpha, running));
}
