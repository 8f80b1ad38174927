//! Use cases of certificates.

pub mod adopt;
pub mod check;
pub mod export;
pub mod issue;
pub mod paper;
pub mod reissue;
pub mod revocations;

use std::collections::HashMap;

use super::model::{
    Certificate, CertificateFilter, CertificateQuery, CertificateRow, CertificateSummary,
    PrintedCertificate, SealRow,
};
use super::{policy, store};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// How far a caller sees certificates: whoever learns or teaches, only to their own.
fn reach(caller: &Caller) -> Scope {
    match caller.role {
        Role::Student | Role::Teacher => {
            Scope::Own { user: caller.user, institution: caller.scope.institution() }
        }
        _ => caller.scope.clone(),
    }
}

/// A certificate that a caller sees, with its seal. For other slices, which ask first whether the role may.
///
/// # Errors
/// `not_found` out of the caller's scope.
pub fn seen(conn: &mut Conn, caller: &Caller, id: Id) -> Result<(CertificateRow, Option<SealRow>)> {
    let (_, row) = store::find(conn, &reach(caller), id)?;
    let seal = store::seals::of(conn, &[id])?.remove(&id);
    Ok((row, seal))
}

/// Whether a run has issued a certificate within a scope. For other slices.
///
/// # Errors
/// Those of the database.
pub fn has_issued(conn: &mut Conn, scope: &Scope, run: Id) -> Result<bool> {
    store::has_issued(conn, scope, run)
}

/// What is printed on these certificates, by id. For other slices, which know whose they are.
///
/// # Errors
/// A stored snapshot is not what was sealed.
pub fn printed(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, PrintedCertificate>> {
    let lines = store::lines(conn, ids)?.into_iter();
    lines.map(|l| Ok((l.id, PrintedCertificate::open(&l.snapshot, &l.snapshot_hash)?))).collect()
}

/// A page of certificates.
pub async fn list(
    state: &State,
    caller: Caller,
    query: CertificateQuery,
    page: PageQuery,
) -> Result<Page<CertificateSummary>> {
    caller.may(policy::TABLE, "certificates.read")?;
    caller.client_scope("certificates:read")?;
    let (limit, after) = (page.limit()?, page.after()?);
    let filter = CertificateFilter::try_from(query)?;
    state
        .db
        .read(move |conn| {
            let reach = reach(&caller);
            let rows = store::list(conn, &reach, &filter, after, limit + 1)?;
            let total = page.total(|| store::count(conn, &reach, &filter))?;
            Ok(Page::build(rows, limit, |(c, pinyin)| store::position(&filter, c, pinyin))
                .of(total)
                .map(|(c, _)| c))
        })
        .await
}

/// One certificate with everything that is printed on it.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Certificate> {
    caller.may(policy::TABLE, "certificates.read")?;
    caller.client_scope("certificates:read")?;
    state
        .db
        .snapshot(move |conn| {
            let (summary, row) = store::find(conn, &reach(&caller), id)?;
            let supersedes = row.supersedes_id.map(|id| store::link(conn, id)).transpose()?;
            Ok(Certificate {
                superseded_by: store::successor(conn, summary.id)?,
                registration: store::registrations(conn, &[summary.id])?.remove(&summary.id),
                summary,
                snapshot: PrintedCertificate::open(&row.snapshot, &row.snapshot_hash)?,
                snapshot_hash: row.snapshot_hash,
                status_reason: row.status_reason,
                supersedes,
            })
        })
        .await
}
