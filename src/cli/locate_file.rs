//! A CSV file in, the same rows with their grids out: streamed, in order, on all cores.

use super::args::LocateArgs;
use super::config::Config;
use super::failure::Failure;
use super::paths::refuse_overwriting;
use super::progress::Progress;
use super::{Outcome, say};
use crate::area::Level;
use crate::geo::{Datum, Reported, Suspicion, parse_degrees, suspicions};
use crate::incident::table::{RawRow, open_csv};
use crate::incident::{HeaderTable, IncidentError, Rules};
use crate::locate::{Answer, Locator, Relation};
use crate::text::{Lang, Message};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::sync::OnceLock;

/// Rows that are looked up together: enough for every core, little enough to stay in cache.
const BATCH: usize = 8192;
/// The columns that are added, in this order.
const ADDED: [&str; 6] =
    ["grid_code", "relation", "distance_m", "village_code", "township_code", "error"];

pub(super) fn run(
    locator: &Locator,
    file: &Path,
    args: &LocateArgs,
    config: &Config,
    lang: Lang,
) -> Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        refuse_overwriting(output, &[file])?;
    }
    let rows = open_csv(file).map_err(unreadable)?;
    let columns = Columns::find(rows.headers(), &config.headers()?, file)?;
    let progress = Progress::of_bytes(
        rows.total_bytes(),
        Message::new("cli.reading").with("file", file.display()).render(lang),
    );
    let out: Box<dyn Write> = match &args.output {
        Some(path) => {
            Box::new(File::create(path).map_err(|e| Failure::file("cli.cannot_write", path, e))?)
        }
        None => Box::new(stdout()),
    };
    let target = args.output.as_deref().unwrap_or(Path::new("-"));
    let failed = |e: csv::Error| Failure::file("cli.cannot_write", target, e.into());
    let mut writer = csv::Writer::from_writer(BufWriter::new(out));
    writer.write_record(&columns.output).map_err(failed)?;

    let rules = config.rules()?;
    let lookup = Lookup {
        locator,
        columns: &columns,
        rules: &rules,
        datum: args.datum,
        assumed: OnceLock::new(),
        lang,
    };
    let mut tally = Tally::default();
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let batch: Vec<RawRow> =
            rows.by_ref().take(BATCH).collect::<Result<_, _>>().map_err(unreadable)?;
        progress.at(batch.last().map_or(0, |row| row.bytes_read));
        let found: Vec<Found> = batch.into_par_iter().map(|row| lookup.row(row)).collect();
        for found in found {
            tally.count(&found);
            writer.write_record(&found.cells).map_err(failed)?;
        }
    }
    writer.flush().map_err(|e| Failure::file("cli.cannot_write", target, e))?;
    progress.finish();
    tally.report(lang);
    Ok(if tally.unusable > 0 { Outcome::Faults } else { Outcome::Fine })
}

fn unreadable(error: IncidentError) -> Failure {
    Failure::impossible(error.message()).because(error)
}

/// Which cells are read and where the results go.
struct Columns {
    lon: usize,
    lat: usize,
    /// `datum` before `coord_system`: the first that says something wins.
    datum: Vec<usize>,
    /// The headers of the result.
    output: Vec<String>,
    /// Columns with the name of a result beside the one that it replaces: they are left out.
    stale: Vec<usize>,
    /// For each of [`ADDED`] its place in the result.
    added: [usize; ADDED.len()],
}

impl Columns {
    fn find(headers: &[String], names: &HeaderTable, path: &Path) -> Result<Self, Failure> {
        let of = |field: &str| {
            let exact = headers.iter().position(|header| header == field);
            exact.or_else(|| headers.iter().position(|header| names.field(header) == Some(field)))
        };
        let (Some(lon), Some(lat)) = (of("lon"), of("lat")) else {
            return Err(Failure::impossible(
                Message::new("cli.no_position_columns")
                    .with("path", path.display())
                    .with("headers", headers.join("、")),
            ));
        };
        let mut datum: Vec<usize> =
            (0..headers.len()).filter(|i| names.field(&headers[*i]) == Some("datum")).collect();
        datum.sort_by_key(|i| headers[*i] != "datum");
        let is_stale = |i: &usize| {
            let name = &headers[*i];
            ADDED.contains(&name.as_str()) && headers[..*i].contains(name)
        };
        let stale: Vec<usize> = (0..headers.len()).filter(is_stale).collect();
        let mut output = headers.to_vec();
        for i in stale.iter().rev() {
            output.remove(*i);
        }
        let added = ADDED.map(|name| {
            output.iter().position(|header| header == name).unwrap_or_else(|| {
                output.push(name.to_owned());
                output.len() - 1
            })
        });
        Ok(Self { lon, lat, datum, output, stale, added })
    }
}

/// One row of the result.
struct Found {
    line: u64,
    cells: Vec<String>,
    relation: Option<Relation>,
    suspicion: Option<Message>,
}

struct Lookup<'a> {
    locator: &'a Locator,
    columns: &'a Columns,
    rules: &'a Rules,
    datum: Option<Datum>,
    /// Set by the first row that no one gave a datum.
    assumed: OnceLock<Datum>,
    lang: Lang,
}

impl Lookup<'_> {
    fn row(&self, row: RawRow) -> Found {
        let line = row.line;
        let looked_up = match &row.problem {
            Some(problem) => Err(self.with_rest(problem.fault().render(self.lang), &row)),
            None => self.position(&row.cells),
        };
        let mut cells = row.cells;
        for i in self.columns.stale.iter().rev() {
            if *i < cells.len() {
                cells.remove(*i);
            }
        }
        cells.resize(self.columns.output.len(), String::new());
        let (values, relation, suspicion) = match looked_up {
            Ok((answer, suspicion)) => (self.values(&answer), Some(answer.relation), suspicion),
            Err(reason) => {
                let mut values: [String; ADDED.len()] = Default::default();
                values[ADDED.len() - 1] = reason;
                (values, None, None)
            }
        };
        for (place, value) in self.columns.added.iter().zip(values) {
            if let Some(cell) = cells.get_mut(*place) {
                *cell = value;
            }
        }
        Found { line, cells, relation, suspicion }
    }

    /// What did not fit into the columns is kept beside the reason.
    fn with_rest(&self, reason: String, row: &RawRow) -> String {
        match row.rest.as_deref() {
            None => reason,
            Some(text) => {
                let message = Message::new("cli.row_as_read").with("reason", reason);
                message.with("text", text).render(self.lang)
            }
        }
    }

    /// The answer for the position in a row, or why it cannot be read.
    fn position(&self, cells: &[String]) -> Result<(Answer, Option<Message>), String> {
        let text = |e: Message| e.render(self.lang);
        let cell = |i: usize| cells.get(i).map_or("", |cell| cell.trim());
        let number = |i: usize, field: &str| match cell(i) {
            "" => Err(text(Message::new("cli.missing_value").with("field", field))),
            value => parse_degrees(value).map_err(|e| text(e.message())),
        };
        let named = self.columns.datum.iter().map(|i| cell(*i)).find(|name| !name.is_empty());
        let datum = match named {
            None => self
                .datum
                .unwrap_or_else(|| *self.assumed.get_or_init(|| datum_or_default(None, self.lang))),
            Some(name) => self.rules.datum(name).map_err(|e| text(e.message()))?,
        };
        let reported = Reported {
            x: number(self.columns.lon, "lon")?,
            y: number(self.columns.lat, "lat")?,
            datum,
        };
        let at = reported.to_lonlat().map_err(|e| text(e.message()))?;
        Ok((self.locator.locate(at), suspicions(at).map(Suspicion::message)))
    }

    /// The values of [`ADDED`].
    fn values(&self, answer: &Answer) -> [String; ADDED.len()] {
        let chain = self.locator.areas().chain(answer.grid.as_str());
        let above = |level: Level| {
            chain
                .iter()
                .find(|area| area.level == level)
                .map(|area| area.code.to_string())
                .unwrap_or_default()
        };
        [
            answer.grid.to_string(),
            answer.relation.name().to_owned(),
            format!("{:.4}", answer.distance_m),
            above(Level::Village),
            above(Level::Township),
            String::new(),
        ]
    }
}

/// What became of the rows.
#[derive(Default)]
struct Tally {
    rows: u64,
    inside: u64,
    edge: u64,
    nearest: u64,
    unusable: u64,
    suspicious: u64,
    first_suspicion: Option<(u64, Message)>,
}

impl Tally {
    fn count(&mut self, found: &Found) {
        self.rows += 1;
        match found.relation {
            Some(Relation::Inside) => self.inside += 1,
            Some(Relation::Edge) => self.edge += 1,
            Some(Relation::Nearest) => self.nearest += 1,
            None => self.unusable += 1,
        }
        if let Some(reason) = &found.suspicion {
            self.suspicious += 1;
            self.first_suspicion.get_or_insert_with(|| (found.line, reason.clone()));
        }
    }

    fn report(&self, lang: Lang) {
        let message = Message::new("cli.located")
            .with("rows", self.rows)
            .with("inside", self.inside)
            .with("edge", self.edge)
            .with("nearest", self.nearest)
            .with("unusable", self.unusable);
        say(&message.render(lang));
        if let Some((line, reason)) = &self.first_suspicion {
            let message = Message::new("cli.suspicious")
                .with("count", self.suspicious)
                .with("line", line)
                .with("reason", reason.render(lang));
            say(&message.render(lang));
        }
    }
}

/// The datum, or CGCS2000 with a word about it: a datum that nobody named is a guess.
pub(super) fn datum_or_default(datum: Option<Datum>, lang: Lang) -> Datum {
    datum.unwrap_or_else(|| {
        say(&Message::new("cli.datum_assumed").render(lang));
        Datum::Cgcs2000
    })
}
