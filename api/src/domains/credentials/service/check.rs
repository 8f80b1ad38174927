//! What `onex check` looks at: every form is what was kept, what the snapshot gives, and signed by the key that the
//! snapshot names.

use std::collections::HashMap;

use onex_credential::{AchievementCredential, PublicKey, Secured, jwt, number};

use super::forms;
use crate::domains::credentials::model::{FormKind, FormRow};
use crate::domains::credentials::store::{self, Source};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::issuer;

const PAGE: i64 = 500;

/// Sentences about what is wrong.
///
/// # Errors
/// Those of the database.
pub fn check(conn: &mut Conn) -> Result<Vec<String>> {
    let keys = issuer::issuer_keys(conn)?;
    let mut wrong = Vec::new();
    let mut after = (Id::NIL, String::new());
    loop {
        let page = store::page(conn, (after.0, &after.1), PAGE)?;
        let Some((last, _)) = page.last() else { break };
        after = (last.certificate_id, last.form.to_string());
        for (row, source) in &page {
            if let Some(fault) = fault(row, source, &keys) {
                let said = number::display(&source.number);
                wrong.push(format!("certificate {said}: its form {} {fault}", row.form));
            }
        }
    }
    Ok(wrong)
}

fn fault(
    row: &FormRow,
    source: &Source,
    keys: &HashMap<String, PublicKey>,
) -> Option<&'static str> {
    let Ok(text) = forms::unpack(row) else { return Some("is not what was kept") };
    // A damaged snapshot is told of by the certificates' own check.
    let snapshot = forms::open(&source.snapshot, &source.snapshot_hash).ok()?;
    let (Ok(wanted), Some(facts)) = (forms::credential(&snapshot, row.form), &snapshot.credential)
    else {
        return Some("cannot be, for the snapshot gives none");
    };
    let key = keys.get(&format!("{}#{}", facts.issuer, facts.key)).copied();
    match read(row.form, &text, key) {
        Some((credential, key)) if credential == wanted && key == facts.key => None,
        Some(_) => Some("is not what the snapshot gives"),
        None => Some("is not signed by the issuer"),
    }
}

/// The credential and the key's name, if the signature holds.
fn read(
    form: FormKind,
    text: &str,
    key: Option<PublicKey>,
) -> Option<(AchievementCredential, String)> {
    let key = key?;
    match form {
        FormKind::VcJwt => {
            let token = jwt::decode::<AchievementCredential>(text).ok()?;
            token.verify(key).ok()?;
            let name = token.key_id().ok()?.to_owned();
            Some((token.document, name))
        }
        FormKind::DataIntegrity => {
            let secured = Secured::<AchievementCredential>::parse(text.as_bytes()).ok()?;
            secured.verify(key).ok()?;
            let name = secured.key_id().ok()?.to_owned();
            Some((secured.document, name))
        }
    }
}
