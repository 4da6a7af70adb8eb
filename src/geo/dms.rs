//! Degrees, minutes and seconds: `107°58'48"E`, `北纬39度5分24秒`, `39:05:24N`.

use super::CoordError;

/// Reads decimal degrees.
///
/// # Errors
///
/// [`CoordError::Dms`] (with the value in degrees) where the text is in degrees, minutes and
/// seconds, [`CoordError::NotANumber`] for any other text. Text is refused rather than guessed:
/// an importer must know which of two conventions a file follows.
///
/// ```
/// use wangge::geo::{CoordError, parse_degrees};
/// assert_eq!(parse_degrees(" 107.98 "), Ok(107.98));
/// assert!(matches!(parse_degrees("107°58'48\""), Err(CoordError::Dms { degrees, .. }) if (degrees - 107.98).abs() < 1e-9));
/// ```
pub fn parse_degrees(text: &str) -> Result<f64, CoordError> {
    let text = text.trim();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(CoordError::NotANumber { text: text.to_owned() }),
        Err(_) => Err(match parse_dms(text) {
            Some(degrees) => CoordError::Dms { text: text.to_owned(), degrees },
            None => CoordError::NotANumber { text: text.to_owned() },
        }),
    }
}

/// The value in degrees of a text in degrees, minutes and seconds; `None` where it is not one.
///
/// Minutes and seconds must be below 60 and only the last part may have decimals. A hemisphere
/// (N, S, E, W, 北纬, 南纬, 东经, 西经) may stand before or after.
#[must_use]
pub fn parse_dms(text: &str) -> Option<f64> {
    let (body, sign) = split_hemisphere(text.trim());
    let (body, sign) = match body.strip_prefix('-') {
        Some(rest) => (rest, -sign),
        None => (body, sign),
    };
    if !body.contains(['°', '度', ':', '′', '\'', '分', 'º']) {
        return None;
    }
    let parts: Vec<&str> = body
        .split(['°', 'º', '度', '′', '\'', '’', '分', '″', '"', '”', '秒', ':', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() || parts.len() > 3 {
        return None;
    }
    let mut degrees = 0.0;
    for (i, part) in parts.iter().enumerate() {
        let last = i + 1 == parts.len();
        let digits = |c: char| c.is_ascii_digit() || (last && c == '.');
        if !part.chars().all(digits) {
            return None;
        }
        let value: f64 = part.parse().ok()?;
        if i > 0 && value >= 60.0 {
            return None;
        }
        degrees += value / [1.0, 60.0, 3600.0].get(i)?;
    }
    Some(sign * degrees)
}

fn split_hemisphere(text: &str) -> (&str, f64) {
    const MARKS: [(&str, f64); 12] = [
        ("北纬", 1.0),
        ("东经", 1.0),
        ("南纬", -1.0),
        ("西经", -1.0),
        ("N", 1.0),
        ("E", 1.0),
        ("S", -1.0),
        ("W", -1.0),
        ("n", 1.0),
        ("e", 1.0),
        ("s", -1.0),
        ("w", -1.0),
    ];
    for (mark, sign) in MARKS {
        if let Some(rest) = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark)) {
            return (rest.trim(), sign);
        }
    }
    (text, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_ways_to_write_an_angle_are_read() {
        for text in ["107°58'48\"", "107°58′48″E", "东经107度58分48秒", "107:58:48", "107° 58.8'"]
        {
            let degrees = parse_dms(text).unwrap_or_else(|| panic!("{text}"));
            assert!((degrees - 107.98).abs() < 1e-9, "{text}: {degrees}");
        }
        assert_eq!(parse_dms("10°30'S"), Some(-10.5));
    }

    #[test]
    fn what_is_not_an_angle_is_not_one() {
        for text in ["", "107.98", "经度107.98", "107°61'00\"", "12:30:15:10", "NULL", "-", "1e3°"]
        {
            assert_eq!(parse_dms(text), None, "{text}");
        }
    }
}
