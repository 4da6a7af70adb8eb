//! A text file of unknown encoding, line by line, in flat memory.

use super::IncidentError;
use encoding_rs::{Decoder, Encoding, GB18030, UTF_8};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Longest line that is kept, in bytes of UTF-8.
pub const MAX_LINE_BYTES: usize = 1 << 20;
const CHUNK_BYTES: usize = 1 << 16;

/// The encoding of a text file: what its byte order mark says, else UTF-8 or GB18030 (which
/// holds GBK and GB2312).
///
/// The whole file is looked at, because the first byte that is not ASCII may stand far down.
/// Text in GBK is hardly ever well-formed UTF-8, and a UTF-8 file with some damaged rows has more
/// well-formed characters than damaged ones: so the two are told apart by which there is more of.
///
/// # Errors
///
/// [`IncidentError::Read`] when the file cannot be read.
pub fn detect_encoding(path: &Path) -> Result<&'static Encoding, IncidentError> {
    let read = || -> io::Result<&'static Encoding> {
        let mut start = [0; 3];
        let got = File::open(path)?.take(3).read(&mut start)?;
        if let Some((marked, _)) = Encoding::for_bom(start.get(..got).unwrap_or_default()) {
            return Ok(marked);
        }
        let mut text = Chunks::open(path, UTF_8)?;
        let (mut damaged, mut sound) = (0_u64, 0_u64);
        while text.fill()? {
            for c in text.text.chars().filter(|c| !c.is_ascii()) {
                if c == char::REPLACEMENT_CHARACTER { damaged += 1 } else { sound += 1 }
            }
        }
        Ok(if damaged == 0 || damaged < sound { UTF_8 } else { GB18030 })
    };
    read().map_err(|source| IncidentError::Read { path: path.to_owned(), source })
}

/// A line and where it stands.
#[derive(Debug)]
pub(super) struct Line {
    /// From 1.
    pub number: u64,
    /// Without its end.
    pub text: String,
    /// Whether it was longer than [`MAX_LINE_BYTES`], and `text` is only its beginning.
    pub cut: bool,
}

/// The lines of a file, ended by LF, CR LF or CR.
pub(super) struct Lines {
    chunks: Chunks,
    /// How much of the chunk has been given out.
    taken: usize,
    /// Whether the last line ended with a CR, so that a LF right after it belongs to it.
    after_cr: bool,
    number: u64,
}

impl Lines {
    pub(super) fn open(path: &Path, encoding: &'static Encoding) -> io::Result<Self> {
        let chunks = Chunks::open(path, encoding)?;
        Ok(Self { chunks, taken: 0, after_cr: false, number: 0 })
    }

    /// How many bytes of the file have been read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.chunks.bytes_read
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line { number: self.number + 1, text: String::new(), cut: false };
        let mut begun = false;
        loop {
            let rest = self.chunks.text.get(self.taken..).unwrap_or_default();
            if rest.is_empty() {
                self.taken = 0;
                if self.chunks.fill()? {
                    continue;
                }
                self.number += u64::from(begun);
                return Ok(begun.then_some(line));
            }
            if std::mem::take(&mut self.after_cr) && rest.starts_with('\n') {
                self.taken += 1;
                continue;
            }
            begun = true;
            let end = rest.bytes().position(|b| b == b'\n' || b == b'\r');
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            append(&mut line, piece);
            self.taken += piece.len();
            if let Some(end) = end {
                self.after_cr = rest.as_bytes().get(end) == Some(&b'\r');
                self.taken += 1;
                self.number += 1;
                return Ok(Some(line));
            }
        }
    }
}

fn append(line: &mut Line, piece: &str) {
    let room = MAX_LINE_BYTES - line.text.len();
    if piece.len() <= room {
        line.text.push_str(piece);
    } else {
        line.cut = true;
        line.text.push_str(piece.get(..piece.floor_char_boundary(room)).unwrap_or_default());
    }
}

/// A file decoded piece by piece; what cannot be decoded becomes U+FFFD.
struct Chunks {
    file: File,
    decoder: Decoder,
    raw: Box<[u8]>,
    text: String,
    bytes_read: u64,
    ended: bool,
}

impl Chunks {
    fn open(path: &Path, encoding: &'static Encoding) -> io::Result<Self> {
        Ok(Self {
            file: File::open(path)?,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK_BYTES].into(),
            text: String::new(),
            bytes_read: 0,
            ended: false,
        })
    }

    /// Puts the next piece into `text`, which may be empty; `false` at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        self.text.clear();
        if self.ended {
            return Ok(false);
        }
        let got = loop {
            match self.file.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.bytes_read += got as u64;
        self.ended = got == 0;
        let room = self.decoder.max_utf8_buffer_length(got).unwrap_or(4 * CHUNK_BYTES);
        self.text.reserve(room);
        let raw = self.raw.get(..got).unwrap_or_default();
        let _ = self.decoder.decode_to_string(raw, &mut self.text, self.ended);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    fn lines(bytes: &[u8]) -> Vec<String> {
        let file = file(bytes);
        let mut lines = Lines::open(file.path(), UTF_8).unwrap();
        std::iter::from_fn(|| lines.next().unwrap()).map(|line| line.text).collect()
    }

    #[test]
    fn all_three_line_ends_are_one_end() {
        assert_eq!(lines(b"a\nb\r\nc\rd\r\n\re"), ["a", "b", "c", "d", "", "e"]);
        assert_eq!(lines(b""), Vec::<String>::new());
    }

    #[test]
    fn a_cr_lf_that_falls_between_two_pieces_is_one_end() {
        let mut text = vec![b'a'; CHUNK_BYTES - 1];
        text.extend(b"\r\nb");
        assert_eq!(lines(&text).len(), 2);
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_is_read() {
        let mut text = "汉".repeat(MAX_LINE_BYTES).into_bytes();
        text.extend(b"\nb");
        let file = file(&text);
        let mut lines = Lines::open(file.path(), UTF_8).unwrap();
        let first = lines.next().unwrap().unwrap();
        assert!(first.cut && first.text.len() <= MAX_LINE_BYTES);
        let second = lines.next().unwrap().unwrap();
        assert_eq!((second.number, second.text.as_str()), (2, "b"));
    }

    #[test]
    fn the_encoding_is_told_by_the_whole_file() {
        let gbk = |text: &str| GB18030.encode(text).0.into_owned();
        let far_down = "a,b\n".repeat(600_000);
        let mut damaged = "类别,描述\n".repeat(3).into_bytes();
        damaged.extend([0xff, 0xfe, b'\n']);
        for (bytes, encoding) in [
            (b"plain".to_vec(), UTF_8),
            ("类别".into(), UTF_8),
            (b"\xef\xbb\xbfid".to_vec(), UTF_8),
            (gbk("类别"), GB18030),
            (gbk(&format!("{far_down}棋盘井")), GB18030),
            (format!("{far_down}棋盘井").into_bytes(), UTF_8),
            (damaged, UTF_8),
            (b"\xff\xfea\0".to_vec(), encoding_rs::UTF_16LE),
        ] {
            assert_eq!(detect_encoding(file(&bytes).path()).unwrap(), encoding);
        }
    }
}
