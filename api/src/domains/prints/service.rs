//! Printing one certificate.

use std::sync::OnceLock;

use onex_credential::snapshot::Sealed;
use onex_credential::{qr, seal};
use onex_print::{Attachments, Fonts, PrintError, QrText, Template, Texts};

use super::model::PrintRow;
use super::{policy, store};
use crate::domains::{certificates, credentials};
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::keys::{Keys, sha256};
use crate::platform::state::State;

/// A file and the number of its certificate.
pub struct Printed {
    pub number: String,
    pub pdf: Vec<u8>,
}

/// What is printed of a certificate.
struct Sheet {
    number: String,
    sealed: Sealed,
    signature: Vec<u8>,
    token: String,
    json: String,
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
            let sealed = Sealed { canonical: row.snapshot, digest: row.snapshot_hash };
            let sheet =
                Sheet { number: row.number, sealed, signature: seal.signature, token, json };
            Ok((sheet, made))
        })
        .await?;
    credentials::keep(state, made).await?;
    let (keys, site, number) =
        (state.keys.clone(), state.config.public_url.clone(), sheet.number.clone());
    let pdf = actix_web::web::block(move || draw(&keys, &site, &sheet))
        .await
        .map_err(|e| broken(&e))??;
    let size = i64::try_from(pdf.len()).map_err(|e| broken(&e))?;
    let row = PrintRow { certificate_id: id, sha256: sha256(&pdf).to_vec(), size, made_at: now };
    let asked = row.clone();
    if !state.db.read(move |conn| store::known(conn, &asked)).await? {
        state.db.write(move |conn| store::note(conn, &row)).await?;
    }
    Ok(Printed { number, pdf })
}

fn draw(keys: &Keys, site: &str, sheet: &Sheet) -> Result<Vec<u8>> {
    let snapshot = credentials::open(&sheet.sealed.canonical, &sheet.sealed.digest)?;
    let key = credentials::signer(keys, &snapshot)?;
    let signature = sheet.signature.as_slice().try_into().map_err(|e| broken(&e))?;
    let digits = qr::pack(&sheet.sealed, signature, key.id()).map_err(|e| broken(&e))?;
    let texts = Texts::standard(snapshot.kind).map_err(|e| broken(&e))?;
    let template = Template::new(&texts, None, None).map_err(|e| broken(&e))?;
    let url = qr::url(site, "");
    let attachments = Attachments {
        credential_json: &sheet.json,
        credential_jwt: &sheet.token,
        qr: QrText { url: &url, digits: &digits },
    };
    let pdf = onex_print::render(&snapshot, &template, fonts()?, &attachments)
        .map_err(|e| unprinted(&e))?;
    seal::place(pdf, &sheet.token, key).map_err(|e| broken(&e))
}

/// The fonts, unpacked when the first certificate is printed: that takes half a second and 15 MB.
fn fonts() -> Result<&'static Fonts> {
    static FONTS: OnceLock<std::result::Result<Fonts, String>> = OnceLock::new();
    FONTS
        .get_or_init(|| Fonts::embedded().map_err(|e| e.to_string()))
        .as_ref()
        .map_err(|e| broken(e))
}

/// What the snapshot says cannot be printed; what else goes wrong is ours.
fn unprinted(e: &PrintError) -> Error {
    match e.code() {
        "character_unprintable" | "text_too_long" | "qr_invalid" => {
            Error::because(Code::StateForbids, format!("The certificate cannot be printed: {e}"))
        }
        _ => broken(e),
    }
}

fn broken(e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a certificate cannot be printed: {e}"))
}
