//! Handing in: a complete upload becomes a version. What is refused leaves nothing behind.

use actix_web::HttpResponse;

use super::super::model::{DesignRow, NewDesign, NewVersion, VersionRow};
use super::super::policy;
use super::super::store::{self, Entry, OWNER, Seen};
use super::shown_one;
use crate::domains::uploads::{self, Finished, UploadPurpose};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files;
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::ids;
use crate::platform::state::State;

/// So many versions a design has at most.
const MOST: i32 = 100;

/// Whether this enrolment hands in at this instant; the database asks again.
fn takes(entry: &Entry, now: Ts) -> Result<()> {
    if !entry.takes_part() {
        let detail = "Who is in a class that has begun, and has no result yet, hands in";
        let why = format!("{detail}; the enrolment is {}", entry.status);
        return Err(Error::because(Code::StateForbids, why).why("no_designs_now", []));
    }
    match entry.design_until {
        Some(until) if now > until => {
            let detail = format!("Designs were due by {}; what was handed in counts", until.utc());
            Err(Error::because(Code::DeadlinePassed, detail)
                .why("design_was_due", [("until", until.into())]))
        }
        _ => Ok(()),
    }
}

/// Hands in the first version of a design, or the next one.
///
/// # Errors
/// `state_forbids` outside a class; `deadline_passed`; `upload_incomplete`; `unsupported_media_type` and
/// `file_unreadable` with what is wrong and where.
pub async fn hand_in(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewDesign,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "teaching_designs.hand_in")?;
    let request = serde_json::to_vec(&new)?;
    let version = NewVersion { upload_id: new.upload_id, title: new.title };
    put(state, caller, key, "hand_in_teaching_design", request, new.enrolment_id, version).await
}

/// Hands in the next version of a design.
///
/// # Errors
/// Those of [`hand_in`].
pub async fn hand_in_next(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    design: Id,
    new: NewVersion,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "teaching_designs.hand_in")?;
    let seen = Seen::of(&caller);
    let row = state.db.read(move |conn| store::find(conn, &seen, design)).await?;
    let request = serde_json::to_vec(&(design, &new))?;
    let operation = "hand_in_teaching_design_version";
    put(state, caller, key, operation, request, row.enrolment_id, new).await
}

async fn put(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    operation: &'static str,
    request: Vec<u8>,
    enrolment: Id,
    new: NewVersion,
) -> Result<HttpResponse> {
    let (now, user, by) = (state.clock.now(), caller.user, caller.clone());
    // Before the file is looked at, which takes a while; and again in the transaction.
    let early = state.db.read(move |conn| takes(&store::entry(conn, user, enrolment)?, now)).await;
    let purpose = UploadPurpose::TeachingDesign;
    let looked = match early {
        Ok(()) => uploads::finish(state, user, new.upload_id, purpose).await,
        Err(e) => Err(e),
    };
    let (finished, refusal) = match looked {
        Ok(finished) => (Some(finished), None),
        // Sent again: the first answer is given again, also when the upload is taken or the deadline has passed since.
        Err(e) if key.0.is_some() => (None, Some(e)),
        Err(e) => return Err(e),
    };
    let taken = finished.clone();
    let answer = key
        .run(state, &by, operation, &request, move |conn| {
            let finished =
                taken.ok_or_else(|| refusal.unwrap_or_else(|| Error::new(Code::NotFound)))?;
            add(conn, &caller, enrolment, &new.title, &finished, now)
        })
        .await?;
    if let Some(finished) = &finished {
        uploads::drop_taken(state, finished).await;
    }
    Ok(answer)
}

fn add(
    conn: &mut Conn,
    caller: &Caller,
    enrolment: Id,
    title: &str,
    finished: &Finished,
    now: Ts,
) -> Result<Idempotent> {
    store::lock_enrolment(conn, enrolment)?;
    let entry = store::entry(conn, caller.user, enrolment)?;
    takes(&entry, now)?;
    uploads::take(conn, finished)?;
    let design = match store::of_enrolment(conn, enrolment)? {
        Some(design) => design,
        None => {
            let row = DesignRow {
                id: ids::new(),
                enrolment_id: enrolment,
                batch_id: entry.batch_id,
                judged_version_id: None,
                created_at: now,
                version: 1,
            };
            store::insert(conn, &row)?;
            row
        }
    };
    if design.judged_version_id.is_some() {
        let detail = "Experts judge a version already; no other is taken";
        return Err(Error::because(Code::DeadlinePassed, detail).why("design_judged", []));
    }
    let no = store::next_no(conn, design.id)?;
    if no > MOST {
        let detail = format!("A design has at most {MOST} versions");
        return Err(
            Error::because(Code::Conflict, detail).why("versions_full", [("most", MOST.into())])
        );
    }
    let id = ids::new();
    let row = VersionRow {
        id,
        design_id: design.id,
        no,
        file_id: files::attach(conn, &finished.blob, OWNER, id, now)?,
        kind: finished.kind.into(),
        size: finished.blob.size,
        sha256: finished.blob.sha256.clone(),
        title: title.trim().into(),
        submitted_at: now,
    };
    store::insert_version(conn, &row)?;
    let detail = serde_json::json!({
        "title": row.title, "no": no, "kind": row.kind, "bytes": row.size, "enrolment": enrolment,
    });
    let subject = Subject::institution(
        "teaching_design",
        design.id,
        &entry.region_code,
        entry.institution_id,
    );
    audit::record(conn, Some(caller), now, "teaching_design.hand_in", subject, &detail)?;
    let location = format!("/api/v1/teaching-designs/{}", design.id);
    Idempotent::created(location, &shown_one(conn, design)?)
}
