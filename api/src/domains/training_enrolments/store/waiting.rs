//! The order of waiting lists: regions with priority first, then the order of enrolment.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::super::model::{EnrolmentFilter, EnrolmentRow, EnrolmentStatus, Reach};
use crate::on_native;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{branches, training_enrolments};

/// A page of a batch's waiting list in its order, as far as the caller sees it: each with whether its region has
/// priority. `after` is the order of the last row of the page before.
pub fn page(
    conn: &mut Conn,
    reach: &Reach,
    filter: &EnrolmentFilter,
    after: Option<(bool, i64)>,
    limit: i64,
) -> Result<Vec<(EnrolmentRow, bool)>> {
    use training_enrolments as e;
    let mut q = super::filtered(reach, filter)
        .inner_join(branches::table.on(branches::region_code.eq(e::region_code)));
    if let Some((priority, seq)) = after {
        let same = branches::priority.eq(priority).and(e::seq.gt(seq));
        q = if priority { q.filter(same.or(branches::priority.eq(false))) } else { q.filter(same) };
    }
    Ok(q.order((branches::priority.desc(), e::seq.asc()))
        .limit(limit + 1)
        .select((EnrolmentRow::as_select(), branches::priority))
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Ranked {
    #[diesel(sql_type = Binary)]
    id: Id,
    #[diesel(sql_type = BigInt)]
    nth: i64,
}

/// The rank of each of these enrolments that waits, from 1. The database counts the whole lists; only what is asked
/// for leaves it.
pub fn ranks(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, i64>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let these: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let these = these.join(", ");
        let sql = format!(
            "SELECT id, nth FROM (SELECT e.id AS id, ROW_NUMBER() OVER \
             (PARTITION BY e.batch_id ORDER BY b.priority DESC, e.seq) AS nth \
             FROM training_enrolments e JOIN branches b ON b.region_code = e.region_code \
             WHERE e.status = 'waiting' AND e.batch_id IN \
             (SELECT batch_id FROM training_enrolments WHERE id IN ({these}))) AS ranked \
             WHERE id IN ({these})"
        );
        let rows: Vec<Ranked> = on_native!(conn, c => {
            let mut q = diesel::sql_query(&sql).into_boxed();
            for id in chunk {
                q = q.bind::<Binary, _>(*id);
            }
            q.load(c)?
        });
        out.extend(rows.into_iter().map(|r| (r.id, r.nth)));
    }
    Ok(out)
}

/// The rank of everybody who waits in a batch, from 1.
pub fn ranks_in(conn: &mut Conn, batch: Id) -> Result<HashMap<Id, i64>> {
    Ok(first(conn, batch, i64::MAX)?.into_iter().zip(1..).collect())
}

/// The first `n` of a batch's waiting list.
pub fn first(conn: &mut Conn, batch: Id, n: i64) -> Result<Vec<Id>> {
    use training_enrolments as e;
    Ok(e::table
        .inner_join(branches::table.on(branches::region_code.eq(e::region_code)))
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(EnrolmentStatus::Waiting))
        .order((branches::priority.desc(), e::seq.asc()))
        .limit(n)
        .select(e::id)
        .load(conn)?)
}

/// Whether somebody waits for a place in a batch.
pub fn any(conn: &mut Conn, batch: Id) -> Result<bool> {
    Ok(!first(conn, batch, 1)?.is_empty())
}

/// At which rank somebody of a region comes who joins a waiting list now.
pub fn next_rank(conn: &mut Conn, batch: Id, region: &str) -> Result<i64> {
    use training_enrolments as e;
    let priority: bool = branches::table
        .filter(branches::region_code.eq(region))
        .select(branches::priority)
        .first(conn)?;
    let mut ahead = e::table
        .inner_join(branches::table.on(branches::region_code.eq(e::region_code)))
        .filter(e::batch_id.eq(batch))
        .filter(e::status.eq(EnrolmentStatus::Waiting))
        .into_boxed();
    if priority {
        ahead = ahead.filter(branches::priority.eq(true));
    }
    let ahead: i64 = ahead.count().get_result(conn)?;
    Ok(ahead + 1)
}
