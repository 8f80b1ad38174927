//! The frame of a page without a background: two lines, whose corners give way to a square.

use super::{HEIGHT, WIDTH};

/// A closed line through these points.
pub(crate) struct Outline {
    pub points: Vec<(f32, f32)>,
    pub thickness: f32,
}

const OUTER: f32 = 22.0;
const INNER: f32 = 29.0;
const FINE: f32 = 33.0;
/// The side of the part cut out of each corner.
const CORNER: f32 = 22.0;

/// The lines of the frame, from the outermost.
pub(crate) fn outlines() -> Vec<Outline> {
    let mut all = vec![
        Outline { points: rectangle(OUTER, OUTER, WIDTH - OUTER, HEIGHT - OUTER), thickness: 2.6 },
        Outline { points: notched(INNER), thickness: 1.0 },
        Outline { points: notched(FINE), thickness: 0.4 },
    ];
    for (x, y) in corners(OUTER + 5.0, CORNER - 6.0) {
        let side = CORNER - 6.0;
        all.push(Outline { points: rectangle(x, y, x + side, y + side), thickness: 0.8 });
        let (x, y, side) = (x + side / 4.0, y + side / 4.0, side / 2.0);
        all.push(Outline { points: diamond(x, y, side), thickness: 0.8 });
    }
    all
}

fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Vec<(f32, f32)> {
    vec![(left, top), (right, top), (right, bottom), (left, bottom)]
}

fn diamond(x: f32, y: f32, side: f32) -> Vec<(f32, f32)> {
    let half = side / 2.0;
    vec![(x + half, y), (x + side, y + half), (x + half, y + side), (x, y + half)]
}

/// The upper left points of squares of this side, this far from the edges of the page.
fn corners(inset: f32, side: f32) -> [(f32, f32); 4] {
    let (right, bottom) = (WIDTH - inset - side, HEIGHT - inset - side);
    [(inset, inset), (right, inset), (right, bottom), (inset, bottom)]
}

/// A rectangle without its corners.
fn notched(inset: f32) -> Vec<(f32, f32)> {
    let (left, top, right, bottom) = (inset, inset, WIDTH - inset, HEIGHT - inset);
    let cut = CORNER;
    vec![
        (left + cut, top),
        (right - cut, top),
        (right - cut, top + cut),
        (right, top + cut),
        (right, bottom - cut),
        (right - cut, bottom - cut),
        (right - cut, bottom),
        (left + cut, bottom),
        (left + cut, bottom - cut),
        (left, bottom - cut),
        (left, top + cut),
        (left + cut, top + cut),
    ]
}
