//! The verification bundle of one certificate: what proves it beside the issuer's keys, without asking us.

use onex_credential::Instant;
use onex_credential::bundle::{Bundle, End, EndKind, Leaf};
use onex_credential::snapshot::Sealed;
use onex_translog::Entry;

use crate::domains::certificates;
use crate::domains::credentials::model::VerificationBundle;
use crate::domains::credentials::policy;
use crate::domains::transparency_log::{self, LeafKind, LeafRow};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::state::State;

/// The bundle of a certificate that the caller sees, with its number.
///
/// # Errors
/// `not_found` out of scope.
pub async fn download(
    state: &State,
    caller: Caller,
    id: Id,
) -> Result<(String, VerificationBundle)> {
    caller.may(policy::TABLE, "credentials.read")?;
    caller.client_scope("certificates:read")?;
    state
        .db
        .snapshot(move |conn| {
            let (row, seal) = certificates::seen(conn, &caller, id)?;
            let seal = seal.ok_or_else(|| broken(id, &"it has no seal"))?;
            let snapshot = (row.snapshot.as_str(), row.snapshot_hash.as_str());
            let bundle = of(conn, id, snapshot, (&seal.key_id, &seal.signature))?;
            Ok((row.number, bundle))
        })
        .await
}

/// The bundle of a certificate: its snapshot with the digest, the key's row and the signature. For other slices.
///
/// # Errors
/// What is damaged in the log, or in the certificate.
pub fn of(
    conn: &mut Conn,
    id: Id,
    (canonical, digest): (&str, &str),
    (key, signature): (&str, &[u8]),
) -> Result<VerificationBundle> {
    let signature = signature.try_into().map_err(|_| broken(id, &"its signature is cut off"))?;
    let sealed = Sealed { canonical: canonical.to_owned(), digest: digest.to_owned() };
    let (checkpoint, leaves) = transparency_log::proven(conn, id)?;
    let (mut issue, mut end) = (None, None);
    for (row, proof) in &leaves {
        let (index, at) = place(id, row)?;
        match row.kind {
            LeafKind::Issue => issue = Some(Leaf::new(index, at, proof)),
            LeafKind::Revoke => end = Some(End::new(EndKind::Revoke, index, at, proof)),
            LeafKind::Supersede => end = Some(End::new(EndKind::Supersede, index, at, proof)),
        }
    }
    let issue = issue.ok_or_else(|| broken(id, &"the log has no leaf of it"))?;
    let bundle = Bundle::new(&sealed, (key, signature), (issue, end), &checkpoint);
    Ok(bundle.map_err(|e| broken(id, &e))?.into())
}

fn place(id: Id, row: &LeafRow) -> Result<(u64, Instant)> {
    let entry = Entry::parse(row.entry.as_bytes()).map_err(|e| broken(id, &e))?;
    let at = Instant::from_unix(entry.at()).ok_or_else(|| broken(id, &"a leaf has no time"))?;
    Ok((u64::try_from(row.idx).map_err(|e| broken(id, &e))?, at))
}

fn broken(id: Id, e: &dyn std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("the certificate {id} has no bundle: {e}; run `onex check`"))
}
