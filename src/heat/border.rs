//! What the border takes off a kernel, computed once for many pictures.

use super::lattice::Frame;
use super::sampling::Sampling;
use super::smooth::Nodes;
use crate::geo::Bounds;

/// How much of a kernel falls on the ground, on the nodes of the lattice all over it: the same
/// for every tile, period and category. Made by [`Density::border`](super::Density::border).
#[derive(Debug, Clone)]
pub struct Border {
    pub(super) frame: Frame,
    pub(super) nodes: Nodes,
    pub(super) ground: Bounds,
}

impl Border {
    /// The mass at every pixel, 0 where it lies beside the rectangle around the ground.
    pub(super) fn read(&self, pixels: &Sampling, parallel: bool) -> Vec<f32> {
        let width = pixels.lons.len();
        let mut values = vec![0.0; width * pixels.lats.len()];
        let (columns, rows) = pixels.within(&self.ground);
        let part = pixels.part(columns.clone(), rows.clone());
        let read = part.read(&self.nodes, self.frame, parallel);
        for (row, from) in rows.zip(read.chunks(columns.len().max(1))) {
            let begin = row * width + columns.start;
            if let Some(to) = values.get_mut(begin..begin + from.len()) {
                to.copy_from_slice(from);
            }
        }
        values
    }

    /// What it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.nodes.values.capacity() * 4
    }
}
