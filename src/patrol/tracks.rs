//! Tracks: where a patrol has been. Positions and times are kept, and nothing else: no names, no
//! devices, no remarks.

use super::error::{Fault, PatrolError, within};
use super::gpx::read_gpx;
use super::lines::read_lines;
use crate::geo::{Datum, LonLat};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// One position of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fix {
    /// Where.
    pub at: LonLat,
    /// When, where it is known.
    pub time: Option<Timestamp>,
}

/// One recording without a break, in its order; it has at least one fix.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// The positions.
    pub fixes: Vec<Fix>,
}

/// The tracks of a file, and what is wrong in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tracks {
    /// What can be used.
    pub tracks: Vec<Track>,
    /// What cannot, with its place.
    pub faults: Vec<Fault>,
}

impl Tracks {
    /// Takes in the tracks and faults of another file.
    pub fn append(&mut self, mut more: Self) {
        self.tracks.append(&mut more.tracks);
        self.faults.append(&mut more.faults);
    }

    /// The earliest and the latest time; `None` where no fix has one.
    #[must_use]
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        let times = || self.tracks.iter().flat_map(|t| &t.fixes).filter_map(|fix| fix.time);
        times().min().zip(times().max())
    }

    /// The stretches that were walked: a track is parted where two positions in a row are more than
    /// `gap_m` metres apart, as nobody knows what was between them, and before `since` it does not
    /// count. A fix without a time counts always: [`Tracks::undated`] tells how many there are. A
    /// stretch of one position is a place where somebody stood.
    ///
    /// # Errors
    ///
    /// [`PatrolError::Setting`] for a gap outside 1 to 100,000 metres.
    pub fn stretches(
        &self,
        gap_m: f64,
        since: Option<Timestamp>,
    ) -> Result<Vec<Vec<LonLat>>, PatrolError> {
        within("gap_m", gap_m, (1.0, 100_000.0))?;
        let mut stretches: Vec<Vec<LonLat>> = Vec::new();
        for track in &self.tracks {
            let mut stretch: Vec<LonLat> = Vec::new();
            for fix in &track.fixes {
                let counts = fix.time.zip(since).is_none_or(|(time, since)| time >= since);
                let far = stretch.last().is_some_and(|last| last.distance_m(fix.at) > gap_m);
                if (far || !counts) && !stretch.is_empty() {
                    stretches.push(std::mem::take(&mut stretch));
                }
                if counts {
                    stretch.push(fix.at);
                }
            }
            if !stretch.is_empty() {
                stretches.push(stretch);
            }
        }
        Ok(stretches)
    }

    /// How many positions have no time.
    #[must_use]
    pub fn undated(&self) -> usize {
        self.tracks.iter().flat_map(|t| &t.fixes).filter(|fix| fix.time.is_none()).count()
    }
}

/// Reads tracks from GPX 1.0 or 1.1 (recorded tracks; neither planned routes nor waypoints) or from
/// GeoJSON lines, told apart by their first letter. `file` is the name in errors; `datum` is that of
/// the positions, WGS-84 by both standards.
///
/// # Errors
///
/// [`PatrolError`] where the file as a whole cannot be used; what is wrong at one place is in
/// [`Tracks::faults`].
pub fn read_tracks(file: &str, bytes: &[u8], datum: Datum) -> Result<Tracks, PatrolError> {
    let (text, ..) = encoding_rs::UTF_8.decode(bytes);
    let tracks = match text.trim_start().chars().next() {
        Some('<') => read_gpx(file, &text, datum)?,
        Some('{' | '[') => {
            let found = read_lines(file, text.as_bytes(), datum)?;
            let tracks = found.lines.into_iter().map(|fixes| Track { fixes }).collect();
            Tracks { tracks, faults: found.faults }
        }
        _ => return Err(PatrolError::UnknownFormat { file: file.to_owned() }),
    };
    if tracks.tracks.is_empty() {
        let first = tracks.faults.first().map_or_else(String::new, |fault| {
            // An error is one message; its values are written as logs have them.
            fault.render(crate::text::Lang::En)
        });
        return Err(PatrolError::NothingUsable { file: file.to_owned(), first });
    }
    Ok(tracks)
}

/// A time as both formats write it, RFC 3339; one without an offset is UTC, as GPX has it.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let with_offset = text.parse::<Timestamp>().ok();
    with_offset.or_else(|| {
        let local: jiff::civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fix(lon: f64, minute: Option<i64>) -> Fix {
        let time = minute.map(|m| Timestamp::from_second(1_788_000_000 + m * 60).unwrap());
        Fix { at: LonLat::new(lon, 39.0).unwrap(), time }
    }

    fn tracks(fixes: Vec<Fix>) -> Tracks {
        Tracks { tracks: vec![Track { fixes }], faults: Vec::new() }
    }

    #[test]
    fn a_gap_parts_a_track() {
        // A hundredth of a degree is 866 m here.
        let lons = [107.90, 107.905, 107.91, 107.92, 107.925];
        let read = tracks(lons.iter().map(|lon| fix(*lon, None)).collect());
        let lens = |gap_m: f64| -> Vec<usize> {
            read.stretches(gap_m, None).unwrap().iter().map(Vec::len).collect()
        };
        assert_eq!(lens(500.0), [3, 2]);
        assert_eq!(lens(1_000.0), [5]);
        assert_eq!(lens(100.0), [1; 5]);
        assert!(read.stretches(0.0, None).is_err() && read.stretches(f64::NAN, None).is_err());
    }

    #[test]
    fn what_was_before_does_not_count_and_what_has_no_time_does() {
        let read = tracks(vec![
            fix(107.900, Some(0)),
            fix(107.901, Some(1)),
            fix(107.902, Some(2)),
            fix(107.903, None),
        ]);
        let since = fix(107.9, Some(1)).time;
        assert_eq!(read.stretches(500.0, since).unwrap()[0].len(), 3);
        assert_eq!(read.undated(), 1);
        assert_eq!(read.period(), fix(0.0, Some(0)).time.zip(fix(0.0, Some(2)).time));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_tracks("t", &bytes, Datum::Wgs84);
        }

        /// Files that nearly are right reach deeper than random bytes.
        #[test]
        fn no_mangled_file_makes_it_panic(
            cut in 0_usize..1000, at in 0_usize..1000, byte in any::<u8>(), json in any::<bool>(),
        ) {
            let gpx = r#"<?xml version="1.0"?><gpx version="1.1"><trk><name>张</name><trkseg>
                <trkpt lat="39.1" lon="107.9"><time>2026-09-01T00:00:00Z</time></trkpt>
                <trkpt lat="39.2" lon="107.9"/></trkseg></trk></gpx>"#;
            let geojson = r#"{"type":"Feature","properties":{"coordTimes":["2026-09-01T00:00:00Z"]},
                "geometry":{"type":"MultiLineString","coordinates":[[[107.9,39.1],[107.9,39.2]]]}}"#;
            let mut bytes = if json { geojson } else { gpx }.as_bytes().to_vec();
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(bytes.len() - cut % bytes.len().min(60));
            if let Ok(read) = read_tracks("t.gpx", &bytes, Datum::Gcj02) {
                prop_assert!(read.tracks.iter().all(|track| !track.fixes.is_empty()));
                for fault in read.faults {
                    prop_assert!(fault.render(crate::text::Lang::En).starts_with("t.gpx, "));
                }
            }
        }
    }
}
