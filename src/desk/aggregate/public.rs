//! What a public table leaves out.

use super::By;
use super::count::Counted;
use crate::desk::Filter;
use crate::heat::Parts;
use crate::incident::Rules;
use std::collections::BTreeSet;

/// Which nodes a table must not show in each of its three periods.
pub(super) struct Hidden([Vec<bool>; 3]);

impl Hidden {
    /// Decides for each sensitive category alone and hides what any of them hides: a table of
    /// several then shows nothing but sums of what their own tables show.
    pub fn find(counted: &Counted<'_>, filter: &Filter, rules: &Rules, least: u64) -> Self {
        let categories = guarded(counted, filter, rules);
        let mut hidden = Self::nothing(counted);
        for (period, hidden) in hidden.0.iter_mut().enumerate() {
            for category in &categories {
                let sums = counted.sums(period, |name| name == *category);
                let more = hidden_of(counted, &sums, rules.public_least, least);
                for (hidden, more) in hidden.iter_mut().zip(more) {
                    *hidden |= more;
                }
            }
        }
        hidden
    }

    /// A table that shows all.
    pub fn nothing(counted: &Counted<'_>) -> Self {
        Self::none(counted.nodes.len())
    }

    /// The same for so many nodes.
    pub fn none(nodes: usize) -> Self {
        Self([0; 3].map(|_| vec![false; nodes]))
    }

    pub fn is_hidden(&self, period: usize, node: usize) -> bool {
        self.0.get(period).and_then(|hidden| hidden.get(node)).copied().unwrap_or(true)
    }

    /// Whether nothing of a node is shown in any period.
    pub fn is_everywhere(&self, node: usize) -> bool {
        (0..3).all(|period| self.is_hidden(period, node))
    }
}

/// What one category hides in one period: by the rules' own bound, and by the larger one on top of it.
///
/// Areas are there whether they have a case or not. Of cells only those with a case of this category
/// in this period are looked at: which other cells a table lists depends on its other periods and
/// categories, and a choice that depended on them would differ from table to table and so tell.
fn hidden_of(counted: &Counted<'_>, sums: &[u64], rule: u64, least: u64) -> Vec<bool> {
    let hide =
        |parts: &Parts, sums: &[u64]| parts.hidden_besides(sums, least, parts.hidden(sums, rule));
    if !counted.has_cells() {
        return hide(&counted.parts, sums);
    }
    let is_met = |node: &usize| counted.parts.whole(*node).is_none() || sums[*node] > 0;
    let met: Vec<usize> = (0..sums.len()).filter(is_met).collect();
    let own: Vec<u64> = met.iter().map(|node| sums[*node]).collect();
    let mut hidden = vec![true; sums.len()];
    for (node, more) in met.iter().zip(hide(&Parts::flat(met.len()), &own)) {
        hidden[*node] = more;
    }
    hidden
}

/// Whether a category may be shown however small its counts: one that the rules know and do not
/// flag.
fn is_harmless(name: &str, rules: &Rules) -> bool {
    rules.category(name).is_some_and(|category| !category.sensitive)
}

impl Filter {
    /// Whether it may pass an incident of a sensitive category.
    #[must_use]
    pub fn counts_sensitive(&self, rules: &Rules) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|name| !is_harmless(name, rules))
    }
}

/// Whether a public table may be made of it; see
/// [`AggregateError::NotPublic`](super::AggregateError::NotPublic).
pub(super) fn is_open_to(filter: &Filter, by: By) -> bool {
    let area = filter.area.clone().filter(|_| matches!(by, By::Level(_)));
    let plain = Filter {
        from: filter.from,
        to: filter.to,
        categories: filter.categories.clone(),
        area,
        ..Filter::default()
    };
    plain == *filter
}

/// The sensitive categories that are counted: those of the filter, or of the rules and the data.
fn guarded<'a>(
    counted: &'a Counted<'_>,
    filter: &'a Filter,
    rules: &'a Rules,
) -> BTreeSet<&'a str> {
    let named = filter.categories.iter().map(String::as_str);
    let known = rules.categories.iter().map(|category| category.name.as_str());
    let met = counted.hits.iter().flatten().map(|(_, category)| *category);
    let all: Box<dyn Iterator<Item = &str>> =
        if filter.categories.is_empty() { Box::new(known.chain(met)) } else { Box::new(named) };
    all.filter(|name| !is_harmless(name, rules)).collect()
}
