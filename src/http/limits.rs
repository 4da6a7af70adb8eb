//! What a request may cost.

use std::time::Duration;

/// The largest body that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 1 << 20;
/// A request that takes longer is answered with a problem. A sheet takes seconds.
pub(super) const TIMEOUT: Duration = Duration::from_mins(1);
/// How long requests in flight may take to end when the server stops.
pub(super) const DRAIN: Duration = Duration::from_secs(10);
