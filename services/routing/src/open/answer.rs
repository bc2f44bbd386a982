//! Answers: JSON that readers may keep for a while, and a reason where there is none.

use axum::Json;
use axum::body::Body;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// For how long readers may keep an answer.
const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum No {
    /// What was asked means nothing; the words say what would.
    Malformed(String),
    /// There is no such thing.
    Unknown(String),
    /// Too many ask, or the directory cannot be read now.
    Busy,
    /// What is kept cannot be read.
    Damaged,
}

impl No {
    /// A record that could not be read.
    #[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
    pub(super) fn unread(status: tonic::Status) -> Self {
        tracing::warn!(code = %status.code(), "a published record could not be read");
        if status.code() == tonic::Code::Unavailable { Self::Busy } else { Self::Damaged }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let (code, why) = match self {
            Self::Malformed(why) => (StatusCode::BAD_REQUEST, why),
            Self::Unknown(why) => (StatusCode::NOT_FOUND, why),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "ask again in a moment".into()),
            Self::Damaged => (StatusCode::INTERNAL_SERVER_ERROR, "this cannot be read".into()),
        };
        let mut response = (code, Json(json!({ "error": why }))).into_response();
        let headers = response.headers_mut();
        for_anybody(headers);
        if code == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// An answer, unless the reader has just this one already.
pub(super) fn answer(asked: &HeaderMap, says: &Value) -> Result<Response, No> {
    let bytes = serde_json::to_vec(says).map_err(|_| No::Damaged)?;
    let tag = tag(&bytes);
    let has_it = asked.get_all(IF_NONE_MATCH).iter().any(|known| {
        known.to_str().is_ok_and(|tags| {
            tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
        })
    });
    let mut response = match has_it {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Response::new(Body::from(bytes)),
    };
    let headers = response.headers_mut();
    for_anybody(headers);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, KEEP);
    headers.insert(ETAG, HeaderValue::try_from(tag).map_err(|_| No::Damaged)?);
    Ok(response)
}

/// What tells one answer from another.
fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digest = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("\"{digest}\"")
}

/// Pages of any site may show it. Texts of publishers may have HTML in them: nobody is to take an answer for a page.
fn for_anybody(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}
