//! Use cases of the board. Who is at risk and the national plan have rooms of their own.

mod plan;
mod risk;

pub use plan::export_plan;
pub use risk::{cards, export_at_risk, list_at_risk, own_hours};

use std::collections::HashMap;

use actix_web::HttpResponse;
use onex_rules::RuleId;

use super::model::{BoardFilter, BoardRegion, Circle, RiskFilter};
use super::{policy, store};
use crate::cells;
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::{editions, guidance};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::http::Page;
use crate::platform::http::export::{Cell, Export, number, region, text};
use crate::platform::state::State;

const EXPORT: Export = Export {
    noun: "training_board",
    title: "研修概况",
    columns: &[
        number("期次", 8.0),
        text("片区", 16.0),
        number("研修批次", 10.0),
        number("已报名", 10.0),
        number("候补", 10.0),
        number("班级", 10.0),
        number("已授直播学时", 14.0),
        number("超期未指导", 14.0),
        number("出勤不足", 10.0),
        number("已获证", 10.0),
    ],
    most: 1000,
    narrow: "?period",
    of_people: false,
};

/// The edition that is asked for; the current one unless told.
fn edition(conn: &mut Conn, caller: &Caller, asked: Option<Id>) -> Result<Id> {
    Ok(match asked {
        Some(id) => editions::find(conn, &caller.scope, id)?.id,
        None => editions::current(conn)?.id,
    })
}

/// A rule's number in the regions of an edition, each read once.
struct Numbers {
    edition: Id,
    rule: RuleId,
    known: HashMap<String, i64>,
}

impl Numbers {
    fn of(edition: Id, rule: RuleId) -> Self {
        Numbers { edition, rule, known: HashMap::new() }
    }

    fn in_region(&mut self, conn: &mut Conn, region: &str) -> Result<i64> {
        if let Some(known) = self.known.get(region) {
            return Ok(*known);
        }
        let rules = editions::rules_for(conn, self.edition, Some(region))?;
        let n = rules.int(self.rule).unwrap_or_default();
        self.known.insert(region.into(), n);
        Ok(n)
    }
}

/// The country by period and region, or the caller's own region.
pub async fn board(state: &State, caller: Caller, filter: BoardFilter) -> Result<Vec<BoardRegion>> {
    caller.may(policy::TABLE, "training_board.read")?;
    let now = state.clock.now();
    state
        .db
        .snapshot(move |conn| {
            let edition = edition(conn, &caller, filter.edition_id)?;
            let mut rows = counted(conn, &caller, edition, now)?;
            rows.retain(|row| {
                caller.scope.covers_region(&row.region_code)
                    && filter.period.is_none_or(|period| period == row.period)
            });
            Ok(rows)
        })
        .await
}

/// All that is counted of an edition; of other regions not everything.
fn counted(conn: &mut Conn, caller: &Caller, edition: Id, now: Ts) -> Result<Vec<BoardRegion>> {
    let circle = Circle::of(caller);
    let mut board = store::enrolled(conn, edition)?;
    let classes = store::classes(conn, edition)?;
    let ids: Vec<Id> = classes.iter().map(|(_, _, id)| *id).collect();
    let hours = live_sessions::hours(conn, ClassKind::TrainingClass, &ids)?;
    let mut minutes: HashMap<(i32, String), i64> = HashMap::new();
    for (period, region, class) in classes {
        let held = hours.get(&class).map_or(0, |h| h.held);
        *minutes.entry((period, region.clone())).or_insert(0) += held;
        store::row(&mut board, period, region).classes += 1;
    }
    let mut hour = Numbers::of(edition, RuleId::ClassHourMinutes);
    for ((period, region), minutes) in minutes {
        let of_hour = hour.in_region(conn, &region)?.max(1);
        store::row(&mut board, period, region).held_hours = minutes / of_hour;
    }
    for ((period, region), n) in guidance::owed_by_region(conn, &circle, edition, now)? {
        store::row(&mut board, period, region).without_guidance = n;
    }
    let of_edition = RiskFilter { edition_id: Some(edition), ..RiskFilter::default() };
    for (person, _) in risk::at_risk(conn, &circle, &of_edition)? {
        store::row(&mut board, person.period, person.region).at_risk += 1;
    }
    for (period, region, n) in store::certified(conn, edition)? {
        store::row(&mut board, period, region).certified = n;
    }
    Ok(board.into_values().collect())
}

/// The same as a workbook.
pub async fn export(state: &State, caller: Caller, filter: BoardFilter) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_board.export")?;
    let pages = async |_| board(state, caller.clone(), filter.clone()).await.map(Page::whole);
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(r: BoardRegion) -> Vec<Cell> {
    cells![
        i64::from(r.period),
        region(&r.region_code),
        r.batches,
        r.enrolled,
        r.waiting,
        r.classes,
        r.held_hours,
        r.without_guidance,
        r.at_risk,
        r.certified,
    ]
}
