//! Boundary files: one feature after the other, in the order of their codes.

use super::SynthError;
use super::border::Borders;
use super::hierarchy::Unit;
use super::land::Land;
use super::plane::{Metres, Tick};
use super::random::{Noise, Random, Stream};
use super::ring::{Start, is_outer, ring, starts};
use rayon::prelude::*;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// So many features are made at once by one core, and so many batches are held before they are
/// written.
const BATCH: usize = 256;
const BATCHES: usize = 64;

/// A file of the set on its way to the disk.
pub(super) struct Output {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Output {
    /// Makes a file that is not there yet.
    pub fn create(path: PathBuf) -> Result<Self, SynthError> {
        match File::create_new(&path) {
            Ok(file) => Ok(Self { path, file: BufWriter::with_capacity(1 << 18, file) }),
            Err(source) => Err(SynthError::Write { path, source }),
        }
    }

    /// Appends text.
    pub fn write(&mut self, text: &str) -> Result<(), SynthError> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|source| SynthError::Write { path: self.path.clone(), source })
    }

    /// Writes what is left.
    pub fn finish(mut self) -> Result<(), SynthError> {
        let written = self.file.flush();
        written.map_err(|source| SynthError::Write { path: self.path, source })
    }
}

/// The boundary files of a land.
pub(super) struct Files<'a> {
    /// The land.
    pub land: &'a Land,
    /// Its borders.
    pub borders: &'a Borders<'a>,
    /// The folder.
    pub dir: &'a Path,
}

impl Files<'_> {
    /// Writes the four levels. `done` is told how many grids more have been written.
    pub fn levels(&self, done: &mut dyn FnMut(u64)) -> Result<(), SynthError> {
        let hierarchy = &self.land.hierarchy;
        let mut area = self.land.grid_of.clone();
        let properties = |grid: u32, out: &mut String| self.grid_properties(grid, out);
        self.level("grids", &area, &hierarchy.codes, &properties, done)?;
        lift(&mut area, &hierarchy.village_of);
        self.units("villages", &area, &hierarchy.villages, ["社区", "嘎查"])?;
        lift(&mut area, &parents(&hierarchy.villages));
        self.units("townships", &area, &hierarchy.townships, ["镇", "苏木"])?;
        lift(&mut area, &parents(&hierarchy.townships));
        self.units("banner", &area, &hierarchy.counties, ["banner", "banner"])
    }

    fn grid_properties(&self, grid: u32, out: &mut String) {
        let hierarchy = &self.land.hierarchy;
        let village = &hierarchy.villages[hierarchy.village_of[grid as usize] as usize];
        let code = hierarchy.codes[grid as usize];
        let kind = if grid as usize >= self.land.seeds.rural { "urban" } else { "pastoral" };
        // Writing to a string does not fail.
        let _ = write!(
            out,
            "\"code\":\"{code}\",\"name\":\"{}第{}网格\",\"village\":\"{}\",\
             \"township\":\"{}\",\"kind\":\"{kind}\",\"derived\":true",
            village.name,
            code % 1000,
            village.code,
            village.code / 1000,
        );
    }

    /// Writes a level above the grids. `words` are the kinds of its urban and its other areas.
    fn units(
        &self,
        file: &str,
        area: &[u32],
        units: &[Unit],
        words: [&str; 2],
    ) -> Result<(), SynthError> {
        let codes: Vec<u64> = units.iter().map(|unit| unit.code).collect();
        let properties = |area: u32, out: &mut String| {
            let Unit { code, name, urban, grids, .. } = &units[area as usize];
            let word = words[usize::from(!urban)];
            let _ = write!(out, "\"code\":\"{code}\",\"name\":\"{name}\",\"level\":\"{word}\",");
            if file == "villages" {
                let _ = write!(out, "\"township\":\"{}\",", code / 1000);
            }
            let _ = write!(out, "\"grids\":{grids},\"derived\":true");
        };
        self.level(file, area, &codes, &properties, &mut |_| ())
    }

    /// Writes a level's file. `area` is the area of each corner of the mesh, `codes` the code of
    /// each area and `properties` what is said of it.
    fn level(
        &self,
        file: &str,
        area: &[u32],
        codes: &[u64],
        properties: &(impl Fn(u32, &mut String) + Sync),
        done: &mut dyn FnMut(u64),
    ) -> Result<(), SynthError> {
        let starts = starts(&self.land.mesh, area);
        let mut features: Vec<&[(u32, Start)]> = starts.chunk_by(|a, b| a.0 == b.0).collect();
        let area_of = |starts: &[(u32, Start)]| starts.first().map_or(0, |(area, _)| *area);
        features.sort_by_key(|starts| codes[area_of(starts) as usize]);
        let feature = |starts: &&[(u32, Start)], out: &mut String| {
            let number = area_of(starts);
            let code = codes[number as usize];
            let _ = write!(out, "{{\"type\":\"Feature\",\"id\":\"{code}\",\"properties\":{{");
            properties(number, out);
            out.push_str("},\"geometry\":");
            let (mesh, grid_of) = (&self.land.mesh, &self.land.grid_of);
            let ring = |(_, start): &(u32, Start)| ring(mesh, self.borders, grid_of, area, *start);
            write_polygon(starts.iter().map(ring).collect(), out);
            out.push('}');
        };
        let mut collection = Collection::create(self.dir, file)?;
        for round in features.chunks(BATCH * BATCHES) {
            let batches = round.par_chunks(BATCH).map(|batch| {
                let mut out = String::with_capacity(BATCH * 1024);
                for (i, starts) in batch.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ",\n" });
                    feature(starts, &mut out);
                }
                out
            });
            let texts: Vec<String> = batches.collect();
            texts.iter().try_for_each(|text| collection.add(text))?;
            done(round.len() as u64);
        }
        collection.finish()
    }

    /// Writes the zones: in each county a park beside its seat and a reserve in the open, both
    /// round with a wavy edge. Where no town has room there is no such file.
    pub fn zones(&self) -> Result<(), SynthError> {
        let land = self.land;
        if land.seeds.towns.is_empty() {
            return Ok(());
        }
        let mut collection = Collection::create(self.dir, "zones")?;
        let seats = land.seeds.towns.iter().filter(|town| town.seat);
        let mut number = 0;
        // Counties come in the order of their seats.
        for (town, county) in seats.zip(&land.hierarchy.counties) {
            let mut random = Random::new(land.seed, Stream::Zones, number);
            let (sin, cos) = (random.unit() * std::f64::consts::TAU).sin_cos();
            let away = Metres { x: cos, y: sin };
            let park = town.at + away * (town.radius * 1.2);
            let reserve = town.at - away * (town.radius * 1.5 + land.seeds.spacing * 2.0);
            let shapes = [
                (park, town.radius * 0.5, "工业园区", "工业园区"),
                (reserve, land.seeds.spacing * 1.2, "草原自然保护区", "自然保护区"),
            ];
            for (at, radius, name, kind) in shapes {
                number += 1;
                let mut text = format!(
                    "{{\"type\":\"Feature\",\"id\":\"Z{number:03}\",\"properties\":{{\
                     \"code\":\"Z{number:03}\",\"name\":\"{}{name}\",\"kind\":\"{kind}\",\
                     \"derived\":true}},\"geometry\":",
                    county.name,
                );
                write_polygon(vec![wavy_circle(land, at, radius, number)], &mut text);
                text.push('}');
                collection.add(&text)?;
            }
        }
        collection.finish()
    }
}

/// The area of each corner one level up.
fn lift(area: &mut [u32], parent: &[u32]) {
    for area in area {
        *area = parent[*area as usize];
    }
}

fn parents(units: &[Unit]) -> Vec<u32> {
    units.iter().map(|unit| unit.parent).collect()
}

/// A `FeatureCollection` on its way to the disk.
struct Collection {
    output: Output,
    separator: &'static str,
}

impl Collection {
    fn create(dir: &Path, name: &str) -> Result<Self, SynthError> {
        let mut output = Output::create(dir.join(format!("{name}.geojson")))?;
        let head = format!("{{\"type\":\"FeatureCollection\",\"name\":\"{name}\",\"features\":[");
        output.write(&head)?;
        Ok(Self { output, separator: "\n" })
    }

    /// Appends a feature, or several with their separators.
    fn add(&mut self, text: &str) -> Result<(), SynthError> {
        self.output.write(self.separator)?;
        self.separator = ",\n";
        self.output.write(text)
    }

    fn finish(mut self) -> Result<(), SynthError> {
        self.output.write("\n]}\n")?;
        self.output.finish()
    }
}

/// Writes a polygon of rings in any order: the one that runs counter-clockwise goes first.
fn write_polygon(mut rings: Vec<Vec<Tick>>, out: &mut String) {
    rings.sort_by_key(|ring| !is_outer(ring));
    out.push_str("{\"type\":\"Polygon\",\"coordinates\":[");
    for (i, ring) in rings.iter().enumerate() {
        out.push_str(if i == 0 { "[" } else { ",[" });
        for at in ring {
            at.write(out);
            out.push(',');
        }
        if let Some(first) = ring.first() {
            first.write(out);
        }
        out.push(']');
    }
    out.push_str("]}");
}

fn wavy_circle(land: &Land, at: Metres, radius: f64, number: u64) -> Vec<Tick> {
    let edge = Noise::new(land.seed, Stream::Zones, number);
    let corner = |i: u32| {
        let (sin, cos) = (f64::from(i) / 72.0 * std::f64::consts::TAU).sin_cos();
        let far = radius * (1.0 + 0.25 * edge.at(cos * 1.5 + 5.0, sin * 1.5 + 5.0));
        land.outline.plane.tick(at + Metres { x: cos, y: sin } * far)
    };
    (0..72).map(corner).collect()
}

/// Writes who is to be named as a source, and what the set is.
pub(super) fn notes(plan: &super::Plan, dir: &Path) -> Result<(), SynthError> {
    let mut output = Output::create(dir.join("attributions.txt"))?;
    output.write("全部界线、名称、编码和事件均由 wangge synth 生成，纯属虚构\n")?;
    if plan.outline.is_some() {
        output.write("外围轮廓来自用户提供的文件\n")?;
    }
    output.finish()?;
    let mut output = Output::create(dir.join("README.md"))?;
    let outline = if plan.outline.is_some() {
        "The outline of the whole comes from a file that the user gave · 外围轮廓来自用户提供的文件"
    } else {
        "The outline is synthetic as well · 外围轮廓同样是生成的"
    };
    let super::Plan { grids, incidents, seed, from, to, .. } = plan;
    output.write(&format!(
        "# 模拟数据 · Synthetic data\n\n\
         全部界线、名称、编码和事件均由 `wangge synth` 生成，纯属虚构，不代表任何真实的地方或事情。\n\n\
         Every boundary, name, code and incident here was made by `wangge synth` and stands for no \
         real place or event.\n\n\
         - {grids} grids, {incidents} incidents from {from} to {to}, seed {seed}\n\
         - {outline}\n\
         - CGCS2000; incidents name the datum of their position row by row\n",
    ))?;
    output.finish()
}
