//! The tests through the public API, the HTTP port and the command line, in one program: it compiles
//! and links once, and the desk of the reference data is loaded once for all.
//!
//! `cargo test --release --test all sheets::` runs those of one file.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panic")]

mod support;

mod aggregate;
mod architecture;
mod archive;
mod area;
mod areas_diff;
mod atlas;
mod basemap;
mod batch;
mod cli;
mod crash;
mod desk;
mod doubt;
mod editions;
mod heat_hotspots;
mod heat_pictures;
mod heat_times;
mod hotspots;
mod http;
mod incident;
mod jobs;
mod locate;
mod openapi;
mod services;
mod sheet_base;
mod sheets;
mod store;
mod synth;
mod trouble_spots;
