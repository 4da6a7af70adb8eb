//! What was gathered on a lattice, spread over the ground by a kernel.

use super::lattice::{Lattice, SPLINE_VARIANCE, Span, metres_per_degree};
use super::{Kernel, KernelShape};
use rayon::prelude::*;

/// Values on the nodes of a span, row by row from the south-west.
#[derive(Debug, Clone)]
pub(super) struct Nodes {
    pub span: Span,
    pub values: Vec<f32>,
}

/// How far the kernel reaches on a lattice around a span, in columns and rows.
pub(super) fn reach(kernel: Kernel, lattice: &super::lattice::Frame, span: &Span) -> (i64, i64) {
    // Columns are closest together where the latitude is steepest.
    let steepest = lattice.lat(span.south).abs().max(lattice.lat(span.north).abs()).min(89.9);
    let steepest = (steepest + kernel.reach_m() / 110_000.0).min(89.9);
    let (per_lon_m, _) = metres_per_degree(steepest);
    let (_, per_lat_m) = metres_per_degree(0.0);
    let nodes = |step_m: f64| (kernel.reach_m() / step_m).ceil() as i64 + 1;
    (nodes(lattice.step_lon * per_lon_m), nodes(lattice.step_lat * per_lat_m))
}

/// The density per km² on the nodes of `wanted`, of what `lattice` holds: it must reach beyond
/// `wanted` by [`reach`].
///
/// Distances are measured in the plane at the latitude of the row (a quartic's: the pixel's): for a bandwidth of
/// 2 km a density is true to 0.01 % of a kernel's height, for 50 km to 0.3 %.
pub(super) fn smooth(lattice: &Lattice, wanted: Span, kernel: Kernel, parallel: bool) -> Nodes {
    match kernel.shape() {
        KernelShape::Gaussian => gaussian(lattice, wanted, kernel, parallel),
        KernelShape::Quartic => quartic(lattice, wanted, kernel, parallel),
    }
}

/// A count of nodes, of which there are never so many that this matters.
fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Runs over the rows of a raster, on all threads or on this one.
fn over_rows(
    values: &mut [f32],
    columns: usize,
    parallel: bool,
    work: impl Fn(usize, &mut [f32]) + Sync,
) {
    if parallel {
        let rows = values.par_chunks_mut(columns.max(1)).enumerate();
        rows.with_min_len(8).for_each(|(row, values)| work(row, values));
    } else {
        for (row, values) in values.chunks_mut(columns.max(1)).enumerate() {
            work(row, values);
        }
    }
}

/// `sums[i] += Σ weights[k] · from[i + k]`.
fn add_weighted(sums: &mut [f32], from: &[f32], weights: &[f32]) {
    for (k, weight) in weights.iter().enumerate() {
        let Some(from) = from.get(k..k + sums.len()) else { return };
        for (sum, value) in sums.iter_mut().zip(from) {
            *sum += weight * value;
        }
    }
}

/// A Gaussian is a product: first along the rows, then across them.
fn gaussian(lattice: &Lattice, wanted: Span, kernel: Kernel, parallel: bool) -> Nodes {
    let (frame, span) = (lattice.frame, lattice.span);
    let (columns, wide) = (wanted.columns(), span.columns());
    let margin = (wanted.west - span.west).max(0) as usize;
    let mut along = vec![0.0_f32; columns * span.rows()];
    over_rows(&mut along, columns, parallel, |row, values| {
        let Some(sums) = lattice.sums.get(row * wide..(row + 1) * wide) else { return };
        if sums.iter().all(|sum| *sum == 0.0) {
            return;
        }
        let sums: Vec<f32> = sums.iter().map(|sum| *sum as f32).collect();
        let (per_lon_m, _) = metres_per_degree(frame.lat(span.south + signed(row)));
        let weights = bell(kernel, frame.step_lon * per_lon_m, margin);
        let begin = margin - weights.len() / 2;
        add_weighted(values, sums.get(begin..).unwrap_or_default(), &weights);
    });
    let margin = (wanted.south - span.south).max(0) as usize;
    let mut values = vec![0.0_f32; wanted.nodes()];
    over_rows(&mut values, columns, parallel, |row, values| {
        let (_, per_lat_m) = metres_per_degree(frame.lat(wanted.south + signed(row)));
        let weights = bell(kernel, frame.step_lat * per_lat_m, margin);
        let begin = row + margin - weights.len() / 2;
        for (k, weight) in weights.iter().enumerate() {
            let from = (begin + k) * columns;
            let Some(from) = along.get(from..from + columns) else { return };
            // Per m² in both directions makes 10⁻⁶ of a km².
            let weight = weight * 1e6;
            for (value, along) in values.iter_mut().zip(from) {
                *value += weight * along;
            }
        }
    });
    Nodes { span: wanted, values }
}

/// A bell curve per metre on nodes `step_m` apart, at most `most` nodes to each side, narrower by
/// what the splines before and after it add.
fn bell(kernel: Kernel, step_m: f64, most: usize) -> Vec<f32> {
    let variance = kernel.bandwidth_m().powi(2) - 2.0 * SPLINE_VARIANCE * step_m * step_m;
    let nodes = signed(((kernel.reach_m() / step_m).ceil() as usize).min(most));
    let height = 1.0 / (2.0 * std::f64::consts::PI * variance).sqrt();
    let at = |node: i64| {
        let away_m = node as f64 * step_m;
        (height * (-0.5 * away_m * away_m / variance).exp()) as f32
    };
    (-nodes..=nodes).map(at).collect()
}

/// A quartic kernel is no product: row by row and column by column.
fn quartic(lattice: &Lattice, wanted: Span, kernel: Kernel, parallel: bool) -> Nodes {
    let (frame, span) = (lattice.frame, lattice.span);
    let wide = span.columns();
    let sums: Vec<f32> = lattice.sums.iter().map(|sum| *sum as f32).collect();
    let (margin, depth) =
        ((wanted.west - span.west).max(0) as usize, (wanted.south - span.south).max(0) as usize);
    let mut values = vec![0.0_f32; wanted.nodes()];
    over_rows(&mut values, wanted.columns(), parallel, |row, values| {
        let (per_lon_m, per_lat_m) = metres_per_degree(frame.lat(wanted.south + signed(row)));
        let steps_m = (frame.step_lon * per_lon_m, frame.step_lat * per_lat_m);
        for (k, from) in sums.chunks(wide.max(1)).skip(row).take(2 * depth + 1).enumerate() {
            let weights = disc_row(kernel, steps_m, signed(k) - signed(depth), margin);
            let begin = margin - weights.len() / 2;
            add_weighted(values, from.get(begin..).unwrap_or_default(), &weights);
        }
    });
    Nodes { span: wanted, values }
}

/// A row of the quartic kernel per km², `row` steps from its middle, at most `most` nodes to each
/// side. Its curvature times half the variance of the two splines is taken off, so that they add
/// nothing (to second order).
fn disc_row(kernel: Kernel, (dx_m, dy_m): (f64, f64), row: i64, most: usize) -> Vec<f32> {
    let reach_m = kernel.reach_m();
    let square = reach_m * reach_m;
    let away_m = row as f64 * dy_m;
    let half_m2 = square - away_m * away_m;
    if half_m2 <= 0.0 {
        return Vec::new();
    }
    let nodes = signed(((half_m2.sqrt() / dx_m).floor() as usize).min(most));
    let height = 3.0 / (std::f64::consts::PI * square) * 1e6;
    let at = |node: i64| {
        let (x, y) = (node as f64 * dx_m, away_m);
        let inner = 1.0 - (x * x + y * y) / square;
        let bent = |at_m: f64| 8.0 * at_m * at_m / (square * square) - 4.0 * inner / square;
        let flattened = SPLINE_VARIANCE * (dx_m * dx_m * bent(x) + dy_m * dy_m * bent(y));
        (height * (inner * inner - flattened)) as f32
    };
    (-nodes..=nodes).map(at).collect()
}
