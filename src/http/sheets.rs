//! `/api/v1/sheets`: patrol sheets on paper.

use super::json_body::quoted;
use super::layers::Speaks;
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{Form, Param, Params, documented, malformed};
use super::state::AppState;
use crate::area::{Area, AreaSet};
use crate::desk::{SheetOrder, SheetPlan, Span, WHOLE_PERIOD};
use crate::patrol::Plan;
use crate::sheet::{Format, Template};
use crate::text::{Lang, Message};
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HOST, VARY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use jiff::{Timestamp, ToSpan};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;
use utoipa::openapi::path::{Parameter, ParameterIn};

/// Of which period a sheet is.
pub(super) const PERIOD: &[Param] = &[
    Param {
        name: "period",
        about: "A month or a year of local time, or `all`; without any period the last 90 days that have \
                incidents.",
        example: "2026-09",
        form: Form::Text,
    },
    Param {
        name: "from",
        about: "Instead of `period`: reported at this time or later (RFC 3339, or a local date).",
        example: "2026-09-01",
        form: Form::Text,
    },
    Param {
        name: "to",
        about: "Reported before this time (RFC 3339), or until the end of this local date.",
        example: "2026-09-30",
        form: Form::Text,
    },
    Param {
        name: "template",
        about: "What is on the sheet and how it looks: `patrol`, `meeting`, `notice`, or one that \
                is configured; `patrol` if left out.",
        example: "meeting",
        form: Form::Text,
    },
];

pub(super) struct SheetParams;

impl utoipa::IntoParams for SheetParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[PERIOD])
    }
}

/// The patrol sheet of an area: vector PDF, PNG at 300 dpi, or SVG.
///
/// In the language of `Accept-Language`.
#[utoipa::path(
    get, path = "/api/v1/sheets/{area}", tag = "sheets",
    params(
        ("area" = String, Path, example = "150624101003007", description = "The code of the area: a grid, village, township or banner."),
        ("format" = String, Path, example = "pdf", description = "`pdf`, `png` or `svg`."),
        SheetParams,
    ),
    responses(
        (status = 200, description = "The sheet, named as a download", content(
            (Vec<u8> = "application/pdf"), (Vec<u8> = "image/png"), (String = "image/svg+xml"),
        )),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such area or format", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do, or a name has characters that the typeface lacks", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn draw_sheet(
    State(state): State<AppState>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    Speaks(lang): Speaks,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[PERIOD])?;
    if named(&file, &state.areas()).is_none() {
        return Err(unknown(&file));
    }
    let span = span(&params, &state)?;
    let template = template(params.text("template"), &state)?;
    let plan = plan(span, template, &headers, &state, lang);
    state.draw_sheet(move |state| drawn(state, &file, plan, None)).await
}

/// The template of that name.
pub(super) fn template(name: Option<&str>, state: &AppState) -> Result<Template, Problem> {
    let press = state.press();
    press.template(name).ok_or_else(|| {
        let said =
            Message::new("http.unknown_template").with("text", quoted(name.unwrap_or_default()));
        Problem::new(Kind::InvalidParameter, said.with("known", press.names().join(", ")))
            .at("template")
    })
}

/// The address of the desk: as configured, or as this request found it.
fn desk_url(headers: &HeaderMap, state: &AppState) -> Option<String> {
    let asked = || Some(format!("http://{}", headers.get(HOST)?.to_str().ok()?));
    state.press().desk_url.clone().or_else(asked)
}

/// How sheets of a period are made; its hot spots are found when it is drawn.
pub(super) fn plan(
    span: Span,
    template: Template,
    headers: &HeaderMap,
    state: &AppState,
    lang: Lang,
) -> SheetPlan {
    let rules = Arc::clone(state.shared_rules());
    let today = Timestamp::now().to_zoned(state.zone().clone()).date();
    SheetPlan {
        base: state.press().base.clone(),
        roads: state.press().roads.clone(),
        desk_url: desk_url(headers, state),
        attributions: state.attributions().to_vec(),
        lang,
        ..SheetPlan::new(span, template, rules, today)
    }
}

/// The sheet of an area as a file, such as `150624101003007.pdf`.
pub(super) fn drawn(
    state: &AppState,
    file: &str,
    plan: SheetPlan,
    changes: Option<&Plan>,
) -> Result<Response, Problem> {
    let snapshot = state.desk().snapshot();
    let plan = plan.with_spots(&snapshot);
    let (area, format) = named(file, snapshot.areas()).ok_or_else(|| unknown(file))?;
    let bytes = snapshot.draw_sheet(&SheetOrder { changes, ..plan.order(area) })?.render(format)?;
    let headers: [(HeaderName, String); 4] = [
        (CONTENT_TYPE, format.media_type().to_owned()),
        (CONTENT_DISPOSITION, disposition(area, file, &plan.span, plan.lang)),
        (CACHE_CONTROL, "no-store".to_owned()),
        (VARY, "accept-language".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// `150624101003007.pdf`: the area and the format.
fn named<'a>(file: &str, areas: &'a AreaSet) -> Option<(&'a Area, Format)> {
    let (code, ending) = file.rsplit_once('.')?;
    Some((areas.find(code)?, Format::from_extension(ending)?))
}

fn unknown(file: &str) -> Problem {
    let said = Message::new("http.unknown_sheet").with("text", quoted(file));
    Problem::new(Kind::UnknownSheet, said).at("area")
}

/// The period asked for.
pub(super) fn span(params: &Params, state: &AppState) -> Result<Span, Problem> {
    let zone = state.zone();
    let (from, to) = params.period(zone)?;
    let (snapshot, now) = (state.desk().snapshot(), Timestamp::now());
    if let Some(text) = params.text("period") {
        if from.or(to).is_some() {
            let said = Message::new("http.two_periods");
            return Err(Problem::new(Kind::InvalidParameter, said).at("period"));
        }
        let whole = || Span::whole(snapshot.period().unwrap_or((now, now)), zone);
        let named = if text == WHOLE_PERIOD { whole() } else { Span::named(text, zone) };
        return named.ok_or_else(|| malformed("period", text, Message::new("http.wants_period")));
    }
    let recent = snapshot.last_quarter(now);
    // Before the first report there is still a sheet to print: of the ground alone.
    let (first, last) =
        recent.unwrap_or((now.saturating_sub((90 * 24).hours()).unwrap_or(now), now));
    Span::between(from.unwrap_or(first), to.unwrap_or(last), zone).ok_or_else(|| {
        Problem::new(Kind::InvalidParameter, Message::new("http.empty_period")).at("to")
    })
}

/// RFC 6266: the name in Chinese, and a plain one for what cannot read it.
fn disposition(area: &Area, file: &str, span: &Span, lang: Lang) -> String {
    let title = Message::new("http.sheet_name").render(lang);
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let name = format!("{title}-{}-{}.{ending}", area.name, span.label.replace(" — ", "至"));
    let encoded = utf8_percent_encode(&name, NON_ALPHANUMERIC);
    format!("attachment; filename=\"{}.{ending}\"; filename*=UTF-8''{encoded}", area.code)
}
