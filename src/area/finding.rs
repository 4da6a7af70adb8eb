//! What is wrong with boundary files: where, what, how large.

use super::read::SERVICES;
use crate::text::{Lang, Message};
use serde_json::{Value, json};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingSeverity {
    /// The data must be mended.
    Error,
    /// The data works, but somebody should look.
    Warning,
    /// Mended on reading, and counted.
    Note,
}

impl FindingSeverity {
    /// `error`, `warning` or `note`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Declares the kinds of findings with their names and severities in one table.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $severity:ident,)*) => {
        /// The kinds of findings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The stable name, such as `self_intersection`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// How grave this kind is.
            #[must_use]
            pub fn severity(self) -> FindingSeverity {
                match self {
                    $(Self::$kind => FindingSeverity::$severity,)*
                }
            }
        }
    };
}

kinds! {
    /// The file is not JSON.
    NotJson "not_json" Error,
    /// The file ends in the middle.
    TruncatedJson "truncated_json" Error,
    /// A ring's last position is not its first.
    UnclosedRing "unclosed_ring" Error,
    /// A ring of fewer than four positions.
    TooFewPoints "too_few_points" Error,
    /// A boundary that crosses or touches itself.
    SelfIntersection "self_intersection" Error,
    /// A hole outside its outer ring.
    HoleOutsideShell "hole_outside_shell" Error,
    /// Two areas of a level share ground.
    Overlap "overlap" Error,
    /// Two areas of a level with one code.
    DuplicateCode "duplicate_code" Error,
    /// An area without a code.
    MissingCode "missing_code" Error,
    /// A code that does not fit its level or its parent.
    CodeParentMismatch "code_parent_mismatch" Error,
    /// An area that reaches outside its parent.
    ChildOutsideParent "child_outside_parent" Error,
    /// Latitude first.
    SwappedAxes "swapped_axes" Error,
    /// Not a position.
    OutOfRange "out_of_range" Error,
    /// Metres where degrees are wanted.
    ProjectedMetres "projected_metres" Error,
    /// NaN, infinity, null or text as a coordinate.
    NanCoordinate "nan_coordinate" Error,
    /// `"geometry": null`.
    NullGeometry "null_geometry" Error,
    /// A geometry without positions.
    EmptyGeometry "empty_geometry" Error,
    /// A geometry that is no `Polygon` or `MultiPolygon`, or for a service point no `Point`.
    WrongGeometryType "wrong_geometry_type" Error,
    /// Another datum than CGCS2000 or WGS-84, said or shown.
    ForeignDatum "foreign_datum" Error,
    /// Ground that no area covers.
    Gap "gap" Warning,
    /// A very thin area, gap or overlap.
    Sliver "sliver" Warning,
    /// A service point of a kind that is not known.
    UnknownKind "unknown_kind" Warning,
    /// A service point outside the banner.
    OutsideBanner "outside_banner" Warning,
    /// A name in Mongolian with letters of another script.
    ForeignLetters "foreign_letters" Warning,
    /// Not UTF-8.
    Encoding "encoding" Warning,
    /// A ring that runs the wrong way round.
    Winding "winding" Note,
    /// The same position twice in a row.
    DuplicateVertices "duplicate_vertices" Note,
    /// A byte-order mark.
    Bom "bom" Note,
}

impl Kind {
    /// See [`Finding::leaves_two_owners`].
    fn leaves_two_owners(self) -> bool {
        // A gap has no owner and answers with the nearest; all errors put ground in wrong hands
        // or leave a grid out, which gives its ground to a neighbour.
        self.severity() == FindingSeverity::Error && self != Self::ChildOutsideParent
    }
}

/// One thing that is wrong, or was mended.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What.
    pub kind: Kind,
    /// In which file, such as `grids.geojson`.
    pub file: String,
    /// In which feature: its code, or `#12` (counted from 1) where it has none.
    pub feature: Option<String>,
    /// Where: longitude and latitude as written.
    pub at: Option<(f64, f64)>,
    /// How large, in m².
    pub size_m2: Option<f64>,
    /// How many of the kind this finding stands for.
    pub count: usize,
    /// The sentence for the user.
    pub message: Message,
}

impl Finding {
    /// A finding about a whole file.
    pub(super) fn new(kind: Kind, file: &str, message: Message) -> Self {
        Self {
            kind,
            file: file.to_owned(),
            feature: None,
            at: None,
            size_m2: None,
            count: 1,
            message,
        }
    }

    pub(super) fn in_feature(mut self, feature: &str) -> Self {
        self.feature = Some(feature.to_owned());
        self
    }

    pub(super) fn at(mut self, lon: f64, lat: f64) -> Self {
        self.at = Some((lon, lat));
        self
    }

    pub(super) fn sized(mut self, size_m2: f64) -> Self {
        self.size_m2 = Some(size_m2);
        self
    }

    /// How grave it is.
    #[must_use]
    pub fn severity(&self) -> FindingSeverity {
        self.kind.severity()
    }

    /// Whether it is about service points, which own no ground.
    #[must_use]
    pub fn is_about_services(&self) -> bool {
        self.file == SERVICES
    }

    /// Whether such a fault leaves two owners for one place, or an owner for the wrong place, so
    /// that a server must not start on it.
    #[must_use]
    pub fn leaves_two_owners(&self) -> bool {
        self.kind.leaves_two_owners() && !self.is_about_services()
    }

    /// The finding for programs.
    #[must_use]
    pub fn to_json(&self, lang: Lang) -> Value {
        json!({
            "severity": self.severity().name(),
            "kind": self.kind.name(),
            "file": self.file,
            "feature": self.feature,
            "lon": self.at.map(|(lon, _)| lon).filter(|v| v.is_finite()),
            "lat": self.at.map(|(_, lat)| lat).filter(|v| v.is_finite()),
            "size_m2": self.size_m2,
            "count": self.count,
            "message": self.message.render(lang),
        })
    }
}
