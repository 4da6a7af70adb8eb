//! Chance that repeats: the same draws for the same seed, on any machine and any core.

/// A stream of pseudo-random numbers.
///
/// # Source
///
/// `SplitMix64`: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number
/// generators, OOPSLA 2014.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// The stream number `number` of a seed: streams are drawn from in any order, by any thread.
    pub fn new(seed: u64, number: u64) -> Self {
        Self { state: scramble(scramble(seed) ^ number.wrapping_mul(GOLDEN)) }
    }

    /// Evenly of 0 to `count` - 1, where `count` is at least 1; the bias is below `count` / 2^53.
    pub fn below(&mut self, count: usize) -> usize {
        self.state = self.state.wrapping_add(GOLDEN);
        let unit = (scramble(self.state) >> 11) as f64 / (1_u64 << 53) as f64;
        ((unit * count as f64) as usize).min(count.saturating_sub(1))
    }
}

fn scramble(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
