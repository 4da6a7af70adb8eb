//! What happens around every request: its id and log line, headers, problems in the caller's
//! language.

use super::problem::Problem;
use crate::text::Lang;
use axum::extract::{FromRequestParts, Request};
use axum::http::header::{
    ACCEPT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::any::Any;
use std::convert::Infallible;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; \
     worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'";

/// Sent with every answer.
const SECURITY: [(HeaderName, HeaderValue); 4] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_POLICY)),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// The longest piece of a path in a log line, in characters.
const LOGGED_PATH_CHARS: usize = 120;

/// When this process started serving, in microseconds: it tells one run's ids and entity tags
/// from the next run's.
pub(super) static BOOT: LazyLock<u64> = LazyLock::new(|| {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros() as u64)
});

/// The id under which a request is in the log.
#[derive(Debug, Clone)]
struct RequestId(String);

impl RequestId {
    /// Never the client's own: what goes into a log line is ours.
    fn next() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        Self(format!("{:x}-{:x}", *BOOT, COUNT.fetch_add(1, Ordering::Relaxed)))
    }
}

/// Outermost: gives the request its id, sets the headers of every answer and writes the one log
/// line. The query and the body are never logged: they may hold a place or a text.
pub(super) async fn observe(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::next();
    let method = request.method().clone();
    let path: String = request.uri().path().chars().take(LOGGED_PATH_CHARS).collect();
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    for (name, value) in SECURITY {
        response.headers_mut().insert(name, value);
    }
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
    let status = response.status().as_u16();
    tracing::info!(request.id = %id.0, %method, path, status, elapsed_ms, "request");
    response
}

/// Writes problems in the language of the request, whoever raised them: a handler, the router
/// (404, 405) or a layer below (413, timeout, panic).
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let lang = lang_of(request.headers());
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    let mut response = next.run(request).await;
    let raised = response.extensions_mut().remove::<Problem>();
    let Some(problem) = raised.or_else(|| Problem::of_status(response.status())) else {
        return response;
    };
    if let Some(cause) = problem.cause() {
        tracing::error!(request.id = %id, code = problem.kind().code(), cause, "failed");
    }
    problem.write(lang, &id, response)
}

/// A panic becomes a 500 whose cause is in the log.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Problem::internal(format!("panic: {said}")).into_response()
}

/// The status that the timeout layer answers with.
pub(super) const TIMEOUT_STATUS: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

fn lang_of(headers: &HeaderMap) -> Lang {
    headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map_or(Lang::Zh, Lang::preferred)
}

/// The language of the request, as an extractor.
pub(super) struct Speaks(pub Lang);

impl<S: Send + Sync> FromRequestParts<S> for Speaks {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(lang_of(&parts.headers)))
    }
}
