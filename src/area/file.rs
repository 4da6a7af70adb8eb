//! One boundary file as text and JSON: encoding, byte-order mark, broken JSON, the `crs` member.

use super::finding::{Finding, Kind};
use crate::text::Message;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::UTF_8;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// A file whose features have not been taken apart: a large file is never in memory as a tree.
pub(super) struct Root<'a> {
    /// All members but the features.
    pub members: Map<String, Value>,
    /// The features, each as its text; `None` where there is no list of them.
    pub features: Option<Vec<&'a RawValue>>,
}

impl<'a> Root<'a> {
    fn of(text: &'a str) -> Result<Self, serde_json::Error> {
        let mut members: HashMap<String, &'a RawValue> = serde_json::from_str(text)?;
        // Something else than a list has no features.
        let listed = |raw: &'a RawValue| serde_json::from_str::<Vec<&RawValue>>(raw.get()).ok();
        let mut features = members.remove("features").and_then(listed);
        let parse = |(name, raw): (String, &RawValue)| Ok((name, serde_json::from_str(raw.get())?));
        let members: Map<String, Value> =
            members.into_iter().map(parse).collect::<Result<_, serde_json::Error>>()?;
        match members.get("type").and_then(Value::as_str) {
            Some("FeatureCollection") => {}
            Some("Feature") => features = Some(vec![serde_json::from_str(text)?]),
            _ => features = None,
        }
        Ok(Self { members, features })
    }
}

/// Calls `read` with a file as far as it is JSON; faults go to `findings`.
pub(super) fn with_root<T>(
    file: &str,
    bytes: &[u8],
    findings: &mut Vec<Finding>,
    read: impl FnOnce(Root<'_>, &mut Vec<Finding>) -> T,
) -> Option<T> {
    let text = decode(file, bytes, findings);
    let first = match Root::of(&text) {
        Ok(root) => return Some(read(root, findings)),
        Err(error) => error,
    };
    // Some programs write NaN and Infinity, which are not JSON: as null they become a fault of
    // their feature instead of the whole file's.
    if let Some(mended) = without_bare_words(&text)
        && let Ok(root) = Root::of(&mended)
    {
        return Some(read(root, findings));
    }
    // Read to the very number at which it breaks off, which tells a file that was cut short.
    let first = serde_json::from_str::<Value>(&text).err().unwrap_or(first);
    let (kind, key) = if first.is_eof() {
        (Kind::TruncatedJson, "area.truncated_json")
    } else {
        (Kind::NotJson, "area.not_json")
    };
    let message = Message::new(key).with("line", first.line()).with("column", first.column());
    findings.push(Finding::new(kind, file, message));
    None
}

fn decode<'a>(file: &str, bytes: &'a [u8], findings: &mut Vec<Finding>) -> Cow<'a, str> {
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => {
            findings.push(Finding::new(Kind::Bom, file, Message::new("area.bom")));
            rest
        }
        None => bytes,
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
    let (encoding, _) = encoding_rs::Encoding::for_bom(bytes).unwrap_or((guess, 0));
    let encoding = if encoding == UTF_8 { encoding_rs::GB18030 } else { encoding };
    let (text, encoding, damaged) = encoding.decode(bytes);
    let key = if damaged { "area.encoding_damaged" } else { "area.encoding" };
    let message = Message::new(key).with("encoding", encoding.name());
    findings.push(Finding::new(Kind::Encoding, file, message));
    text
}

/// The text with every bare `NaN`, `Infinity` and `-Infinity` outside strings replaced by `null`;
/// `None` where there is none.
fn without_bare_words(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(quote) = rest.find('"') {
        let (plain, from_quote) = rest.split_at(quote);
        changed |= push_mended(plain, &mut out);
        let end = string_end(from_quote);
        let (string, after) = from_quote.split_at(end);
        out.push_str(string);
        rest = after;
    }
    changed |= push_mended(rest, &mut out);
    changed.then_some(out)
}

fn push_mended(plain: &str, out: &mut String) -> bool {
    if !plain.contains(['N', 'I', 'n', 'i']) {
        out.push_str(plain);
        return false;
    }
    let mended = ["-Infinity", "Infinity", "NaN", "-nan", "nan", "-inf", "inf"]
        .iter()
        .fold(plain.to_owned(), |text, word| text.replace(word, "null"));
    out.push_str(&mended);
    mended != plain
}

/// The length of the JSON string that `text` begins with, quotes included.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// Names of datums that are the same as CGCS2000 for this work. EPSG 4326, 4490, 4979 and 4480
/// are WGS-84 and CGCS2000 in two and three dimensions.
const HOME_DATUMS: [&str; 14] = [
    "CRS84",
    "CRS84H",
    "WGS84",
    "CGCS2000",
    "4326",
    "4490",
    "4979",
    "4480",
    // As ESRI's programs write them.
    "GCSWGS1984",
    "WGS1984",
    "GCSCHINAGEODETICCOORDINATESYSTEM2000",
    "CHINAGEODETICCOORDINATESYSTEM2000",
    "GCSCHINA2000",
    "GCSCGCS2000",
];

/// The datum that a file says it is in, where it is not ours: from the `crs` member of GeoJSON
/// 2008 or a property such as `datum`.
pub(super) fn foreign_datum(root: &Root<'_>) -> Option<String> {
    let root = &root.members;
    let named = root.get("crs").filter(|crs| !crs.is_null()).map(|crs| {
        let name = crs
            .pointer("/properties/name")
            .or_else(|| crs.pointer("/properties/code"))
            .or_else(|| crs.pointer("/properties/href"));
        match name {
            Some(Value::String(name)) => name.clone(),
            Some(other) => other.to_string(),
            None => crs.as_str().map_or_else(|| crs.to_string(), ToOwned::to_owned),
        }
    });
    named.filter(|name| !is_home(name)).or_else(|| {
        ["datum", "coord_system", "coordinate_system", "坐标系"]
            .iter()
            .find_map(|key| root.get(*key).and_then(Value::as_str))
            .filter(|name| !is_home(name))
            .map(ToOwned::to_owned)
    })
}

/// Whether a datum's name means CGCS2000 or WGS-84.
pub(crate) fn is_home(name: &str) -> bool {
    let plain = name.to_ascii_uppercase().replace(['-', '_', ' '], "");
    let last = plain.rsplit([':', '/', '#']).next().unwrap_or_default();
    HOME_DATUMS.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn datums_are_recognised_in_their_usual_spellings() {
        for home in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4490",
            "WGS 84",
            "WGS-84",
            "CGCS2000",
            "GCS_China_Geodetic_Coordinate_System_2000",
            "GCS_WGS_1984",
        ] {
            assert!(is_home(home), "{home}");
        }
        for foreign in ["EPSG:3857", "GCJ-02", "BD09", "urn:ogc:def:crs:EPSG::4545", "EPSG:14326"] {
            assert!(!is_home(foreign), "{foreign}");
        }
    }

    #[test]
    fn bare_words_are_mended_outside_strings_only() {
        let mended = without_bare_words(r#"{"a":"NaN","b":[NaN,-Infinity]}"#).unwrap();
        assert_eq!(mended, r#"{"a":"NaN","b":[null,null]}"#);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut findings = Vec::new();
            let parsed = with_root("x.geojson", &bytes, &mut findings, |_, _| ());
            prop_assert!(parsed.is_some() || !findings.is_empty());
        }
    }
}
