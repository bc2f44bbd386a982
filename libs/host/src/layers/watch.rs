//! One span and one measurement per call, named as OpenTelemetry's RPC conventions have them. Ids and codes only:
//! neither metadata nor bodies.

use std::sync::Arc;
use std::time::Instant;

use http::HeaderMap;
use opentelemetry::metrics::Histogram;
use opentelemetry::trace::{Status, TraceContextExt};
use opentelemetry::{
    Context, KeyValue, global, propagation::Extractor, propagation::TextMapPropagator,
};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::Code;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::method::Methods;

/// The conventions' own buckets for durations of calls, in seconds.
const SECONDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

pub(crate) struct Watch {
    methods: Methods,
    durations: Histogram<f64>,
}

impl Watch {
    /// Takes the meter that `telemetry::init` has set; without one, measuring costs next to nothing.
    pub(crate) fn new(methods: Methods) -> Self {
        let durations = global::meter("anydoor")
            .f64_histogram("rpc.server.call.duration")
            .with_unit("s")
            .with_description("From a call's headers to the last frame of its answer")
            .with_boundaries(SECONDS.to_vec())
            .build();
        Self { methods, durations }
    }

    pub(crate) fn begin(&self, metadata: &HeaderMap, path: &str) -> Call {
        let method = self.methods.of_path(path);
        let span = tracing::info_span!(
            parent: None,
            "rpc",
            otel.name = &*method,
            otel.kind = "server",
        );
        // To the trace alone, which has the method as its name as well: each field that logs have costs every call.
        span.set_attribute("rpc.system.name", "grpc");
        span.set_attribute("rpc.method", Arc::clone(&method));
        link_to_caller(&span, metadata);
        Call { span, method, began: Instant::now(), code: None, durations: self.durations.clone() }
    }
}

/// A partner is outside our boundary of trust: its trace is linked to, but decides neither our trace ids nor what we
/// keep (W3C Trace Context, section 7.2).
fn link_to_caller(span: &Span, metadata: &HeaderMap) {
    if metadata.contains_key("traceparent") {
        let context = TraceContextPropagator::new()
            .extract_with_context(&Context::new(), &Metadata(metadata));
        let caller = context.span().span_context().clone();
        if caller.is_valid() {
            span.add_link(caller);
        }
    }
}

struct Metadata<'a>(&'a HeaderMap);

impl Extractor for Metadata<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

/// One call under watch. Its end is recorded when it is dropped, whichever way it ended.
pub(crate) struct Call {
    span: Span,
    method: Arc<str>,
    began: Instant,
    code: Option<Code>,
    durations: Histogram<f64>,
}

impl Call {
    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// Notes the status that was sent.
    pub(crate) fn ended(&mut self, code: Code) {
        self.code = Some(code);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // No status was sent: the caller hung up.
        let code = self.code.unwrap_or(Code::Cancelled);
        let name = code_name(code);
        let mut attributes = vec![
            KeyValue::new("rpc.system.name", "grpc"),
            KeyValue::new("rpc.method", Arc::clone(&self.method)),
            KeyValue::new("rpc.response.status_code", name),
        ];
        // Told to the trace alone: writing them into the span's log fields costs more than all else here.
        self.span.set_attribute("rpc.response.status_code", name);
        if is_our_fault(code) {
            self.span.set_attribute("error.type", name);
            self.span.set_status(Status::error(""));
            attributes.push(KeyValue::new("error.type", name));
        }
        self.durations.record(self.began.elapsed().as_secs_f64(), &attributes);
    }
}

/// The codes that the conventions count as errors of a server; the others are answers.
fn is_our_fault(code: Code) -> bool {
    match code {
        Code::Unknown
        | Code::DeadlineExceeded
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => true,
        Code::Ok
        | Code::Cancelled
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unauthenticated => false,
    }
}

/// The code as the conventions, and gRPC's documents, write it.
fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::current_traceparent;
    use opentelemetry::trace::{SpanKind, TracerProvider};
    use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
    use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
    use tracing_subscriber::layer::SubscriberExt;

    const CHECK: &str = "grpc.health.v1.Health/Check";
    const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn watch() -> Watch {
        Watch::new(
            Methods::in_descriptors(&[tonic_health::pb::FILE_DESCRIPTOR_SET])
                .expect("a descriptor set"),
        )
    }

    /// The one span that the work leaves behind.
    fn span_of(work: impl FnOnce(&Watch)) -> SpanData {
        // tracing remembers for the whole process whether anybody listens to a span. With somebody who always does, a
        // test beside this one that listens to nothing cannot have it remember that nobody does.
        _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(spans), || {
            work(&watch())
        });
        let spans = exporter.get_finished_spans().expect("an exporter that works");
        let [span] = <[SpanData; 1]>::try_from(spans).expect("one span");
        span
    }

    fn attribute(span: &SpanData, key: &str) -> Option<String> {
        span.attributes.iter().find(|kv| kv.key.as_str() == key).map(|kv| kv.value.to_string())
    }

    #[test]
    fn a_call_is_one_server_span_named_by_its_method() {
        let span = span_of(|watch| {
            watch.begin(&HeaderMap::new(), &format!("/{CHECK}")).ended(Code::NotFound)
        });
        assert_eq!((span.name.as_ref(), span.span_kind.clone()), (CHECK, SpanKind::Server));
        assert_eq!(attribute(&span, "rpc.method").as_deref(), Some(CHECK));
        assert_eq!(attribute(&span, "rpc.system.name").as_deref(), Some("grpc"));
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("NOT_FOUND"));
        assert_eq!(attribute(&span, "error.type"), None, "an answer is no error of the server");
    }

    #[test]
    fn only_our_own_faults_are_errors_and_a_caller_who_hangs_up_is_cancelled() {
        let span = span_of(|watch| {
            watch.begin(&HeaderMap::new(), "/no.Such/Method").ended(Code::Internal)
        });
        assert_eq!(
            (span.name.as_ref(), attribute(&span, "error.type").as_deref()),
            ("_OTHER", Some("INTERNAL"))
        );
        let span = span_of(|watch| drop(watch.begin(&HeaderMap::new(), "/")));
        assert_eq!(attribute(&span, "rpc.response.status_code").as_deref(), Some("CANCELLED"));
    }

    #[test]
    fn a_callers_trace_is_linked_to_and_not_continued() {
        let metadata = HeaderMap::from_iter([(
            "traceparent".parse().expect("a name"),
            CALLER.parse().expect("a value"),
        )]);
        let span = span_of(|watch| drop(watch.begin(&metadata, "/")));
        let linked = &span.links.links[0].span_context;
        assert_eq!(linked.trace_id().to_string(), "0af7651916cd43dd8448eb211c80319c");
        assert_ne!(span.span_context.trace_id(), linked.trace_id());
        let metadata = HeaderMap::from_iter([(
            "traceparent".parse().expect("a name"),
            "junk".parse().expect("a value"),
        )]);
        assert!(span_of(|watch| drop(watch.begin(&metadata, "/"))).links.links.is_empty());
    }

    #[test]
    fn inside_a_call_there_is_a_traceparent_and_outside_there_is_none() {
        let mut said = String::new();
        let span = span_of(|watch| {
            said = watch.begin(&HeaderMap::new(), "/").span().in_scope(current_traceparent)
        });
        let expected =
            format!("00-{}-{}-01", span.span_context.trace_id(), span.span_context.span_id());
        assert_eq!((said, current_traceparent()), (expected, String::new()));
    }

    #[test]
    fn a_call_is_measured_by_method_and_status() {
        let exporter = InMemoryMetricExporter::default();
        let provider = SdkMeterProvider::builder().with_periodic_exporter(exporter.clone()).build();
        global::set_meter_provider(provider.clone());
        watch().begin(&HeaderMap::new(), &format!("/{CHECK}")).ended(Code::Ok);
        provider.force_flush().expect("an exporter that works");
        let told = format!("{:?}", exporter.get_finished_metrics().expect("metrics"));
        for expected in ["rpc.server.call.duration", CHECK, "\"OK\""] {
            assert!(told.contains(expected), "{expected} is not in {told}");
        }
    }
}
