//! Grids into villages, villages into townships, townships into counties, with codes and names.

use super::SynthError;
use super::graph::{Graph, NOBODY};
use super::names::Names;
use super::plane::{Metres, distance};
use super::seeds::{Seeds, Town, clusters, mean};

/// About so many rural grids make a village.
const VILLAGE_GRIDS: usize = 6;
/// About so many urban ones a community.
const COMMUNITY_GRIDS: usize = 10;
/// The first county's code is one more: 99 is no province's number, so nobody's code is taken.
const BEFORE_COUNTIES: u64 = 990_000;

/// A county, township or village.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its code: 6, 9 or 12 digits.
    pub code: u64,
    /// Its name.
    pub name: String,
    /// Its position in the level above; 0 for counties.
    pub parent: u32,
    /// Whether it is a town (镇), or a community in one (社区).
    pub urban: bool,
    /// How many grids it has.
    pub grids: usize,
}

/// Who belongs to whom.
#[derive(Debug)]
pub(super) struct Hierarchy {
    /// The first level.
    pub counties: Vec<Unit>,
    /// The second.
    pub townships: Vec<Unit>,
    /// The third.
    pub villages: Vec<Unit>,
    /// The village of each grid.
    pub village_of: Vec<u32>,
    /// The code of each grid.
    pub codes: Vec<u64>,
}

impl Hierarchy {
    /// Groups the grids. `neighbours` are the pairs of grids with a common border.
    ///
    /// # Errors
    ///
    /// [`SynthError::Codes`].
    pub fn new(seeds: &Seeds, neighbours: Vec<(u32, u32)>, seed: u64) -> Result<Self, SynthError> {
        let town_of = town_of(seeds);
        let same_town = |a: u32, b: u32| town_of[a as usize] == town_of[b as usize];
        let grids = Graph::new(seeds.at.clone(), neighbours);
        let (village_of, count) = grids.share_out(village_sources(seeds), same_town);
        let villages = level_above(&grids, &village_of, count);
        let first_grid = |town: &Town| village_of[town.first];
        let seats: Vec<u32> = if seeds.towns.is_empty() {
            vec![0]
        } else {
            seeds.towns.iter().map(first_grid).collect()
        };
        let (township_of, count) = villages.share_out(seats, |_, _| true);
        let townships = level_above(&villages, &township_of, count);
        let seats: Vec<u32> =
            seeds.towns.iter().zip(0..).filter(|(town, _)| town.seat).map(|(_, i)| i).collect();
        let seats = if seats.is_empty() { vec![0] } else { seats };
        let (county_of, count) = townships.share_out(seats, |_, _| true);
        let mut urban = vec![false; villages.at.len()];
        for (village, town) in village_of.iter().zip(&town_of) {
            urban[*village as usize] = *town != NOBODY;
        }
        let mut hierarchy = Self {
            counties: units(&vec![0; count], vec![true; count]),
            townships: units(&county_of, towns(seeds, &county_of, count)),
            villages: units(&township_of, urban),
            village_of,
            codes: Vec::new(),
        };
        hierarchy.count_grids();
        hierarchy.set_codes()?;
        hierarchy.set_names(seed);
        Ok(hierarchy)
    }

    fn count_grids(&mut self) {
        for village in &self.village_of {
            self.villages[*village as usize].grids += 1;
        }
        for village in &self.villages {
            self.townships[village.parent as usize].grids += village.grids;
        }
        for township in &self.townships {
            self.counties[township.parent as usize].grids += township.grids;
        }
    }

    /// Towns get 100 to 199 and the rest 200 to 999, communities 1 to 200 and villages 201 to
    /// 999, as the statistical codes have it.
    fn set_codes(&mut self) -> Result<(), SynthError> {
        for (county, number) in self.counties.iter_mut().zip(1..) {
            county.code = BEFORE_COUNTIES + number;
        }
        set_codes(&mut self.townships, &self.counties, [100..=199, 200..=999])?;
        set_codes(&mut self.villages, &self.townships, [1..=200, 201..=999])?;
        let mut last = vec![0; self.villages.len()];
        for village in &self.village_of {
            let number = &mut last[*village as usize];
            *number += 1;
            if *number > 999 {
                return Err(SynthError::Codes);
            }
            self.codes.push(self.villages[*village as usize].code * 1000 + *number);
        }
        Ok(())
    }

    fn set_names(&mut self, seed: u64) {
        let mut names = Names::of_country(seed, 0);
        for county in &mut self.counties {
            county.name = names.deal("旗");
        }
        let mut names = Names::of_country(seed, 1);
        for township in &mut self.townships {
            township.name = names.deal(if township.urban { "镇" } else { "苏木" });
        }
        let (mut country, mut streets) = (Names::of_country(seed, 2), Names::of_streets(seed, 3));
        for village in &mut self.villages {
            village.name =
                if village.urban { streets.deal("社区") } else { country.deal("嘎查") };
        }
    }
}

/// The town of each grid; [`NOBODY`] outside.
fn town_of(seeds: &Seeds) -> Vec<u32> {
    let mut town_of = vec![NOBODY; seeds.at.len()];
    for (town, number) in seeds.towns.iter().zip(0..) {
        for grid in town_of.iter_mut().skip(town.first).take(town.grids) {
            *grid = number;
        }
    }
    town_of
}

/// The grid in the middle of each village-to-be. The first community of a town holds its first
/// grid, whichever that comes to be.
fn village_sources(seeds: &Seeds) -> Vec<u32> {
    let rural = 0..seeds.rural;
    let towns = seeds.towns.iter().map(|town| town.first..town.first + town.grids);
    let mut sources = Vec::new();
    for (range, size) in
        std::iter::once((rural, VILLAGE_GRIDS)).chain(towns.map(|range| (range, COMMUNITY_GRIDS)))
    {
        let places = seeds.at.get(range.clone()).unwrap_or_default();
        if places.is_empty() {
            continue;
        }
        for members in clusters(places, places.len().div_ceil(size)) {
            let middle = mean(members.iter().map(|i| places[*i]));
            let far = |i: &usize| distance(places[*i], middle);
            let center = members.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
            sources.extend(center.map(|i| (range.start + i) as u32));
        }
    }
    sources
}

/// The graph of the areas that places were shared out to.
fn level_above(graph: &Graph, owner: &[u32], count: usize) -> Graph {
    let mut sums = vec![(Metres::default(), 0.0); count];
    let mut pairs = Vec::new();
    for (place, mine) in owner.iter().enumerate() {
        let (sum, members) = &mut sums[*mine as usize];
        (*sum, *members) = (*sum + graph.at[place], *members + 1.0);
        let others = graph.next_to(place as u32).iter().map(|next| owner[*next as usize]);
        pairs.extend(others.filter(|other| other != mine).map(|other| (*mine, other)));
    }
    let at = sums.into_iter().map(|(sum, members)| sum / f64::max(members, 1.0)).collect();
    Graph::new(at, pairs)
}

fn units(parents: &[u32], urban: Vec<bool>) -> Vec<Unit> {
    let unit = |(parent, urban): (&u32, bool)| Unit {
        code: 0,
        name: String::new(),
        parent: *parent,
        urban,
        grids: 0,
    };
    parents.iter().zip(urban).map(unit).collect()
}

/// Which townships are towns (镇): in each county those with the larger seats, half of all.
fn towns(seeds: &Seeds, county_of: &[u32], counties: usize) -> Vec<bool> {
    let grids = |township: usize| seeds.towns.get(township).map_or(0, |town| town.grids);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); counties];
    for (township, county) in county_of.iter().enumerate() {
        members[*county as usize].push(township);
    }
    let mut towns = vec![false; county_of.len()];
    for mut list in members {
        list.sort_by_key(|township| std::cmp::Reverse(grids(*township)));
        for township in list.iter().take(list.len().div_ceil(2)) {
            towns[*township] = true;
        }
    }
    towns
}

/// Numbers the children of each parent: the urban ones from the first range, the others from the
/// second.
fn set_codes(
    children: &mut [Unit],
    parents: &[Unit],
    ranges: [std::ops::RangeInclusive<u64>; 2],
) -> Result<(), SynthError> {
    let mut free = vec![ranges; parents.len()];
    for child in children {
        let numbers = &mut free[child.parent as usize][usize::from(!child.urban)];
        let number = numbers.next().ok_or(SynthError::Codes)?;
        child.code = parents[child.parent as usize].code * 1000 + number;
    }
    Ok(())
}
