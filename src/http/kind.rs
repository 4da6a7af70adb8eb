//! Everything that can go wrong with a request, by name and status.

use axum::http::StatusCode;

/// What went wrong, one for each value of `code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// There is nothing at this address.
    NotFound,
    /// There is no area of that level and code.
    UnknownArea,
    /// There is no incident with that number.
    UnknownIncident,
    /// There is no trouble spot with that number.
    UnknownTroubleSpot,
    /// There is no tile of that number.
    UnknownTile,
    /// There is no grid with that code to make a sheet of.
    UnknownSheet,
    /// There is no job with that id, or no longer.
    UnknownJob,
    /// The job has no file: it has not ended, failed or was dismissed.
    NoResult,
    /// The address takes other methods.
    MethodNotAllowed,
    /// The body is larger than the limit.
    BodyTooLarge,
    /// The body is not said to be JSON.
    UnsupportedMediaType,
    /// The body could not be read to its end.
    BrokenBody,
    /// The body is not JSON.
    MalformedJson,
    /// The parameter is not one of this address.
    UnknownParameter,
    /// The parameter stands twice.
    RepeatedParameter,
    /// The parameter must be there.
    MissingParameter,
    /// The parameter cannot be read.
    MalformedParameter,
    /// The parameter can be read, and its value will not do.
    InvalidParameter,
    /// A header cannot be read.
    MalformedHeader,
    /// The coordinate is not a number.
    NotANumber,
    /// The coordinate is in degrees, minutes and seconds.
    DegreesMinutesSeconds,
    /// Longitude and latitude are exchanged.
    SwappedAxes,
    /// The coordinate is in metres.
    ProjectedMetres,
    /// The coordinate is off the globe.
    OutOfRange,
    /// The coordinate is not in its Gauss-Krüger zone.
    NotInZone,
    /// The datum is not known.
    UnknownDatum,
    /// The report has faults, listed in `errors`.
    InvalidReport,
    /// The order has faults, listed in `errors`.
    InvalidOrder,
    /// A name has characters that the typeface of the sheets lacks.
    UndrawableText,
    /// No grid is left of those that an atlas was asked for.
    EmptySelection,
    /// There is no such desk.
    UnknownDesk,
    /// There is no grid with that code to give an incident to.
    UnknownGrid,
    /// The external id or key stands for another report.
    ReportConflict,
    /// A trouble spot is open on that ground, or does not stand so that the step follows.
    TroubleConflict,
    /// The incident or the trouble spot has changed meanwhile.
    VersionConflict,
    /// The page's cursor is not one of this list.
    BadCursor,
    /// The stream holds no rows with positions.
    NoPositions,
    /// There are no boundaries to look up in.
    NoGrids,
    /// The server is too slow just now.
    Timeout,
    /// Too many jobs wait.
    TooManyJobs,
    /// It is not known whether the change was kept.
    Uncertain,
    /// The database is held by another program.
    Unavailable,
    /// There is no room on the disk.
    StorageFull,
    /// Anything that is the server's own fault.
    Internal,
}

impl Kind {
    /// All of them, for the API document and the tests.
    #[cfg(test)]
    pub const ALL: [Self; 44] = [
        Self::NotFound,
        Self::UnknownArea,
        Self::UnknownIncident,
        Self::UnknownTroubleSpot,
        Self::UnknownTile,
        Self::UnknownSheet,
        Self::UnknownJob,
        Self::NoResult,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::BrokenBody,
        Self::MalformedJson,
        Self::UnknownParameter,
        Self::RepeatedParameter,
        Self::MissingParameter,
        Self::MalformedParameter,
        Self::InvalidParameter,
        Self::MalformedHeader,
        Self::NotANumber,
        Self::DegreesMinutesSeconds,
        Self::SwappedAxes,
        Self::ProjectedMetres,
        Self::OutOfRange,
        Self::NotInZone,
        Self::UnknownDatum,
        Self::InvalidReport,
        Self::InvalidOrder,
        Self::UndrawableText,
        Self::EmptySelection,
        Self::UnknownDesk,
        Self::UnknownGrid,
        Self::ReportConflict,
        Self::TroubleConflict,
        Self::VersionConflict,
        Self::BadCursor,
        Self::NoPositions,
        Self::NoGrids,
        Self::Timeout,
        Self::TooManyJobs,
        Self::Uncertain,
        Self::Unavailable,
        Self::StorageFull,
        Self::Internal,
    ];

    /// Its status. 400: the request cannot be read as one of this address. 422: it can, and a
    /// value in it will not do.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::BrokenBody
            | Self::MalformedJson
            | Self::UnknownParameter
            | Self::RepeatedParameter
            | Self::MissingParameter
            | Self::MalformedParameter
            | Self::MalformedHeader
            | Self::NotANumber
            | Self::DegreesMinutesSeconds
            | Self::BadCursor => StatusCode::BAD_REQUEST,
            Self::NotFound
            | Self::UnknownArea
            | Self::UnknownIncident
            | Self::UnknownTroubleSpot
            | Self::UnknownTile
            | Self::UnknownSheet
            | Self::UnknownJob
            | Self::NoResult => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::ReportConflict | Self::TroubleConflict | Self::NoGrids => StatusCode::CONFLICT,
            Self::VersionConflict => StatusCode::PRECONDITION_FAILED,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidParameter
            | Self::SwappedAxes
            | Self::ProjectedMetres
            | Self::OutOfRange
            | Self::NotInZone
            | Self::UnknownDatum
            | Self::InvalidReport
            | Self::InvalidOrder
            | Self::UndrawableText
            | Self::EmptySelection
            | Self::UnknownDesk
            | Self::NoPositions
            | Self::UnknownGrid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyJobs => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Timeout | Self::Uncertain | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::StorageFull => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    /// Its stable name for programs, and the key of its title.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("not_found", "http.title.not_found"),
            Self::UnknownArea => ("unknown_area", "http.title.unknown_area"),
            Self::UnknownIncident => ("unknown_incident", "http.title.unknown_incident"),
            Self::UnknownTroubleSpot => ("unknown_trouble_spot", "http.title.unknown_trouble_spot"),
            Self::UnknownTile => ("unknown_tile", "http.title.unknown_tile"),
            Self::UnknownSheet => ("unknown_sheet", "http.title.unknown_sheet"),
            Self::UnknownJob => ("unknown_job", "http.title.unknown_job"),
            Self::NoResult => ("no_result", "http.title.no_result"),
            Self::MethodNotAllowed => ("method_not_allowed", "http.title.method_not_allowed"),
            Self::BodyTooLarge => ("body_too_large", "http.title.body_too_large"),
            Self::UnsupportedMediaType => {
                ("unsupported_media_type", "http.title.unsupported_media_type")
            }
            Self::BrokenBody => ("broken_body", "http.title.broken_body"),
            Self::MalformedJson => ("malformed_json", "http.title.malformed_json"),
            Self::UnknownParameter => ("unknown_parameter", "http.title.unknown_parameter"),
            Self::RepeatedParameter => ("repeated_parameter", "http.title.repeated_parameter"),
            Self::MissingParameter => ("missing_parameter", "http.title.missing_parameter"),
            Self::MalformedParameter => ("malformed_parameter", "http.title.malformed_parameter"),
            Self::InvalidParameter => ("invalid_parameter", "http.title.invalid_parameter"),
            Self::MalformedHeader => ("malformed_header", "http.title.malformed_header"),
            Self::NotANumber => ("not_a_number", "http.title.coordinate"),
            Self::DegreesMinutesSeconds => ("degrees_minutes_seconds", "http.title.coordinate"),
            Self::SwappedAxes => ("swapped_axes", "http.title.coordinate"),
            Self::ProjectedMetres => ("projected_metres", "http.title.coordinate"),
            Self::OutOfRange => ("out_of_range", "http.title.coordinate"),
            Self::NotInZone => ("not_in_zone", "http.title.coordinate"),
            Self::UnknownDatum => ("unknown_datum", "http.title.unknown_datum"),
            Self::InvalidReport => ("invalid_report", "http.title.invalid_report"),
            Self::InvalidOrder => ("invalid_order", "http.title.invalid_order"),
            Self::UndrawableText => ("undrawable_text", "http.title.undrawable_text"),
            Self::EmptySelection => ("empty_selection", "http.title.empty_selection"),
            Self::UnknownDesk => ("unknown_desk", "http.title.unknown_desk"),
            Self::UnknownGrid => ("unknown_grid", "http.title.unknown_grid"),
            Self::ReportConflict => ("report_conflict", "http.title.report_conflict"),
            Self::TroubleConflict => ("trouble_conflict", "http.title.trouble_conflict"),
            Self::VersionConflict => ("version_conflict", "http.title.version_conflict"),
            Self::BadCursor => ("bad_cursor", "http.title.bad_cursor"),
            Self::NoPositions => ("no_positions", "http.title.no_positions"),
            Self::NoGrids => ("no_grids", "http.title.no_grids"),
            Self::Timeout => ("timeout", "http.title.timeout"),
            Self::TooManyJobs => ("too_many_jobs", "http.title.too_many_jobs"),
            Self::Uncertain => ("uncertain", "http.title.uncertain"),
            Self::Unavailable => ("unavailable", "http.title.unavailable"),
            Self::StorageFull => ("storage_full", "http.title.storage_full"),
            Self::Internal => ("internal", "http.title.internal"),
        }
    }

    /// Its stable name for programs, such as `swapped_axes`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.names().0
    }
}
