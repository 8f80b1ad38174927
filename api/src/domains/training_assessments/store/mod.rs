//! Rows of `training_judgements` and their history; [`facts`] has participants, [`parts`] what they are judged by.

pub mod check;
pub mod facts;
pub mod parts;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{HistoryRow, JudgementFilter, JudgementRow, JudgementStatus};
use crate::insert_rows;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    training_class_trainers, training_enrolments, training_judgement_history, training_judgements,
};

/// Whose judgements somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Confirmed ones of a part of the country, or of oneself.
    Confirmed(Scope),
    /// Confirmed ones of the classes that somebody trains.
    Trained(Id),
    /// All of the batches whose group somebody leads.
    Led(Vec<Id>),
    /// Everything; for what the system does by itself.
    Everything,
}

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_judgements::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The enrolments that fit, as a subquery.
macro_rules! enrolments {
    ($filter:expr) => {
        training_enrolments::table.filter($filter).select(training_enrolments::id)
    };
}

fn scoped(reach: &Reach) -> Boxed {
    use training_enrolments as e;
    use training_judgements as j;
    // Whoever dropped out is judged no more.
    let counted = enrolments!(e::status.eq_any(["placed", "passed", "failed"]));
    let q = j::table.filter(j::enrolment_id.eq_any(counted)).into_boxed();
    let confirmed = j::status.eq(JudgementStatus::Confirmed);
    match reach {
        Reach::Everything => j::table.into_boxed(),
        Reach::Led(batches) => q.filter(j::batch_id.eq_any(batches.clone())),
        Reach::Trained(user) => {
            let trained = training_class_trainers::table
                .filter(training_class_trainers::user_id.eq(*user))
                .select(training_class_trainers::class_id.nullable());
            q.filter(confirmed)
                .filter(j::enrolment_id.eq_any(enrolments!(e::class_id.eq_any(trained))))
        }
        Reach::Confirmed(scope) => {
            let q = q.filter(confirmed);
            match scope {
                Scope::Country => q,
                Scope::Region(region) => {
                    q.filter(j::enrolment_id.eq_any(enrolments!(e::region_code.eq(region.clone()))))
                }
                Scope::Institution { id, .. } => {
                    q.filter(j::enrolment_id.eq_any(enrolments!(e::institution_id.eq(*id))))
                }
                Scope::Own { user, .. } => {
                    q.filter(j::enrolment_id.eq_any(enrolments!(e::user_id.eq(*user))))
                }
                Scope::Class { .. } => q.filter(j::id.eq(Id::NIL)),
            }
        }
    }
}

fn filtered(reach: &Reach, filter: &JudgementFilter) -> Boxed {
    use training_enrolments as e;
    use training_judgements as j;
    let mut q = scoped(reach);
    if let Some(id) = filter.edition_id {
        q = q.filter(j::enrolment_id.eq_any(enrolments!(e::edition_id.eq(id))));
    }
    if let Some(id) = filter.batch_id {
        q = q.filter(j::batch_id.eq(id));
    }
    if let Some(id) = filter.class_id {
        q = q.filter(j::enrolment_id.eq_any(enrolments!(e::class_id.eq(id))));
    }
    if let Some(id) = filter.enrolment_id {
        q = q.filter(j::enrolment_id.eq(id));
    }
    if let Some(status) = filter.status {
        q = q.filter(j::status.eq(status));
    }
    if let Some(result) = filter.result {
        q = q.filter(j::result.eq(result));
    }
    q
}

/// How many judgements in reach fit.
pub fn total(conn: &mut Conn, reach: &Reach, filter: &JudgementFilter) -> Result<i64> {
    Ok(filtered(reach, filter).count().get_result(conn)?)
}

/// A page of judgements, the newest first.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &JudgementFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<JudgementRow>> {
    let mut q = filtered(reach, filter);
    if let Some(after) = after {
        q = q.filter(training_judgements::id.lt(after));
    }
    let q = q.order(training_judgements::id.desc()).limit(limit + 1);
    Ok(q.select(JudgementRow::as_select()).load(conn)?)
}

/// All that fit: id and enrolment.
pub fn ids(conn: &mut Conn, reach: &Reach, filter: &JudgementFilter) -> Result<Vec<(Id, Id)>> {
    let q = filtered(reach, filter);
    Ok(q.select((training_judgements::id, training_judgements::enrolment_id)).load(conn)?)
}

/// One judgement in reach.
pub fn find(conn: &mut Conn, reach: &Reach, id: Id) -> Result<JudgementRow> {
    let q = scoped(reach).filter(training_judgements::id.eq(id));
    Ok(q.select(JudgementRow::as_select()).first(conn)?)
}

/// These judgements in reach, by id.
pub fn rows(conn: &mut Conn, reach: &Reach, ids: &[Id]) -> Result<HashMap<Id, JudgementRow>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let q = scoped(reach).filter(training_judgements::id.eq_any(chunk.to_vec()));
        let rows: Vec<JudgementRow> = q.select(JudgementRow::as_select()).load(conn)?;
        out.extend(rows.into_iter().map(|r| (r.id, r)));
    }
    Ok(out)
}

/// The judgements of these enrolments, by enrolment.
pub fn of_enrolments(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, JudgementRow>> {
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let rows: Vec<JudgementRow> = training_judgements::table
            .filter(training_judgements::enrolment_id.eq_any(chunk.to_vec()))
            .select(JudgementRow::as_select())
            .load(conn)?;
        out.extend(rows.into_iter().map(|r| (r.enrolment_id, r)));
    }
    Ok(out)
}

/// Adds judgements, and that they were added.
pub fn insert(conn: &mut Conn, rows: &[JudgementRow]) -> Result<()> {
    insert_rows!(conn, training_judgements::table, rows)?;
    let history: Vec<HistoryRow> = rows.iter().map(|r| r.as_history(None)).collect();
    insert_rows!(conn, training_judgement_history::table, history)
}

/// Writes a judgement whose version is one more than what stands, and keeps how it stands in the history. `by`: who did
/// it, if not the system.
pub fn update(conn: &mut Conn, row: &JudgementRow, by: Option<Id>) -> Result<()> {
    let target = training_judgements::table
        .find(row.id)
        .filter(training_judgements::version.eq(row.version - 1));
    if diesel::update(target).set(row).execute(conn)? != 1 {
        return Err(Error::new(Code::VersionMismatch));
    }
    let history = row.as_history(by);
    diesel::insert_into(training_judgement_history::table).values(&history).execute(conn)?;
    Ok(())
}

/// How a judgement stood in a version.
pub fn past(conn: &mut Conn, id: Id, version: i64) -> Result<Option<HistoryRow>> {
    Ok(training_judgement_history::table
        .find((id, version))
        .select(HistoryRow::as_select())
        .first(conn)
        .optional()?)
}
