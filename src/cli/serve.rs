//! `wangge serve`: boundaries, database, import, then the server until it is told to stop.

use super::areas::{self, Boundaries};
use super::args::ServeArgs;
use super::config::Config;
use super::failure::Failure;
use super::import;
use super::patrol::read_roads;
use super::{Outcome, print, say, store};
use crate::area::{Finding, check_editions};
use crate::http::{self, AppState};
use crate::text::{Lang, Message};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

pub(super) fn run(args: &ServeArgs, config: &Config, lang: Lang) -> Result<Outcome, Failure> {
    start_log();
    let dir = config.areas(args.areas.as_ref())?;
    let Boundaries { editions, attributions, .. } = accepted_areas(dir, args, config, lang)?;
    let db = config.db(args.db.as_ref())?;
    if let Some(folder) = db.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::file("cli.cannot_write", folder, e))?;
    }
    let rules = Arc::new(config.rules()?);
    let runtime = store::runtime()?;
    let desk = store::open_desk(&runtime, db, editions)?;
    if !args.incidents.is_empty() {
        import::import(&runtime, &desk, config, (&args.incidents, args.datum), lang)?;
    }
    let base = config.base_map(&args.base)?;
    if let Some(warning) = base.as_ref().and_then(|base| base.warning()) {
        say(&warning.render(lang));
    }
    let mut press = config.press(attributions)?;
    press.base = base;
    press.roads = config.roads.as_deref().map(|path| read_roads(path, lang)).transpose()?;
    let state = AppState::new(Arc::clone(&desk), rules, config.headers()?, press);
    let address = config.listen(args.listen);
    let jobs = db.with_added_extension("jobs");
    state
        .keep_jobs_in(jobs.clone())
        .map_err(|source| Failure::file("cli.cannot_write", &jobs, source))?;
    let served = runtime.block_on(serve(address, state, lang));
    store::close(&runtime, &desk);
    served?;
    say(&Message::new("cli.stopped").render(lang));
    Ok(Outcome::Fine)
}

async fn serve(address: SocketAddr, state: AppState, lang: Lang) -> Result<(), Failure> {
    let cannot_listen = |source: std::io::Error| {
        let message = Message::new("cli.cannot_listen").with("address", address);
        Failure::impossible(message.with("source", &source)).because(source)
    };
    let listener = TcpListener::bind(address).await.map_err(cannot_listen)?;
    let bound = listener.local_addr().map_err(cannot_listen)?;
    if !bound.ip().is_loopback() {
        say(&Message::new("cli.open_listen").with("address", bound).render(lang));
    }
    print(&Message::new("cli.serving").with("address", bound).render(lang))?;
    http::serve(listener, state, stop_signal()).await.map_err(cannot_listen)
}

/// Ends with Ctrl-C or SIGTERM.
async fn stop_signal() {
    let interrupt = async {
        let _handler_missing = tokio::signal::ctrl_c().await;
    };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// The boundaries of a folder, unless faults leave two owners for one place.
fn accepted_areas(
    dir: &Path,
    args: &ServeArgs,
    config: &Config,
    lang: Lang,
) -> Result<Boundaries, Failure> {
    let editions = areas::read(dir, config)?;
    areas::tell_of_services(&editions, dir, lang);
    let findings = check_editions(&editions);
    let blocking: Vec<&Finding> =
        findings.iter().filter(|finding| finding.leaves_two_owners()).collect();
    if !blocking.is_empty() {
        let key = if args.accept_faults { "cli.areas_accepted" } else { "cli.areas_refused" };
        let message = Message::new(key).with("count", blocking.len());
        for finding in &blocking {
            let feature = finding.feature.as_deref().unwrap_or_default();
            let (file, kind) = (&finding.file, finding.kind.name());
            say(&format!("{file} {feature} {kind}: {}", finding.message.render(lang)));
        }
        if !args.accept_faults {
            return Err(Failure::faulty(message));
        }
        say(&message.render(lang));
    }
    Boundaries::of(editions, config)
}

/// Structured logs on standard error, at `info` unless `RUST_LOG` says otherwise.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let _already_set = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
