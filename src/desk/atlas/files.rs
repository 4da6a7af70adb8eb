//! The working folder of an atlas: finished sheets, each under the name of what it is made of.
//!
//! A file gets its name when it is whole, and carries a checksum, so that what a killed process or
//! a lost disk block left behind is made again and never taken for a sheet.

use super::AtlasError;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A working folder that nobody else works in.
pub(super) struct Folder {
    path: PathBuf,
    /// Held as long as it is open.
    _lock: File,
}

impl Folder {
    /// Opens or makes it. What an earlier run finished is kept where `resume`, else thrown away.
    pub fn open(path: &Path, resume: bool) -> Result<Self, AtlasError> {
        fs::create_dir_all(path).map_err(AtlasError::io(path))?;
        let lock_path = path.join("lock");
        let lock = File::create(&lock_path).map_err(AtlasError::io(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(AtlasError::InUse { path: path.to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(AtlasError::io(&lock_path)(error)),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        if !resume {
            folder.empty()?;
        }
        Ok(folder)
    }

    fn empty(&self) -> Result<(), AtlasError> {
        for entry in fs::read_dir(&self.path).map_err(AtlasError::io(&self.path))? {
            let path = entry.map_err(AtlasError::io(&self.path))?.path();
            // Only what we make ourselves, should somebody have put something there.
            if is_ours(&path) {
                fs::remove_file(&path).map_err(AtlasError::io(&path))?;
            }
        }
        Ok(())
    }

    /// A finished sheet; `None` where there is none, or none that is whole.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.path.join(name)).ok()?;
        let sum = bytes.split_off(bytes.len().checked_sub(4)?);
        (crc32fast::hash(&bytes).to_le_bytes() == *sum).then_some(bytes)
    }

    /// Keeps a finished sheet.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), AtlasError> {
        let (part, path) = (self.part(name), self.path.join(name));
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            file.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
            fs::rename(&part, &path)
        });
        written.map_err(AtlasError::io(&path))
    }

    /// Where something is written before it gets its name.
    pub fn part(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.part"))
    }

    /// Puts a whole file where it belongs.
    pub fn publish(part: &Path, to: &Path) -> Result<(), AtlasError> {
        let synced = File::open(part).and_then(|file| file.sync_all());
        synced.and_then(|()| fs::rename(part, to)).map_err(AtlasError::io(to))
    }

    /// Removes it with everything that is ours in it.
    pub fn remove(self) -> Result<(), AtlasError> {
        self.empty()?;
        let lock = self.path.join("lock");
        fs::remove_file(&lock).map_err(AtlasError::io(&lock))?;
        match fs::remove_dir(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => {
                Err(AtlasError::io(&self.path)(error))
            }
            // Somebody else's file stays.
            _ => Ok(()),
        }
    }
}

fn is_ours(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("sheet" | "png" | "pdf" | "svg" | "part"))
}
