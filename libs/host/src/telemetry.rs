//! Logs to stderr always; traces and metrics to an OpenTelemetry collector where one is configured. What is told are
//! ids, codes and counts, never anything personal.

use std::io::IsTerminal;

use anyhow::Context as _;
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::{MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing::level_filters::LevelFilter;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{Format, Telemetry};

/// Sends what is left when it is dropped: keep it for as long as the process works.
#[must_use = "dropping it ends telemetry"]
#[derive(Debug)]
pub struct Guard(Option<Exporters>);

#[derive(Debug)]
struct Exporters {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
}

/// Starts telemetry, once per process and inside its tokio runtime. Fails on a filter or an endpoint that cannot be
/// read, and where a subscriber is set already. A collector that is away is no error.
pub fn init(service: &str, config: &Telemetry) -> anyhow::Result<Guard> {
    let filter = EnvFilter::try_new(&config.filter)
        .with_context(|| format!("log filter {:?}", config.filter))?;
    let exporters = match &config.otlp_endpoint {
        Some(endpoint) => Some(Exporters::to(endpoint, service, config.trace_ratio)?),
        None => None,
    };
    let spans = exporters.as_ref().map(Exporters::spans);
    let as_json = is_json(config.format);
    let json =
        as_json.then(|| fmt::layer().json().with_span_list(false).with_writer(std::io::stderr));
    let text = (!as_json).then(|| fmt::layer().with_target(false).with_writer(std::io::stderr));
    tracing_subscriber::registry().with(filter).with(spans).with(json).with(text).try_init()?;
    if let Some(exporters) = &exporters {
        global::set_meter_provider(exporters.metrics.clone());
    }
    Ok(Guard(exporters))
}

/// The current span in W3C form, for an event to remember what caused it; empty when nothing is traced.
pub fn current_traceparent() -> String {
    let context = Span::current().context();
    let span = context.span();
    let span = span.span_context();
    if !span.is_valid() {
        return String::new();
    }
    format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags())
}

fn is_json(format: Format) -> bool {
    match format {
        Format::Auto => !std::io::stderr().is_terminal(),
        Format::Text => false,
        Format::Json => true,
    }
}

impl Exporters {
    fn to(endpoint: &str, service: &str, trace_ratio: f64) -> anyhow::Result<Self> {
        let place = || format!("OTLP endpoint {endpoint:?}");
        let spans = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()
            .with_context(place)?;
        let numbers = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()
            .with_context(place)?;
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(trace_ratio)));
        let traces = SdkTracerProvider::builder()
            .with_resource(resource(service))
            .with_sampler(sampler)
            .with_batch_exporter(spans)
            .build();
        let metrics = SdkMeterProvider::builder()
            .with_resource(resource(service))
            .with_periodic_exporter(numbers)
            .build();
        Ok(Self { traces, metrics })
    }

    /// From `info` up, whatever the filter: the exporter's own HTTP/2 has spans below, and would export about exporting.
    fn spans<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.traces.tracer("anydoor"))
            .with_filter(LevelFilter::INFO)
    }
}

/// Who is speaking, in OpenTelemetry's words.
fn resource(service: &str) -> Resource {
    Resource::builder()
        .with_service_name(service.to_owned())
        .with_attributes([
            KeyValue::new("service.namespace", "anydoor"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", uuid::Uuid::new_v4().to_string()),
        ])
        .build()
}

impl Drop for Guard {
    fn drop(&mut self) {
        let Some(Exporters { traces, metrics }) = self.0.take() else { return };
        let flushed = [traces.shutdown(), metrics.shutdown()];
        for error in flushed.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "some telemetry was not delivered");
        }
    }
}
