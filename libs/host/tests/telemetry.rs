//! Telemetry end to end: a collector that listens on a real socket gets what the process told. Alone in its process,
//! because a subscriber is set once.

use std::time::Duration;

use anydoor_host::config::{Format, Telemetry};
use anydoor_host::telemetry;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

const PATIENCE: Duration = Duration::from_secs(20);

struct Collector(mpsc::UnboundedSender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.send(request.into_inner()).expect("the test is listening");
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn collector() -> (String, mpsc::UnboundedReceiver<ExportTraceServiceRequest>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
    let (told, heard) = mpsc::unbounded_channel();
    let server =
        tonic::transport::Server::builder().add_service(TraceServiceServer::new(Collector(told)));
    tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
    (endpoint, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_arrives_when_the_guard_is_dropped() {
    let (endpoint, mut heard) = collector().await;
    let config =
        Telemetry { otlp_endpoint: Some(endpoint), format: Format::Json, ..Telemetry::default() };
    let guard = telemetry::init("intake", &config).expect("telemetry");
    let parent = tracing::info_span!("intake.register").in_scope(telemetry::current_traceparent);
    tokio::task::spawn_blocking(move || drop(guard)).await.expect("a guard that drops");

    let told = timeout(PATIENCE, heard.recv()).await.expect("in time").expect("a batch");
    let resource = &told.resource_spans[0].resource.as_ref().expect("a resource").attributes;
    for key in ["service.name", "service.namespace", "service.version", "service.instance.id"] {
        assert!(resource.iter().any(|attribute| attribute.key == key), "{key} is missing");
    }
    let span = &told.resource_spans[0].scope_spans[0].spans[0];
    assert_eq!(span.name, "intake.register");
    let id: String = span.trace_id.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(parent.contains(&id), "{parent} is not of trace {id}");

    let twice = telemetry::init("intake", &Telemetry::default());
    assert!(twice.is_err(), "a second subscriber would be silent");
}

#[test]
fn a_filter_that_cannot_be_read_is_named() {
    let config = Telemetry { filter: "=!".to_owned(), ..Telemetry::default() };
    let error = telemetry::init("intake", &config).expect_err("refused");
    assert!(error.to_string().contains("\"=!\""), "{error}");
}
