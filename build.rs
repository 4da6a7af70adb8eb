//! Makes sure that what the binary embeds is there: the web application, and the typefaces,
//! which npm delivers as WOFF, in slices, and the renderers want as TrueType.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

const APP: &str = "web/dist/index.html";
const CHINESE: &str = "web/node_modules/@fontsource/noto-sans-sc/files";
const MONGOLIAN: &str = "web/node_modules/@fontsource/noto-sans-mongolian/files";

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed={CHINESE}");
    println!("cargo::rerun-if-changed={MONGOLIAN}");
    println!("cargo::rerun-if-changed=src/store/migrations");
    if !Path::new(APP).exists() {
        stop("the web application is not built: run `make build`");
        return;
    }
    // Cargo sets OUT_DIR for every build script.
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let chinese = |weight| read(&format!("{CHINESE}/{SLICE}chinese-simplified-{weight}{END}"));
    let mongolian = format!("{MONGOLIAN}/noto-sans-mongolian-mongolian-400-normal.woff");
    for (name, face) in [
        ("sans-400.ttf", chinese(400).and_then(|face| with_slices(&face))),
        // A character that is rare enough to be in a slice only is set in 400.
        ("sans-700.ttf", chinese(700)),
        ("mongolian.ttf", read(&mongolian)),
    ] {
        if face.is_none_or(|face| fs::write(out.join(name), face).is_err()) {
            stop(&format!("the typeface {name} is not installed: run `make build`"));
        }
    }
}

fn stop(why: &str) {
    println!("cargo::error={why}");
}

const SLICE: &str = "noto-sans-sc-";
const END: &str = "-normal.woff";

fn read(woff: &str) -> Option<Vec<u8>> {
    Some(file(unpack(&fs::read(woff).ok()?)?))
}

/// The tables of a TrueType file.
type Tables = BTreeMap<[u8; 4], Vec<u8>>;

/// The tables in a WOFF 1.0 file (W3C Recommendation, 13 December 2012): each is compressed by
/// itself.
fn unpack(woff: &[u8]) -> Option<Tables> {
    const HEADER: usize = 44;
    const ENTRY: usize = 20;
    if woff.get(..4)? != b"wOFF" {
        return None;
    }
    let mut tables = Tables::new();
    for i in 0..usize::from(u16_at(woff, 12)?) {
        let entry = HEADER + ENTRY * i;
        let number = |at| Some(u32_at(woff, entry + at)? as usize);
        let (offset, packed, length) = (number(4)?, number(8)?, number(12)?);
        let packed = woff.get(offset..offset + packed)?;
        let mut table = Vec::with_capacity(length);
        if packed.len() == length {
            table.extend(packed);
        } else {
            flate2::read::ZlibDecoder::new(packed).read_to_end(&mut table).ok()?;
        }
        tables.insert(woff.get(entry..entry + 4)?.try_into().ok()?, table);
    }
    Some(tables)
}

/// The TrueType file of tables with outlines.
fn file(tables: Tables) -> Vec<u8> {
    let count = tables.len() as u16;
    // The three search numbers of the directory follow from the count of tables.
    let power = count.max(1).ilog2() as u16;
    let range = 16 << power;
    let mut directory = vec![0, 1, 0, 0];
    for number in [count, range, power, count * 16 - range] {
        directory.extend(number.to_be_bytes());
    }
    let first = 12 + 16 * tables.len();
    let mut body = Vec::new();
    for (tag, table) in tables {
        directory.extend(tag);
        let offset = first + body.len();
        for number in [checksum(&table), offset as u32, table.len() as u32] {
            directory.extend(number.to_be_bytes());
        }
        body.extend(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    directory.extend(body);
    directory
}

fn checksum(table: &[u8]) -> u32 {
    let word = |bytes: &[u8]| {
        bytes.iter().zip([24, 16, 8, 0]).fold(0, |sum, (byte, bits)| sum | u32::from(*byte) << bits)
    };
    table.chunks(4).map(word).fold(0, u32::wrapping_add)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A face of the usual characters with the rarer ones that the package has in slices of the same
/// face. Rules for shaping are left out: Chinese needs none.
fn with_slices(usual: &[u8]) -> Option<Vec<u8>> {
    let mut union = Union::of(usual)?;
    let mut slices: Vec<PathBuf> =
        fs::read_dir(CHINESE).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    slices.sort();
    for path in slices {
        let name = path.file_name()?.to_str()?;
        let slice = name.strip_prefix(SLICE).and_then(|rest| rest.strip_suffix(END));
        let Some(slice) = slice.and_then(|slice| slice.strip_suffix("-400")) else { continue };
        if !slice.starts_with("chinese") {
            union.add(&read(path.to_str()?)?)?;
        }
    }
    union.file(usual)
}

/// Letters of several files of one face.
struct Union {
    outlines: Vec<u8>,
    /// Where the outline of each letter begins; where the last one ends.
    offsets: Vec<u32>,
    /// Advance and left bearing of each.
    metrics: Vec<(u16, i16)>,
    letters: BTreeMap<u32, u16>,
    /// The table of maxima.
    maxima: Vec<u8>,
    units_per_em: u16,
}

impl Union {
    fn of(base: &[u8]) -> Option<Self> {
        let face = ttf_parser::Face::parse(base, 0).ok()?;
        let maxima = table(&face, *b"maxp")?.to_vec();
        let units_per_em = face.units_per_em();
        let (outlines, offsets, metrics) = (Vec::new(), vec![0], Vec::new());
        let letters = characters(&face);
        let mut union = Self { outlines, offsets, metrics, letters, maxima, units_per_em };
        for id in 0..face.number_of_glyphs() {
            union.push(&face, id)?;
        }
        Some(union)
    }

    /// Adds the letters of characters that are not in it.
    fn add(&mut self, slice: &[u8]) -> Option<()> {
        let face = ttf_parser::Face::parse(slice, 0).ok()?;
        if face.units_per_em() != self.units_per_em {
            return None;
        }
        for (character, id) in characters(&face) {
            if !self.letters.contains_key(&character) {
                self.letters.insert(character, u16::try_from(self.metrics.len()).ok()?);
                self.push(&face, id)?;
            }
        }
        // Behind the version and the count every number is a maximum.
        let theirs = table(&face, *b"maxp")?;
        for at in (6..self.maxima.len().min(theirs.len())).step_by(2) {
            let most = u16_at(&self.maxima, at)?.max(u16_at(theirs, at)?);
            self.maxima.splice(at..at + 2, most.to_be_bytes());
        }
        Some(())
    }

    fn push(&mut self, face: &ttf_parser::Face, id: u16) -> Option<()> {
        let glyph = ttf_parser::GlyphId(id);
        let outline = table(face, *b"glyf")?.get(outline_range(face, usize::from(id))?)?;
        // An outline of others names them by their ids, which are others here.
        let is_compound = outline.first().is_some_and(|high| *high >= 0x80);
        if is_compound && !self.metrics.len().eq(&usize::from(id)) {
            return None;
        }
        self.outlines.extend(outline);
        self.outlines.resize(self.outlines.len().next_multiple_of(4), 0);
        self.offsets.push(u32::try_from(self.outlines.len()).ok()?);
        let bearing = face.glyph_hor_side_bearing(glyph).unwrap_or_default();
        self.metrics.push((face.glyph_hor_advance(glyph)?, bearing));
        Some(())
    }

    /// The file, with what else is in another of the face.
    fn file(mut self, base: &[u8]) -> Option<Vec<u8>> {
        let face = ttf_parser::Face::parse(base, 0).ok()?;
        let count = u16::try_from(self.metrics.len()).ok()?.to_be_bytes();
        let copy = |tag: [u8; 4]| Some((tag, table(&face, tag)?.to_vec()));
        let mut tables: Tables = [*b"OS/2", *b"name", *b"post", *b"gasp", *b"prep"]
            .into_iter()
            .filter_map(copy)
            .collect();
        self.maxima.splice(4..6, count);
        tables.insert(*b"maxp", self.maxima);
        let (_, mut head) = copy(*b"head")?;
        // Offsets of outlines have 32 bits.
        head.splice(50..52, [0, 1]);
        tables.insert(*b"head", head);
        let (_, mut header) = copy(*b"hhea")?;
        header.splice(34..36, count);
        tables.insert(*b"hhea", header);
        let metrics = self.metrics.iter().flat_map(|(advance, bearing)| {
            advance.to_be_bytes().into_iter().chain(bearing.to_be_bytes())
        });
        tables.insert(*b"hmtx", metrics.collect());
        tables.insert(*b"loca", self.offsets.iter().flat_map(|at| at.to_be_bytes()).collect());
        tables.insert(*b"glyf", self.outlines);
        tables.insert(*b"cmap", character_map(&self.letters));
        Some(file(tables))
    }
}

fn table<'a>(face: &ttf_parser::Face<'a>, tag: [u8; 4]) -> Option<&'a [u8]> {
    face.raw_face().table(ttf_parser::Tag::from_bytes(&tag))
}

/// Where the outline of a letter lies; empty for a letter without one.
fn outline_range(face: &ttf_parser::Face, id: usize) -> Option<Range<usize>> {
    use ttf_parser::head::IndexToLocationFormat::{Long, Short};
    let offsets = table(face, *b"loca")?;
    let offset = |id: usize| match face.tables().head.index_to_location_format {
        Short => Some(2 * usize::from(u16_at(offsets, 2 * id)?)),
        Long => Some(u32_at(offsets, 4 * id)? as usize),
    };
    Some(offset(id)?..offset(id + 1)?)
}

/// The letters of all characters of a face.
fn characters(face: &ttf_parser::Face) -> BTreeMap<u32, u16> {
    let mut letters = BTreeMap::new();
    let unicode = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
    for subtable in unicode.filter(ttf_parser::cmap::Subtable::is_unicode) {
        subtable.codepoints(|character| {
            if let Some(id) = subtable.glyph_index(character).filter(|id| id.0 > 0) {
                letters.insert(character, id.0);
            }
        });
    }
    letters
}

/// A `cmap` with one subtable of format 12: stretches of characters whose letters follow each other.
fn character_map(letters: &BTreeMap<u32, u16>) -> Vec<u8> {
    let mut stretches: Vec<[u32; 3]> = Vec::new();
    for (character, id) in letters.iter().map(|(character, id)| (*character, u32::from(*id))) {
        match stretches.last_mut() {
            Some([first, last, begin])
                if *last + 1 == character && id.wrapping_sub(*begin) == character - *first =>
            {
                *last = character;
            }
            _ => stretches.push([character, character, id]),
        }
    }
    let count = stretches.len() as u32;
    // Version 0, one subtable: Windows, all of Unicode, 12 bytes on.
    let mut map: Vec<u8> =
        [0_u16, 1, 3, 10, 0, 12, 12, 0].iter().flat_map(|number| number.to_be_bytes()).collect();
    let head = [16 + 12 * count, 0, count];
    map.extend(head.iter().chain(stretches.iter().flatten()).flat_map(|n| n.to_be_bytes()));
    map
}
