//! Taking a test: beginning, answering, handing in. When an attempt must end is settled as it begins.

use actix_web::HttpResponse;

use super::super::model::{
    AnswerInput, AttemptRow, AttemptSheet, AttemptStatus, GivenAnswer, NewAttempt, SavedAnswer,
};
use super::super::policy;
use super::super::store::participants::{self, Participant};
use super::super::store::{self, attempts as tries};
use super::{find_in, settle};
use crate::domains::papers::{self, QuestionKind, ShownQuestion};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::state::State;
use crate::platform::{ids, keys};

/// An attempt as its participant sees it.
fn shown(conn: &mut Conn, row: AttemptRow, now: Ts) -> Result<AttemptSheet> {
    let test = store::by_id(conn, row.test_id)?;
    let (batch_title, _) = participants::batch(conn, test.batch_id)?;
    let items = papers::shown_to(conn, test.paper_id, row.seed.cast_unsigned())?;
    let answers = tries::answers(conn, row.id)?;
    let answers = answers
        .into_iter()
        .map(|a| {
            let answer = a.answer.read()?;
            Ok(GivenAnswer { question_id: a.question_id, answer, saved_at: a.saved_at })
        })
        .collect::<Result<_>>()?;
    Ok(AttemptSheet {
        id: row.id,
        test_id: row.test_id,
        batch_title,
        no: row.no,
        status: row.status,
        started_at: row.started_at,
        deadline: row.deadline,
        ended_at: row.ended_at,
        now,
        score_hundredths: row.score_hundredths,
        items,
        answers,
    })
}

/// Whoever is in a class of the batch.
fn takes_part(of: &Participant) -> Result<()> {
    if of.takes_part() {
        return Ok(());
    }
    let why = format!("The enrolment is {}: who is in a class takes the test", of.status);
    Err(Error::because(Code::StateForbids, why).why("test_without_class", []))
}

/// Begins an attempt.
///
/// # Errors
/// `state_forbids` outside a class; `window_closed`; `already_exists` while another is open; `attempts_used`.
pub async fn start(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    test: Id,
    new: NewAttempt,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "test_attempts.take")?;
    let (now, by) = (state.clock.now(), caller.clone());
    // One that is over is in nobody's way, also where beginning anew is refused.
    settle::before_reading(state, Some(test), now).await?;
    let request = serde_json::to_vec(&(test, &new))?;
    key.run(state, &by, "start_test_attempt", &request, move |conn| {
        store::lock(conn, test, true)?;
        let (test, batch) = find_in(conn, &caller, test)?;
        let own = participants::own(conn, batch.id, caller.user)?
            .ok_or_else(|| Error::new(Code::NotFound))?;
        takes_part(&own)?;
        if !test.is_open(now) {
            let (from, until) =
                (test.opens_at.programme_minute(), test.closes_at.programme_minute());
            let detail = format!("The test is open from {from} until {until}");
            return Err(Error::because(Code::WindowClosed, detail).why(
                "test_window",
                [("from", test.opens_at.into()), ("until", test.closes_at.into())],
            ));
        }
        let before = tries::of(conn, test.id, own.id)?;
        if before.iter().any(|a| a.status == AttemptStatus::Open) {
            let detail = "An attempt is open; go on with it";
            return Err(Error::because(Code::AlreadyExists, detail).why("attempt_open", []));
        }
        let used = i32::try_from(before.len()).unwrap_or(i32::MAX);
        if used >= test.max_attempts {
            let detail = format!("All {} attempts are used", test.max_attempts);
            return Err(Error::because(Code::AttemptsUsed, detail)
                .why("attempts_used", [("most", test.max_attempts.into())]));
        }
        let paper = papers::row(conn, test.paper_id)?;
        let row = AttemptRow {
            id: ids::new(),
            test_id: test.id,
            enrolment_id: own.id,
            no: used + 1,
            seed: i64::from_le_bytes(keys::random()),
            started_at: now,
            deadline: test.deadline(paper.time_limit_minutes, now),
            ended_at: None,
            status: AttemptStatus::Open,
            score_hundredths: None,
            marks: None,
        };
        tries::insert(conn, &row)?;
        let said = serde_json::json!({ "batch": batch.title, "attempt": row.no });
        let about = settle::subject(row.id, &own);
        audit::record(conn, Some(&caller), now, "test_attempt.start", about, &said)?;
        Idempotent::created(format!("/api/v1/test-attempts/{}", row.id), &shown(conn, row, now)?)
    })
    .await
}

/// One's own attempt.
pub async fn sheet(state: &State, caller: Caller, id: Id) -> Result<AttemptSheet> {
    caller.may(policy::TABLE, "test_attempts.take")?;
    let now = state.clock.now();
    let user = caller.user;
    let row = state.db.read(move |conn| tries::own(conn, user, id)).await?;
    if row.is_overdue(now) {
        state.db.write(move |conn| settle::if_overdue(conn, id, now)).await?;
    }
    state
        .db
        .snapshot(move |conn| {
            let row = tries::own(conn, user, id)?;
            shown(conn, row, now)
        })
        .await
}

/// An attempt that takes answers, or what was kept of one whose deadline has passed.
enum Standing {
    Open(AttemptRow),
    Late(AttemptRow),
}

/// One's own attempt, taken for this transaction. One that is over is marked with it.
///
/// # Errors
/// `not_found`; `state_forbids` once it was handed in, and for whoever is in no class any more.
fn standing(conn: &mut Conn, caller: &Caller, id: Id, now: Ts) -> Result<Standing> {
    tries::own(conn, caller.user, id)?;
    let row = settle::if_overdue(conn, id, now)?;
    match row.status {
        AttemptStatus::Expired => Ok(Standing::Late(row)),
        AttemptStatus::Submitted => {
            Err(Error::because(Code::StateForbids, "The attempt was handed in")
                .why("attempt_handed_in", []))
        }
        AttemptStatus::Open => {
            takes_part(&participants::by_id(conn, row.enrolment_id)?)?;
            Ok(Standing::Open(row))
        }
    }
}

/// The refusal of what comes too late: it says what was kept.
fn late(conn: &mut Conn, row: &AttemptRow) -> Result<Error> {
    let kept = tries::given(conn, row.id)?.values().filter(|answer| !answer.is_empty()).count();
    let until = row.deadline.utc();
    let detail = format!(
        "The deadline was {until}; the {kept} answers saved until then are kept and marked"
    );
    Ok(Error::because(Code::DeadlinePassed, detail)
        .why("attempt_late", [("until", row.deadline.into()), ("kept", kept.into())]))
}

/// Whether this is an answer that the question takes.
fn fits(question: &ShownQuestion, answer: &[String]) -> Result<()> {
    let unknown = answer.iter().position(|key| !question.options.iter().any(|o| o.key == *key));
    if let Some(i) = unknown {
        return Err(Error::field(format!("/answer/{i}"), "unknown", "is none of the options"));
    }
    if question.kind != QuestionKind::Multiple && answer.len() > 1 {
        return Err(Error::field("/answer", "too_many", "must be one option"));
    }
    Ok(())
}

/// Saves an answer. When it is acknowledged it is on disk.
///
/// # Errors
/// `deadline_passed`, which says what was kept; 422 for what is none of the options.
pub async fn answer(
    state: &State,
    caller: Caller,
    (id, question): (Id, Id),
    input: AnswerInput,
) -> Result<SavedAnswer> {
    caller.may(policy::TABLE, "test_attempts.take")?;
    let now = state.clock.now();
    // A refusal takes nothing back: that the attempt is over stands.
    state
        .db
        .write(move |conn| {
            let row = match standing(conn, &caller, id, now)? {
                Standing::Open(row) => row,
                Standing::Late(row) => return Ok(Err(late(conn, &row)?)),
            };
            let test = store::by_id(conn, row.test_id)?;
            let items = papers::shown_to(conn, test.paper_id, row.seed.cast_unsigned())?;
            let asked = items.iter().find(|q| q.id == question);
            fits(asked.ok_or_else(|| Error::new(Code::NotFound))?, &input.answer)?;
            let chosen: onex_marking::Answer = input.answer.into_iter().collect();
            let revision = tries::save(conn, row.id, question, &Json::of(&chosen), now)?;
            Ok(Ok(SavedAnswer { question_id: question, saved_at: now, revision, now }))
        })
        .await?
}

/// Hands an attempt in; it is marked at once.
///
/// # Errors
/// `deadline_passed`, which says what was kept.
pub async fn submit(state: &State, caller: Caller, id: Id) -> Result<AttemptSheet> {
    caller.may(policy::TABLE, "test_attempts.take")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = match standing(conn, &caller, id, now)? {
                Standing::Open(row) => row,
                Standing::Late(row) => return Ok(Err(late(conn, &row)?)),
            };
            let row = settle::end(conn, row, AttemptStatus::Submitted, now, Some(&caller), now)?;
            Ok(Ok(shown(conn, row, now)?))
        })
        .await?
}
