//! Planning sessions of a class.

use actix_web::HttpResponse;

use super::super::model::{NewSessions, SessionRow, SessionStatus, Sessions};
use super::super::store::classes::Class;
use super::super::{policy, rooms, store};
use super::{kept_class, notify, plan, shown, subject, times};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, FieldError, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::ids;
use crate::platform::state::State;

/// Plans sessions of a class, all of them or none.
///
/// # Errors
/// `double_booked` with a pointer to each whose time is taken, and by what; 422 for times outside the class's days or
/// that overlap; `state_forbids` for a class that is not under way.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewSessions,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "live_sessions.plan")?;
    let room = rooms::of(state, new.provider)?.place(new.room.as_deref())?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_live_sessions", &request, move |conn| {
            let class = kept_class(conn, &caller, new.class_kind, new.class_id)?;
            let host = plan::host(conn, &caller, &class, new.host_user_id)?;
            let rows = rows(conn, &caller, &class, &new, (host, &room), now)?;
            times::free(conn, &rows, |i| format!("/sessions/{i}"))?;
            store::insert(conn, &rows)?;
            times::book(conn, &rows)?;
            for row in &rows {
                let detail = serde_json::json!({
                    "title": row.title, "class": class.title, "host": row.host_user_id,
                    "from": row.starts_at, "until": row.ends_at, "provider": row.provider,
                });
                let event = "live_session.create";
                audit::record(conn, Some(&caller), now, event, subject(row), &detail)?;
            }
            notify::planned(conn, &caller, &class, &rows, now)?;
            let location =
                format!("/api/v1/live-sessions?class_kind={}&class_id={}", class.kind, class.id);
            let items = shown(conn, &caller, rows, now)?;
            Idempotent::created(location, &Sessions { items })
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

fn rows(
    conn: &mut Conn,
    caller: &Caller,
    class: &Class,
    new: &NewSessions,
    (host, room): (Id, &str),
    now: Ts,
) -> Result<Vec<SessionRow>> {
    let days = times::days(conn, class)?;
    let (mut out, mut wrong) = (Vec::with_capacity(new.sessions.len()), Vec::new());
    for (i, time) in new.sessions.iter().enumerate() {
        let pointer = format!("/sessions/{i}");
        let minutes = times::minutes(time.starts_at, time.ends_at, &pointer).and_then(|n| {
            times::on_days(&days, (time.starts_at, time.ends_at), &pointer).map(|()| n)
        });
        let minutes = match minutes {
            Ok(minutes) => minutes,
            Err(field) => {
                wrong.push(field);
                continue;
            }
        };
        let id = ids::new();
        out.push(SessionRow {
            id,
            class_kind: class.kind,
            class_id: class.id,
            region_code: class.region_code.clone(),
            institution_id: class.institution_id,
            title: new.title.trim().into(),
            host_user_id: host,
            starts_at: time.starts_at,
            ends_at: time.ends_at,
            minutes,
            provider: new.provider,
            room: rooms::named(new.provider, id, room),
            provider_state: Json("{}".into()),
            status: SessionStatus::Planned,
            actual_start: None,
            actual_end: None,
            held_minutes: None,
            unrecorded: None,
            sequence: 0,
            remarks: None,
            created_by: caller.user,
            created_at: now,
            updated_at: now,
            version: 1,
        });
    }
    wrong.extend(overlaps(new));
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}

/// Times of the request that overlap one that stands before them.
fn overlaps(new: &NewSessions) -> Vec<FieldError> {
    let meets = |i: usize, j: usize| {
        let (a, b) = (&new.sessions[i], &new.sessions[j]);
        a.starts_at < b.ends_at && b.starts_at < a.ends_at
    };
    (0..new.sessions.len())
        .filter_map(|i| (0..i).find(|j| meets(i, *j)).map(|j| (i, j)))
        .map(|(i, j)| {
            let message = format!("overlaps the time at /sessions/{j}");
            FieldError::new(format!("/sessions/{i}"), "overlap", message)
                .with([("other", (j + 1).into())])
        })
        .collect()
}
