//! The subjects with their scores, in one column or two.

use onex_credential::snapshot::Subject;

use super::flow::Block;
use super::*;
use crate::printed::{english, mark};

/// With more subjects than this there are two columns.
const MOST_IN_ONE: usize = 4;
const ONE_COLUMN: f32 = 540.0;
const BETWEEN: f32 = 34.0;
const TWO_COLUMNS: f32 = (RIGHT - LEFT - BETWEEN) / 2.0;

const HEAD: Style = Style::new(9.5, SMALLEST_LATIN, Ink::Grey);
const TITLE: Style = Style::new(12.5, SMALLEST, Ink::Black);
const TITLE_ENGLISH: Style = Style::new(9.0, SMALLEST_LATIN, Ink::Grey);
const MARK: Style = Style::new(12.5, SMALLEST, Ink::Black).bold();

/// A subject in its cell: lines from its own upper left corner.
struct Cell {
    texts: Vec<Placed>,
    height: f32,
}

pub(super) fn table(sheet: &Sheet<'_>, scale: f32) -> Option<Block> {
    let subjects = &sheet.snapshot.subjects;
    let columns = if subjects.len() > MOST_IN_ONE { 2 } else { 1 };
    let width = if columns == 1 { ONE_COLUMN } else { TWO_COLUMNS };
    let rows = subjects.len().div_ceil(columns);
    let cells =
        subjects.iter().map(|s| cell(sheet, s, width, scale)).collect::<Option<Vec<_>>>()?;
    let heights: Vec<f32> = (0..rows)
        .map(|row| cells.iter().skip(row).step_by(rows).map(|c| c.height).fold(0.0, f32::max))
        .collect();
    let head = HEAD.scaled(scale).sizes.0 * 1.6;
    let mut block = Block {
        texts: Vec::new(),
        rules: Vec::new(),
        height: head + heights.iter().sum::<f32>(),
        gap: 9.0 * scale,
    };
    let all = width * columns as f32 + BETWEEN * (columns - 1) as f32;
    let mut cells = cells.into_iter();
    for column in 0..columns {
        let x = (WIDTH - all) / 2.0 + column as f32 * (width + BETWEEN);
        block.texts.extend(head_line(sheet, x, width, scale)?);
        block.rules.push(Rule { x, y: head, width, thickness: 0.8, ink: Ink::Gold });
        let mut top = head;
        for (height, cell) in heights.iter().zip(cells.by_ref().take(rows)) {
            // What is lower than its neighbour in the row stands in the middle of it.
            let down = top + (height - cell.height) / 2.0;
            let moved = |t: Placed| Placed { x: t.x + x, y: t.y + down, ..t };
            block.texts.extend(cell.texts.into_iter().map(moved));
            top += height;
            block.rules.push(Rule { x, y: top, width, thickness: 0.35, ink: Ink::Pale });
        }
    }
    Some(block)
}

fn head_line(sheet: &Sheet<'_>, x: f32, width: f32, scale: f32) -> Option<[Placed; 2]> {
    let style = HEAD.scaled(scale);
    let size = style.sizes.0;
    let subject = sheet.line(sheet.label(&sheet.template.subject), size, style);
    let score = sheet.line(sheet.label(&sheet.template.score), size, style);
    let y = size * 1.15;
    let right = x + width - score.width;
    (subject.width + score.width + 12.0 <= width)
        .then_some([Placed { x, y, ..subject }, Placed { x: right, y, ..score }])
}

fn cell(sheet: &Sheet<'_>, subject: &Subject, width: f32, scale: f32) -> Option<Cell> {
    const APART: f32 = 12.0;
    let padding = 3.0 * scale;
    let passed = sheet.label(&sheet.template.passed);
    let marks = sheet.fit(&mark(subject, &passed), MARK.scaled(scale), width * 0.34)?;
    let marks_width = marks.iter().map(|l| l.width).fold(0.0, f32::max);
    let room = width - marks_width - APART;
    let titles = titles(sheet, subject, room, scale)?;
    let height = |lines: &[Vec<Placed>]| lines.iter().map(|line| line_height(line)).sum::<f32>();
    let marks: Vec<Vec<Placed>> = marks.into_iter().map(|line| vec![line]).collect();
    let (titles_height, marks_height) = (height(&titles), height(&marks));
    let inner = titles_height.max(marks_height);
    let mut cell = Cell { texts: Vec::new(), height: inner + 2.0 * padding };
    let sides = [(titles, titles_height, false), (marks, marks_height, true)];
    for (lines, own, right) in sides {
        let mut top = padding + (inner - own) / 2.0;
        for line in lines {
            let height = line_height(&line);
            let size = line.iter().map(|p| p.size).fold(0.0, f32::max);
            let mut x = if right { width - line.iter().map(|p| p.width).sum::<f32>() } else { 0.0 };
            for piece in line {
                let next = x + piece.width + 8.0;
                cell.texts.push(Placed { x, y: top + height / 2.0 + size * 0.38, ..piece });
                x = next;
            }
            top += height;
        }
    }
    Some(cell)
}

fn line_height(pieces: &[Placed]) -> f32 {
    pieces.iter().map(|p| p.size).fold(0.0, f32::max) * 1.3
}

/// The title's lines: both languages in one, or one below the other.
fn titles(sheet: &Sheet<'_>, subject: &Subject, room: f32, scale: f32) -> Option<Vec<Vec<Placed>>> {
    let style = TITLE.scaled(scale);
    let mut chinese = sheet.fit(&subject.title.zh, style, room)?;
    let Some(english) = english(&subject.title) else {
        return Some(chinese.into_iter().map(|line| vec![line]).collect());
    };
    let small = TITLE_ENGLISH.scaled(scale);
    let beside = sheet.line(english.to_owned(), small.sizes.0, small);
    if let [only] = chinese.as_slice()
        && only.width + 8.0 + beside.width <= room
    {
        chinese.push(beside);
        return Some(vec![chinese]);
    }
    let below = sheet.fit(english, small, room)?;
    Some(chinese.into_iter().chain(below).map(|line| vec![line]).collect())
}
