//! The `wangge` program: see [`wangge::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    wangge::cli::run()
}
