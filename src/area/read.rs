//! A data folder into an [`AreaSet`]: whichever of its files are there.

use super::feature::Feature;
use super::file::{self, Root};
use super::finding::{Finding, Kind};
use super::hierarchy;
use super::mended::{Mended, Notes};
use super::mongolian;
use super::raw::{RawFeature, property_text};
use super::service_read;
use super::shape::{self, Faults};
use super::{Area, AreaCode, AreaError, AreaSet, Level, Zone};
use crate::text::Message;
use geo::CoordsIter;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::path::Path;

/// The property names of boundary files: for each field the candidates, of which the first that a
/// feature has is taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fields {
    /// The code of the area.
    pub code: Vec<String>,
    /// Its name.
    pub name: Vec<String>,
    /// Its name in traditional Mongolian script.
    pub name_mn: Vec<String>,
    /// A word for its kind.
    pub kind: Vec<String>,
    /// The code of the village that a grid belongs to.
    pub village: Vec<String>,
    /// The code of the township that a village or grid belongs to.
    pub township: Vec<String>,
    /// The statistical township code where it is not the administrative one, as with development
    /// zones that are counted apart.
    pub street_code: Vec<String>,
    /// `true` for boundaries that are derived by an algorithm.
    pub derived: Vec<String>,
}

impl Default for Fields {
    fn default() -> Self {
        let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        Self {
            code: names(&["code", "adcode", "编码", "代码"]),
            name: names(&["name", "名称"]),
            name_mn: names(&["name_mn", "name_mong", "蒙古文名称"]),
            kind: names(&["kind", "level", "类型"]),
            village: names(&["village", "village_code", "所属嘎查村", "所属社区"]),
            township: names(&["township", "township_code", "所属苏木镇"]),
            street_code: names(&["street_code"]),
            derived: names(&["derived"]),
        }
    }
}

/// What a folder held.
#[derive(Debug)]
pub struct Loaded {
    /// The boundaries, as far as they can be used.
    pub set: AreaSet,
    /// Every fault of reading and of the hierarchy; topology is for [`super::check_set`].
    pub findings: Vec<Finding>,
    /// Who is to be named as a source: the lines of `attributions.txt`, where there is one.
    pub attributions: Vec<String>,
}

/// The file of each level.
pub(super) const fn file_of(level: Level) -> &'static str {
    match level {
        Level::Banner => "banner.geojson",
        Level::Township => "townships.geojson",
        Level::Village => "villages.geojson",
        Level::Grid => "grids.geojson",
    }
}

pub(super) const ZONES: &str = "zones.geojson";
pub(super) const NEIGHBOURS: &str = "neighbours.geojson";
pub(super) const SERVICES: &str = "services.geojson";

/// Reads a data folder: `banner.geojson townships.geojson villages.geojson grids.geojson
/// zones.geojson neighbours.geojson services.geojson`, whichever are there.
///
/// A feature that cannot be used is left out and reported; the rest is read.
///
/// # Errors
///
/// [`AreaError`] when the folder has no boundary file or one of them cannot be read at all.
pub fn read_dir(dir: &Path, fields: &Fields) -> Result<Loaded, AreaError> {
    if !dir.is_dir() {
        return Err(AreaError::NoFolder { dir: dir.to_owned() });
    }
    let mut findings = Vec::new();
    let mut features: Vec<Feature> = Vec::new();
    let mut found = false;
    for level in Level::ALL {
        if let Some(bytes) = read_file(dir, file_of(level))? {
            found = true;
            features.extend(read_features(file_of(level), level, &bytes, fields, &mut findings));
        }
    }
    let mut around = |file: &'static str| -> Result<Vec<Zone>, AreaError> {
        let Some(bytes) = read_file(dir, file)? else { return Ok(Vec::new()) };
        found = true;
        // Their codes are free, so no level's rules apply.
        let read = read_features(file, Level::Banner, &bytes, fields, &mut findings);
        Ok(read.into_par_iter().filter_map(Feature::into_zone).collect())
    };
    let (zones, neighbours) = (around(ZONES)?, around(NEIGHBOURS)?);
    if !found {
        return Err(AreaError::NoFiles { dir: dir.to_owned() });
    }
    hierarchy::set_parents(&mut features, &mut findings);
    let areas: Vec<Option<Area>> = features.into_par_iter().map(Feature::into_area).collect();
    let areas = areas.into_iter().flatten().collect();
    let attributions = read_file(dir, "attributions.txt")?
        .map(|bytes| String::from_utf8_lossy(&bytes).lines().map(ToOwned::to_owned).collect())
        .unwrap_or_default();
    let services = read_file(dir, SERVICES)?
        .map(|bytes| service_read::read(&bytes, fields, &mut findings))
        .unwrap_or_default();
    let set = AreaSet::new(areas, zones, neighbours).with_services(services);
    Ok(Loaded { set, findings, attributions })
}

fn read_file(dir: &Path, name: &str) -> Result<Option<Vec<u8>>, AreaError> {
    let path = dir.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(AreaError::Read { path, source }),
    }
}

fn read_features(
    file: &'static str,
    level: Level,
    bytes: &[u8],
    fields: &Fields,
    findings: &mut Vec<Finding>,
) -> Vec<Feature> {
    let read = |root: Root<'_>, findings: &mut Vec<Finding>| {
        let list = feature_list(file, root, findings);
        let one = |(i, raw): (usize, &&RawValue)| read_feature(file, level, i, raw, fields);
        let read: Vec<ReadFeature> = list.par_iter().enumerate().map(one).collect();
        merged(file, read, findings)
    };
    file::with_root(file, bytes, findings, read).unwrap_or_default()
}

/// The features of a file, in its order; codes that stand twice are reported.
fn merged(file: &'static str, read: Vec<ReadFeature>, findings: &mut Vec<Finding>) -> Vec<Feature> {
    let (mut codes, mut notes) = (HashSet::new(), Notes::default());
    // In place: the list is the largest thing in memory here.
    let report = |(i, one): (usize, ReadFeature)| {
        findings.extend(one.findings);
        let label = one.code.as_ref().map_or_else(|| place(i), ToString::to_string);
        notes.add(one.mended, &label, one.at);
        // Also where the geometry is useless: the code is taken all the same.
        if let Some(code) = one.code
            && !codes.insert(code.clone())
        {
            let message = Message::new("area.duplicate_code").with("code", &code);
            let mut finding =
                Finding::new(Kind::DuplicateCode, file, message).in_feature(code.as_str());
            finding.at = one.at;
            findings.push(finding);
        }
        one.feature
    };
    let features = read.into_iter().enumerate().filter_map(report).collect();
    findings.extend(notes.findings(file));
    features
}

/// The features of a file; a foreign datum and what is no GeoJSON are reported.
pub(super) fn feature_list<'a>(
    file: &'static str,
    root: Root<'a>,
    findings: &mut Vec<Finding>,
) -> Vec<&'a RawValue> {
    if let Some(name) = file::foreign_datum(&root) {
        let message = Message::new("area.foreign_datum").with("name", name);
        findings.push(Finding::new(Kind::ForeignDatum, file, message));
    }
    let Some(list) = root.features else {
        findings.push(Finding::new(Kind::NotJson, file, Message::new("area.not_geojson")));
        return Vec::new();
    };
    if list.is_empty() {
        findings.push(Finding::new(Kind::Gap, file, Message::new("area.no_features")));
    }
    list
}

/// What became of one feature.
struct ReadFeature {
    code: Option<AreaCode>,
    /// Its first position.
    at: Option<(f64, f64)>,
    feature: Option<Feature>,
    mended: Mended,
    findings: Vec<Finding>,
}

impl ReadFeature {
    fn useless(at: Option<(f64, f64)>, findings: Vec<Finding>) -> Self {
        Self { code: None, at, feature: None, mended: Mended::default(), findings }
    }
}

/// What a feature without a code is called.
fn place(index: usize) -> String {
    format!("#{}", index + 1)
}

fn read_feature(
    file: &'static str,
    level: Level,
    index: usize,
    raw: &RawValue,
    fields: &Fields,
) -> ReadFeature {
    let mut findings = Vec::new();
    let Some(feature) = RawFeature::read(file, index, raw, &mut findings) else {
        return ReadFeature::useless(None, findings);
    };
    let code = feature.code(&fields.code);
    let label = code.clone().unwrap_or_else(|| place(index));
    let mut faults = Faults::new(file, &label, &mut findings);
    let shape = shape::read(feature.geometry, &mut faults);
    let mended = faults.mended;
    let at = shape.as_ref().and_then(|s| s.coords_iter().next()).map(|c| (c.x, c.y));
    if let Some(name) = foreign_property(&feature.properties) {
        let message = Message::new("area.foreign_datum").with("name", name);
        findings.push(Finding::new(Kind::ForeignDatum, file, message).in_feature(&label));
    }
    let Some(code) = code.as_deref().map(AreaCode::new) else {
        let message = Message::new("area.missing_code").with("fields", fields.code.join("、"));
        let mut finding = Finding::new(Kind::MissingCode, file, message).in_feature(&label);
        finding.at = at;
        findings.push(finding);
        return ReadFeature::useless(at, findings);
    };
    let text = |names: &[String]| feature.text(names);
    let name_mn = text(&fields.name_mn);
    let check = |name: &String| mongolian::check_name(name, file, &label);
    findings.extend(name_mn.as_ref().and_then(check));
    let feature = shape.map(|shape| Feature {
        file,
        level,
        name: text(&fields.name).unwrap_or_else(|| code.to_string()),
        name_mn,
        code: code.clone(),
        kind: text(&fields.kind),
        village: text(&fields.village),
        township: text(&fields.township),
        street_code: text(&fields.street_code),
        parent: None,
        derived: feature.is_true(&fields.derived),
        shape,
    });
    ReadFeature { code: Some(code), at, feature, mended, findings }
}

/// The datum that a feature says it is in, where it is not ours.
pub(super) fn foreign_property(properties: &Map<String, Value>) -> Option<String> {
    ["datum", "coord_system", "坐标系"]
        .iter()
        .find_map(|key| property_text(properties.get(*key)))
        .filter(|name| !file::is_home(name))
}
