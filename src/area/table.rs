//! Findings as a table for a terminal, Chinese characters counted as two columns.

use super::finding::{Finding, FindingSeverity};
use crate::text::{Lang, Message};

/// The findings as an aligned table with a closing line of counts.
#[must_use]
pub fn render_table(findings: &[Finding], lang: Lang) -> String {
    let rows: Vec<[String; 5]> = findings
        .iter()
        .map(|finding| {
            [
                finding.severity().name().to_owned(),
                finding.kind.name().to_owned(),
                finding.file.clone(),
                finding.feature.clone().unwrap_or_default(),
                finding.at.map(|(lon, lat)| format!("{lon:.6}, {lat:.6}")).unwrap_or_default(),
            ]
        })
        .collect();
    let mut out = String::new();
    for (row, finding) in aligned(&rows).into_iter().zip(findings) {
        out.push_str(&row);
        out.push_str(&finding.message.render(lang));
        out.push('\n');
    }
    let count = |severity| {
        findings.iter().filter(|f| f.severity() == severity).map(|f| f.count).sum::<usize>()
    };
    let closing = Message::new("area.counts")
        .with("errors", count(FindingSeverity::Error))
        .with("warnings", count(FindingSeverity::Warning))
        .with("notes", count(FindingSeverity::Note));
    out.push_str(&closing.render(lang));
    out
}

/// Rows of cells as lines: each column as wide as its widest cell and two more.
pub(crate) fn aligned<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns(cell));
        }
    }
    let line = |row: &[String; N]| {
        let padded = row.iter().zip(widths).map(|(cell, width)| {
            let gap = " ".repeat(width - columns(cell) + 2);
            format!("{cell}{gap}")
        });
        padded.collect()
    };
    rows.iter().map(line).collect()
}

/// How many columns a text takes on a terminal.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}
