//! Pulling a picture to other pixels: bilinear where it grows, a mean with a triangle as wide as
//! the new pixels where it shrinks. Columns and rows are independent.

use super::Bitmap;
use rayon::prelude::*;
use std::ops::Range;

/// Which old pixels of a row or column a new one is made of; none where it lies beside them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Taps {
    first: usize,
    /// Sums to 1.
    weights: Vec<f32>,
}

impl Taps {
    fn range(&self) -> Range<usize> {
        self.first..self.first + self.weights.len()
    }
}

/// The taps of `count` new pixels among `old` ones. `edge(i)` is where the edge before the new pixel
/// `i` lies, in old pixels from the first one's edge.
pub(super) fn taps(count: u32, old: u32, edge: impl Fn(u32) -> f64) -> Vec<Taps> {
    (0..count).map(|i| tap(edge(i), edge(i + 1), old)).collect()
}

fn tap(from: f64, to: f64, old: u32) -> Taps {
    let middle = f64::midpoint(from, to);
    if !(0.0..f64::from(old)).contains(&middle) {
        return Taps::default();
    }
    let reach = (to - from).abs().max(1.0);
    let first = (middle - reach).floor().max(0.0) as usize;
    let end = ((middle + reach).ceil() as usize).min(old as usize);
    let weight = |k: usize| (1.0 - (k as f64 + 0.5 - middle).abs() / reach).max(0.0);
    let sum: f64 = (first..end).map(weight).sum();
    Taps { first, weights: (first..end).map(|k| (weight(k) / sum) as f32).collect() }
}

/// The new picture; `None` where no new pixel lies on the old ones.
pub(super) fn resample(old: &Bitmap, columns: &[Taps], rows: &[Taps]) -> Option<Bitmap> {
    let used = |taps: &[Taps]| -> Option<Range<usize>> {
        let ranges = taps.iter().filter(|tap| !tap.weights.is_empty()).map(Taps::range);
        ranges.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
    };
    let across = used(columns)?;
    used(rows)?;
    let (width, height) = (columns.len(), rows.len());
    let mut rgba = vec![0; 4 * width * height];
    rgba.par_chunks_mut(4 * width).zip(rows).for_each(|(line, row)| {
        if !row.weights.is_empty() {
            narrowed(&mixed(old, row, &across), across.start, columns, line);
        }
    });
    Some(Bitmap { width: width as u32, height: height as u32, rgba })
}

/// A row of the picture in its old width: colours times opacity, and opacity.
fn mixed(old: &Bitmap, row: &Taps, across: &Range<usize>) -> Vec<[f32; 4]> {
    let mut line = vec![[0.0; 4]; across.len()];
    for (y, weight) in row.range().zip(&row.weights) {
        let pixels = old.row(y).chunks_exact(4).skip(across.start);
        for (sum, pixel) in line.iter_mut().zip(pixels) {
            let &[r, g, b, a] = pixel else { continue };
            let opacity = f32::from(a) * weight;
            *sum = [
                f32::from(r).mul_add(opacity, sum[0]),
                f32::from(g).mul_add(opacity, sum[1]),
                f32::from(b).mul_add(opacity, sum[2]),
                sum[3] + opacity,
            ];
        }
    }
    line
}

/// That row in the new width.
fn narrowed(mixed: &[[f32; 4]], start: usize, columns: &[Taps], line: &mut [u8]) {
    for (pixel, column) in line.chunks_exact_mut(4).zip(columns) {
        let from = mixed.iter().skip(column.first.saturating_sub(start));
        let sum = from.zip(&column.weights).fold([0.0_f32; 4], |sum, (old, weight)| {
            let [r, g, b, a] = *old;
            let [sr, sg, sb, sa] = sum;
            [sr + r * weight, sg + g * weight, sb + b * weight, sa + a * weight]
        });
        let [r, g, b, opacity] = sum;
        if opacity > 0.0 {
            let color = [r, g, b].map(|c| (c / opacity).round() as u8);
            let [r, g, b] = color;
            pixel.copy_from_slice(&[r, g, b, opacity.round() as u8]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gradient(width: u32, height: u32) -> Bitmap {
        let pixel = |i: u32| {
            let (x, y) = (i % width, i / width);
            [(x * 255 / width) as u8, (y * 255 / height) as u8, 40, 255]
        };
        Bitmap { width, height, rgba: (0..width * height).flat_map(pixel).collect() }
    }

    #[test]
    fn the_same_pixels_stay_as_they_are() {
        let picture = gradient(37, 23);
        let (columns, rows) = (taps(37, 37, f64::from), taps(23, 23, f64::from));
        assert_eq!(resample(&picture, &columns, &rows), Some(picture));
    }

    #[test]
    fn a_picture_beside_the_rectangle_is_none_and_its_outside_is_clear() {
        let picture = gradient(10, 10);
        let beside = taps(5, 10, |i| f64::from(i) + 20.0);
        assert_eq!(resample(&picture, &beside, &taps(5, 10, f64::from)), None);
        let half = taps(10, 10, |i| f64::from(i) - 5.0);
        let shown = resample(&picture, &half, &taps(10, 10, f64::from)).unwrap();
        let opacities: Vec<u8> = shown.row(3).chunks(4).map(|pixel| pixel[3]).collect();
        assert_eq!(opacities, [0, 0, 0, 0, 0, 255, 255, 255, 255, 255]);
    }

    #[test]
    fn what_is_clear_lends_no_colour() {
        // White and clear beside black and opaque.
        let rgba = vec![255, 255, 255, 0, 0, 0, 0, 255];
        let picture = Bitmap { width: 2, height: 1, rgba };
        let one = resample(&picture, &taps(1, 2, |i| 2.0 * f64::from(i)), &taps(1, 1, f64::from));
        assert_eq!(one.unwrap().rgba, [0, 0, 0, 128]);
    }

    proptest! {
        /// A plane of brightness stays that plane, however it is pulled.
        #[test]
        fn a_slope_keeps_its_place(new in 5_u32..300, old in 20_u32..200) {
            let picture = gradient(old, 4);
            let edge = |i: u32| f64::from(i) * f64::from(old) / f64::from(new);
            let pulled = resample(&picture, &taps(new, old, edge), &taps(4, 4, f64::from)).unwrap();
            for (i, pixel) in pulled.row(1).chunks(4).enumerate() {
                let at = (i as f64 + 0.5) / f64::from(new) * f64::from(old) - 0.5;
                // Near the edge there is nothing to mean with on one side.
                let reach = (f64::from(old) / f64::from(new)).max(1.0);
                if at > reach && at < f64::from(old) - 1.0 - reach {
                    let expected = at * 255.0 / f64::from(old);
                    prop_assert!((f64::from(pixel[0]) - expected).abs() < 2.0, "{i}: {} for {expected}", pixel[0]);
                }
            }
        }
    }
}
