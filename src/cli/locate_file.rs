//! A file or a pipe of positions in, the same rows with their grids out: streamed, in order, on
//! all cores.

use super::args::LocateArgs;
use super::config::Config;
use super::failure::Failure;
use super::locate::asked_time;
use super::paths::refuse_overwriting;
use super::progress::Progress;
use super::{Outcome, say};
use crate::batch::{Batch, Done, Job, Lookup, Tally, in_order};
use crate::geo::{Datum, Suspicion};
use crate::incident::{IncidentError, detect_encoding};
use crate::locate::Editions;
use crate::text::{Lang, Message};
use jiff::Timestamp;
use std::fs::File;
use std::io::{BufWriter, Read, Write, stdin, stdout};
use std::path::Path;
use std::sync::Arc;

/// How much is read at once, in bytes.
const CHUNK_BYTES: usize = 256 << 10;
/// The name of standard input.
const PIPE: &str = "-";

pub(super) fn run(
    editions: &Arc<Editions>,
    file: &Path,
    args: &LocateArgs,
    config: &Config,
    lang: Lang,
) -> Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        refuse_overwriting(output, &[file])?;
    }
    let rules = config.rules()?;
    let at = asked_time(args, &rules)?;
    let editions = Arc::clone(editions);
    let lookup = Lookup::new(editions, Arc::new(rules), args.datum, at, Timestamp::now(), lang);
    let input = Input::open(file)?;
    let progress = Progress::of_bytes(
        input.total_bytes,
        Message::new("cli.reading").with("file", file.display()).render(lang),
    );
    let encoding = input.encoding;
    let mut rows = Rows {
        input,
        batch: Batch::new(Arc::new(lookup), config.headers()?, encoding),
        file,
        lang,
    };
    let mut out = Output::of(args)?;
    let mut tally = Tally::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    in_order(
        threads,
        || rows.next_job(),
        Job::work,
        |done: Done| {
            progress.at(done.bytes_read);
            tally.add(&done.tally);
            out.write(&done.bytes)
        },
    )?;
    out.finish()?;
    progress.finish();
    report(&tally, lang);
    Ok(if tally.unusable > 0 { Outcome::Faults } else { Outcome::Fine })
}

/// What is read: a file, or standard input.
struct Input {
    reader: Box<dyn Read + Send>,
    /// 0 where it is not known.
    total_bytes: u64,
    /// Known for a file, which can be read twice.
    encoding: Option<&'static encoding_rs::Encoding>,
}

impl Input {
    fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new(PIPE) {
            return Ok(Self { reader: Box::new(stdin()), total_bytes: 0, encoding: None });
        }
        let unreadable = |source| Failure::file("cli.cannot_read", path, source);
        let file = File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if !about.is_file() {
            return Ok(Self { reader: Box::new(file), total_bytes: 0, encoding: None });
        }
        let encoding = detect_encoding(path)
            .map_err(|error| Failure::impossible(error.message()).because(error))?;
        Ok(Self { reader: Box::new(file), total_bytes: about.len(), encoding: Some(encoding) })
    }
}

/// The rows of the input, job after job.
struct Rows<'a> {
    input: Input,
    batch: Batch,
    file: &'a Path,
    lang: Lang,
}

impl Rows<'_> {
    fn next_job(&mut self) -> Result<Option<Job>, Failure> {
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let job = self.batch.next_job().map_err(|error| self.of_file(&error.message()))?;
            if job.is_some() || self.batch.has_ended() {
                return Ok(job);
            }
            match self.input.reader.read(&mut chunk) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(source) => return Err(Failure::file("cli.cannot_read", self.file, source)),
                Ok(0) => self.batch.end(),
                Ok(got) => {
                    let bytes = chunk.get(..got).unwrap_or_default();
                    self.refuse_workbook(bytes)?;
                    self.batch.push(bytes);
                }
            }
        }
    }

    /// A workbook is told by its first bytes: ZIP or OLE.
    fn refuse_workbook(&self, bytes: &[u8]) -> Result<(), Failure> {
        let workbook =
            bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
        if !workbook || self.batch.format().is_some() {
            return Ok(());
        }
        let error = IncidentError::UnknownFormat { path: self.file.to_owned() };
        Err(Failure::impossible(error.message()).because(error))
    }

    fn of_file(&self, reason: &Message) -> Failure {
        let message = Message::new("cli.of_file").with("path", self.file.display());
        Failure::impossible(message.with("reason", reason.render(self.lang)))
    }
}

/// Where the result goes.
struct Output<'a> {
    writer: BufWriter<Box<dyn Write>>,
    target: &'a Path,
}

impl<'a> Output<'a> {
    fn of(args: &'a LocateArgs) -> Result<Self, Failure> {
        let target = args.output.as_deref().unwrap_or(Path::new(PIPE));
        let writer: Box<dyn Write> = match &args.output {
            Some(path) => Box::new(
                File::create(path).map_err(|e| Failure::file("cli.cannot_write", path, e))?,
            ),
            None => Box::new(stdout()),
        };
        Ok(Self { writer: BufWriter::new(writer), target })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.writer.write_all(bytes).map_err(|e| self.failed(e))
    }

    fn finish(&mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|e| self.failed(e))
    }

    fn failed(&self, source: std::io::Error) -> Failure {
        Failure::file("cli.cannot_write", self.target, source)
    }
}

fn report(tally: &Tally, lang: Lang) {
    if tally.datum_assumed {
        say(&Message::new("cli.datum_assumed").render(lang));
    }
    let message = Message::new("cli.located")
        .with("rows", tally.rows)
        .with("inside", tally.inside)
        .with("edge", tally.edge)
        .with("nearest", tally.nearest)
        .with("unusable", tally.unusable);
    say(&message.render(lang));
    if tally.uncertain > 0 {
        say(&Message::new("cli.uncertain").with("count", tally.uncertain).render(lang));
    }
    if let Some((line, suspicion)) = tally.first_suspicion {
        let message = Message::new("cli.suspicious")
            .with("count", tally.suspicious)
            .with("line", line)
            .with("reason", Suspicion::message(suspicion).render(lang));
        say(&message.render(lang));
    }
}

/// The datum, or CGCS2000 with a word about it: a datum that nobody named is a guess.
pub(super) fn datum_or_default(datum: Option<Datum>, lang: Lang) -> Datum {
    datum.unwrap_or_else(|| {
        say(&Message::new("cli.datum_assumed").render(lang));
        Datum::Cgcs2000
    })
}
