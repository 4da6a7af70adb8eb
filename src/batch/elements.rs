//! The elements of a JSON array that arrives in pieces.

use super::BLOCK_BYTES;
use super::source::Source;

/// Whole elements of an array.
pub(super) struct Block {
    pub text: Vec<u8>,
    /// Where each element lies.
    pub spans: Vec<(usize, usize)>,
    /// The number of the first one, from 1.
    pub first: u64,
    /// Whether the array ends in the middle: the last span is what came of it.
    pub cut_short: bool,
}

/// Finds the elements of an array, whatever they hold; a comma outside strings and brackets
/// parts them.
#[derive(Default)]
pub(super) struct Elements {
    at: Place,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// How far the rest of the source has been looked at.
    looked_at: usize,
    /// Where the element begins that is being looked at.
    start: Option<usize>,
    spans: Vec<(usize, usize)>,
    /// How many have been given out.
    given: u64,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Place {
    #[default]
    Before,
    Inside,
    After,
}

impl Elements {
    /// The next elements: as many as a block holds, or all that are left at the end.
    pub fn block(&mut self, source: &mut Source) -> Option<Block> {
        self.look(source.rest());
        let over = self.at == Place::After;
        let ended = source.ended();
        let cut_short = ended && !over;
        let whole_up_to = match self.start {
            Some(start) if !cut_short => start,
            _ => self.looked_at,
        };
        if over {
            // What follows the array is no element.
            self.looked_at = source.rest().len();
        }
        if !(over || ended || whole_up_to >= BLOCK_BYTES) {
            return None;
        }
        if cut_short {
            let start = self.start.take().unwrap_or(self.looked_at);
            self.spans.push((start, self.looked_at));
            self.at = Place::After;
        }
        let spans = std::mem::take(&mut self.spans);
        let text = source.take(if over { self.looked_at } else { whole_up_to });
        self.looked_at -= text.len();
        self.start = self.start.map(|start| start - whole_up_to);
        let first = self.given + 1;
        self.given += spans.len() as u64;
        (!spans.is_empty()).then_some(Block { text, spans, first, cut_short })
    }

    fn look(&mut self, text: &[u8]) {
        for (i, byte) in text.iter().enumerate().skip(self.looked_at) {
            if self.at == Place::After {
                break;
            }
            self.looked_at = i + 1;
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'[' if self.at == Place::Before => {
                    self.at = Place::Inside;
                    continue;
                }
                b',' if self.depth == 0 => {
                    self.end_element(i);
                    continue;
                }
                b']' | b'}' if self.depth == 0 => {
                    self.end_element(i);
                    self.at = Place::After;
                    continue;
                }
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth -= 1,
                b'"' => self.in_string = true,
                _ => {}
            }
            if !byte.is_ascii_whitespace() && self.at == Place::Inside {
                self.start.get_or_insert(i);
            }
        }
    }

    fn end_element(&mut self, end: usize) {
        self.spans.extend(self.start.take().map(|start| (start, end)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str, step: usize) -> (Vec<String>, bool) {
        let mut source = Source::new(None);
        let (mut found, mut cut_short, mut elements) = (Vec::new(), false, Elements::default());
        let mut take = |source: &mut Source| {
            while let Some(block) = elements.block(source) {
                for (start, end) in &block.spans {
                    found
                        .push(String::from_utf8_lossy(&block.text[*start..*end]).trim().to_owned());
                }
                cut_short |= block.cut_short;
            }
        };
        for chunk in text.as_bytes().chunks(step) {
            source.push(chunk);
            take(&mut source);
        }
        source.end();
        take(&mut source);
        assert!(source.is_empty());
        (found, cut_short)
    }

    #[test]
    fn elements_are_parted_whatever_they_hold_and_however_they_come() {
        let text = r#" [ {"a":[1,2],"b":"x,]\"}"} , 7,"s" ,{} ] "#;
        for step in [1, 3, 100] {
            let (found, cut_short) = elements(text, step);
            assert_eq!(found, [r#"{"a":[1,2],"b":"x,]\"}"}"#, "7", "\"s\"", "{}"]);
            assert!(!cut_short);
        }
        assert_eq!(elements("[]", 1), (vec![], false));
        assert_eq!(elements("[{},{\"a\"", 2), (vec!["{}".to_owned(), "{\"a\"".to_owned()], true));
        assert!(elements("[{}", 2).1);
    }

    #[test]
    fn a_long_array_comes_in_blocks() {
        let text = format!("[{}{{}}]", "{\"lon\":107.98,\"lat\":39.09},".repeat(40_000));
        let (found, cut_short) = elements(&text, 10_000);
        assert_eq!((found.len(), cut_short), (40_001, false));
    }
}
