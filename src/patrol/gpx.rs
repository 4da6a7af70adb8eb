//! GPX 1.0 and 1.1 (topografix.com): the recorded tracks, position and time of each point.
//!
//! quick-xml does the XML; this looks at `trk`/`trkseg`/`trkpt` and its `time`. Names, descriptions,
//! devices and extensions are passed over without being kept. A file that breaks off, as those of a
//! device whose battery has run out, gives what came before.

use super::error::{Fault, PatrolError};
use super::tracks::{Fix, Track, Tracks, read_time};
use crate::geo::{CoordError, Datum, Reported};
use crate::text::Message;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Reads the text of a GPX file.
///
/// # Errors
///
/// [`PatrolError::NotGpx`] where the root is not `gpx`.
pub(super) fn read_gpx(file: &str, text: &str, datum: Datum) -> Result<Tracks, PatrolError> {
    let mut xml = Reader::from_str(text);
    xml.config_mut().expand_empty_elements = true;
    let mut reader = Gpx { file, text, datum, counted: (0, 1), ..Gpx::default() };
    loop {
        let position = usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX);
        match xml.read_event() {
            Ok(Event::Start(start)) => reader.start(&start, position)?,
            Ok(Event::End(_)) => reader.end(position),
            Ok(Event::Text(part)) => reader.text(&part.xml10_content()),
            Ok(Event::CData(part)) => reader.text(&part.xml10_content()),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => {
                let what = Message::new("patrol.gpx.broken").with("what", error);
                reader.fault(position, what);
                reader.open.clear();
                break;
            }
        }
    }
    if !reader.rooted {
        return Err(PatrolError::NotGpx { file: file.to_owned() });
    }
    if !reader.open.is_empty() {
        reader.fault(text.len(), Message::new("patrol.gpx.cut_off"));
    }
    reader.end_track();
    Ok(reader.found)
}

/// The elements that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Gpx,
    Track,
    Segment,
    Point,
    Time,
    Other,
}

impl Element {
    /// What a name means inside another element; elsewhere it means nothing.
    fn of(name: &str, inside: Option<Self>) -> Self {
        match (inside, name) {
            (None, "gpx") => Self::Gpx,
            (Some(Self::Gpx), "trk") => Self::Track,
            (Some(Self::Track), "trkseg") => Self::Segment,
            (Some(Self::Segment), "trkpt") => Self::Point,
            (Some(Self::Point), "time") => Self::Time,
            _ => Self::Other,
        }
    }
}

struct Gpx<'a> {
    file: &'a str,
    text: &'a str,
    datum: Datum,
    found: Tracks,
    /// The elements that are open.
    open: Vec<Element>,
    /// Whether the root was `gpx`.
    rooted: bool,
    /// The point that is being read.
    point: Option<Fix>,
    time: String,
    track: Vec<Fix>,
    /// How many bytes have been counted, and the line that they end in.
    counted: (usize, usize),
}

impl Default for Gpx<'_> {
    fn default() -> Self {
        Self {
            file: "",
            text: "",
            datum: Datum::Wgs84,
            found: Tracks::default(),
            open: Vec::new(),
            rooted: false,
            point: None,
            time: String::new(),
            track: Vec::new(),
            counted: (0, 1),
        }
    }
}

impl Gpx<'_> {
    /// Adds a fault at a byte; bytes only grow, so that lines are counted once.
    fn fault(&mut self, position: usize, what: Message) {
        let position = position.min(self.text.len());
        let (from, line) = self.counted;
        let between = self.text.as_bytes().get(from..position).unwrap_or_default();
        let line = line + between.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.counted = (position.max(from), line);
        self.found.faults.push(Fault::in_line(self.file, line, what));
    }

    fn start(&mut self, start: &BytesStart, position: usize) -> Result<(), PatrolError> {
        let name = start.local_name();
        let element = Element::of(name.as_ref(), self.open.last().copied());
        if !self.rooted && element != Element::Gpx {
            return Err(PatrolError::NotGpx { file: self.file.to_owned() });
        }
        match element {
            Element::Gpx => self.rooted = true,
            Element::Point => match point(start, self.datum) {
                Ok(fix) => self.point = Some(fix),
                Err(what) => {
                    self.fault(position, what);
                    // What lies on both sides of it was not walked in a straight line.
                    self.end_track();
                }
            },
            Element::Time => self.time.clear(),
            _ => {}
        }
        self.open.push(element);
        Ok(())
    }

    fn text(&mut self, part: &str) {
        if self.open.last() == Some(&Element::Time) {
            self.time.push_str(part);
        }
    }

    fn end(&mut self, position: usize) {
        match self.open.pop() {
            Some(Element::Time) if self.point.is_some() => {
                let time = read_time(&self.time);
                if time.is_none() {
                    self.fault(position, Message::new("patrol.gpx.bad_time"));
                }
                if let Some(point) = &mut self.point {
                    point.time = time;
                }
            }
            Some(Element::Point) => self.track.extend(self.point.take()),
            Some(Element::Segment) => self.end_track(),
            _ => {}
        }
    }

    fn end_track(&mut self) {
        if !self.track.is_empty() {
            self.found.tracks.push(Track { fixes: std::mem::take(&mut self.track) });
        }
    }
}

/// The position of a `trkpt`.
fn point(start: &BytesStart, datum: Datum) -> Result<Fix, Message> {
    let number = |name: &'static str| -> Result<f64, Message> {
        let missing = || Message::new("patrol.gpx.missing").with("name", name);
        let found = start.try_get_attribute(name).map_err(|_| missing())?.ok_or_else(missing)?;
        let text = found.normalized_value(XmlVersion::Implicit1_0).map_err(|_| missing())?;
        let not_a_number = || CoordError::NotANumber { text: text.to_string() }.message();
        text.trim().parse().map_err(|_| not_a_number())
    };
    let (x, y) = (number("lon")?, number("lat")?);
    let at = Reported { x, y, datum }.to_lonlat().map_err(|error| error.message())?;
    Ok(Fix { at, time: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn read(text: &str) -> Tracks {
        read_gpx("walk.gpx", text, Datum::Wgs84).unwrap()
    }

    const TWO: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">
  <metadata><name>李四的巡查</name><time>2026-09-01T00:00:00Z</time></metadata>
  <wpt lat="39.0" lon="107.0"><name>家</name></wpt>
  <rte><rtept lat="39.0" lon="107.0"/></rte>
  <trk><name>&amp;张三</name>
    <trkseg>
      <trkpt lat="39.10" lon="107.90"><ele>1200</ele><time>2026-09-01T08:00:00+08:00</time>
        <extensions><x:TrackPointExtension xmlns:x="y"><x:time>later</x:time></x:TrackPointExtension></extensions></trkpt>
      <trkpt lat="39.11" lon="107.90"><time>2026-09-01T00:05:00</time></trkpt>
    </trkseg>
    <trkseg><trkpt lat="39.2" lon="107.9"/></trkseg>
  </trk>
</gpx>"#;

    #[test]
    fn recorded_tracks_are_read_and_nothing_else() {
        let found = read(TWO);
        assert!(found.faults.is_empty(), "{:?}", found.faults);
        assert_eq!(found.tracks.iter().map(|t| t.fixes.len()).collect::<Vec<_>>(), [2, 1]);
        let first = &found.tracks[0].fixes;
        assert_eq!((first[0].at.lon(), first[0].at.lat()), (107.90, 39.10));
        assert_eq!(first[0].time, Some("2026-09-01T00:00:00Z".parse().unwrap()));
        assert_eq!(first[1].time, Some("2026-09-01T00:05:00Z".parse().unwrap()));
        let kept = format!("{found:?}");
        assert!(["张三", "李四", "家"].iter().all(|name| !kept.contains(name)));
    }

    #[test]
    fn another_datum_is_converted() {
        let there = read_gpx("walk.gpx", TWO, Datum::Gcj02).unwrap();
        let moved_m = there.tracks[0].fixes[0].at.distance_m(read(TWO).tracks[0].fixes[0].at);
        assert!((300.0..700.0).contains(&moved_m), "{moved_m}");
    }

    #[test]
    fn a_file_that_breaks_off_gives_what_came_before() {
        let end = TWO.find("<trkseg><trkpt lat=\"39.2\"").unwrap();
        for cut in [end, end + 12] {
            let found = read(&TWO[..cut]);
            assert_eq!(found.tracks.len(), 1);
            assert_eq!(found.faults.len(), 1);
            let told = found.faults[0].render(Lang::En);
            assert!(told.starts_with("walk.gpx, line 1"), "{told}");
        }
    }

    #[test]
    fn a_wrong_point_is_named_with_its_line_and_parts_the_track() {
        let text = "<gpx><trk><trkseg>\n<trkpt lat='39.1' lon='107.9'/>\n<trkpt lat='139' lon='10'/>\n\
                    <trkpt lat='x' lon='10'/>\n<trkpt lon='10'/>\n\
                    <trkpt lat='39.1' lon='107.9'><time>noon</time></trkpt></trkseg></trk></gpx>";
        let found = read(text);
        assert_eq!(found.tracks.len(), 2);
        let told: Vec<String> = found.faults.iter().map(|f| f.render(Lang::En)).collect();
        for (told, line) in told.iter().zip([3, 4, 5, 6]) {
            assert!(told.starts_with(&format!("walk.gpx, line {line}:")), "{told}");
        }
        assert_eq!(told.len(), 4);
    }

    #[test]
    fn other_xml_is_refused() {
        for text in ["<kml/>", "<", "<!-- -->", "<html><gpx/></html>"] {
            let refused = read_gpx("walk.gpx", text, Datum::Wgs84);
            assert!(matches!(refused, Err(PatrolError::NotGpx { .. })), "{text}");
        }
    }
}
