//! The fonts and what they have.
//!
//! A character is drawn from the first font that has it. Which one, with its glyph and width, is
//! looked up in one table, made once: ten thousand candidates are asked about in a moment.

use std::io::Read;
use std::sync::{Arc, OnceLock};

use krilla::text::Font;
use lzma_rust2::LzmaReader;
use skrifa::instance::{LocationRef, Size};
use skrifa::raw::{FileRef, FontRef, TableProvider};
use skrifa::{GlyphId, MetadataProvider};

use crate::error::FontError;

/// Noto Serif SC: Latin, punctuation, all of GB 18030-2022 level 2.
const NOTO: &[u8] = include_bytes!("../fonts/noto-serif-sc.ttf.lzma");
/// What of CJK's extensions Noto lacks, such as 𠮷, out of LXGW WenKai.
const KAI: &[u8] = include_bytes!("../fonts/onex-kai.ttf.lzma");

/// What unpacking may take, in KiB: 4 MiB of dictionary and some.
const MEMORY: u32 = 8 * 1024;

const MAX_FACES: usize = 64;

/// A glyph of one of the fonts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    pub face: u8,
    pub id: u16,
    /// Width, as a part of the size of the letters.
    pub advance: f32,
}

/// 256 code points each, absent where no font has any of them.
type Pages = Vec<Option<Box<[Option<Glyph>; 256]>>>;

/// Fonts in the order in which they are asked for a character. Cheap to clone.
#[derive(Clone)]
pub struct Fonts {
    faces: Arc<[Font]>,
    pages: Arc<Pages>,
}

impl Fonts {
    /// The fonts of the program itself. They are unpacked once and kept: 15 MB.
    ///
    /// # Errors
    /// [`FontError`], if the program was built with damaged fonts.
    pub fn embedded() -> Result<Fonts, FontError> {
        static EMBEDDED: OnceLock<Result<Fonts, FontError>> = OnceLock::new();
        EMBEDDED
            .get_or_init(|| {
                let none = Fonts { faces: Arc::new([]), pages: Arc::default() };
                none.with([
                    ("noto-serif-sc".to_owned(), unpack("noto-serif-sc", NOTO)?),
                    ("onex-kai".to_owned(), unpack("onex-kai", KAI)?),
                ])
            })
            .clone()
    }

    /// These fonts and more, asked after them: names, which stand in errors alone, and the bytes
    /// of TrueType or OpenType fonts or collections.
    ///
    /// # Errors
    /// [`FontError`] for the first font that cannot be used.
    pub fn with(
        &self,
        extra: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Fonts, FontError> {
        let mut faces = self.faces.to_vec();
        let mut pages = Pages::clone(&self.pages);
        for (name, data) in extra {
            let data = Arc::new(data);
            for index in 0..members(&name, &data)? {
                let unreadable = || FontError::Unreadable { font: name.clone() };
                if faces.len() == MAX_FACES {
                    return Err(FontError::TooMany { font: name, max: MAX_FACES });
                }
                let face = u8::try_from(faces.len()).map_err(|_| unreadable())?;
                let font = FontRef::from_index(&data, index).map_err(|_| unreadable())?;
                check(&name, &font)?;
                faces.push(Font::new(data.clone().into(), index).ok_or_else(unreadable)?);
                note(&mut pages, &font, face);
            }
        }
        Ok(Fonts { faces: faces.into(), pages: Arc::new(pages) })
    }

    /// Whether a character can be printed.
    pub fn has(&self, character: char) -> bool {
        self.glyph(character).is_some()
    }

    pub(crate) fn glyph(&self, character: char) -> Option<Glyph> {
        let code = character as usize;
        self.pages.get(code >> 8)?.as_ref()?.get(code & 0xff).copied().flatten()
    }

    /// The glyphs of a text, each with where its character begins. Left out is what no font has.
    pub(crate) fn glyphs<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (usize, char, Glyph)> + 'a {
        let mut before = None;
        text.char_indices().filter_map(move |(at, character)| {
            let after = text[at + character.len_utf8()..].chars().next();
            // In O’Neill the mark is an apostrophe, not the Chinese quotation mark that it shares
            // its code with, which fills a square.
            let within =
                character == '’' && before.is_some_and(is_latin) && after.is_some_and(is_latin);
            before = Some(character);
            let glyph = self.glyph(if within { '\'' } else { character });
            glyph.map(|glyph| (at, character, glyph))
        })
    }

    pub(crate) fn face(&self, face: u8) -> Option<&Font> {
        self.faces.get(usize::from(face))
    }
}

fn is_latin(character: char) -> bool {
    character.is_alphabetic() && character < '\u{250}'
}

fn unpack(name: &str, packed: &[u8]) -> Result<Vec<u8>, FontError> {
    let mut data = Vec::new();
    LzmaReader::new_mem_limit(packed, MEMORY, None)
        .and_then(|mut reader| reader.read_to_end(&mut data))
        .map_err(|_| FontError::Unreadable { font: name.to_owned() })?;
    Ok(data)
}

fn members(name: &str, data: &[u8]) -> Result<u32, FontError> {
    match FileRef::new(data) {
        Ok(FileRef::Font(_)) => Ok(1),
        Ok(FileRef::Collection(fonts)) => Ok(fonts.len()),
        Err(_) => Err(FontError::Unreadable { font: name.to_owned() }),
    }
}

fn check(name: &str, font: &FontRef<'_>) -> Result<(), FontError> {
    if font.glyf().is_err() && font.cff().is_err() {
        return Err(FontError::Outlines { font: name.to_owned() });
    }
    // Of these bits the least restrictive counts (OpenType, OS/2 fsType).
    if font.os2().is_ok_and(|os2| os2.fs_type() & 0xf == 2) {
        return Err(FontError::Restricted { font: name.to_owned() });
    }
    Ok(())
}

/// Takes down the characters that no font before this one has.
fn note(pages: &mut Pages, font: &FontRef<'_>, face: u8) {
    let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let units = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
    for (code, glyph) in font.charmap().mappings() {
        let (Some(character), Ok(id)) = (char::from_u32(code), u16::try_from(glyph.to_u32()))
        else {
            continue;
        };
        let at = code as usize;
        if pages.len() <= at >> 8 {
            pages.resize_with((at >> 8) + 1, || None);
        }
        let page = &mut pages[at >> 8];
        let taken = page.as_ref().is_some_and(|p| p[at & 0xff].is_some());
        if taken || !is_plain(character) || !is_drawn(character, glyph, &metrics) {
            continue;
        }
        let advance = metrics.advance_width(glyph).unwrap_or(0.0) / f32::from(units);
        page.get_or_insert_with(|| Box::new([None; 256]))[at & 0xff] =
            Some(Glyph { face, id, advance });
    }
}

/// A font may list a character and draw nothing for it.
fn is_drawn(character: char, glyph: GlyphId, metrics: &skrifa::metrics::GlyphMetrics<'_>) -> bool {
    glyph != GlyphId::NOTDEF
        && (character.is_whitespace()
            || metrics.bounds(glyph).is_some_and(|b| b.x_max > b.x_min || b.y_max > b.y_min))
}

/// Whether one character is one glyph, set after the one before it from left to right: nothing that
/// combines, joins, turns round or selects. Ranges of Unicode 17 blocks.
fn is_plain(character: char) -> bool {
    let code = u32::from(character);
    PLAIN.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

const PLAIN: [(u32, u32); 31] = [
    (0x20, 0x7e),
    // without the soft hyphen
    (0xa0, 0xac),
    (0xae, 0x2ff),
    (0x370, 0x482),
    (0x48a, 0x58f),
    (0x10a0, 0x10ff),
    (0x1e00, 0x1fff),
    // without joiners, marks of direction and separators of lines
    (0x2000, 0x200a),
    (0x2010, 0x2027),
    (0x202f, 0x205f),
    (0x2070, 0x20cf),
    (0x2100, 0x2bff),
    // radicals, without the characters that describe others
    (0x2e80, 0x2fdf),
    (0x3000, 0x3029),
    (0x3030, 0x303d),
    (0x303f, 0x3098),
    (0x309b, 0x312f),
    (0x3131, 0x3163),
    (0x3165, 0x318e),
    (0x3190, 0x33ff),
    (0x3400, 0x4dbf),
    (0x4dc0, 0x9fff),
    (0xa000, 0xa4cf),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6f),
    (0xff01, 0xff9f),
    (0xffa1, 0xffee),
    (0x1f100, 0x1f2ff),
    (0x2_0000, 0x3_fffd),
];

#[cfg(test)]
mod tests;
