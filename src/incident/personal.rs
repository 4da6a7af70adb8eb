//! Numbers that name a person, found in free text: they have no place in this system.

use std::borrow::Cow;
use std::ops::Range;

/// What kind of number was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonalNumber {
    /// A resident identity number (公民身份号码, GB 11643): 18 places with a right check digit.
    Identity,
    /// A mobile telephone number of mainland China: 11 digits.
    Mobile,
}

/// What stands in the place of a number that was hidden.
const MASK: &str = "***";

/// The first personal number in a text; `None` where it has none.
#[must_use]
pub fn find_personal_number(text: &str) -> Option<PersonalNumber> {
    // Nearly every text has few digits: most rows end here.
    if text.chars().filter(|c| digit(*c).is_some()).count() < 11 {
        return None;
    }
    next(text).map(|(_, kind)| kind)
}

/// The text with every personal number replaced by `***`.
pub(super) fn masked(text: &str) -> Cow<'_, str> {
    if find_personal_number(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((range, _)) = next(rest) {
        out.push_str(rest.get(..range.start).unwrap_or_default());
        out.push_str(MASK);
        rest = rest.get(range.end..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The first number and the bytes that it takes. Runs of digits are looked at as they stand
/// and then with single blanks and hyphens inside them passed over (`138-1234-5678`).
fn next(text: &str) -> Option<(Range<usize>, PersonalNumber)> {
    let plain = runs(text, false).into_iter();
    let joined = runs(text, true).into_iter();
    plain
        .chain(joined)
        .filter_map(|(range, digits)| kind(&digits).map(|kind| (range, kind)))
        .min_by_key(|(range, _)| range.start)
}

/// The runs of digits, an X after 17 of them included; full-width digits count.
fn runs(text: &str, joined: bool) -> Vec<(Range<usize>, String)> {
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut open = false;
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let last = found.last_mut().filter(|_| open);
        match (digit(c), last) {
            (Some(digit), Some((range, digits))) => {
                digits.push(digit);
                range.end = end;
            }
            (Some(digit), None) => {
                found.push((at..end, digit.to_string()));
                open = true;
            }
            (None, Some((range, digits)))
                if matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ') && digits.len() == 17 =>
            {
                digits.push('X');
                range.end = end;
                open = false;
            }
            (None, _) => {
                let more = chars.peek().is_some_and(|(_, next)| digit(*next).is_some());
                open = open && joined && more && matches!(c, ' ' | '-' | '\u{3000}' | '－');
            }
        }
    }
    found
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

fn kind(digits: &str) -> Option<PersonalNumber> {
    let local = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
    if is_identity(digits) {
        Some(PersonalNumber::Identity)
    } else if is_mobile(digits) || local.is_some_and(is_mobile) {
        Some(PersonalNumber::Mobile)
    } else {
        None
    }
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11
        && bytes.first() == Some(&b'1')
        && bytes.get(1).is_some_and(|second| (b'3'..=b'9').contains(second))
}

/// Eighteen places, a date of birth that can be, and the check digit of ISO 7064 MOD 11-2.
fn is_identity(digits: &str) -> bool {
    let number = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    if digits.len() != 18 {
        return false;
    }
    let born = matches!(
        (number(6..10), number(10..12), number(12..14)),
        (Some(1850..=2199), Some(1..=12), Some(1..=31))
    );
    // The weight of the place i from the right is 2^i mod 11; a right number sums to 1.
    let sum =
        digits.chars().rev().zip(0..).fold(0, |sum, (c, place)| {
            sum + c.to_digit(10).unwrap_or(10) * (2_u32.pow(place) % 11)
        });
    born && sum % 11 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_and_mobile_numbers_are_found_in_their_usual_spellings() {
        // 11010519491231002X is the example of the standard itself.
        for text in [
            "身份证11010519491231002X的住户",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002x",
        ] {
            assert_eq!(find_personal_number(text), Some(PersonalNumber::Identity), "{text}");
        }
        for text in [
            "电话13812345678。",
            "+86 138-1234-5678",
            "138 1234 5678",
            "8613812345678",
            "2025-06-18 13812345678",
        ] {
            assert_eq!(find_personal_number(text), Some(PersonalNumber::Mobile), "{text}");
        }
    }

    #[test]
    fn codes_dates_and_short_numbers_are_not_personal() {
        for text in [
            "网格150624101003007",
            "嘎查150624101003",
            "2025-06-18 08:30",
            "110105194912310021",
            "0477-6212345",
            "订单20250618123456789",
            "107.980220,39.093740",
            "1381234567",
        ] {
            assert_eq!(find_personal_number(text), None, "{text}");
        }
    }

    #[test]
    fn masking_hides_the_number_and_keeps_the_rest() {
        assert_eq!(masked("请打13812345678或138-1234-5679找人"), "请打***或***找人");
        assert_eq!(masked("围栏破损"), "围栏破损");
    }
}
