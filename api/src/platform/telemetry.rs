//! Logs, readable or JSON, and metrics in Prometheus' text format.
//!
//! A log line of a request holds its method, path **without the query** and status: names of people and
//! secrets never stand in logs.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

use super::config::LogFormat;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Whether this is a filter of log lines.
///
/// # Errors
/// A sentence that says what a filter looks like.
pub fn check_filter(filter: &str) -> Result<(), String> {
    EnvFilter::try_new(filter)
        .map(drop)
        .map_err(|e| format!("it must be a level or a list such as info,onex=debug ({e})"))
}

/// Sets up logging for the process; a second call does nothing.
pub fn init(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    let _ = match format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// The metrics registry of this process.
pub fn metrics() -> Option<&'static PrometheusHandle> {
    if METRICS.get().is_none()
        && let Ok(handle) = PrometheusBuilder::new()
            .set_buckets(&[
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
            ])
            .and_then(PrometheusBuilder::install_recorder)
    {
        let _ = METRICS.set(handle);
    }
    METRICS.get()
}

/// Middleware: one line and one measurement a request.
pub async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    // The pattern, not the path: it bounds the number of series and holds no id.
    let route = response.request().match_pattern().unwrap_or_else(|| "unmatched".into());
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    metrics::counter!("onex_http_requests_total", "method" => method.to_string(), "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("onex_http_request_seconds", "method" => method.to_string(), "route" => route.clone()).record(seconds);
    tracing::info!(
        method = %method, route, status, ms = (seconds * 1e6).round() / 1e3,
        request_id = super::http::request_id::current(), "request"
    );
    Ok(response)
}
