//! wangge (网格): the map desk of a grid-governance command centre.
//!
//! Read the modules as the walk that a report takes through the centre: where is it ([`geo`]),
//! whose ground is that ([`area`], [`locate`], for many at once [`batch`]), what happened ([`incident`]), at what
//! times ([`calendar`]), where does it pile up ([`heat`]), put it on paper ([`sheet`], over a [`basemap`]), keep it ([`store`]), the desk where people work
//! ([`desk`]), and the two doors, [`http`] and [`cli`]. [`synth`] makes data of all these kinds for
//! training and trial. [`text`] holds every sentence that a user reads, in Chinese and English.
//!
//! `geo` to `sheet` and `synth` are a library of their own: no clock, no database, no network, no printing.

pub mod area;
pub mod basemap;
pub mod batch;
pub mod calendar;
pub mod cli;
pub mod desk;
pub mod geo;
pub mod heat;
pub mod http;
pub mod incident;
pub mod locate;
pub mod patrol;
pub mod sheet;
pub mod store;
pub mod synth;
pub mod text;
