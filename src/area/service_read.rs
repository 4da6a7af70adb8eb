//! `services.geojson` into service points.

use super::file::{self, Root};
use super::finding::{Finding, Kind};
use super::raw::RawFeature;
use super::read::{Fields, SERVICES, feature_list, foreign_property};
use super::service::{ServiceKind, ServicePoint};
use super::shape::{self, Faults};
use crate::text::Message;
use std::collections::HashSet;

/// The service points of a file, as far as they can be used; faults go to `findings`.
///
/// A point in another datum is left out: it would stand some hundred metres from where it is.
pub(super) fn read(
    bytes: &[u8],
    fields: &Fields,
    findings: &mut Vec<Finding>,
) -> Vec<ServicePoint> {
    let read = |root: Root<'_>, findings: &mut Vec<Finding>| {
        let in_place = file::foreign_datum(&root).is_none();
        let list = feature_list(SERVICES, root, findings);
        let mut codes = HashSet::new();
        let points: Vec<ServicePoint> = list
            .iter()
            .enumerate()
            .filter_map(|(i, raw)| {
                let feature = RawFeature::read(SERVICES, i, raw, findings)?;
                point(i, &feature, fields, &mut codes, findings)
            })
            .collect();
        if in_place { points } else { Vec::new() }
    };
    file::with_root(SERVICES, bytes, findings, read).unwrap_or_default()
}

/// One feature; every fault of it is reported.
fn point(
    index: usize,
    feature: &RawFeature,
    fields: &Fields,
    codes: &mut HashSet<String>,
    findings: &mut Vec<Finding>,
) -> Option<ServicePoint> {
    let code = feature.code(&fields.code);
    let label = code.clone().unwrap_or_else(|| format!("#{}", index + 1));
    let at = shape::read_point(feature.geometry, &mut Faults::new(SERVICES, &label, findings));
    let mut add = |kind: Kind, message: Message| {
        let mut finding = Finding::new(kind, SERVICES, message).in_feature(&label);
        finding.at = at.map(|at| (at.lon(), at.lat()));
        findings.push(finding);
    };
    let foreign = foreign_property(&feature.properties);
    if let Some(name) = &foreign {
        add(Kind::ForeignDatum, Message::new("area.foreign_datum").with("name", name));
    }
    let said = feature.text(&fields.kind);
    let kind = said.as_deref().and_then(ServiceKind::parse);
    if kind.is_none() {
        let message = match said {
            Some(said) => Message::new("area.unknown_kind").with("kind", said),
            None => Message::new("area.missing_kind").with("fields", fields.kind.join("、")),
        };
        add(Kind::UnknownKind, message.with("accepted", ServiceKind::accepted()));
    }
    let new = match &code {
        // Also where the point is useless: the code is taken all the same.
        Some(code) if codes.insert(code.clone()) => true,
        Some(code) => {
            add(Kind::DuplicateCode, Message::new("area.duplicate_service").with("code", code));
            false
        }
        None => {
            let message = Message::new("area.missing_code").with("fields", fields.code.join("、"));
            add(Kind::MissingCode, message);
            false
        }
    };
    let (code, kind, at) = (code.filter(|_| new && foreign.is_none())?, kind?, at?);
    // A model household is a place, and whose it is stays outside.
    let name = feature.text(&fields.name).filter(|_| kind != ServiceKind::Anmulong);
    let derived = feature.is_true(&fields.derived);
    Some(ServicePoint { code, name, kind, at, township: None, derived })
}
