//! An atlas: the sheets of many grids in one document, behind a cover with an overview map and an
//! index.
//!
//! What stands in front is drawn first, so that it is known on which page each sheet will be; the
//! sheets are then added in order, one at a time.

mod book;
mod front;
mod index;
mod overview;

pub use book::AtlasBook;

use crate::area::{Area, AreaSet, Level};
use crate::text::{Lang, Message};

/// A grid of an atlas, with the figures that its index names.
#[derive(Debug, Clone, Copy)]
pub struct AtlasEntry<'a> {
    /// The grid.
    pub grid: &'a Area,
    /// Its incidents in the period.
    pub incidents: usize,
    /// Those of them that are not closed.
    pub open: usize,
}

/// Which part of an atlas in several files this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Volume {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

/// What an atlas says before its sheets.
#[derive(Debug, Clone, Copy)]
pub struct AtlasSpec<'a> {
    /// The boundaries.
    pub areas: &'a AreaSet,
    /// The grids in the order of their sheets; their numbers are their places, from 1.
    pub entries: &'a [AtlasEntry<'a>],
    /// The number of the first entry: 1, or what follows the volume before.
    pub first_number: usize,
    /// Which of several files this is; `None` where there is one.
    pub volume: Option<Volume>,
    /// Which grids were chosen, as a person says it.
    pub chosen: &'a str,
    /// Which incidents count, as a person says it.
    pub counted: &'a str,
    /// The period, as a person writes it.
    pub period: &'a str,
    /// Who makes the atlas.
    pub office: &'a str,
    /// The day that is printed on it.
    pub printed_on: jiff::civil::Date,
    /// Whether it carries 示例数据 · 非实际界线.
    pub example: bool,
    /// The map-approval number (审图号); an empty slot where `None`.
    pub approval_number: Option<&'a str>,
    /// Sources to be named.
    pub attributions: &'a [String],
    /// Names the document among others: the same for the same input.
    pub id: &'a str,
    /// The language.
    pub lang: Lang,
}

impl<'a> AtlasSpec<'a> {
    fn say(&self, message: &Message) -> String {
        message.render(self.lang)
    }

    fn word(&self, key: &'static str) -> String {
        self.say(&Message::new(key))
    }

    /// The smallest area that holds all its grids; `None` where they have none in common.
    fn common_area(&self) -> Option<&'a Area> {
        let mut chains = self.entries.iter().map(|entry| self.above(entry.grid));
        let first = chains.next()?;
        let shared = chains.fold(first, |shared, chain| {
            let same = |(a, b): &(&'a Area, &'a Area)| a.code == b.code;
            shared.into_iter().zip(chain).take_while(same).map(|(a, _)| a).collect()
        });
        shared.last().copied()
    }

    /// The areas above a grid, banner first.
    fn above(&self, grid: &Area) -> Vec<&'a Area> {
        let mut chain = self.areas.chain(grid.code.as_str());
        chain.pop();
        chain
    }

    /// The area of a level that a grid lies in.
    fn part_of(&self, grid: &Area, level: Level) -> Option<&'a Area> {
        self.above(grid).into_iter().find(|area| area.level == level)
    }

    fn title(&self) -> String {
        let name = self.common_area().map_or("", |area| area.name.as_str());
        self.say(&Message::new("sheet.atlas_title").with("name", name))
    }
}
