//! Lines of text: how wide, where to break, how large.

use crate::fonts::Fonts;

/// The width of a text in a size.
pub(crate) fn width(fonts: &Fonts, text: &str, size: f32) -> f32 {
    fonts.glyphs(text).map(|(_, _, glyph)| glyph.advance).sum::<f32>() * size
}

/// What must not begin a line (GB/T 15834-2011 §5.1).
const NOT_FIRST: &str = "，。、；：？！）》」』】〕〉〗”’…—～·,.;:?!)]}%％‰℃°々ー〉﹞﹜";
/// What must not end one.
const NOT_LAST: &str = "（《「『【〔〈〖“‘([{￥¥$#№";

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    if after == ' ' || NOT_FIRST.contains(after) || NOT_LAST.contains(before) {
        return false;
    }
    before == ' ' || before == '-' || is_wide(before) || is_wide(after)
}

/// Characters that fill a square and stand alone: those of CJK, from the radicals on.
fn is_wide(character: char) -> bool {
    u32::from(character) >= 0x2e80
}

/// Breaks a text into lines of at most this width, the first one narrower by `indent`. A word that
/// is wider than a line is broken where the line ends.
pub(crate) fn wrap(fonts: &Fonts, text: &str, size: f32, room: f32, indent: f32) -> Vec<String> {
    let glyphs: Vec<(usize, char, f32)> =
        fonts.glyphs(text).map(|(at, c, glyph)| (at, c, glyph.advance * size)).collect();
    let from = |index: usize| glyphs.get(index).map_or(text.len(), |(at, _, _)| *at);
    let line = |start, end| text[from(start)..from(end)].trim_end().to_owned();
    let mut lines = Vec::new();
    let (mut start, mut at, mut used, mut last_break) = (0, 0, indent, None);
    while let Some((_, character, advance)) = glyphs.get(at) {
        if at > start && may_break(glyphs[at - 1].1, *character) {
            last_break = Some(at);
        }
        // A space at the end of a line takes no room.
        if used + advance > room && at > start && *character != ' ' {
            let end = last_break.unwrap_or(at);
            lines.push(line(start, end));
            (start, at, used, last_break) = (end, end, 0.0, None);
            continue;
        }
        used += advance;
        at += 1;
    }
    lines.push(line(start, glyphs.len()));
    lines
}

/// Lines in the largest size, from `largest` down to `smallest`, in which there are at most `most`
/// of them; `None` if there is none.
pub(crate) fn fit(
    fonts: &Fonts,
    text: &str,
    (largest, smallest): (f32, f32),
    room: f32,
    most: usize,
) -> Option<(f32, Vec<String>)> {
    let steps = ((largest - smallest) / 0.5).ceil().max(0.0) as usize;
    (0..=steps)
        .map(|step| (largest - 0.5 * step as f32).max(smallest))
        .map(|size| (size, wrap(fonts, text, size, room, 0.0)))
        .find(|(size, lines)| {
            lines.len() <= most && lines.iter().all(|line| width(fonts, line, *size) <= room)
        })
}

#[cfg(test)]
mod tests;
