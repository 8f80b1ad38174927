//! Reading reviews.

use std::collections::{BTreeMap, HashMap};

use actix_web::HttpResponse;

use super::super::model::{
    CriterionScore, ExpertReview, ExpertReviewDetail, ReviewExpert, ReviewFilter, ReviewRow,
    ReviewStatus,
};
use super::super::policy;
use super::super::store::{self, facts, rubrics as kept};
use super::{file_of_design, rubrics};
use crate::domains::accounts;
use crate::domains::results::Score;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Page, PageQuery, stream};
use crate::platform::state::State;

/// An expert sees their own, wherever their grant reaches.
pub fn scope(caller: &Caller) -> Scope {
    match caller.role {
        Role::Expert => Scope::Own { user: caller.user, institution: None },
        _ => caller.scope.clone(),
    }
}

/// Reviews as they are shown to this caller: experts learn nothing of the participant and of each other.
fn shown(
    conn: &mut Conn,
    caller: &Caller,
    rows: Vec<ReviewRow>,
    now: Ts,
) -> Result<Vec<ExpertReview>> {
    let blind = caller.role == Role::Expert;
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let codes = facts::codes(conn, &enrolments)?;
    let mut batches: Vec<Id> = rows.iter().map(|r| r.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    let batches = facts::batches(conn, &batches)?;
    let experts: Vec<Id> = rows.iter().map(|r| r.expert_user_id).collect();
    let names = if blind { HashMap::new() } else { accounts::names(conn, &experts)? };
    rows.into_iter()
        .map(|r| {
            let gone = || Error::internal(anyhow::anyhow!("review {} has no batch", r.id));
            let late = r.is_late(now);
            let submitted = r.status == ReviewStatus::Submitted;
            let expert = || ReviewExpert {
                id: r.expert_user_id,
                name: names.get(&r.expert_user_id).cloned().unwrap_or_default(),
            };
            Ok(ExpertReview {
                id: r.id,
                batch: batches.get(&r.batch_id).cloned().ok_or_else(gone)?,
                code: codes.get(&r.enrolment_id).cloned().unwrap_or_default(),
                expert: (!blind).then(expert),
                slot: (!blind).then_some(r.slot),
                status: r.status,
                late,
                assigned_at: r.assigned_at,
                due_at: r.due_at,
                submitted_at: r.submitted_at,
                total: r.total_hundredths.filter(|_| submitted).and_then(Score::hundredths),
                reason: r.reason.filter(|_| !blind),
                version: r.version,
            })
        })
        .collect()
}

/// One review with all that its reader may see.
pub fn detail_of(
    conn: &mut Conn,
    caller: &Caller,
    row: ReviewRow,
    now: Ts,
) -> Result<ExpertReviewDetail> {
    let rubric = rubrics::shown(kept::find(conn, row.rubric_id)?)?;
    let open = caller.role == Role::Expert || row.status == ReviewStatus::Submitted;
    let scores: Option<CriterionScore> =
        row.scores.as_ref().filter(|_| open).map(|s| s.read()).transpose()?;
    let scores = scores.map(|scores| {
        let points = scores.into_iter().filter_map(|(c, p)| Some((c, Score::hundredths(p)?)));
        points.collect::<BTreeMap<String, Score>>()
    });
    let (version, remarks) = (row.version_id, row.remarks.clone().filter(|_| open));
    let review = shown(conn, caller, vec![row], now)?.pop();
    let review = review.ok_or_else(|| Error::new(Code::NotFound))?;
    let (design, _) = file_of_design(conn, version, &review.code)?;
    Ok(ExpertReviewDetail { review, rubric, design, scores, remarks })
}

/// A page of the caller's reviews, those due first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: ReviewFilter,
) -> Result<Page<ExpertReview>> {
    caller.may(policy::TABLE, "expert_reviews.read")?;
    let (limit, after, now) = (page.limit()?, page.after::<(Ts, Id)>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let scope = scope(&caller);
            let rows = store::list(conn, &scope, &filter, now, after, limit)?;
            let total = page.total(|| store::total(conn, &scope, &filter, now))?;
            let rows = Page::build(rows, limit, |r| (r.due_at, r.id)).of(total);
            rows.remade(|rows| shown(conn, &caller, rows, now))
        })
        .await
}

/// One review.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<ExpertReviewDetail> {
    caller.may(policy::TABLE, "expert_reviews.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &scope(&caller), id)?;
            detail_of(conn, &caller, row, now)
        })
        .await
}

/// The design of a review, as its expert gets it.
///
/// # Errors
/// `state_forbids` for an expert who gave it back.
pub async fn file(state: &State, caller: Caller, id: Id) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "expert_reviews.read")?;
    let (design, sha256) = state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &scope(&caller), id)?;
            if row.status == ReviewStatus::Released && caller.role == Role::Expert {
                let detail = "You gave the review back; its file is not yours to read any more";
                return Err(Error::because(Code::StateForbids, detail).why("review_released", []));
            }
            let code = facts::codes(conn, &[row.enrolment_id])?.remove(&row.enrolment_id);
            file_of_design(conn, row.version_id, &code.unwrap_or_default())
        })
        .await?;
    let (size, bytes) = state.files.open(&sha256).await?;
    Ok(stream("application/octet-stream", &design.name, size, bytes))
}
