//! `wangge check DIR`: every fault of the boundary files.

use super::args::{CheckArgs, OutputFormat};
use super::config::Config;
use super::failure::Failure;
use super::{Outcome, areas, print};
use crate::area::{self, FindingSeverity};
use crate::text::Lang;

pub(super) fn run(args: &CheckArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    let findings = area::check_editions(&areas::read(&args.dir, config)?);
    match args.format {
        OutputFormat::Text => print(area::render_table(&findings, lang).trim_end())?,
        OutputFormat::Json => {
            let list: Vec<_> = findings.iter().map(|finding| finding.to_json(lang)).collect();
            print(&serde_json::Value::from(list).to_string())?;
        }
    }
    let faulty = findings.iter().any(|finding| finding.severity() == FindingSeverity::Error);
    Ok(if faulty { Outcome::Faults } else { Outcome::Fine })
}
