//! A directory of an archive (`PMTiles` version 3, section 4.2): sorted entries, stored column by
//! column as variable-length numbers.

/// Where the bytes of a run of tiles lie, or those of a directory of smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The first tile.
    pub tile: u64,
    /// From the beginning of the tile data, or of the leaf directories.
    pub offset: u64,
    pub bytes: u32,
    /// So many tiles on end have the same bytes; 0 for a leaf directory.
    pub run: u32,
}

/// The entries of a directory, by tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directory(Vec<Entry>);

/// The entry at which a directory cannot be read, counted from 1; 0 for the count itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadEntry(pub usize);

impl Directory {
    /// Reads a directory that is no longer compressed. Its size is bounded by that of `bytes`.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadEntry> {
        let mut numbers = Numbers(bytes);
        let count = numbers.next().ok_or(BadEntry(0))?;
        // Each entry takes four bytes at least.
        let count = usize::try_from(count).ok().filter(|n| *n <= bytes.len() / 4);
        let count = count.ok_or(BadEntry(0))?;
        let mut entries = Vec::with_capacity(count);
        let mut tile = 0_u64;
        for i in 0..count {
            let bad = BadEntry(i + 1);
            let step = numbers.next().filter(|step| i == 0 || *step > 0).ok_or(bad)?;
            tile = tile.checked_add(step).ok_or(bad)?;
            entries.push(Entry { tile, offset: 0, bytes: 0, run: 0 });
        }
        for (i, entry) in entries.iter_mut().enumerate() {
            entry.run = numbers.next_u32().ok_or(BadEntry(i + 1))?;
        }
        for (i, entry) in entries.iter_mut().enumerate() {
            entry.bytes = numbers.next_u32().filter(|n| *n > 0).ok_or(BadEntry(i + 1))?;
        }
        // 0 stands for: where the entry before it ends.
        let mut end_of_last = None;
        for (i, entry) in entries.iter_mut().enumerate() {
            let bad = BadEntry(i + 1);
            entry.offset = match numbers.next().ok_or(bad)? {
                0 => end_of_last.ok_or(bad)?,
                stored => stored - 1,
            };
            end_of_last = Some(entry.offset.checked_add(u64::from(entry.bytes)).ok_or(bad)?);
        }
        Ok(Self(entries))
    }

    /// The entry that a tile must lie in: a run that holds it, or the leaf directory that may.
    pub fn find(&self, tile: u64) -> Option<Entry> {
        let after = self.0.partition_point(|entry| entry.tile <= tile);
        let entry = *self.0.get(after.checked_sub(1)?)?;
        (entry.run == 0 || tile - entry.tile < u64::from(entry.run)).then_some(entry)
    }

    /// The first entry.
    pub fn first(&self) -> Option<Entry> {
        self.0.first().copied()
    }

    /// What it takes in memory, in bytes.
    pub fn weight(&self) -> u64 {
        (self.0.len() * size_of::<Entry>() + size_of::<Self>()) as u64
    }
}

/// Numbers of seven bits a byte, the lowest first, as in protocol buffers.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn next(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return None;
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn next_u32(&mut self) -> Option<u32> {
        self.next().and_then(|n| u32::try_from(n).ok())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn put(out: &mut Vec<u8>, mut n: u64) {
        while n >= 0x80 {
            out.push((n & 0x7f) as u8 | 0x80);
            n >>= 7;
        }
        out.push(n as u8);
    }

    /// Writes a directory, as section 4.2 has it.
    pub(in super::super) fn write(entries: &[Entry]) -> Vec<u8> {
        let mut out = Vec::new();
        put(&mut out, entries.len() as u64);
        let mut last = 0;
        for entry in entries {
            put(&mut out, entry.tile - last);
            last = entry.tile;
        }
        for entry in entries {
            put(&mut out, entry.run.into());
        }
        for entry in entries {
            put(&mut out, entry.bytes.into());
        }
        let mut end = None;
        for entry in entries {
            put(&mut out, if end == Some(entry.offset) { 0 } else { entry.offset + 1 });
            end = Some(entry.offset + u64::from(entry.bytes));
        }
        out
    }

    /// Sorted entries; some follow on the one before them, some share bytes, some are leaves.
    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let row = (1..5_000_u64, 0..6_u32, 1..90_000_u32, 0..1_u64 << 50, any::<bool>());
        prop::collection::vec(row, 0..200).prop_map(|rows| {
            let (mut next, mut end) = (0, 0);
            rows.into_iter()
                .map(|(gap, run, bytes, offset, follows)| {
                    let tile = next + gap - 1;
                    next = tile + u64::from(run.max(1));
                    let offset = if follows { end } else { offset };
                    end = offset + u64::from(bytes);
                    Entry { tile, offset, bytes, run }
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn a_directory_comes_back(entries in entries()) {
            prop_assert_eq!(Directory::parse(&write(&entries)), Ok(Directory(entries)));
        }

        #[test]
        fn a_tile_is_found_as_by_looking_at_each(entries in entries(), tile in 0_u64..300_000) {
            let run = |e: &&Entry| e.tile <= tile && tile < e.tile + u64::from(e.run);
            let leaf = entries.iter().rfind(|e| e.tile <= tile).filter(|e| e.run == 0);
            let looked = entries.iter().find(run).or(leaf).copied();
            prop_assert_eq!(Directory(entries).find(tile), looked);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(directory) = Directory::parse(&bytes) {
                prop_assert!(directory.0.len() <= bytes.len() / 4);
                prop_assert!(directory.0.is_sorted_by(|a, b| a.tile < b.tile));
                let _found = directory.find(7);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_its_entry() {
        let bad = |bytes: &[u8]| Directory::parse(bytes).unwrap_err().0;
        assert_eq!(bad(&[]), 0);
        assert_eq!(bad(&[0xff; 12]), 0, "a number without end");
        assert_eq!(bad(&[200, 1, 0, 0]), 0, "more entries than bytes");
        assert_eq!(bad(&[2, 5, 0, 1, 1, 9, 9, 1, 0]), 2, "a tile twice");
        assert_eq!(bad(&[1, 5, 1, 0, 1]), 1, "no bytes");
        assert_eq!(bad(&[1, 5, 1, 9, 0]), 1, "nothing before it to follow on");
    }
}
