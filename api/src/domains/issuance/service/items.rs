//! A run's items as they are shown: with the scores that whoever approves it answers for.

use super::standing::{self, Stands};
use crate::domains::certificates;
use crate::domains::issuance::model::{
    IssuanceItem, IssuanceSubject, ItemOutcome, ItemQuery, RunRow,
};
use crate::domains::issuance::{policy, store};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// A page of what a run came to, candidate by candidate.
pub async fn items(
    state: &State,
    caller: Caller,
    id: Id,
    query: ItemQuery,
    page: PageQuery,
) -> Result<Page<IssuanceItem>> {
    caller.may(policy::TABLE, "issuance_runs.read")?;
    let (limit, after, now) = (page.limit()?, page.after()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let run = store::find(conn, &caller.scope, id)?;
            let rows = store::items::page(conn, id, &query, after, limit + 1)?;
            let total = page.total(|| store::items::count(conn, id, &query))?;
            Ok(Page::build(scored(conn, &run, rows, now)?, limit, |i| i.id).of(total))
        })
        .await
}

/// With what is printed of the subjects: on the certificate where there is one, from the results as they stand now where
/// there is none yet. Who would drop out now has the reasons.
fn scored(
    conn: &mut Conn,
    run: &RunRow,
    rows: Vec<(Id, IssuanceItem)>,
    now: Ts,
) -> Result<Vec<IssuanceItem>> {
    let waiting = |(_, item): &&(Id, IssuanceItem)| item.outcome == ItemOutcome::Eligible;
    let people: Vec<_> = rows.iter().filter(waiting).map(|(person, _)| *person).collect();
    let mut standing = standing::now(conn, run, &people, now)?;
    let given = |item: &IssuanceItem| match item.outcome {
        ItemOutcome::Issued => item.certificate_id,
        _ => None,
    };
    let certificates: Vec<_> = rows.iter().filter_map(|(_, item)| given(item)).collect();
    let mut printed = certificates::printed(conn, &certificates)?;
    Ok(rows
        .into_iter()
        .map(|(person, mut item)| {
            if let Some(printed) = given(&item).and_then(|id| printed.remove(&id)) {
                item.subjects = said(printed.subjects.into_iter().map(|s| (s.code, s.score)));
            } else if item.outcome == ItemOutcome::Eligible {
                match standing.remove(&person) {
                    Some(Stands::Deserves(subjects, _)) => {
                        item.subjects = said(subjects.into_iter().map(|s| (s.code, s.score)));
                    }
                    Some(Stands::Out(reasons)) => item.reasons = reasons,
                    Some(Stands::Holds(_)) | None => {}
                }
            }
            item
        })
        .collect())
}

fn said(subjects: impl Iterator<Item = (String, Option<String>)>) -> Vec<IssuanceSubject> {
    subjects.map(|(subject, score)| IssuanceSubject { subject, score }).collect()
}
