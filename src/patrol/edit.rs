//! What a person changes in proposed check-points: a plan that is sent as JSON.
//!
//! ```json
//! {
//!   "keep": ["r:107.98022,39.09374"],
//!   "drop": ["s:S07"],
//!   "move": [{"id": "r:107.98022,39.09374", "lon": 107.981, "lat": 39.094}],
//!   "add": [{"lon": 107.99, "lat": 39.1, "text": "校门口"}],
//!   "order": ["m:107.99000,39.10000"]
//! }
//! ```
//!
//! Every key may be left out. With `keep` only the points named there stay; `drop` takes points away;
//! `move` puts a point elsewhere, which keeps its id; `add` puts points behind the others, whose id is
//! `m:` and the position in five decimals; `order` puts the points that it names first, in this order,
//! and the rest behind them in the order that they had. `points`, a list like `add`, replaces the whole
//! proposal and stands with `order` alone. Positions are CGCS2000.

use super::checkpoints::{CheckPoint, PointKind, place_id, tell_apart};
use crate::geo::LonLat;
use crate::incident::{PersonalNumber, find_personal_number};
use crate::text::Message;
use serde::Deserialize;
use std::collections::HashSet;

/// The longest text of a point, in characters: it stands in a cell of a table on paper.
pub const MAX_POINT_TEXT_CHARS: usize = 40;

/// The most points after an edit: more do not fit a patrol, nor a page.
pub const MAX_POINTS: usize = 200;

/// A point that a person puts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddedPoint {
    /// Longitude in degrees, CGCS2000.
    pub lon: f64,
    /// Latitude in degrees, CGCS2000.
    pub lat: f64,
    /// What to look for, about the place: 1 to [`MAX_POINT_TEXT_CHARS`] characters on one line.
    pub text: String,
}

/// A point that a person puts elsewhere.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedPoint {
    /// Which point.
    pub id: String,
    /// Longitude in degrees, CGCS2000.
    pub lon: f64,
    /// Latitude in degrees, CGCS2000.
    pub lat: f64,
}

/// What to change; see the module's text for the JSON.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Plan {
    /// The whole list, in the place of the proposal.
    pub points: Option<Vec<AddedPoint>>,
    /// The only points that stay.
    pub keep: Option<Vec<String>>,
    /// Points to take away.
    pub drop: Vec<String>,
    /// Points to put elsewhere.
    #[serde(rename = "move")]
    pub moved: Vec<MovedPoint>,
    /// Points to put behind the others.
    pub add: Vec<AddedPoint>,
    /// Which points come first, in this order.
    pub order: Vec<String>,
}

/// What is wrong in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFault {
    /// Where, such as `add[2].text`.
    pub field: String,
    /// What is wrong and what to do.
    pub what: Message,
}

impl PlanFault {
    /// The whole sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        let what = [self.what.clone()];
        Message::new("patrol.plan.fault").with("field", &self.field).with_each("what", what)
    }
}

/// Check-points after an edit.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The points.
    pub points: Vec<CheckPoint>,
    /// How many at the beginning have a place that a person gave them: a route that is to follow
    /// the person's order keeps these.
    pub ordered: usize,
}

/// Applies a plan to proposed points.
///
/// # Errors
///
/// Every fault of the plan: an id that no point has or that is named twice, a position that is none,
/// a text that is blank, too long or holds an identity or mobile number, too many points.
pub fn edit(proposed: &[CheckPoint], plan: &Plan) -> Result<Edited, Vec<PlanFault>> {
    let mut faults = Faults::default();
    if plan.points.is_some()
        && (plan.keep.is_some()
            || !(plan.drop.is_empty() && plan.moved.is_empty() && plan.add.is_empty()))
    {
        faults.add("points".to_owned(), Message::new("patrol.plan.points_alone"));
    }
    let mut points = if plan.points.is_some() { Vec::new() } else { proposed.to_vec() };
    if let Some(keep) = &plan.keep {
        let keep = faults.known("keep", keep.iter(), &points);
        points.retain(|point| keep.contains(point.id.as_str()));
    }
    let dropped = faults.known("drop", plan.drop.iter(), proposed);
    points.retain(|point| !dropped.contains(point.id.as_str()));
    faults.known("move", plan.moved.iter().map(|moved| &moved.id), &points);
    for (i, moved) in plan.moved.iter().enumerate() {
        let at = faults.position(|| format!("move[{i}]"), moved.lon, moved.lat);
        let point = points.iter_mut().find(|point| point.id == moved.id);
        if let (Some(at), Some(point)) = (at, point) {
            point.at = at;
        }
    }
    let replaced = plan.points.iter().flatten().enumerate().map(|(i, p)| ("points", i, p));
    let added = plan.add.iter().enumerate().map(|(i, p)| ("add", i, p));
    points.extend(replaced.chain(added).filter_map(|(list, i, p)| faults.added(list, i, p)));
    tell_apart(&mut points);
    if points.len() > MAX_POINTS {
        let many = Message::new("patrol.plan.too_many").with("count", points.len());
        let field = if plan.points.is_some() { "points" } else { "add" };
        faults.add(field.to_owned(), many.with("most", MAX_POINTS));
    }
    faults.known("order", plan.order.iter(), &points);
    let place = |id: &str| plan.order.iter().position(|wanted| wanted == id);
    points.sort_by_key(|point| place(&point.id).unwrap_or(usize::MAX));
    let ordered = plan.order.len();
    if faults.0.is_empty() { Ok(Edited { points, ordered }) } else { Err(faults.0) }
}

#[derive(Default)]
struct Faults(Vec<PlanFault>);

impl Faults {
    fn add(&mut self, field: String, what: Message) {
        self.0.push(PlanFault { field, what });
    }

    /// The ids of a list; those that no point has, and those named twice, are faults.
    fn known<'a>(
        &mut self,
        list: &str,
        ids: impl Iterator<Item = &'a String>,
        points: &[CheckPoint],
    ) -> HashSet<&'a str> {
        let known: HashSet<&str> = points.iter().map(|point| point.id.as_str()).collect();
        let mut seen = HashSet::new();
        for (i, id) in ids.enumerate() {
            if !known.contains(id.as_str()) {
                let what = Message::new("patrol.plan.unknown_id").with("id", clear(id));
                self.add(format!("{list}[{i}]"), what);
            } else if !seen.insert(id.as_str()) {
                let what = Message::new("patrol.plan.twice").with("id", id);
                self.add(format!("{list}[{i}]"), what);
            }
        }
        seen
    }

    fn position(&mut self, field: impl Fn() -> String, lon: f64, lat: f64) -> Option<LonLat> {
        LonLat::new(lon, lat).map_err(|error| self.add(field(), error.message())).ok()
    }

    fn added(&mut self, list: &str, i: usize, added: &AddedPoint) -> Option<CheckPoint> {
        let at = self.position(|| format!("{list}[{i}]"), added.lon, added.lat);
        let text = added.text.trim();
        let chars = text.chars().count();
        let fault = if chars == 0 {
            Some(Message::new("patrol.plan.no_text"))
        } else if chars > MAX_POINT_TEXT_CHARS {
            let long = Message::new("patrol.plan.long_text").with("chars", chars);
            Some(long.with("most", MAX_POINT_TEXT_CHARS))
        } else if text.chars().any(char::is_control) {
            Some(Message::new("patrol.plan.control"))
        } else {
            find_personal_number(text).map(|kind| {
                Message::new(match kind {
                    PersonalNumber::Identity => "patrol.plan.identity",
                    PersonalNumber::Mobile => "patrol.plan.mobile",
                })
            })
        };
        let fine = fault.is_none();
        if let Some(what) = fault {
            self.add(format!("{list}[{i}].text"), what);
        }
        let at = at.filter(|_| fine)?;
        let reason = Message::new("patrol.reason.manual").with("text", text);
        Some(CheckPoint::plain(place_id('m', at), at, PointKind::Manual, reason))
    }
}

/// An unknown id as far as it may be repeated: it could be anything that somebody typed.
fn clear(id: &str) -> String {
    match find_personal_number(id) {
        Some(_) => "***".to_owned(),
        None => id.chars().take(MAX_POINT_TEXT_CHARS).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn proposed() -> Vec<CheckPoint> {
        ["a", "b", "c"]
            .iter()
            .zip(0..)
            .map(|(id, i)| {
                let at = LonLat::new(107.9 + f64::from(i) * 0.01, 39.0).unwrap();
                let reason = Message::new("patrol.reason.service_centre");
                CheckPoint::plain((*id).to_owned(), at, PointKind::Recurring, reason)
            })
            .collect()
    }

    fn plan(json: &str) -> Plan {
        serde_json::from_str(json).unwrap()
    }

    fn ids(edited: &Edited) -> Vec<&str> {
        edited.points.iter().map(|point| point.id.as_str()).collect()
    }

    #[test]
    fn an_empty_plan_changes_nothing() {
        let edited = edit(&proposed(), &plan("{}")).unwrap();
        assert_eq!(edited, Edited { points: proposed(), ordered: 0 });
    }

    #[test]
    fn points_are_kept_dropped_moved_added_and_put_in_order() {
        let edited = edit(
            &proposed(),
            &plan(
                r#"{"drop": ["b"], "move": [{"id": "c", "lon": 108.0, "lat": 39.2}],
                    "add": [{"lon": 107.99, "lat": 39.1, "text": " 校门口 "}],
                    "order": ["m:107.99000,39.10000", "c"]}"#,
            ),
        )
        .unwrap();
        assert_eq!(ids(&edited), ["m:107.99000,39.10000", "c", "a"]);
        assert_eq!(edited.ordered, 2);
        assert_eq!(edited.points[1].at, LonLat::new(108.0, 39.2).unwrap());
        assert_eq!(edited.points[0].reason.render(Lang::Zh), "校门口");
        assert_eq!(ids(&edit(&proposed(), &plan(r#"{"keep": ["c", "a"]}"#)).unwrap()), ["a", "c"]);
        let whole = plan(r#"{"points": [{"lon": 107.99, "lat": 39.1, "text": "桥"}]}"#);
        assert_eq!(ids(&edit(&proposed(), &whole).unwrap()), ["m:107.99000,39.10000"]);
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let faults = edit(
            &proposed(),
            &plan(
                r#"{"drop": ["a", "zz"], "move": [{"id": "a", "lon": 108.0, "lat": 39.2}],
                    "add": [{"lon": 39.1, "lat": 107.99, "text": "桥"},
                            {"lon": 107.9, "lat": 39.1, "text": "找13812345678"},
                            {"lon": 107.9, "lat": 39.1, "text": "11010519491231002X"},
                            {"lon": 107.9, "lat": 39.1, "text": "  "}],
                    "order": ["b", "b"]}"#,
            ),
        )
        .unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let wanted = [
            "drop[1]",
            "move[0]",
            "add[0]",
            "add[1].text",
            "add[2].text",
            "add[3].text",
            "order[1]",
        ];
        assert_eq!(fields, wanted);
        assert!(
            faults.iter().all(|fault| !fault.message().render(Lang::Zh).contains("13812345678"))
        );
        assert!(serde_json::from_str::<Plan>(r#"{"dorp": []}"#).is_err());
    }

    #[test]
    fn points_that_stand_on_one_place_have_ids_of_their_own() {
        let twice = plan(
            r#"{"add": [{"lon": 108.0, "lat": 39.0, "text": "东"},
                        {"lon": 108.0, "lat": 39.0, "text": "西"}]}"#,
        );
        let edited = edit(&[], &twice).unwrap();
        assert_eq!(ids(&edited), ["m:108.00000,39.00000", "m:108.00000,39.00000-2"]);
    }

    #[test]
    fn too_many_points_are_refused() {
        let point = AddedPoint { lon: 108.0, lat: 39.0, text: "桥".to_owned() };
        let many = Plan { add: vec![point; MAX_POINTS + 1], ..Plan::default() };
        assert_eq!(edit(&[], &many).unwrap_err()[0].field, "add");
    }
}
