//! A key for reports that bring no number of their own.

use super::Report;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A key of what a report says: 32 hexadecimal digits, the first half of a SHA-256.
///
/// Reports with equal content have equal keys, so that a file that is imported twice changes
/// nothing. The sender's number is not part of it; the position is, as it was written.
#[must_use]
pub fn content_key(report: &Report) -> String {
    let parts = [
        report.reported_at.to_string(),
        report.category.clone(),
        report.severity.value().to_string(),
        report.reported.x.to_string(),
        report.reported.y.to_string(),
        report.reported.datum.to_string(),
        report.accuracy_m.map(|accuracy| accuracy.to_string()).unwrap_or_default(),
        report.channel.clone(),
        report.description.clone(),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // The length first: no two lists of parts run together into the same bytes.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(16).fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{Draft, Rules};

    fn report(change: impl FnOnce(&mut Draft)) -> Report {
        let text = |text: &str| Some(text.to_owned());
        let mut draft = Draft {
            external_id: None,
            reported_at: text("2025-06-18 08:30"),
            category: text("其他"),
            severity: text("1"),
            lon: text("107.98"),
            lat: text("39.09"),
            datum: text("gcj02"),
            accuracy_m: None,
            channel: text("导入"),
            description: text("围栏破损"),
        };
        change(&mut draft);
        draft.check(&Rules::default(), None).unwrap()
    }

    #[test]
    fn the_key_is_that_of_the_content_and_of_nothing_else() {
        let key = content_key(&report(|_| {}));
        assert_eq!(key.len(), 32);
        let same = report(|draft| {
            draft.external_id = Some("A".to_owned());
            draft.reported_at = Some("2025-06-18T00:30:00Z".to_owned());
            draft.lon = Some("107.980".to_owned());
        });
        assert_eq!(content_key(&same), key);
        for other in [
            report(|draft| draft.description = Some("围栏破损。".to_owned())),
            report(|draft| draft.datum = Some("wgs84".to_owned())),
            report(|draft| draft.accuracy_m = Some("0".to_owned())),
            report(|draft| draft.severity = Some("2".to_owned())),
        ] {
            assert_ne!(content_key(&other), key);
        }
    }

    #[test]
    fn the_key_stays_the_same_from_release_to_release() {
        assert_eq!(content_key(&report(|_| {})), "a2ccce51bb9634246f4eff7bac3f3afa");
    }
}
