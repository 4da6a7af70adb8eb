//! Tile numbers of an archive (`PMTiles` version 3, section 4.1): the tiles of zoom 0, then those of
//! zoom 1 …, each zoom along a Hilbert curve.

/// The number of the tile `z/x/y`, y from the north. `z` is at most 31, `x` and `y` below 2^z.
pub(super) fn tile_number(z: u8, x: u32, y: u32) -> u64 {
    // The tiles of all smaller zooms: 1 + 4 + 16 … = (4^z - 1) / 3.
    let before = ((1_u64 << (2 * u32::from(z))) - 1) / 3;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    let mut along = 0;
    for bit in (0..z).rev() {
        let half = 1_u64 << bit;
        let (right, below) = (u64::from(x & half != 0), u64::from(y & half != 0));
        along += half * half * ((3 * right) ^ below);
        // Into the quarter, turned so that its own curve begins where that of the quarter before
        // it ends.
        (x, y) = (x & (half - 1), y & (half - 1));
        if below == 0 {
            if right == 1 {
                (x, y) = (half - 1 - x, half - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    before + along
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_numbers_are_those_of_the_specification() {
        let known = [
            ((0, 0, 0), 0),
            ((1, 0, 0), 1),
            ((1, 0, 1), 2),
            ((1, 1, 1), 3),
            ((1, 1, 0), 4),
            ((2, 0, 0), 5),
            ((12, 3423, 1763), 19_078_479),
        ];
        for ((z, x, y), number) in known {
            assert_eq!(tile_number(z, x, y), number, "{z}/{x}/{y}");
        }
    }

    /// The curve's own definition: every tile of a zoom once, each beside the one before it.
    #[test]
    fn a_zoom_is_walked_in_steps_of_one() {
        for z in 0..=7_u8 {
            let side = 1_u32 << z;
            let mut tiles: Vec<(u64, u32, u32)> = (0..side)
                .flat_map(|x| (0..side).map(move |y| (tile_number(z, x, y), x, y)))
                .collect();
            tiles.sort_unstable();
            let first = tile_number(z, 0, 0);
            for (i, pair) in tiles.windows(2).enumerate() {
                assert_eq!(pair[0].0, first + i as u64, "zoom {z}");
                let step = pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2);
                assert_eq!(step, 1, "zoom {z} at {i}");
            }
        }
    }

    proptest! {
        #[test]
        fn another_reader_counts_alike(z in 0_u8..=31, x: u32, y: u32) {
            let side = 1_u64 << z;
            let (x, y) = ((u64::from(x) % side) as u32, (u64::from(y) % side) as u32);
            let theirs = pmtiles::TileId::from(pmtiles::TileCoord::new(z, x, y).unwrap());
            prop_assert_eq!(tile_number(z, x, y), theirs.value());
        }
    }
}
