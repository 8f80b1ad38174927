//! Use cases of papers.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use onex_marking::{Answer, Marked, Question};

use super::model::{
    NewPaper, Paper, PaperDetail, PaperFilter, PaperPreview, PaperQuestion, PaperRow, PaperStatus,
    PaperUpdate, QuestionInput, QuestionRow, QuestionsInput, ShownQuestion, faults,
};
use super::{policy, store};
use crate::domains::editions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope, roles_for};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

fn subject(id: Id) -> Subject {
    Subject::country("paper", id)
}

/// Papers as they are shown in a list.
fn briefs(conn: &mut Conn, rows: Vec<PaperRow>) -> Result<Vec<Paper>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let sums = store::sums(conn, &ids)?;
    Ok(rows
        .into_iter()
        .map(|r| {
            let (questions, points_hundredths) = sums.get(&r.id).copied().unwrap_or_default();
            Paper {
                id: r.id,
                edition_id: r.edition_id,
                title: r.title,
                status: r.status,
                multiple_marks: r.multiple_marks,
                time_limit_minutes: r.time_limit_minutes,
                questions,
                points_hundredths,
                published_at: r.published_at,
                created_at: r.created_at,
                updated_at: r.updated_at,
                version: r.version,
            }
        })
        .collect())
}

/// A paper as this caller may see it.
fn detail(conn: &mut Conn, caller: &Caller, row: PaperRow) -> Result<PaperDetail> {
    let writes = roles_for(policy::TABLE, "papers.read_questions").contains(&caller.role);
    let (items, found) = if writes {
        let questions = questions(conn, row.id)?;
        let found = row.status.is_draft().then(|| faults(&questions));
        (Some(questions.into_iter().map(PaperQuestion::from).collect()), found)
    } else {
        (None, None)
    };
    let paper = briefs(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(PaperDetail { paper, items, faults: found })
}

/// A page of papers, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: PaperFilter,
) -> Result<Page<Paper>> {
    caller.may(policy::TABLE, "papers.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &caller.scope, &filter))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| briefs(conn, rows))
        })
        .await
}

/// One paper.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<PaperDetail> {
    caller.may(policy::TABLE, "papers.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            detail(conn, &caller, row)
        })
        .await
}

/// A paper as a participant would see it.
pub async fn preview(state: &State, caller: Caller, id: Id, seed: u32) -> Result<PaperPreview> {
    caller.may(policy::TABLE, "papers.read_questions")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &caller.scope, id)?;
            Ok(PaperPreview { items: shown(&questions(conn, row.id)?, u64::from(seed)) })
        })
        .await
}

/// Begins a paper, empty or with the questions of another.
///
/// # Errors
/// 422 for an edition that is not open, and for a paper to copy that is not there.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewPaper,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "papers.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_paper", &request, move |conn| {
        editions::find_open(conn, &caller.scope, new.edition_id)?;
        let title = new.title.trim().to_string();
        let row = PaperRow {
            id: ids::new(),
            edition_id: new.edition_id,
            title_pinyin: onex_identity::pinyin::initials_of_title(&title),
            title,
            status: PaperStatus::Draft,
            multiple_marks: new.multiple_marks,
            time_limit_minutes: new.time_limit_minutes,
            created_by: caller.user,
            published_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
        };
        store::insert(conn, &row)?;
        if let Some(from) = new.copy_of {
            copy(conn, &caller.scope, from, row.id)?;
        }
        let said = serde_json::json!({ "title": row.title, "copy_of": new.copy_of });
        audit::record(conn, Some(&caller), now, "paper.create", subject(row.id), &said)?;
        let location = format!("/api/v1/papers/{}", row.id);
        Idempotent::created(location, &detail(conn, &caller, row)?)
    })
    .await
}

fn copy(conn: &mut Conn, scope: &Scope, from: Id, to: Id) -> Result<()> {
    let from = store::find(conn, scope, from).map_err(|e| match e.code() {
        Code::NotFound => Error::field("/copy_of", "unknown", "there is no such paper"),
        _ => e,
    })?;
    let mut rows = store::questions(conn, from.id)?;
    for row in &mut rows {
        row.id = ids::new();
        row.paper_id = to;
    }
    store::set_questions(conn, to, &rows)
}

/// A draft that is about to change, seen in this version.
fn draft(conn: &mut Conn, caller: &Caller, id: Id, seen: &IfMatch) -> Result<PaperRow> {
    store::lock(conn, id)?;
    let row = store::find(conn, &caller.scope, id)?;
    seen.check(row.version)?;
    if row.status.is_draft() {
        return Ok(row);
    }
    let why = format!("The paper is {}: it does not change any more; copy it", row.status);
    Err(Error::because(Code::StateForbids, why).why("paper_published", []))
}

/// Writes a changed paper with its event, and shows it.
fn put(
    conn: &mut Conn,
    caller: &Caller,
    mut row: PaperRow,
    now: Ts,
    event: &'static str,
    said: &serde_json::Value,
) -> Result<PaperDetail> {
    row.updated_at = now;
    row.version += 1;
    store::update(conn, &row)?;
    audit::record(conn, Some(caller), now, event, subject(row.id), said)?;
    detail(conn, caller, row)
}

/// Changes a draft.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: PaperUpdate,
) -> Result<PaperDetail> {
    caller.may(policy::TABLE, "papers.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut row = draft(conn, &caller, id, &seen)?;
            if let Some(title) = change.title {
                row.title = title.trim().into();
                row.title_pinyin = onex_identity::pinyin::initials_of_title(&row.title);
            }
            row.multiple_marks = change.multiple_marks.unwrap_or(row.multiple_marks);
            row.time_limit_minutes = change.time_limit_minutes.unwrap_or(row.time_limit_minutes);
            let said = serde_json::json!({ "title": row.title });
            put(conn, &caller, row, now, "paper.update", &said)
        })
        .await
}

fn question_row(paper: Id, position: usize, input: QuestionInput) -> QuestionRow {
    // As sets are kept, so that what is written does not depend on the order of ticks.
    let answer: std::collections::BTreeSet<String> = input.answer.into_iter().collect();
    QuestionRow {
        id: ids::new(),
        paper_id: paper,
        position: i32::try_from(position).unwrap_or(i32::MAX),
        kind: input.kind,
        stem: input.stem.trim().into(),
        options: Json::of(&input.options),
        answer: Json::of(&answer),
        points_hundredths: input.points_hundredths,
    }
}

/// Replaces the questions of a draft. They need not be finished: the answer says what is wrong.
pub async fn put_questions(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    input: QuestionsInput,
) -> Result<PaperDetail> {
    caller.may(policy::TABLE, "papers.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = draft(conn, &caller, id, &seen)?;
            let items = input.items.into_iter().enumerate();
            let rows: Vec<QuestionRow> = items.map(|(i, q)| question_row(id, i, q)).collect();
            store::set_questions(conn, id, &rows)?;
            let said = serde_json::json!({ "title": row.title, "questions": rows.len() });
            put(conn, &caller, row, now, "paper.set_questions", &said)
        })
        .await
}

/// Publishes a draft without faults.
///
/// # Errors
/// 422 with a pointer to each fault.
pub async fn publish(state: &State, caller: Caller, id: Id, seen: IfMatch) -> Result<PaperDetail> {
    caller.may(policy::TABLE, "papers.publish")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut row = draft(conn, &caller, id, &seen)?;
            let wrong = faults(&questions(conn, id)?);
            if !wrong.is_empty() {
                return Err(Error::fields(wrong));
            }
            row.status = PaperStatus::Published;
            row.published_at = Some(now);
            let said = serde_json::json!({ "title": row.title });
            put(conn, &caller, row, now, "paper.publish", &said)
        })
        .await
}

/// Retires a paper, or puts a draft aside. Tests that use it go on.
pub async fn retire(state: &State, caller: Caller, id: Id, seen: IfMatch) -> Result<PaperDetail> {
    caller.may(policy::TABLE, "papers.retire")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            store::lock(conn, id)?;
            let mut row = store::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            if row.status == PaperStatus::Retired {
                return Err(Error::because(Code::StateForbids, "The paper is retired already")
                    .why("paper_retired", []));
            }
            row.status = PaperStatus::Retired;
            let said = serde_json::json!({ "title": row.title });
            put(conn, &caller, row, now, "paper.retire", &said)
        })
        .await
}

/// Drafts for whoever writes papers.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    if caller.role != Role::ContentEditor {
        return Ok(vec![]);
    }
    let drafts = PaperFilter { status: Some(PaperStatus::Draft), ..PaperFilter::default() };
    let count = store::total(conn, &caller.scope, &drafts)?;
    Ok(vec![Card::new("papers_draft", count, "/papers?status=draft")])
}

/// A paper, wherever it stands; for tests that use it.
pub fn row(conn: &mut Conn, id: Id) -> Result<PaperRow> {
    store::find(conn, &Scope::Country, id)
}

/// A published paper of an edition, which stays so until this transaction ends; for tests that are about to use it.
///
/// # Errors
/// 422 for `paper_id` if there is none of the edition; `state_forbids` unless it is published.
pub fn published(conn: &mut Conn, edition: Id, id: Id) -> Result<PaperRow> {
    let unknown = || Error::field("/paper_id", "unknown", "the edition has no such paper");
    store::lock(conn, id)?;
    let row = row(conn, id).map_err(|e| match e.code() {
        Code::NotFound => unknown(),
        _ => e,
    })?;
    if row.edition_id != edition {
        return Err(unknown());
    }
    if row.status != PaperStatus::Published {
        let why = format!("The paper is {}; publish it first, or choose another", row.status);
        return Err(Error::because(Code::StateForbids, why).why("paper_unpublished", []));
    }
    Ok(row)
}

/// The questions of a paper with their right answers, in their order: to mark by, never to show.
pub fn questions(conn: &mut Conn, paper: Id) -> Result<Vec<Question<Id>>> {
    let rows = store::questions(conn, paper)?;
    Ok(rows.iter().map(QuestionRow::question).collect::<serde_json::Result<_>>()?)
}

/// Questions as a participant sees them, in the order of a seed.
pub fn shown(questions: &[Question<Id>], seed: u64) -> Vec<ShownQuestion> {
    onex_marking::shown(questions, seed).into_iter().map(ShownQuestion::from).collect()
}

/// The questions of a paper as the participant sees them who has this seed.
pub fn shown_to(conn: &mut Conn, paper: Id, seed: u64) -> Result<Vec<ShownQuestion>> {
    Ok(shown(&questions(conn, paper)?, seed))
}

/// What answers to a paper are worth.
///
/// # Errors
/// The paper has no points, which no published one is without.
pub fn marked(
    conn: &mut Conn,
    paper: &PaperRow,
    answers: &BTreeMap<Id, Answer>,
) -> Result<Marked<Id>> {
    onex_marking::mark_paper(&questions(conn, paper.id)?, answers, paper.multiple_marks.into())
        .ok_or_else(|| Error::internal(anyhow::anyhow!("the paper {} has no points", paper.id)))
}
