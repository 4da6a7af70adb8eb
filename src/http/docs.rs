//! `/api/v1/openapi.json` and `/api/docs`: the API described, from the code.

use super::fresh::{REVALIDATE, Tag};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::Params;
use super::web;
use crate::text::Message;
use axum::body::Bytes;
use axum::extract::RawQuery;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use utoipa::OpenApi;

/// What the document says besides the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "网格 wangge：网格治理指挥中心地图台 · map desk of a grid-governance command centre",
        description = "界线、事件、热力、派单和巡逻图。时间为带时区的 RFC 3339，坐标为 CGCS2000 经纬度（度，经度在前），代码为字符串。\
                       出错时返回 application/problem+json（RFC 9457），默认中文，Accept-Language 优先英文时为英文。\n\n\
                       Boundaries, incidents, heat, assignment and patrol sheets. Times are RFC 3339 with an offset, coordinates CGCS2000 \
                       degrees with longitude first, codes are strings. Errors are application/problem+json (RFC 9457), in Chinese unless \
                       Accept-Language prefers English. 400: the request cannot be read; 422: a value in it will not do. \
                       Unknown parameters and fields are refused by name."
    ),
    tags(
        (name = "meta", description = "这里运行着什么 · what runs here"),
        (name = "areas", description = "界线 · boundaries"),
        (name = "locate", description = "定位到责任网格 · from a position to its grid"),
        (name = "services", description = "服务点 · service points"),
        (name = "incidents", description = "事件 · incidents"),
        (name = "heat", description = "热力 · density"),
        (name = "trouble spots", description = "治安乱点 · hot spots to be cleared"),
        (name = "sheets", description = "巡逻区域图和图册 · patrol sheets and atlases"),
        (name = "jobs", description = "后台任务 · what takes longer than an answer may"),
        (name = "docs", description = "接口说明 · this document"),
    ),
    components(schemas(ProblemBody))
)]
pub(super) struct Described;

/// Addresses whose last segment the router takes whole, and how clients write them.
const SUFFIXED: [(&str, &str); 2] = [
    ("/api/v1/heat/tiles/{z}/{x}/{y}", "/api/v1/heat/tiles/{z}/{x}/{y}.png"),
    ("/api/v1/sheets/{area}", "/api/v1/sheets/{area}.{format}"),
];

/// The OpenAPI document of all routes.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, mut document) = super::routes().split_for_parts();
    for (routed, written) in SUFFIXED {
        if let Some(item) = document.paths.paths.remove(routed) {
            document.paths.paths.insert(written.to_owned(), item);
        }
    }
    document
}

struct Written {
    json: Bytes,
    tag: Tag,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let json = Bytes::from(openapi().to_json().unwrap_or_default());
    let tag = Tag::of_hash(&Sha256::digest(&json));
    Written { json, tag }
});

/// This document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "docs",
    responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value))
)]
pub(super) async fn openapi_json(
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let Written { json, tag } = &*WRITTEN;
    if tag.is_held(&headers) {
        return Ok(tag.not_modified(REVALIDATE));
    }
    let body = ([(CONTENT_TYPE, "application/json")], json.clone());
    Ok(tag.on(REVALIDATE, body.into_response()))
}

/// This document as a page, without any other server.
#[utoipa::path(
    get, path = "/api/docs", tag = "docs",
    responses((status = 200, description = "A page", content_type = "text/html", body = String))
)]
pub(super) async fn docs_page(headers: HeaderMap) -> Result<Response, Problem> {
    web::file("docs.html", &headers)
        .ok_or_else(|| Problem::new(Kind::NotFound, Message::new("http.not_found")))
}
