//! Use cases of the first page.

use onex_calendar::WindowKind;

use super::model::{Home, HomeNext, OverviewQuery, RegionOverview};
use super::{policy, store};
use crate::domains::editions;
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::{Code, Result};
use crate::platform::state::State;

/// An application that waits longer than a week is late: the programme's training periods last one (四.2).
const LATE_SECONDS: i64 = 7 * 86_400;

/// So many dates are near.
const NEXT: usize = 8;

/// What waits for the caller and what comes next.
pub async fn home(state: &State, caller: Caller) -> Result<Home> {
    caller.may(policy::TABLE, "home.read")?;
    let (now, today, sources) = (state.clock.now(), state.clock.today(), state.cards);
    state
        .db
        .snapshot(move |conn| {
            let mut cards = Vec::new();
            for source in sources {
                cards.extend(source(conn, &caller, now)?.into_iter().filter(|c| c.count > 0));
            }
            Ok(Home { role: caller.role, cards, next: next(conn, caller.role, today)? })
        })
        .await
}

/// Whether a date of this kind is any of a role's business: students do not train as teachers, and those of teacher
/// training alone have nothing to do with students' days.
fn concerns(role: Role, window: Option<WindowKind>) -> bool {
    match (role, window) {
        (Role::Student, Some(WindowKind::TeacherTraining)) => false,
        (Role::Trainer | Role::Expert, kind) => {
            matches!(kind, Some(WindowKind::TeacherTraining | WindowKind::PlatformOpen))
        }
        _ => true,
    }
}

/// The nearest dates of the open edition's calendar that concern a role, from today on.
fn next(conn: &mut Conn, role: Role, today: time::Date) -> Result<Vec<HomeNext>> {
    let edition = match editions::current(conn) {
        Ok(edition) => edition,
        Err(e) if e.code() == Code::NotFound => return Ok(vec![]),
        Err(e) => return Err(e),
    };
    let calendar = editions::calendar(conn, edition.id)?;
    let mut dates: Vec<HomeNext> = calendar
        .exams
        .iter()
        .filter(|_| concerns(role, None))
        .map(|exam| HomeNext {
            code: "exam".into(),
            date: exam.date,
            params: serde_json::json!({ "period": exam.period, "tentative": exam.tentative }),
        })
        .collect();
    for window in calendar.windows.iter().filter(|w| concerns(role, Some(w.kind))) {
        let params = serde_json::json!({ "kind": window.kind.as_str(), "period": window.period });
        for (code, date) in [("window_opens", window.start), ("window_closes", window.end)] {
            dates.push(HomeNext { code: code.into(), date, params: params.clone() });
        }
    }
    dates.retain(|d| d.date >= today);
    dates.sort_by_key(|next| next.date);
    dates.truncate(NEXT);
    Ok(dates)
}

/// A card of which so many are late.
fn late(card: Card, n: i64) -> Card {
    Card { late: (n > 0).then_some(n), ..card }
}

/// What waits for each role in the tables of the slices below.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    Ok(match (caller.role, &caller.scope) {
        (Role::BranchStaff, Scope::Region(region)) => vec![
            late(
                Card::new(
                    "applications_submitted",
                    store::applications(conn, Some(region))?,
                    "/applications?status=submitted",
                ),
                store::applications_before(conn, Some(region), now.plus_seconds(-LATE_SECONDS))?,
            ),
            Card::new(
                "cohorts_submitted",
                store::cohorts_of_region(conn, region, "submitted")?,
                "/cohorts?status=submitted",
            ),
            Card::new(
                "transfers_requested",
                store::transfers_of(conn, region)?,
                "/transfers?open=true",
            ),
        ],
        (Role::InstitutionAdmin, Scope::Institution { id, .. }) => vec![
            Card::new(
                "cohorts_returned",
                store::cohorts_of_institution(conn, *id, "returned")?,
                "/cohorts?status=returned",
            ),
            Card::new(
                "cohorts_draft",
                store::cohorts_of_institution(conn, *id, "draft")?,
                "/cohorts?status=draft",
            ),
            Card::new(
                "cohorts_approved",
                store::cohorts_of_institution(conn, *id, "approved")?,
                "/cohorts?status=approved",
            ),
        ],
        (Role::Certifier, Scope::Country) => vec![
            Card::new(
                "issuance_runs_prepared",
                store::runs_to_approve(conn, caller.user)?,
                "/issuance-runs?status=prepared",
            ),
            Card::new(
                "issuance_runs_approved",
                store::runs(conn, "approved")?,
                "/issuance-runs?status=approved",
            ),
            Card::new(
                "revocations_pending",
                store::revocations(conn, caller.user)?,
                "/certificate-revocations?status=pending",
            ),
        ],
        (Role::HqAdmin, Scope::Country) => vec![
            late(
                Card::new(
                    "applications_submitted",
                    store::applications(conn, None)?,
                    "/applications?status=submitted",
                ),
                store::applications_before(conn, None, now.plus_seconds(-LATE_SECONDS))?,
            ),
            Card::new(
                "cohorts_submitted",
                store::cohorts_submitted(conn)?,
                "/cohorts?status=submitted",
            ),
        ],
        (Role::Teacher, Scope::Institution { .. }) => {
            vec![Card::new(
                "cohorts_running",
                store::running_of_teacher(conn, caller.user)?,
                "/cohorts?status=running",
            )]
        }
        (Role::Student, _) => vec![Card::new(
            "certificates_valid",
            store::certificates_of(conn, caller.user)?,
            "/certificates",
        )],
        _ => vec![],
    })
}

/// The country by region.
pub async fn regions(
    state: &State,
    caller: Caller,
    query: OverviewQuery,
) -> Result<Vec<RegionOverview>> {
    caller.may(policy::TABLE, "overview.read")?;
    state
        .db
        .snapshot(move |conn| {
            let edition = match query.edition_id {
                Some(id) => id,
                None => editions::current(conn)?.id,
            };
            store::regions(conn, &caller.scope, edition)
        })
        .await
}
