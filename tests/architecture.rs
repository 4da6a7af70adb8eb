//! The house rules that a reader of ARCHITECTURE.md may rely on.

use std::fs;
use std::path::{Path, PathBuf};

/// For each room, the rooms that it may name. `text` may be named by all.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("geo", &[]),
    ("calendar", &[]),
    ("area", &["geo"]),
    ("basemap", &["geo"]),
    ("locate", &["geo", "area"]),
    ("incident", &["geo", "area", "calendar"]),
    ("batch", &["geo", "area", "locate", "incident"]),
    ("heat", &["geo", "area", "calendar", "incident"]),
    ("patrol", &["geo", "area", "incident"]),
    ("sheet", &["geo", "area", "basemap", "incident", "heat", "patrol"]),
    ("synth", &["geo"]),
    ("store", &["geo", "area", "incident"]),
    (
        "desk",
        &[
            "geo", "area", "basemap", "calendar", "locate", "incident", "heat", "patrol", "sheet",
            "store",
        ],
    ),
    (
        "http",
        &[
            "geo", "area", "basemap", "calendar", "locate", "incident", "batch", "heat", "patrol",
            "sheet", "store", "desk",
        ],
    ),
    (
        "cli",
        &[
            "geo", "area", "basemap", "calendar", "locate", "incident", "batch", "heat", "patrol",
            "sheet", "synth", "store", "desk", "http",
        ],
    ),
];
/// Rooms that are a library of their own.
const CORE: &[&str] = &[
    "geo", "area", "basemap", "calendar", "locate", "incident", "batch", "heat", "patrol", "sheet",
    "synth",
];
/// What the core must never name: a runtime, a database, a clock, the environment, the terminal.
const OUTSIDE_WORLD: &[&str] = &[
    "axum::",
    "tokio::",
    "sqlx::",
    "clap::",
    "println!",
    "eprintln!",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "env::var",
];

/// The Rust files of a folder and those below it, with their text.
fn sources(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a room is a folder of src") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("utf-8");
            found.push((path, text));
        }
    }
    found
}

fn room(name: &str) -> Vec<(PathBuf, String)> {
    let found = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name));
    assert!(!found.is_empty(), "{name} is empty");
    found
}

/// The code of a file without its comments and unit tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_import_only_what_they_may() {
    for (name, allowed) in MAY_IMPORT {
        for (file, text) in room(name) {
            let code = code(&text);
            for (other, _) in MAY_IMPORT.iter().filter(|(o, _)| o != name && *o != "text") {
                let names_it = code.contains(&format!("crate::{other}::"));
                assert!(
                    !names_it || allowed.contains(other),
                    "{} imports `{other}`",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn the_core_does_not_know_the_outside_world() {
    for name in CORE {
        for (file, text) in room(name) {
            for word in OUTSIDE_WORLD {
                assert!(!code(&text).contains(word), "{} names `{word}`", file.display());
            }
        }
    }
}

#[test]
fn only_the_store_knows_sql_and_only_the_doors_know_their_frameworks() {
    for (name, _) in MAY_IMPORT {
        for (file, text) in room(name) {
            for (word, owner) in [("sqlx::", "store"), ("axum::", "http"), ("clap::", "cli")] {
                let fine = *name == owner || !code(&text).contains(word);
                assert!(fine, "{} names `{word}`", file.display());
            }
        }
    }
}

/// A message whose key is not in the catalogue would reach the user as a key.
#[test]
fn every_message_key_is_in_the_catalogue() {
    let catalogue: String =
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text/catalogue"))
            .into_iter()
            .map(|(_, text)| text)
            .collect();
    for (name, _) in MAY_IMPORT {
        for (file, text) in room(name) {
            for part in text.split("Message::new(").skip(1) {
                let Some(key) =
                    part.trim_start().strip_prefix('"').and_then(|p| p.split('"').next())
                else {
                    continue;
                };
                let known = catalogue.contains(&format!("key: \"{key}\""));
                assert!(known, "{} uses the unknown key `{key}`", file.display());
            }
        }
    }
}

#[test]
fn no_file_has_outgrown_its_reader() {
    for (file, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines: does it do one thing?", file.display());
    }
}
