//! The page: paper, margins, and where everything stands on it.

use super::canvas::{Frame, PageSize};
use super::template::{Orientation, Paper, Template};
use crate::geo::{Bounds, LocalPlane, LonLat};

/// White on every side, in millimetres.
pub(super) const MARGIN_MM: f64 = 12.0;
/// Between two blocks.
pub(super) const GUTTER_MM: f64 = 4.0;
/// The band of the title, above the map.
const HEADER_MM: f64 = 17.0;
/// The band of notes, at the foot.
const FOOTER_MM: f64 = 10.0;
/// The band for the labels of the graticule around the map.
const LABELS_MM: f64 = 4.0;
/// The heading of a block, with its line.
const HEADING_MM: f64 = 7.0;
/// A check-point in the table: two lines, or one where there are many.
const POINT_MM: std::ops::RangeInclusive<f64> = 4.0..=6.6;
/// So many check-points have two lines each.
const TWO_LINED: usize = 10;
/// The least height of a strip beneath the map.
const LEAST_MM: f64 = 58.0;
/// The least height of what stands under the table beside the map.
const UNDER_MM: f64 = 50.0;
/// The map that shows where the area lies.
const LOCATOR_MM: f64 = 34.0;

/// Where everything stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub page: PageSize,
    pub header: Frame,
    /// The map, inside the labels of its graticule.
    pub map: Frame,
    /// The check-points; `None` where they are not shown, as with the next three.
    pub table: Option<Frame>,
    pub legend: Option<Frame>,
    pub figures: Option<Frame>,
    pub locator: Option<Frame>,
    pub footer: Frame,
}

impl Layout {
    /// The page of a template for an area: upright for areas that are taller than wide on the
    /// ground, else across, unless the template says how.
    pub fn of(template: &Template, bounds: &Bounds) -> Self {
        let (short, long) = match template.paper {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
        };
        let across = match template.orientation {
            Orientation::Auto => is_wide(bounds),
            Orientation::Portrait => false,
            Orientation::Landscape => true,
        };
        if across {
            Self::landscape(PageSize { width: long, height: short }, template)
        } else {
            Self::portrait(PageSize { width: short, height: long }, template)
        }
    }

    /// The map above, everything else in a strip beneath it.
    fn portrait(page: PageSize, template: &Template) -> Self {
        let (header, footer) = bands(page);
        let show = template.show;
        let strip = match (show.check_points, show.legend || show.locator || show.figures) {
            (true, _) => table_height(template).max(LEAST_MM),
            (false, true) => LEAST_MM,
            (false, false) => 0.0,
        };
        let y = footer.y - GUTTER_MM - strip;
        let map = map_between(header, page.width, if strip > 0.0 { y } else { footer.y });
        let large = template.paper == Paper::A3;
        let wide = [
            show.check_points.then_some(if large { 129.0 } else { 88.0 }),
            show.legend.then_some(if large { 84.0 } else { 50.0 }),
            (show.locator || show.figures).then_some(if large { 52.0 } else { 40.0 }),
        ];
        let [table, legend, side] = columns(wide, header.width).map(|column| {
            column.map(|(x, width)| Frame { x: MARGIN_MM + x, y, width, height: strip })
        });
        let (locator, figures) = side.map_or((None, None), |side| stacked(side, template));
        Self { page, header, map, table, legend, figures, locator, footer }
    }

    /// The map on the left, everything else in a column on its right.
    fn landscape(page: PageSize, template: &Template) -> Self {
        let (header, footer) = bands(page);
        let show = template.show;
        let any = show.check_points || show.legend || show.locator || show.figures;
        let width = match template.paper {
            Paper::A4 => 84.0,
            Paper::A3 => 112.0,
        };
        let x = page.width - MARGIN_MM - width;
        let right = if any { x - GUTTER_MM + MARGIN_MM } else { page.width };
        let map = map_between(header, right, footer.y);
        let side = Frame { x, y: map.y, width, height: map.height };
        let table = show.check_points.then(|| {
            let height = table_height(template).min(side.height - UNDER_MM - GUTTER_MM);
            Frame { height, ..side }
        });
        let y = table.map_or(side.y, |table| table.bottom() + GUTTER_MM);
        let rest = Frame { y, height: side.bottom() - y, ..side };
        let wide = [
            None,
            show.legend.then_some(width / 2.0),
            (show.locator || show.figures).then_some(width / 2.0 - GUTTER_MM),
        ];
        let [_, legend, side] = columns(wide, width)
            .map(|column| column.map(|(dx, width)| Frame { x: rest.x + dx, width, ..rest }));
        let (locator, figures) = side.map_or((None, None), |side| stacked(side, template));
        Self { page, header, map, table, legend, figures, locator, footer }
    }
}

/// Whether an area is wider than tall on the ground.
fn is_wide(bounds: &Bounds) -> bool {
    let plane = LocalPlane::new(bounds.center());
    let (east, north) = plane.to_plane_m(LonLat::computed(bounds.east, bounds.north));
    east > north * 1.15
}

/// The head and the foot of a page, between its margins.
fn bands(page: PageSize) -> (Frame, Frame) {
    let width = page.width - 2.0 * MARGIN_MM;
    let foot = page.height - MARGIN_MM - FOOTER_MM;
    let band = |y: f64, height: f64| Frame { x: MARGIN_MM, y, width, height };
    (band(MARGIN_MM, HEADER_MM), band(foot, FOOTER_MM))
}

/// The map with room for its labels, from the left margin to that of `right`, down to `bottom`.
fn map_between(header: Frame, right: f64, bottom: f64) -> Frame {
    Frame {
        x: MARGIN_MM + LABELS_MM,
        y: header.bottom() + LABELS_MM,
        width: right - 2.0 * MARGIN_MM - 2.0 * LABELS_MM,
        height: bottom - GUTTER_MM - LABELS_MM - header.bottom() - LABELS_MM,
    }
}

/// How high the table of as many check-points as a template allows is.
fn table_height(template: &Template) -> f64 {
    HEADING_MM + 1.0 + template.checkpoints as f64 * row_mm(template.checkpoints)
}

/// The height of a row of so many.
fn row_mm(count: usize) -> f64 {
    if count <= TWO_LINED { *POINT_MM.end() } else { *POINT_MM.start() }
}

/// Gives the columns that there are the whole width, in the proportion of what they ask for:
/// where each begins, and how wide it is.
fn columns(wanted: [Option<f64>; 3], width: f64) -> [Option<(f64, f64)>; 3] {
    let there: Vec<f64> = wanted.iter().flatten().copied().collect();
    let gaps = GUTTER_MM * there.len().saturating_sub(1) as f64;
    let stretch = (width - gaps) / there.iter().sum::<f64>().max(1.0);
    let mut x = 0.0;
    wanted.map(|wanted| {
        let wide = wanted? * stretch;
        let begin = x;
        x += wide + GUTTER_MM;
        Some((begin, wide))
    })
}

/// The locator above the figures, as far as a template has them.
fn stacked(side: Frame, template: &Template) -> (Option<Frame>, Option<Frame>) {
    let show = template.show;
    let high = if show.figures { LOCATOR_MM.min(side.height / 2.0) } else { side.height };
    let locator = show.locator.then_some(Frame { height: high, ..side });
    let y = locator.map_or(side.y, |locator| locator.bottom() + 2.0);
    let figures = show.figures.then_some(Frame { y, height: side.bottom() - y, ..side });
    (locator, figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inside(frame: Frame, page: PageSize) -> bool {
        let edge = MARGIN_MM - 1e-9;
        frame.x >= edge
            && frame.y >= edge
            && frame.right() <= page.width - edge
            && frame.bottom() <= page.height - edge
            && frame.width > 20.0
            && frame.height > 8.0
    }

    proptest! {
        #[test]
        fn blocks_lie_on_the_page_and_never_on_each_other(
            paper in prop_oneof![Just(Paper::A4), Just(Paper::A3)],
            orientation in prop_oneof![Just(Orientation::Portrait), Just(Orientation::Landscape)],
            shown in any::<[bool; 4]>(), checkpoints in 1..=20_usize,
        ) {
            let mut template = Template::default();
            (template.paper, template.orientation) = (paper, orientation);
            template.checkpoints = checkpoints;
            let [check_points, legend, figures, locator] = shown;
            let show = &mut template.show;
            (show.check_points, show.legend) = (check_points, legend);
            (show.figures, show.locator) = (figures, locator);
            let bounds = Bounds { west: 107.0, south: 39.0, east: 107.1, north: 39.1 };
            let layout = Layout::of(&template, &bounds);
            let blocks: Vec<Frame> = [layout.table, layout.legend, layout.figures, layout.locator]
                .into_iter()
                .flatten()
                .chain([layout.header, layout.map, layout.footer])
                .collect();
            prop_assert_eq!(blocks.len(), 3 + shown.iter().filter(|shown| **shown).count());
            for (i, block) in blocks.iter().enumerate() {
                prop_assert!(inside(*block, layout.page), "{block:?} on {:?}", layout.page);
                for other in &blocks[..i] {
                    prop_assert!(!block.overlaps(other), "{block:?} {other:?}");
                }
            }
            // The map is what a sheet is for.
            let share = layout.map.width * layout.map.height / layout.page.width / layout.page.height;
            prop_assert!(share > 0.35, "{share}");
            if let Some(table) = layout.table {
                let rows = (table.height - HEADING_MM) / row_mm(checkpoints);
                prop_assert!(rows >= checkpoints as f64, "{rows} rows for {checkpoints}");
            }
        }
    }
}
