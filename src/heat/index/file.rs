//! An index as a file: its columns one after the other, little-endian, with a checksum.
//!
//! ```text
//! 8 bytes   "WGINDEX1"
//! u64       how many records
//! i64       the second since 1970 from which times are counted
//! u32       how many categories; then of each, by number: u32 length, UTF-8
//! u32       how many grids; then the code of each, by number, in the same way
//! u32 × 2n  longitude and latitude in 10⁻⁷ degrees from 180° W and 90° S
//! u32 × n   seconds;  u32 × n  category and grid;  u8 × n  severity, status, on the ground
//! u32 × n   numbers;  u32 × n  rows along the curve
//! u32       CRC-32 (IEEE 802.3) of all before
//! ```

use super::fixed::{Curve, Fixed, Rect};
use super::record::{Columns, Tag};
use super::runs::{Runs, day_of};
use super::sums::Sums;
use super::{Index, IndexFileError};
use std::io::{Read, Write};

const MAGIC: [u8; 8] = *b"WGINDEX1";
/// Bytes that are read and written at a time.
const PIECE: usize = 1 << 20;
/// No name is longer, in bytes.
const LONGEST_NAME: u32 = 4096;

/// What the numbers in an index stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexNames {
    /// The categories, by number.
    pub categories: Vec<String>,
    /// The codes of the grids, by number.
    pub grids: Vec<String>,
}

impl Index {
    /// Writes the index, and what its numbers stand for.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_to(&self, names: &IndexNames, out: impl Write) -> std::io::Result<()> {
        let mut out = Summed { inner: out, sum: crc32fast::Hasher::new() };
        out.write_all(&MAGIC)?;
        out.write_all(&(self.len() as u64).to_le_bytes())?;
        out.write_all(&self.epoch.to_le_bytes())?;
        write_names(&mut out, &names.categories)?;
        write_names(&mut out, &names.grids)?;
        let columns = &self.columns;
        write_words(&mut out, columns.at.iter().flat_map(|at| [at.x, at.y]))?;
        write_words(&mut out, columns.time.iter().copied())?;
        write_words(&mut out, columns.tag.iter().copied())?;
        out.write_all(&columns.flags)?;
        write_words(&mut out, columns.number.iter().copied())?;
        write_words(&mut out, self.by_place.iter().copied())?;
        let sum = out.sum.clone().finalize();
        out.write_all(&sum.to_le_bytes())?;
        out.flush()
    }

    /// Reads an index and what its numbers stand for.
    ///
    /// # Errors
    /// What is no index of this version, is cut off or damaged, and errors of the reader. Nothing
    /// is reserved for more records than have been read.
    pub fn read_from(input: impl Read) -> Result<(Self, IndexNames), IndexFileError> {
        let mut input = Summed { inner: input, sum: crc32fast::Hasher::new() };
        let mut magic = [0; 8];
        input.read_exact(&mut magic).map_err(IndexFileError::read)?;
        if magic != MAGIC {
            return Err(IndexFileError::NoIndex);
        }
        let count = u64::from_le_bytes(read_bytes(&mut input)?);
        let epoch = i64::from_le_bytes(read_bytes(&mut input)?);
        let count = usize::try_from(count).ok().filter(|count| *count < u32::MAX as usize);
        let count = count.ok_or(IndexFileError::Damaged)?;
        let categories = read_names(&mut input)?;
        let names = IndexNames { categories, grids: read_names(&mut input)? };
        let places = read_words(&mut input, 2 * count)?;
        let columns = Columns {
            at: places.as_chunks().0.iter().map(|[x, y]| Fixed { x: *x, y: *y }).collect(),
            time: read_words(&mut input, count)?,
            tag: read_words(&mut input, count)?,
            flags: read_flags(&mut input, count)?,
            number: read_words(&mut input, count)?,
        };
        let by_place = read_words(&mut input, count)?;
        let sum = input.sum.clone().finalize();
        if u32::from_le_bytes(read_bytes(&mut input)?) != sum {
            return Err(IndexFileError::Damaged);
        }
        Self::of_sorted(columns, epoch, by_place).map(|index| (index, names))
    }

    /// Of columns that must be in order.
    fn of_sorted(columns: Columns, epoch: i64, by_place: Vec<u32>) -> Result<Self, IndexFileError> {
        // Far from the ends of time, so that seconds can be added.
        if epoch.unsigned_abs() > 1 << 40 {
            return Err(IndexFileError::Damaged);
        }
        let rows = columns.tag.iter().zip(&columns.time);
        let keys = || {
            let key =
                |(tag, time): (&u32, &u32)| Runs::key(Tag(*tag).category(), day_of(epoch, *time));
            rows.clone().map(key)
        };
        let last = by_place.len() as u32;
        if !keys().is_sorted() || by_place.iter().any(|row| *row >= last) {
            return Err(IndexFileError::Damaged);
        }
        let runs = Runs::of(keys());
        let extent = Rect::of(&columns.at);
        let sums = Sums::of(&columns, &runs, &Curve::through(&extent));
        Ok(Self::assemble(columns, epoch, runs, by_place, sums))
    }
}

/// A reader or writer that sums up what passes.
struct Summed<T> {
    inner: T,
    sum: crc32fast::Hasher,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.sum.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }
}

fn write_names(out: &mut impl Write, names: &[String]) -> std::io::Result<()> {
    out.write_all(&(names.len() as u32).to_le_bytes())?;
    for name in names {
        out.write_all(&(name.len() as u32).to_le_bytes())?;
        out.write_all(name.as_bytes())?;
    }
    Ok(())
}

fn read_names(input: &mut impl Read) -> Result<Vec<String>, IndexFileError> {
    let mut names = Vec::new();
    for _ in 0..u32::from_le_bytes(read_bytes(input)?) {
        let length = u32::from_le_bytes(read_bytes(input)?);
        if length > LONGEST_NAME {
            return Err(IndexFileError::Damaged);
        }
        let mut name = vec![0; length as usize];
        input.read_exact(&mut name).map_err(IndexFileError::read)?;
        names.push(String::from_utf8(name).map_err(|_| IndexFileError::Damaged)?);
    }
    Ok(names)
}

fn write_words(out: &mut impl Write, words: impl Iterator<Item = u32>) -> std::io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE);
    for word in words {
        piece.extend(word.to_le_bytes());
        if piece.len() >= PIECE {
            out.write_all(&piece)?;
            piece.clear();
        }
    }
    out.write_all(&piece)
}

fn read_bytes<const N: usize>(input: &mut impl Read) -> Result<[u8; N], IndexFileError> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes).map_err(IndexFileError::read)?;
    Ok(bytes)
}

/// Reads piece by piece, so that a false count costs no room.
fn read_pieces(
    input: &mut impl Read,
    mut bytes: usize,
    mut take: impl FnMut(&[u8]),
) -> Result<(), IndexFileError> {
    let mut piece = vec![0; PIECE];
    while bytes > 0 {
        let length = bytes.min(PIECE);
        let piece = piece.get_mut(..length).unwrap_or_default();
        input.read_exact(piece).map_err(IndexFileError::read)?;
        take(piece);
        bytes -= length;
    }
    Ok(())
}

fn read_words(input: &mut impl Read, count: usize) -> Result<Vec<u32>, IndexFileError> {
    let mut words = Vec::new();
    let word = |b: &[u8]| b.try_into().map_or(0, u32::from_le_bytes);
    read_pieces(input, 4 * count, |piece| words.extend(piece.chunks_exact(4).map(word)))?;
    words.shrink_to_fit();
    Ok(words)
}

fn read_flags(input: &mut impl Read, count: usize) -> Result<Vec<u8>, IndexFileError> {
    let mut flags = Vec::new();
    read_pieces(input, count, |piece| flags.extend_from_slice(piece))?;
    flags.shrink_to_fit();
    Ok(flags)
}
