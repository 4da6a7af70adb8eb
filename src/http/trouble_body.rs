//! Trouble spots as GeoJSON.

use super::hotspots::{ANALYSIS, order};
use super::query::{FILTER, Params};
use super::state::AppState;
use crate::desk::{
    HotspotOrder, SpanBody, TroubleCourse, TroubleEvent, TroubleSpot, both, geometry, six_digits,
};
use crate::text::Message;
use serde_json::{Value, json};

/// A trouble spot with what was done about it.
pub(super) struct Told {
    pub spot: TroubleSpot,
    pub events: Vec<TroubleEvent>,
}

/// Trouble spots without their courses.
pub(super) fn collection(spots: &[TroubleSpot], state: &AppState) -> Value {
    let snapshot = state.desk().snapshot();
    let features = spots.iter().map(|spot| {
        let ground =
            analysis(spot, state).ok().map(|order| snapshot.trouble_ground(order.by, &spot.units));
        let mut properties = facts(spot, state);
        if let Some(ground) = &ground {
            properties["units"] = units(&ground.units);
            properties["gone"] = json!(ground.gone);
        }
        json!({
            "type": "Feature",
            "id": spot.id.0,
            "properties": properties,
            "geometry": ground.map(|ground| geometry(&ground.shape)),
        })
    });
    json!({ "type": "FeatureCollection", "name": "trouble_spots", "features": features.collect::<Value>() })
}

/// A trouble spot with its events and its course.
pub(super) fn feature(told: &Told, state: &AppState) -> Value {
    let Told { spot, events } = told;
    let mut feature = collection(std::slice::from_ref(spot), state)["features"][0].take();
    let event = |event: &TroubleEvent| {
        json!({
            "seq": event.seq,
            "at": state.local(event.at),
            "desk": event.desk,
            "step": event.step.name(),
            "note": event.note,
        })
    };
    let properties = &mut feature["properties"];
    properties["events"] = events.iter().map(event).collect();
    match course(spot, state) {
        Ok(course) => properties["course"] = told_course(&course, state),
        // The rest is true all the same.
        Err(why) => {
            properties["course"] = Value::Null;
            properties["no_course"] = both(&why);
        }
    }
    feature
}

fn facts(spot: &TroubleSpot, state: &AppState) -> Value {
    json!({
        "id": spot.id.0,
        "name": spot.name,
        "state": spot.state.name(),
        "version": spot.version,
        "opened_at": state.local(spot.opened.at),
        "desk": spot.opened.desk,
        "found": spot.found,
        "analysis": spot.analysis,
        "units": spot.units.iter().map(|code| json!({ "code": code, "name": null })).collect::<Value>(),
        "gone": [],
    })
}

fn units(units: &[(String, Option<String>)]) -> Value {
    units.iter().map(|(code, name)| json!({ "code": code, "name": name })).collect()
}

/// The analysis that found it. A category or a window that is configured no more makes it unreadable.
fn analysis(spot: &TroubleSpot, state: &AppState) -> Result<HotspotOrder, Message> {
    let unreadable = || Message::new("http.analysis_gone").with("analysis", &spot.analysis);
    let params =
        Params::read(Some(&spot.analysis), &[ANALYSIS, FILTER]).map_err(|_| unreadable())?;
    order(&params, state).map_err(|_| unreadable())
}

fn course(spot: &TroubleSpot, state: &AppState) -> Result<TroubleCourse, Message> {
    let (order, snapshot) = (analysis(spot, state)?, state.desk().snapshot());
    let course = snapshot.trouble_course(order, &spot.units, spot.opened.at, state.zone());
    course.map_err(|error| error.message())
}

fn told_course(course: &TroubleCourse, state: &AppState) -> Value {
    let history = course.steps.iter().map(|(span, tally, reading)| {
        json!({
            "label": span.label,
            "period": SpanBody::of(span, state.zone()),
            "cases": tally.cases,
            "area_km2": six_digits(tally.area_km2),
            "expected": six_digits(tally.expected),
            "ratio": tally.ratio().map(six_digits),
            // Null for a period that has too few cases to be judged.
            "hot": reading.map(|reading| reading.hot),
            "z": reading.map(|reading| reading.z).filter(|z| z.is_finite()).map(six_digits),
        })
    });
    json!({
        "pattern": course.course.pattern.name(),
        "pattern_name": both(&course.course.pattern.message()),
        "periods_hot": course.course.hot,
        "periods_judged": course.course.judged,
        "missed": course.course.missed,
        "history": history.collect::<Value>(),
    })
}
