//! The plain-language line of a hot spot.

use super::places::{End, HotSpot};
use super::{Pattern, Tally};
use crate::text::Message;

/// The keys of one kind of line, in the order of [`Step`](super::Step).
macro_rules! keys {
    ($kind:literal) => {
        [
            concat!("heat.spot.", $kind, ".day"),
            concat!("heat.spot.", $kind, ".week"),
            concat!("heat.spot.", $kind, ".month"),
            concat!("heat.spot.", $kind, ".quarter"),
            concat!("heat.spot.", $kind, ".year"),
            concat!("heat.spot.", $kind, ".period"),
        ]
    };
}

const NEW: [&str; 6] = keys!("new");
const ROW: [&str; 6] = keys!("row");
const RISING: [&str; 6] = keys!("rising");
const FALLING: [&str; 6] = keys!("falling");
const AGAIN: [&str; 6] = keys!("again");
const FADING: [&str; 6] = keys!("fading");
const FADED: [&str; 6] = keys!("faded");
const UNJUDGED: [&str; 6] = keys!("unjudged");

impl HotSpot {
    /// What there is to say of it in the last period: 连续第 3 个月，12 km² 内 41 起，是预期的 2.6 倍.
    ///
    /// Cases, area and ratio are those of the last period: of the hot spot where it is hot, else of
    /// the ground where it was last seen.
    #[must_use]
    pub fn line(&self) -> Message {
        if let Some(End::Joined { into, .. }) = self.end {
            return figures(Message::new("heat.spot.joined"), &self.now).with("into", into + 1);
        }
        let row = self.last().in_a_row;
        let (kind, n) = match self.course.pattern {
            Pattern::Unjudged => (UNJUDGED, 0),
            Pattern::Never | Pattern::Faded => (FADED, self.course.missed),
            Pattern::Fading => (FADING, self.course.missed),
            Pattern::New => (NEW, 1),
            Pattern::Intensifying if row > 1 => (RISING, row),
            Pattern::Weakening if row > 1 => (FALLING, row),
            _ if row > 1 => (ROW, row),
            _ => (AGAIN, self.course.hot),
        };
        let key = kind[self.step as usize];
        figures(Message::new(key), &self.now).with("n", n).with("of", self.course.judged)
    }
}

fn figures(message: Message, tally: &Tally) -> Message {
    message
        .with("cases", tally.cases)
        .with("area_km2", rounded(tally.area_km2))
        // Nothing is expected only where a whole period has no case.
        .with("ratio", rounded_ratio(tally.ratio().unwrap_or(0.0)))
}

/// Two digits that count, and all those before the point.
fn rounded(km2: f64) -> String {
    match km2 {
        _ if km2 >= 9.95 => format!("{km2:.0}"),
        _ if km2 >= 0.995 => format!("{km2:.1}"),
        _ if km2 >= 0.0995 => format!("{km2:.2}"),
        _ => format!("{km2:.4}"),
    }
}

fn rounded_ratio(ratio: f64) -> String {
    if ratio >= 99.5 { format!("{ratio:.0}") } else { format!("{ratio:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heat::hotspot::{Course, Sighting, Step};
    use crate::text::Lang;

    fn spot(pattern: Pattern, in_a_row: usize, step: Step) -> HotSpot {
        let tally = Tally { cases: 41, area_km2: 12.2, expected: 15.7 };
        HotSpot {
            sightings: vec![Sighting { period: 4, units: vec![0], tally, in_a_row, peak_z: 5.0 }],
            from: None,
            end: None,
            course: Course { pattern, hot: 3, judged: 5, missed: 2 },
            now: tally,
            step,
        }
    }

    #[test]
    fn the_line_of_the_issue() {
        let line = spot(Pattern::Consecutive, 3, Step::Month).line();
        let zh = "连续第 3 个月，12 km² 内 41 起，是预期的 2.6 倍";
        assert_eq!(line.render(Lang::Zh), zh);
        let en = "month 3 in a row: 41 cases in 12 km², 2.6 times what is expected";
        assert_eq!(line.render(Lang::En), en);
    }

    #[test]
    fn every_line_is_a_sentence_in_both_languages() {
        use Pattern::{Faded, Fading, Intensifying, New, Persistent, Unjudged, Weakening};
        use Step::{Day, Month, Period, Quarter, Week, Year};
        let mut said = std::collections::HashSet::new();
        for step in [Day, Week, Month, Quarter, Year, Period] {
            for (pattern, row) in [
                (New, 1),
                (Persistent, 3),
                (Persistent, 1),
                (Intensifying, 3),
                (Weakening, 3),
                (Fading, 3),
                (Faded, 3),
                (Unjudged, 3),
            ] {
                let line = spot(pattern, row, step).line();
                for lang in [Lang::Zh, Lang::En] {
                    let text = line.render(lang);
                    let whole = text.contains("41") && !text.contains(['{', '[']);
                    assert!(whole && !text.contains("heat."), "{text}");
                    assert!(said.insert(text));
                }
            }
        }
        let mut joined = spot(New, 1, Month);
        joined.end = Some(End::Joined { period: 4, into: 0 });
        assert!(joined.line().render(Lang::Zh).contains("1 号"));
    }

    #[test]
    fn numbers_keep_what_counts() {
        let texts = [1234.5, 12.2, 9.96, 1.23, 0.307, 0.0153].map(rounded);
        assert_eq!(texts, ["1234", "12", "10", "1.2", "0.31", "0.0153"]);
        assert_eq!([250.4, 2.64, 0.0].map(rounded_ratio), ["250", "2.6", "0.0"]);
    }
}
