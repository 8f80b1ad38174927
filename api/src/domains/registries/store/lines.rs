//! The certificates of an export, in the order of the log, and how many there are by the log alone.

use std::collections::HashMap;

use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::super::model::{CertificateKind, CertificateStatus, Happened, Window};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{certificates, log_leaves};

/// What kinds of leaves are called in the log.
const ISSUE: &str = "issue";
const REVOKE: &str = "revoke";
const SUPERSEDE: &str = "supersede";

/// A certificate that an export tells of.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    /// The leaf for which it stands there.
    pub idx: i64,
    pub leaf: String,
    pub id: Id,
    pub status: CertificateStatus,
    pub status_at: Option<Ts>,
    pub status_reason: Option<String>,
    pub supersedes_id: Option<Id>,
    pub holder_person_id: Id,
    pub snapshot: String,
    pub snapshot_hash: String,
}

impl Line {
    /// Whether it stands there because it was issued.
    pub fn is_issue(&self) -> bool {
        self.leaf == ISSUE
    }
}

/// Leaves of a window with their certificates, as far as the filter takes them.
macro_rules! leaves {
    ($q:expr, $window:expr) => {{
        let window: &Window = $window;
        let mut q =
            $q.filter(log_leaves::idx.ge(window.from)).filter(log_leaves::idx.lt(window.to));
        let (from, before) = window.filter.issued_between();
        if let Some(at) = from {
            q = q.filter(certificates::issued_at.ge(at));
        }
        if let Some(at) = before {
            q = q.filter(certificates::issued_at.lt(at));
        }
        if let Some(run) = window.filter.run_id {
            q = q.filter(certificates::run_id.eq(run));
        }
        if let Some(kind) = window.filter.kind {
            q = q.filter(certificates::kind.eq(kind));
        }
        if let Some(region) = &window.filter.region_code {
            q = q.filter(certificates::region_code.eq(region.clone()));
        }
        q
    }};
}

/// One leaf for each certificate: its issue, or its end where the issue was in an earlier export.
macro_rules! once_each {
    ($q:expr, $window:expr) => {{
        let earlier = diesel::alias!(log_leaves as earlier);
        let told = earlier
            .filter(earlier.field(log_leaves::certificate_id).eq(log_leaves::certificate_id))
            .filter(earlier.field(log_leaves::kind).eq(ISSUE))
            .filter(earlier.field(log_leaves::idx).lt($window.from));
        leaves!($q, $window).filter(log_leaves::kind.eq(ISSUE).or(exists(told)))
    }};
}

macro_rules! joined {
    () => {
        log_leaves::table
            .inner_join(certificates::table.on(certificates::id.eq(log_leaves::certificate_id)))
    };
}

/// How many rows an export has.
pub fn count(conn: &mut Conn, window: &Window) -> Result<i64> {
    let q = joined!().select(count_star()).into_boxed();
    Ok(once_each!(q, window).first(conn)?)
}

/// A page of rows after a leaf, in the order of the log.
pub fn page(conn: &mut Conn, window: &Window, after: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    let q = joined!()
        .select((
            log_leaves::idx,
            log_leaves::kind,
            certificates::id,
            certificates::status,
            certificates::status_at,
            certificates::status_reason,
            certificates::supersedes_id,
            certificates::holder_person_id,
            certificates::snapshot,
            certificates::snapshot_hash,
        ))
        .into_boxed();
    let mut q = once_each!(q, window);
    if let Some(idx) = after {
        q = q.filter(log_leaves::idx.gt(idx));
    }
    Ok(q.order(log_leaves::idx.asc()).limit(limit).load(conn)?)
}

/// The leaves of a certificate as far as the cut-off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leaves {
    pub issue: Option<i64>,
    pub end: Option<i64>,
}

/// The leaves of these certificates below a cut-off.
pub fn leaves_of(conn: &mut Conn, ids: &[Id], before: i64) -> Result<HashMap<Id, Leaves>> {
    let mut out: HashMap<Id, Leaves> = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<(Id, String, i64)> = log_leaves::table
            .filter(log_leaves::certificate_id.eq_any(chunk.to_vec()))
            .filter(log_leaves::idx.lt(before))
            .select((log_leaves::certificate_id, log_leaves::kind, log_leaves::idx))
            .load(conn)?;
        for (id, kind, idx) in rows {
            let leaves = out.entry(id).or_default();
            *if kind == ISSUE { &mut leaves.issue } else { &mut leaves.end } = Some(idx);
        }
    }
    Ok(out)
}

/// Counts the leaves of a window without reading the certificates one by one: what the rows of an export must come to.
pub fn happened(conn: &mut Conn, window: &Window) -> Result<Happened> {
    let mut out = Happened::new();
    for (place, leaf) in [ISSUE, REVOKE, SUPERSEDE].into_iter().enumerate() {
        let q = joined!()
            .group_by((certificates::kind, certificates::region_code))
            .select((certificates::kind, certificates::region_code, count_star()))
            .into_boxed();
        let q = leaves!(q, window).filter(log_leaves::kind.eq(leaf));
        for (kind, region, n) in q.load::<(CertificateKind, String, i64)>(conn)? {
            out.entry((kind, region)).or_default()[place] = n;
        }
    }
    Ok(out)
}
