//! What sheets of one print run have in common, whichever area they are of.

use super::super::{Filter, Snapshot, Span, SpotShape};
use super::{PaperError, TracksOrder};
use crate::area::Area;
use crate::basemap::BaseMap;
use crate::calendar::Window;
use crate::incident::Rules;
use crate::patrol::{Plan, Roads};
use crate::sheet::Template;
use crate::text::{Lang, Message};
use jiff::civil::Date;
use std::sync::Arc;

/// How sheets are made, whichever area they are of.
#[derive(Debug, Clone)]
pub struct SheetPlan {
    /// The period.
    pub span: Span,
    /// How sheets look and what is on them.
    pub template: Arc<Template>,
    /// The categories that count; all where there is none.
    pub categories: Vec<String>,
    /// Reports count while it is open; always where there is none.
    pub window: Option<Window>,
    /// Hot spots to be outlined; [`SheetPlan::with_spots`] finds them.
    pub hot_spots: Vec<SpotShape>,
    /// Colours, symbols and the office.
    pub rules: Arc<Rules>,
    /// The day that is printed on them.
    pub printed_on: Date,
    /// The map-approval number (审图号).
    pub approval_number: Option<String>,
    /// The address of the desk, for a code that opens the area there; none where `None`.
    pub desk_url: Option<String>,
    /// The base map beneath.
    pub base: Option<Arc<BaseMap>>,
    /// The roads that patrols go along; straight ways where there are none.
    pub roads: Option<Arc<Roads>>,
    /// Where patrols have been.
    pub tracks: Option<TracksOrder>,
    /// Sources to be named.
    pub attributions: Vec<String>,
    /// The language that is asked for; the template's own wins.
    pub lang: Lang,
}

/// What is asked for on paper.
#[derive(Debug, Clone, Copy)]
pub struct SheetOrder<'a> {
    /// The area; of any level.
    pub area: &'a Area,
    /// How its sheet is made.
    pub plan: &'a SheetPlan,
    /// What a person changed in the proposed check-points.
    pub changes: Option<&'a Plan>,
}

impl SheetPlan {
    /// A plan with nothing beyond what every sheet has: all categories, no hot spots yet, neither
    /// roads nor tracks, no base map, no address.
    #[must_use]
    pub fn new(span: Span, template: Template, rules: Arc<Rules>, printed_on: Date) -> Self {
        Self {
            span,
            template: Arc::new(template),
            categories: Vec::new(),
            window: None,
            hot_spots: Vec::new(),
            rules,
            printed_on,
            approval_number: None,
            desk_url: None,
            base: None,
            roads: None,
            tracks: None,
            attributions: Vec::new(),
            lang: Lang::default(),
        }
    }

    /// The same with the hot spots of the data, where the template shows them.
    #[must_use]
    pub fn with_spots(mut self, snapshot: &Snapshot) -> Self {
        if let Some(filter) = self.filter().filter(|_| self.template.show.hot_spots) {
            self.hot_spots = snapshot.spots_on_paper(&filter, &self.rules.zone());
        }
        self
    }

    /// The language of its sheets: the template's own, or that which is asked for.
    #[must_use]
    pub fn language(&self) -> Lang {
        self.template.lang.unwrap_or(self.lang)
    }

    /// The order for the sheet of one area.
    #[must_use]
    pub fn order<'a>(&'a self, area: &'a Area) -> SheetOrder<'a> {
        SheetOrder { area, plan: self, changes: None }
    }

    /// The incidents of the period that count, anywhere: for the public none of a sensitive
    /// category. `None` where no category is left.
    #[must_use]
    pub fn filter(&self) -> Option<Filter> {
        self.filter_of(&self.categories)
    }

    /// The same of other categories; of all where there is none.
    pub(in crate::desk) fn filter_of(&self, categories: &[String]) -> Option<Filter> {
        let categories = if self.template.public {
            let asked = |name: &String| categories.is_empty() || categories.contains(name);
            let open = self.rules.categories.iter().filter(|category| !category.sensitive);
            let left: Vec<String> =
                open.map(|category| category.name.clone()).filter(asked).collect();
            Some(left).filter(|left| !left.is_empty())?
        } else {
            categories.to_vec()
        };
        Some(Filter {
            from: Some(self.span.from),
            to: Some(self.span.to),
            window: self.window.clone(),
            categories,
            ..Filter::default()
        })
    }

    /// Which incidents count, as a person says it.
    pub(in crate::desk) fn counted(&self) -> String {
        let all =
            if self.template.public { "desk.public_categories" } else { "desk.all_categories" };
        let [window, categories] = self.narrowed();
        let categories = categories.unwrap_or_else(|| Message::new(all).render(self.language()));
        window.into_iter().chain([categories]).collect::<Vec<_>>().join("\u{3000}")
    }

    /// The window and the categories, where they leave something out.
    fn narrowed(&self) -> [Option<String>; 2] {
        let categories = (!self.categories.is_empty()).then(|| self.categories.join("、"));
        [self.window.as_ref().map(ToString::to_string), categories]
    }

    /// Refuses what is asked for by name and may not be told to the public: to leave it out in
    /// silence would say that there was nothing.
    pub(in crate::desk) fn refuse_sensitive(
        &self,
        categories: &[String],
    ) -> Result<(), PaperError> {
        let sensitive = |name: &&String| self.rules.category(name).is_some_and(|c| c.sensitive);
        let refused: Vec<String> = categories.iter().filter(sensitive).cloned().collect();
        if self.template.public && !refused.is_empty() {
            return Err(PaperError::NotPublic { categories: refused });
        }
        Ok(())
    }
}

impl SheetOrder<'_> {
    /// The incidents of the area and the period that count; `None` where none may be shown.
    pub(super) fn of_area(&self) -> Option<Filter> {
        Some(Filter { area: Some(self.area.code.clone()), ..self.plan.filter()? })
    }

    /// The address that opens the area at the desk.
    pub(super) fn url(&self) -> Option<String> {
        let desk = self.plan.desk_url.as_deref()?.trim_end_matches('/');
        Some(format!("{desk}/#/area/{}/{}", self.area.level.name(), self.area.code))
    }

    /// The period, and what is left out, as it is said on the sheet.
    pub(super) fn label(&self) -> String {
        let left_out = self.plan.narrowed().into_iter().flatten();
        let parts = std::iter::once(self.plan.span.label.clone()).chain(left_out);
        parts.collect::<Vec<_>>().join("\u{3000}")
    }
}
