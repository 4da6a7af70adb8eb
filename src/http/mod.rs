//! The HTTP door: requests in, calls on the desk and the core, answers out.
//!
//! It holds no rules. All routes stand in one list, from which the OpenAPI document is made too;
//! `problem` alone turns an error into a status.

mod aggregate;
mod area_layers;
mod areas;
mod commands;
mod docs;
mod fresh;
mod heat;
mod heat_bandwidth;
mod heat_contours;
mod heat_frames;
mod heat_image;
mod heat_local;
mod heat_view;
mod hotspots;
mod incident_body;
mod incidents;
mod jobs;
mod json_body;
mod kind;
mod layers;
mod limits;
mod locate;
mod locate_batch;
mod meta;
pub mod patrols;
mod places;
mod position;
mod problem;
mod query;
mod services;
mod sheet_orders;
mod sheets;
mod state;
mod trouble_body;
mod trouble_spots;
mod web;

pub use docs::openapi;
pub use limits::MAX_BODY_BYTES;
pub use state::AppState;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use limits::{DRAIN, TIMEOUT};
use std::io;
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Every route.
fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(docs::Described::openapi())
        .routes(routes!(meta::health))
        .routes(routes!(meta::meta))
        .routes(routes!(areas::list_areas))
        .routes(routes!(areas::find_area))
        .routes(routes!(services::list_services))
        .routes(routes!(services::nearest_services))
        .routes(routes!(incidents::list_incidents, commands::report_incident))
        .routes(routes!(incidents::map_incidents))
        .routes(routes!(incidents::histogram))
        .routes(routes!(incidents::find_incident))
        .routes(routes!(commands::assign_incident))
        .routes(routes!(heat::heat_tile))
        .routes(routes!(heat::heat_legend))
        .routes(routes!(heat_frames::heat_frames))
        .routes(routes!(heat_bandwidth::heat_bandwidth))
        .routes(routes!(heat_image::heat_image))
        .routes(routes!(heat_contours::heat_contours))
        .routes(routes!(aggregate::heat_aggregate))
        .routes(routes!(heat_local::heat_local))
        .routes(routes!(hotspots::heat_hotspots))
        .routes(routes!(trouble_spots::trouble_spots, trouble_spots::open_trouble_spot))
        .routes(routes!(trouble_spots::trouble_spot))
        .routes(routes!(trouble_spots::step_trouble_spot))
        .routes(routes!(sheets::draw_sheet))
        .routes(routes!(patrols::patrol))
        .routes(routes!(patrols::patrol_of_order))
        .routes(routes!(sheet_orders::order_sheets))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::find_job, jobs::end_job))
        .routes(routes!(jobs::job_events))
        .routes(routes!(jobs::job_results))
        .routes(routes!(docs::openapi_json))
        .routes(routes!(docs::docs_page))
        .layer(from_fn(json_body::refuse_too_large))
        // A stream of any length.
        .routes(routes!(locate::locate, locate_batch::locate_batch))
}

/// All routes, the web application and the layers around them.
pub fn router(state: AppState) -> Router {
    let (router, _) = routes().split_for_parts();
    // Compressed already.
    let compressible = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/zip"))
        .and(NotForContentType::const_new("font/woff"));
    // From the outside in.
    let layers = ServiceBuilder::new()
        .layer(from_fn(layers::observe))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(from_fn(layers::speak))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(TimeoutLayer::with_status_code(layers::TIMEOUT_STATUS, TIMEOUT))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES));
    router.fallback(web::fallback).layer(layers).with_state(state)
}

/// Serves until `shutdown` ends, then lets requests in flight end, for ten seconds at most.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let ending = state.clone();
    let signal = async move {
        shutdown.await;
        ending.jobs().stop();
        // Nobody waits any longer when the server has ended by itself.
        let _nobody = stopping.send(());
    };
    let drained = async move {
        match stopped.await {
            Ok(()) => tokio::time::sleep(DRAIN).await,
            Err(_) => std::future::pending().await,
        }
    };
    let jobs = state.clone();
    let server = axum::serve(listener, router(state)).with_graceful_shutdown(signal);
    let served = tokio::select! {
        ended = async { server.await } => ended,
        () = drained => {
            tracing::warn!(drain_ms = DRAIN.as_millis() as u64, "requests were still running at the end");
            Ok(())
        }
    };
    jobs.jobs().finish(DRAIN).await;
    served
}
