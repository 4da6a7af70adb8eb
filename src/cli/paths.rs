//! Files that must not be overwritten: what a command reads is never what it writes.

use super::failure::Failure;
use crate::text::Message;
use std::path::{Path, PathBuf};

/// Refuses an output that is one of the files that are read or kept, by whatever name.
pub(super) fn refuse_overwriting(output: &Path, kept: &[&Path]) -> Result<(), Failure> {
    let Ok(target) = output.canonicalize() else { return Ok(()) };
    let same = |path: &&&Path| path.canonicalize().is_ok_and(|known| known == target);
    match kept.iter().find(same) {
        None => Ok(()),
        Some(path) => Err(Failure::impossible(
            Message::new("cli.would_overwrite")
                .with("output", output.display())
                .with("path", path.display()),
        )),
    }
}

/// `a.rejects.csv` beside an input `a.csv`, or with a number where that is taken: a file that
/// somebody may be mending is not overwritten.
pub(super) fn free_rejects_path(input: &Path) -> PathBuf {
    let first = input.with_extension("rejects.csv");
    let numbered = (2..).map(|number| input.with_extension(format!("rejects-{number}.csv")));
    // The numbers do not end before a free one comes.
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}
