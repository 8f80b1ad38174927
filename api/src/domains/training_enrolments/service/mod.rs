//! Use cases of enrolments: reading them, and enrolling. Steps, the waiting list and what follows from steps of the
//! batch have rooms of their own.

mod cards;
mod classes;
mod enrol;
mod export;
mod follow;
mod notify;
mod promote;
mod settle;
mod steps;

pub use cards::cards;
pub use classes::{
    Participant, expire, named, of_classes, put_in_class, transfer, unplaced, unplaced_count,
};
pub use enrol::{enrol, fitting, open_batch, put, school_scope};
pub use export::export;
pub use follow::follow;
pub use settle::{settle, unsettle};
pub use steps::{drop_out, move_to, withdraw};

use super::model::{Enrolment, EnrolmentFilter, EnrolmentRow, EnrolmentStatus, Reach};
use super::store::{people, waiting};
use super::{policy, store};
use crate::platform::audit::Subject;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{Page, PageQuery, region_filter};
use crate::platform::state::State;

/// Enrolments as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, rows: Vec<EnrolmentRow>) -> Result<Vec<Enrolment>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let mut names = people::names(conn, &ids)?;
    let mut classes = people::classes(conn, &ids)?;
    let waits: Vec<Id> =
        rows.iter().filter(|r| r.status == EnrolmentStatus::Waiting).map(|r| r.id).collect();
    let ranks = waiting::ranks(conn, &waits)?;
    rows.into_iter()
        .map(|r| {
            let names = names.remove(&r.id).ok_or_else(|| {
                Error::internal(anyhow::anyhow!("enrolment {} has no teacher or batch", r.id))
            })?;
            Ok(Enrolment {
                id: r.id,
                edition_id: r.edition_id,
                batch: names.batch,
                teacher: names.teacher,
                institution: names.institution,
                region_code: r.region_code,
                level: r.level,
                status: r.status,
                seq: r.seq,
                rank: ranks.get(&r.id).copied(),
                class: classes.remove(&r.id),
                enrolled_at: r.enrolled_at,
                promoted_at: r.promoted_at,
                ended_at: r.ended_at,
                reason: r.reason,
                updated_at: r.updated_at,
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, row: EnrolmentRow) -> Result<Enrolment> {
    shown(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

fn subject(row: &EnrolmentRow) -> Subject {
    Subject::institution("training_enrolment", row.id, &row.region_code, row.institution_id)
}

/// Where a page of a list ends.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Position {
    /// On a waiting list: its order, the region's priority turned round so that it sorts first.
    Waiting(bool, i64),
    Newest(Id),
}

/// A page of the enrolments in the caller's reach.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: EnrolmentFilter,
) -> Result<Page<Enrolment>> {
    caller.may(policy::TABLE, "training_enrolments.read")?;
    region_filter(filter.region_code.as_deref())?;
    let (limit, after) = (page.limit()?, page.after::<Position>()?);
    state
        .db
        .snapshot(move |conn| {
            let reach = Reach::of(&caller);
            let total = page.total(|| store::total(conn, &reach, &filter))?;
            let rows = match (filter.waiting_list(), after) {
                (Some(_), after) => waiting_page(conn, &reach, &filter, after, limit)?.of(total),
                (None, after) => {
                    let after = match after {
                        None => None,
                        Some(Position::Newest(id)) => Some(id),
                        Some(Position::Waiting(..)) => return Err(Error::new(Code::BadCursor)),
                    };
                    let rows = store::list(conn, &reach, &filter, after, limit)?;
                    Page::build(rows, limit, |r| Position::Newest(r.id)).of(total)
                }
            };
            rows.remade(|rows| shown(conn, rows))
        })
        .await
}

/// A page of a batch's waiting list in the order of ranks, as far as the caller sees it.
fn waiting_page(
    conn: &mut Conn,
    reach: &Reach,
    filter: &EnrolmentFilter,
    after: Option<Position>,
    limit: i64,
) -> Result<Page<EnrolmentRow>> {
    let after = match after {
        None => None,
        Some(Position::Waiting(last, seq)) => Some((!last, seq)),
        Some(Position::Newest(_)) => return Err(Error::new(Code::BadCursor)),
    };
    let rows = waiting::page(conn, reach, filter, after, limit)?;
    let page = Page::build(rows, limit, |(row, first)| Position::Waiting(!first, row.seq));
    page.remade(|rows| Ok(rows.into_iter().map(|(row, _)| row).collect()))
}

/// One enrolment.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Enrolment> {
    caller.may(policy::TABLE, "training_enrolments.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Reach::of(&caller), id)?;
            shown_one(conn, row)
        })
        .await
}

/// The import's template, for those who may import.
pub fn template(caller: &Caller) -> Result<Vec<u8>> {
    caller.may(policy::TABLE, "training_enrolments.import")?;
    crate::domains::imports::template::<super::import::EnrolmentImport>()
}
