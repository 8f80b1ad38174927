//! Use cases of teaching designs: reading them. Handing in has a room of its own.

pub mod cards;
mod hand_in;
pub mod sweep;

pub use hand_in::{hand_in, hand_in_next};

use actix_web::web::Bytes;
use futures_util::stream::BoxStream;

use super::model::{Design, DesignFilter, DesignRow, Version, VersionRow};
use super::store::Seen;
use super::{policy, store};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Error, Result};
use crate::platform::files::FileRow;
use crate::platform::http::{Page, PageQuery};
use crate::platform::keys::hex;
use crate::platform::state::State;

fn version(row: VersionRow, file_name: String, judged: Option<Id>) -> Version {
    Version {
        id: row.id,
        no: row.no,
        title: row.title,
        kind: row.kind,
        file_name,
        size: row.size,
        sha256: hex(&row.sha256),
        submitted_at: row.submitted_at,
        judged: judged == Some(row.id),
    }
}

/// Designs as they are shown, each kind of fact read once for all of them.
fn shown(conn: &mut Conn, rows: Vec<DesignRow>) -> Result<Vec<Design>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let enrolments: Vec<Id> = rows.iter().map(|r| r.enrolment_id).collect();
    let mut versions = store::versions(conn, &ids)?;
    let mut participants = store::participants(conn, &enrolments)?;
    rows.into_iter()
        .map(|r| {
            let participant = participants.remove(&r.enrolment_id).ok_or_else(|| {
                Error::internal(anyhow::anyhow!("the design {} is nobody's", r.id))
            })?;
            let versions = versions.remove(&r.id).unwrap_or_default().into_iter();
            Ok(Design {
                id: r.id,
                batch_id: r.batch_id,
                participant,
                versions: versions.map(|(v, name)| version(v, name, r.judged_version_id)).collect(),
                judged: r.judged_version_id.is_some(),
                created_at: r.created_at,
            })
        })
        .collect()
}

/// A page of the designs that the caller sees, the newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: DesignFilter,
) -> Result<Page<Design>> {
    caller.may(policy::TABLE, "teaching_designs.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let seen = Seen::of(&caller);
            let rows = store::list(conn, &seen, &filter, after, limit)?;
            let total = page.total(|| store::total(conn, &seen, &filter))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| shown(conn, rows))
        })
        .await
}

fn shown_one(conn: &mut Conn, row: DesignRow) -> Result<Design> {
    let one = shown(conn, vec![row])?.pop();
    one.ok_or_else(|| Error::internal(anyhow::anyhow!("one design is shown as none")))
}

/// One design.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Design> {
    caller.may(policy::TABLE, "teaching_designs.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::find(conn, &Seen::of(&caller), id)?;
            shown_one(conn, row)
        })
        .await
}

/// The file of a version, as it comes.
pub async fn file(
    state: &State,
    caller: Caller,
    (design, id): (Id, Id),
) -> Result<(FileRow, u64, BoxStream<'static, Result<Bytes>>)> {
    caller.may(policy::TABLE, "teaching_designs.read")?;
    let (_, file) = state
        .db
        .snapshot(move |conn| {
            let design = store::find(conn, &Seen::of(&caller), design)?;
            store::version(conn, design.id, id)?;
            store::version_file(conn, id)
        })
        .await?;
    let (size, bytes) = state.files.open(&file.sha256).await?;
    Ok((file, size, bytes))
}
