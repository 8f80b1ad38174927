//! What of guidance waits for people on their first page, and on the board.

use std::collections::BTreeMap;

use super::super::model::{Circle, RequestFilter, RequestStatus, StandingFilter};
use super::super::store::{requests, standing};
use super::standing::terms;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// An answer is news for so long.
const NEWS_SECONDS: i64 = 7 * 86_400;

/// Participants to whom guidance is owed, by period and region.
pub fn owed_by_region(
    conn: &mut Conn,
    circle: &Circle,
    edition: Id,
    now: Ts,
) -> Result<BTreeMap<(i32, String), i64>> {
    let terms = terms(conn, circle)?;
    let filter =
        StandingFilter { edition_id: Some(edition), owed: Some(true), ..StandingFilter::default() };
    standing::by_region(conn, circle, &filter, &terms, now)
}

fn without(conn: &mut Conn, circle: &Circle, now: Ts) -> Result<Card> {
    let terms = terms(conn, circle)?;
    let filter = StandingFilter { owed: Some(true), ..StandingFilter::default() };
    let n = standing::total(conn, circle, &filter, &terms, now)?;
    // Whoever is counted is past due.
    let card = Card::new("without_guidance", n, "/training/guidance?owed=true");
    Ok(Card { late: Some(n), ..card })
}

fn open(conn: &mut Conn, circle: &Circle, now: Ts) -> Result<Card> {
    let mut filter =
        RequestFilter { status: Some(RequestStatus::Open), ..RequestFilter::default() };
    let n = requests::total(conn, circle, &filter, now)?;
    filter.late = Some(true);
    let late = requests::total(conn, circle, &filter, now)?;
    let card = Card::new("guidance_open", n, "/training/guidance?view=requests&status=open");
    Ok(Card { late: (late > 0).then_some(late), ..card })
}

/// Who goes without for whoever answers for it; questions for trainers, answers for participants.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    let circle = Circle::of(caller);
    Ok(match caller.role {
        Role::HqAdmin | Role::BranchStaff => vec![without(conn, &circle, now)?],
        Role::Trainer => vec![open(conn, &circle, now)?, without(conn, &circle, now)?],
        Role::Teacher => {
            let since = now.plus_seconds(-NEWS_SECONDS);
            let n = requests::answered_since(conn, &circle, since)?;
            vec![Card::new("guidance_answered", n, "/my-training")]
        }
        _ => vec![],
    })
}
