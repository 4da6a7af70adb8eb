//! Colour ramps by name: monotone in lightness, readable by colour-blind people and in grey print.

/// How many steps a picture's palette has above nothing.
pub(super) const STEPS: u8 = 255;

/// A colour ramp.
///
/// The share of the scale's top that is drawn at position t is t²: a town can be a thousand times
/// denser than the steppe around it, and on a straight scale only towns would show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ramp {
    name: &'static str,
    anchors: &'static [u32],
    reversed: bool,
}

impl Ramp {
    /// The names, the default first. `_r` is reversed: pale is little, for light maps.
    pub const NAMES: [&'static str; 10] = [
        "magma_r",
        "viridis_r",
        "cividis_r",
        "inferno_r",
        "plasma_r",
        "magma",
        "inferno",
        "viridis",
        "plasma",
        "cividis",
    ];

    /// The ramp of that name.
    ///
    /// ```
    /// use wangge::heat::Ramp;
    /// assert!(Ramp::NAMES.iter().all(|name| Ramp::named(name).is_some()));
    /// assert!(Ramp::named("rainbow").is_none());
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = Self::NAMES.into_iter().find(|known| *known == name)?;
        let base = name.strip_suffix("_r").unwrap_or(name);
        let (_, anchors) = RAMPS.iter().find(|(known, _)| *known == base)?;
        Some(Self { name, anchors, reversed: base != name })
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The position of a value on the ramp, from 0 (nothing) to 1 (`max` and above).
    #[must_use]
    pub fn position(value: f32, max: f32) -> f32 {
        if max > 0.0 { (value / max).clamp(0.0, 1.0).sqrt() } else { 0.0 }
    }

    /// The value at a position: the inverse of [`Ramp::position`].
    #[must_use]
    pub fn value(position: f32, max: f32) -> f32 {
        position * position * max
    }

    /// The opaque colour at a position from 0 to 1, as red, green and blue.
    #[must_use]
    pub fn rgb(self, position: f32) -> [u8; 3] {
        let t = position.clamp(0.0, 1.0);
        let t = if self.reversed { 1.0 - t } else { t };
        let last = self.anchors.len() - 1;
        let scaled = t * last as f32;
        let low = (scaled as usize).min(last.saturating_sub(1));
        let share = scaled - low as f32;
        let channel = |shift: u32| {
            let of = |i: usize| self.anchors.get(i).map_or(0.0, |c| ((c >> shift) & 0xff) as f32);
            (of(low) + (of(low + 1) - of(low)) * share).round() as u8
        };
        [channel(16), channel(8), channel(0)]
    }

    /// The colour at a position with its opacity: nothing at 0, 0.85 from a third of the ramp on.
    #[must_use]
    pub fn rgba(self, position: f32) -> [u8; 4] {
        let [r, g, b] = self.rgb(position);
        let opacity = (position.clamp(0.0, 1.0) * 3.0).min(1.0) * 0.85;
        [r, g, b, (opacity * 255.0).round() as u8]
    }

    /// `count` values (at least 2) from nothing to `max` in equal steps of the ramp, with their
    /// colours as `#rrggbb`, for a legend.
    #[must_use]
    pub fn stops(self, max: f32, count: u16) -> Vec<(f32, String)> {
        (0..count)
            .map(|i| {
                let position = f32::from(i) / f32::from(count.max(2) - 1);
                let [r, g, b] = self.rgb(position);
                (Self::value(position, max), format!("#{r:02x}{g:02x}{b:02x}"))
            })
            .collect()
    }
}

impl Default for Ramp {
    /// The first of [`Ramp::NAMES`].
    fn default() -> Self {
        Self { name: "magma_r", anchors: MAGMA, reversed: true }
    }
}

const MAGMA: &[u32] = &[
    0x00_00_04, 0x18_0f_3d, 0x44_0f_76, 0x72_1f_81, 0x9e_2f_7f, 0xcd_40_71, 0xf1_60_5d, 0xfd_96_68,
    0xfe_ca_8d, 0xfc_fd_bf,
];

/// Ten equally spaced colours of each ramp, by S. van der Walt and N. Smith (`viridis`, `magma`,
/// `inferno`, `plasma`; CC0) and J. R. Nuñez et al. (`cividis`; CC0), joined linearly.
const RAMPS: [(&str, &[u32]); 5] = [
    (
        "viridis",
        &[
            0x44_01_54, 0x48_28_78, 0x3e_49_89, 0x31_68_8e, 0x26_82_8e, 0x1f_9e_89, 0x35_b7_79,
            0x6e_ce_58, 0xb5_de_2b, 0xfd_e7_25,
        ],
    ),
    ("magma", MAGMA),
    (
        "inferno",
        &[
            0x00_00_04, 0x1b_0c_41, 0x4a_0c_6b, 0x78_1c_6d, 0xa5_2c_60, 0xcf_44_46, 0xed_69_25,
            0xfb_9b_06, 0xf7_d1_3d, 0xfc_ff_a4,
        ],
    ),
    (
        "plasma",
        &[
            0x0d_08_87, 0x46_03_9f, 0x72_01_a8, 0x9c_17_9e, 0xbd_37_86, 0xd8_57_6b, 0xed_79_53,
            0xfb_9f_3a, 0xfd_ca_26, 0xf0_f9_21,
        ],
    ),
    (
        "cividis",
        &[
            0x00_22_4e, 0x12_35_70, 0x3b_49_6c, 0x57_5d_6d, 0x70_71_73, 0x8a_86_78, 0xa5_9c_74,
            0xc3_b3_69, 0xe1_cc_55, 0xfe_e8_38,
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ramp_is_monotone_in_lightness() {
        for name in Ramp::NAMES {
            let ramp = Ramp::named(name).unwrap();
            let luma: Vec<f32> = (0_u8..=100)
                .map(|i| {
                    let [r, g, b] = ramp.rgb(f32::from(i) / 100.0).map(f32::from);
                    0.2126 * r + 0.7152 * g + 0.0722 * b
                })
                .collect();
            let rises = luma.windows(2).all(|w| w[1] >= w[0] - 1.0);
            let falls = luma.windows(2).all(|w| w[1] <= w[0] + 1.0);
            assert!(rises || falls, "{name}: {luma:?}");
        }
    }

    #[test]
    fn nothing_is_transparent_and_the_top_is_the_last_colour() {
        let ramp = Ramp::named("magma_r").unwrap();
        assert_eq!(ramp.rgba(0.0)[3], 0);
        assert_eq!(ramp.rgb(1.0), [0, 0, 4]);
        assert!((Ramp::value(Ramp::position(3.0, 12.0), 12.0) - 3.0).abs() < 1e-6);
    }
}
