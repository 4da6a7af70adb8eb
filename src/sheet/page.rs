//! The page: paper, margins, where everything stands, and the map's projection and scale.

use super::canvas::{Frame, Mm, PageSize, mm};
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
/// Denominators of the scales that a map may have.
const SCALES: [f64; 22] = [
    1_000.0, 1_500.0, 2_000.0, 2_500.0, 3_000.0, 4_000.0, 5_000.0, 7_500.0, 10_000.0, 15_000.0,
    20_000.0, 25_000.0, 30_000.0, 40_000.0, 50_000.0, 75_000.0, 100_000.0, 150_000.0, 200_000.0,
    250_000.0, 300_000.0, 500_000.0,
];

/// Where everything stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub page: PageSize,
    pub header: Frame,
    /// The map, inside the labels of its graticule.
    pub map: Frame,
    /// Check-points, legend, figures, locator.
    pub table: Frame,
    pub legend: Frame,
    pub figures: Frame,
    pub locator: Frame,
    pub footer: Frame,
}

impl Layout {
    /// A4, upright for areas that are taller than wide on the ground, else across.
    pub fn a4(bounds: &Bounds) -> Self {
        let plane = LocalPlane::new(bounds.center());
        let corner = |lon: f64, lat: f64| plane.to_plane_m(LonLat::computed(lon, lat));
        let (east, north) = corner(bounds.east, bounds.north);
        if east > north * 1.15 { Self::landscape() } else { Self::portrait() }
    }

    fn portrait() -> Self {
        let page = PageSize { width: 210.0, height: 297.0 };
        let (header, footer) = bands(page);
        let width = header.width;
        let strip = 66.0;
        let strip_y = footer.y - GUTTER_MM - strip;
        let map = Frame {
            x: MARGIN_MM + LABELS_MM,
            y: header.bottom() + LABELS_MM,
            width: width - 2.0 * LABELS_MM,
            height: strip_y - GUTTER_MM - LABELS_MM - header.bottom() - LABELS_MM,
        };
        let column = |x: f64, width: f64, y: f64, height: f64| Frame { x, y, width, height };
        let (table_w, legend_w) = (84.0, 52.0);
        let legend_x = MARGIN_MM + table_w + GUTTER_MM;
        let last_x = legend_x + legend_w + GUTTER_MM;
        let last_w = page.width - MARGIN_MM - last_x;
        Self {
            page,
            header,
            map,
            table: column(MARGIN_MM, table_w, strip_y, strip),
            legend: column(legend_x, legend_w, strip_y, strip),
            locator: column(last_x, last_w, strip_y, 36.0),
            figures: column(last_x, last_w, strip_y + 38.0, strip - 38.0),
            footer,
        }
    }

    fn landscape() -> Self {
        let page = PageSize { width: 297.0, height: 210.0 };
        let (header, footer) = bands(page);
        let side = 78.0;
        let side_x = page.width - MARGIN_MM - side;
        let map = Frame {
            x: MARGIN_MM + LABELS_MM,
            y: header.bottom() + LABELS_MM,
            width: side_x - GUTTER_MM - MARGIN_MM - 2.0 * LABELS_MM,
            height: footer.y - GUTTER_MM - header.bottom() - 2.0 * LABELS_MM,
        };
        let top = header.bottom() + LABELS_MM;
        let half = (side - GUTTER_MM) / 2.0;
        let table = Frame { x: side_x, y: top, width: side, height: 58.0 };
        let legend = Frame {
            x: side_x,
            y: table.bottom() + GUTTER_MM,
            width: half,
            height: footer.y - GUTTER_MM - table.bottom() - GUTTER_MM,
        };
        let right = side_x + half + GUTTER_MM;
        let locator = Frame { x: right, y: legend.y, width: half, height: 36.0 };
        Self {
            page,
            header,
            map,
            table,
            legend,
            figures: Frame {
                x: right,
                y: locator.bottom() + 2.0,
                width: half,
                height: legend.bottom() - locator.bottom() - 2.0,
            },
            locator,
            footer,
        }
    }
}

/// The head and the foot of a page, between its margins.
fn bands(page: PageSize) -> (Frame, Frame) {
    let width = page.width - 2.0 * MARGIN_MM;
    let foot = page.height - MARGIN_MM - FOOTER_MM;
    let band = |y: f64, height: f64| Frame { x: MARGIN_MM, y, width, height };
    (band(MARGIN_MM, HEADER_MM), band(foot, FOOTER_MM))
}

/// From the ground to the page: the local equidistant plane at a round scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Projection {
    plane: LocalPlane,
    middle: Mm,
    /// The scale is one to this.
    pub denominator: f64,
}

impl Projection {
    /// The largest round scale at which `bounds`, with some surroundings, fit into `frame`.
    pub fn fit(bounds: &Bounds, frame: Frame) -> Self {
        // The area takes at most this share of the frame: neighbours must be seen.
        const SHARE: f64 = 0.82;
        let plane = LocalPlane::new(bounds.center());
        let corners = [
            (bounds.west, bounds.south),
            (bounds.west, bounds.north),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
        ];
        let (mut half_x, mut half_y) = (0.0_f64, 0.0_f64);
        for (lon, lat) in corners {
            let (east, north) = plane.to_plane_m(LonLat::computed(lon, lat));
            half_x = half_x.max(east.abs());
            half_y = half_y.max(north.abs());
        }
        let needed =
            (2000.0 * half_x / (frame.width * SHARE)).max(2000.0 * half_y / (frame.height * SHARE));
        let round = SCALES.into_iter().find(|scale| *scale >= needed);
        let denominator = round.unwrap_or_else(|| (needed / 100_000.0).ceil() * 100_000.0);
        let middle = mm(frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        Self { plane, middle, denominator }
    }

    /// The scale that just fits, for maps that need no round one.
    pub fn fill(bounds: &Bounds, frame: Frame, share: f64) -> Self {
        let mut projection = Self::fit(bounds, frame);
        let place = |p: &Self, lon: f64, lat: f64| p.to_page(LonLat::computed(lon, lat));
        let (a, b) = (
            place(&projection, bounds.west, bounds.north),
            place(&projection, bounds.east, bounds.south),
        );
        let filled = ((b.x - a.x) / frame.width).max((b.y - a.y) / frame.height).max(1e-9);
        projection.denominator *= filled / share;
        projection
    }

    /// The place on the page.
    pub fn to_page(&self, at: LonLat) -> Mm {
        let (east_m, north_m) = self.plane.to_plane_m(at);
        let mm_per_m = 1000.0 / self.denominator;
        mm(self.middle.x + east_m * mm_per_m, self.middle.y - north_m * mm_per_m)
    }

    /// The ground under a place on the page.
    pub fn to_ground(&self, at: Mm) -> LonLat {
        let m_per_mm = self.denominator / 1000.0;
        self.plane.to_lonlat((at.x - self.middle.x) * m_per_mm, (self.middle.y - at.y) * m_per_mm)
    }

    /// A length on the ground as one on the page.
    pub fn mm_of_m(&self, length_m: f64) -> f64 {
        length_m * 1000.0 / self.denominator
    }

    /// The rectangle in degrees that holds the frame.
    pub fn bounds_of(&self, frame: Frame) -> Option<Bounds> {
        let (mid_x, mid_y) = (frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        let edge = [
            (frame.x, frame.y),
            (mid_x, frame.y),
            (frame.right(), frame.y),
            (frame.x, mid_y),
            (frame.right(), mid_y),
            (frame.x, frame.bottom()),
            (mid_x, frame.bottom()),
            (frame.right(), frame.bottom()),
        ];
        Bounds::around(edge.map(|(x, y)| self.to_ground(mm(x, y)).coord()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_scale_is_true_and_the_area_fits(
            lon in 106.5..109.0_f64, lat in 38.3..40.2_f64, w in 0.003..0.3_f64, h in 0.003..0.3_f64,
        ) {
            let bounds = Bounds { west: lon, south: lat, east: lon + w, north: lat + h };
            let layout = Layout::a4(&bounds);
            let projection = Projection::fit(&bounds, layout.map);
            for (x, y) in [(bounds.west, bounds.south), (bounds.east, bounds.north)] {
                prop_assert!(layout.map.contains(projection.to_page(LonLat::new(x, y).unwrap())));
            }
            // Ten millimetres on the paper are ten millimetres times the scale on the ground.
            let a = mm(layout.map.x + 20.0, layout.map.y + 20.0);
            let b = mm(a.x + 10.0, a.y);
            let ground_m = projection.to_ground(a).distance_m(projection.to_ground(b));
            let expected_m = 10.0 * projection.denominator / 1000.0;
            prop_assert!((ground_m / expected_m - 1.0).abs() < 1e-3, "{ground_m} for {expected_m}");
        }
    }
}
