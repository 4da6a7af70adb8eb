//! Which cells of a table are read, and where the answers go.

use super::BatchError;
use super::records::Header;
use crate::incident::HeaderTable;

/// The columns that are added, in this order. A column that has such a name already is replaced.
pub const ADDED: [&str; 8] = [
    "grid_code",
    "relation",
    "distance_m",
    "village_code",
    "township_code",
    "shares",
    "certain",
    "error",
];
/// The place of the reason among them.
pub(super) const ERROR: usize = ADDED.len() - 1;

/// The columns of one table.
pub(super) struct Columns {
    /// How many cells a row has.
    pub count: usize,
    pub separator: u8,
    pub lon: usize,
    pub lat: usize,
    /// `datum` before `coord_system`: the first that says something wins.
    pub datum: Vec<usize>,
    pub accuracy_m: Option<usize>,
    pub reported_at: Option<usize>,
    /// The headers of the result.
    pub output: Vec<String>,
    /// Columns with the name of an answer beside the one that it replaces: they are left out.
    pub stale: Vec<usize>,
    /// For each of [`ADDED`] its place in the result.
    pub added: [usize; ADDED.len()],
}

impl Columns {
    pub fn find(header: &Header, names: &HeaderTable) -> Result<Self, BatchError> {
        let headers = &header.cells;
        let of = |field: &str| {
            let exact = headers.iter().position(|header| header == field);
            exact.or_else(|| headers.iter().position(|header| names.field(header) == Some(field)))
        };
        let (Some(lon), Some(lat)) = (of("lon"), of("lat")) else {
            return Err(BatchError::NoPosition { headers: headers.clone() });
        };
        let mut datum: Vec<usize> =
            (0..headers.len()).filter(|i| names.field(&headers[*i]) == Some("datum")).collect();
        datum.sort_by_key(|i| headers[*i] != "datum");
        let is_stale = |i: &usize| {
            let name = &headers[*i];
            ADDED.contains(&name.as_str()) && headers[..*i].contains(name)
        };
        let stale: Vec<usize> = (0..headers.len()).filter(is_stale).collect();
        let mut output = headers.clone();
        for i in stale.iter().rev() {
            output.remove(*i);
        }
        let added = ADDED.map(|name| {
            output.iter().position(|header| header == name).unwrap_or_else(|| {
                output.push(name.to_owned());
                output.len() - 1
            })
        });
        Ok(Self {
            count: headers.len(),
            separator: header.separator,
            lon,
            lat,
            datum,
            accuracy_m: of("accuracy_m"),
            reported_at: of("reported_at"),
            output,
            stale,
            added,
        })
    }

    /// Whether a row can be copied as it stands, the answers behind it.
    pub fn only_appends(&self) -> bool {
        self.separator == b','
            && self.added.iter().copied().eq(self.count..self.count + ADDED.len())
    }

    /// The first line of the result.
    pub fn head(&self) -> Vec<u8> {
        record(&self.output)
    }
}

/// A record with commas, its line end included.
pub(super) fn record<T: AsRef<[u8]>>(cells: &[T]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and one record has no others to be unequal to.
    if writer.write_record(cells).is_err() {
        return Vec::new();
    }
    writer.into_inner().unwrap_or_default()
}
