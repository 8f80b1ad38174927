//! Names of people: their normal form, and when two spellings are the same name.
//!
//! Han characters are kept byte for byte, rare ones of any extension and compatibility ideographs
//! included: no Unicode normalisation is applied, because it would replace some of them.

use crate::chars::{half_width, is_blank, is_han, is_hyphen};

/// The longest name, in characters.
pub const MAX_CHARS: usize = 50;

/// The dot between the parts of a transliterated name.
pub const MIDDLE_DOT: char = '\u{b7}';

/// Why a name is refused. `position` counts characters of the input from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("the name is empty")]
    Empty,
    #[error("the name must have at most {MAX_CHARS} characters and has {actual}")]
    TooLong { actual: usize },
    #[error("the name holds a control or invisible character at position {position}; retype it")]
    Control { position: usize },
    #[error("the name holds a digit at position {position}")]
    Digit { position: usize },
    #[error("the name holds a symbol at position {position} that no name has")]
    Symbol { position: usize },
    #[error(
        "the character at position {position} was lost when the file was saved; save it as UTF-8 or GB18030, or retype it"
    )]
    BrokenEncoding { position: usize },
    #[error(
        "the character at position {position} is from a private code range; retype it with a current input method"
    )]
    PrivateUse { position: usize },
    #[error("the dot or hyphen at the beginning or the end of the name is out of place")]
    Misplaced,
}

impl NameError {
    /// A stable code for catalogues of messages.
    pub const fn code(self) -> &'static str {
        match self {
            NameError::Empty => "name_empty",
            NameError::TooLong { .. } => "name_too_long",
            NameError::Control { .. } => "name_control",
            NameError::Digit { .. } => "name_digit",
            NameError::Symbol { .. } => "name_symbol",
            NameError::BrokenEncoding { .. } => "name_broken_encoding",
            NameError::PrivateUse { .. } => "name_private_use",
            NameError::Misplaced => "name_misplaced",
        }
    }
}

/// The normal form of a name as typed or imported.
///
/// Trims; turns full-width Latin letters half-width; makes every kind of middle dot U+00B7 (a full
/// stop too where it touches a Han character); drops blanks next to Han characters and dots
/// (schools pad two-character names); leaves one space between the parts of other names. Idempotent.
pub fn normalise(raw: &str) -> Result<String, NameError> {
    let mut chars: Vec<char> = Vec::new();
    let begins = raw.len() - raw.trim_start_matches(is_blank).len();
    let skipped = raw[..begins].chars().count();
    for (i, c) in raw.trim_matches(is_blank).chars().enumerate() {
        let after_han = chars.last().is_some_and(|p| is_han(*p));
        chars.push(accept(c, after_han, skipped + i + 1)?);
    }
    if chars.is_empty() {
        return Err(NameError::Empty);
    }
    dots_of_han_names(&mut chars);
    let chars = squeeze(&chars);
    if chars.len() > MAX_CHARS {
        return Err(NameError::TooLong { actual: chars.len() });
    }
    let joins = |c: &char| matches!(c, '\u{b7}' | '-');
    let opens_badly = chars.first().is_some_and(|c| joins(c) || *c == '.');
    if opens_badly || chars.last().is_some_and(joins) {
        return Err(NameError::Misplaced);
    }
    if !chars.iter().any(|c| c.is_alphabetic()) {
        return Err(NameError::Symbol { position: 1 });
    }
    Ok(chars.into_iter().collect())
}

/// The normal form of one character, or why no name may hold it.
fn accept(c: char, after_han: bool, position: usize) -> Result<char, NameError> {
    if is_middle_dot(c) {
        return Ok(MIDDLE_DOT);
    }
    let c = half_width(c);
    match c {
        ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => Ok(' '),
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\'' => Ok('\''),
        '.' => Ok('.'),
        _ if is_hyphen(c) => Ok('-'),
        '\u{fffd}' | '?' => Err(NameError::BrokenEncoding { position }),
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => {
            Err(NameError::PrivateUse { position })
        }
        // Ideographic variation selectors choose the glyph of a rare form.
        '\u{e0100}'..='\u{e01ef}' if after_han => Ok(c),
        _ if is_han(c) => Ok(c),
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => Err(NameError::Control { position }),
        _ if is_format(c) || c.is_control() || c.is_whitespace() => {
            Err(NameError::Control { position })
        }
        // Letters dressed up as symbols: circled, squared, mathematical.
        '\u{2460}'..='\u{24ff}' | '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f2ff}' => {
            Err(NameError::Symbol { position })
        }
        _ if c.is_numeric() => Err(NameError::Digit { position }),
        // Combining accents belong to the letter before them.
        '\u{300}'..='\u{36f}' => Ok(c),
        _ if c.is_alphabetic() => Ok(c),
        _ => Err(NameError::Symbol { position }),
    }
}

fn is_middle_dot(c: char) -> bool {
    matches!(
        c,
        '\u{b7}'
            | '\u{387}'
            | '\u{16eb}'
            | '\u{2022}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22c5}'
            | '\u{25cf}'
            | '\u{2e31}'
            | '\u{30fb}'
            | '\u{fe52}'
            | '\u{ff0e}'
            | '\u{ff65}'
    )
}

/// Directional marks, joiners and the like.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// A full stop is how keyboards without a middle dot write it: 买买提.艾力. It is one where it
/// stands next to a Han character or another dot, whatever blanks lie between.
fn dots_of_han_names(chars: &mut [char]) {
    fn pass<'a>(chars: impl Iterator<Item = &'a mut char>) {
        let mut beside = false;
        for c in chars.filter(|c| **c != ' ') {
            if *c == '.' && beside {
                *c = MIDDLE_DOT;
            }
            beside = is_han(*c) || *c == MIDDLE_DOT;
        }
    }
    pass(chars.iter_mut());
    pass(chars.iter_mut().rev());
}

/// One space between Latin parts, none beside Han characters and dots, one dot of several.
fn squeeze(chars: &[char]) -> Vec<char> {
    let tight = |c: char| is_han(c) || c == MIDDLE_DOT || matches!(c, '\u{e0100}'..='\u{e01ef}');
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    for &c in chars {
        let last = out.last().copied();
        if c == ' ' {
            if last.is_some_and(|l| l != ' ' && !tight(l)) {
                out.push(c);
            }
            continue;
        }
        if last == Some(' ') && tight(c) {
            out.pop();
        }
        if c == MIDDLE_DOT && out.last() == Some(&MIDDLE_DOT) {
            continue;
        }
        out.push(c);
    }
    out
}

/// What names are compared by: without blanks, with one kind of dot, hyphen and apostrophe,
/// half-width and in lower case. Never shown; `None` if nothing is left to compare.
pub fn comparison_key(name: &str) -> Option<String> {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        if is_blank(c) {
            continue;
        }
        let c = if is_middle_dot(c) { MIDDLE_DOT } else { half_width(c) };
        let c = match c {
            '.' => MIDDLE_DOT,
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
            _ if is_hyphen(c) => '-',
            other => other,
        };
        if c == MIDDLE_DOT && key.ends_with(MIDDLE_DOT) {
            continue;
        }
        key.extend(c.to_lowercase());
    }
    (!key.is_empty()).then_some(key)
}

/// Whether two spellings are one name, for verification: blanks, the kind of dot, case and width
/// do not count, every other character does. Nothing is the same name as an empty one.
pub fn same_name(a: &str, b: &str) -> bool {
    comparison_key(a).is_some_and(|a| comparison_key(b).is_some_and(|b| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rare_characters_stay_byte_for_byte() {
        for name in [
            "䶮",
            "㛃",
            "𬭚",
            "张𠮷",
            "李〇",
            "𠀀𪜀𫝀𫠠𬺰𰀀𱍐𮯰", // Extensions B, C, D, E, F, G, H, I
            "\u{fa11}崎", // a compatibility ideograph that NFKC would keep, and one it would not
            "\u{f9d8}",
            "\u{2f800}",
            "葛\u{e0100}飾",
            "买买提·艾力",
            "Zoë Ångström",
            "Zoe\u{308}",
            "Михаил",
            "김민수",
        ] {
            assert_eq!(normalise(name).as_deref(), Ok(name), "{name}");
        }
    }

    #[test]
    fn dots_and_blanks_are_unified() {
        for dot in "·•・‧．∙⋅･․●".chars() {
            assert_eq!(
                normalise(&format!("买买提{dot}艾力")).as_deref(),
                Ok("买买提·艾力"),
                "{dot}"
            );
            assert_eq!(normalise(&format!("阿 {dot} 卜")).as_deref(), Ok("阿·卜"), "{dot}");
        }
        for (raw, normal) in [
            ("  张三\t\r\n", "张三"),
            ("\u{feff}张三\u{200b}", "张三"),
            ("张　三", "张三"),
            ("张  三", "张三"),
            ("买买提.艾力", "买买提·艾力"),
            ("买买提··艾力", "买买提·艾力"),
            ("买买提 .• 艾力", "买买提·艾力"),
            ("John   Smith", "John Smith"),
            ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
            ("J. R.  Smith Jr.", "J. R. Smith Jr."),
            ("O’Brien", "O'Brien"),
            ("Anne\u{2010}Marie", "Anne-Marie"),
            ("John\u{a0}Smith", "John Smith"),
        ] {
            assert_eq!(normalise(raw).as_deref(), Ok(normal), "{raw}");
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (raw, error) in [
            ("", NameError::Empty),
            (" \u{3000}\u{200b}", NameError::Empty),
            ("张\u{7}三", NameError::Control { position: 2 }),
            ("张\n三", NameError::Control { position: 2 }),
            ("张\u{202e}三", NameError::Control { position: 2 }),
            ("张\u{200b}三", NameError::Control { position: 2 }),
            ("\u{3164}", NameError::Control { position: 1 }),
            ("张3", NameError::Digit { position: 2 }),
            ("张３", NameError::Digit { position: 2 }),
            (" 张Ⅲ", NameError::Digit { position: 3 }),
            ("张😀", NameError::Symbol { position: 2 }),
            ("🅰", NameError::Symbol { position: 1 }),
            ("Ⓐ", NameError::Symbol { position: 1 }),
            ("𝐉ohn", NameError::Symbol { position: 1 }),
            ("❤\u{fe0f}", NameError::Symbol { position: 1 }),
            ("张三（男）", NameError::Symbol { position: 3 }),
            ("张三，李四", NameError::Symbol { position: 3 }),
            ("⾼明", NameError::Symbol { position: 1 }),
            ("=SUM(A)", NameError::Symbol { position: 1 }),
            ("张?", NameError::BrokenEncoding { position: 2 }),
            ("张\u{fffd}", NameError::BrokenEncoding { position: 2 }),
            ("张\u{e863}", NameError::PrivateUse { position: 2 }),
            ("·张三", NameError::Misplaced),
            ("张三·", NameError::Misplaced),
            ("-", NameError::Misplaced),
            ("'", NameError::Symbol { position: 1 }),
        ] {
            assert_eq!(normalise(raw), Err(error), "{raw:?}");
        }
    }

    #[test]
    fn fifty_characters_are_the_limit() {
        let fifty = "𠮷".repeat(50);
        assert_eq!(normalise(&fifty).as_deref(), Ok(fifty.as_str()));
        assert_eq!(normalise(&"𠮷".repeat(51)), Err(NameError::TooLong { actual: 51 }));
        assert!(normalise(&format!("  {}  ", "张 ".repeat(50))).is_ok());
    }

    #[test]
    fn spellings_of_one_name_are_the_same() {
        for (a, b) in [
            ("张三", "张 三"),
            ("买买提·艾力", "买买提•艾力"),
            ("买买提·艾力", "买买提.艾力"),
            ("买买提·艾力", " 买买提 ．艾力 "),
            ("John Smith", "JOHN  SMITH"),
            ("John Smith", "ｊｏｈｎｓｍｉｔｈ"),
            ("O'Brien", "o’brien"),
        ] {
            assert!(same_name(a, b) && same_name(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("张三", "张四"),
            ("吉", "𠮷"),
            ("", ""),
            (" ", "\u{200b}"),
            ("张三", ""),
            ("阿·卜", "阿卜"),
        ] {
            assert!(!same_name(a, b) && !same_name(b, a), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn the_normal_form_is_a_fixed_point(raw in "[ \u{3000}·•．.'张三𠮷阿ＡaB-]{0,60}") {
            if let Ok(once) = normalise(&raw) {
                prop_assert_eq!(normalise(&once), Ok(once.clone()));
                prop_assert!(same_name(&raw, &once));
                prop_assert!(once.chars().count() <= MAX_CHARS);
            }
        }

        #[test]
        fn han_names_of_every_block_pass_unchanged(codes in prop::collection::vec(prop_oneof![
            0x3400u32..0x4dc0, 0x4e00u32..0xa000, 0xf900u32..0xfa6e, 0x20000u32..0x2a6e0, 0x2a700u32..0x2ee5e,
            0x30000u32..0x323b0,
        ], 1..50)) {
            let name: String = codes.into_iter().filter_map(char::from_u32).collect();
            prop_assert_eq!(normalise(&name), Ok(name.clone()));
        }

        #[test]
        fn nothing_panics(raw in any::<String>(), other in any::<String>()) {
            let _ = (normalise(&raw), same_name(&raw, &other));
        }
    }
}
