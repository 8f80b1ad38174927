//! Use cases of calendar feeds.

use actix_web::HttpResponse;
use onex_ical::{Calendar, Conference, Event, Status};
use time::Duration;

use super::model::{CalendarFeed, NewCalendarFeed, Row};
use super::store::Opened;
use super::{policy, store};
use crate::domains::live_sessions::{self, FeedItem, SessionStatus};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Peer, Scope};
use crate::platform::db::Id;
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::ids;
use crate::platform::keys::{random_token, sha256};
use crate::platform::state::State;

/// Feeds of one account that open at the same time.
const MOST: usize = 5;
/// Days of the past and of the future that are shown.
const DAYS: (i64, i64) = (30, 365);
/// Sessions of a feed at most.
const MOST_EVENTS: i64 = 1_000;
/// Seconds after which it is noted again that a feed is read.
const USED: i64 = 3_600;

/// How a caller reaches feeds: by being theirs.
fn own(caller: &Caller) -> Scope {
    Scope::Own { user: caller.user, institution: caller.scope.institution() }
}

fn hash(token: &str) -> Vec<u8> {
    sha256(token.as_bytes()).to_vec()
}

/// The caller's feeds that open, the newest first.
pub async fn list(state: &State, caller: Caller) -> Result<Vec<CalendarFeed>> {
    caller.may(policy::TABLE, "calendar_feeds.read")?;
    let rows = state.db.read(move |conn| store::list(conn, &own(&caller))).await?;
    Ok(rows.into_iter().map(CalendarFeed::from).collect())
}

/// Makes a feed of the sessions that the caller's present role shows. Its address is told this once.
///
/// # Errors
/// `state_forbids` for one more than five.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewCalendarFeed,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "calendar_feeds.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let base = state.config.public_url.clone();
    key.run(state, &by, "create_calendar_feed", &request, move |conn| {
        store::lock(conn, caller.user)?;
        if store::list(conn, &own(&caller))?.len() >= MOST {
            let detail = format!("{MOST} addresses open already; revoke one first");
            return Err(Error::because(Code::StateForbids, detail)
                .why("feeds_full", [("most", MOST.into())]));
        }
        let token = random_token();
        let row = Row {
            id: ids::new(),
            user_id: caller.user,
            grant_id: caller.grant,
            token_hash: hash(&token),
            label: new.label.trim().into(),
            created_at: now,
            last_used_at: None,
            revoked_at: None,
        };
        store::insert(conn, &row)?;
        let detail = serde_json::json!({ "label": row.label });
        let about = Subject::country("calendar_feed", row.id);
        audit::record(conn, Some(&caller), now, "calendar_feed.create", about, &detail)?;
        let location = format!("/api/v1/calendar-feeds/{}", row.id);
        let url = Some(format!("{base}/api/v1/public/calendar-feeds/{token}.ics"));
        Idempotent::created(location, &CalendarFeed { url, ..CalendarFeed::from(row) })
    })
    .await
}

/// Revokes a feed: its address opens no more.
pub async fn revoke(state: &State, caller: Caller, id: Id) -> Result<()> {
    caller.may(policy::TABLE, "calendar_feeds.revoke")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let row = store::find(conn, &own(&caller), id)?;
            store::revoke(conn, row.id, now)?;
            let detail = serde_json::json!({ "label": row.label });
            let about = Subject::country("calendar_feed", row.id);
            audit::record(conn, Some(&caller), now, "calendar_feed.revoke", about, &detail)
        })
        .await
}

/// The calendar behind a token. One that is unknown or revoked, whose grant was withdrawn or whose account is disabled
/// is answered alike. Failures are counted by address.
pub async fn open(state: &State, peer: Peer, token: &str) -> Result<String> {
    let asker = format!("calendar-feed:address:{}", peer.address);
    state.throttle.check(&asker, state.config.verify_per_address)?;
    let (hash, now) = (hash(token), state.clock.now());
    let found = state
        .db
        .snapshot(move |conn| {
            let Some(opened) = store::opening(conn, &hash)? else { return Ok(None) };
            let range = (now.plus_seconds(-DAYS.0 * 86_400), now.plus_seconds(DAYS.1 * 86_400));
            let who = (opened.role, &opened.scope, opened.row.user_id);
            let items = live_sessions::feed(conn, who, range, MOST_EVENTS)?;
            Ok(Some((opened, items)))
        })
        .await?;
    let Some((opened, items)) = found else {
        state.throttle.fail(&asker, state.config.verify_per_address);
        return Err(Error::because(Code::NotFound, "There is no such calendar"));
    };
    if opened.row.last_used_at.is_none_or(|at| at.plus_seconds(USED) <= now) {
        let id = opened.row.id;
        state.db.write(move |conn| store::used(conn, id, now)).await?;
    }
    written(&state.config.public_url, &opened, items)
}

/// Words of a calendar.
struct Words {
    name: &'static str,
    host: &'static str,
    enter: &'static str,
}

fn words(locale: &str) -> Words {
    if locale.starts_with("en") {
        Words { name: "OneX live sessions", host: "Held by", enter: "Enter the session" }
    } else {
        Words { name: "OneX 直播课", host: "主讲", enter: "进入直播课" }
    }
}

fn written(base: &str, opened: &Opened, items: Vec<FeedItem>) -> Result<String> {
    let words = words(&opened.locale);
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or(host);
    let events: Vec<Event> = items
        .into_iter()
        .map(|item| {
            let s = item.session;
            // The page and never the room: a calendar outlives a place in the class.
            let page = format!("{base}/live-sessions/{}", s.id);
            Event {
                uid: format!("session-{}@{host}", s.id),
                changed: s.updated_at.utc(),
                sequence: u32::try_from(s.sequence).unwrap_or_default(),
                start: s.starts_at.utc(),
                end: s.ends_at.utc(),
                summary: format!("{} · {}", s.title, item.class_title),
                description: format!("{}: {}", words.host, item.host_name),
                status: match s.status {
                    SessionStatus::Cancelled => Status::Cancelled,
                    _ => Status::Confirmed,
                },
                url: Some(page.clone()),
                conference: Some(Conference { url: page, label: words.enter.into() }),
            }
        })
        .collect();
    let calendar = Calendar {
        product: "-//OneX//Live sessions//ZH",
        name: words.name,
        refresh: Duration::hours(1),
        events: &events,
    };
    onex_ical::write(&calendar).map_err(|e| Error::internal(e.into()))
}
