//! Rows of `guidance_records`.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{Circle, GuidanceKind, RecordFilter, RecordRow};
use super::within;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{guidance_records, training_enrolments};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    guidance_records::table,
    <Conn as diesel::Connection>::Backend,
>;

fn filtered(circle: &Circle, filter: &RecordFilter) -> Boxed {
    use guidance_records as r;
    use training_enrolments as e;
    let mut q = within!(r::table.into_boxed(), circle, r::enrolment_id);
    if let Some(id) = filter.edition_id {
        let of = e::table.filter(e::edition_id.eq(id)).select(e::id);
        q = q.filter(r::enrolment_id.eq_any(of));
    }
    if let Some(region) = &filter.region_code {
        let of = e::table.filter(e::region_code.eq(region.clone())).select(e::id);
        q = q.filter(r::enrolment_id.eq_any(of));
    }
    if let Some(id) = filter.class_id {
        q = q.filter(r::class_id.eq(id));
    }
    if let Some(id) = filter.enrolment_id {
        q = q.filter(r::enrolment_id.eq(id));
    }
    if let Some(kind) = filter.kind {
        q = q.filter(r::kind.eq(kind));
    }
    q
}

/// How many records of the circle fit.
pub fn total(conn: &mut Conn, circle: &Circle, filter: &RecordFilter) -> Result<i64> {
    Ok(filtered(circle, filter).count().get_result(conn)?)
}

/// A page of records, the newest first.
pub fn list(
    conn: &mut Conn,
    circle: &Circle,
    filter: &RecordFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<RecordRow>> {
    let mut q = filtered(circle, filter);
    if let Some(after) = after {
        q = q.filter(guidance_records::id.lt(after));
    }
    let q = q.order(guidance_records::id.desc()).limit(limit + 1);
    Ok(q.select(RecordRow::as_select()).load(conn)?)
}

/// The records that answer these requests.
pub fn answers(conn: &mut Conn, requests: &[Id]) -> Result<HashMap<Id, RecordRow>> {
    use guidance_records as r;
    let mut out = HashMap::new();
    for chunk in requests.chunks(1000) {
        let rows: Vec<RecordRow> = r::table
            .filter(r::request_id.assume_not_null().eq_any(chunk.to_vec()))
            .select(RecordRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().filter_map(|row| row.request_id.map(|id| (id, row))));
    }
    Ok(out)
}

/// Guidance by video of these enrolments, the earliest first.
pub fn videos_of(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, Vec<RecordRow>>> {
    use guidance_records as r;
    let mut out: HashMap<Id, Vec<RecordRow>> = HashMap::new();
    for chunk in enrolments.chunks(1000) {
        let rows: Vec<RecordRow> = r::table
            .filter(r::enrolment_id.eq_any(chunk.to_vec()))
            .filter(r::kind.eq(GuidanceKind::Video))
            .order((r::given_at.asc(), r::id.asc()))
            .select(RecordRow::as_select())
            .load(conn)?;
        for row in rows {
            out.entry(row.enrolment_id).or_default().push(row);
        }
    }
    Ok(out)
}

/// Adds a record.
pub fn insert(conn: &mut Conn, row: &RecordRow) -> Result<()> {
    diesel::insert_into(guidance_records::table).values(row).execute(conn)?;
    Ok(())
}
