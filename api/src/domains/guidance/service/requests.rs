//! Asking for guidance and answering.

use actix_web::HttpResponse;
use onex_rules::RuleId;
use serde_json::json;

use super::super::model::{
    Answer, AnswerInput, Circle, Given, GuidanceRequest, NewRequest, RequestFilter, RequestRow,
    RequestStatus,
};
use super::super::policy;
use super::super::store::{self, records, requests};
use super::records::{add, in_time};
use super::{begun, givers, number, region_filter, subject, there, trimmed};
use crate::domains::notices;
use crate::domains::training_enrolments::{ClassMember, participants};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::follow::Told;
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

/// Requests as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, rows: Vec<RequestRow>, now: Ts) -> Result<Vec<GuidanceRequest>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let members = participants::by_ids(conn, &enrolments)?;
    let mut answers = records::answers(conn, &ids)?;
    let names = givers(conn, answers.values().map(|a| a.given_by))?;
    rows.into_iter()
        .map(|r| {
            let late = r.is_late(now);
            let answer = match (answers.remove(&r.id), r.answered_at) {
                (Some(given), Some(answered_at)) => Some(Answer {
                    record_id: given.id,
                    by: there(names.get(&given.given_by).cloned())?,
                    answered_at,
                    kind: given.kind,
                    given_at: given.given_at,
                    minutes: given.minutes,
                    note: given.note,
                }),
                _ => None,
            };
            Ok(GuidanceRequest {
                id: r.id,
                participant: there(members.get(&r.enrolment_id))?.participant.clone(),
                question: r.question,
                asked_at: r.asked_at,
                due_at: r.due_at,
                status: r.status,
                late,
                answer,
                updated_at: r.updated_at,
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, row: RequestRow, now: Ts) -> Result<GuidanceRequest> {
    shown(conn, vec![row], now)?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of the requests in the caller's circle.
pub async fn list_requests(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: RequestFilter,
) -> Result<Page<GuidanceRequest>> {
    caller.may(policy::TABLE, "guidance_requests.read")?;
    region_filter(filter.region_code.as_ref())?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let rows = requests::list(conn, &circle, &filter, now, after, limit)?;
            let total = page.total(|| requests::total(conn, &circle, &filter, now))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows, now))
        })
        .await
}

/// One request.
pub async fn find_request(state: &State, caller: Caller, id: Id) -> Result<GuidanceRequest> {
    caller.may(policy::TABLE, "guidance_requests.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let row = requests::find(conn, &Circle::of(&caller), id)?;
            shown_one(conn, row, now)
        })
        .await
}

/// Asks the trainers of one's class.
///
/// # Errors
/// `not_found` for another's place in a class; `state_forbids` unless the class runs; `already_exists` while a
/// request of the participant is open.
pub async fn ask(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewRequest,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "guidance_requests.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let question = trimmed(Some(new.question))
        .ok_or_else(|| Error::field("/question", "required", "say what it is about"))?;
    let answer = key
        .run(state, &by, "create_guidance_request", &request, move |conn| {
            let of = participants::find(conn, &Circle::of(&caller), new.enrolment_id)?;
            begun(&of, false)?;
            let (id, enrolment) = (ids::new(), of.participant.enrolment_id);
            if !requests::open_of(conn, &[enrolment])?.is_empty() {
                let detail = "A question of yours waits for its answer; withdraw it to ask another";
                return Err(Error::because(Code::AlreadyExists, detail).why("question_waits", []));
            }
            let (region, rule) = (&of.participant.region_code, RuleId::GuidanceResponseHours);
            let hours = number(conn, of.edition_id, region, rule)?;
            let row = RequestRow {
                id,
                class_id: of.participant.class.id,
                enrolment_id: enrolment,
                question,
                asked_at: now,
                due_at: now.plus_seconds(hours * 3600),
                status: RequestStatus::Open,
                answered_by: None,
                answered_at: None,
                updated_at: now,
                version: 1,
            };
            requests::insert(conn, &row)?;
            let detail = json!({ "class": of.participant.class.title, "due_at": row.due_at });
            let event = "guidance_request.create";
            let about = subject("guidance_request", id, &of);
            audit::record(conn, Some(&caller), now, event, about, &detail)?;
            let trainers = store::trainers(conn, row.class_id)?;
            let params = json!({
                "name": of.participant.teacher.name, "class": of.participant.class.title,
                "until": row.due_at.programme_date(),
            });
            let link = format!(
                "/training/classes/{}?tab=guidance&view=requests&status=open",
                row.class_id
            );
            notices::send(conn, &trainers, "guidance.requested", &params, Some(&link), now)?;
            let location = format!("/api/v1/guidance-requests/{id}");
            Idempotent::created(location, &shown_one(conn, row, now)?)
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// A request that somebody has seen and that is open.
fn open(conn: &mut Conn, caller: &Caller, id: Id, seen: &IfMatch) -> Result<RequestRow> {
    let row = requests::find(conn, &Circle::of(caller), id)?;
    seen.check(row.version)?;
    match row.status {
        RequestStatus::Open => Ok(row),
        status => {
            let detail = format!("The request is {status} already");
            Err(Error::because(Code::StateForbids, detail).why("question_settled", []))
        }
    }
}

/// Answers a request with guidance.
///
/// # Errors
/// `state_forbids` for what is answered or withdrawn; 422 for guidance from before the question or to come.
pub async fn answer(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: AnswerInput,
) -> Result<GuidanceRequest> {
    caller.may(policy::TABLE, "guidance_requests.answer")?;
    let now = state.clock.now();
    let given = Given {
        kind: input.kind,
        given_at: input.given_at.unwrap_or(now),
        minutes: input.minutes,
        note: trimmed(input.note),
    };
    let request = state
        .db
        .write(move |conn| {
            let mut row = open(conn, &caller, id, &seen)?;
            let of = participants::find(conn, &Circle::of(&caller), row.enrolment_id)?;
            begun(&of, true)?;
            in_time(given.given_at, row.asked_at, now)?;
            row.status = RequestStatus::Answered;
            row.answered_by = Some(caller.user);
            row.answered_at = Some(now);
            row.updated_at = now;
            row.version += 1;
            requests::update(conn, &row)?;
            add(conn, &caller, &of, given, Some(id), now)?;
            let detail = json!({
                "class": of.participant.class.title, "late": row.is_late(now), "version": row.version,
            });
            let about = subject("guidance_request", id, &of);
            audit::record(conn, Some(&caller), now, "guidance_request.answer", about, &detail)?;
            let params = json!({ "class": of.participant.class.title });
            let (kind, link) = ("guidance.answered", Some("/my-training"));
            notices::send(conn, &[of.user_id], kind, &params, link, now)?;
            shown_one(conn, row, now)
        })
        .await?;
    state.wake_streams();
    Ok(request)
}

/// Takes a question back.
///
/// # Errors
/// `state_forbids` for what is answered or withdrawn.
pub async fn withdraw(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
) -> Result<GuidanceRequest> {
    caller.may(policy::TABLE, "guidance_requests.withdraw")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut row = open(conn, &caller, id, &seen)?;
            let of = participants::find(conn, &Circle::of(&caller), row.enrolment_id)?;
            end(conn, &caller, &mut row, &of, now)?;
            shown_one(conn, row, now)
        })
        .await
}

fn end(
    conn: &mut Conn,
    caller: &Caller,
    row: &mut RequestRow,
    of: &ClassMember,
    now: Ts,
) -> Result<()> {
    row.status = RequestStatus::Withdrawn;
    row.updated_at = now;
    row.version += 1;
    requests::update(conn, row)?;
    let detail = json!({ "class": of.participant.class.title, "version": row.version });
    let about = subject("guidance_request", row.id, of);
    audit::record(conn, Some(caller), now, "guidance_request.withdraw", about, &detail)
}

/// Nobody answers a question of somebody who has dropped out.
pub fn follow(conn: &mut Conn, told: &Told<'_>) -> Result<()> {
    if told.event != "training_enrolment.drop" {
        return Ok(());
    }
    let Some(mut row) = requests::open_of(conn, &[told.id])?.remove(&told.id) else {
        return Ok(());
    };
    let members = participants::by_ids(conn, &[told.id])?;
    end(conn, told.caller, &mut row, there(members.get(&told.id))?, told.at)
}
