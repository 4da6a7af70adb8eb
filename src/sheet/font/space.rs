//! The space between Chinese and Latin.
//!
//! A quarter of an em stands between a Chinese character and a Latin letter or a number beside it,
//! where the text has no space of its own (W3C, Requirements for Chinese Text Layout, 3.2.6). It is
//! an advance, not a character, so that copied text stays as written.

use std::ops::Range;

/// The space between Chinese and Latin, in ems.
pub(super) const SPACE_EM: f64 = 0.25;

/// Whether a character is Chinese; punctuation is not.
pub(in crate::sheet) fn is_han(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Whether a character is a letter or digit of Latin, Greek or Cyrillic.
fn is_western(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) < 0x0530
}

/// Whether a space belongs between two characters that stand side by side.
pub(super) fn apart(left: char, right: char) -> bool {
    // 90% of, 109° east: the sign belongs to its number.
    let number_ends = |c: char| is_western(c) || matches!(c, '%' | '‰' | '°' | '′' | '″' | '℃');
    // ±0.5, +3, −2, ¥9
    let number_begins = |c: char| is_western(c) || matches!(c, '±' | '+' | '−' | '¥' | '$');
    (is_han(left) && number_begins(right)) || (number_ends(left) && is_han(right))
}

/// A line cut into parts: `true` for the smallest that hold spaces between Chinese and Latin with the
/// letters on both sides, `false` for what lies between those.
pub(in crate::sheet) fn parts(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
    let mut done = 0;
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    for ((i, left), (j, right)) in pairs {
        if !apart(left, right) {
            continue;
        }
        let end = j + right.len_utf8();
        match parts.last_mut() {
            Some((last, true)) if i < last.end => last.end = end,
            _ => {
                if done < i {
                    parts.push((done..i, false));
                }
                parts.push((i..end, true));
            }
        }
        done = end;
    }
    if done < text.len() {
        parts.push((done..text.len(), false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaced(text: &str) -> String {
        let mut out = String::new();
        let mut before = None;
        for c in text.chars() {
            if before.is_some_and(|left| apart(left, c)) {
                out.push('|');
            }
            out.push(c);
            before = Some(c);
        }
        out
    }

    #[test]
    fn chinese_and_latin_stand_apart() {
        assert_eq!(spaced("第3网格"), "第|3|网格");
        assert_eq!(spaced("东经109°30′处"), "东经|109°30′|处");
        assert_eq!(spaced("面积2.51 km²，其中"), "面积|2.51 km²，其中");
        assert_eq!(spaced("占12%的"), "占|12%|的");
        assert_eq!(spaced("降±3级"), "降|±3|级");
        assert_eq!(
            spaced("本 3 号（12）A、B"),
            "本 3 号（12）A、B",
            "punctuation has its own space"
        );
        assert_eq!(spaced("ᠣᠲᠣᠭ旗"), "ᠣᠲᠣᠭ旗");
    }

    #[test]
    fn a_line_is_cut_around_its_spaces() {
        let cut = |text: &str| -> Vec<String> {
            let mark = |(range, spaced): (Range<usize>, bool)| {
                if spaced { format!("<{}>", &text[range]) } else { text[range].to_owned() }
            };
            parts(text).into_iter().map(mark).collect()
        };
        assert_eq!(cut("巡逻第3网格图"), ["巡逻", "<第3网>", "格图"]);
        assert_eq!(cut("图例A1和B2"), ["图", "<例A>", "<1和B>", "2"]);
        assert_eq!(cut("没有"), ["没有"]);
        assert_eq!(cut(""), [""; 0]);
    }
}
