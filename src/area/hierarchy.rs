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
    let foreign: Vec<&str> = features
        .chunk_by(|a, b| a.file == b.file)
        .filter(|of_file| of_file.len() > 1 && !of_file.iter().any(has_form))
        .map(|of_file| {
            findings.push(foreign_codes(of_file));
            of_file[0].file
        })
        .collect();
    for feature in features {
        let above = std::iter::successors(feature.level.parent(), |level| level.parent())
            .find_map(|level| Some((level, known.get(&level)?)));
        let told = foreign.contains(&feature.file);
        let wrong = if told { None } else { fault(feature, above, &townships) };
        feature.parent = above.and_then(|(level, parents)| {
            let code = AreaCode::new(parent_code(feature, level)?);
            parents.contains(&code).then_some(code)
        });
        if let Some(message) = wrong {
            let mut finding = Finding::new(Kind::CodeParentMismatch, feature.file, message)
                .in_feature(feature.code.as_str());
            finding.at = feature.shape.coords_iter().next().map(|c| (c.x, c.y));
            findings.push(finding);
        }
    }
}

/// One finding for a file none of whose codes has the form of its level.
fn foreign_codes(of_file: &[Feature]) -> Finding {
    let (first, count) = (&of_file[0], of_file.len());
    let message = Message::new("area.foreign_codes").with("count", count).with("code", &first.code);
    let message = message.with("digits", first.level.code_len());
    let mut finding = Finding::new(Kind::CodeParentMismatch, first.file, message);
    finding.count = count;
    finding
}

/// Whether a code has as many digits as its level wants.
fn has_form(feature: &Feature) -> bool {
    let code = feature.code.as_str();
    code.len() == feature.level.code_len() && code.bytes().all(|b| b.is_ascii_digit())
}

/// The code of the area of a level above: as named, or as the code begins.
fn parent_code(feature: &Feature, level: Level) -> Option<&str> {
    let named = match level {
        Level::Village => feature.village.as_deref(),
        Level::Township => feature.township.as_deref(),
        Level::Banner | Level::Grid => None,
    };
    named.or_else(|| prefix(feature, level))
}

/// The beginning of the code that names the area of a level above.
fn prefix(feature: &Feature, level: Level) -> Option<&str> {
    feature.code.as_str().get(..level.code_len())
}

/// What does not fit about a feature's code. `above` is the nearest level above that has a file.
fn fault(
    feature: &Feature,
    above: Option<(Level, &HashSet<AreaCode>)>,
    townships: &HashMap<AreaCode, Option<String>>,
) -> Option<Message> {
    let code = feature.code.as_str();
    let digits = feature.level.code_len();
    if !has_form(feature) {
        return Some(Message::new("area.code_length").with("code", code).with("digits", digits));
    }
    let next = feature.level.parent()?;
    let (parent, prefix) = (parent_code(feature, next)?, prefix(feature, next)?);
    if parent != prefix && feature.street_code.as_deref() != Some(prefix) {
        let message = Message::new("area.code_prefix");
        return Some(message.with("code", code).with("prefix", prefix).with("parent", parent));
    }
    if let Some((level, parents)) = above
        && let Some(parent) = parent_code(feature, level)
        && !parents.contains(&AreaCode::new(parent))
    {
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
