//! Where everything stands on the page, before anything is drawn.
//!
//! From top to bottom: the number; heading, holder, statement and subjects, which share the room
//! above the foot and shrink together until they fit; the foot with QR code, note, issuer and the
//! place of the seal.

mod flow;
mod foot;
pub(crate) mod frame;
mod subjects;

use onex_credential::number;
use onex_credential::snapshot::Snapshot;

use crate::error::PrintError;
use crate::fonts::Fonts;
use crate::printed::{Language, fill};
use crate::qr::{Code, QrText};
use crate::template::{Pair, Template};
use crate::text;

/// A4 across.
pub(crate) const WIDTH: f32 = 841.89;
pub(crate) const HEIGHT: f32 = 595.28;
/// Where texts begin and end.
const LEFT: f32 = 68.0;
const RIGHT: f32 = WIDTH - LEFT;
/// The baseline of the number, and what lies between it and the foot.
const NUMBER_LINE: f32 = 68.0;
const FLOW_TOP: f32 = 76.0;
const FLOW_BOTTOM: f32 = 427.0;
/// 35 mm: 0.48 mm a module for what a certificate has.
pub(crate) const QR_SIDE: f32 = 99.21;

/// The smallest letters: Chinese below three millimetres and Latin below two are hard to read.
const SMALLEST: f32 = 8.5;
const SMALLEST_LATIN: f32 = 6.5;

/// The colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Black,
    Grey,
    Red,
    Gold,
    Pale,
    /// Of what lies across a specimen.
    Mark,
}

/// A line of text. `y` is its baseline.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub size: f32,
    pub text: String,
    pub ink: Ink,
    pub bold: bool,
}

/// A straight line from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub thickness: f32,
    pub ink: Ink,
}

/// A square.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Square {
    pub x: f32,
    pub y: f32,
    pub side: f32,
}

/// A page, in the order in which it is read.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub texts: Vec<Placed>,
    pub rules: Vec<Rule>,
    pub code: Code,
    pub code_at: Square,
    pub seal_at: Square,
}

/// A way to write.
#[derive(Debug, Clone, Copy)]
struct Style {
    /// The largest and the smallest size.
    sizes: (f32, f32),
    ink: Ink,
    bold: bool,
}

impl Style {
    const fn new(largest: f32, smallest: f32, ink: Ink) -> Style {
        Style { sizes: (largest, smallest), ink, bold: false }
    }

    const fn bold(self) -> Style {
        Style { bold: true, ..self }
    }

    fn scaled(self, scale: f32) -> Style {
        let (largest, smallest) = self.sizes;
        Style { sizes: ((largest * scale).max(smallest), smallest), ..self }
    }
}

/// What is laid out, with what it is made of.
struct Sheet<'a> {
    snapshot: &'a Snapshot,
    template: &'a Template,
    fonts: &'a Fonts,
}

impl Sheet<'_> {
    fn chinese(&self, pair: &Pair) -> String {
        fill(pair, self.snapshot, Language::Chinese).unwrap_or_default()
    }

    fn english(&self, pair: &Pair) -> Option<String> {
        fill(pair, self.snapshot, Language::English)
    }

    /// `成绩 Score`.
    fn label(&self, pair: &Pair) -> String {
        match self.english(pair) {
            Some(english) => format!("{} {english}", self.chinese(pair)),
            None => self.chinese(pair),
        }
    }

    fn line(&self, text: String, size: f32, style: Style) -> Placed {
        let width = text::width(self.fonts, &text, size);
        Placed { x: 0.0, y: 0.0, width, size, text, ink: style.ink, bold: style.bold }
    }

    /// One line if the text goes into one, else at most two; in the largest size that does.
    fn fit(&self, text: &str, style: Style, room: f32) -> Option<Vec<Placed>> {
        let (largest, smallest) = style.sizes;
        let middle = (largest * 0.6).max(smallest);
        let (size, lines) = text::fit(self.fonts, text, (largest, middle), room, 1)
            .or_else(|| text::fit(self.fonts, text, (largest, smallest), room, 2))?;
        Some(lines.into_iter().map(|line| self.line(line, size, style)).collect())
    }
}

/// Lays a certificate out.
///
/// # Errors
/// [`PrintError::TooLong`], [`PrintError::Qr`]. Characters that no font has take no room here;
/// the caller asks for them first.
pub(crate) fn compose(
    snapshot: &Snapshot,
    template: &Template,
    fonts: &Fonts,
    qr: QrText<'_>,
) -> Result<Page, PrintError> {
    let sheet = Sheet { snapshot, template, fonts };
    let code = Code::new(qr)?;
    let mut page = Page {
        texts: Vec::new(),
        rules: Vec::new(),
        code,
        code_at: foot::CODE,
        seal_at: foot::SEAL,
    };
    number_line(&sheet, &mut page)?;
    flow::place(&sheet, &mut page)?;
    foot::place(&sheet, &mut page)?;
    Ok(page)
}

fn number_line(sheet: &Sheet<'_>, page: &mut Page) -> Result<(), PrintError> {
    const LABEL: Style = Style::new(9.5, SMALLEST_LATIN, Ink::Grey);
    const NUMBER: Style = Style::new(11.0, 11.0, Ink::Black);
    let mut number = sheet.line(number::display(&sheet.snapshot.number), NUMBER.sizes.0, NUMBER);
    number.x = RIGHT - number.width;
    number.y = NUMBER_LINE;
    let room = number.x - LEFT - 8.0;
    let label = sheet.label(&sheet.template.number);
    let (size, _) = text::fit(sheet.fonts, &label, LABEL.sizes, room, 1)
        .ok_or_else(|| too_long("template.labels.number"))?;
    let mut label = sheet.line(label, size, LABEL);
    label.x = number.x - 8.0 - label.width;
    label.y = NUMBER_LINE;
    page.texts.extend([label, number]);
    Ok(())
}

fn too_long(field: &str) -> PrintError {
    PrintError::TooLong { field: field.to_owned() }
}

#[cfg(test)]
mod tests;
