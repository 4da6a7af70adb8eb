//! `wangge synth`: a synthetic set of boundaries and incidents.

use super::args::SynthArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::{Outcome, print};
use crate::area;
use crate::synth::{self, Plan};
use crate::text::{Lang, Message};
use geo::Polygon;
use std::path::Path;

pub(super) fn run(args: &SynthArgs, lang: Lang) -> Result<Outcome, Failure> {
    let plan = Plan {
        grids: args.grids,
        incidents: args.incidents,
        seed: args.seed,
        outline: args.outline.as_deref().map(|path| outline(path, lang)).transpose()?,
        from: args.from,
        to: args.to,
        datum: args.datum,
    };
    std::fs::create_dir_all(&args.dir)
        .map_err(|source| Failure::file("cli.cannot_write", &args.dir, source))?;
    let label = Message::new("cli.synthesising").render(lang);
    let progress = Progress::of_steps(plan.steps(), label);
    let mut reached = 0;
    synth::write(&plan, &args.dir, &mut |steps| {
        reached += steps;
        progress.at(reached);
    })
    .map_err(|error| Failure::impossible(error.message()).because(error))?;
    progress.finish();
    let message = Message::new("cli.synthesised")
        .with("dir", args.dir.display())
        .with("grids", plan.grids)
        .with("incidents", plan.incidents);
    print(&message.render(lang))?;
    Ok(Outcome::Fine)
}

/// The one polygon of a file. Faults that `wangge check` would call errors are named and end it.
fn outline(path: &Path, lang: Lang) -> Result<Polygon<f64>, Failure> {
    let (shape, findings) = area::read_outline(path)
        .map_err(|error| Failure::impossible(error.message()).because(error))?;
    let errors = |finding: &&area::Finding| finding.severity() == area::FindingSeverity::Error;
    let file = path.display();
    if let Some(fault) = findings.iter().find(errors) {
        let reason = fault.message.render(lang);
        return Err(Failure::faulty(
            Message::new("cli.bad_outline").with("path", file).with("reason", reason),
        ));
    }
    let mut parts = shape.into_iter();
    match (parts.next(), parts.next()) {
        (Some(polygon), None) => Ok(polygon),
        _ => Err(Failure::faulty(Message::new("cli.outline_parts").with("path", file))),
    }
}
