//! 256 colours for a page: a sheet is mostly flat, and a byte a pixel is a third of a file.

/// Bits of red, green and blue that tell colours apart.
const BITS: [u32; 3] = [6, 6, 6];
const CODES: usize = 1 << (BITS[0] + BITS[1] + BITS[2]);
/// Colours of a palette.
const MOST: usize = 256;
/// The most frequent colours, which keep a place of their own.
const FREQUENT: usize = 64;

/// The code of a colour: its upper bits.
#[inline]
fn code([r, g, b]: [u8; 3]) -> u32 {
    u32::from(r >> 2) << 12 | u32::from(g >> 2) << 6 | u32::from(b >> 2)
}

/// How often each colour was met, and the sum of what it was exactly.
#[derive(Debug, Clone)]
pub struct Colours(Vec<[u32; 4]>);

impl Default for Colours {
    fn default() -> Self {
        Self(vec![[0; 4]; CODES])
    }
}

/// The colours of a palette, and the place in it of every code.
#[derive(Debug, Clone)]
pub struct Palette {
    pub colours: Vec<[u8; 3]>,
    places: Vec<u8>,
}

/// One colour of those met.
#[derive(Debug, Clone, Copy)]
struct Met {
    code: u32,
    count: u64,
    mean: [f64; 3],
}

impl Colours {
    /// Counts so many pixels of a colour side by side.
    #[inline]
    pub fn add(&mut self, rgb: [u8; 3], count: u32) {
        if let Some([n, r, g, b]) = self.0.get_mut(code(rgb) as usize) {
            // Sums of the two lower bits alone: a page has too few pixels to overflow them.
            *n += count;
            for (sum, value) in [r, g, b].into_iter().zip(rgb) {
                *sum += u32::from(value & 3) * count;
            }
        }
    }

    fn met(&self) -> Vec<Met> {
        let of = |(code, [count, r, g, b]): (usize, &[u32; 4])| {
            let upper = [code >> 12 & 63, code >> 6 & 63, code & 63];
            let lower = [*r, *g, *b];
            let mean = std::array::from_fn(|i| {
                let (upper, lower) = (upper.get(i).copied(), lower.get(i).copied());
                f64::from(upper.unwrap_or(0) as u32 * 4)
                    + f64::from(lower.unwrap_or(0)) / f64::from(*count)
            });
            Met { code: code as u32, count: u64::from(*count), mean }
        };
        self.0.iter().enumerate().filter(|(_, sums)| sums[0] > 0).map(of).collect()
    }

    /// The palette: the most frequent colours, and for the others the means of boxes that were
    /// cut where they are widest (Heckbert, *Color image quantization*, SIGGRAPH 1982).
    pub fn palette(&self) -> Palette {
        let mut met = self.met();
        met.sort_by(|a, b| b.count.cmp(&a.count).then(a.code.cmp(&b.code)));
        let all = met.clone();
        let own = if met.len() <= MOST { met.len() } else { FREQUENT };
        let rest = met.split_off(own);
        let mut colours: Vec<[f64; 3]> = met.iter().map(|met| met.mean).collect();
        colours.extend(boxes(rest, MOST - own));
        let mut places = vec![0; CODES];
        for met in &all {
            let distance = |colour: &[f64; 3]| -> f64 {
                colour.iter().zip(met.mean).map(|(a, b)| (a - b).powi(2)).sum()
            };
            let nearest = colours
                .iter()
                .enumerate()
                .min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
            if let (Some(place), Some((nearest, _))) = (places.get_mut(met.code as usize), nearest)
            {
                *place = nearest as u8;
            }
        }
        let rounded = |colour: [f64; 3]| colour.map(|value| value.round() as u8);
        Palette { colours: colours.into_iter().map(rounded).collect(), places }
    }
}

impl Palette {
    /// The place of a colour that was counted.
    #[inline]
    pub fn place(&self, rgb: [u8; 3]) -> u8 {
        self.places.get(code(rgb) as usize).copied().unwrap_or(0)
    }
}

/// Cuts colours into so many boxes, always the one whose colours lie farthest apart, weighted by
/// how many they are; answers with their means.
fn boxes(all: Vec<Met>, most: usize) -> Vec<[f64; 3]> {
    if all.is_empty() || most == 0 {
        return Vec::new();
    }
    let mut open = vec![Cell::new(all)];
    while open.len() < most {
        let widest = open.iter().enumerate().max_by(|(_, a), (_, b)| a.error.total_cmp(&b.error));
        let Some((place, cell)) = widest else { break };
        if cell.error <= 0.0 {
            break;
        }
        let (low, high) = open.swap_remove(place).halves();
        open.extend([low, high]);
    }
    open.iter().map(|cell| cell.mean).collect()
}

/// Colours that share a place.
struct Cell {
    colours: Vec<Met>,
    mean: [f64; 3],
    /// Along which part of colour they differ most.
    axis: usize,
    /// The sum of their squared distances from the mean along it.
    error: f64,
}

impl Cell {
    fn new(colours: Vec<Met>) -> Self {
        let count = colours.iter().map(|met| met.count as f64).sum::<f64>().max(1.0);
        let part = |met: &Met, i: usize| met.mean.get(i).copied().unwrap_or(0.0);
        let mean: [f64; 3] = std::array::from_fn(|i| {
            colours.iter().map(|met| part(met, i) * met.count as f64).sum::<f64>() / count
        });
        let error = |i: usize| -> f64 {
            let middle = mean.get(i).copied().unwrap_or(0.0);
            // By the root of the count: a soft edge counts beside a wide ground.
            colours.iter().map(|m| (part(m, i) - middle).powi(2) * (m.count as f64).sqrt()).sum()
        };
        let errors = [error(0), error(1), error(2)];
        let widest = errors.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let (axis, error) = widest.map_or((0, 0.0), |(axis, error)| (axis, *error));
        Self { colours, mean, axis, error }
    }

    /// Cut at the mean.
    fn halves(self) -> (Self, Self) {
        let Self { colours, mean, axis, .. } = self;
        let at = |colour: &[f64; 3]| colour.get(axis).copied().unwrap_or(0.0);
        let middle = at(&mean);
        let (low, high) = colours.into_iter().partition(|met| at(&met.mean) < middle);
        (Self::new(low), Self::new(high))
    }
}
