//! Rows of `certificate_revocations` and their certificates. Only roles of the whole country reach them,
//! so a scope below sees none.

use std::collections::HashSet;

use diesel::prelude::*;

use super::super::model::{
    CertificateLink, CertificateStatus, RevocationItem, RevocationQuery, RevocationRow,
    RevocationStatus,
};
use crate::on_native;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{certificate_revocation_items as items, certificate_revocations, certificates};

type Boxed<'a> = diesel::helper_types::IntoBoxed<
    'a,
    certificate_revocations::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(scope: &Scope) -> Boxed<'static> {
    let q = certificate_revocations::table.into_boxed();
    match scope {
        Scope::Country => q,
        _ => q.filter(certificate_revocations::id.eq(Id::NIL)),
    }
}

fn filtered(scope: &Scope, query: &RevocationQuery) -> Boxed<'static> {
    let mut q = scoped(scope);
    if let Some(status) = query.status {
        q = q.filter(certificate_revocations::status.eq(status));
    }
    if let Some(kind) = query.kind {
        q = q.filter(certificate_revocations::kind.eq(kind));
    }
    q
}

/// How many requests fit.
pub fn count(conn: &mut Conn, scope: &Scope, query: &RevocationQuery) -> Result<i64> {
    Ok(filtered(scope, query).count().get_result(conn)?)
}

/// A page of requests, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &RevocationQuery,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<RevocationRow>> {
    let mut q = filtered(scope, query);
    if let Some(id) = after {
        q = q.filter(certificate_revocations::id.lt(id));
    }
    Ok(q.order(certificate_revocations::id.desc())
        .limit(limit)
        .select(RevocationRow::as_select())
        .load(conn)?)
}

/// One request.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<RevocationRow> {
    Ok(scoped(scope)
        .filter(certificate_revocations::id.eq(id))
        .select(RevocationRow::as_select())
        .first(conn)?)
}

/// Who asked for a reissue and when, and who approved it.
pub type Asked = (Id, Ts, Option<Id>, String);

/// What a request says of itself and of one of its certificates, whose digest comes last; for the check of evidence.
pub fn evidence(conn: &mut Conn, request: Id, certificate: Id) -> Result<Option<Asked>> {
    Ok(items::table
        .inner_join(
            certificate_revocations::table.on(certificate_revocations::id.eq(items::revocation_id)),
        )
        .inner_join(certificates::table.on(certificates::id.eq(items::certificate_id)))
        .filter(items::revocation_id.eq(request))
        .filter(items::certificate_id.eq(certificate))
        .select((
            certificate_revocations::requested_by,
            certificate_revocations::requested_at,
            certificate_revocations::approved_by,
            certificates::snapshot_hash,
        ))
        .first(conn)
        .optional()?)
}

/// Its certificates by number.
pub fn items_of(conn: &mut Conn, id: Id) -> Result<Vec<RevocationItem>> {
    type Line = (Id, String, String, String, CertificateStatus, Option<Id>);
    let lines: Vec<Line> = items::table
        .inner_join(certificates::table.on(certificates::id.eq(items::certificate_id)))
        .filter(items::revocation_id.eq(id))
        .order(certificates::number.asc())
        .select((
            certificates::id,
            certificates::number,
            certificates::holder_name,
            certificates::institution_name,
            certificates::status,
            items::replacement_id,
        ))
        .load(conn)?;
    let mut out = Vec::with_capacity(lines.len());
    for (certificate_id, number, holder_name, institution_name, status, replacement) in lines {
        let replacement: Option<CertificateLink> =
            replacement.map(|id| super::link(conn, id)).transpose()?;
        out.push(RevocationItem {
            certificate_id,
            number,
            holder_name,
            institution_name,
            status,
            replacement,
        });
    }
    Ok(out)
}

/// Those of these certificates that a request is about which nobody has decided yet.
pub fn pending(conn: &mut Conn, certificates: &[Id]) -> Result<HashSet<Id>> {
    let asked = items::table
        .inner_join(
            certificate_revocations::table.on(certificate_revocations::id.eq(items::revocation_id)),
        )
        .filter(certificate_revocations::status.eq(RevocationStatus::Pending))
        .filter(items::certificate_id.eq_any(certificates.to_vec()))
        .select(items::certificate_id);
    Ok(asked.load(conn)?.into_iter().collect())
}

/// Adds a request with its certificates.
pub fn insert(conn: &mut Conn, row: &RevocationRow, certificates: &[Id]) -> Result<()> {
    diesel::insert_into(certificate_revocations::table).values(row).execute(conn)?;
    let rows: Vec<_> = certificates
        .iter()
        .map(|c| (items::revocation_id.eq(row.id), items::certificate_id.eq(*c)))
        .collect();
    on_native!(conn, c => diesel::insert_into(items::table).values(&rows).execute(c))?;
    Ok(())
}

/// Writes a decision over a request of the version before. It is the first write of its transaction, so
/// of two deciders one waits here and then finds that it came second.
pub fn update(conn: &mut Conn, row: &RevocationRow) -> Result<()> {
    let target = certificate_revocations::table
        .find(row.id)
        .filter(certificate_revocations::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Notes which certificate took the place of the one that a request is about.
pub fn set_replacement(conn: &mut Conn, revocation: Id, certificate: Id, by: Id) -> Result<()> {
    diesel::update(items::table.find((revocation, certificate)))
        .set(items::replacement_id.eq(Some(by)))
        .execute(conn)?;
    Ok(())
}
