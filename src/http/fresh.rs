//! Entity tags: what a browser holds already is not sent again.

use super::layers::BOOT;
use axum::http::header::{CACHE_CONTROL, ETAG, HeaderValue, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// Ask again each time, and take a 304 where nothing changed.
pub(super) const REVALIDATE: &str = "no-cache";
/// Never ask again: the name changes with the content.
pub(super) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A weak entity tag (compression may change the bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Tag {
    /// The tag of anything that follows from the state after event `seq` and the address alone.
    /// Boundaries and rules only change between runs, so the run is part of it.
    pub(super) fn of_state(seq: i64) -> Self {
        Self(format!("W/\"{:x}-{seq}\"", *BOOT))
    }

    /// The tag of something with this hash.
    pub(super) fn of_hash(hash: &[u8]) -> Self {
        let start = hash.iter().take(16).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        Self(format!("W/\"{start:x}\""))
    }

    /// Whether the request already holds what this tag stands for.
    pub(super) fn is_held(&self, headers: &HeaderMap) -> bool {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
            value.trim() == "*" || value.split(',').any(|tag| bare(tag) == bare(&self.0))
        })
    }

    /// 304, for a request that holds it.
    pub(super) fn not_modified(&self, cache: &'static str) -> Response {
        self.on(cache, StatusCode::NOT_MODIFIED.into_response())
    }

    /// The response with this tag.
    pub(super) fn on(&self, cache: &'static str, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            headers.insert(ETAG, tag);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(tag: &Tag, value: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static(value));
        tag.is_held(&headers)
    }

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong() {
        let tag = Tag::of_hash(&[0xab, 0xcd]);
        assert!(held(&tag, "W/\"abcd\""));
        assert!(held(&tag, "\"x\", \"abcd\""));
        assert!(held(&tag, "*"));
        assert!(!held(&tag, "\"abc\""));
    }
}
