//! Typography: Chinese paragraphs as lines, traditional Mongolian as columns.

mod column;
#[cfg(test)]
mod tests;
mod wrap;

pub(super) use column::{Columns, column, column_size};
pub(super) use wrap::lines;
