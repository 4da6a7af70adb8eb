//! Chance that repeats: the same numbers for the same seed, on any machine and any core.

/// A stream of pseudo-random numbers.
///
/// # Source
///
/// `SplitMix64`: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number
/// generators, OOPSLA 2014. Streams are opened by number, so that work on many cores draws the
/// same numbers in any order.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

/// What streams are opened for; part of their number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// The outline of the whole.
    Outline = 1,
    /// Where towns stand, and how they lie.
    Towns,
    /// A town's blocks.
    Blocks,
    /// The grids outside towns.
    Rural,
    /// Which surplus seeds are left out.
    Surplus,
    /// How borders wind.
    Border,
    /// Names.
    Names,
    /// Zones.
    Zones,
    /// Weights of days.
    Days,
    /// Incidents.
    Incident,
    /// Places where incidents come back to.
    Haunt,
    /// Bends of roads.
    Road,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The stream number `number` of its kind.
    pub fn new(seed: u64, stream: Stream, number: u64) -> Self {
        let kind = scramble(seed ^ (stream as u64).wrapping_mul(GOLDEN));
        Self { state: scramble(kind ^ number.wrapping_mul(GOLDEN)) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        scramble(self.state)
    }

    /// Evenly in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Evenly in [-1, 1).
    pub fn signed(&mut self) -> f64 {
        self.unit() * 2.0 - 1.0
    }

    /// Evenly in [`low`, `high`).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// Evenly of 0 to `count` - 1; 0 where `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((self.unit() * count as f64) as usize).min(count.saturating_sub(1))
    }

    /// Normal with mean 0 and deviation 1, to within 3.5: the sum of twelve even numbers.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// The position of one of `weights`, each as likely as it is large.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let mut left = self.unit() * weights.clone().sum::<f64>();
        let mut last = 0;
        for (i, weight) in weights.enumerate() {
            last = i;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// Puts `list` in any order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

fn scramble(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A smooth field of chance in [-1, 1] over the plane: values at the corners of a lattice of side
/// 1, joined by Perlin's fade curve (K. Perlin, Improving noise, SIGGRAPH 2002).
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise {
    seed: u64,
}

impl Noise {
    /// The field number `number` of its kind.
    pub fn new(seed: u64, stream: Stream, number: u64) -> Self {
        Self { seed: Random::new(seed, stream, number).next() }
    }

    /// The field there.
    pub fn at(self, x: f64, y: f64) -> f64 {
        let fade = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (column, row) = (x.floor(), y.floor());
        let (right, up) = (fade(x - column), fade(y - row));
        let corner = |i: i64, j: i64| {
            let (i, j) = (column as i64 + i, row as i64 + j);
            let mixed = scramble(self.seed ^ (i as u64).wrapping_mul(GOLDEN));
            let value = scramble(mixed ^ (j as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f));
            (value >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
        };
        let join = |a: f64, b: f64, t: f64| a + (b - a) * t;
        let below = join(corner(0, 0), corner(1, 0), right);
        join(below, join(corner(0, 1), corner(1, 1), right), up)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |seed, stream, number| {
            let mut random = Random::new(seed, stream, number);
            [random.unit(), random.unit(), random.normal()].map(f64::to_bits)
        };
        let first = draw(1, Stream::Border, 7);
        assert_eq!(first, draw(1, Stream::Border, 7));
        for other in
            [draw(2, Stream::Border, 7), draw(1, Stream::Rural, 7), draw(1, Stream::Border, 8)]
        {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn even_numbers_are_even_and_normal_ones_normal() {
        let mut random = Random::new(3, Stream::Incident, 0);
        let count = 100_000;
        let mean = (0..count).map(|_| random.unit()).sum::<f64>() / f64::from(count);
        assert!((mean - 0.5).abs() < 0.005, "{mean}");
        let square = (0..count).map(|_| random.normal().powi(2)).sum::<f64>() / f64::from(count);
        assert!((square - 1.0).abs() < 0.02, "{square}");
        let picks = (0..count).filter(|_| random.weighted([1.0, 3.0].into_iter()) == 1).count();
        assert!((73_000..77_000).contains(&picks), "{picks}");
    }

    #[test]
    fn the_field_is_bounded_and_smooth() {
        let noise = Noise::new(9, Stream::Rural, 0);
        for i in 0..2_000 {
            let x = f64::from(i) * 0.037 - 20.0;
            let (here, near) = (noise.at(x, 0.4 * x), noise.at(x + 1e-3, 0.4 * x));
            assert!((-1.0..=1.0).contains(&here) && (here - near).abs() < 0.01);
        }
    }
}
