//! What reading mends on its way: one note a kind and file, since a program that writes one ring
//! the wrong way round writes all of them so.

use super::finding::{Finding, Kind};
use crate::text::Message;

/// What was mended in one shape.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mended {
    /// Rings that ran against RFC 7946.
    pub winding: usize,
    /// Positions that repeated the one before.
    pub duplicates: usize,
}

/// What was mended in a file.
#[derive(Default)]
pub(super) struct Notes {
    winding: Note,
    duplicates: Note,
}

/// One kind: how often, in how many features, and the first of them with a position.
#[derive(Default)]
struct Note {
    count: usize,
    features: usize,
    first: Option<(String, Option<(f64, f64)>)>,
}

impl Note {
    fn add(&mut self, count: usize, feature: &str, at: Option<(f64, f64)>) {
        if count > 0 {
            self.count += count;
            self.features += 1;
            self.first.get_or_insert_with(|| (feature.to_owned(), at));
        }
    }

    fn finding(self, kind: Kind, key: &'static str, file: &str) -> Option<Finding> {
        let (feature, at) = self.first?;
        let message = Message::new(key).with("count", self.count).with("features", self.features);
        let mut finding = Finding::new(kind, file, message).in_feature(&feature);
        finding.at = at;
        finding.count = self.count;
        Some(finding)
    }
}

impl Notes {
    /// What was mended in a feature whose first position is `at`.
    pub fn add(&mut self, mended: Mended, feature: &str, at: Option<(f64, f64)>) {
        self.winding.add(mended.winding, feature, at);
        self.duplicates.add(mended.duplicates, feature, at);
    }

    /// A finding for each kind that there was.
    pub fn findings(self, file: &str) -> impl Iterator<Item = Finding> {
        let winding = self.winding.finding(Kind::Winding, "area.winding", file);
        let key = "area.duplicate_vertices";
        let duplicates = self.duplicates.finding(Kind::DuplicateVertices, key, file);
        winding.into_iter().chain(duplicates)
    }
}
