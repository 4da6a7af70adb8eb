//! Places spread over an outline, as natural settlements are: neither in rows nor in heaps.

use super::SynthError;
use super::outline::Outline;
use super::plane::Metres;
use super::random::{Noise, Random, Stream};
use rayon::prelude::*;

/// How places are spread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    /// How many.
    pub count: usize,
    /// How far from the outline at least, as a share of their spacing.
    pub clearance: f64,
    /// What the chance is for.
    pub stream: Stream,
    /// The seed of the set.
    pub seed: u64,
}

/// Every place is off its corner of the lattice by up to this share of the spacing.
const JITTER: f64 = 0.3;
/// Tries until the lattice has the right spacing.
const TRIES: usize = 60;

impl Spread {
    /// Exactly `count` places inside the outline where `free` allows, with their spacing in
    /// metres: a triangular lattice, each corner moved by chance and the whole stretched by a
    /// smooth field, so that cells differ in size by up to three times. The spacing is found by
    /// trial, and the few places too many are left out by chance.
    ///
    /// # Errors
    ///
    /// [`SynthError::Outline`] where no spacing gives so many.
    pub fn over(
        &self,
        outline: &Outline,
        free: impl Fn(Metres) -> bool + Sync,
    ) -> Result<(Vec<Metres>, f64), SynthError> {
        let mut spacing = (outline.area_m2 / (self.count.max(1) as f64 * 0.866)).sqrt();
        let mut best: Option<(Vec<Metres>, f64)> = None;
        for _ in 0..TRIES {
            let places = self.lattice(outline, spacing, &free);
            let ratio = (places.len() as f64 / self.count as f64).sqrt();
            if places.len() < self.count {
                if best.is_some() {
                    break;
                }
                spacing *= (ratio * 0.998).clamp(0.7, 0.998);
                continue;
            }
            let close = places.len() <= self.count + self.count / 400;
            let better = best.as_ref().is_none_or(|(known, _)| places.len() < known.len());
            if better {
                best = Some((places, spacing));
            }
            if close || !better {
                break;
            }
            spacing *= ratio.max(1.000_5);
        }
        let (mut places, spacing) = best.ok_or(SynthError::Outline)?;
        self.leave_out(&mut places);
        Ok((places, spacing))
    }

    /// Takes places out by chance until `count` are left, in their order.
    fn leave_out(&self, places: &mut Vec<Metres>) {
        let mut random = Random::new(self.seed, Stream::Surplus, self.stream as u64);
        let mut keep = vec![true; places.len()];
        for _ in self.count..places.len() {
            let mut i = random.below(keep.len());
            // More are kept than left out, so a kept one is near.
            while !keep[i] {
                i = (i + 1) % keep.len();
            }
            keep[i] = false;
        }
        let mut kept = keep.into_iter();
        places.retain(|_| kept.next().unwrap_or(true));
    }

    fn lattice(
        &self,
        outline: &Outline,
        spacing: f64,
        free: &(impl Fn(Metres) -> bool + Sync),
    ) -> Vec<Metres> {
        let (low, high) = outline.corners;
        let fields = [0, 1].map(|number| Noise::new(self.seed, self.stream, number));
        // The field's waves: some spacings long, and slopes of 0.09 · 3.75 = 0.34 at most.
        let wave = spacing * 7.0;
        let rise = spacing * 0.866;
        let margin = wave * 0.1;
        let rows = ((high.y - low.y + 2.0 * margin) / rise).ceil() as i64 + 1;
        let columns = ((high.x - low.x + 2.0 * margin) / spacing).ceil() as i64 + 2;
        let row = |row: i64| {
            let mut random = Random::new(self.seed, self.stream, 2 + row as u64);
            let mut places = Vec::new();
            for column in 0..columns {
                let offset = if row % 2 == 0 { 0.0 } else { 0.5 };
                let jitter = Metres { x: random.signed(), y: random.signed() } * JITTER;
                let at = Metres {
                    x: low.x - margin + (column as f64 + offset - 0.5 + jitter.x) * spacing,
                    y: low.y - margin + row as f64 * rise + jitter.y * spacing,
                };
                let bend = |field: Noise| 0.09 * wave * field.at(at.x / wave, at.y / wave);
                let at = at + Metres { x: bend(fields[0]), y: bend(fields[1]) };
                let fits = outline.contains(at)
                    && outline.clears(at, self.clearance * spacing)
                    && free(at);
                if fits {
                    places.push(at);
                }
            }
            places
        };
        (0..rows).into_par_iter().flat_map_iter(row).collect()
    }
}
