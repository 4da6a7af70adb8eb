//! Typography: Chinese paragraphs as lines, traditional Mongolian as columns.

#![cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "the labels and paragraphs of sheets will call it")
)]

mod column;
#[cfg(test)]
mod tests;
mod wrap;

pub(super) use column::{Columns, column, column_size};
pub(super) use wrap::{lines, wrap};
