//! Giving numbers: the one place where certificates come into being. For other slices.

use std::collections::{HashMap, HashSet};

use crate::domains::certificates::model::{
    CertificateBasis, CertificateKind, Draft, Issued, Series,
};
use crate::domains::certificates::store;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// Waits for everybody else who issues in this series. Take the turn first, then look who already holds a
/// certificate, then [`issue`]: what was seen in between still holds when the numbers are given.
pub fn take_turn(conn: &mut Conn, series: &Series) -> Result<()> {
    store::lock_series(conn, &series.key()?)
}

/// Who of these people holds a valid certificate of this kind: person → certificate.
pub fn holders_of(
    conn: &mut Conn,
    kind: CertificateKind,
    people: &[Id],
) -> Result<HashMap<Id, Id>> {
    store::holders(conn, kind, people)
}

/// Those of these people whose certificate of a kind and edition was revoked and who hold no valid one.
pub fn revoked_of(
    conn: &mut Conn,
    kind: CertificateKind,
    edition: Id,
    people: &[Id],
) -> Result<HashSet<Id>> {
    store::revoked(conn, kind, edition, people)
}

/// The numbers of these certificates.
pub fn numbers_of(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    store::numbers(conn, ids)
}

/// The accounts of the holders of these certificates.
pub fn accounts_of(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>> {
    Ok(store::concerned(conn, ids)?.into_iter().filter_map(|c| c.holder_user_id).collect())
}

/// Numbers the drafts in their order, seals and stores them, all in the caller's transaction.
///
/// # Errors
/// `certificate_held` when a holder got a certificate of this kind in another series meanwhile; nothing
/// is issued and no number used then.
pub fn issue(
    conn: &mut Conn,
    series: &Series,
    basis: CertificateBasis,
    run_id: Option<Id>,
    drafts: Vec<Draft>,
    now: Ts,
) -> Result<Vec<Issued>> {
    let key = series.key()?;
    store::lock_series(conn, &key)?;
    let first = store::take_serials(conn, &key, i64::try_from(drafts.len()).unwrap_or(i64::MAX))?;
    let mut issued = Vec::with_capacity(drafts.len());
    let mut rows = Vec::with_capacity(1000.min(drafts.len()));
    for (draft, serial) in drafts.into_iter().zip(first..) {
        let row = draft.seal(series, basis, run_id, serial, now)?;
        issued.push(Issued { id: row.id, number: row.number.clone() });
        rows.push(row);
        if rows.len() == 1000 {
            store::insert(conn, &rows)?;
            rows.clear();
        }
    }
    store::insert(conn, &rows)?;
    Ok(issued)
}
