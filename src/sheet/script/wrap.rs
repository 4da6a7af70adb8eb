//! Chinese paragraphs broken into lines.
//!
//! The rules, a choice from the W3C's Requirements for Chinese Text Layout (clreq):
//!
//! 1. A line may end after any Chinese character or full-width mark, and after spaces. Latin words and
//!    numbers stay whole, with what is written into them (`2026-09`, `1:20,000`, `A/B`).
//! 2. No line begins with a closing mark, a stop, a sign that belongs to the number before it or a
//!    middle dot (行首禁则); none ends with an opening mark (行尾禁则).
//! 3. A dash of two (——) and an ellipsis of two (……) are not cut.
//! 4. A number, the space after it and its unit stay together (`12.4 km`).
//! 5. A full-width mark whose right half is empty may hang out of the line by that half, as if it
//!    were set half as wide. Spaces at the end of a line take no width.

use crate::sheet::font::{self, Weight};

/// Marks that no line begins with.
const CLOSING: &str = "，、。；：！？）》」』】〕〉〗〙〛”’…—～·・‧‰％℃°′″,.;:!?)]}%»›–~/";
/// Marks that no line ends with.
const OPENING: &str = "（《「『【〔〈〖〘〚“‘([{«‹￥¥$£€№§";
/// Full-width marks whose right half is empty.
const HANGING: &str = "，、。；：！？）》」』】〕〉〗〙〛";
/// Units that stay with their number.
const UNITS: [&str; 24] = [
    "mm", "cm", "m", "km", "mm²", "cm²", "m²", "km²", "m³", "ha", "mu", "g", "kg", "t", "s", "min",
    "h", "d", "°C", "%", "‰", "km/h", "m/s", "pt",
];

/// A paragraph as lines of at most a width, in millimetres. Joined they are the text again: a line
/// keeps the spaces or the line break at its end, which are not to be drawn (`trim_end`). A word that
/// is wider stands on a line by itself and reaches over it.
pub(in crate::sheet) fn wrap(text: &str, size_mm: f64, weight: Weight, width_mm: f64) -> Vec<&str> {
    let fits = |line: &str| line_width(line, size_mm, weight) <= width_mm + 1e-9;
    let mut lines = Vec::new();
    let (mut begin, mut last) = (0, 0);
    for (end, must) in breaks(text) {
        let line = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        if last > begin && !fits(line(begin, end)) {
            lines.push(line(begin, last));
            begin = last;
        }
        if must || end == text.len() {
            lines.push(line(begin, end));
            begin = end;
        }
        last = end;
    }
    lines
}

/// A paragraph as at most so many lines, ready to be drawn; an ellipsis ends the last where text is
/// left over.
pub(in crate::sheet) fn lines(
    text: &str,
    size_mm: f64,
    weight: Weight,
    width_mm: f64,
    most: usize,
) -> Vec<String> {
    let all = wrap(text, size_mm, weight, width_mm);
    let mut lines: Vec<String> =
        all.iter().take(most).map(|line| line.trim_end().to_owned()).collect();
    if all.len() > most
        && let Some(last) = lines.last_mut()
    {
        let cut = |kept: &str| format!("{}…", kept.trim_end_matches(ends_badly));
        let mut kept = last.clone();
        *last = cut(&kept);
        while line_width(last, size_mm, weight) > width_mm && kept.pop().is_some() {
            *last = cut(&kept);
        }
    }
    lines
}

/// What stands badly before an ellipsis.
fn ends_badly(c: char) -> bool {
    c.is_whitespace() || OPENING.contains(c) || CLOSING.contains(c)
}

/// The width of a line by rule 5, in the unit of `size`.
fn line_width(line: &str, size: f64, weight: Weight) -> f64 {
    let line = line.trim_end();
    let hangs = line.ends_with(|c| HANGING.contains(c));
    font::width(line, size, weight) - if hangs { 0.5 * size } else { 0.0 }
}

/// The places where a line may end, and whether it must there; the end of the text is the last.
fn breaks(text: &str) -> Vec<(usize, bool)> {
    let mut breaks = Vec::new();
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    for ((_, left), (at, right)) in pairs {
        if left == '\n' {
            breaks.push((at, true));
        } else if may_break(text.get(..at).unwrap_or_default(), left, right)
            && !before_unit(text, at)
        {
            breaks.push((at, false));
        }
    }
    if !text.is_empty() {
        breaks.push((text.len(), text.ends_with('\n')));
    }
    breaks
}

/// Whether a line may end between two characters, by rules 1 to 3; `before` ends with the left one.
fn may_break(before: &str, left: char, right: char) -> bool {
    // Spaces stay with the word before them.
    if right.is_whitespace() || is_glue(left) || is_glue(right) || CLOSING.contains(right) {
        return false;
    }
    let opened = before.trim_end().ends_with(|c| OPENING.contains(c));
    !opened && (left.is_whitespace() || is_wide(left) || is_wide(right))
}

/// Characters after and before which no line is broken.
fn is_glue(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2060}' | '\u{202F}' | '\u{FEFF}')
}

/// Chinese characters, full-width marks and letters. Quotes and dashes are not: they may be Latin.
fn is_wide(c: char) -> bool {
    font::is_han(c)
        || matches!(u32::from(c),
            0x2103 | 0x2460..=0x24FF | 0x3001..=0x30FF | 0x3200..=0x33FF | 0xFF01..=0xFF60)
}

/// Whether the place after spaces lies between a number and its unit.
fn before_unit(text: &str, at: usize) -> bool {
    let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let number = before.trim_end_matches(' ');
    let ends = |c: char| c.is_whitespace() || is_wide(c) || matches!(c, ',' | ';' | '.' | ')');
    let unit = after.split(ends).next().unwrap_or_default();
    number.len() < before.len()
        && number.ends_with(|c: char| c.is_ascii_digit())
        && UNITS.contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZE_MM: f64 = 3.0;

    /// Lines of so many Chinese characters.
    fn broken(text: &str, characters: f64) -> Vec<&str> {
        wrap(text, SIZE_MM, Weight::Regular, characters * SIZE_MM)
    }

    #[test]
    fn no_line_begins_with_a_stop_or_ends_with_a_bracket() {
        assert_eq!(broken("一二三四五。六七", 5.5), ["一二三四五。", "六七"], "half a stop hangs");
        assert_eq!(broken("一二三四五；六七", 4.9), ["一二三四", "五；六七"]);
        assert_eq!(broken("一二三四（五六）七", 5.0), ["一二三四", "（五六）七"]);
        assert_eq!(broken("一二三他说：“你好。”七八", 6.0), ["一二三他说：", "“你好。”七", "八"]);
        assert_eq!(broken("一二三四《五》", 5.0), ["一二三四", "《五》"]);
    }

    #[test]
    fn words_and_numbers_stay_whole_with_their_units() {
        assert_eq!(broken("全程12.4 km到达", 4.0), ["全程", "12.4 km", "到达"]);
        assert_eq!(broken("编码150624101003007的", 6.0), ["编码", "150624101003007", "的"]);
        assert_eq!(broken("时段2026-09的数", 3.5), ["时段", "2026-09", "的数"]);
        assert_eq!(broken("Otog Banner in 2026", 4.0), ["Otog ", "Banner ", "in 2026"]);
        assert_eq!(broken("it isn’t so", 1.5), ["it ", "isn’t ", "so"]);
        assert_eq!(broken("占12%的，约3 %，25℃", 5.2), ["占12%的，", "约3 %，", "25℃"]);
    }

    #[test]
    fn dashes_and_ellipses_of_two_are_not_cut() {
        assert_eq!(broken("一二三——四五", 3.0), ["一二", "三——", "四五"]);
        assert_eq!(broken("一二三……四五", 3.0), ["一二", "三……", "四五"]);
    }

    #[test]
    fn a_line_break_of_the_text_breaks_the_line() {
        assert_eq!(broken("一\n二三\n\n", 9.0), ["一\n", "二三\n", "\n"]);
        assert_eq!(broken("", 9.0), [""; 0]);
    }

    #[test]
    fn mongolian_breaks_at_spaces_and_not_before_suffixes() {
        assert_eq!(broken("ᠣᠷᠳᠣᠰ\u{202F}ᠤᠨ ᠬᠣᠲᠠ", 1.0), ["ᠣᠷᠳᠣᠰ\u{202F}ᠤᠨ ", "ᠬᠣᠲᠠ"]);
    }

    #[test]
    fn what_is_left_over_becomes_an_ellipsis() {
        let set = |text, most| lines(text, SIZE_MM, Weight::Regular, 5.0 * SIZE_MM, most);
        assert_eq!(set("一二三四五六七八九十甲乙", 2), ["一二三四五", "六七八九…"]);
        assert_eq!(set("一二三四五六七八，九十甲乙", 2), ["一二三四五", "六七八…"]);
        assert_eq!(set("一二三四五 六", 2), ["一二三四五", "六"]);
        assert_eq!(set("一二", 0), [""; 0]);
    }

    proptest! {
        #[test]
        fn lines_keep_the_rules(
            text in "[一二三四五六a-c0-9 ，。、；（）《》“”…—%/.\\-\u{1820}\u{1828}]{0,60}",
            width_em in 0.5_f64..12.0,
        ) {
            let set = broken(&text, width_em);
            prop_assert_eq!(set.concat(), text.as_str(), "nothing is lost");
            let ends: Vec<usize> = breaks(&text).into_iter().map(|(at, _)| at).collect();
            let mut begin = 0;
            for (i, line) in set.iter().enumerate() {
                prop_assert!(!line.is_empty());
                if i > 0 {
                    prop_assert!(!line.starts_with(|c| CLOSING.contains(c)), "{:?}", set);
                    prop_assert!(!line.starts_with(char::is_whitespace), "{:?}", set);
                }
                if i + 1 < set.len() {
                    let end = line.trim_end();
                    prop_assert!(!end.ends_with(|c| OPENING.contains(c)), "{:?}", set);
                }
                let single = ends.iter().filter(|at| (begin + 1..=begin + line.len()).contains(*at));
                let wide = line_width(line, 1.0, Weight::Regular) > width_em + 1e-6;
                prop_assert!(!wide || single.count() == 1, "{:?} is over {}", line, width_em);
                begin += line.len();
            }
        }
    }
}
