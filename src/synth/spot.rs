//! Where incidents happen: in towns, along roads, near borders, anywhere.

use super::border::Borders;
use super::graph::NOBODY;
use super::land::Land;
use super::mesh::{next, prev};
use super::plane::Metres;
use super::random::{Random, Stream};

/// A place inside a triangle that lies inside the outline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The place.
    pub at: Metres,
    /// The grid whose ground it is, give or take a bend of the border.
    pub grid: u32,
    corners: [Metres; 3],
}

/// A place keeps this share of its triangle's height from each side: rounding does not carry it
/// out of the outline.
const MARGIN: f64 = 0.01;
/// So much of all incidents is in towns, along roads and near borders; the rest is anywhere.
const SHARES: [f64; 4] = [0.64, 0.13, 0.03, 0.20];

/// Draws places on a land.
pub(super) struct Spots<'a> {
    land: &'a Land,
    borders: &'a Borders<'a>,
    /// Half-edges that roads run along.
    roads: Vec<u32>,
    /// Sums of the areas of triangles, to draw one by its area.
    areas: Vec<f64>,
    /// Sums of the grids of towns.
    towns: Vec<usize>,
}

impl<'a> Spots<'a> {
    /// Lays the roads out and adds the areas up.
    pub fn new(land: &'a Land, borders: &'a Borders<'a>) -> Self {
        let mesh = &land.mesh;
        let mut sum = 0.0;
        let triangles = (0..mesh.half_edges()).step_by(3);
        let areas = triangles.map(|half| {
            let [a, b, c] = [half, next(half), prev(half)].map(|i| mesh.at[mesh.from(i) as usize]);
            sum += super::plane::cross(a, b, c);
            sum
        });
        let areas = areas.collect();
        let mut sum = 0;
        let towns = land.seeds.towns.iter().map(|town| {
            sum += town.grids;
            sum
        });
        Self { land, borders, roads: roads(land), areas, towns: towns.collect() }
    }

    /// A place by the shares above.
    pub fn draw(&self, random: &mut Random) -> Spot {
        let spot = match random.weighted(SHARES.into_iter()) {
            0 => self.in_town(random),
            1 => self.on_road(random),
            2 => self.near_border(random),
            _ => None,
        };
        spot.unwrap_or_else(|| self.anywhere(random))
    }

    /// In a town, more often the larger it is, and more often in its middle. `None` where there
    /// is no town.
    fn in_town(&self, random: &mut Random) -> Option<Spot> {
        let whole = *self.towns.last()?;
        let grid = random.below(whole);
        let town = self.land.seeds.towns.get(self.towns.partition_point(|sum| *sum <= grid))?;
        let grid = town.first + (town.grids as f64 * random.unit().powf(1.7)) as usize;
        let mesh = &self.land.mesh;
        let around: Vec<u32> = mesh.around(grid as u32).collect();
        let half = *around.get(random.below(around.len()))?;
        // One of the two small triangles of the corner there.
        let side = if random.unit() < 0.5 { half } else { prev(half) };
        let plane = &self.land.outline.plane;
        let corners = [
            mesh.at[grid],
            plane.place(self.borders.gate(side)),
            plane.place(self.borders.node(half)),
        ];
        Some(Spot::inside(corners, grid as u32, random))
    }

    /// Beside a road. `None` where there is none.
    fn on_road(&self, random: &mut Random) -> Option<Spot> {
        let half = *self.roads.get(random.below(self.roads.len()))?;
        let mesh = &self.land.mesh;
        // A road bends a little to one side or the other.
        let mut bend = Random::new(self.land.seed, Stream::Road, u64::from(half));
        let half = mesh.twin(half).filter(|_| bend.unit() < 0.5).unwrap_or(half);
        let along = random.unit();
        let off = bend.between(0.02, 0.16) * along * (1.0 - along) * 4.0;
        let width = 0.01 * random.unit();
        let [from, to, apex] = [mesh.from(half), mesh.to(half), mesh.apex(half)];
        let corners = [from, to, apex].map(|corner| mesh.at[corner as usize]);
        let apex = (off + width).clamp(MARGIN, 0.3);
        let to_share = (along * (1.0 - apex)).clamp(MARGIN, 1.0 - apex - MARGIN);
        let weights = [1.0 - apex - to_share, to_share, apex];
        let nearest = if to_share > 0.5 { to } else { from };
        Some(Spot { at: weigh(corners, weights), grid: self.holder(nearest), corners })
    }

    /// Some metres from where a border between grids crosses a side. `None` where chance finds
    /// none in as many tries as nearly always do.
    fn near_border(&self, random: &mut Random) -> Option<Spot> {
        let mesh = &self.land.mesh;
        let half =
            (0..24).map(|_| random.below(mesh.half_edges() as usize) as u32).find(|half| {
                let differ = self.holder(mesh.from(*half)) != self.holder(mesh.to(*half));
                differ && mesh.twin(*half).is_some()
            })?;
        let corner = if random.unit() < 0.5 { mesh.from(half) } else { mesh.to(half) };
        let plane = &self.land.outline.plane;
        let (gate, node) = (self.borders.gate(half), self.borders.node(half));
        let corners = [mesh.at[corner as usize], plane.place(gate), plane.place(node)];
        let length = super::plane::distance(corners[0], corners[1]);
        let away = ((2.0 + 25.0 * random.normal().abs()) / length).clamp(MARGIN, 0.5);
        let forward = random.between(MARGIN, 0.3);
        let weights = [away, 1.0 - away - forward, forward];
        Some(Spot { at: weigh(corners, weights), grid: self.holder(corner), corners })
    }

    /// Anywhere on the land, evenly.
    fn anywhere(&self, random: &mut Random) -> Spot {
        let mesh = &self.land.mesh;
        let area = random.unit() * self.areas.last().copied().unwrap_or_default();
        let triangle = self.areas.partition_point(|sum| *sum <= area);
        let half = 3 * triangle.min(self.areas.len().saturating_sub(1)) as u32;
        let halves = [half, half + 1, half + 2];
        let corners = halves.map(|half| mesh.at[mesh.from(half) as usize]);
        let weights = weights(random);
        let nearest = (0..3).max_by(|a, b| weights[*a].total_cmp(&weights[*b])).unwrap_or(0);
        let grid = self.holder(mesh.from(halves[nearest]));
        Spot { at: weigh(corners, weights), grid, corners }
    }

    fn holder(&self, corner: u32) -> u32 {
        self.land.grid_of[corner as usize]
    }
}

impl Spot {
    fn inside(corners: [Metres; 3], grid: u32, random: &mut Random) -> Self {
        Self { at: weigh(corners, weights(random)), grid, corners }
    }

    /// The same place as another report gives it: some metres off, never outside the triangle.
    pub fn again(&self, random: &mut Random) -> Metres {
        let at = self.at + Metres { x: random.normal(), y: random.normal() } * 6.0;
        let [a, b, c] = self.corners;
        let whole = super::plane::cross(a, b, c);
        let shares = [(a, b), (b, c), (c, a)].map(|(p, q)| super::plane::cross(p, q, at) / whole);
        if shares.iter().all(|share| *share > MARGIN) { at } else { self.at }
    }
}

/// Weights of three corners for a place evenly inside, drawn in from the sides.
fn weights(random: &mut Random) -> [f64; 3] {
    let (mut a, mut b) = (random.unit(), random.unit());
    if a + b > 1.0 {
        (a, b) = (1.0 - a, 1.0 - b);
    }
    [a, b, 1.0 - a - b].map(|weight| MARGIN + (1.0 - 3.0 * MARGIN) * weight)
}

fn weigh(corners: [Metres; 3], weights: [f64; 3]) -> Metres {
    corners[0] * weights[0] + corners[1] * weights[1] + corners[2] * weights[2]
}

/// The roads: from the larger half of the towns the shortest way over the mesh to the nearest seat
/// of a county.
fn roads(land: &Land) -> Vec<u32> {
    let mesh = &land.mesh;
    let seats = land.seeds.towns.iter().filter(|town| town.seat);
    let seats: Vec<u32> = seats.map(|town| town.first as u32).collect();
    let on_land = |corner: u32| (corner as usize) < mesh.outline;
    let before = land.ways.ways(&seats, |_, to| on_land(to));
    let mut paved = vec![false; before.len()];
    let mut roads = Vec::new();
    let mut sizes: Vec<usize> = land.seeds.towns.iter().map(|town| town.grids).collect();
    sizes.sort_unstable();
    let large = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    for town in land.seeds.towns.iter().filter(|town| town.grids >= large) {
        let mut corner = town.first as u32;
        while before[corner as usize] != NOBODY && !paved[corner as usize] {
            paved[corner as usize] = true;
            let to = before[corner as usize];
            roads.extend(mesh.around(corner).find(|half| mesh.to(*half) == to));
            corner = to;
        }
    }
    roads
}
