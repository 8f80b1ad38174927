//! Rows of `test_attempts` and `test_answers`.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::super::model::{AnswerRow, AttemptFilter, AttemptRow, AttemptStatus};
use super::participants::Seen;
use crate::platform::db::{Conn, Id, Json, Ts, prefix_end};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    teachers, test_answers, test_attempts, training_class_trainers, training_enrolments,
};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    test_attempts::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The attempts of participants who are so, as a filter.
macro_rules! of {
    ($who:expr) => {
        test_attempts::enrolment_id
            .eq_any(training_enrolments::table.filter($who).select(training_enrolments::id))
    };
}

fn scoped(whose: &Seen) -> Boxed {
    use training_enrolments as e;
    let q = test_attempts::table.into_boxed();
    match whose {
        Seen::All => q,
        Seen::Region(region) => q.filter(of!(e::region_code.eq(region.clone()))),
        Seen::Trained(user) => {
            let trained = training_class_trainers::table
                .filter(training_class_trainers::user_id.eq(*user))
                .select(training_class_trainers::class_id.nullable());
            q.filter(of!(e::class_id.eq_any(trained)))
        }
        Seen::Own(user) => q.filter(of!(e::user_id.eq(*user))),
        Seen::Nobody => q.filter(test_attempts::id.eq(Id::NIL)),
    }
}

fn filtered(whose: &Seen, test: Id, filter: &AttemptFilter) -> Boxed {
    use training_enrolments as e;
    let mut q = scoped(whose).filter(test_attempts::test_id.eq(test));
    if let Some(status) = filter.status {
        q = q.filter(test_attempts::status.eq(status));
    }
    if let Some(text) = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty()) {
        let low = text.to_lowercase();
        q = match (prefix_end(text), prefix_end(&low)) {
            (Some(end), Some(low_end)) => {
                let named = teachers::name.ge(text.to_string()).and(teachers::name.lt(end.clone()));
                let numbered =
                    teachers::staff_no.ge(text.to_string()).and(teachers::staff_no.lt(end));
                let spelt = teachers::pinyin.ge(low).and(teachers::pinyin.lt(low_end));
                let found =
                    teachers::table.filter(named.or(numbered).or(spelt)).select(teachers::id);
                q.filter(of!(e::teacher_id.eq_any(found)))
            }
            // No name starts with the last character of Unicode.
            _ => q.filter(test_attempts::id.eq(Id::NIL)),
        };
    }
    q
}

/// How many attempts fit.
pub fn total(conn: &mut Conn, whose: &Seen, test: Id, filter: &AttemptFilter) -> Result<i64> {
    Ok(filtered(whose, test, filter).count().get_result(conn)?)
}

/// A page of attempts, the newest first.
pub fn list(
    conn: &mut Conn,
    whose: &Seen,
    test: Id,
    filter: &AttemptFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<AttemptRow>> {
    let mut q = filtered(whose, test, filter);
    if let Some(after) = after {
        q = q.filter(test_attempts::id.lt(after));
    }
    let q = q.order(test_attempts::id.desc()).limit(limit + 1);
    Ok(q.select(AttemptRow::as_select()).load(conn)?)
}

/// One's own attempt.
pub fn own(conn: &mut Conn, user: Id, id: Id) -> Result<AttemptRow> {
    let q = scoped(&Seen::Own(user)).filter(test_attempts::id.eq(id));
    Ok(q.select(AttemptRow::as_select()).first(conn)?)
}

/// Takes an attempt for this transaction: it ends while nobody answers, and the other way round.
pub fn lock(conn: &mut Conn, id: Id) -> Result<()> {
    if let Conn::Postgres(c) = conn {
        test_attempts::table.find(id).select(test_attempts::id).for_update().load::<Id>(c)?;
    }
    Ok(())
}

/// One attempt.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<AttemptRow> {
    Ok(test_attempts::table.find(id).select(AttemptRow::as_select()).first(conn)?)
}

/// The attempts of a participant at a test, in their order.
pub fn of(conn: &mut Conn, test: Id, enrolment: Id) -> Result<Vec<AttemptRow>> {
    Ok(test_attempts::table
        .filter(test_attempts::test_id.eq(test))
        .filter(test_attempts::enrolment_id.eq(enrolment))
        .order(test_attempts::no.asc())
        .select(AttemptRow::as_select())
        .load(conn)?)
}

/// Whether anybody has begun.
pub fn any(conn: &mut Conn, test: Id) -> Result<bool> {
    let begun = test_attempts::table.filter(test_attempts::test_id.eq(test));
    Ok(diesel::select(diesel::dsl::exists(begun)).get_result(conn)?)
}

/// Adds an attempt.
pub fn insert(conn: &mut Conn, row: &AttemptRow) -> Result<()> {
    diesel::insert_into(test_attempts::table).values(row).execute(conn)?;
    Ok(())
}

/// Ends an open attempt with what it is worth.
pub fn end(conn: &mut Conn, row: &AttemptRow) -> Result<()> {
    use test_attempts as a;
    let target = a::table.find(row.id).filter(a::status.eq(AttemptStatus::Open));
    let n = diesel::update(target)
        .set((
            a::status.eq(row.status),
            a::ended_at.eq(row.ended_at),
            a::score_hundredths.eq(row.score_hundredths),
            a::marks.eq(&row.marks),
        ))
        .execute(conn)?;
    if n == 1 { Ok(()) } else { Err(Error::new(Code::StateForbids)) }
}

/// Attempts that are over without anybody having said so: at one test, or at any; the first thousand.
pub fn overdue(conn: &mut Conn, test: Option<Id>, now: Ts) -> Result<Vec<Id>> {
    use test_attempts as a;
    let mut q = a::table
        .filter(a::status.eq(AttemptStatus::Open))
        .filter(a::deadline.lt(now))
        .order(a::id.asc())
        .select(a::id)
        .limit(1000)
        .into_boxed();
    if let Some(test) = test {
        q = q.filter(a::test_id.eq(test));
    }
    Ok(q.load(conn)?)
}

/// The best ended attempt of each of these participants: its id and score. Of equal ones the first.
pub fn best(conn: &mut Conn, enrolments: &[Id]) -> Result<HashMap<Id, (Id, i32)>> {
    use test_attempts as a;
    let mut out = HashMap::new();
    for chunk in enrolments.chunks(1000) {
        let rows: Vec<(Id, Id, Option<i32>)> = a::table
            .filter(a::enrolment_id.eq_any(chunk.to_vec()))
            .filter(a::score_hundredths.is_not_null())
            .order((a::score_hundredths.asc(), a::no.desc()))
            .select((a::enrolment_id, a::id, a::score_hundredths))
            .load(conn)?;
        // The last one stands.
        out.extend(rows.into_iter().filter_map(|(of, id, score)| Some((of, (id, score?)))));
    }
    Ok(out)
}

/// What was answered in an attempt.
pub fn answers(conn: &mut Conn, attempt: Id) -> Result<Vec<AnswerRow>> {
    Ok(test_answers::table
        .filter(test_answers::attempt_id.eq(attempt))
        .order(test_answers::question_id.asc())
        .select(AnswerRow::as_select())
        .load(conn)?)
}

/// The same as the engine takes it.
pub fn given(conn: &mut Conn, attempt: Id) -> Result<BTreeMap<Id, onex_marking::Answer>> {
    let rows = answers(conn, attempt)?;
    rows.into_iter().map(|r| Ok((r.question_id, r.answer.read()?))).collect()
}

/// Saves an answer, over an earlier one; how often it was given.
pub fn save(conn: &mut Conn, attempt: Id, question: Id, answer: &Json, at: Ts) -> Result<i32> {
    use test_answers as a;
    let target = a::table.find((attempt, question));
    let set = (a::answer.eq(answer), a::saved_at.eq(at), a::revision.eq(a::revision + 1));
    if diesel::update(target).set(set).execute(conn)? == 1 {
        return Ok(target.select(a::revision).first(conn)?);
    }
    let row = AnswerRow {
        attempt_id: attempt,
        question_id: question,
        answer: answer.clone(),
        saved_at: at,
        revision: 1,
    };
    diesel::insert_into(a::table).values(&row).execute(conn)?;
    Ok(1)
}
