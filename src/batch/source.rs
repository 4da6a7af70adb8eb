//! The text of a stream whose encoding may have to be found out.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8};

/// Text that has come and has not been taken yet: UTF-8, in which damaged pieces may be left as
/// they came or stand as U+FFFD.
pub(super) struct Source {
    text: Vec<u8>,
    /// How much of `text` has been taken.
    taken: usize,
    decoding: Decoding,
    bytes_read: u64,
    ended: bool,
}

enum Decoding {
    /// Only ASCII has come, which is the same in all encodings that are looked for; but a byte
    /// order mark may still begin here.
    Undecided {
        at_start: bool,
    },
    /// UTF-8 goes through as it is.
    Utf8,
    By(Box<Decoder>),
}

impl Source {
    pub fn new(encoding: Option<&'static Encoding>) -> Self {
        let decoding = match encoding {
            None => Decoding::Undecided { at_start: true },
            Some(encoding) => Decoding::By(Box::new(encoding.new_decoder_with_bom_removal())),
        };
        Self { text: Vec::new(), taken: 0, decoding, bytes_read: 0, ended: false }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes_read += bytes.len() as u64;
        // What has been taken is let go of once it is the larger part.
        if self.taken > self.text.len() / 2 {
            self.text.drain(..self.taken);
            self.taken = 0;
        }
        if let Decoding::Undecided { at_start } = self.decoding
            && !bytes.is_empty()
        {
            self.decide(bytes, at_start);
        }
        match &mut self.decoding {
            Decoding::Undecided { .. } | Decoding::Utf8 => self.text.extend_from_slice(bytes),
            Decoding::By(decoder) => decode(decoder, bytes, false, &mut self.text),
        }
    }

    /// Looks for a mark at the start, then for the first bytes that are not ASCII. Text in GBK
    /// is hardly ever well-formed UTF-8.
    fn decide(&mut self, bytes: &[u8], at_start: bool) {
        let marked = if at_start { Encoding::for_bom(bytes) } else { None };
        self.decoding = match marked {
            Some((encoding, _)) => Decoding::By(Box::new(encoding.new_decoder_with_bom_removal())),
            None if bytes.is_ascii() => Decoding::Undecided { at_start: false },
            None if is_rather_utf8(bytes) => Decoding::Utf8,
            None => Decoding::By(Box::new(GB18030.new_decoder_without_bom_handling())),
        };
    }

    pub fn end(&mut self) {
        if self.ended {
            return;
        }
        if let Decoding::By(decoder) = &mut self.decoding {
            decode(decoder, b"", true, &mut self.text);
        }
        self.ended = true;
    }

    /// Whether no more text comes.
    pub fn ended(&self) -> bool {
        self.ended
    }

    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// The text that has come and has not been taken.
    pub fn rest(&self) -> &[u8] {
        self.text.get(self.taken..).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.rest().iter().all(u8::is_ascii_whitespace)
    }

    /// The first character that is not blank.
    pub fn first(&self) -> Option<u8> {
        self.rest().iter().copied().find(|b| !b.is_ascii_whitespace())
    }

    /// Takes the next `len` bytes.
    pub fn take(&mut self, len: usize) -> Vec<u8> {
        let piece = self.rest().get(..len).unwrap_or_default().to_vec();
        self.taken += piece.len();
        piece
    }

    /// The name of the encoding, as far as it is known.
    pub fn encoding(&self) -> &'static str {
        match &self.decoding {
            Decoding::Undecided { .. } | Decoding::Utf8 => UTF_8.name(),
            Decoding::By(decoder) => decoder.encoding().name(),
        }
    }
}

fn decode(decoder: &mut Decoder, mut bytes: &[u8], last: bool, out: &mut Vec<u8>) {
    loop {
        let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * bytes.len() + 16);
        let start = out.len();
        out.resize(start + room, 0);
        let into = out.get_mut(start..).unwrap_or_default();
        let (result, read, written, _) = decoder.decode_to_utf8(bytes, into, last);
        out.truncate(start + written);
        bytes = bytes.get(read..).unwrap_or_default();
        if result == encoding_rs::CoderResult::InputEmpty {
            return;
        }
    }
}

/// Whether there are more well-formed characters beyond ASCII than damaged ones.
fn is_rather_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut damaged) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += usize::from(!chunk.invalid().is_empty());
    }
    // A character that the end of the piece cuts in two is no damage.
    damaged <= 1 || damaged < sound
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], step: usize) -> (String, &'static str) {
        let mut source = Source::new(None);
        for chunk in bytes.chunks(step) {
            source.push(chunk);
        }
        source.end();
        (String::from_utf8_lossy(source.rest()).into_owned(), source.encoding())
    }

    #[test]
    fn encodings_are_found_out_whatever_the_pieces() {
        let text = "经度,纬度,地址\n107.98,39.09,乌兰镇都斯图社区\n";
        let (gbk, ..) = GB18030.encode(text);
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for step in [64, 1000] {
            assert_eq!(read(text.as_bytes(), step), (text.to_owned(), "UTF-8"));
            assert_eq!(read(&gbk, step), (text.to_owned(), "gb18030"));
            assert_eq!(read(&marked, step), (text.to_owned(), "UTF-8"));
        }
        let utf16: Vec<u8> =
            [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16, 7), (text.to_owned(), "UTF-16LE"));
    }

    #[test]
    fn what_is_taken_is_let_go() {
        let mut source = Source::new(Some(UTF_8));
        for _ in 0..100 {
            source.push(&[b'a'; 1000]);
            assert_eq!(source.take(1000).len(), 1000);
        }
        assert!(source.text.capacity() < 8000);
        assert_eq!(source.bytes_read(), 100_000);
    }
}
