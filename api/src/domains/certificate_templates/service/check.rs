//! What `onex check` looks at: every certificate has a template of its kind and edition or of every edition, and the words
//! and pictures of every template are there.

use onex_credential::number;
use onex_print::{Template, Texts};

use super::super::model::Place;
use super::super::store;
use super::OWNER;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

const PAGE: i64 = 100;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let mut wrong: Vec<String> = store::misfits(conn)?
        .iter()
        .map(|no| {
            let said = number::display(no);
            format!("certificate {said}: its template is of another kind or edition")
        })
        .collect();
    let strays = store::stray_files(conn, OWNER)?;
    if strays > 0 {
        wrong.push(format!("{strays} files belong to no certificate template"));
    }
    let mut after = Id::NIL;
    loop {
        let page = store::page(conn, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(wrong) };
        after = last.id;
        for row in &page {
            let texts = Texts::read(&row.texts.0).and_then(|t| Template::new(&t, None, None));
            if let Err(e) = texts {
                wrong.push(format!("certificate template {}: {e}", row.id));
            }
            for place in Place::ALL {
                let Some(file) = row.file(place) else { continue };
                if !store::has_file(conn, OWNER, row.id, file)? {
                    let picture = place.as_str();
                    wrong.push(format!(
                        "certificate template {}: its {picture} is not there",
                        row.id
                    ));
                }
            }
        }
    }
}
