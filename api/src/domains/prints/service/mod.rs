//! Printing, one certificate and many.

mod archive;
pub mod check;
pub mod jobs;
mod names;
pub mod past;
mod sheet;
pub mod write;

use super::model::{PrintJobRow, PrintRow};
use super::{policy, store};
use crate::domains::{certificates, credentials};
use crate::platform::auth::Caller;
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::keys::sha256;
use crate::platform::made_files::Made;
use crate::platform::state::State;
use sheet::{Sheet, broken};

/// Whose files they are that are printed in bulk.
pub const OWNER: &str = PrintJobRow::NOUN;

/// A file and the number of its certificate.
pub struct Printed {
    pub number: String,
    pub pdf: Vec<u8>,
}

/// One certificate that the caller sees, as a sealed PDF. The same certificate gives the same bytes again, whoever asks
/// and whenever.
///
/// # Errors
/// `credential_unavailable` for a certificate from before open credentials; `state_forbids` with a sentence for one that
/// cannot be printed, such as a character that no font has.
pub async fn print(state: &State, caller: Caller, id: Id) -> Result<Printed> {
    caller.may(policy::TABLE, "certificate_prints.read")?;
    let (keys, now) = (state.keys.clone(), state.clock.now());
    let (sheet, made) = state
        .db
        .read(move |conn| {
            let (row, seal) = certificates::seen(conn, &caller, id)?;
            let seal = seal.ok_or_else(|| broken(&"the certificate has no seal"))?;
            let (token, json, made) = credentials::forms_of(conn, &keys, &row, now)?;
            Ok((Sheet::of(&row, &seal, token, json), made))
        })
        .await?;
    credentials::keep(state, made).await?;
    let (shared, number) = (state.clone(), sheet.number.clone());
    let pdf = actix_web::web::block(move || sheet.sealed_pdf(&shared)).await;
    let pdf = pdf.map_err(Error::cancelled)??;
    let row = noted(id, &pdf, now)?;
    let asked = row.clone();
    if !state.db.read(move |conn| store::known(conn, &asked)).await? {
        state.db.write(move |conn| store::note(conn, &[row])).await?;
    }
    Ok(Printed { number, pdf })
}

/// The row of a file that is given out.
fn noted(certificate_id: Id, pdf: &[u8], made_at: Ts) -> Result<PrintRow> {
    let size = i64::try_from(pdf.len()).map_err(|e| broken(&e))?;
    Ok(PrintRow { certificate_id, sha256: sha256(pdf).to_vec(), size, made_at })
}
