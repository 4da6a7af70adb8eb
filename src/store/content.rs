//! Whether two reports say the same.

use crate::incident::Report;
use sha2::{Digest, Sha256};

/// A fingerprint of everything that a sender said in a report.
pub type ContentHash = [u8; 32];

/// The fingerprint of a report: SHA-256 over its fields as reported.
///
/// The position is taken as the sender wrote it, with its datum, and not as converted: a better
/// conversion must not make a new report of an old one. Times count to the millisecond.
#[must_use]
pub fn content_hash(report: &Report) -> ContentHash {
    let mut hash = Sha256::new();
    // A length before every text: ("ab", "c") is not ("a", "bc").
    let mut text = |value: &str| {
        hash.update((value.len() as u64).to_be_bytes());
        hash.update(value);
    };
    text(report.external_id.as_deref().map_or("", |_| "1"));
    text(report.external_id.as_deref().unwrap_or_default());
    text(&report.category);
    text(&report.channel);
    text(&report.description);
    text(&report.reported.datum.to_string());
    text(report.accuracy_m.map_or("", |_| "1"));
    hash.update(report.reported_at.as_millisecond().to_be_bytes());
    hash.update([report.severity.value()]);
    for number in [report.reported.x, report.reported.y, report.accuracy_m.unwrap_or_default()] {
        // -0.0 and 0.0 are one place.
        hash.update((number + 0.0).to_bits().to_be_bytes());
    }
    hash.finalize().into()
}
