//! Heading, holder, statement and subjects: blocks one below the other.

use super::subjects::table;
use super::*;
use crate::printed::each_text;

/// A part of the flow with its own upper edge at 0.
pub(super) struct Block {
    pub texts: Vec<Placed>,
    pub rules: Vec<Rule>,
    pub height: f32,
    /// The space above it.
    pub gap: f32,
}

const ROOM: f32 = FLOW_BOTTOM - FLOW_TOP;
/// How much more space than it asks for a gap may get.
const MOST_STRETCH: f32 = 12.0;

const HEADING: Style = Style::new(34.0, 15.0, Ink::Red).bold();
const HEADING_ENGLISH: Style = Style::new(13.0, 8.0, Ink::Grey);
const HOLDER: Style = Style::new(29.0, 12.0, Ink::Black).bold();
const DETAIL: Style = Style::new(11.5, SMALLEST, Ink::Black);
const DETAIL_LABEL: Style = Style::new(10.0, SMALLEST_LATIN, Ink::Grey);
const STATEMENT: Style = Style::new(15.5, SMALLEST, Ink::Black);
const STATEMENT_ENGLISH: Style = Style::new(10.5, SMALLEST_LATIN, Ink::Grey);

const HEADING_ROOM: f32 = 660.0;
const STATEMENT_ROOM: f32 = 610.0;

/// Places all blocks at the largest scale at which they fit.
pub(super) fn place(sheet: &Sheet<'_>, page: &mut Page) -> Result<(), PrintError> {
    let fitting = (0..=10u8).map(|step| 1.0 - 0.05 * f32::from(step)).find_map(|scale| {
        let blocks = blocks(sheet, scale)?;
        let height: f32 = blocks.iter().map(|b| b.gap + b.height).sum();
        (height <= ROOM).then_some((blocks, ROOM - height))
    });
    let (blocks, spare) = fitting.ok_or_else(|| longest(sheet))?;
    let stretch = (spare / (blocks.len() + 1) as f32).min(MOST_STRETCH);
    let mut top = FLOW_TOP + (spare - stretch * blocks.len() as f32).max(0.0) / 2.0;
    for block in blocks {
        top += block.gap + stretch;
        page.texts.extend(block.texts.into_iter().map(|t| Placed { y: t.y + top, ..t }));
        page.rules.extend(block.rules.into_iter().map(|r| Rule { y: r.y + top, ..r }));
        top += block.height;
    }
    Ok(())
}

fn blocks(sheet: &Sheet<'_>, scale: f32) -> Option<Vec<Block>> {
    let mut blocks = vec![heading(sheet, scale)?, holder(sheet, scale)?];
    blocks.push(details(sheet, scale)?);
    blocks.extend(statement(sheet, scale)?);
    if !sheet.snapshot.subjects.is_empty() {
        blocks.push(table(sheet, scale)?);
    }
    Some(blocks)
}

/// Lines one below the other, each in the middle of the page.
fn centred(lines: Vec<Placed>, leading: f32, gap: f32) -> Block {
    let mut block = Block { texts: Vec::new(), rules: Vec::new(), height: 0.0, gap };
    block.append(lines, leading, WIDTH / 2.0);
    block
}

impl Block {
    /// Adds lines below what is there, centred at `x`.
    fn append(&mut self, lines: Vec<Placed>, leading: f32, x: f32) {
        for line in lines {
            let height = line.size * leading;
            // The letters of CJK reach from 0.88 above the baseline to 0.12 below it.
            let y = self.height + height / 2.0 + line.size * 0.38;
            self.texts.push(Placed { x: x - line.width / 2.0, y, ..line });
            self.height += height;
        }
    }
}

fn heading(sheet: &Sheet<'_>, scale: f32) -> Option<Block> {
    let chinese = sheet.chinese(&sheet.template.heading);
    let mut block = centred(sheet.fit(&chinese, HEADING.scaled(scale), HEADING_ROOM)?, 1.3, 0.0);
    if let Some(english) = sheet.english(&sheet.template.heading) {
        block.height += 2.0;
        let lines = sheet.fit(&english, HEADING_ENGLISH.scaled(scale), HEADING_ROOM)?;
        block.append(lines, 1.3, WIDTH / 2.0);
    }
    Some(block)
}

fn holder(sheet: &Sheet<'_>, scale: f32) -> Option<Block> {
    let lines = sheet.fit(&sheet.snapshot.holder_name, HOLDER.scaled(scale), HEADING_ROOM)?;
    let widest = lines.iter().map(|l| l.width).fold(0.0, f32::max);
    let width = (widest + 56.0).max(240.0);
    let mut block = centred(lines, 1.3, 12.0 * scale);
    block.height += 2.0;
    block.rules.push(Rule {
        x: (WIDTH - width) / 2.0,
        y: block.height,
        width,
        thickness: 0.8,
        ink: Ink::Gold,
    });
    block.height += 1.0;
    Some(block)
}

/// The masked number and the institution: beside each other, or below each other.
fn details(sheet: &Sheet<'_>, scale: f32) -> Option<Block> {
    const APART: f32 = 32.0;
    let both = [
        (&sheet.template.document, sheet.snapshot.masked_id.as_str()),
        (&sheet.template.institution, sheet.snapshot.institution.name.as_str()),
    ];
    let pairs: Vec<[Placed; 2]> = both
        .iter()
        .map(|(label, value)| {
            let (label_style, style) = (DETAIL_LABEL.scaled(scale), DETAIL.scaled(scale));
            let label = sheet.line(sheet.label(label), label_style.sizes.0, label_style);
            [label, sheet.line((*value).to_owned(), style.sizes.0, style)]
        })
        .collect();
    let mut block = centred(Vec::new(), 1.5, 7.0 * scale);
    let wide = |pair: &[Placed; 2]| pair[0].width + 6.0 + pair[1].width;
    let together: f32 = pairs.iter().map(wide).sum::<f32>() + APART;
    if together <= HEADING_ROOM {
        block.beside(pairs.into_iter().flatten(), (WIDTH - together) / 2.0, [6.0, APART]);
        return Some(block);
    }
    for (pair, (label, value)) in pairs.into_iter().zip(both) {
        let width = wide(&pair);
        if width <= HEADING_ROOM {
            block.beside(pair.into_iter(), (WIDTH - width) / 2.0, [6.0, 0.0]);
        } else {
            let text = format!("{} {value}", sheet.label(label));
            block.append(sheet.fit(&text, DETAIL.scaled(scale), HEADING_ROOM)?, 1.5, WIDTH / 2.0);
        }
    }
    Some(block)
}

impl Block {
    /// Adds one line out of several pieces, from `x` on, with these spaces between them in turn.
    fn beside(&mut self, pieces: impl Iterator<Item = Placed>, mut x: f32, spaces: [f32; 2]) {
        let pieces: Vec<Placed> = pieces.collect();
        let size = pieces.iter().map(|p| p.size).fold(0.0, f32::max);
        let height = size * 1.5;
        let y = self.height + height / 2.0 + size * 0.38;
        for (piece, space) in pieces.into_iter().zip(spaces.into_iter().cycle()) {
            let next = x + piece.width + space;
            self.texts.push(Placed { x, y, ..piece });
            x = next;
        }
        self.height += height;
    }
}

fn statement(sheet: &Sheet<'_>, scale: f32) -> Option<Vec<Block>> {
    const MOST_LINES: usize = 6;
    let style = STATEMENT.scaled(scale);
    let size = style.sizes.0;
    let chinese = sheet.chinese(&sheet.template.statement);
    let mut lines = text::wrap(sheet.fonts, &chinese, size, STATEMENT_ROOM, 0.0);
    let one = lines.len() == 1;
    if !one {
        // A paragraph begins two characters in.
        lines = text::wrap(sheet.fonts, &chinese, size, STATEMENT_ROOM, 2.0 * size);
    }
    if lines.len() > MOST_LINES {
        return None;
    }
    let lines = lines.into_iter().map(|line| sheet.line(line, size, style)).collect();
    let mut block = centred(lines, 1.6, 11.0 * scale);
    if !one {
        let left = (WIDTH - STATEMENT_ROOM) / 2.0;
        for (index, line) in block.texts.iter_mut().enumerate() {
            line.x = if index == 0 { left + 2.0 * size } else { left };
        }
    }
    let mut blocks = vec![block];
    if let Some(english) = sheet.english(&sheet.template.statement) {
        let style = STATEMENT_ENGLISH.scaled(scale);
        let lines = text::wrap(sheet.fonts, &english, style.sizes.0, STATEMENT_ROOM, 0.0);
        if lines.len() > MOST_LINES {
            return None;
        }
        let lines = lines.into_iter().map(|line| sheet.line(line, style.sizes.0, style));
        blocks.push(centred(lines.collect(), 1.35, 3.0 * scale));
    }
    Some(blocks)
}

/// The text that takes most room of those that a clerk can shorten.
fn longest(sheet: &Sheet<'_>) -> PrintError {
    let mut widest = (0.0, String::new());
    each_text(sheet.snapshot, sheet.template, &mut |name, subject, text| {
        let width = text::width(sheet.fonts, text, 1.0);
        let elsewhere = ["template.note", "template.labels"].iter().any(|n| name.starts_with(n));
        if width > widest.0 && !elsewhere {
            let field = match subject {
                Some(index) => name.replacen("[]", &format!("[{index}]"), 1),
                None => name.to_owned(),
            };
            widest = (width, field);
        }
    });
    // Too many short texts: their number is the fault.
    if widest.0 < 40.0 && sheet.snapshot.subjects.len() > 12 {
        widest.1 = "subjects".to_owned();
    }
    PrintError::TooLong { field: widest.1 }
}
