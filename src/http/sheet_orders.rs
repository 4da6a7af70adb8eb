//! `POST /api/v1/sheets`: the sheet of one grid, or an atlas as a job.

use super::jobs::{JobBody, MOST_SHEETS, Order as Work};
use super::json_body::{Field, Fields, Form};
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{self, FILTER, Param, Params, malformed, not_one_of};
use super::sheets::{self, PERIOD};
use super::state::AppState;
use crate::area::AreaCode;
use crate::desk::{Among, Atlas, AtlasChoice, AtlasError, AtlasKind, Rank, SheetPlan, Take};
use crate::patrol::Plan;
use crate::sheet::Format;
use crate::text::{Lang, Message};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use std::num::NonZeroUsize;
use utoipa::ToSchema;

/// What to print: one grid, or grids that are chosen.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(title = "SheetOrder")]
#[expect(dead_code, reason = "describes the body for the API document; Fields reads it")]
pub struct SheetOrderBody {
    /// One grid: the answer is its sheet. Without it an atlas is made.
    #[schema(example = "150624101003007")]
    grid: Option<String>,
    /// An atlas of the grids of these areas, of any level; of all where there is none.
    of: Option<Vec<String>>,
    /// Only grids with an incident of one of these categories, reported in the period and still
    /// open.
    open: Option<Vec<String>>,
    /// Only so many of the worst grids.
    #[schema(example = 20)]
    worst: Option<u32>,
    /// By what they are worst: `count` (default), `rate` (per km²) or `open`.
    #[schema(example = "count")]
    by: Option<String>,
    /// `code`, or `worst` first (default where `worst` is given).
    #[schema(example = "code")]
    order: Option<String>,
    /// A month or a year of local time, or `all`; without any period the last 90 days that have incidents.
    #[schema(example = "2026-09")]
    period: Option<String>,
    /// Instead of `period`: RFC 3339, or a local date.
    from: Option<String>,
    /// The end: before this time (RFC 3339), or until the end of this local date.
    to: Option<String>,
    /// The categories that sheets show; all where there is none.
    category: Option<Vec<String>>,
    /// Repeating times, as in the query of `/api/v1/incidents`.
    window: Option<String>,
    /// `pdf` (default) or `zip`; for an atlas.
    #[schema(example = "pdf")]
    kind: Option<String>,
    /// `pdf` (default), `png` or `svg`: of the sheet of one grid, or of those in a `zip`.
    format: Option<String>,
    /// The template (default: `patrol`).
    template: Option<String>,
    /// The map-approval number (审图号).
    approval_number: Option<String>,
    /// The day that is printed (default: today).
    #[schema(example = "2026-11-23")]
    printed_on: Option<String>,
    /// Changes of the check-points that are proposed, for one grid: `keep`, `drop`, `move`, `add`,
    /// `order`, or `points` in their place; `GET /api/v1/patrols/{area}` lists their ids.
    #[schema(value_type = Option<Object>, example = json!({ "drop": ["s:S07"], "add": [{ "lon": 107.99, "lat": 39.1, "text": "校门口" }] }))]
    checkpoints: Option<serde_json::Value>,
}

const FIELDS: [Field; 16] = [
    Field { name: "grid", form: Form::Text },
    Field { name: "of", form: Form::List },
    Field { name: "open", form: Form::List },
    Field { name: "worst", form: Form::TextOrNumber },
    Field { name: "by", form: Form::Text },
    Field { name: "order", form: Form::Text },
    Field { name: "period", form: Form::Text },
    Field { name: "from", form: Form::Text },
    Field { name: "to", form: Form::Text },
    Field { name: "category", form: Form::List },
    Field { name: "window", form: Form::Text },
    Field { name: "kind", form: Form::Text },
    Field { name: "format", form: Form::Text },
    Field { name: "template", form: Form::Text },
    Field { name: "approval_number", form: Form::Text },
    Field { name: "printed_on", form: Form::Text },
];

/// The fields that a query of other addresses has too are read as there.
const OWN: &[Param] = &[
    own("of", query::Form::List),
    own("open", query::Form::List),
    own("worst", query::Form::Integer),
    own("by", query::Form::Text),
    own("order", query::Form::Text),
    own("kind", query::Form::Text),
    own("format", query::Form::Text),
    own("template", query::Form::Text),
    own("approval_number", query::Form::Text),
    own("printed_on", query::Form::Text),
];
/// Those that say which grids.
const CHOICE: [&str; 6] = ["of", "open", "worst", "by", "order", "kind"];
const TABLES: [&[Param]; 3] = [OWN, PERIOD, FILTER];

const fn own(name: &'static str, form: query::Form) -> Param {
    Param { name, about: "", example: "", form }
}

/// Prints: the sheet of one grid at once, or an atlas of many as a job.
///
/// With `grid` the answer is the sheet. Otherwise 202 names a job: `GET` its `events` or itself
/// until it is `successful`, then its `results`. In the language of `Accept-Language`.
#[utoipa::path(
    post, path = "/api/v1/sheets", tag = "sheets",
    request_body(content = SheetOrderBody, description = "What to print"),
    responses(
        (status = 200, description = "The sheet of one grid, named as a download", content(
            (Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"),
        )),
        (status = 202, description = "The job that makes the atlas", body = JobBody,
         headers(("Location" = String, description = "The job's address"))),
        (status = 400, description = "Not JSON, or a value that cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such grid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not said to be JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A value will not do, no grid is left, or there are too many", body = ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many jobs wait", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn order_sheets(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    Speaks(lang): Speaks,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let Order { params, plan, changes, one } =
        Order::read(&state, lang, &headers, query.as_deref(), body)?;
    let format = format(&params)?;
    if let Some(code) = one {
        let file = format!("{code}.{}", format.unwrap_or(Format::Pdf).extension());
        return state
            .draw_sheet(move |state| sheets::drawn(state, &file, plan, changes.as_ref()))
            .await;
    }
    if changes.is_some() {
        let said = Message::new("http.checkpoints_of_one");
        return Err(Problem::new(Kind::InvalidOrder, said).at("checkpoints"));
    }
    let kind = kind(&params, format)?;
    let choice = choice(&params, &state)?;
    let snapshot = state.desk().snapshot();
    let chosen = move |_: &AppState| Ok(Atlas::choose(snapshot, &choice, plan)?);
    let atlas = state.draw_sheet(chosen).await?;
    if atlas.len() > MOST_SHEETS {
        let said = Message::new("http.too_many_sheets").with("count", atlas.len());
        return Err(Problem::new(Kind::InvalidOrder, said.with("limit", MOST_SHEETS)).at("of"));
    }
    let file_name = file_name(&atlas, kind, lang);
    let job = state.jobs().submit(Work { atlas, kind, file_name })?;
    let location = [(LOCATION, format!("/api/v1/jobs/{}", job.id))];
    let body = Json(JobBody::of(&job, &job.state(), &state, lang));
    Ok((StatusCode::ACCEPTED, location, body).into_response())
}

/// What a body asks for.
pub(super) struct Order {
    params: Params,
    pub plan: SheetPlan,
    /// Changes of the check-points that are proposed.
    pub changes: Option<Plan>,
    /// The code of the one area that it is about; an atlas is meant where `None`.
    pub one: Option<String>,
}

impl Order {
    pub(super) fn read(
        state: &AppState,
        lang: Lang,
        headers: &HeaderMap,
        query: Option<&str>,
        body: Result<Bytes, BytesRejection>,
    ) -> Result<Self, Problem> {
        Params::read(query, &[])?;
        let mut fields = Fields::read(headers, body)?;
        let changes = fields.take_object("checkpoints").map(changes).transpose()?;
        let params = params_of(fields)?;
        let plan = plan(&params, headers, state, lang)?;
        let one = params.text("grid").map(ToOwned::to_owned);
        let choice = CHOICE.into_iter().find(|name| params.text(name).is_some());
        if let Some(name) = choice.filter(|_| one.is_some()) {
            let said = Message::new("http.grid_or_choice").with("name", name);
            return Err(Problem::new(Kind::InvalidOrder, said).at(name));
        }
        Ok(Self { params, plan, changes, one })
    }
}

/// The changes of check-points.
fn changes(value: serde_json::Value) -> Result<Plan, Problem> {
    serde_json::from_value(value).map_err(|err| {
        let said = Message::new("http.bad_checkpoints").with("what", err);
        Problem::new(Kind::InvalidOrder, said).at("checkpoints")
    })
}

/// The body as the parameters that it is like.
fn params_of(mut fields: Fields) -> Result<Params, Problem> {
    let mut faults = Vec::new();
    let mut pairs = Vec::new();
    for field in &FIELDS {
        pairs.extend(fields.take_all(field, &mut faults).into_iter().map(|t| (field.name, t)));
    }
    fields.refuse_rest(&FIELDS, &mut faults);
    if faults.is_empty() {
        Ok(Params::of(pairs, &TABLES))
    } else {
        Err(Problem::faults(Kind::InvalidOrder, faults))
    }
}

fn plan(
    params: &Params,
    headers: &HeaderMap,
    state: &AppState,
    lang: Lang,
) -> Result<SheetPlan, Problem> {
    let today = || Timestamp::now().to_zoned(state.zone().clone()).date();
    let date = |text: &str| {
        let wanted = || malformed("printed_on", text, Message::new("http.wants_date"));
        text.parse::<Date>().map_err(|_| wanted())
    };
    let template = sheets::template(params.text("template"), state)?;
    let printed_on = params.text("printed_on").map(date).transpose()?;
    Ok(SheetPlan {
        categories: params.categories("category", state)?,
        window: params.window(state)?,
        approval_number: params.text("approval_number").map(ToOwned::to_owned),
        printed_on: printed_on.unwrap_or_else(today),
        ..sheets::plan(sheets::span(params, state)?, template, headers, state, lang)
    })
}

fn format(params: &Params) -> Result<Option<Format>, Problem> {
    let named = |text: &str| {
        Format::from_extension(text).ok_or_else(|| not_one_of("format", text, "pdf, png, svg"))
    };
    params.text("format").map(named).transpose()
}

fn kind(params: &Params, format: Option<Format>) -> Result<AtlasKind, Problem> {
    match params.text("kind") {
        Some("zip") => Ok(AtlasKind::Zip(format.unwrap_or(Format::Pdf))),
        None | Some("pdf") if format.is_some_and(|format| format != Format::Pdf) => {
            Err(Problem::new(Kind::InvalidOrder, Message::new("http.format_of_zip")).at("format"))
        }
        None | Some("pdf") => Ok(AtlasKind::Pdf { volume: None }),
        Some(text) => Err(not_one_of("kind", text, "pdf, zip")),
    }
}

fn choice(params: &Params, state: &AppState) -> Result<AtlasChoice, Problem> {
    let codes: Vec<AreaCode> = params.list("of").map(AreaCode::new).collect();
    let most = params.integer("worst", 1..=MOST_SHEETS)?.and_then(NonZeroUsize::new);
    let ranked = |text: &str| {
        let names = Rank::ALL.map(Rank::name).join(", ");
        Rank::named(text).ok_or_else(|| not_one_of("by", text, &names))
    };
    let by = params.text("by").map(ranked).transpose()?;
    let take = match (most, params.text("order")) {
        (_, Some(text)) if !matches!(text, "code" | "worst") => {
            return Err(not_one_of("order", text, "code, worst"));
        }
        (None, None | Some("code")) if by.is_some() => {
            let said = Message::new("http.by_alone");
            return Err(Problem::new(Kind::InvalidOrder, said).at("by"));
        }
        (Some(most), Some("code")) => Take::WorstByCode(most, by.unwrap_or(Rank::Count)),
        (Some(most), _) => Take::Worst(most, by.unwrap_or(Rank::Count)),
        (None, Some("worst")) => Take::WorstFirst(by.unwrap_or(Rank::Count)),
        (None, _) => Take::ByCode,
    };
    Ok(AtlasChoice {
        among: if codes.is_empty() { Among::All } else { Among::Areas(codes) },
        open: params.categories("open", state)?,
        take,
    })
}

/// The name of the file in Chinese or English, without what some system refuses in it.
fn file_name(atlas: &Atlas, kind: AtlasKind, lang: Lang) -> String {
    let title = Message::new("http.atlas_name").render(lang);
    let words: String = atlas
        .words()
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|\u{3000} ".contains(c) { '-' } else { c })
        .take(60)
        .collect();
    let period = atlas.period().replace(" — ", "至");
    format!("{title}-{words}-{period}.{}", kind.extension())
}

impl From<AtlasError> for Problem {
    fn from(error: AtlasError) -> Self {
        let said = error.message();
        match error {
            AtlasError::UnknownArea { .. } => Self::new(Kind::InvalidOrder, said).at("of"),
            AtlasError::Empty { .. } => Self::new(Kind::EmptySelection, said),
            AtlasError::Refused(source) | AtlasError::Sheet { source, .. } => source.into(),
            AtlasError::Book(source) => source.into(),
            error => Self::internal(format!("an atlas: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_body_is_read() {
        for field in &FIELDS {
            let known = TABLES.iter().flat_map(|table| table.iter()).any(|p| p.name == field.name);
            assert!(known, "{}", field.name);
        }
    }
}
