//! A page that was laid out becomes marks on paper.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use crate::fonts::Fonts;
use crate::page::frame::outlines;
use crate::page::{HEIGHT, Ink, Page, Placed, Square, WIDTH};
use crate::qr::Code;
use crate::template::Template;
use crate::text;

/// What lies across a page that is no certificate.
pub(crate) const SPECIMEN: &str = "样张 SPECIMEN";

/// Whether a page says that it is no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    Specimen,
}

/// How much lower each row of modules is than it should be: viewers that smooth edges would show
/// white lines between rows otherwise.
const OVERLAP: f32 = 0.03;

/// How much of the mark covers what it lies over.
const THIN: f32 = 0.35;

impl Ink {
    fn colour(self) -> rgb::Color {
        match self {
            Ink::Black => rgb::Color::new(26, 26, 26),
            Ink::Grey => rgb::Color::new(92, 88, 80),
            Ink::Red => rgb::Color::new(158, 27, 30),
            Ink::Gold => rgb::Color::new(168, 130, 58),
            Ink::Pale => rgb::Color::new(214, 200, 168),
            Ink::Mark => rgb::Color::new(220, 70, 70),
        }
    }

    fn fill(self) -> Fill {
        match self {
            // What it lies over stays legible.
            Ink::Mark => {
                let opacity = NormalizedF32::new(THIN).unwrap_or(NormalizedF32::ONE);
                Fill { opacity, ..plain(self.colour()) }
            }
            _ => plain(self.colour()),
        }
    }

    fn stroke(self, width: f32) -> Stroke {
        Stroke { paint: self.colour().into(), width, ..Stroke::default() }
    }
}

fn plain(colour: rgb::Color) -> Fill {
    Fill { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// Draws a page: what lies lowest first, texts in the order in which they are read.
pub(crate) fn draw(
    surface: &mut Surface<'_>,
    page: &Page,
    template: &Template,
    fonts: &Fonts,
    mark: Mark,
) {
    match &template.background {
        Some(picture) => image(surface, picture.image(), (0.0, 0.0), (WIDTH, HEIGHT)),
        None => frame(surface),
    }
    if let Some(picture) = &template.seal {
        let Square { x, y, side } = page.seal_at;
        let (width, height) = picture.size();
        let scale = side / width.max(height) as f32;
        let (width, height) = (width as f32 * scale, height as f32 * scale);
        let at = (x + (side - width) / 2.0, y + (side - height) / 2.0);
        image(surface, picture.image(), at, (width, height));
    }
    for rule in &page.rules {
        surface.set_fill(Some(rule.ink.fill()));
        surface.set_stroke(None);
        if let Some(path) = rectangle(rule.x, rule.y, rule.width, rule.thickness) {
            surface.draw_path(&path);
        }
    }
    for text in &page.texts {
        line(surface, text, fonts);
    }
    code(surface, &page.code, page.code_at, template.background.is_some());
    if mark == Mark::Specimen {
        across(surface, fonts);
    }
}

/// Writes over everything, from the lower left to the upper right: whoever cuts it off cuts the page in two.
fn across(surface: &mut Surface<'_>, fonts: &Fonts) {
    const SIZE: f32 = 90.0;
    const DEGREES: f32 = -28.0;
    let width = text::width(fonts, SPECIMEN, SIZE);
    let mark = Placed {
        x: (WIDTH - width) / 2.0,
        y: HEIGHT / 2.0 + SIZE * 0.38,
        width,
        size: SIZE,
        text: SPECIMEN.to_owned(),
        ink: Ink::Mark,
        bold: false,
    };
    surface.push_transform(&Transform::from_rotate_at(DEGREES, WIDTH / 2.0, HEIGHT / 2.0));
    line(surface, &mark, fonts);
    surface.pop();
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut builder = PathBuilder::new();
    builder.push_rect(Rect::from_xywh(x, y, width, height)?);
    builder.finish()
}

fn frame(surface: &mut Surface<'_>) {
    surface.set_fill(None);
    for outline in outlines() {
        let mut builder = PathBuilder::new();
        for (index, (x, y)) in outline.points.into_iter().enumerate() {
            if index == 0 { builder.move_to(x, y) } else { builder.line_to(x, y) }
        }
        builder.close();
        surface.set_stroke(Some(Ink::Gold.stroke(outline.thickness)));
        if let Some(path) = builder.finish() {
            surface.draw_path(&path);
        }
    }
}

fn image(surface: &mut Surface<'_>, image: Image, (x, y): (f32, f32), (width, height): (f32, f32)) {
    let Some(size) = Size::from_wh(width, height) else { return };
    surface.push_transform(&Transform::from_translate(x, y));
    surface.draw_image(image, size);
    surface.pop();
}

/// Draws a line of text, font by font.
fn line(surface: &mut Surface<'_>, placed: &Placed, fonts: &Fonts) {
    surface.set_fill(Some(placed.ink.fill()));
    // Bold is drawn: the outlines of one weight, thickened.
    surface.set_stroke(placed.bold.then(|| placed.ink.stroke(placed.size * 0.022)));
    let mut x = placed.x;
    let mut run: Vec<KrillaGlyph> = Vec::new();
    let mut face = None;
    let mut from = x;
    let flush = |surface: &mut Surface<'_>, run: &mut Vec<KrillaGlyph>, face: Option<u8>, from| {
        if let Some(font) = face.and_then(|face| fonts.face(face)).filter(|_| !run.is_empty()) {
            let start = Point::from_xy(from, placed.y);
            surface.draw_glyphs(start, run, font.clone(), &placed.text, placed.size, false);
        }
        run.clear();
    };
    for (at, character, glyph) in fonts.glyphs(&placed.text) {
        if face != Some(glyph.face) {
            flush(surface, &mut run, face, from);
            (face, from) = (Some(glyph.face), x);
        }
        let range = at..at + character.len_utf8();
        let id = GlyphId::new(u32::from(glyph.id));
        run.push(KrillaGlyph::new(id, glyph.advance, 0.0, 0.0, 0.0, range, None));
        x += glyph.advance * placed.size;
    }
    flush(surface, &mut run, face, from);
}

/// Draws the modules as one shape, on white where something may lie below.
fn code(surface: &mut Surface<'_>, code: &Code, at: Square, on_white: bool) {
    let module = at.side / f32::from(code.width);
    surface.set_stroke(None);
    if on_white {
        let quiet = 4.0 * module;
        let side = at.side + 2.0 * quiet;
        surface.set_fill(Some(plain(rgb::Color::white())));
        if let Some(path) = rectangle(at.x - quiet, at.y - quiet, side, side) {
            surface.draw_path(&path);
        }
    }
    let mut builder = PathBuilder::new();
    for run in &code.runs {
        let x = at.x + f32::from(run.column) * module;
        let y = at.y + f32::from(run.row) * module;
        let (width, height) = (f32::from(run.length) * module, module * (1.0 + OVERLAP));
        if let Some(rectangle) = Rect::from_xywh(x, y, width, height) {
            builder.push_rect(rectangle);
        }
    }
    surface.set_fill(Some(plain(rgb::Color::black())));
    if let Some(path) = builder.finish() {
        surface.draw_path(&path);
    }
}
