//! Trouble spots (治安乱点): hot spots that are opened to be cleared, and their course since.

use super::hotspots::{MOST_STEPS, RECENT, stride};
use super::{
    By, Context, Desk, DeskError, Filter, HotspotOrder, HotspotsError, MAX_REASON_CHARS, Snapshot,
    Span,
};
use crate::heat::Cell;
use crate::heat::hotspot::{Course, Reading, Tally};
use crate::incident::find_personal_number;
use crate::store::{NewTrouble, TroubleEvent, TroubleId, TroubleMove, TroubleSpot, TroubleStep};
use geo::{MultiPolygon, unary_union};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The longest name of a trouble spot, in characters.
pub const MAX_NAME_CHARS: usize = 60;

/// A trouble spot that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTrouble {
    /// What people call the place; at most [`MAX_NAME_CHARS`] characters.
    pub name: String,
    /// The analysis that found it, as the query of `/api/v1/heat/hotspots` without a period.
    pub analysis: String,
    /// Its ground: codes of areas or numbers of cells.
    pub units: Vec<String>,
    /// The line of the hot spot, Chinese and English.
    pub found: [String; 2],
    /// Why; at most [`MAX_REASON_CHARS`] characters.
    pub note: Option<String>,
}

/// Something to be done about a trouble spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleOrder {
    /// What; not [`TroubleStep::Opened`].
    pub step: TroubleStep,
    /// What there is to say; at most [`MAX_REASON_CHARS`] characters. A note says something.
    pub note: Option<String>,
    /// The version that the order was decided on; `None` for whichever there is.
    pub if_version: Option<i64>,
}

impl Desk {
    /// The trouble spots, by number.
    ///
    /// # Errors
    ///
    /// [`DeskError::Store`].
    pub async fn trouble_spots(&self) -> Result<Vec<TroubleSpot>, DeskError> {
        Ok(self.store().trouble_spots().await?)
    }

    /// A trouble spot and its events, oldest first.
    ///
    /// # Errors
    ///
    /// [`DeskError::TroubleNotFound`], [`DeskError::Store`].
    pub async fn trouble_spot(
        &self,
        id: TroubleId,
    ) -> Result<(TroubleSpot, Vec<TroubleEvent>), DeskError> {
        let all = self.trouble_spots().await?;
        let spot = all.into_iter().find(|spot| spot.id == id);
        let spot = spot.ok_or(DeskError::TroubleNotFound { id })?;
        Ok((spot, self.store().trouble_events(id).await?))
    }

    /// Opens a trouble spot.
    ///
    /// # Errors
    ///
    /// [`DeskError::TroubleName`], [`DeskError::ReasonTooLong`], [`DeskError::PersonalReason`], and
    /// [`DeskError::Store`], also where one of the same analysis is open on some of its ground.
    pub async fn open_trouble_spot(
        &self,
        order: &OpenTrouble,
        context: &Context,
    ) -> Result<TroubleId, DeskError> {
        let name = order.name.trim();
        let chars = name.chars().count();
        if !(1..=MAX_NAME_CHARS).contains(&chars) {
            return Err(DeskError::TroubleName { chars });
        }
        let mut units = order.units.clone();
        units.sort_unstable();
        units.dedup();
        let new = NewTrouble {
            name: said(Some(name))?.unwrap_or_default(),
            analysis: order.analysis.clone(),
            units,
            found: order.found.clone(),
            note: said(order.note.as_deref())?,
            by: context.actor(),
        };
        Ok(self.store().open_trouble_spot(&new).await?)
    }

    /// Takes a step about a trouble spot.
    ///
    /// # Errors
    ///
    /// [`DeskError::TroubleNotFound`], [`DeskError::TroubleVersion`], [`DeskError::TroubleStep`] where
    /// the step does not follow, or a note says nothing, [`DeskError::ReasonTooLong`],
    /// [`DeskError::PersonalReason`], [`DeskError::Store`].
    pub async fn step_trouble_spot(
        &self,
        id: TroubleId,
        order: &TroubleOrder,
        context: &Context,
    ) -> Result<(), DeskError> {
        let (spot, _) = self.trouble_spot(id).await?;
        let current = spot.version;
        if let Some(wanted) = order.if_version.filter(|wanted| *wanted != current) {
            return Err(DeskError::TroubleVersion { id, wanted, current });
        }
        let note = said(order.note.as_deref())?;
        let (step, by) = (order.step, context.actor());
        let state = step.after(spot.state).filter(|_| step != TroubleStep::Noted || note.is_some());
        let state = state.ok_or(DeskError::TroubleStep { id, step, state: spot.state })?;
        let change = TroubleMove { id, seen_version: current, step, state, note, by };
        Ok(self.store().step_trouble_spot(&change).await?)
    }
}

/// A text that may be kept.
fn said(text: Option<&str>) -> Result<Option<String>, DeskError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let chars = text.map_or(0, |text| text.chars().count());
    if chars > MAX_REASON_CHARS {
        return Err(DeskError::ReasonTooLong { chars });
    }
    if text.and_then(find_personal_number).is_some() {
        return Err(DeskError::PersonalReason);
    }
    Ok(text.map(str::to_owned))
}

/// How a trouble spot has fared, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct TroubleCourse {
    /// The steps, from some before it was opened until now: what was counted on its ground, and
    /// whether some of it was hot, with the highest z; no reading for a step that is not judged.
    pub steps: Vec<(Span, Tally, Option<Reading>)>,
    /// What these steps add up to: faded where it was not hot for as long as the analysis says.
    pub course: Course,
}

/// The ground of a trouble spot.
#[derive(Debug, Clone, PartialEq)]
pub struct TroubleGround {
    /// Its units, with the name of the area, or of the village in the middle of a cell.
    pub units: Vec<(String, Option<String>)>,
    /// Units that the boundaries in force do not have.
    pub gone: Vec<String>,
    /// The outline of the others.
    pub shape: MultiPolygon<f64>,
}

impl Snapshot {
    /// The ground of units that an analysis named.
    #[must_use]
    pub fn trouble_ground(&self, by: By, units: &[String]) -> TroubleGround {
        let areas = self.areas();
        let known = |code: &String| match by {
            By::Level(level) => {
                let area = areas.find(code).filter(|area| area.level == level)?;
                Some((Some(area.name.clone()), area.shape.clone()))
            }
            By::Cell(_) => {
                let cell = Cell::parse(code)?;
                Some((self.locator().village_at(cell.center()), cell.shape()))
            }
        };
        let (mut found, mut gone, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
        for code in units {
            match known(code) {
                Some((name, shape)) => {
                    found.push((code.clone(), name));
                    shapes.push(shape);
                }
                None => gone.push(code.clone()),
            }
        }
        TroubleGround { units: found, gone, shape: unary_union(&shapes) }
    }

    /// The course of a trouble spot by the analysis that found it: from twelve steps before it was
    /// opened, or the last 400 where there are more.
    ///
    /// # Errors
    ///
    /// [`HotspotsError`], as for the analysis.
    pub fn trouble_course(
        &self,
        mut order: HotspotOrder,
        units: &[String],
        opened: Timestamp,
        zone: &TimeZone,
    ) -> Result<TroubleCourse, HotspotsError> {
        let stride = stride(order.step);
        let until = Filter { from: None, to: Some(opened), ..order.filter.clone() };
        let before = self.steps(stride, &until, RECENT, zone);
        order.filter.to = None;
        order.filter.from =
            before.iter().rev().nth(RECENT - 1).or(before.first()).map(|span| span.from);
        let all = self.steps(stride, &order.filter, MOST_STEPS, zone);
        if all.len() > MOST_STEPS {
            order.filter.from = all.get(1).map(|span| span.from);
        }
        // Without a beginning an analysis looks at the last steps only.
        order.filter.from = order.filter.from.or(all.first().map(|span| span.from));
        let fades_after = order.rules.fades_after;
        let analysis = self.hotspots(order, zone)?;
        let steps = analysis.on(units);
        let readings: Vec<_> = steps.iter().map(|(.., reading)| *reading).collect();
        Ok(TroubleCourse { course: Course::of(&readings, fades_after), steps })
    }
}
