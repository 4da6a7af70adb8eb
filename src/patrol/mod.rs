//! Patrols (巡查): what to look at, in which order, and what has been looked at.
//!
//! [`propose`] turns incidents, hot spots and service points into check-points by a published rule,
//! [`edit`](fn@edit) applies what a person changes in them. [`plan_route`] puts them into a short
//! order, straight over the ground or along [`Roads`]. [`read_tracks`] reads where a patrol has been,
//! [`Coverage`] says how much of an area that was.
//!
//! A patrol is about places: of a track nothing but positions and times is kept.

mod checkpoints;
mod coverage;
mod edit;
mod error;
mod gpx;
mod graph;
mod lines;
mod noding;
mod outline;
mod roads;
mod route;
mod squares;
mod tour;
mod tracks;
mod veil;

pub use checkpoints::{Case, CheckPoint, HotSpot, PointKind, ProposalOptions, propose};
pub use coverage::{Coverage, Passed};
pub use edit::{
    AddedPoint, Edited, MAX_POINT_TEXT_CHARS, MAX_POINTS, MovedPoint, Plan, PlanFault, edit,
};
pub use error::{Fault, PatrolError};
pub use roads::{RoadOptions, Roads};
pub use route::{
    EXACT_POINTS, Leg, LegKind, Route, RouteOptions, Stop, Way, nearest_base, plan_route,
};
pub use tracks::{Fix, Track, Tracks, read_tracks};
