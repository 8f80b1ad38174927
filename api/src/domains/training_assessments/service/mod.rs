//! Use cases of judgements: reading them, and what others build on.

mod cards;
pub mod check;
mod compute;
mod export;
mod follow;
mod notify;
mod settle;
mod standings;
mod steps;

pub use cards::cards;
pub use export::export;
pub use follow::follow;
pub use settle::{see_to_batch, under_way};
pub use standings::{judged_as_of, standings, standings_of};
pub use steps::{confirm, confirm_many, propose, reopen};

use std::collections::HashMap;

use super::model::{
    Judgement, JudgementDetail, JudgementFilter, JudgementRow, JudgementStatus, ReviewRemark,
};
use super::policy;
use super::store::{self, Reach, facts};
use crate::domains::expert_reviews;
use crate::platform::audit::Subject;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// Whose judgements somebody sees: a lead those of their batches, without names; everybody else what is confirmed, of
/// their part of the country, their classes or themselves.
fn reach(conn: &mut Conn, caller: &Caller) -> Result<Reach> {
    Ok(match caller.role {
        Role::Expert => Reach::Led(expert_reviews::led_by(conn, caller.user)?),
        Role::Trainer => Reach::Trained(caller.user),
        Role::Teacher => Reach::Confirmed(Scope::Own { user: caller.user, institution: None }),
        _ => Reach::Confirmed(caller.scope.clone()),
    })
}

fn subject(conn: &mut Conn, row: &JudgementRow) -> Result<Subject> {
    let of = facts::addresses(conn, &[row.enrolment_id])?.pop();
    let (.., institution, region) = of.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(Subject::institution("training_judgement", row.id, &region, institution))
}

/// Judgements as they are shown to this caller. What is open is computed now.
fn shown(
    conn: &mut Conn,
    caller: &Caller,
    rows: Vec<JudgementRow>,
    now: Ts,
) -> Result<Vec<Judgement>> {
    let blind = caller.role == Role::Expert;
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let mut names = facts::names(conn, &enrolments)?;
    let open: Vec<Id> =
        rows.iter().filter(|r| r.status == JudgementStatus::Open).map(|r| r.enrolment_id).collect();
    let people = facts::of_enrolments(conn, &open)?;
    let mut computed = compute::compute(conn, &people, now)?;
    let bars =
        if blind { expert_reviews::bars(conn, caller.user, &enrolments)? } else { HashMap::new() };
    rows.into_iter()
        .map(|r| {
            let gone = || Error::internal(anyhow::anyhow!("judgement {} is of nobody", r.id));
            let names = names.remove(&r.enrolment_id).ok_or_else(gone)?;
            let arithmetic = match computed.remove(&r.enrolment_id) {
                Some(computed) => computed.arithmetic,
                None => r.arithmetic.read()?,
            };
            Ok(Judgement {
                id: r.id,
                batch: names.batch,
                code: names.code,
                participant: (!blind).then_some(names.participant),
                status: r.status,
                arithmetic,
                proposed: r.proposed,
                proposed_by_lead: r.proposed_by.is_some(),
                result: r.result,
                overridden: r.overridden,
                reason: r.reason,
                bar: bars.get(&r.enrolment_id).copied(),
                proposed_at: r.proposed_at,
                confirmed_at: r.confirmed_at,
                rules_version: r.rules_version,
                version: r.version,
            })
        })
        .collect()
}

/// One judgement with what its experts wrote.
fn detail_of(
    conn: &mut Conn,
    caller: &Caller,
    row: JudgementRow,
    now: Ts,
) -> Result<JudgementDetail> {
    let enrolment = row.enrolment_id;
    let said = expert_reviews::designs_of(conn, &[(enrolment, onex_assessment::Score::FULL)])?
        .remove(&enrolment);
    let remarks = said
        .into_iter()
        .flat_map(|design| design.said)
        .filter_map(|said| said.remarks.map(|remarks| ReviewRemark { slot: said.slot, remarks }));
    let remarks = remarks.collect();
    let judgement = shown(conn, caller, vec![row], now)?.pop();
    let judgement = judgement.ok_or_else(|| Error::new(Code::NotFound))?;
    Ok(JudgementDetail { judgement, remarks })
}

/// A page of the judgements in the caller's reach, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: JudgementFilter,
) -> Result<Page<Judgement>> {
    caller.may(policy::TABLE, "training_judgements.read")?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let reach = reach(conn, &caller)?;
            let rows = store::list(conn, &reach, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &reach, &filter))?;
            let rows = Page::build(rows, limit, |r| r.id).of(total);
            rows.remade(|rows| shown(conn, &caller, rows, now))
        })
        .await
}

/// One judgement.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<JudgementDetail> {
    caller.may(policy::TABLE, "training_judgements.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let reach = reach(conn, &caller)?;
            let row = store::find(conn, &reach, id)?;
            detail_of(conn, &caller, row, now)
        })
        .await
}
