//! Makes sure that what the binary embeds is there: the web application, and the typeface, which
//! npm delivers as WOFF and the renderers want as TrueType.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

const APP: &str = "web/dist/index.html";
const FONTS: &str = "web/node_modules/@fontsource/noto-sans-sc/files";

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed={FONTS}");
    println!("cargo::rerun-if-changed=src/store/migrations");
    if !Path::new(APP).exists() {
        stop("the web application is not built: run `make build`");
        return;
    }
    // Cargo sets OUT_DIR for every build script.
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    for weight in [400, 700] {
        let woff = format!("{FONTS}/noto-sans-sc-chinese-simplified-{weight}-normal.woff");
        let ttf = fs::read(&woff).ok().and_then(|bytes| unpack(&bytes));
        let written =
            ttf.is_some_and(|ttf| fs::write(out.join(format!("sans-{weight}.ttf")), ttf).is_ok());
        if !written {
            stop("the typeface is not installed: run `make build`");
        }
    }
}

fn stop(why: &str) {
    println!("cargo::error={why}");
}

/// The TrueType file in a WOFF 1.0 file (W3C Recommendation, 13 December 2012): each table is
/// compressed by itself.
fn unpack(woff: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 44;
    const ENTRY: usize = 20;
    let u16_at = |at: usize| Some(u16::from_be_bytes(woff.get(at..at + 2)?.try_into().ok()?));
    let u32_at = |at: usize| Some(u32::from_be_bytes(woff.get(at..at + 4)?.try_into().ok()?));
    if woff.get(..4)? != b"wOFF" {
        return None;
    }
    let count = u16_at(12)?;
    let mut directory = Vec::new();
    directory.extend(woff.get(4..8)?);
    directory.extend(count.to_be_bytes());
    // The three search numbers of the directory follow from the count of tables.
    let power = count.checked_ilog2()?;
    let range = (1_u16 << power) * 16;
    for number in [range, u16::try_from(power).ok()?, count * 16 - range] {
        directory.extend(number.to_be_bytes());
    }
    let mut tables = Vec::new();
    let first = 12 + 16 * usize::from(count);
    for i in 0..usize::from(count) {
        let entry = HEADER + ENTRY * i;
        let (offset, packed, length) =
            (u32_at(entry + 4)?, u32_at(entry + 8)?, u32_at(entry + 12)?);
        let packed = woff.get(offset as usize..(offset + packed) as usize)?;
        directory.extend(woff.get(entry..entry + 4)?);
        directory.extend(woff.get(entry + 16..entry + 20)?);
        directory.extend(u32::try_from(first + tables.len()).ok()?.to_be_bytes());
        directory.extend(length.to_be_bytes());
        if packed.len() == length as usize {
            tables.extend(packed);
        } else {
            flate2::read::ZlibDecoder::new(packed).read_to_end(&mut tables).ok()?;
        }
        tables.resize(tables.len().next_multiple_of(4), 0);
    }
    directory.extend(tables);
    Some(directory)
}
