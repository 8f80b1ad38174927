//! What of sessions waits for people on their first page.

use time::Date;

use super::super::model::{ClassKind, Reach, SessionFilter, SessionStatus};
use super::super::store;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

const HOLD: &str = "/live-sessions?to_hold=true";
const REVIEW: &str = "/live-sessions?to_review=true";

/// Today's sessions, those of which nobody has said when they were held and those whose attendance is not recorded, for
/// whoever holds them; for the others the next.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    let reach = Reach::of_caller(caller);
    Ok(match caller.role {
        Role::Trainer => vec![
            today(conn, &reach, now)?,
            hold(conn, &reach, None, now)?,
            review(conn, &reach, None, now)?,
        ],
        Role::Teacher => {
            let mut cards = vec![next(conn, &reach, now)?];
            // Those of training classes are their trainers'.
            let taught = Some(ClassKind::Cohort);
            cards.extend([hold(conn, &reach, taught, now)?, review(conn, &reach, taught, now)?]);
            cards
        }
        Role::Student => vec![next(conn, &reach, now)?],
        _ => vec![],
    })
}

fn today(conn: &mut Conn, reach: &Reach, now: Ts) -> Result<Card> {
    let day = now.programme_date();
    let end = day.next_day().map(Ts::start_of);
    let mut count = 0;
    for status in [SessionStatus::Planned, SessionStatus::Open, SessionStatus::Held] {
        let filter = SessionFilter {
            from: Some(Ts::start_of(day)),
            until: end,
            status: Some(status),
            ..SessionFilter::default()
        };
        count += store::total(conn, reach, &filter, now)?;
    }
    Ok(Card::new("sessions_today", count, &on(day)))
}

fn on(day: Date) -> String {
    format!("/live-sessions?day={day}")
}

/// Those whose hours count only once somebody says when they were held.
fn hold(conn: &mut Conn, reach: &Reach, kind: Option<ClassKind>, now: Ts) -> Result<Card> {
    let filter =
        SessionFilter { class_kind: kind, to_hold: Some(true), ..SessionFilter::default() };
    Ok(Card::new("sessions_to_hold", store::total(conn, reach, &filter, now)?, HOLD))
}

fn review(conn: &mut Conn, reach: &Reach, kind: Option<ClassKind>, now: Ts) -> Result<Card> {
    let filter =
        SessionFilter { class_kind: kind, to_review: Some(true), ..SessionFilter::default() };
    Ok(Card::new("attendance_to_review", store::total(conn, reach, &filter, now)?, REVIEW))
}

/// How many are ahead, with the way to the next.
fn next(conn: &mut Conn, reach: &Reach, now: Ts) -> Result<Card> {
    let (mut count, mut first) = (0, None);
    for status in [SessionStatus::Open, SessionStatus::Planned] {
        let filter =
            SessionFilter { from: Some(now), status: Some(status), ..SessionFilter::default() };
        count += store::total(conn, reach, &filter, now)?;
        let earliest = store::list(conn, reach, &filter, now, None, 1)?.into_iter().next();
        first = first.or(earliest);
    }
    let link =
        first.map_or_else(|| "/live-sessions".into(), |r| format!("/live-sessions/{}", r.id));
    Ok(Card::new("next_session", count, &link))
}
