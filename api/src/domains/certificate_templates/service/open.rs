//! Templates as they are printed with. Pictures are read and checked once and kept: a template never changes.

use std::sync::{Arc, Mutex, PoisonError};

use onex_print::{Picture, Template, Texts};

use super::super::model::{CertificateKind, Place, TemplateRow};
use super::super::store;
use super::OWNER;
use crate::platform::auth::Scope;
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::files::{self, wait};
use crate::platform::state::State;

/// Templates that are kept opened: those of the editions at hand.
const MOST: usize = 8;

/// The last that were asked for, newest last.
static OPENED: Mutex<Vec<(Key, Arc<Template>)>> = Mutex::new(Vec::new());

/// A template, or the words of the program for a kind.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Template(Id),
    Standard(CertificateKind),
}

/// What a certificate of a kind is printed with, for threads that may block: its template, or the words of the program.
///
/// # Errors
/// A template that is damaged.
pub fn open(state: &State, kind: CertificateKind, id: Option<Id>) -> Result<Arc<Template>> {
    let key = id.map_or(Key::Standard(kind), Key::Template);
    if let Some(known) = remembered(key) {
        return Ok(known);
    }
    let template = Arc::new(match id {
        Some(id) => read(state, id)?,
        None => standard(kind)?,
    });
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    if opened.len() >= MOST {
        opened.remove(0);
    }
    opened.push((key, template.clone()));
    Ok(template)
}

fn standard(kind: CertificateKind) -> Result<Template> {
    let texts = Texts::standard(kind.into()).map_err(|e| broken(&e))?;
    Template::new(&texts, None, None).map_err(|e| broken(&e))
}

fn remembered(id: Key) -> Option<Arc<Template>> {
    let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
    let at = opened.iter().position(|(known, _)| *known == id)?;
    let found = opened.remove(at);
    let template = found.1.clone();
    opened.push(found);
    Some(template)
}

fn read(state: &State, id: Id) -> Result<Template> {
    let row = state.db.read_blocking(|conn| store::find(conn, &Scope::Country, id))?;
    let texts = Texts::read(&row.texts.0).map_err(|e| broken(&e))?;
    let seal = picture(state, &row, Place::Seal)?;
    let background = picture(state, &row, Place::Background)?;
    Template::new(&texts, seal, background).map_err(|e| broken(&e))
}

fn picture(state: &State, row: &TemplateRow, place: Place) -> Result<Option<Picture>> {
    let Some(file) = row.file(place) else { return Ok(None) };
    let file = state.db.read_blocking(|conn| files::find(conn, file, OWNER, row.id))?;
    let bytes = wait(state.files.get(&file.sha256))?;
    Picture::read(bytes).map(Some).map_err(|e| broken(&e))
}

fn broken(e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a template cannot be used: {e}; run `onex check`"))
}
