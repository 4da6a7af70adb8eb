//! A datum that was probably named wrongly: a position that makes no sense as read, and does in
//! another datum.

use super::nearest::nearest_on;
use super::{Holder, Locator};
use crate::area::Area;
use crate::geo::{Datum, LonLat, Reported};

/// The datums that are mistaken for one another: their numbers look alike.
const ALIKE: [Datum; 3] = [Datum::Gcj02, Datum::Bd09, Datum::Cgcs2000];
/// A position this far from the area of its address, in metres, is not there. A phone in a yard
/// or an address taken from a map may well be a street or two off.
const FAR_M: f64 = 200.0;

/// A datum in which a position would make sense.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatumSlip {
    /// The datum.
    pub datum: Datum,
    /// The position if the numbers are in it.
    pub position: LonLat,
    /// The grid that would hold it.
    pub grid: Holder,
}

impl Locator {
    /// The datums that the sender may have meant: none where the position makes sense as read.
    ///
    /// It makes sense where a grid holds it and it lies in or near (200 m) the area of its
    /// address, if one is stated. `position` is `reported` as read.
    #[must_use]
    pub fn datum_slips(
        &self,
        reported: Reported,
        position: LonLat,
        address: Option<&Area>,
    ) -> Vec<DatumSlip> {
        let near_address = |at: LonLat| {
            address.is_none_or(|area| {
                area.touches(at) || nearest_on(&area.shape, &area.bounds, at).distance_m <= FAR_M
            })
        };
        let makes_sense =
            |at: LonLat| Some(self.holder(at)).filter(|h| h.grid().is_some() && near_address(at));
        let degrees = !matches!(reported.datum, Datum::GaussKruger(_));
        if !degrees || makes_sense(position).is_some() {
            return Vec::new();
        }
        let same = |datum: Datum| if datum == Datum::Wgs84 { Datum::Cgcs2000 } else { datum };
        let others = ALIKE.into_iter().filter(|datum| *datum != same(reported.datum));
        let slip = |datum| {
            let position = Reported { datum, ..reported }.to_lonlat().ok()?;
            Some(DatumSlip { datum, position, grid: makes_sense(position)? })
        };
        others.filter_map(slip).collect()
    }
}
