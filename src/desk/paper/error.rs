//! Why a sheet is not printed.

use crate::patrol::{PatrolError, PlanFault};
use crate::sheet::SheetError;
use crate::text::{Message, error_from_message};
use std::error::Error;

/// Why a sheet is not printed.
#[derive(Debug, Clone, PartialEq)]
pub enum PaperError {
    /// It could not be drawn.
    Sheet(SheetError),
    /// Check-points, roads or tracks will not do.
    Patrol(PatrolError),
    /// It is for the public, and categories that are asked for are not.
    NotPublic {
        /// The categories.
        categories: Vec<String>,
    },
    /// The plan of check-points has faults.
    Plan(Vec<PlanFault>),
}

impl PaperError {
    /// The sentence for the user.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Sheet(error) => error.message(),
            Self::Patrol(error) => error.message(),
            Self::NotPublic { categories } => {
                Message::new("desk.paper.not_public").with("categories", categories.join("、"))
            }
            Self::Plan(faults) => {
                let each = faults.iter().map(PlanFault::message);
                Message::new("desk.paper.plan").with_each("faults", each)
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sheet(error) => Some(error),
            Self::Patrol(error) => Some(error),
            Self::NotPublic { .. } | Self::Plan(_) => None,
        }
    }
}

error_from_message!(PaperError);

impl From<SheetError> for PaperError {
    fn from(error: SheetError) -> Self {
        Self::Sheet(error)
    }
}

impl From<PatrolError> for PaperError {
    fn from(error: PatrolError) -> Self {
        Self::Patrol(error)
    }
}

impl From<Vec<PlanFault>> for PaperError {
    fn from(faults: Vec<PlanFault>) -> Self {
        Self::Plan(faults)
    }
}
