//! Why a command could not be done, and the exit code that says so.

use crate::text::Message;
use std::error::Error;
use std::path::Path;

/// A command that ended early.
#[derive(Debug)]
pub(super) struct Failure {
    message: Message,
    source: Option<Box<dyn Error + Send + Sync>>,
    exit_code: u8,
}

impl Failure {
    /// It could not be done: a missing file, disk, port, usage. Exit code 2.
    pub fn impossible(message: Message) -> Self {
        Self { message, source: None, exit_code: 2 }
    }

    /// The data has faults. Exit code 1.
    pub fn faulty(message: Message) -> Self {
        Self { message, source: None, exit_code: 1 }
    }

    /// A file could not be read or written. Exit code 2.
    pub fn file(key: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::impossible(Message::new(key).with("path", path.display()).with("source", &source))
            .because(source)
    }

    /// Adds the cause.
    pub fn because(mut self, source: impl Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// Whether a reader of the output has gone away.
    pub fn is_closed_pipe(&self) -> bool {
        let error = self.cause().and_then(|cause| cause.downcast_ref::<std::io::Error>());
        error.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    pub fn message(&self) -> &Message {
        &self.message
    }

    pub fn exit_code(&self) -> u8 {
        self.exit_code
    }

    pub fn cause(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
