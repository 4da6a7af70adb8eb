//! Trouble spots (治安乱点): hot spots that somebody is to clear.

use super::Actor;
use jiff::Timestamp;

/// The number of a trouble spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TroubleId(pub i64);

/// Where a trouble spot stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleState {
    /// 整治中: somebody is at it.
    Open,
    /// 已销号: it was declared cleared.
    Cleared,
}

impl TroubleState {
    /// `open` or `cleared`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Cleared => "cleared",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Cleared].into_iter().find(|state| state.name() == name)
    }
}

/// What is done about a trouble spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleStep {
    /// 开立: it was opened. The first event, and only the first.
    Opened,
    /// 记录: something was noted.
    Noted,
    /// 销号: it was declared cleared.
    Cleared,
    /// 重开: it was taken up again.
    Reopened,
}

impl TroubleStep {
    /// All steps.
    pub const ALL: [Self; 4] = [Self::Opened, Self::Noted, Self::Cleared, Self::Reopened];

    /// `opened`, `noted`, `cleared` or `reopened`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Noted => "noted",
            Self::Cleared => "cleared",
            Self::Reopened => "reopened",
        }
    }

    /// The state after the step, from the one before; `None` where it cannot be taken.
    #[must_use]
    pub fn after(self, state: TroubleState) -> Option<TroubleState> {
        match (self, state) {
            (Self::Noted, state) => Some(state),
            (Self::Cleared, TroubleState::Open) => Some(TroubleState::Cleared),
            (Self::Reopened, TroubleState::Cleared) => Some(TroubleState::Open),
            _ => None,
        }
    }
}

/// A trouble spot that is to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTrouble {
    /// What people call the place.
    pub name: String,
    /// The analysis that found it, as the query of `/api/v1/heat/hotspots` without a period.
    pub analysis: String,
    /// Its ground: codes of areas or numbers of cells, in order.
    pub units: Vec<String>,
    /// The line of the hot spot, Chinese and English.
    pub found: [String; 2],
    /// Why it is opened.
    pub note: Option<String>,
    /// Who opens it.
    pub by: Actor,
}

/// A trouble spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleSpot {
    /// Its number.
    pub id: TroubleId,
    /// What people call the place.
    pub name: String,
    /// As in [`NewTrouble`].
    pub analysis: String,
    /// As in [`NewTrouble`].
    pub units: Vec<String>,
    /// As in [`NewTrouble`].
    pub found: [String; 2],
    /// Where it stands.
    pub state: TroubleState,
    /// How often it changed, from 1.
    pub version: i64,
    /// When it was opened, and by which desk.
    pub opened: Actor,
}

/// Something to be done about a trouble spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleMove {
    /// The trouble spot.
    pub id: TroubleId,
    /// Its version when the decision was made.
    pub seen_version: i64,
    /// What; not [`TroubleStep::Opened`].
    pub step: TroubleStep,
    /// The state after it.
    pub state: TroubleState,
    /// What there is to say.
    pub note: Option<String>,
    /// Who decided.
    pub by: Actor,
}

/// What was done about a trouble spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubleEvent {
    /// Its number among the events of trouble spots, ascending.
    pub seq: i64,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// The desk (席位) that did it.
    pub desk: String,
    /// What.
    pub step: TroubleStep,
    /// What there was to say.
    pub note: Option<String>,
}
