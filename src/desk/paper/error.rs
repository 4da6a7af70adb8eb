//! Why a sheet is not printed.

use crate::patrol::{PatrolError, PlanFault};
use crate::sheet::SheetError;
use crate::text::{Lang, Message, error_from_message};
use std::error::Error;

/// Why a sheet is not printed.
#[derive(Debug, Clone, PartialEq)]
pub enum PaperError {
    /// It could not be drawn.
    Sheet(SheetError),
    /// Check-points, roads or tracks will not do.
    Patrol(PatrolError),
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
            Self::Plan(faults) => {
                // An error is one message; its values are written as the desk speaks.
                let faults: Vec<String> =
                    faults.iter().map(|fault| fault.render(Lang::Zh)).collect();
                Message::new("desk.paper.plan").with("faults", faults.join("；"))
            }
        }
    }

    fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Sheet(error) => Some(error),
            Self::Patrol(error) => Some(error),
            Self::Plan(_) => None,
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
