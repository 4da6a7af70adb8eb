//! Which column is which field: header names in Chinese and English.

use super::{Draft, IncidentError};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

/// The fields of a draft, as header files and faults name them.
pub const FIELDS: [&str; 10] = [
    "external_id",
    "reported_at",
    "category",
    "severity",
    "lon",
    "lat",
    "datum",
    "accuracy_m",
    "channel",
    "description",
];
const LON: usize = 4;
const LAT: usize = 5;
const DATUM: usize = 6;
const CHANNEL: usize = 8;

/// The shipped header names, as text: what `wangge` writes out for a user to start from.
pub const SHIPPED_HEADERS: &str = include_str!("../../data/headers.toml");

/// The header names that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderTable {
    /// From a header as [`plain`] makes it to the place of its field in [`FIELDS`], or beyond
    /// its end for headers that are to be passed over.
    names: HashMap<String, usize>,
}

/// A header file: names for each field, all of them optional.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct File {
    external_id: Vec<String>,
    reported_at: Vec<String>,
    category: Vec<String>,
    severity: Vec<String>,
    lon: Vec<String>,
    lat: Vec<String>,
    datum: Vec<String>,
    accuracy_m: Vec<String>,
    channel: Vec<String>,
    description: Vec<String>,
    /// Headers to be passed over, where two columns would be one field.
    ignore: Vec<String>,
}

static SHIPPED: LazyLock<HeaderTable> = LazyLock::new(|| {
    let empty = HeaderTable { names: HashMap::new() };
    #[expect(clippy::expect_used, reason = "the shipped file is compiled in and tested")]
    empty.and(SHIPPED_HEADERS).expect("data/headers.toml")
});

impl Default for HeaderTable {
    /// The shipped names.
    fn default() -> Self {
        SHIPPED.clone()
    }
}

impl HeaderTable {
    /// The shipped names and those of a TOML text: one key a field, each a list of names.
    ///
    /// # Errors
    ///
    /// [`IncidentError::Toml`] for a text that cannot be read or an unknown field,
    /// [`IncidentError::HeaderTwice`] for a name that the text gives to two fields.
    pub fn from_toml(text: &str) -> Result<Self, IncidentError> {
        SHIPPED.and(text)
    }

    /// The shipped names and those of a TOML file; see [`HeaderTable::from_toml`].
    ///
    /// # Errors
    ///
    /// Also [`IncidentError::Read`] when the file cannot be read.
    pub fn read(path: &Path) -> Result<Self, IncidentError> {
        Self::from_toml(&super::error::read_text(path)?)
    }

    /// The field that a header stands for, of [`FIELDS`]; `None` for one that is not known.
    #[must_use]
    pub fn field(&self, header: &str) -> Option<&'static str> {
        self.names.get(&plain(header)).and_then(|field| FIELDS.get(*field)).copied()
    }

    /// Which column is which field.
    ///
    /// # Errors
    ///
    /// [`IncidentError::TwoColumns`] when two columns are one field,
    /// [`IncidentError::NoPosition`] when longitude or latitude has none. `path` is for the text.
    pub fn columns(&self, headers: &[String], path: &Path) -> Result<Columns, IncidentError> {
        let mut columns =
            Columns { at: [None; FIELDS.len()], more_datum: Vec::new(), ignored: Vec::new() };
        for (column, header) in headers.iter().enumerate() {
            let Some(field) = self.names.get(&plain(header)).copied() else {
                columns.ignored.push(header.clone());
                continue;
            };
            let Some(slot) = columns.at.get_mut(field) else {
                columns.ignored.push(header.clone());
                continue;
            };
            if field == DATUM
                && let Some(first) = *slot
            {
                // Both `datum` and `coord_system`: the first that says something wins.
                let datum_itself = plain(header) == FIELDS[DATUM];
                let (wins, more) = if datum_itself { (column, first) } else { (first, column) };
                *slot = Some(wins);
                columns.more_datum.push(more);
                continue;
            }
            if let Some(first) = slot.replace(column) {
                let first = headers.get(first).cloned().unwrap_or_default();
                return Err(IncidentError::TwoColumns {
                    field: FIELDS.get(field).copied().unwrap_or_default(),
                    columns: [first, header.clone()],
                });
            }
        }
        if columns.at.get(LON..=LAT).is_some_and(|place| place.contains(&None)) {
            return Err(IncidentError::NoPosition {
                path: path.to_owned(),
                found: headers.to_vec(),
            });
        }
        Ok(columns)
    }

    fn and(&self, text: &str) -> Result<Self, IncidentError> {
        let file: File =
            toml::from_str(text).map_err(|source| IncidentError::toml(text, source))?;
        let mut added: HashMap<String, usize> = HashMap::new();
        for (field, names) in file.lists().into_iter().enumerate() {
            for name in names {
                match added.insert(plain(&name), field) {
                    Some(other) if other != field => {
                        let known = |field| FIELDS.get(field).copied().unwrap_or("ignore");
                        return Err(IncidentError::HeaderTwice {
                            name,
                            fields: [known(other), known(field)],
                        });
                    }
                    _ => {}
                }
            }
        }
        let mut names = self.names.clone();
        names.extend(added);
        names.remove("");
        Ok(Self { names })
    }
}

impl File {
    /// The lists in the order of [`FIELDS`], then the headers to be passed over.
    fn lists(self) -> [Vec<String>; FIELDS.len() + 1] {
        [
            self.external_id,
            self.reported_at,
            self.category,
            self.severity,
            self.lon,
            self.lat,
            self.datum,
            self.accuracy_m,
            self.channel,
            self.description,
            self.ignore,
        ]
    }
}

/// Which column of a file is which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: [Option<usize>; FIELDS.len()],
    more_datum: Vec<usize>,
    ignored: Vec<String>,
}

impl Columns {
    /// The headers that no field takes.
    #[must_use]
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Whether a column says how reports came in.
    #[must_use]
    pub fn has_channel(&self) -> bool {
        self.at[CHANNEL].is_some()
    }

    /// The cells of a row as a draft.
    #[must_use]
    pub fn draft(&self, cells: &[String]) -> Draft {
        let mut texts =
            self.at.iter().map(|column| column.and_then(|column| cells.get(column)).cloned());
        let mut next = || texts.next().flatten();
        // In the order of FIELDS: the fields of a struct expression are evaluated as written.
        let mut draft = Draft {
            external_id: next(),
            reported_at: next(),
            category: next(),
            severity: next(),
            lon: next(),
            lat: next(),
            datum: next(),
            accuracy_m: next(),
            channel: next(),
            description: next(),
        };
        let says = |text: &Option<String>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
        if !says(&draft.datum) {
            let more = self.more_datum.iter().map(|column| cells.get(*column).cloned());
            draft.datum = more.into_iter().find(says).flatten();
        }
        draft
    }
}

/// A header without what makes no difference: case, width, blanks, `_ - * :` and a bracket at
/// its end.
fn plain(header: &str) -> String {
    let narrow: String = header.chars().map(super::time::narrow).collect();
    let name = narrow.trim().trim_end_matches(':');
    let name = match name.strip_suffix(')').and_then(|body| body.rsplit_once('(')) {
        Some((before, _)) if !before.trim().is_empty() => before,
        _ => name,
    };
    name.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !"_-*:\u{feff}".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headers: &[&str]) -> Result<Columns, IncidentError> {
        let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        HeaderTable::default().columns(&headers, Path::new("a.csv"))
    }

    #[test]
    fn headers_are_known_in_both_languages_and_any_dress() {
        let table = HeaderTable::default();
        for (header, field) in [
            ("Longitude (deg)", "lon"),
            ("＊经度（°）", "lon"),
            (" ＬＡＴ ", "lat"),
            ("coord_system", "datum"),
            ("Coord System", "datum"),
            ("上报 时间：", "reported_at"),
            ("ID", "external_id"),
            ("精度（米）", "accuracy_m"),
        ] {
            assert_eq!(table.field(header), Some(field), "{header}");
        }
        for header in ["issue", "line", "field", "code", "reason", "what_to_do", "x", "y", ""] {
            assert_eq!(table.field(header), None, "{header}");
        }
    }

    #[test]
    fn cells_go_to_their_fields_and_the_rest_is_kept_as_ignored() {
        let columns = columns(&["纬度", "备用", "经度", "描述"]).unwrap();
        assert_eq!(columns.ignored(), ["备用"]);
        let draft = columns.draft(&["39".to_owned(), "x".to_owned(), "107".to_owned()]);
        assert_eq!((draft.lon.as_deref(), draft.lat.as_deref()), (Some("107"), Some("39")));
        assert_eq!((draft.description, draft.external_id), (None, None));
    }

    #[test]
    fn a_file_without_a_position_names_what_it_has() {
        let error = columns(&["经度", "高程"]).unwrap_err();
        let text = error.message().render(crate::text::Lang::Zh);
        assert!(text.contains("高程") && text.contains("a.csv"), "{text}");
    }

    #[test]
    fn a_datum_may_stand_in_either_of_two_columns() {
        let found = columns(&["coord_system", "datum", "lon", "lat"]).unwrap();
        let datum = |a: &str, b: &str| {
            found.draft(&[a.to_owned(), b.to_owned(), "1".to_owned(), "2".to_owned()]).datum
        };
        assert_eq!(datum("bd09", "gcj02").as_deref(), Some("gcj02"));
        assert_eq!(datum("bd09", " ").as_deref(), Some("bd09"));
    }

    #[test]
    fn a_header_file_may_pass_columns_over() {
        let table = HeaderTable::from_toml("ignore = [\"发生时间\"]").unwrap();
        let headers = ["上报时间", "发生时间", "lon", "lat"].map(str::to_owned);
        assert_eq!(table.columns(&headers, Path::new("a")).unwrap().ignored(), ["发生时间"]);
    }

    #[test]
    fn two_columns_for_one_field_are_both_named() {
        match columns(&["lon", "lat", "经度"]) {
            Err(IncidentError::TwoColumns { field: "lon", columns: [a, b] }) => {
                assert_eq!((a.as_str(), b.as_str()), ("lon", "经度"));
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_user_s_names_are_added_and_may_move_a_shipped_one() {
        let table = HeaderTable::from_toml("lon = [\"X坐标\"]\ndescription = [\"类型\"]").unwrap();
        assert_eq!(table.field("x坐标"), Some("lon"));
        assert_eq!(table.field("经度"), Some("lon"));
        assert_eq!(table.field("类型"), Some("description"));
        assert!(matches!(
            HeaderTable::from_toml("lon = [\"a\"]\nlat = [\"A\"]"),
            Err(IncidentError::HeaderTwice { .. })
        ));
        let error = HeaderTable::from_toml("longitude = []").unwrap_err();
        assert!(error.to_string().contains("longitude"), "{error}");
    }
}
