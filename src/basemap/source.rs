//! A file that many threads read at once, at places of their own choice.

use super::error::Fault;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

/// An open file of known length. Reading moves no position that threads would share, and nothing
/// of the file is kept: it may be larger than memory.
#[derive(Debug)]
pub(super) struct Source {
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
    bytes: u64,
}

impl Source {
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if !about.is_file() {
            return Err(Fault::NoFile);
        }
        #[cfg(not(unix))]
        let file = std::sync::Mutex::new(file);
        Ok(Self { file, bytes: about.len() })
    }

    /// The length of the file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes of a range; [`Fault::Beyond`] where it does not lie in the file, before any memory
    /// is asked for.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<u8>, Fault> {
        let beyond = || Fault::Beyond { begin: range.start, end: range.end, bytes: self.bytes };
        if range.end > self.bytes {
            return Err(beyond());
        }
        let length = range.end.checked_sub(range.start).ok_or_else(beyond)?;
        let mut buffer = vec![0; usize::try_from(length).map_err(|_| beyond())?];
        self.fill(&mut buffer, range.start)?;
        Ok(buffer)
    }

    /// The first bytes of the file, at most `most`.
    pub fn beginning(&self, most: u64) -> Result<Vec<u8>, Fault> {
        self.read(0..self.bytes.min(most))
    }

    #[cfg(unix)]
    fn fill(&self, buffer: &mut [u8], at: u64) -> std::io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, at)
    }

    #[cfg(not(unix))]
    fn fill(&self, buffer: &mut [u8], at: u64) -> std::io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_beyond_the_file_is_refused_before_memory_is_asked_for() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), b"0123456789").unwrap();
        let source = Source::open(file.path()).unwrap();
        assert_eq!(source.read(3..6).unwrap(), b"345");
        assert_eq!(source.beginning(99).unwrap().len(), 10);
        for range in [5..11, 0..u64::MAX, u64::MAX - 1..u64::MAX] {
            assert!(matches!(source.read(range), Err(Fault::Beyond { bytes: 10, .. })));
        }
        #[expect(clippy::reversed_empty_ranges, reason = "it is what a damaged file may say")]
        let reversed = source.read(6..3);
        assert!(matches!(reversed, Err(Fault::Beyond { .. })));
    }

    #[test]
    fn threads_read_side_by_side() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = (0..=255).cycle().take(65_536).collect();
        std::fs::write(file.path(), &bytes).unwrap();
        let source = Source::open(file.path()).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8_u64 {
                let (source, bytes) = (&source, &bytes);
                scope.spawn(move || {
                    for i in 0..500 {
                        let from = (i * 131 + thread * 977) % 65_000;
                        let read = source.read(from..from + 300).unwrap();
                        assert_eq!(read, bytes[from as usize..from as usize + 300]);
                    }
                });
            }
        });
    }
}
