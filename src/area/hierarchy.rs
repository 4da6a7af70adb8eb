//! Who belongs to whom: read from the codes, checked against what the features say.

use super::feature::Feature;
use super::finding::{Finding, Kind};
use super::{AreaCode, Level};
use crate::text::Message;
use geo::CoordsIter;
use std::collections::{HashMap, HashSet};

/// Sets every feature's parent and reports codes that do not fit.
///
/// The parent is the one that the feature names, or else the one that its code begins with. The
/// two must agree, unless the feature's own `street_code` explains the prefix: a development
/// zone's villages are counted under a code of their own and administered by a township.
pub(super) fn set_parents(features: &mut [Feature], findings: &mut Vec<Finding>) {
    let mut known: HashMap<Level, HashSet<AreaCode>> = HashMap::new();
    for feature in features.iter() {
        known.entry(feature.level).or_default().insert(feature.code.clone());
    }
    let townships: HashMap<AreaCode, Option<String>> = features
        .iter()
        .filter(|feature| feature.level == Level::Village)
        .map(|village| (village.code.clone(), village.township.clone()))
        .collect();
    for feature in features {
        let parents = feature.level.parent().and_then(|level| known.get(&level));
        let wrong = fault(feature, parents, &townships);
        feature.parent = parent_code(feature)
            .map(AreaCode::new)
            .filter(|code| parents.is_some_and(|parents| parents.contains(code)));
        if let Some(message) = wrong {
            let mut finding = Finding::new(Kind::CodeParentMismatch, feature.file, message)
                .in_feature(feature.code.as_str());
            finding.at = feature.shape.coords_iter().next().map(|c| (c.x, c.y));
            findings.push(finding);
        }
    }
}

/// The code of the parent: as named, or as the code begins.
fn parent_code(feature: &Feature) -> Option<&str> {
    let named = match feature.level {
        Level::Grid => feature.village.as_deref(),
        Level::Village => feature.township.as_deref(),
        Level::Township | Level::Banner => None,
    };
    named.or_else(|| prefix(feature))
}

/// The beginning of the code that names the parent.
fn prefix(feature: &Feature) -> Option<&str> {
    feature.code.as_str().get(..feature.level.parent()?.code_len())
}

/// What does not fit about a feature's code.
fn fault(
    feature: &Feature,
    parents: Option<&HashSet<AreaCode>>,
    townships: &HashMap<AreaCode, Option<String>>,
) -> Option<Message> {
    let code = feature.code.as_str();
    let digits = feature.level.code_len();
    if code.len() != digits || !code.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Message::new("area.code_length").with("code", code).with("digits", digits));
    }
    let parent = parent_code(feature)?;
    let prefix = prefix(feature)?;
    if parent != prefix && feature.street_code.as_deref() != Some(prefix) {
        let message = Message::new("area.code_prefix");
        return Some(message.with("code", code).with("prefix", prefix).with("parent", parent));
    }
    if parents.is_some_and(|parents| !parents.contains(&AreaCode::new(parent))) {
        return Some(Message::new("area.no_parent").with("code", code).with("parent", parent));
    }
    // A grid's township is that of its village.
    let said = feature.township.as_deref().filter(|_| feature.level == Level::Grid)?;
    let of_village = townships.get(&AreaCode::new(parent))?.as_deref()?;
    (said != of_village).then(|| {
        let message = Message::new("area.other_township").with("code", code);
        message.with("township", said).with("village", parent).with("expected", of_village)
    })
}
