//! A progress bar with rate and time left, on a terminal, for what takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// Nothing is drawn before this: a bar that flashes up and is gone tells nobody anything.
const QUIET: Duration = Duration::from_secs(1);

/// Progress through a file of known size. Not drawn where standard error is no terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Starts at 0 of `total_bytes`.
    pub fn of_bytes(total_bytes: u64, label: String) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total_bytes), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(
            "{msg} {bar:30} {percent:>3}% {bytes}/{total_bytes} {bytes_per_sec} 剩余 {eta}",
        );
        if let Ok(style) = style {
            bar.set_style(style);
        }
        bar.set_message(label);
        Self { bar, started: Instant::now() }
    }

    /// `bytes` have been read.
    pub fn at(&self, bytes: u64) {
        if self.bar.is_hidden() && self.started.elapsed() > QUIET {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        }
        self.bar.set_position(bytes);
    }

    /// Removes the bar.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
