//! Making forms, and giving them out.
//!
//! A form is a function of the snapshot and of the key that the snapshot names: whoever makes it again, and whenever,
//! gets the same bytes. So it may be made late, twice, or by two nodes at once.

use std::collections::HashMap;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use onex_credential::{
    AchievementCredential, Document, Form, IssuerKey, Snapshot, data_integrity, jwt,
};

use crate::domains::certificates::{self, CertificateRow};
use crate::domains::credentials::model::{FormKind, FormRow};
use crate::domains::credentials::{policy, store};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::keys::{self, Keys};
use crate::platform::state::State;

/// A form to download.
pub struct Download {
    pub number: String,
    pub text: String,
}

/// One form of a certificate that the caller sees. What was not made yet is made now, and kept.
///
/// # Errors
/// `credential_unavailable` for a certificate from before open credentials.
pub async fn download(state: &State, caller: Caller, id: Id, form: FormKind) -> Result<Download> {
    caller.may(policy::TABLE, "credentials.read")?;
    caller.client_scope("certificates:read")?;
    let (keys, now) = (state.keys.clone(), state.clock.now());
    let (number, text, made) = state
        .db
        .read(move |conn| {
            let (row, _) = certificates::seen(conn, &caller, id)?;
            let (text, made) = text_of(conn, &keys, &row, form, now)?;
            Ok((row.number, text, made))
        })
        .await?;
    keep(state, made).await?;
    Ok(Download { number, text })
}

/// The text of a form, and the rows to keep if it had to be made.
fn text_of(
    conn: &mut Conn,
    keys: &Keys,
    row: &CertificateRow,
    form: FormKind,
    now: Ts,
) -> Result<(String, Vec<FormRow>)> {
    let kept = store::find(conn, row.id, form)?;
    kept_or_made(keys, row.id, (&row.snapshot, &row.snapshot_hash), (form, kept.as_ref()), now)
}

/// Both forms of a certificate, token and JSON, and the rows to keep if they had to be made. For other slices.
///
/// # Errors
/// As [`download`].
pub fn forms_of(
    conn: &mut Conn,
    keys: &Keys,
    row: &CertificateRow,
    now: Ts,
) -> Result<(String, String, Vec<FormRow>)> {
    let (forms, made) = forms_of_all(conn, keys, &[row], now)?;
    let (token, json) = forms.into_iter().next().ok_or_else(unavailable)??;
    Ok((token, json, made))
}

/// The token and the JSON of a certificate.
type Both = (String, String);

/// [`forms_of`] of several, each with what stands against it: one query for all of them.
///
/// # Errors
/// Those of the database.
pub fn forms_of_all(
    conn: &mut Conn,
    keys: &Keys,
    rows: &[&CertificateRow],
    now: Ts,
) -> Result<(Vec<Result<Both>>, Vec<FormRow>)> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut kept: HashMap<Id, Vec<FormRow>> = HashMap::new();
    for form in store::of(conn, &ids)? {
        kept.entry(form.certificate_id).or_default().push(form);
    }
    let (mut forms, mut made) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let of_row = kept.remove(&row.id).unwrap_or_default();
        forms.push(both(keys, row, of_row, now, &mut made));
    }
    Ok((forms, made))
}

/// Both texts of a certificate; what was not kept is made.
fn both(
    keys: &Keys,
    row: &CertificateRow,
    mut kept: Vec<FormRow>,
    now: Ts,
    made: &mut Vec<FormRow>,
) -> Result<Both> {
    // Both are made together.
    if kept.len() < FormKind::ALL.len() {
        kept = make(keys, row.id, &open(&row.snapshot, &row.snapshot_hash)?, now)?;
        made.extend(kept.iter().cloned());
    }
    Ok((text_among(&kept, FormKind::VcJwt)?, text_among(&kept, FormKind::DataIntegrity)?))
}

/// Keeps what was made while it was asked for.
///
/// # Errors
/// Those of the database.
pub async fn keep(state: &State, made: Vec<FormRow>) -> Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    state.db.write(move |conn| store::insert(conn, &made)).await
}

/// [`keep`] for threads that may block.
///
/// # Errors
/// Those of the database.
pub fn keep_blocking(state: &State, made: &[FormRow]) -> Result<()> {
    if made.is_empty() {
        return Ok(());
    }
    state.db.write_blocking(|conn| store::insert(conn, made))
}

/// The certificate has no open form, and never will.
pub fn unavailable() -> Error {
    Error::because(
        Code::CredentialUnavailable,
        "It was issued before there were open credentials; have it reissued to get one",
    )
}

/// Reads a stored snapshot.
///
/// # Errors
/// One that is not what was sealed.
pub fn open(snapshot: &str, hash: &str) -> Result<Snapshot> {
    Snapshot::open(snapshot, hash)
        .map_err(|e| Error::internal(anyhow::anyhow!("a stored snapshot: {e}; run `onex check`")))
}

/// Both forms of a certificate, as they are kept.
///
/// # Errors
/// `credential_unavailable` for a snapshot of layout 1; a key that is not among ours.
pub fn make(keys: &Keys, id: Id, snapshot: &Snapshot, now: Ts) -> Result<Vec<FormRow>> {
    [FormKind::VcJwt, FormKind::DataIntegrity]
        .into_iter()
        .map(|form| {
            let text = text(keys, snapshot, form)?;
            Ok(FormRow {
                certificate_id: id,
                form,
                sha256: keys::sha256(text.as_bytes()).to_vec(),
                body: pack(&text)?,
                made_at: now,
            })
        })
        .collect()
}

/// The credential behind a form.
///
/// # Errors
/// `credential_unavailable` for a snapshot of layout 1.
pub fn credential(snapshot: &Snapshot, form: FormKind) -> Result<AchievementCredential> {
    if snapshot.credential.is_none() {
        return Err(unavailable());
    }
    let form = match form {
        FormKind::VcJwt => Form::VcJwt,
        FormKind::DataIntegrity => Form::DataIntegrity,
    };
    AchievementCredential::of(snapshot, form).map_err(|e| unmade(&e))
}

/// The key that signed a certificate, which signs every form of it and seals its file.
///
/// # Errors
/// It is not among ours.
pub fn signer<'k>(keys: &'k Keys, snapshot: &Snapshot) -> Result<&'k IssuerKey> {
    let name = snapshot.credential.as_ref().map(|c| c.key.as_str()).unwrap_or_default();
    keys.issuer_of(name).ok_or_else(|| {
        unmade(&format!("the key {name}, which signed it, is not among this deployment's"))
    })
}

fn text(keys: &Keys, snapshot: &Snapshot, form: FormKind) -> Result<String> {
    let credential = credential(snapshot, form)?;
    let key = signer(keys, snapshot)?;
    match form {
        FormKind::VcJwt => jwt::encode(&credential, key).map_err(|e| unmade(&e)),
        FormKind::DataIntegrity => data_integrity::add(&credential, key, credential.valid_from())
            .map_err(|e| unmade(&e))?
            .to_json()
            .map_err(|e| unmade(&e)),
    }
}

fn unmade(e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("no credential can be made of a certificate: {e}"))
}

fn pack(text: &str) -> Result<Vec<u8>> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    let body = deflate.write_all(text.as_bytes()).and_then(|()| deflate.finish());
    body.map_err(|e| Error::internal(e.into()))
}

/// The text of a form that was kept.
///
/// # Errors
/// A body that is not what was kept.
pub fn unpack(row: &FormRow) -> Result<String> {
    let most = u64::try_from(AchievementCredential::MAX_LENGTH * 2).unwrap_or(u64::MAX);
    let mut text = String::new();
    let read = DeflateDecoder::new(row.body.as_slice()).take(most).read_to_string(&mut text);
    if read.is_err() || keys::sha256(text.as_bytes()).as_slice() != row.sha256 {
        return Err(Error::internal(anyhow::anyhow!(
            "the form {} of {} is damaged; run `onex check`",
            row.form,
            row.certificate_id
        )));
    }
    Ok(text)
}

/// The token of a certificate: the kept one, or made now with the rows to keep. For other slices.
///
/// # Errors
/// `credential_unavailable` for a certificate from before open credentials.
pub fn token(
    keys: &Keys,
    id: Id,
    snapshot: (&str, &str),
    kept: Option<&FormRow>,
    now: Ts,
) -> Result<(String, Vec<FormRow>)> {
    kept_or_made(keys, id, snapshot, (FormKind::VcJwt, kept), now)
}

fn kept_or_made(
    keys: &Keys,
    id: Id,
    (snapshot, hash): (&str, &str),
    (form, kept): (FormKind, Option<&FormRow>),
    now: Ts,
) -> Result<(String, Vec<FormRow>)> {
    if let Some(kept) = kept {
        return Ok((unpack(kept)?, vec![]));
    }
    let made = make(keys, id, &open(snapshot, hash)?, now)?;
    Ok((text_among(&made, form)?, made))
}

fn text_among(made: &[FormRow], form: FormKind) -> Result<String> {
    made.iter().find(|row| row.form == form).map_or_else(|| Err(unavailable()), unpack)
}
