//! Editions: boundaries change, and a report belongs to those in force on its day.

use super::check::{check_set, sort};
use super::read::{Fields, Loaded, read_dir};
use super::{AreaError, Finding};
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Reads a data folder with all its editions, the oldest first.
///
/// A subfolder with a date for a name (`2026-07-01`) is a data folder of its own, in force from
/// the beginning of that local day until the next one. Boundary files beside such subfolders are
/// the first edition, which has no date. The first edition answers for all earlier times too.
///
/// Findings name their file with the subfolder in front.
///
/// # Errors
///
/// As [`read_dir`] of each; [`AreaError::BadEdition`] for a name that is nearly a date.
pub fn read_editions(dir: &Path, fields: &Fields) -> Result<Vec<Loaded>, AreaError> {
    let dated = dated_folders(dir)?;
    let undated = match read_dir(dir, fields) {
        Err(AreaError::NoFiles { .. }) if !dated.is_empty() => None,
        read => Some(read?),
    };
    let mut editions: Vec<Loaded> = undated.into_iter().collect();
    for (date, folder) in dated {
        let mut loaded = read_dir(&folder, fields)?;
        loaded.set = loaded.set.in_force_from(date);
        prefix(&mut loaded.findings, date);
        editions.push(loaded);
    }
    Ok(editions)
}

/// Reads a folder with all its editions and finds every fault in them: of the files, the
/// hierarchy and the topology.
///
/// # Errors
///
/// As [`read_editions`].
pub fn check_dir(dir: &Path, fields: &Fields) -> Result<Vec<Finding>, AreaError> {
    Ok(check_editions(&read_editions(dir, fields)?))
}

/// Every fault of editions that have been read.
#[must_use]
pub fn check_editions(editions: &[Loaded]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for edition in editions {
        let mut of_topology = check_set(&edition.set);
        if let Some(date) = edition.set.effective_from() {
            prefix(&mut of_topology, date);
        }
        findings.extend_from_slice(&edition.findings);
        findings.extend(of_topology);
    }
    sort(&mut findings);
    findings
}

fn prefix(findings: &mut [Finding], date: Date) {
    for finding in findings {
        finding.file = format!("{date}/{}", finding.file);
    }
}

/// The subfolders that are editions, by date.
fn dated_folders(dir: &Path) -> Result<Vec<(Date, PathBuf)>, AreaError> {
    // A folder that is not there is for the reader of its files to name.
    let Ok(entries) = std::fs::read_dir(dir) else { return Ok(Vec::new()) };
    let mut dated = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| AreaError::Read { path: dir.to_owned(), source })?;
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str().filter(|_| path.is_dir()) else { continue };
        let nearly = name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_digit() || ['-', '.', '_', '/'].contains(&c));
        // Ten characters: `20260701` is a date to the parser, but a second spelling of one.
        match name.parse::<Date>() {
            Ok(date) if name.len() == 10 => dated.push((date, path)),
            _ if nearly => return Err(AreaError::BadEdition { dir: path }),
            _ => {}
        }
    }
    dated.sort();
    Ok(dated)
}
