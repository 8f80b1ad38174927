//! Character classes shared by the modules: width, invisible characters, Han.

/// Full-width ASCII (U+FF01–U+FF5E) and the ideographic space to their half-width forms.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Characters that leave no mark on screen and come along when text is copied.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Han ideographs of every block, the zero 〇 and the compatibility blocks included.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3005}' | '\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2fa1f}' | '\u{30000}'..='\u{3ffff}')
}

/// Half-width, without blanks, hyphens and the apostrophe that makes a spreadsheet keep text.
pub(crate) fn compact(raw: &str) -> String {
    let text: String =
        raw.chars().map(half_width).filter(|c| !is_blank(*c) && !is_hyphen(*c)).collect();
    text.trim_start_matches(['\'', '`', '\u{2018}', '\u{2019}']).to_owned()
}

/// A number that a spreadsheet turned into scientific notation, as `1.10101E+17`.
pub(crate) fn is_scientific(raw: &str) -> bool {
    let text: String = raw.chars().map(half_width).filter(|c| !is_blank(*c)).collect();
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return false };
    let marked = mantissa.contains('.') || exponent.starts_with('+');
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    marked
        && exponent.len() <= 3
        && digits(exponent)
        && match mantissa.split_once('.') {
            Some((whole, fraction)) => digits(whole) && (fraction.is_empty() || digits(fraction)),
            None => digits(mantissa),
        }
}
