//! One place for every grid: blocks in towns, wide ground between them.

use super::SynthError;
use super::outline::Outline;
use super::plane::{Metres, distance};
use super::random::{Noise, Random, Stream};
use super::scatter::Spread;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

/// So much of all grids lies in towns, where there is room for them.
const URBAN_SHARE: f64 = 0.45;
/// A town's block is never larger, in m².
const BLOCK_M2: f64 = 300_000.0;
/// Grids have at least so much ground on average, in m²: smaller ones would be slivers.
pub(super) const LEAST_GRID_M2: f64 = 10_000.0;
/// A county has about so many grids at most.
const COUNTY_GRIDS: usize = 2_500;
/// A town of fewer grids is none.
const LEAST_TOWN: usize = 4;

/// A town: the seat of a township.
#[derive(Debug, Clone)]
pub(super) struct Town {
    /// Its middle.
    pub at: Metres,
    /// Its first grid among all seeds.
    pub first: usize,
    /// How many grids it has, those in the middle first.
    pub grids: usize,
    /// How far its blocks reach, in metres.
    pub radius: f64,
    /// Whether it is the seat of its county.
    pub seat: bool,
    /// How far apart its blocks are, in metres.
    spacing: f64,
}

/// The seeds of a set: `rural` of them wide ground, then those of each town.
#[derive(Debug)]
pub(super) struct Seeds {
    /// One for each grid.
    pub at: Vec<Metres>,
    /// How many lie outside towns; they come first.
    pub rural: usize,
    /// Places around towns that belong to whichever rural grid is near: they keep a town's rim
    /// as fine as its blocks.
    pub rims: Vec<Metres>,
    /// The towns.
    pub towns: Vec<Town>,
    /// How far apart rural seeds are, in metres.
    pub spacing: f64,
}

/// How many counties a set of so many grids is.
pub(super) fn counties(grids: usize) -> usize {
    grids.div_ceil(COUNTY_GRIDS)
}

impl Seeds {
    /// Places `grids` seeds.
    ///
    /// # Errors
    ///
    /// [`SynthError::TooSmall`] or [`SynthError::Outline`].
    pub fn place(outline: &Outline, grids: usize, seed: u64) -> Result<Self, SynthError> {
        let grid_m2 = outline.area_m2 / grids as f64;
        if grid_m2 < LEAST_GRID_M2 {
            let most = (outline.area_m2 / LEAST_GRID_M2) as usize;
            return Err(SynthError::TooSmall { area_km2: outline.area_m2 / 1e6, most });
        }
        let block = (grid_m2 / 10.0).min(BLOCK_M2).sqrt();
        let mut towns = towns(outline, grids, block, seed)?;
        let urban: usize = towns.iter().map(|town| town.grids).sum();
        let rural = grids - urban;
        let built: Vec<(Vec<Metres>, Vec<Metres>)> =
            towns.iter().zip(0..).map(|(town, number)| blocks(town, seed, number)).collect();
        // Around its rim a town keeps about a third of a rural grid's width free.
        let moat = 0.4 * grid_m2.sqrt();
        let stars =
            towns.iter().zip(&built).map(|(town, (_, rim))| star(Ground::of(town, rim, moat)));
        let stars: RTree<Star> = RTree::bulk_load(stars.collect());
        let free = |at: Metres| {
            let mut near = stars.locate_all_at_point(&[at.x, at.y]);
            near.all(|star| !star.data.contains(at))
        };
        let spread = Spread { count: rural, clearance: 0.3, stream: Stream::Rural, seed };
        let (mut at, spacing) = spread.over(outline, free)?;
        let mut rims = Vec::new();
        for (town, (blocks, rim)) in towns.iter_mut().zip(built) {
            town.first = at.len();
            at.extend(blocks);
            rims.extend(rim);
        }
        Ok(Self { at, rural, rims, towns, spacing })
    }
}

/// The towns of every county, with as many grids as they have room for. Sizes follow the rank in
/// the county (G. K. Zipf's rule with exponent 0.9).
fn towns(outline: &Outline, grids: usize, block: f64, seed: u64) -> Result<Vec<Town>, SynthError> {
    let counties = counties(grids);
    let of_county = ((grids as f64 / counties as f64).sqrt() / 3.8).round().max(2.0) as usize;
    let count = counties * of_county;
    let spread = Spread { count, clearance: 0.33, stream: Stream::Towns, seed };
    let (places, _) = spread.over(outline, |_| true)?;
    let tree = RTree::bulk_load(places.iter().map(|at| [at.x, at.y]).collect());
    let mut random = Random::new(seed, Stream::Towns, u64::MAX);
    let weight = |rank: usize| (rank as f64 + 1.0).powf(-0.9);
    let whole: f64 = (0..of_county).map(weight).sum::<f64>() * counties as f64;
    let mut towns = Vec::with_capacity(count);
    for mut members in clusters(&places, counties) {
        let middle = mean(members.iter().map(|i| places[*i]));
        random.shuffle(&mut members);
        // The largest town of a county is its seat and lies near the middle.
        members.sort_by(|a, b| {
            let far = |i: usize| distance(places[i], middle);
            let (a, b) = (far(*a), far(*b));
            a.total_cmp(&b)
        });
        if let Some(others) = members.get_mut(1..) {
            random.shuffle(others);
        }
        let mut seat = true;
        for (rank, i) in members.into_iter().enumerate() {
            let at = places[i];
            let near = tree.nearest_neighbor_iter(&[at.x, at.y]).nth(1);
            let near = near.map_or(f64::INFINITY, |[x, y]| distance(at, Metres { x: *x, y: *y }));
            let room = (near * 0.45).min(outline.clearance(at)) - block * 3.5;
            let most = std::f64::consts::PI * (room / 1.3).max(0.0).powi(2) / (block * block);
            let wanted = grids as f64 * URBAN_SHARE * weight(rank) / whole;
            let grids = wanted.min(most) as usize;
            if grids < LEAST_TOWN {
                continue;
            }
            let radius = (grids as f64 / std::f64::consts::PI).sqrt() * block;
            let spacing = block;
            towns.push(Town { at, first: 0, grids, radius, seat, spacing });
            seat = false;
        }
    }
    Ok(towns)
}

/// Directions in which the reach of a town is known.
const DIRECTIONS: usize = 16;

/// The ground around a middle as far as it reaches in each direction, in metres.
struct Ground {
    middle: Metres,
    reach: [f64; DIRECTIONS],
}

/// Such a ground in its rectangle, to be found by place.
type Star = GeomWithData<Rectangle<[f64; 2]>, Ground>;

impl Ground {
    fn direction(&self, at: Metres) -> usize {
        let step = at - self.middle;
        let turns = step.y.atan2(step.x) / std::f64::consts::TAU + 1.0;
        (turns * DIRECTIONS as f64) as usize % DIRECTIONS
    }

    fn contains(&self, at: Metres) -> bool {
        distance(self.middle, at) < self.reach[self.direction(at)]
    }

    /// The ground of a town: its blocks, its rim, and a moat that it keeps free of rural seeds.
    fn of(town: &Town, rim: &[Metres], moat: f64) -> Self {
        let mut ground = Self { middle: town.at, reach: [town.radius * 0.7 + moat; DIRECTIONS] };
        for at in rim {
            let direction = ground.direction(*at);
            let reach = &mut ground.reach[direction];
            *reach = reach.max(distance(town.at, *at) + moat);
        }
        ground
    }
}

fn star(ground: Ground) -> Star {
    let reach = ground.reach.iter().copied().fold(0.0, f64::max);
    let Metres { x, y } = ground.middle;
    GeomWithData::new(
        Rectangle::from_corners([x - reach, y - reach], [x + reach, y + reach]),
        ground,
    )
}

/// A town's blocks, those in the middle first, and the rim around them. Blocks stand in a turned
/// lattice like streets, narrower in the middle; the town ends where a rounded square does, give
/// or take.
fn blocks(town: &Town, seed: u64, number: u64) -> (Vec<Metres>, Vec<Metres>) {
    let mut random = Random::new(seed, Stream::Blocks, number);
    let edge = Noise::new(seed, Stream::Blocks, number);
    let (sin, cos) = (random.unit() * std::f64::consts::TAU).sin_cos();
    let (wide, deep) = (town.spacing * 1.12, town.spacing / 1.12);
    let half = (town.grids as f64).sqrt() as i64 + 8;
    let mut ranked: Vec<(f64, Metres)> = Vec::new();
    for row in -half..=half {
        for column in -half..=half {
            let (x, y) = (
                (column as f64 + 0.1 * random.signed()) * wide,
                (row as f64 + 0.1 * random.signed()) * deep,
            );
            let far = (x * x + y * y).sqrt();
            let square = (x.abs().powf(2.6) + y.abs().powf(2.6)).powf(1.0 / 2.6);
            let wave = town.radius.max(town.spacing);
            let reach = square * (1.0 + 0.12 * edge.at(1.5 * x / wave + 9.0, 1.5 * y / wave));
            let shrink = 0.72 + 0.28 * (far / wave).min(1.3);
            let turned = Metres { x: x * cos - y * sin, y: x * sin + y * cos };
            ranked.push((reach, town.at + turned * shrink));
        }
    }
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let last = ranked.get(town.grids.saturating_sub(1)).map_or(0.0, |(reach, _)| *reach);
    let rim = ranked.iter().skip(town.grids);
    let rim = rim.take_while(|(reach, _)| *reach < last + town.spacing * 2.0);
    let rim = rim.map(|(_, at)| *at).collect();
    (ranked.iter().take(town.grids).map(|(_, at)| *at).collect(), rim)
}

/// Sorts places into `count` clusters of about the same size: halves along the longer side, and
/// halves of these. Each cluster lists positions in `places`.
pub(super) fn clusters(places: &[Metres], count: usize) -> Vec<Vec<usize>> {
    let mut done = Vec::with_capacity(count);
    let mut open =
        vec![((0..places.len()).collect::<Vec<_>>(), count.clamp(1, places.len().max(1)))];
    while let Some((mut members, parts)) = open.pop() {
        if parts <= 1 {
            done.push(members);
            continue;
        }
        let spans = |of: fn(Metres) -> f64| {
            let all = members.iter().map(|i| of(places[*i]));
            let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            });
            high - low
        };
        let by: fn(Metres) -> f64 =
            if spans(|at| at.x) >= spans(|at| at.y) { |at| at.x } else { |at| at.y };
        members.sort_by(|a, b| by(places[*a]).total_cmp(&by(places[*b])).then(a.cmp(b)));
        let first = parts / 2;
        let rest = members.split_off(members.len() * first / parts);
        open.push((rest, parts - first));
        open.push((members, first));
    }
    done
}

/// The middle of places; the origin where there are none.
pub(super) fn mean(places: impl Iterator<Item = Metres>) -> Metres {
    let (sum, count) =
        places.fold((Metres::default(), 0.0), |(sum, count), at| (sum + at, count + 1.0));
    if count > 0.0 { sum / count } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grid_has_a_seed_inside_the_outline() {
        for (grids, seed) in [(500, 1), (777, 2), (6_000, 3)] {
            let outline = Outline::generated(2e10, seed).unwrap();
            let seeds = Seeds::place(&outline, grids, seed).unwrap();
            assert_eq!(seeds.at.len(), grids);
            assert!(seeds.at.iter().chain(&seeds.rims).all(|at| outline.contains(*at)));
            let urban = grids - seeds.rural;
            assert!(urban > grids / 5 && urban < grids / 2, "{urban} of {grids}");
            let last = seeds.towns.last().unwrap();
            assert_eq!(last.first + last.grids, grids);
        }
    }

    #[test]
    fn an_outline_too_small_is_refused() {
        let outline = Outline::generated(1e6, 1).unwrap();
        let refused = Seeds::place(&outline, 500, 1);
        assert!(matches!(refused, Err(SynthError::TooSmall { most: 99 | 100, .. })), "{refused:?}");
    }

    #[test]
    fn clusters_hold_every_place_once_and_are_even() {
        let places: Vec<Metres> = (0..103)
            .map(|i| Metres { x: f64::from(i * 37 % 103), y: f64::from(i * 11 % 103) })
            .collect();
        let clusters = clusters(&places, 10);
        let mut all: Vec<usize> = clusters.iter().flatten().copied().collect();
        all.sort_unstable();
        assert_eq!(all, (0..103).collect::<Vec<_>>());
        assert!(clusters.iter().all(|cluster| (9..=12).contains(&cluster.len())));
    }
}
