//! The atlas as one PDF.

use super::super::canvas::{Align, Frame, PageSize, Type, layer, mm};
use super::super::paint::pdf::{About, Bookmark, Link, Pdf};
use super::super::scene::Item;
use super::super::style::SMALL;
use super::super::{Sheet, SheetError};
use super::front::{Front, FrontPage};
use super::{AtlasEntry, AtlasSpec};
use crate::area::{Area, Level};
use crate::text::{Lang, Message};

/// An atlas that is being bound. The same sheets give the same bytes.
pub struct AtlasBook<'a> {
    spec: AtlasSpec<'a>,
    pdf: Pdf,
    /// Pages in front of the sheets.
    front: usize,
    bookmarks: Vec<Bookmark>,
    added: usize,
}

impl<'a> AtlasBook<'a> {
    /// Draws the cover with its overview, and the index.
    ///
    /// # Errors
    ///
    /// [`SheetError::MissingGlyphs`] when a name has characters that the typeface lacks.
    pub fn new(spec: &AtlasSpec<'a>) -> Result<Self, SheetError> {
        let title = spec.title();
        let mut pdf = Pdf::new(&title)?;
        pdf.describe(&About {
            title: &title,
            office: spec.office,
            subject: spec.chosen,
            language: match spec.lang {
                Lang::Zh => "zh-CN",
                Lang::En => "en",
            },
            date: spec.printed_on,
            id: spec.id,
        });
        let Front { pages, bookmarks } = Front::draw(spec)?;
        let mut book = Self { spec: *spec, pdf, front: pages.len(), bookmarks, added: 0 };
        for (place, page) in pages.iter().enumerate() {
            book.put_front(place, page)?;
        }
        Ok(book)
    }

    fn put_front(&mut self, place: usize, page: &FrontPage) -> Result<(), SheetError> {
        let number = self.page_number(page.size, place)?;
        let link = |(frame, entry, words): &(Frame, usize, String)| Link {
            frame: *frame,
            page: self.front + entry,
            words: words.clone(),
        };
        let links: Vec<Link> = page.links.iter().map(link).collect();
        self.pdf.page(page.size, &[&page.items, &number], &links)
    }

    /// Adds the sheet of the next grid.
    ///
    /// # Errors
    ///
    /// [`SheetError::Write`].
    pub fn add(&mut self, sheet: &Sheet) -> Result<(), SheetError> {
        let drawing = &sheet.drawing;
        let number = self.page_number(drawing.page, self.front + self.added)?;
        self.pdf.page(drawing.page, &[&drawing.items, &number], &[])?;
        self.added += 1;
        Ok(())
    }

    /// The number of a page in the white at its foot.
    fn page_number(&self, size: PageSize, place: usize) -> Result<Vec<Item>, SheetError> {
        let said = Message::new("sheet.page_of")
            .with("page", place + 1)
            .with("pages", self.front + self.spec.entries.len());
        let at = mm(size.width / 2.0, size.height - 6.5);
        let look = Type { size_pt: 7.0, ..SMALL }.align(Align::Middle);
        layer(size, |layer| layer.text(&self.spec.say(&said), at, look)).map(|drawn| drawn.0)
    }

    /// The file.
    ///
    /// # Errors
    ///
    /// [`SheetError::Write`], also when a sheet is missing: the index would lead to no page.
    pub fn finish(mut self) -> Result<Vec<u8>, SheetError> {
        let wanted = self.spec.entries.len();
        if self.added != wanted {
            let what = format!("{} of {wanted} sheets", self.added);
            return Err(SheetError::Write { format: "PDF", what });
        }
        self.bookmarks.extend(outline(&self.spec, self.front));
        self.pdf.bookmark(self.bookmarks);
        self.pdf.finish()
    }
}

/// Township › village › grid, by code; a grid leads to its sheet, what is above it to its first.
fn outline(spec: &AtlasSpec, front: usize) -> Vec<Bookmark> {
    let mut entries: Vec<(usize, &AtlasEntry)> = spec.entries.iter().enumerate().collect();
    let code_at = |grid: &Area, level| spec.part_of(grid, level).map(|area| area.code.clone());
    entries.sort_by_cached_key(|(_, entry)| {
        let [township, village] = [Level::Township, Level::Village].map(|l| code_at(entry.grid, l));
        (township, village, entry.grid.code.clone())
    });
    grouped(spec, front, &entries, &[Level::Township, Level::Village])
}

fn grouped(
    spec: &AtlasSpec,
    front: usize,
    entries: &[(usize, &AtlasEntry)],
    levels: &[Level],
) -> Vec<Bookmark> {
    let Some((level, below)) = levels.split_first() else {
        let leaf = |(place, entry): &(usize, &AtlasEntry)| Bookmark {
            words: format!("{} {}", spec.first_number + place, entry.grid.name),
            page: front + place,
            below: Vec::new(),
        };
        return entries.iter().map(leaf).collect();
    };
    let area = |entry: &AtlasEntry| spec.part_of(entry.grid, *level);
    let code = |entry: &AtlasEntry| area(entry).map(|area| area.code.clone());
    let groups = entries.chunk_by(|(_, a), (_, b)| code(a) == code(b));
    groups
        .flat_map(|group| {
            let inner = grouped(spec, front, group, below);
            let above = group.first().and_then(|(place, entry)| Some((place, area(entry)?)));
            match above {
                Some((place, area)) => {
                    vec![Bookmark { words: area.name.clone(), page: front + place, below: inner }]
                }
                None => inner,
            }
        })
        .collect()
}
