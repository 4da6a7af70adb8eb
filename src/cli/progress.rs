//! A progress bar with rate and time left, on a terminal, for what takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// Nothing is drawn before this: a bar that flashes up and is gone tells nobody anything.
const QUIET: Duration = Duration::from_secs(1);

/// Progress through a file or through work of known size. Not drawn where standard error is no terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Starts at 0 of `total_bytes`.
    pub fn of_bytes(total_bytes: u64, label: String) -> Self {
        let template =
            "{msg} {bar:30} {percent:>3}% {bytes}/{total_bytes} {bytes_per_sec} 剩余 {eta}";
        Self::new(total_bytes, label, template)
    }

    /// Starts at 0 of `total` steps of any kind.
    pub fn of_steps(total: u64, label: String) -> Self {
        Self::new(total, label, "{msg} {bar:30} {percent:>3}% 剩余 {eta}")
    }

    fn new(total: u64, label: String, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(label);
        Self { bar, started: Instant::now() }
    }

    /// So many bytes or steps are done.
    pub fn at(&self, done: u64) {
        if self.bar.is_hidden() && self.started.elapsed() > QUIET {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        }
        self.bar.set_position(done);
    }

    /// Removes the bar.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
