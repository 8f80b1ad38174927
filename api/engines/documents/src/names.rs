//! Names inside an archive: where they would be written, and whether two of them would meet.

use crate::fault::Fault;
use encoding_rs::GB18030;

/// The most bytes of a name: beyond it no file system takes the path.
const MAX_BYTES: usize = 1024;
/// Characters of a name that a message shows.
const SHOWN: usize = 80;

/// A name as text: UTF-8, or the GBK of Chinese Windows (read as GB18030, its superset). Archives say which it is only
/// sometimes, and rarely rightly.
pub(crate) fn decode(raw: &[u8]) -> Result<String, Fault> {
    let text = match str::from_utf8(raw) {
        Ok(text) => Some(text.to_owned()),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(raw)
            .map(|text| text.into_owned()),
    };
    text.ok_or_else(|| unsafe_name(raw, "is neither UTF-8 nor GBK"))
}

/// A name as a message shows it.
pub(crate) fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if name.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Refuses a name that some program would write elsewhere than below the folder chosen, or not at all.
pub(crate) fn check(raw: &[u8], name: &str) -> Result<(), Fault> {
    let problem = if name.is_empty() {
        "is empty"
    } else if raw.len() > MAX_BYTES {
        "is too long"
    } else if name.contains(|c: char| c.is_control() || turns(c)) {
        "holds a character that cannot be seen"
    } else if name.starts_with(['/', '\\']) {
        "begins at the root"
    } else if has_drive(name) {
        "names a drive"
    } else if climbs(raw) || climbs(name.as_bytes()) {
        "leads out of its folder"
    } else {
        return Ok(());
    };
    Err(unsafe_name(raw, problem))
}

/// What two names have in common that meet on a disk which knows no case: Windows also drops dots and blanks at the end
/// of each part.
pub(crate) fn key(name: &str) -> String {
    let parts = name.split(['/', '\\']).map(|part| part.trim_end_matches(['.', ' ']));
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
    parts.join("/")
}

fn has_drive(name: &str) -> bool {
    matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Looked at byte by byte as well: in GBK the second byte of a character may be the one of a backslash, and a program
/// that does not know GBK sees it.
fn climbs(name: &[u8]) -> bool {
    name.split(|byte| matches!(byte, b'/' | b'\\')).map(<[u8]>::trim_ascii).any(|part| {
        // More than two have led further up on some systems.
        part.len() > 1 && part.iter().all(|byte| *byte == b'.')
    })
}

/// Marks that turn the direction of writing: by them `exe.docx` is shown for what ends in `xcod.exe`.
fn turns(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn unsafe_name(raw: &[u8], problem: &'static str) -> Fault {
    let name = decode_lossy(raw);
    Fault::UnsafeName { entry: shown(&name), problem }
}

fn decode_lossy(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw.get(..MAX_BYTES).unwrap_or(raw)).into_owned()
}
