//! Use cases of results.

pub mod export;
pub mod standing;
pub mod summary;

use super::import::ResultImport;
use super::model::{
    HistoryRow, ResultCorrection, ResultHistory, ResultQuery, ResultStatus, SubjectResult,
};
use super::{policy, store};
use crate::domains::imports;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IfMatch, Page, PageQuery};
use crate::platform::state::State;

/// The template of the import.
pub fn template(caller: &Caller) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "results.import")?;
    imports::template::<ResultImport>()
}

/// How far a caller sees results: students only to their own.
pub(super) fn reach(caller: &Caller) -> Scope {
    match caller.role {
        Role::Student => Scope::Own { user: caller.user, institution: caller.scope.institution() },
        _ => caller.scope.clone(),
    }
}

/// A page of results.
pub async fn list(
    state: &State,
    caller: Caller,
    query: ResultQuery,
    page: PageQuery,
) -> Result<Page<SubjectResult>> {
    caller.may(policy::TABLE, "results.read")?;
    caller.client_scope("results:read")?;
    let (limit, after) = (page.limit()?, page.after()?);
    query.check()?;
    state
        .db
        .read(move |conn| {
            let reach = reach(&caller);
            let rows = store::list::page(conn, &reach, &query, after, limit + 1)?;
            let total = page.total(|| store::list::total(conn, &reach, &query))?;
            Ok(Page::build(rows, limit, |r| r.id).of(total))
        })
        .await
}

/// One result.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<SubjectResult> {
    caller.may(policy::TABLE, "results.read")?;
    caller.client_scope("results:read")?;
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &reach(&caller), id)?;
            store::list::one(conn, id)
        })
        .await
}

/// Every state a result has had, oldest first.
pub async fn history(state: &State, caller: Caller, id: Id) -> Result<Vec<ResultHistory>> {
    caller.may(policy::TABLE, "results.read")?;
    caller.client_scope("results:read")?;
    state
        .db
        .snapshot(move |conn| {
            store::find(conn, &reach(&caller), id)?;
            Ok(store::history(conn, id)?.into_iter().map(ResultHistory::from).collect())
        })
        .await
}

/// Corrects a result; what it was before stays in the history.
///
/// # Errors
/// `invalid` when score and status do not fit, `state_forbids` when nothing would change.
pub async fn correct(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    correction: ResultCorrection,
) -> Result<SubjectResult> {
    caller.may(policy::TABLE, "results.correct")?;
    match (correction.status, correction.score) {
        (ResultStatus::Scored, None) => {
            return Err(Error::field("/score", "required", "a scored result has a score"));
        }
        (ResultStatus::Scored, Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            return Err(Error::field("/score", "forbidden", "only a scored result has a score"));
        }
    }
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut row = store::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            if (row.status, row.score_hundredths) == (correction.status, correction.score) {
                return Err(Error::because(Code::StateForbids, "The result says that already")
                    .why("result_same", []));
            }
            let before = serde_json::json!({ "status": row.status, "score": row.score_hundredths });
            row.status = correction.status;
            row.score_hundredths = correction.score;
            row.recorded_by = caller.user;
            row.recorded_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let reason = Some(correction.reason.clone());
            store::insert_history(conn, &[HistoryRow::of(&row, reason, None)])?;
            let subject =
                Subject::institution("subject_result", id, &row.region_code, row.institution_id);
            let detail = serde_json::json!({
                "before": before,
                "after": { "status": row.status, "score": row.score_hundredths },
                "reason": correction.reason,
            });
            audit::record(conn, Some(&caller), now, "subject_result.correct", subject, &detail)?;
            store::list::one(conn, id)
        })
        .await
}
