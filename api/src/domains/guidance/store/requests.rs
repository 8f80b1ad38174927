//! Rows of `guidance_requests`.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{Circle, RequestFilter, RequestRow, RequestStatus};
use super::within;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{guidance_requests, training_enrolments};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    guidance_requests::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(circle: &Circle) -> Boxed {
    within!(guidance_requests::table.into_boxed(), circle, guidance_requests::enrolment_id)
}

fn filtered(circle: &Circle, filter: &RequestFilter, now: Ts) -> Boxed {
    use guidance_requests as r;
    use training_enrolments as e;
    let mut q = scoped(circle);
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
    if let Some(status) = filter.status {
        q = q.filter(r::status.eq(status));
    }
    if let Some(late) = filter.late {
        let waits = r::status.eq(RequestStatus::Open).and(r::due_at.lt(now));
        let was = r::status
            .eq(RequestStatus::Answered)
            .and(r::due_at.lt(r::answered_at.assume_not_null()));
        let is = waits.or(was);
        q = if late { q.filter(is) } else { q.filter(diesel::dsl::not(is)) };
    }
    q
}

/// How many requests of the circle fit.
pub fn total(conn: &mut Conn, circle: &Circle, filter: &RequestFilter, now: Ts) -> Result<i64> {
    Ok(filtered(circle, filter, now).count().get_result(conn)?)
}

/// A page of requests: open ones the longest waiting first, otherwise the newest first.
pub fn list(
    conn: &mut Conn,
    circle: &Circle,
    filter: &RequestFilter,
    now: Ts,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<RequestRow>> {
    use guidance_requests as r;
    let q = filtered(circle, filter, now).limit(limit + 1);
    let q = match (filter.status == Some(RequestStatus::Open), after) {
        (true, None) => q.order(r::id.asc()),
        (true, Some(after)) => q.filter(r::id.gt(after)).order(r::id.asc()),
        (false, None) => q.order(r::id.desc()),
        (false, Some(after)) => q.filter(r::id.lt(after)).order(r::id.desc()),
    };
    Ok(q.select(RequestRow::as_select()).load(conn)?)
}

/// One request of the circle.
pub fn find(conn: &mut Conn, circle: &Circle, id: Id) -> Result<RequestRow> {
    let q = scoped(circle).filter(guidance_requests::id.eq(id));
    Ok(q.select(RequestRow::as_select()).first(conn)?)
}

/// The open request of each of these enrolments.
pub fn open_of(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, RequestRow>> {
    use guidance_requests as r;
    let mut out = HashMap::new();
    for chunk in enrolments.chunks(1000) {
        let rows: Vec<RequestRow> = r::table
            .filter(r::enrolment_id.eq_any(chunk.to_vec()))
            .filter(r::status.eq(RequestStatus::Open))
            .select(RequestRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|row| (row.enrolment_id, row)));
    }
    Ok(out)
}

/// How many requests were answered to an account since an instant.
pub fn answered_since(conn: &mut Conn, circle: &Circle, since: Ts) -> Result<i64> {
    use guidance_requests as r;
    Ok(scoped(circle)
        .filter(r::status.eq(RequestStatus::Answered))
        .filter(r::answered_at.assume_not_null().ge(since))
        .count()
        .get_result(conn)?)
}

/// Adds a request.
pub fn insert(conn: &mut Conn, row: &RequestRow) -> Result<()> {
    diesel::insert_into(guidance_requests::table).values(row).execute(conn)?;
    Ok(())
}

/// Writes a request whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &RequestRow) -> Result<()> {
    let target = guidance_requests::table
        .find(row.id)
        .filter(guidance_requests::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}
