//! Recording guidance.

use actix_web::HttpResponse;
use serde_json::json;

use super::super::model::{Circle, Given, GuidanceRecord, NewRecord, RecordFilter, RecordRow};
use super::super::policy;
use super::super::store::records;
use super::{begun, givers, region_filter, subject, there, trimmed};
use crate::domains::training_enrolments::{ClassMember, participants};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

fn shown(conn: &mut Conn, rows: Vec<RecordRow>) -> Result<Vec<GuidanceRecord>> {
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let members = participants::by_ids(conn, &enrolments)?;
    let names = givers(conn, rows.iter().map(|r| r.given_by))?;
    rows.into_iter()
        .map(|r| {
            Ok(GuidanceRecord {
                id: r.id,
                participant: there(members.get(&r.enrolment_id))?.participant.clone(),
                given_by: there(names.get(&r.given_by).cloned())?,
                kind: r.kind,
                given_at: r.given_at,
                minutes: r.minutes,
                note: r.note,
                request_id: r.request_id,
                created_at: r.created_at,
            })
        })
        .collect()
}

/// Refuses an instant outside `[from, now]`.
pub fn in_time(given_at: Ts, from: Ts, now: Ts) -> Result<()> {
    if given_at > now {
        return Err(Error::field("/given_at", "future", "must not lie in the future"));
    }
    if given_at < from {
        let message = format!("must not lie before {from}");
        return Err(Error::field("/given_at", "order", message).naming([("earliest", from.into())]));
    }
    Ok(())
}

/// Adds a record with its event.
pub fn add(
    conn: &mut Conn,
    caller: &Caller,
    of: &ClassMember,
    given: Given,
    request: Option<Id>,
    now: Ts,
) -> Result<RecordRow> {
    let row = RecordRow {
        id: ids::new(),
        class_id: of.participant.class.id,
        enrolment_id: of.participant.enrolment_id,
        given_by: caller.user,
        kind: given.kind,
        given_at: given.given_at,
        minutes: given.minutes,
        note: given.note,
        request_id: request,
        created_at: now,
    };
    records::insert(conn, &row)?;
    let detail = json!({
        "class": of.participant.class.title, "kind": row.kind, "given_at": row.given_at,
        "minutes": row.minutes,
    });
    let about = subject("guidance_record", row.id, of);
    audit::record(conn, Some(caller), now, "guidance_record.create", about, &detail)?;
    Ok(row)
}

/// A page of the records in the caller's circle.
pub async fn list_records(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: RecordFilter,
) -> Result<Page<GuidanceRecord>> {
    caller.may(policy::TABLE, "guidance_records.read")?;
    region_filter(filter.region_code.as_ref())?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let rows = records::list(conn, &circle, &filter, after, limit)?;
            let total = page.total(|| records::total(conn, &circle, &filter))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows))
        })
        .await
}

/// Records guidance that was given without being asked for.
///
/// # Errors
/// `not_found` for a participant of another's class; `state_forbids` before the class has begun; 422 for guidance
/// from before that or to come.
pub async fn add_record(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewRecord,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "guidance_records.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_guidance_record", &request, move |conn| {
        let of = participants::find(conn, &Circle::of(&caller), new.enrolment_id)?;
        begun(&of, true)?;
        let given_at = new.given_at.unwrap_or(now);
        in_time(given_at, of.started_at.unwrap_or(now), now)?;
        let given =
            Given { kind: new.kind, given_at, minutes: new.minutes, note: trimmed(new.note) };
        let row = add(conn, &caller, &of, given, None, now)?;
        let location = format!("/api/v1/guidance-records?enrolment_id={}", row.enrolment_id);
        let record = shown(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
        Idempotent::created(location, &record)
    })
    .await
}
