//! Rows of `certificates`, read within a scope; `series` adds them.

pub mod revocations;
pub mod seals;
mod series;
mod strays;
pub mod templates;

pub use series::{
    SealedRow, counters, extent, holders, insert, lock_series, revoked, sealed, take_serials,
};
pub use strays::strays;

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::model::{
    CertificateFilter, CertificateLink, CertificateRow, CertificateStatus, CertificateSummary,
    Registration, Search,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts, prefix_end};
use crate::platform::error::Result;
use crate::schema::{certificates, registry_receipts};

type Boxed<'a> =
    diesel::helper_types::IntoBoxed<'a, certificates::table, <Conn as diesel::Connection>::Backend>;

/// The certificates that a scope reaches.
fn scoped(scope: &Scope) -> Boxed<'static> {
    let q = certificates::table.into_boxed();
    match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(certificates::region_code.eq(region.clone())),
        Scope::Institution { id, .. } => q.filter(certificates::institution_id.eq(*id)),
        // A class holds no certificates of its own.
        Scope::Class { .. } => q.filter(certificates::id.eq(Id::NIL)),
        Scope::Own { user, .. } => q.filter(certificates::holder_user_id.eq(*user)),
    }
}

fn filtered(scope: &Scope, filter: &CertificateFilter) -> Boxed<'static> {
    let mut q = scoped(scope);
    if let Some(id) = filter.institution_id {
        q = q.filter(certificates::institution_id.eq(id));
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(certificates::region_code.eq(region.clone()));
    }
    if let Some(id) = filter.edition_id {
        q = q.filter(certificates::edition_id.eq(id));
    }
    if let Some(id) = filter.run_id {
        q = q.filter(certificates::run_id.eq(id));
    }
    if let Some(kind) = filter.kind {
        q = q.filter(certificates::kind.eq(kind));
    }
    if let Some(status) = filter.status {
        q = q.filter(certificates::status.eq(status));
    }
    if let Some(registered) = filter.registered {
        let receipt =
            registry_receipts::table.filter(registry_receipts::certificate_id.eq(certificates::id));
        q = if registered { q.filter(exists(receipt)) } else { q.filter(not(exists(receipt))) };
    }
    macro_rules! begins {
        ($column:expr, $prefix:expr) => {{
            let q = q.filter($column.ge($prefix.clone()));
            match prefix_end($prefix) {
                Some(end) => q.filter($column.lt(end)),
                None => q,
            }
        }};
    }
    match &filter.search {
        Some(Search::Number(p)) => begins!(certificates::number, p),
        Some(Search::Name(p)) => begins!(certificates::holder_name, p),
        Some(Search::Pinyin(p)) => begins!(certificates::holder_pinyin, p),
        None => q,
    }
}

/// Sort key of the last item shown: the searched column (empty without a search) and the id.
pub type Position = (String, Id);

/// Where a page ends, in the order this search is listed in.
pub fn position(filter: &CertificateFilter, c: &CertificateSummary, pinyin: &str) -> Position {
    let text = match &filter.search {
        None => String::new(),
        Some(Search::Number(_)) => c.number.clone(),
        Some(Search::Name(_)) => c.holder_name.clone(),
        Some(Search::Pinyin(_)) => pinyin.to_string(),
    };
    (text, c.id)
}

/// How many certificates of a scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &CertificateFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page with the holders' pinyin beside: newest first, or by the searched column.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CertificateFilter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(CertificateSummary, String)>> {
    macro_rules! by {
        ($q:expr, $column:expr) => {{
            let mut q = $q;
            if let Some((text, id)) = after {
                q = q.filter(
                    $column.gt(text.clone()).or($column.eq(text).and(certificates::id.gt(id))),
                );
            }
            q.order(($column.asc(), certificates::id.asc()))
        }};
    }
    let q = filtered(scope, filter);
    let q = match &filter.search {
        Some(Search::Number(_)) => by!(q, certificates::number),
        Some(Search::Name(_)) => by!(q, certificates::holder_name),
        Some(Search::Pinyin(_)) => by!(q, certificates::holder_pinyin),
        None => {
            let q = match after {
                Some((_, id)) => q.filter(certificates::id.lt(id)),
                None => q,
            };
            q.order(certificates::id.desc())
        }
    };
    Ok(q.limit(limit)
        .select((CertificateSummary::as_select(), certificates::holder_pinyin))
        .load(conn)?)
}

/// One certificate with its snapshot.
pub fn find(
    conn: &mut Conn,
    scope: &Scope,
    id: Id,
) -> Result<(CertificateSummary, CertificateRow)> {
    Ok(scoped(scope)
        .filter(certificates::id.eq(id))
        .select((CertificateSummary::as_select(), CertificateRow::as_select()))
        .first(conn)?)
}

/// Whether a run has issued a certificate within a scope.
pub fn has_issued(conn: &mut Conn, scope: &Scope, run: Id) -> Result<bool> {
    let one = scoped(scope).filter(certificates::run_id.eq(run)).select(certificates::id);
    Ok(one.first::<Id>(conn).optional()?.is_some())
}

/// Ids and states of the certificates with these ids.
pub fn states(
    conn: &mut Conn,
    scope: &Scope,
    ids: &[Id],
) -> Result<HashMap<Id, (String, CertificateStatus)>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<(Id, String, CertificateStatus)> = scoped(scope)
            .filter(certificates::id.eq_any(chunk.to_vec()))
            .select((certificates::id, certificates::number, certificates::status))
            .load(conn)?;
        out.extend(rows.into_iter().map(|(id, number, status)| (id, (number, status))));
    }
    Ok(out)
}

/// The ids of the certificates with these numbers.
pub fn by_numbers(
    conn: &mut Conn,
    scope: &Scope,
    numbers: &[String],
) -> Result<HashMap<String, Id>> {
    let mut out = HashMap::with_capacity(numbers.len());
    for chunk in numbers.chunks(500) {
        let rows: Vec<(String, Id)> = scoped(scope)
            .filter(certificates::number.eq_any(chunk.to_vec()))
            .select((certificates::number, certificates::id))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The numbers of the certificates with these ids; for slices that keep the ids.
pub fn numbers(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, String>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<(Id, String)> = certificates::table
            .filter(certificates::id.eq_any(chunk.to_vec()))
            .select((certificates::id, certificates::number))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// What the national platform calls these certificates, as far as it has told.
pub fn registrations(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, Registration>> {
    let mut out = HashMap::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<(Id, Registration)> = registry_receipts::table
            .filter(registry_receipts::certificate_id.eq_any(chunk.to_vec()))
            .select((registry_receipts::certificate_id, Registration::as_select()))
            .load(conn)?;
        out.extend(rows);
    }
    Ok(out)
}

/// The link to one certificate.
pub fn link(conn: &mut Conn, id: Id) -> Result<CertificateLink> {
    let (id, number) = certificates::table
        .find(id)
        .select((certificates::id, certificates::number))
        .first(conn)?;
    Ok(CertificateLink { id, number })
}

/// The certificate that took this one's place.
pub fn successor(conn: &mut Conn, id: Id) -> Result<Option<CertificateLink>> {
    let found: Option<(Id, String)> = certificates::table
        .filter(certificates::supersedes_id.eq(id))
        .select((certificates::id, certificates::number))
        .first(conn)
        .optional()?;
    Ok(found.map(|(id, number)| CertificateLink { id, number }))
}

/// Ends the validity of these certificates; returns of how many, for one that is not valid stays as it is.
pub fn end(
    conn: &mut Conn,
    ids: &[Id],
    status: CertificateStatus,
    at: Ts,
    reason: &str,
) -> Result<usize> {
    let mut ended = 0;
    for chunk in ids.chunks(500) {
        ended += diesel::update(
            certificates::table
                .filter(certificates::id.eq_any(chunk.to_vec()))
                .filter(certificates::status.eq(CertificateStatus::Valid)),
        )
        .set((
            certificates::status.eq(status),
            certificates::status_at.eq(Some(at)),
            certificates::status_reason.eq(Some(reason)),
            certificates::version.eq(certificates::version + 1),
        ))
        .execute(conn)?;
    }
    Ok(ended)
}

/// A line of a hand-over list or an export.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    pub id: Id,
    pub institution_id: Id,
    pub number: String,
    pub status: CertificateStatus,
    pub snapshot: String,
    pub snapshot_hash: String,
    pub status_at: Option<Ts>,
    pub status_reason: Option<String>,
}

/// Valid certificates for hand-over, by institution and number, after a position in that order.
pub fn handover(
    conn: &mut Conn,
    scope: &Scope,
    filter: &CertificateFilter,
    after: Option<(Id, String)>,
    limit: i64,
) -> Result<Vec<Line>> {
    let mut q = filtered(scope, filter);
    if let Some((institution, number)) = after {
        q =
            q.filter(certificates::institution_id.gt(institution).or(
                certificates::institution_id.eq(institution).and(certificates::number.gt(number)),
            ));
    }
    Ok(q.order((certificates::institution_id.asc(), certificates::number.asc()))
        .limit(limit)
        .select(LINE)
        .load(conn)?)
}

type LineColumns = (
    certificates::id,
    certificates::institution_id,
    certificates::number,
    certificates::status,
    certificates::snapshot,
    certificates::snapshot_hash,
    certificates::status_at,
    certificates::status_reason,
);
const LINE: LineColumns = (
    certificates::id,
    certificates::institution_id,
    certificates::number,
    certificates::status,
    certificates::snapshot,
    certificates::snapshot_hash,
    certificates::status_at,
    certificates::status_reason,
);

/// The certificates with these ids as lines, in any order.
pub fn lines(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Line>> {
    Ok(certificates::table.filter(certificates::id.eq_any(ids.to_vec())).select(LINE).load(conn)?)
}

/// Whom a certificate concerns.
#[derive(Debug, Clone, Queryable)]
pub struct Concerned {
    pub id: Id,
    pub number: String,
    pub holder_user_id: Option<Id>,
    pub institution_id: Id,
    pub region_code: String,
}

/// Whom these certificates concern.
pub fn concerned(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Concerned>> {
    let mut out = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        out.extend(
            certificates::table
                .filter(certificates::id.eq_any(chunk.to_vec()))
                .order(certificates::id.asc())
                .select((
                    certificates::id,
                    certificates::number,
                    certificates::holder_user_id,
                    certificates::institution_id,
                    certificates::region_code,
                ))
                .load::<Concerned>(conn)?,
        );
    }
    Ok(out)
}
