//! `/api/v1/heat/frames`: density as a film, all frames with one colour scale.

use super::fresh::{REVALIDATE, Tag};
use super::heat::{HeatStopBody, PARAMS, Wanted, decimal};
use super::problem::{Kind, Problem, ProblemBody};
use super::query::{FILTER, Form, Param, Params, documented, not_one_of};
use super::state::AppState;
use crate::desk::{Frame, FrameOrder, FramesError, MOST_FRAMES, Pace, Stride};
use crate::heat::Kernel;
use crate::text::{Lang, Message};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterIn};

const FRAMES: &[Param] = &[
    Param {
        name: "step",
        about: "One frame a step of the period: `hour`, `day` (default), `week` (from Monday) or \
                `month`. Whole steps count.",
        example: "week",
        form: Form::Text,
    },
    Param {
        name: "length",
        about: "How many steps a frame is long, 1 to 400 (default 1): more make a film flow.",
        example: "4",
        form: Form::Integer,
    },
    Param {
        name: "cycle",
        about: "Instead of `step`, the whole period in every frame, by the `hour` of the day or the \
                `weekday`.",
        example: "hour",
        form: Form::Text,
    },
];

struct FramesParams;

impl utoipa::IntoParams for FramesParams {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        documented(&[FILTER, PARAMS, FRAMES])
    }
}

/// The frames of a film.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "HeatFrames")]
pub struct HeatFramesBody {
    /// The unit of the values.
    #[schema(example = "起/km²·30天")]
    unit: String,
    /// The colour ramp.
    #[schema(example = "magma_r")]
    ramp: &'static str,
    /// The value of the last colour, in all frames: the highest density of them all, or the one
    /// asked for.
    #[schema(example = 20.0)]
    max: f64,
    /// Six values with their colours.
    stops: Vec<HeatStopBody>,
    /// What the table of holidays cannot tell of the period, Chinese and English; null for nothing.
    warning: Option<[String; 2]>,
    /// The frames in their order. One in which the window is never open is left out.
    frames: Vec<HeatFrameBody>,
}

/// A frame.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "HeatFrame")]
pub struct HeatFrameBody {
    /// What stands beside it, Chinese and English.
    label: [String; 2],
    /// Its first moment.
    #[schema(example = "2026-10-05T00:00:00+08:00")]
    from: String,
    /// The first moment after it.
    #[schema(example = "2026-10-12T00:00:00+08:00")]
    to: String,
    /// The window that reports count in; null for none.
    window: Option<String>,
    /// Its length in days; with a window, the days in which it is open.
    #[schema(example = 7.0)]
    days: f64,
    /// How many incidents it shows.
    #[schema(example = 212)]
    incidents: usize,
    /// The query of its tiles, image and contours.
    #[schema(
        example = "from=2026-10-05T00%3A00%3A00%2B08%3A00&to=2026-10-12T00%3A00%3A00%2B08%3A00&max=20"
    )]
    query: String,
    /// The address of its tiles.
    #[schema(
        example = "/api/v1/heat/tiles/{z}/{x}/{y}.png?from=2026-10-05T00%3A00%3A00%2B08%3A00&to=2026-10-12T00%3A00%3A00%2B08%3A00&max=20"
    )]
    tiles: String,
}

fn pace(params: &Params) -> Result<Pace, Problem> {
    match params.text("cycle") {
        None => {}
        Some(text) => {
            if let Some(other) = ["step", "length"].into_iter().find(|p| params.text(p).is_some()) {
                let said = Message::new("http.not_with").with("name", other).with("other", "cycle");
                return Err(Problem::new(Kind::InvalidParameter, said).at(other));
            }
            return match text {
                "hour" => Ok(Pace::HourOfDay),
                "weekday" => Ok(Pace::DayOfWeek),
                _ => Err(not_one_of("cycle", text, "hour, weekday")),
            };
        }
    }
    let stride = match params.text("step") {
        Some("hour") => Stride::Hour,
        None | Some("day") => Stride::Day,
        Some("week") => Stride::Week,
        Some("month") => Stride::Month,
        Some(text) => return Err(not_one_of("step", text, "hour, day, week, month")),
    };
    Ok(Pace::Through(stride, params.integer("length", 1..=MOST_FRAMES)?.unwrap_or(1)))
}

impl From<FramesError> for Problem {
    fn from(err: FramesError) -> Self {
        let field = match err {
            FramesError::NoFrame | FramesError::TooMany => "step",
            FramesError::TooLong => "length",
            FramesError::Window(_) => "window",
        };
        Self::new(Kind::InvalidParameter, err.message()).at(field)
    }
}

/// The frames of a film: the density of one step of the period after another, or of each hour of the
/// day or day of the week, all with one colour scale.
///
/// A player loads the tiles of each frame by its address; they are drawn when they are asked for.
#[utoipa::path(
    get, path = "/api/v1/heat/frames", tag = "heat",
    params(FramesParams),
    responses(
        (status = 200, description = "The frames", body = HeatFramesBody),
        (status = 304, description = "Unchanged since the given `If-None-Match`"),
        (status = 400, description = "A parameter is unknown or cannot be read", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A parameter's value will not do", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn heat_frames(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = Params::read(query.as_deref(), &[FILTER, PARAMS, FRAMES])?;
    let pace = pace(&params)?;
    let wanted = Wanted::read(&params, &state)?;
    if wanted.tag.is_held(&headers) {
        return Ok(wanted.tag.not_modified(REVALIDATE));
    }
    let tag: Tag = wanted.tag.clone();
    let body = state.draw_tile(move |state| film(&params, pace, &wanted, state)).await?;
    Ok(tag.on(REVALIDATE, Json(body).into_response()))
}

fn film(
    params: &Params,
    pace: Pace,
    wanted: &Wanted,
    state: &AppState,
) -> Result<HeatFramesBody, Problem> {
    const STOPS: u16 = 6;
    let order = FrameOrder { filter: wanted.view.filter().clone(), pace };
    let frames = wanted.view.snapshot().frames(&order, state.rules())?;
    let mut counts = Vec::with_capacity(frames.len());
    let mut top = 0.0_f32;
    for frame in &frames {
        let kernel = Kernel::new(wanted.kernel.bandwidth_m(), frame.days)?;
        let view = state.heat().frame(
            &wanted.view,
            frame.filter.clone(),
            kernel.shaped(wanted.kernel.shape()),
        );
        counts.push(view.count());
        if wanted.max().is_none() {
            top = top.max(view.peak());
        }
    }
    let max = wanted.max().unwrap_or(top);
    let stops = wanted.ramp.stops(max, STOPS).into_iter();
    let bodies = frames.iter().zip(counts);
    Ok(HeatFramesBody {
        unit: Message::new("heat.unit").render(Lang::Zh),
        ramp: wanted.ramp.name(),
        max: decimal(max),
        stops: stops.map(HeatStopBody::from).collect(),
        warning: wanted.view.warning(),
        frames: bodies.map(|(frame, count)| body(frame, count, max, params, state)).collect(),
    })
}

fn body(
    frame: &Frame,
    incidents: usize,
    max: f32,
    params: &Params,
    state: &AppState,
) -> HeatFrameBody {
    let local = |at: Option<Timestamp>| at.map_or_else(String::new, |at| state.local(at));
    let (from, to) = (local(frame.filter.from), local(frame.filter.to));
    let window = frame.filter.window.as_ref().map(ToString::to_string);
    let mut own = vec![("from", from.clone()), ("to", to.clone())];
    own.extend(window.clone().map(|window| ("window", window)));
    // A scale that ends at nothing is none: such a frame has nothing to colour.
    own.extend((max > 0.0).then(|| ("max", decimal(max).to_string())));
    let query = params.query_with(&[FILTER, PARAMS], &own);
    HeatFrameBody {
        label: [Lang::Zh, Lang::En].map(|lang| frame.label.render(lang)),
        from,
        to,
        window,
        days: frame.days,
        incidents,
        tiles: format!("/api/v1/heat/tiles/{{z}}/{{x}}/{{y}}.png?{query}"),
        query,
    }
}
