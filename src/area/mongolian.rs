//! Names in traditional Mongolian script.

use super::finding::{Finding, Kind};
use crate::text::Message;

/// Warns of a Mongolian name with other letters, such as Cyrillic or Latin: they would be drawn, but
/// hardly as they were meant.
pub(super) fn check_name(name: &str, file: &str, code: &str) -> Option<Finding> {
    let mut foreign = String::new();
    for c in name.chars().filter(|c| !belongs(*c)) {
        if !foreign.contains(c) {
            foreign.push(c);
        }
    }
    if foreign.is_empty() {
        return None;
    }
    let message = Message::new("area.foreign_letters").with("name", name).with("letters", foreign);
    Some(Finding::new(Kind::ForeignLetters, file, message).in_feature(code))
}

/// Mongolian letters, marks and selectors; spaces, digits and punctuation of any script.
fn belongs(c: char) -> bool {
    let mongolian = matches!(u32::from(c), 0x1800..=0x18AF | 0x1_1660..=0x1_166C);
    let mark = matches!(u32::from(c),
        0xB7 | 0xAB | 0xBB | 0x2000..=0x206F | 0x3001..=0x303F | 0xFE10..=0xFE4F | 0xFF01..=0xFF0F);
    mongolian || mark || c.is_whitespace() || c.is_ascii_digit() || c.is_ascii_punctuation()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_letters_in_a_mongolian_name_are_named() {
        let letters = |name: &str| {
            let found = check_name(name, "grids.geojson", "150624101003007")?;
            found.message.render(crate::text::Lang::En).split('`').nth(3).map(str::to_owned)
        };
        assert_eq!(letters("ᠣᠲᠣᠭ ᠬᠣᠰᠢᠭᠤ"), None);
        assert_eq!(letters("ᠬᠠᠷ\u{180E}ᠠ\u{202F}ᠶᠢᠨ 3\u{200D} «ᠨ\u{180B}»᠃"), None);
        assert_eq!(letters("Отог ᠣᠲᠣᠭ旗"), Some("Отог旗".to_owned()));
    }
}
