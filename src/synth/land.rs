//! The land: mesh, borders, hierarchy and who holds which corner.

use super::SynthError;
use super::border::Borders;
use super::graph::{Graph, NOBODY};
use super::hierarchy::Hierarchy;
use super::mesh::Mesh;
use super::outline::Outline;
use super::seeds::Seeds;

/// Everything about the boundaries but their text.
#[derive(Debug)]
pub(super) struct Land {
    /// The outline.
    pub outline: Outline,
    /// One seed for each grid, and the towns.
    pub seeds: Seeds,
    /// The triangles between.
    pub mesh: Mesh,
    /// The ways along the sides of triangles.
    pub ways: Graph,
    /// The grid that holds each corner of the mesh.
    pub grid_of: Vec<u32>,
    /// Villages and what is above.
    pub hierarchy: Hierarchy,
    /// The seed of the set.
    pub seed: u64,
}

impl Land {
    /// Lays the land out.
    ///
    /// # Errors
    ///
    /// What stops one of the steps.
    pub fn new(outline: Outline, grids: usize, seed: u64) -> Result<Self, SynthError> {
        let seeds = Seeds::place(&outline, grids, seed)?;
        let mesh = Mesh::new(&outline, &seeds)?;
        let sides = (0..mesh.half_edges()).flat_map(|half| {
            let (from, to) = (mesh.from(half), mesh.to(half));
            // A side on the outline has no twin to be the way back.
            let back = mesh.twin(half).is_none().then_some((to, from));
            std::iter::once((from, to)).chain(back)
        });
        let ways = Graph::new(mesh.at.clone(), sides.collect());
        let grid_of = grid_of(&mesh, &ways)?;
        let holder = |corner: u32| grid_of[corner as usize];
        let pairs = (0..mesh.half_edges()).flat_map(|half| {
            let (a, b) = (holder(mesh.from(half)), holder(mesh.to(half)));
            (a != b).then_some([(a, b), (b, a)]).into_iter().flatten()
        });
        let hierarchy = Hierarchy::new(&seeds, pairs.collect(), seed)?;
        Ok(Self { outline, seeds, mesh, ways, grid_of, hierarchy, seed })
    }

    /// The course of every border.
    ///
    /// # Errors
    ///
    /// [`SynthError::TooNarrow`].
    pub fn borders(&self) -> Result<Borders<'_>, SynthError> {
        Borders::new(&self.mesh, &self.outline.plane, &self.grid_of, self.seed)
    }
}

/// The grid that holds each corner: its own, and for corners of rims and of the outline the rural
/// grid that is nearest. Only where none can be reached does a town's grid take one.
fn grid_of(mesh: &Mesh, ways: &Graph) -> Result<Vec<u32>, SynthError> {
    let is_open = |corner: u32| corner as usize >= mesh.grids;
    let rural: Vec<u32> = (0..mesh.rural as u32).collect();
    let mut owner = ways.nearest(&rural, |_, to| is_open(to));
    for (grid, owner) in owner.iter_mut().enumerate().take(mesh.grids) {
        *owner = grid as u32;
    }
    if owner.contains(&NOBODY) {
        let held: Vec<u32> =
            (0..owner.len() as u32).filter(|corner| owner[*corner as usize] != NOBODY).collect();
        let rest = ways.nearest(&held, |_, to| owner[to as usize] == NOBODY);
        for corner in 0..owner.len() {
            if owner[corner] == NOBODY {
                let source = held.get(rest[corner] as usize).ok_or(SynthError::Outline)?;
                owner[corner] = owner[*source as usize];
            }
        }
    }
    Ok(owner)
}
