//! Atlases: which grids are chosen, what is in the files, and that the same atlas gives the same
//! bytes on any number of threads and however often it was stopped.

use crate::support::{TestDesk, data};
use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use wangge::area::AreaCode;
use wangge::desk::{
    Among, Atlas, AtlasChoice, AtlasError, AtlasKind, AtlasStep, AtlasWork, Press, Rank, SheetPlan,
    Span, Take,
};
use wangge::incident::Rules;
use wangge::sheet::Format;
use wangge::text::Lang;

/// A township of 46 grids.
const TOWNSHIP: &str = "150624103";

fn plan(period: &str) -> SheetPlan {
    let rules = Arc::new(Rules::default());
    let span = Span::named(period, &rules.zone()).expect("a period");
    let template = Press::default().template(None).expect("a shipped template");
    SheetPlan {
        attributions: vec!["GeoNames CC BY 4.0".to_owned()],
        ..SheetPlan::new(span, template, rules, jiff::civil::date(2026, 11, 23))
    }
}

fn choose(choice: &AtlasChoice) -> Result<Atlas, AtlasError> {
    Atlas::choose(TestDesk::shared().desk.snapshot(), choice, plan("2026"))
}

fn of(codes: &[&str]) -> Among {
    Among::Areas(codes.iter().map(|code| AreaCode::new(code)).collect())
}

/// The first village of the township: a handful of grids.
fn village() -> Atlas {
    let snapshot = TestDesk::shared().desk.snapshot();
    let inside = |code: &str| code.starts_with(TOWNSHIP);
    let grid = snapshot.areas().grids().iter().find(|g| inside(g.code.as_str())).expect("a grid");
    let village = grid.parent.clone().expect("a village");
    let choice = AtlasChoice { among: of(&[village.as_str()]), ..AtlasChoice::default() };
    let atlas = choose(&choice).expect("grids");
    assert!((2..12).contains(&atlas.len()), "{}", atlas.len());
    atlas
}

fn make(
    atlas: &Atlas,
    kind: AtlasKind,
    output: &Path,
    threads: usize,
    resume: bool,
    watch: &(dyn Fn(AtlasStep) -> ControlFlow<()> + Sync),
) -> Result<Vec<PathBuf>, AtlasError> {
    let folder = output.with_extension("work");
    let threads = NonZeroUsize::new(threads).expect("some");
    atlas.make(&AtlasWork { kind, output, folder: &folder, threads, resume }, watch)
}

fn on(_: AtlasStep) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn grids_are_chosen_as_a_plain_look_at_the_incidents_would() {
    let snapshot = TestDesk::shared().desk.snapshot();
    let span = plan("2026").span;
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut hazards: HashMap<&str, usize> = HashMap::new();
    for entry in snapshot.iter() {
        let report = &entry.incident.report;
        if report.reported_at < span.from || report.reported_at >= span.to {
            continue;
        }
        let grid = entry.responsible().as_str();
        *counts.entry(grid).or_default() += 1;
        let closed = ["resolved", "confirmed", "declined"].contains(&entry.incident.status.name());
        if !closed && report.category == "消防隐患" {
            *hazards.entry(grid).or_default() += 1;
        }
    }
    let inside = |code: &str| code.starts_with("150624101") || code.starts_with("150624404");
    let mut wanted: Vec<(&str, usize)> =
        counts.iter().map(|(code, count)| (*code, *count)).collect();
    wanted.retain(|(code, _)| hazards.contains_key(code) && inside(code));
    wanted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    wanted.truncate(20);
    assert_eq!(wanted.len(), 20);
    let atlas = choose(&AtlasChoice {
        among: of(&["150624101"]),
        open: vec!["消防隐患".to_owned()],
        take: Take::Worst(NonZeroUsize::new(20).expect("some"), Rank::Count),
    })
    .expect("grids");
    let entries = atlas.entries();
    let found: Vec<(&str, usize)> =
        entries.iter().map(|entry| (entry.grid.code.as_str(), entry.incidents)).collect();
    assert_eq!(found, wanted);
    assert_eq!(choose(&AtlasChoice::default()).expect("all").len(), 516);
    let twice = AtlasChoice { among: of(&[TOWNSHIP, TOWNSHIP]), ..AtlasChoice::default() };
    assert_eq!(choose(&twice).expect("a township").len(), 46, "a grid is in it once");
}

#[test]
fn an_unknown_area_and_an_empty_choice_say_what_is_wrong() {
    let unknown = AtlasChoice { among: of(&["150624999"]), ..AtlasChoice::default() };
    let error = choose(&unknown).expect_err("there is none");
    assert!(error.message().render(Lang::Zh).contains("150624999"), "{error}");
    let snapshot = TestDesk::shared().desk.snapshot();
    let none = AtlasChoice { open: vec!["消防隐患".to_owned()], ..AtlasChoice::default() };
    let error = Atlas::choose(snapshot, &none, plan("2020")).expect_err("nothing then");
    assert!(matches!(error, AtlasError::Empty { .. }), "{error}");
    assert!(error.message().render(Lang::Zh).contains("消防隐患"), "{error}");
}

/// Neither the figures nor the choice of an atlas for the public tell of what is not.
#[test]
fn an_atlas_for_the_public_counts_nothing_sensitive() {
    let (snapshot, rules) = (TestDesk::shared().desk.snapshot(), Rules::default());
    let notice = Arc::new(Press::default().template(Some("notice")).expect("a shipped template"));
    let plan = || SheetPlan { template: Arc::clone(&notice), ..plan("2026") };
    let choice = AtlasChoice { among: of(&[TOWNSHIP]), ..AtlasChoice::default() };
    let atlas = Atlas::choose(Arc::clone(&snapshot), &choice, plan()).expect("grids");
    let span = plan().span;
    let (mut sensitive, mut told) = (0, 0);
    for entry in atlas.entries() {
        let here = snapshot.iter().filter(|e| {
            let at = e.incident.report.reported_at;
            *e.responsible() == entry.grid.code && at >= span.from && at < span.to
        });
        let (secret, open): (Vec<_>, Vec<_>) = here.partition(|e| {
            rules.category(&e.incident.report.category).is_some_and(|category| category.sensitive)
        });
        assert_eq!(entry.incidents, open.len(), "{}", entry.grid.code);
        let unfinished = open.iter().filter(|e| e.incident.status.is_open()).count();
        assert_eq!(entry.open, unfinished, "{}", entry.grid.code);
        (sensitive, told) = (sensitive + secret.len(), told + open.len());
    }
    assert!(sensitive > 0 && told > 0, "{sensitive} {told}");
    let name = rules.categories.iter().find(|c| c.sensitive).expect("a category").name.clone();
    let by_secret = AtlasChoice { open: vec![name.clone()], ..AtlasChoice::default() };
    let of_secret = SheetPlan { categories: vec![name.clone()], ..plan() };
    for (choice, plan) in [(&by_secret, plan()), (&choice, of_secret)] {
        let error = Atlas::choose(Arc::clone(&snapshot), choice, plan).expect_err("not public");
        assert!(matches!(error, AtlasError::Refused(_)), "{error}");
        assert!(error.message().render(Lang::Zh).contains(&name), "{error}");
    }
}

/// The same bytes on other threads, and after being stopped in the middle.
#[track_caller]
fn is_the_same_every_time(atlas: &Atlas, kind: AtlasKind) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let files = make(atlas, kind, &path("a"), 1, false, &on).expect("an atlas");
    let first = fs::read(&files[0]).expect("the file");
    make(atlas, kind, &path("b"), 3, false, &on).expect("an atlas");
    assert!(first == fs::read(path("b")).expect("the file"), "on three threads");
    let stop = |step: AtlasStep| {
        if step.drawn >= 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let stopped = make(atlas, kind, &path("c"), 1, false, &stop).expect_err("it was stopped");
    assert!(matches!(stopped, AtlasError::Stopped { done: 2, .. }), "{stopped}");
    assert!(!path("c").exists(), "no half file");
    let kept = |name: &str| fs::read_dir(path(name)).expect("the folder").count();
    assert_eq!(kept("c.work"), 3, "two sheets and the lock");
    // One of them is damaged: it is made again.
    let sheet =
        fs::read_dir(path("c.work")).expect("the folder").map(|e| e.expect("a file").path());
    let sheet = sheet.into_iter().find(|path| path.extension().is_some()).expect("a sheet");
    let mut bytes = fs::read(&sheet).expect("a sheet");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&sheet, bytes).expect("a damaged sheet");
    make(atlas, kind, &path("c"), 2, true, &on).expect("an atlas");
    assert!(first == fs::read(path("c")).expect("the file"), "after a stop");
    assert!(!path("c.work").exists(), "nothing is left over");
    first
}

#[test]
fn a_pdf_is_the_same_every_time_and_has_index_links_and_bookmarks() {
    let atlas = village();
    let pdf = is_the_same_every_time(&atlas, AtlasKind::Pdf { volume: None });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("atlas.pdf");
    fs::write(&path, pdf).expect("the file");
    let tool = |name: &str, arguments: &[&str]| {
        let done = Command::new(name).args(arguments).arg(&path).output();
        let done = done.expect("poppler, from `sudo apt-get install -y poppler-utils`");
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let entries = atlas.entries();
    let about = tool("pdfinfo", &[]);
    let pages: usize = about
        .lines()
        .find_map(|line| line.strip_prefix("Pages:"))
        .and_then(|count| count.trim().parse().ok())
        .expect("a number of pages");
    assert_eq!(pages, entries.len() + 2, "a cover, an index, the sheets: {about}");
    let fonts = tool("pdffonts", &[]);
    assert_eq!(fonts.lines().count(), 2 + 2, "one subset of each weight: {fonts}");
    let text = Command::new("pdftotext").args(["-layout"]).arg(&path).arg("-").output();
    let text = String::from_utf8(text.expect("pdftotext").stdout).expect("UTF-8");
    let texts: Vec<&str> = text.split('\u{c}').collect();
    assert!(texts[0].contains("巡逻图册") && texts[0].contains("示例数据"), "{}", texts[0]);
    assert!(texts[0].contains("2026-11-23"), "the printed date: {}", texts[0]);
    for (place, entry) in entries.iter().enumerate() {
        let row = texts[1].lines().find(|line| line.contains(entry.grid.code.as_str()));
        let row = row.unwrap_or_else(|| panic!("{} is not in the index", entry.grid.code));
        assert!(row.trim_end().ends_with(&format!("{}", place + 3)), "the page: {row}");
        assert!(texts[place + 2].contains(&entry.grid.name), "sheet {place}");
    }
    let bytes = fs::read(&path).expect("the file");
    let count =
        |word: &str| bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count();
    assert!(count("/Subtype/Link") + count("/Subtype /Link") >= entries.len(), "links");
    // Overview, index, township, village, and each grid.
    assert_eq!(count("/Title"), entries.len() + 4 + 1, "bookmarks, and the title of the whole");
}

#[test]
fn a_pdf_of_many_sheets_can_be_divided() {
    let (atlas, folder) = (village(), tempfile::tempdir().expect("a folder"));
    let output = folder.path().join("atlas.pdf");
    let kind = AtlasKind::Pdf { volume: NonZeroUsize::new(atlas.len() - 1) };
    let files = make(&atlas, kind, &output, 2, false, &on).expect("two volumes");
    let names: Vec<_> = files.iter().map(|f| f.file_name().expect("a name")).collect();
    assert_eq!(names, ["atlas-1.pdf", "atlas-2.pdf"]);
    assert!(files.iter().all(|file| file.exists()) && !output.exists());
}

#[test]
fn a_zip_is_the_same_every_time_and_names_its_sheets() {
    let atlas = village();
    let bytes = is_the_same_every_time(&atlas, AtlasKind::Zip(Format::Svg));
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a ZIP");
    assert_eq!(zip.len(), atlas.len() + 1);
    let mut table = String::new();
    zip.by_name("index.csv").expect("a table").read_to_string(&mut table).expect("UTF-8");
    let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let files: Vec<String> = rows.records().map(|row| row.expect("a row")[8].to_owned()).collect();
    for (entry, name) in atlas.entries().iter().zip(&files) {
        assert_eq!(*name, format!("{}-{}.svg", entry.grid.code, entry.grid.name));
        let mut file = zip.by_name(name).expect("the sheet");
        let date = file.last_modified().expect("a date");
        assert_eq!((date.year(), date.month(), date.day()), (2026, 11, 23));
        let mut svg = String::new();
        file.read_to_string(&mut svg).expect("UTF-8");
        assert!(svg.starts_with("<svg") || svg.starts_with("<?xml"), "{name}");
    }
    assert_eq!(files.len(), atlas.len());
}

#[test]
fn two_runs_do_not_work_in_one_folder() {
    let (atlas, folder) = (village(), tempfile::tempdir().expect("a folder"));
    let output = folder.path().join("atlas.pdf");
    let second = std::sync::Mutex::new(None);
    let kind = AtlasKind::Pdf { volume: None };
    let watch = |_: AtlasStep| {
        let mut second = second.lock().expect("no panic");
        second.get_or_insert_with(|| make(&atlas, kind, &output, 1, true, &on).err());
        ControlFlow::Break(())
    };
    make(&atlas, kind, &output, 1, false, &watch).expect_err("it was stopped");
    let error = second.into_inner().expect("no panic").flatten();
    assert!(matches!(error, Some(AtlasError::InUse { .. })), "{error:?}");
}

fn wangge(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wangge"));
    command.current_dir(folder).env_remove("WANGGE_LANG");
    command
}

fn atlas_of(folder: &Path, output: &str, more: &[&str]) -> Command {
    let mut command = wangge(folder);
    command.arg("atlas").arg("--areas").arg(data()).args(["--db", "desk.db", "-o", output]);
    command.args(["--of", TOWNSHIP, "--period", "2026", "--printed-on", "2026-11-23"]).args(more);
    command
}

#[test]
fn a_killed_run_leaves_no_file_and_is_resumed_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut import = wangge(folder.path());
    import.arg("import").arg("--areas").arg(data()).args(["--db", "desk.db"]);
    let imported = import.arg(data().join("incidents.csv")).output().expect("it starts");
    assert!(imported.status.success());
    for ending in ["pdf", "zip"] {
        let (whole, cut) = (format!("whole.{ending}"), format!("cut.{ending}"));
        let done = atlas_of(folder.path(), &whole, &[]).output().expect("it starts");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let mut run = atlas_of(folder.path(), &cut, &["--threads", "1"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let work = folder.path().join(format!("{cut}.part"));
        let kept = || fs::read_dir(&work).map_or(0, Iterator::count);
        let begun = Instant::now();
        while kept() < 6 {
            assert!(begun.elapsed() < Duration::from_mins(1), "no sheet in a minute");
            std::thread::sleep(Duration::from_millis(2));
        }
        run.kill().expect("it runs");
        run.wait().expect("it ended");
        assert!(!folder.path().join(&cut).exists(), "no half file");
        assert!(kept() >= 6, "what was finished is kept");
        let resumed = atlas_of(folder.path(), &cut, &["--resume"]).output().expect("it starts");
        assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
        assert!(!work.exists());
        let read = |name: &str| fs::read(folder.path().join(name)).expect("the file");
        assert!(read(&whole) == read(&cut), "{ending}");
    }
}
