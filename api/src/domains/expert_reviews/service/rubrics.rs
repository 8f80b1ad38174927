//! What designs are judged by.

use actix_web::HttpResponse;

use super::super::data::default_rubric;
use super::super::model::{NewRubric, Rubric, RubricFilter, RubricRow, RubricSource};
use super::super::policy;
use super::super::store::rubrics;
use crate::domains::editions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

pub fn shown(row: RubricRow) -> Result<Rubric> {
    Ok(Rubric {
        id: Some(row.id),
        edition_id: row.edition_id,
        no: row.no,
        criteria: row.criteria.read()?,
        source: row.source,
        created_at: Some(row.created_at),
    })
}

/// The rubrics of an edition, the newest first: the first is in force.
pub async fn list_rubrics(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: RubricFilter,
) -> Result<Page<Rubric>> {
    caller.may(policy::TABLE, "rubrics.read")?;
    let (limit, after) = (page.limit()?, page.after::<i32>()?);
    state
        .db
        .snapshot(move |conn| {
            let edition = match filter.edition_id {
                Some(id) => id,
                None => editions::current(conn)?.id,
            };
            let stored = rubrics::total(conn, edition)?;
            let known = editions::find(conn, &Scope::Country, edition);
            if stored == 0 && known.is_ok() {
                let total = page.total(|| Ok(1))?;
                let whole = if after.is_none() { vec![built_in(edition)] } else { vec![] };
                return Ok(Page::whole(whole).of(total));
            }
            let rows = rubrics::list(conn, edition, after, limit)?;
            let total = page.total(|| Ok(stored))?;
            let rows = Page::build(rows, limit, |r| r.no).of(total);
            rows.remade(|rows| rows.into_iter().map(shown).collect())
        })
        .await
}

fn built_in(edition: Id) -> Rubric {
    Rubric {
        id: None,
        edition_id: edition,
        no: 1,
        criteria: default_rubric(),
        source: RubricSource::Assumption,
        created_at: None,
    }
}

/// The rubric in force; the one that comes with the program is stored when it is first used.
pub fn in_force(conn: &mut Conn, edition: Id, now: Ts) -> Result<RubricRow> {
    if let Some(row) = rubrics::list(conn, edition, None, 1)?.into_iter().next() {
        return Ok(row);
    }
    let row = RubricRow {
        id: ids::new(),
        edition_id: edition,
        no: 1,
        criteria: Json::of(&default_rubric()),
        source: RubricSource::Assumption,
        created_by: None,
        created_at: now,
    };
    rubrics::insert(conn, &row)?;
    Ok(row)
}

/// Sets the rubric of an edition. What was given to experts before keeps its own.
///
/// # Errors
/// 422 for an unknown edition, codes that stand twice, and points that do not sum up to 100.
pub async fn create_rubric(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewRubric,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "rubrics.create")?;
    new.check()?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_rubric", &request, move |conn| {
        editions::find_open(conn, &Scope::Country, new.edition_id).map_err(|e| match e.code() {
            Code::NotFound => Error::field("/edition_id", "unknown", "there is no such edition"),
            _ => e,
        })?;
        // Also where the one that came with the program was never used: it was in force until now.
        let no = in_force(conn, new.edition_id, now)?.no + 1;
        let row = RubricRow {
            id: ids::new(),
            edition_id: new.edition_id,
            no,
            criteria: Json::of(&new.criteria),
            source: RubricSource::Decision,
            created_by: Some(caller.user),
            created_at: now,
        };
        rubrics::insert(conn, &row)?;
        let detail = serde_json::json!({ "no": no, "criteria": new.criteria });
        let subject = Subject::country("rubric", row.id);
        audit::record(conn, Some(&caller), now, "rubric.create", subject, &detail)?;
        let location = format!("/api/v1/rubrics?edition_id={}", row.edition_id);
        Idempotent::created(location, &shown(row)?)
    })
    .await
}
