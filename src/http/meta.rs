//! `/healthz` and `/api/v1/meta`: what runs here, and what it is set up with.

use super::places::NamedArea;
use super::problem::Problem;
use super::query::Params;
use super::state::AppState;
use crate::area::Level;
use crate::heat::Ramp;
use crate::incident::{Severity, Status};
use crate::text::{Lang, Message};
use axum::Json;
use axum::extract::{RawQuery, State};
use serde::Serialize;
use utoipa::ToSchema;

/// The bandwidth of a heat tile that names none, in metres.
pub(super) const DEFAULT_BANDWIDTH_M: f64 = 2000.0;
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// That the server is up.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Health")]
pub struct HealthBody {
    /// `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The version of wangge.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Whether the server is up.
#[utoipa::path(
    get, path = "/healthz", tag = "meta",
    responses((status = 200, description = "It is", body = HealthBody))
)]
pub(super) async fn health() -> Json<HealthBody> {
    Json(HealthBody { status: "ok", version: VERSION })
}

/// What the desk is set up with.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Meta")]
pub struct MetaBody {
    /// The name of the program.
    #[schema(example = "网格")]
    name: String,
    /// Its version.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The banner; null where the boundaries hold none.
    banner: Option<NamedArea>,
    /// The rectangle around all boundaries: west, south, east, north in degrees; null for none.
    #[schema(example = json!([106.68, 38.3, 108.9, 40.18]))]
    bounds: Option<[f64; 4]>,
    /// Whether rules or boundaries are an example.
    #[schema(example = true)]
    example: bool,
    /// The mark that every picture carries when they are.
    #[schema(example = "示例数据 · 非实际界线")]
    example_label: String,
    /// Who makes the sheets.
    #[schema(example = "网格治理指挥中心（示例）")]
    office: String,
    /// The desks (席位) that may act.
    #[schema(example = json!(["调度1", "调度2", "值班长"]))]
    desks: Vec<String>,
    /// The categories in the order of the legend.
    categories: Vec<CategoryBody>,
    /// How reports come in.
    #[schema(example = json!(["网格员上报", "热线"]))]
    channels: Vec<String>,
    /// The severities, 4 the gravest.
    severities: Vec<SeverityBody>,
    /// The statuses in the order of an incident's way.
    statuses: Vec<StatusBody>,
    /// Repeating times and sensitive periods with a name, for the parameter `window`.
    windows: Vec<NamedWindowBody>,
    /// The table of statutory holidays.
    holidays: HolidaysBody,
    /// The names of the templates of sheets, the default first.
    #[schema(example = json!(["patrol", "meeting", "notice"]))]
    templates: Vec<String>,
    /// The colour ramps of heat tiles.
    #[schema(example = json!(["magma_r", "viridis_r"]))]
    ramps: Vec<&'static str>,
    /// The bandwidth of heat tiles that name none, in metres.
    #[schema(example = 2000.0)]
    default_bandwidth_m: f64,
    /// How many of each there are.
    counts: CountsBody,
    /// When the first and the last incident were reported; null where there are none.
    period: Option<PeriodBody>,
    /// The sources to name beside the map.
    attributions: Vec<String>,
}

/// A category and how it is drawn.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Category")]
pub struct CategoryBody {
    /// The name.
    #[schema(example = "消防隐患")]
    name: String,
    /// `#rrggbb`.
    #[schema(example = "#d55e00")]
    color: String,
    /// The shape of its symbol.
    #[schema(example = "triangle")]
    symbol: String,
}

/// A severity.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "SeverityName")]
pub struct SeverityBody {
    /// 1 to 4.
    #[schema(example = 4)]
    value: u8,
    /// Its name.
    #[schema(example = "特别重大")]
    name: String,
}

/// A status.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "StatusName")]
pub struct StatusBody {
    /// Its name in JSON.
    #[schema(example = "reported")]
    code: &'static str,
    /// Its name for people.
    #[schema(example = "上报")]
    name: String,
}

/// A repeating time or a sensitive period with a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "NamedWindow")]
pub struct NamedWindowBody {
    /// The name.
    #[schema(example = "夜间")]
    name: String,
    /// When it is, as the parameter `window` has it.
    #[schema(example = "22:00-06:00")]
    when: String,
}

/// The table of statutory holidays.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Holidays")]
pub struct HolidaysBody {
    /// Where it comes from.
    #[schema(example = "chinesecalendar 1.11.0 (PyPI)")]
    source: String,
    /// Its licence.
    #[schema(example = "MIT")]
    licence: String,
    /// The first year that it covers.
    #[schema(example = 2004)]
    first_year: i16,
    /// The last; beyond it days of the week decide.
    #[schema(example = 2026)]
    last_year: i16,
}

/// How many of each there are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Counts")]
pub struct CountsBody {
    /// Banners.
    #[schema(example = 1)]
    banner: usize,
    /// Townships.
    #[schema(example = 6)]
    township: usize,
    /// Villages.
    #[schema(example = 98)]
    village: usize,
    /// Grids.
    #[schema(example = 516)]
    grid: usize,
    /// Zones.
    #[schema(example = 4)]
    zone: usize,
    /// Incidents.
    #[schema(example = 20000)]
    incident: usize,
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Period")]
pub struct PeriodBody {
    /// The first report.
    #[schema(example = "2025-01-01T04:09:22+08:00")]
    from: String,
    /// The last report.
    #[schema(example = "2026-10-31T22:21:03+08:00")]
    to: String,
}

/// What the desk is set up with: rules, boundaries, counts.
#[utoipa::path(
    get, path = "/api/v1/meta", tag = "meta",
    responses((status = 200, description = "The set-up", body = MetaBody))
)]
pub(super) async fn meta(
    State(state): State<AppState>,
    RawQuery(query): RawQuery,
) -> Result<Json<MetaBody>, Problem> {
    Params::read(query.as_deref(), &[])?;
    let snapshot = state.desk().snapshot();
    let (areas, rules) = (snapshot.areas(), state.rules());
    let category = |c: &crate::incident::Category| CategoryBody {
        name: c.name.clone(),
        color: c.color.clone(),
        symbol: c.symbol.clone(),
    };
    let count = |level| areas.level(level).len();
    Ok(Json(MetaBody {
        name: zh(&Message::new("http.name")),
        version: VERSION,
        banner: areas.banner().map(NamedArea::from),
        bounds: areas.bounds().map(|b| [b.west, b.south, b.east, b.north]),
        example: state.example(),
        example_label: zh(&Message::new("http.example_label")),
        office: rules.office.clone(),
        desks: rules.desks.clone(),
        categories: rules.categories.iter().map(category).collect(),
        channels: rules.channels.clone(),
        severities: (1..=4)
            .filter_map(Severity::new)
            .map(|s| SeverityBody { value: s.value(), name: rules.severity_name(s).to_owned() })
            .collect(),
        statuses: Status::ALL
            .map(|status| StatusBody { code: status.name(), name: zh(&status.message()) })
            .into(),
        windows: rules
            .windows
            .iter()
            .map(|w| NamedWindowBody { name: w.name.clone(), when: w.when.clone() })
            .collect(),
        holidays: HolidaysBody {
            source: rules.holidays.source().to_owned(),
            licence: rules.holidays.licence().to_owned(),
            first_year: *rules.holidays.years().start(),
            last_year: *rules.holidays.years().end(),
        },
        templates: state.press().names().into_iter().map(ToOwned::to_owned).collect(),
        ramps: Ramp::NAMES.to_vec(),
        default_bandwidth_m: DEFAULT_BANDWIDTH_M,
        counts: CountsBody {
            banner: count(Level::Banner),
            township: count(Level::Township),
            village: count(Level::Village),
            grid: count(Level::Grid),
            zone: areas.zones().len(),
            incident: snapshot.len(),
        },
        period: snapshot
            .period()
            .map(|(from, to)| PeriodBody { from: state.local(from), to: state.local(to) }),
        attributions: state.attributions().to_vec(),
    }))
}

/// Names that the desk reads are Chinese, as the configured ones beside them are.
fn zh(message: &Message) -> String {
    message.render(Lang::Zh)
}
