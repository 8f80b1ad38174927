//! A certificate as paper: one A4 page, landscape, as PDF/A-3U with the credential inside.
//!
//! In goes a [`Snapshot`](onex_credential::Snapshot), which says everything that is printed, a
//! [`Template`] with the words around it, [`Fonts`], and for a certificate of its own the
//! [`Attachments`]; out comes a file, the same bytes for the same input. Nothing here reads a file,
//! a clock or a database.
//!
//! ```text
//! unprintable   which characters no font has: asked before a certificate is issued
//! render        one certificate with its credential, its QR code and the place of its seal
//! render_many   a run for the printing office: pages alone
//! check         whether a page of it can be printed, without printing it
//! specimen      what a template will look like, marked as no certificate
//! ```
//!
//! **Nothing is drawn that cannot be read.** A character without a glyph, or one that needs shaping
//! (Arabic, Tibetan, Mongolian, a variation selector), is a [`Missing`] and never a box; a text that
//! does not fit at the smallest size is [`PrintError::TooLong`] and never runs over. Texts are
//! measured with the widths of the very glyphs that are drawn, so a page looks the same everywhere.
//!
//! **The seal.** [`render`] embeds `seal.txt`, `credential.jwt` and `credential.json` uncompressed;
//! `onex_credential` finds the line of the first, exactly one in the file, and signs the file into
//! it. Here it holds zeros only.
//!
//! Units are PDF points (1/72 inch), from the upper left corner, downwards.

#[cfg(test)]
extern crate self as onex_print;

mod draw;
mod error;
mod fonts;
mod page;
mod pdf;
mod picture;
mod printed;
mod qr;
mod template;
mod text;

pub use error::{FontError, Missing, PictureError, PrintError, TemplateError};
pub use fonts::Fonts;
pub use pdf::{Attachments, MAX_SHEETS, Sheet, check, render, render_many, render_run, specimen};
pub use picture::{MAX_BYTES, MAX_PIXELS, Picture};
pub use printed::{unprintable, unprintable_words};
pub use qr::QrText;
pub use template::{Labels, Template, Texts};
