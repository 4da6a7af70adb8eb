//! `/api/v1/incidents`: reporting and assigning. The clock is read here and handed down.

use super::incident_body::IncidentBody;
use super::incidents::id_of;
use super::json_body::{Field, Fields, Form, quoted};
use super::problem::{FieldFault, Kind, Problem, ProblemBody};
use super::query::Params;
use super::state::AppState;
use crate::area::AreaCode;
use crate::desk::{Assign, Context, First};
use crate::incident::{Draft, Report};
use crate::text::Message;
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{HeaderName, HeaderValue, IF_MATCH, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use percent_encoding::percent_decode;
use serde::Deserialize;
use utoipa::ToSchema;

const DESK: HeaderName = HeaderName::from_static("x-wangge-desk");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A report. `lon`, `lat`, `severity` and `accuracy_m` may be numbers or text. A field that is
/// not listed here is refused: names, identity and telephone numbers are not kept.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "Report")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct ReportBody {
    /// RFC 3339, or a local time.
    #[schema(example = "2026-11-01T08:30:00+08:00")]
    reported_at: String,
    /// One of the categories of `/api/v1/meta`.
    #[schema(example = "消防隐患")]
    category: String,
    /// 1 slight to 4 gravest.
    #[schema(example = 2)]
    severity: u8,
    /// Longitude in degrees, or easting in metres.
    #[schema(example = 107.984_6)]
    lon: f64,
    /// Latitude in degrees, or northing in metres.
    #[schema(example = 39.094_1)]
    lat: f64,
    /// `cgcs2000`, `wgs84`, `gcj02`, `bd09`, or a zone such as `gk3-36`. Never guessed.
    #[schema(example = "gcj02")]
    datum: String,
    /// The radius in metres that holds the true place with 68 %.
    #[schema(example = 30.0)]
    accuracy_m: Option<f64>,
    /// One of the channels of `/api/v1/meta`.
    #[schema(example = "热线")]
    channel: String,
    /// A short text about the place and the matter.
    #[schema(example = "楼道堆放杂物，消防通道被占")]
    description: String,
    /// The sender's own number: the same one is the same report.
    #[schema(example = "HL-20261101-0007")]
    external_id: Option<String>,
}

const REPORT: [Field; 10] = [
    Field { name: "reported_at", form: Form::Text },
    Field { name: "category", form: Form::Text },
    Field { name: "severity", form: Form::TextOrNumber },
    Field { name: "lon", form: Form::TextOrNumber },
    Field { name: "lat", form: Form::TextOrNumber },
    Field { name: "datum", form: Form::Text },
    Field { name: "accuracy_m", form: Form::TextOrNumber },
    Field { name: "channel", form: Form::Text },
    Field { name: "description", form: Form::Text },
    Field { name: "external_id", form: Form::Text },
];

/// Files a report. The same report again (equal `external_id` or `Idempotency-Key`, equal content)
/// answers 200 with the first one.
#[utoipa::path(
    post, path = "/api/v1/incidents", tag = "incidents",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "The sender's key for this request, at most 200 bytes: a repetition with it is the same report.", example = "5f0c7a3e"),
        ("X-Wangge-Desk" = Option<String>, Header, description = "The desk (席位) that acts, percent-encoded UTF-8, one of `/api/v1/meta`.", example = "%E8%B0%83%E5%BA%A61"),
    ),
    request_body(content = ReportBody, description = "The report"),
    responses(
        (status = 201, description = "A new incident, on the disk", body = IncidentBody, headers(("Location" = String, description = "Its address"))),
        (status = 200, description = "The same report was made before", body = IncidentBody),
        (status = 400, description = "Not JSON; the detail says where", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The external id or key stands for another report", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The report has faults, all in `errors`", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "It is not known whether it was kept: look before repeating", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn report_incident(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    Params::read(query.as_deref(), &[])?;
    let context = context_of(&headers, &state)?;
    let report = report_of(Fields::read(&headers, body)?, &state)?;
    if let Some(fault) = report.from_the_future(context.now) {
        return Err(Problem::faults(Kind::InvalidReport, vec![fault.into()]));
    }
    let done = state.desk().report(report, &context).await?;
    let snapshot = state.desk().snapshot();
    let incident = Json(IncidentBody::of(&done.entry, &snapshot, &state));
    let place = format!("/api/v1/incidents/{}", done.id().0);
    Ok(match done.first {
        First::New => (StatusCode::CREATED, [(LOCATION, place)], incident).into_response(),
        First::Again => incident.into_response(),
    })
}

/// Checks a body as a row of a file is checked, and refuses what it does not know besides.
fn report_of(mut fields: Fields, state: &AppState) -> Result<Report, Problem> {
    let mut faults = Vec::new();
    let mut texts = REPORT.each_ref().map(|field| fields.take(field, &mut faults)).into_iter();
    let mut next = || texts.next().flatten();
    let draft = Draft {
        reported_at: next(),
        category: next(),
        severity: next(),
        lon: next(),
        lat: next(),
        datum: next(),
        accuracy_m: next(),
        channel: next(),
        description: next(),
        external_id: next(),
    };
    fields.refuse_rest(&REPORT, &mut faults);
    match draft.check(state.rules(), None) {
        Ok(report) if faults.is_empty() => Ok(report),
        Ok(_) => Err(Problem::faults(Kind::InvalidReport, faults)),
        Err(more) => {
            // A field of the wrong kind is not missing as well.
            let fresh: Vec<FieldFault> = more
                .into_iter()
                .filter(|fault| faults.iter().all(|known| known.field != fault.field))
                .map(FieldFault::from)
                .collect();
            faults.extend(fresh);
            Err(Problem::faults(Kind::InvalidReport, faults))
        }
    }
}

/// An order to give an incident to a grid.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "Assign")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct AssignBody {
    /// The grid.
    #[schema(example = "150624100001001")]
    grid_code: String,
    /// Why; at most 200 characters.
    #[schema(example = "位置在路口，实际归第1网格")]
    reason: Option<String>,
}

const ASSIGN: [Field; 2] =
    [Field { name: "grid_code", form: Form::Text }, Field { name: "reason", form: Form::Text }];

/// Gives an incident to a grid. Giving it to the grid that has it changes nothing.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/assign", tag = "incidents",
    params(
        ("id" = i64, Path, example = 20001, description = "The incident's number."),
        ("If-Match" = Option<String>, Header, description = "The version that the order was decided on, such as `\"1\"`.", example = "\"1\""),
        ("X-Wangge-Desk" = Option<String>, Header, description = "The desk (席位) that acts, percent-encoded UTF-8, one of `/api/v1/meta`.", example = "%E8%B0%83%E5%BA%A61"),
    ),
    request_body(content = AssignBody, description = "The order"),
    responses(
        (status = 200, description = "The incident as it stands now", body = IncidentBody),
        (status = 400, description = "Not JSON; the detail says where", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such incident", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "The incident has changed meanwhile", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "No such grid, or the order has faults", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "It is not known whether it was kept: look before repeating", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn assign_incident(
    State(state): State<AppState>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<IncidentBody>, Problem> {
    Params::read(query.as_deref(), &[])?;
    let id = id_of(&id)?;
    let context = context_of(&headers, &state)?;
    let if_version = version_of(&headers)?;
    let order = Assign { if_version, ..order_of(Fields::read(&headers, body)?)? };
    let entry = state.desk().assign(id, &order, &context).await?;
    let snapshot = state.desk().snapshot();
    Ok(Json(IncidentBody::of(&entry, &snapshot, &state)))
}

fn order_of(mut fields: Fields) -> Result<Assign, Problem> {
    let mut faults = Vec::new();
    let [grid, reason] = ASSIGN.each_ref().map(|field| fields.take(field, &mut faults));
    fields.refuse_rest(&ASSIGN, &mut faults);
    let given = |text: &String| !text.trim().is_empty();
    match grid.filter(given) {
        Some(grid) if faults.is_empty() => Ok(Assign {
            grid: AreaCode::new(grid.trim()),
            reason: reason.filter(given).map(|reason| reason.trim().to_owned()),
            if_version: None,
        }),
        Some(_) => Err(Problem::faults(Kind::InvalidOrder, faults)),
        None => {
            if faults.iter().all(|fault| fault.field != "grid_code") {
                let said = vec![Message::new("http.missing_grid_code")];
                let (field, code) = ("grid_code".to_owned(), "missing_grid_code");
                faults.push(FieldFault { field, code, said });
            }
            Err(Problem::faults(Kind::InvalidOrder, faults))
        }
    }
}

/// Who acts, when, and under which key.
pub(super) fn context_of(headers: &HeaderMap, state: &AppState) -> Result<Context, Problem> {
    Ok(Context {
        desk: desk_of(headers, state)?,
        now: Timestamp::now(),
        idempotency_key: key_of(headers)?,
    })
}

/// The desk that acts. A request that names none is recorded as such.
fn desk_of(headers: &HeaderMap, state: &AppState) -> Result<String, Problem> {
    let Some(value) = headers.get(DESK).filter(|value| !value.is_empty()) else {
        return Ok(Message::new("http.unnamed_desk").render(crate::text::Lang::Zh));
    };
    let decoded = percent_decode(value.as_bytes()).decode_utf8_lossy();
    let (name, known) = (decoded.trim(), &state.rules().desks);
    known.iter().find(|desk| *desk == name).cloned().ok_or_else(|| {
        let said = Message::new("http.unknown_desk")
            .with("desk", quoted(name))
            .with("names", known.join("、"));
        Problem::new(Kind::UnknownDesk, said).at("X-Wangge-Desk")
    })
}

fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let text = |value: &HeaderValue| {
        value.to_str().map(ToOwned::to_owned).map_err(|_| {
            Problem::new(Kind::MalformedHeader, Message::new("http.malformed_key"))
                .at("Idempotency-Key")
        })
    };
    headers.get(IDEMPOTENCY_KEY).map(text).transpose()
}

/// `If-Match: "3"`; `*` is any version.
pub(super) fn version_of(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get(IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.trim_start_matches("W/").trim_matches('"');
    bare.parse().map(Some).map_err(|_| {
        let said = Message::new("http.malformed_if_match").with("text", quoted(text));
        Problem::new(Kind::MalformedHeader, said).at("If-Match")
    })
}
