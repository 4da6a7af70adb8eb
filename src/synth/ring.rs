//! The rings of an area of any level, walked along the borders of its corners.

use super::border::Borders;
use super::mesh::{Mesh, next, prev};
use super::plane::Tick;

/// Where a ring begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Start {
    /// On the border that crosses this half-edge, with its first corner on the left.
    Crossing(u32),
    /// On a corner of the outline: the whole ring of it.
    Outline(u32),
}

/// A step along a ring, the area on the left.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Across a half-edge into its triangle, from the node of the triangle before.
    Cross(u32),
    /// From the outline into the triangle of this half-edge.
    Enter(u32),
    /// Out of the triangle of this half-edge to the outline.
    Leave(u32),
    /// At a corner of the outline.
    Corner(u32),
    /// Along this half-edge of the outline to its end.
    Along(u32),
}

/// The rings of all areas of a level: the area of each and where it begins, by area. `area` is the
/// area of each corner.
pub(super) fn starts(mesh: &Mesh, area: &[u32]) -> Vec<(u32, Start)> {
    let of = |corner: u32| area[corner as usize];
    let mut walked = vec![false; mesh.half_edges() as usize];
    let mut starts = Vec::new();
    for half in 0..mesh.half_edges() {
        let left = of(mesh.from(half));
        if walked[half as usize] || left == of(mesh.to(half)) {
            continue;
        }
        let start = Start::Crossing(half);
        starts.push((left, start));
        walk(mesh, area, start, |step| {
            if let Step::Cross(half) | Step::Enter(half) = step {
                walked[half as usize] = true;
            }
        });
    }
    for first in &mesh.rings {
        let whole = |corner: &u32| of(*corner) == of(*first);
        if along_outline(mesh, *first).all(|corner| whole(&corner)) {
            starts.push((of(*first), Start::Outline(*first)));
        }
    }
    starts.sort_unstable();
    starts
}

/// The corners of the outline from one of them once around.
fn along_outline(mesh: &Mesh, first: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(first), move |corner| {
        Some(mesh.to(mesh.out(*corner))).filter(|next| *next != first)
    })
}

/// Walks a ring once around and tells every step.
fn walk(mesh: &Mesh, area: &[u32], start: Start, mut step: impl FnMut(Step)) {
    let first = match start {
        Start::Crossing(half) => half,
        Start::Outline(corner) => {
            for corner in along_outline(mesh, corner) {
                step(Step::Corner(corner));
                step(Step::Along(mesh.out(corner)));
            }
            return;
        }
    };
    let mine = area[mesh.from(first) as usize];
    let is_mine = |corner: u32| area[corner as usize] == mine;
    let mut half = first;
    loop {
        step(if mesh.twin(half).is_some() { Step::Cross(half) } else { Step::Enter(half) });
        // Out through the side that has one of mine and one that is not.
        let side = if is_mine(mesh.apex(half)) { next(half) } else { prev(half) };
        half = match mesh.twin(side) {
            Some(twin) => twin,
            None => {
                step(Step::Leave(side));
                let mut corner = mesh.to(side);
                loop {
                    step(Step::Corner(corner));
                    let along = mesh.out(corner);
                    if !is_mine(mesh.to(along)) {
                        break along;
                    }
                    step(Step::Along(along));
                    corner = mesh.to(along);
                }
            }
        };
        if half == first {
            return;
        }
    }
}

/// The positions of a ring, not closed. `grid_of` is the grid of each corner: where grids meet the
/// outline the areas above have that position too, so that no level leaves the other's line.
pub(super) fn ring(
    mesh: &Mesh,
    borders: &Borders,
    grid_of: &[u32],
    area: &[u32],
    start: Start,
) -> Vec<Tick> {
    let one_grid = |half: u32| grid_of[mesh.from(half) as usize] == grid_of[mesh.to(half) as usize];
    let mut ring = Vec::new();
    let outwards = |half: u32, ring: &mut Vec<Tick>| {
        let before = ring.len();
        borders.wind(half, ring);
        if let Some(added) = ring.get_mut(before..) {
            added.reverse();
        }
        ring.push(borders.gate(half));
    };
    let inwards = |half: u32, ring: &mut Vec<Tick>| {
        borders.wind(half, ring);
        ring.push(borders.node(half));
    };
    walk(mesh, area, start, |step| match step {
        Step::Cross(half) => {
            if let Some(twin) = mesh.twin(half) {
                outwards(twin, &mut ring);
            }
            inwards(half, &mut ring);
        }
        Step::Enter(half) => {
            ring.push(borders.gate(half));
            inwards(half, &mut ring);
        }
        Step::Leave(half) => outwards(half, &mut ring),
        Step::Corner(corner) => ring.push(mesh.ticks[corner as usize]),
        Step::Along(half) if one_grid(half) => {}
        Step::Along(half) => ring.push(borders.gate(half)),
    });
    ring
}

/// Whether a ring runs counter-clockwise: then it is the outer one of its area.
pub(super) fn is_outer(ring: &[Tick]) -> bool {
    let sides = ring.iter().zip(ring.iter().cycle().skip(1));
    let twice: i128 = sides
        .map(|(a, b)| i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat))
        .sum();
    twice > 0
}
