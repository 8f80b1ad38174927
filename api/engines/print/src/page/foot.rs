//! The foot: QR code and how to verify on the left, issuer, day and seal on the right.

use super::*;
use crate::printed::{day, english};

const TOP: f32 = 441.0;
pub(super) const CODE: Square = Square { x: LEFT, y: TOP, side: QR_SIDE };

/// Four modules and more stay white around the code (ISO/IEC 18004 §6.3.8).
const NOTE_LEFT: f32 = LEFT + QR_SIDE + 14.0;
const NOTE_ROOM: f32 = 268.0;
const NOTE_BOTTOM: f32 = TOP + QR_SIDE;

/// The middle of the issuer's part and its width.
const ISSUER_MIDDLE: f32 = 640.0;
const ISSUER_ROOM: f32 = 268.0;
/// 42 mm: the round stamp of a company in China.
const SEAL_SIDE: f32 = 119.06;
pub(super) const SEAL: Square =
    Square { x: ISSUER_MIDDLE - SEAL_SIDE / 2.0, y: TOP - 10.0, side: SEAL_SIDE };

const SCAN: Style = Style::new(10.5, SMALLEST, Ink::Black);
const SCAN_ENGLISH: Style = Style::new(8.5, SMALLEST_LATIN, Ink::Grey);
const NOTE: Style = Style::new(8.5, 7.0, Ink::Grey);
const NOTE_ENGLISH: Style = Style::new(7.5, SMALLEST_LATIN, Ink::Grey);
const ISSUER: Style = Style::new(15.0, SMALLEST, Ink::Black).bold();
const ISSUER_ENGLISH: Style = Style::new(9.5, SMALLEST_LATIN, Ink::Grey);
const DAY: Style = Style::new(13.0, 13.0, Ink::Black);
const DAY_ENGLISH: Style = Style::new(9.0, 9.0, Ink::Grey);

pub(super) fn place(sheet: &Sheet<'_>, page: &mut Page) -> Result<(), PrintError> {
    note(sheet, page)?;
    issuer(sheet, page)
}

/// Lines with the height of each.
struct Stack(Vec<(Placed, f32)>);

impl Stack {
    fn add(&mut self, lines: Vec<Placed>, leading: f32) {
        self.0.extend(lines.into_iter().map(|line| {
            let height = line.size * leading;
            (line, height)
        }));
    }

    fn height(&self) -> f32 {
        self.0.iter().map(|(_, height)| height).sum()
    }

    /// The lines from `top` on, each with its `x`.
    fn from(self, mut top: f32, x: impl Fn(&Placed) -> f32) -> impl Iterator<Item = Placed> {
        self.0.into_iter().map(move |(line, height)| {
            let y = top + height / 2.0 + line.size * 0.38;
            top += height;
            Placed { x: x(&line), y, ..line }
        })
    }
}

fn note(sheet: &Sheet<'_>, page: &mut Page) -> Result<(), PrintError> {
    let mut stack = Stack(Vec::new());
    let texts = [
        (Some(&sheet.template.scan), SCAN, SCAN_ENGLISH, "template.labels.scan"),
        (sheet.template.note.as_ref(), NOTE, NOTE_ENGLISH, "template.note"),
    ];
    for (pair, style, small, field) in texts {
        let Some(pair) = pair else { continue };
        let both = [(Some(sheet.chinese(pair)), style), (sheet.english(pair), small)];
        for (text, style) in both {
            let Some(text) = text else { continue };
            let lines = sheet.fit(&text, style, NOTE_ROOM).ok_or_else(|| too_long(field))?;
            stack.add(lines, 1.4);
        }
    }
    let top = NOTE_BOTTOM - stack.height();
    if top < TOP {
        return Err(too_long("template.note"));
    }
    page.texts.extend(stack.from(top, |_| NOTE_LEFT));
    Ok(())
}

fn issuer(sheet: &Sheet<'_>, page: &mut Page) -> Result<(), PrintError> {
    let issuer = &sheet.snapshot.issuer;
    let mut stack = Stack(Vec::new());
    let chinese = sheet.fit(&issuer.zh, ISSUER, ISSUER_ROOM);
    stack.add(chinese.ok_or_else(|| too_long("issuer.zh"))?, 1.35);
    if let Some(english) = english(issuer) {
        let lines = sheet.fit(english, ISSUER_ENGLISH, ISSUER_ROOM);
        stack.add(lines.ok_or_else(|| too_long("issuer.en"))?, 1.35);
    }
    let issued_on = sheet.snapshot.issued_on;
    let both = [(Language::Chinese, DAY, 1.7), (Language::English, DAY_ENGLISH, 1.3)];
    for (language, style, leading) in both {
        stack.add(vec![sheet.line(day(issued_on, language), style.sizes.0, style)], leading);
    }
    let top = SEAL.y + (SEAL_SIDE - stack.height()) / 2.0 + 8.0;
    page.texts.extend(stack.from(top, |line| ISSUER_MIDDLE - line.width / 2.0));
    Ok(())
}
