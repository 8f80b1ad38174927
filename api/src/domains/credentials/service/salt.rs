//! The salt of the hash that stands for the holder's document (docs/decisions/0008-the-salt-is-secret.md).

use super::forms;
use crate::domains::certificates;
use crate::domains::credentials::model::{FormKind, HolderSalt, SaltQuery};
use crate::domains::credentials::policy;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role};
use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::platform::state::State;

/// The salt of a certificate; that it was asked for, by whom and why, is recorded.
///
/// # Errors
/// `invalid` where somebody else than the holder gives no reason; `credential_unavailable` for a certificate from
/// before open credentials.
pub async fn reveal(state: &State, caller: Caller, id: Id, query: SaltQuery) -> Result<HolderSalt> {
    caller.may(policy::TABLE, "holder_salts.read")?;
    let reason = query.reason.map(|r| r.trim().to_string()).filter(|r| !r.is_empty());
    let own = matches!(caller.role, Role::Student | Role::Teacher);
    let (keys, now) = (state.keys.clone(), state.clock.now());
    state
        .db
        .write(move |conn| {
            let (row, _) = certificates::seen(conn, &caller, id)?;
            if reason.is_none() && !own {
                let message = "say why you have to know it: it gives a guessed number away";
                return Err(Error::field("?reason", "required", message));
            }
            let snapshot = forms::open(&row.snapshot, &row.snapshot_hash)?;
            let credential = forms::credential(&snapshot, FormKind::VcJwt)?;
            let (_, document) = credential.credential_subject.identifier;
            let about =
                Subject::institution("certificate", id, &row.region_code, row.institution_id);
            let detail = serde_json::json!({ "number": row.number, "reason": reason });
            audit::record(conn, Some(&caller), now, "certificate.reveal_salt", about, &detail)?;
            Ok(HolderSalt {
                certificate_id: id,
                identity_type: document.identity_type,
                identity_hash: document.identity_hash,
                salt: keys.holder_salt(id),
            })
        })
        .await
}
