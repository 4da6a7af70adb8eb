//! Problem documents (RFC 9457): the only place that turns an error into a status.
//!
//! A handler returns a [`Problem`]; the layer `layers::speak` writes it in the caller's
//! language. A 4xx says what the caller can do. A 5xx says only an id that is in the log.

use super::limits::MAX_BODY_BYTES;
use crate::desk::{DeskError, PaperError};
use crate::geo::CoordError;
use crate::heat::{HeatError, KernelError};
use crate::incident::Fault;
use crate::locate::LocateError;
use crate::patrol::PlanFault;
use crate::sheet::SheetError;
use crate::store::{StoreError, TroubleStep};
use crate::text::{Lang, Message, sentences};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, VARY};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::error::Error;
use utoipa::ToSchema;

pub use super::kind::Kind;

/// One fault of a body.
#[derive(Debug, Clone)]
pub(super) struct FieldFault {
    pub field: String,
    pub code: &'static str,
    /// What is wrong, and what to do about it.
    pub said: Vec<Message>,
}

impl FieldFault {
    fn render(&self, lang: Lang) -> String {
        sentences(&self.said, lang)
    }
}

impl From<PlanFault> for FieldFault {
    fn from(fault: PlanFault) -> Self {
        let code = fault.what.key().rsplit('.').next().unwrap_or_default();
        Self { field: format!("checkpoints.{}", fault.field), code, said: vec![fault.what] }
    }
}

impl From<Fault> for FieldFault {
    fn from(fault: Fault) -> Self {
        Self {
            field: fault.field.to_owned(),
            code: fault.code,
            said: vec![fault.reason, fault.remedy],
        }
    }
}

/// Why a request was not answered as asked.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: Kind,
    detail: Option<Message>,
    field: Option<String>,
    errors: Vec<FieldFault>,
    /// For the log alone.
    cause: Option<String>,
}

impl Problem {
    pub(super) fn new(kind: Kind, detail: Message) -> Self {
        Self { kind, detail: Some(detail), field: None, errors: Vec::new(), cause: None }
    }

    /// The parameter, header or field that is at fault.
    #[must_use]
    pub(super) fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The server's own fault: the caller reads an id, the log the cause.
    pub(super) fn internal(cause: impl Into<String>) -> Self {
        Self {
            kind: Kind::Internal,
            detail: None,
            field: None,
            errors: Vec::new(),
            cause: Some(cause.into()),
        }
    }

    /// A body that is larger than the limit.
    pub(super) fn too_large() -> Self {
        let said = Message::new("http.body_too_large").with("limit_kib", MAX_BODY_BYTES / 1024);
        Self::new(Kind::BodyTooLarge, said)
    }

    /// A body with faults; the first one speaks for all.
    pub(super) fn faults(kind: Kind, errors: Vec<FieldFault>) -> Self {
        let field = errors.first().map(|fault| fault.field.clone());
        Self { kind, detail: None, field, errors, cause: None }
    }

    /// What a bare status of the layers below means; `None` for one that is no error.
    pub(super) fn of_status(status: StatusCode) -> Option<Self> {
        if !(status.is_client_error() || status.is_server_error()) {
            return None;
        }
        Some(match status {
            StatusCode::NOT_FOUND => Self::new(Kind::NotFound, Message::new("http.not_found")),
            StatusCode::METHOD_NOT_ALLOWED => {
                Self::new(Kind::MethodNotAllowed, Message::new("http.method_not_allowed"))
            }
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::SERVICE_UNAVAILABLE => {
                Self::new(Kind::Timeout, Message::new("http.timeout"))
            }
            status if status.is_client_error() => {
                Self::new(Kind::BrokenBody, Message::new("http.broken_body"))
            }
            status => Self::internal(format!("status {status} without a problem")),
        })
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the log has to say, for problems that are the server's.
    pub(super) fn cause(&self) -> Option<&str> {
        self.kind.status().is_server_error().then(|| self.cause.as_deref().unwrap_or("-"))
    }

    fn body(&self, lang: Lang, request_id: &str) -> ProblemBody {
        let (code, title) = self.kind.names();
        let detail = match (&self.detail, self.errors.first()) {
            (Some(detail), _) => detail.render(lang),
            (None, Some(fault)) => fault.render(lang),
            (None, None) => Message::new("http.internal").with("id", request_id).render(lang),
        };
        let error = |fault: &FieldFault| FieldErrorBody {
            field: fault.field.clone(),
            code: fault.code.to_owned(),
            detail: fault.render(lang),
        };
        ProblemBody {
            r#type: format!("/problems/{code}"),
            title: Message::new(title).render(lang),
            status: self.kind.status().as_u16(),
            detail,
            code: code.to_owned(),
            field: self.field.clone(),
            errors: self.errors.iter().map(error).collect(),
            request_id: request_id.to_owned(),
        }
    }

    /// Turns the response that carried this problem into the document.
    pub(super) fn write(&self, lang: Lang, request_id: &str, carrier: Response) -> Response {
        let body = self.body(lang, request_id);
        let (mut parts, _) = carrier.into_parts();
        parts.status = self.kind.status();
        let json = HeaderValue::from_static("application/problem+json");
        parts.headers.insert(CONTENT_TYPE, json);
        parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        parts.headers.append(VARY, HeaderValue::from_static("accept-language"));
        parts.headers.remove(axum::http::header::CONTENT_LENGTH);
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        Response::from_parts(parts, bytes.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut carrier = self.kind.status().into_response();
        carrier.extensions_mut().insert(self);
        carrier
    }
}

/// A problem document (RFC 9457), `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Problem")]
pub struct ProblemBody {
    /// `/problems/` and the code.
    #[schema(example = "/problems/swapped_axes")]
    r#type: String,
    /// What went wrong, in the language of `Accept-Language` (Chinese unless English is asked for).
    #[schema(example = "坐标有误")]
    title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    status: u16,
    /// What is wrong here, and what to do about it.
    #[schema(example = "经纬度似乎颠倒了（经度 39.09，纬度 107.98）；请先写经度，后写纬度")]
    detail: String,
    /// A stable name for programs.
    #[schema(example = "swapped_axes")]
    code: String,
    /// The parameter, header or field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "lon")]
    field: Option<String>,
    /// Every fault of the body, not only the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldErrorBody>,
    /// The id under which the request is in the server's log.
    #[schema(example = "19a2b3c4d5e6-1f")]
    request_id: String,
}

/// One fault of a body.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "FieldError")]
pub struct FieldErrorBody {
    /// The field.
    #[schema(example = "datum")]
    field: String,
    /// A stable name for programs.
    #[schema(example = "missing_datum")]
    code: String,
    /// What is wrong, and what to do about it.
    #[schema(example = "没有说明坐标系；请在坐标系一列填写")]
    detail: String,
}

impl From<CoordError> for Problem {
    fn from(err: CoordError) -> Self {
        let kind = match err {
            CoordError::NotANumber { .. } => Kind::NotANumber,
            CoordError::Dms { .. } => Kind::DegreesMinutesSeconds,
            CoordError::Swapped { .. } => Kind::SwappedAxes,
            CoordError::ProjectedMetres { .. } => Kind::ProjectedMetres,
            CoordError::NotFinite { .. } | CoordError::OutOfRange { .. } => Kind::OutOfRange,
            CoordError::NotInZone { .. } => Kind::NotInZone,
            CoordError::UnknownDatum { .. } => Kind::UnknownDatum,
        };
        Self::new(kind, err.message())
    }
}

impl From<LocateError> for Problem {
    fn from(err: LocateError) -> Self {
        match err {
            LocateError::NoGrids => Self::new(Kind::NoGrids, err.message()),
        }
    }
}

impl From<KernelError> for Problem {
    fn from(err: KernelError) -> Self {
        let field = match err {
            KernelError::Bandwidth { .. } => "bandwidth",
            KernelError::Period { .. } => "to",
        };
        Self::new(Kind::InvalidParameter, err.message()).at(field)
    }
}

impl From<HeatError> for Problem {
    fn from(err: HeatError) -> Self {
        match err {
            HeatError::Png(_) | HeatError::Tiff(_) | HeatError::Contours(_) => {
                Self::internal(chain(&err))
            }
        }
    }
}

impl From<PaperError> for Problem {
    fn from(err: PaperError) -> Self {
        match err {
            PaperError::Sheet(err) => err.into(),
            PaperError::Patrol(_) => Self::new(Kind::InvalidOrder, err.message()),
            PaperError::Plan(faults) => {
                Self::faults(Kind::InvalidOrder, faults.into_iter().map(FieldFault::from).collect())
            }
            PaperError::NotPublic { .. } => {
                Self::new(Kind::InvalidOrder, err.message()).at("category")
            }
        }
    }
}

impl From<SheetError> for Problem {
    fn from(err: SheetError) -> Self {
        match err {
            SheetError::MissingGlyphs { .. } => Self::new(Kind::UndrawableText, err.message()),
            SheetError::Draw { .. }
            | SheetError::Kept { .. }
            | SheetError::Write { .. }
            | SheetError::BaseMap { .. }
            | SheetError::ReadTemplate { .. }
            | SheetError::Template { .. }
            | SheetError::Logo { .. }
            | SheetError::Address { .. } => Self::internal(chain(&err)),
        }
    }
}

impl From<&StoreError> for Problem {
    /// The messages of the store name files of the server, so they stay in the log.
    fn from(err: &StoreError) -> Self {
        let problem = |kind, detail| Self { cause: Some(chain(err)), ..Self::new(kind, detail) };
        match err {
            StoreError::InUse { .. } | StoreError::Busy { .. } => {
                problem(Kind::Unavailable, Message::new("http.unavailable"))
            }
            StoreError::Full { .. } => {
                problem(Kind::StorageFull, Message::new("http.storage_full"))
            }
            StoreError::Stale { .. } | StoreError::StaleTrouble { .. } => {
                Self::new(Kind::VersionConflict, err.message())
            }
            StoreError::TroubleOpen { .. } => Self::new(Kind::TroubleConflict, err.message()),
            StoreError::Io { .. } => problem(Kind::Uncertain, Message::new("desk.uncertain")),
            StoreError::NotOurs { .. }
            | StoreError::Corrupt { .. }
            | StoreError::NewerSchema { .. }
            | StoreError::ReadOnly { .. }
            | StoreError::Open { .. } => Self::internal(chain(err)),
        }
    }
}

impl From<DeskError> for Problem {
    fn from(err: DeskError) -> Self {
        let said = err.message();
        match err {
            DeskError::Locate(err) => err.into(),
            DeskError::Store(err) => err.as_ref().into(),
            DeskError::NotFound { .. } => Self::new(Kind::UnknownIncident, said),
            DeskError::UnknownGrid { .. } => Self::new(Kind::UnknownGrid, said).at("grid_code"),
            DeskError::VersionConflict { .. } | DeskError::TroubleVersion { .. } => {
                Self::new(Kind::VersionConflict, said).at("If-Match")
            }
            DeskError::ReportConflict { .. } => Self::new(Kind::ReportConflict, said),
            DeskError::ReasonTooLong { .. } | DeskError::PersonalReason => {
                Self::new(Kind::InvalidOrder, said).at("reason")
            }
            DeskError::TroubleNotFound { .. } => Self::new(Kind::UnknownTroubleSpot, said),
            DeskError::TroubleStep { step: TroubleStep::Noted, .. } => {
                Self::new(Kind::InvalidOrder, said).at("note")
            }
            DeskError::TroubleStep { .. } => Self::new(Kind::TroubleConflict, said),
            DeskError::TroubleName { .. } => Self::new(Kind::InvalidOrder, said).at("name"),
            DeskError::KeyLength { .. } => {
                Self::new(Kind::InvalidReport, said).at("Idempotency-Key")
            }
            DeskError::BadCursor => Self::new(Kind::BadCursor, said).at("cursor"),
            DeskError::NoPlace => Self::new(Kind::InvalidParameter, said).at("near"),
            DeskError::Uncertain => Self::new(Kind::Uncertain, said),
        }
    }
}

/// An error with its causes, for the log.
fn chain(err: &(dyn Error + 'static)) -> String {
    let mut said = err.to_string();
    let mut next = err.source();
    while let Some(source) = next {
        said = format!("{said}: {source}");
        next = source.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_its_own_code_and_a_title_in_both_languages() {
        let codes: HashSet<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            let (_, title) = kind.names();
            for lang in [Lang::Zh, Lang::En] {
                assert!(!Message::new(title).render(lang).contains("http."), "{title}");
            }
        }
    }

    #[test]
    fn what_the_store_says_about_files_is_for_the_log_alone() {
        let path = std::path::PathBuf::from("/srv/secret/wangge.db");
        let problem = Problem::from(&StoreError::NotOurs { path });
        let body = problem.body(Lang::Zh, "7-1");
        assert!(!body.detail.contains("secret") && body.detail.contains("7-1"), "{}", body.detail);
        assert!(problem.cause().unwrap().contains("secret"));
    }
}
