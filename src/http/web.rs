//! The web application, from the binary.

use super::fresh::{IMMUTABLE, REVALIDATE, Tag};
use super::problem::{Kind, Problem};
use crate::text::Message;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
struct Dist;

const INDEX: &str = "index.html";
/// Vite puts a hash of the content into the names here.
const HASHED: &str = "assets/";

/// Everything that is no route: a file of the web application, or its page for an address that
/// the application itself understands.
pub(super) async fn fallback(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = percent_decode_str(uri.path()).decode_utf8_lossy();
    let path = path.trim_start_matches('/');
    let is_api = path == "api" || path.starts_with("api/");
    let reads = method == Method::GET || method == Method::HEAD;
    if is_api || !reads {
        return not_found();
    }
    file(if path.is_empty() { INDEX } else { path }, &headers)
        .or_else(|| (!path.contains('.')).then(|| file(INDEX, &headers)).flatten())
        .unwrap_or_else(not_found)
}

fn not_found() -> Response {
    Problem::new(Kind::NotFound, Message::new("http.not_found")).into_response()
}

/// A file of the web application; `None` where there is none of that name.
pub(super) fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let EmbeddedFile { data, metadata, .. } = Dist::get(name)?;
    let tag = Tag::of_hash(&metadata.sha256_hash());
    let cache = if name.starts_with(HASHED) { IMMUTABLE } else { REVALIDATE };
    if tag.is_held(headers) {
        return Some(tag.not_modified(cache));
    }
    let length = data.len();
    let body = match data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let headers =
        [(CONTENT_TYPE, media_type(name).to_owned()), (CONTENT_LENGTH, length.to_string())];
    Some(tag.on(cache, (headers, body).into_response()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
