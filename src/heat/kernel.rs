//! How an incident is spread over the ground around it.

use crate::text::{Message, error_from_message};
use std::error::Error;
use std::f64::consts::PI;

/// A Gaussian ends here: beyond is 0.004 % of its mass.
const GAUSSIAN_REACH: f64 = 4.5;

/// The form of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KernelShape {
    /// The bell curve: smooth everywhere.
    #[default]
    Gaussian,
    /// The biweight (1 − r²/R²)², which ends at R and leaves the ground beyond it empty.
    Quartic,
}

impl KernelShape {
    /// The names by which [`KernelShape::named`] finds them.
    pub const NAMES: [&'static str; 2] = ["gaussian", "quartic"];

    /// The shape of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "gaussian" => Some(Self::Gaussian),
            "quartic" => Some(Self::Quartic),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::Quartic => "quartic",
        }
    }
}

/// How density is measured.
///
/// The bandwidth is the standard deviation along one axis, whatever the shape: a change of shape
/// does not change how far incidents are spread. A quartic kernel ends at √8 bandwidths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    shape: KernelShape,
    bandwidth_m: f64,
    days: f64,
}

impl Kernel {
    /// The bandwidths that are taken, in metres.
    pub const BANDWIDTH_M: std::ops::RangeInclusive<f64> = 50.0..=50_000.0;

    /// A Gaussian with a standard deviation of `bandwidth_m` metres over a period of `days` days.
    ///
    /// # Errors
    ///
    /// [`KernelError`] for a bandwidth outside 50 m to 50 km or a period that is not positive.
    pub fn new(bandwidth_m: f64, days: f64) -> Result<Self, KernelError> {
        if !Self::BANDWIDTH_M.contains(&bandwidth_m) {
            return Err(KernelError::Bandwidth { bandwidth_m });
        }
        if !(days.is_finite() && days > 0.0) {
            return Err(KernelError::Period { days });
        }
        Ok(Self { shape: KernelShape::Gaussian, bandwidth_m, days })
    }

    /// The same with another shape.
    #[must_use]
    pub fn shaped(self, shape: KernelShape) -> Self {
        Self { shape, ..self }
    }

    /// The form.
    #[must_use]
    pub fn shape(self) -> KernelShape {
        self.shape
    }

    /// The standard deviation in metres.
    #[must_use]
    pub fn bandwidth_m(self) -> f64 {
        self.bandwidth_m
    }

    /// The length of the period in days.
    #[must_use]
    pub fn days(self) -> f64 {
        self.days
    }

    /// Whether the other spreads an incident in the same way, over whatever period.
    #[must_use]
    pub fn spreads_as(&self, other: &Self) -> bool {
        self.shape == other.shape && self.bandwidth_m.to_bits() == other.bandwidth_m.to_bits()
    }

    /// How far an incident reaches, in metres.
    #[must_use]
    pub fn reach_m(self) -> f64 {
        match self.shape {
            KernelShape::Gaussian => GAUSSIAN_REACH * self.bandwidth_m,
            KernelShape::Quartic => 8_f64.sqrt() * self.bandwidth_m,
        }
    }

    /// The share of an incident per km² at a distance from it, without the cut-off of a Gaussian.
    #[must_use]
    pub fn at_m(self, distance_m: f64) -> f64 {
        let square_m2 = self.bandwidth_m * self.bandwidth_m;
        let per_m2 = match self.shape {
            KernelShape::Gaussian => {
                (-0.5 * distance_m * distance_m / square_m2).exp() / (2.0 * PI * square_m2)
            }
            KernelShape::Quartic => {
                let inner = (1.0 - distance_m * distance_m / (8.0 * square_m2)).max(0.0);
                3.0 * inner * inner / (8.0 * PI * square_m2)
            }
        };
        per_m2 * 1e6
    }

    /// The density in the middle of one incident, per km² per 30 days.
    #[must_use]
    pub fn height(self) -> f32 {
        (self.at_m(0.0) * self.per_30_days()) as f32
    }

    /// By what incidents are multiplied to count per 30 days.
    pub(super) fn per_30_days(self) -> f64 {
        30.0 / self.days
    }
}

/// Why a kernel is refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum KernelError {
    /// Outside 50 m to 50 km.
    Bandwidth {
        /// As asked for.
        bandwidth_m: f64,
    },
    /// The period has no length.
    Period {
        /// As computed.
        days: f64,
    },
}

impl KernelError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Bandwidth { bandwidth_m } => {
                Message::new("heat.bandwidth").with("bandwidth_m", bandwidth_m)
            }
            Self::Period { days } => Message::new("heat.period").with("days", days),
        }
    }

    #[expect(clippy::unused_self, reason = "the shape that error_from_message asks for")]
    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

error_from_message!(KernelError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_has_mass_one_and_its_bandwidth() {
        for shape in [KernelShape::Gaussian, KernelShape::Quartic] {
            let kernel = Kernel::new(300.0, 30.0).unwrap().shaped(shape);
            let (mut mass, mut square) = (0.0, 0.0);
            for r in (0..40_000).map(|i| f64::from(i) / 10.0 + 0.05) {
                let ring = kernel.at_m(r) / 1e6 * 2.0 * PI * r * 0.1;
                mass += ring;
                // Half of r² lies along one axis.
                square += ring * r * r / 2.0;
            }
            assert!((mass - 1.0).abs() < 1e-6, "{shape:?} {mass}");
            assert!((square.sqrt() - 300.0).abs() < 0.01, "{shape:?} {square}");
            assert_eq!(KernelShape::named(shape.name()), Some(shape));
        }
    }
}
