//! Who was guided when, and who is owed guidance.

use onex_rules::RuleId;

use super::super::model::{Circle, Last, OpenRequest, Standing, StandingFilter, Terms, Waits};
use super::super::policy;
use super::super::store::{records, requests, standing};
use super::{givers, number, region_filter, there};
use crate::domains::training_enrolments::participants;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::platform::http::{Page, PageQuery};
use crate::platform::state::State;

/// How long the participants of a circle may go without guidance, regions with the same number together.
pub fn terms(conn: &mut Conn, circle: &Circle) -> Result<Vec<Terms>> {
    let mut out: Vec<Terms> = Vec::new();
    for (edition, region) in standing::places(conn, circle)? {
        let max_days = number(conn, edition, &region, RuleId::GuidanceMaxDaysWithout)?;
        match out.iter_mut().find(|t| t.edition == edition && t.max_days == max_days) {
            Some(known) => known.regions.push(region),
            None => out.push(Terms { edition, max_days, regions: vec![region] }),
        }
    }
    Ok(out)
}

fn shown(conn: &mut Conn, ids: &[Id], terms: &[Terms], now: Ts) -> Result<Vec<Standing>> {
    let members = participants::by_ids(conn, ids)?;
    let mut videos = records::videos_of(conn, ids)?;
    let mut open = requests::open_of(conn, ids)?;
    let last = videos.values().filter_map(|list| list.last()).map(|r| r.given_by);
    let names = givers(conn, last)?;
    ids.iter()
        .map(|id| {
            let of = there(members.get(id))?;
            let given = videos.remove(id).unwrap_or_default();
            let region = &of.participant.region_code;
            let max_days = terms
                .iter()
                .find(|t| t.edition == of.edition_id && t.regions.contains(region))
                .map_or(0, |t| t.max_days);
            let last = given.last();
            let began = of.started_at.unwrap_or(now);
            let waits = Waits::of(began, last.map(|r| r.given_at), max_days, now);
            let last = match last {
                None => None,
                Some(r) => Some(Last {
                    by: there(names.get(&r.given_by).cloned())?,
                    given_at: r.given_at,
                    minutes: r.minutes,
                }),
            };
            Ok(Standing {
                participant: of.participant.clone(),
                last,
                times: i64::try_from(given.len()).unwrap_or(i64::MAX),
                minutes: given.iter().map(|r| i64::from(r.minutes)).sum(),
                days_without: waits.days,
                max_days,
                due_at: waits.until,
                owed: waits.owed,
                open_request: open.remove(id).map(|r| OpenRequest {
                    late: r.is_late(now),
                    id: r.id,
                    question: r.question,
                    asked_at: r.asked_at,
                    due_at: r.due_at,
                    version: r.version,
                }),
            })
        })
        .collect()
}

/// A page of the participants in the caller's circle.
pub async fn list_standing(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: StandingFilter,
) -> Result<Page<Standing>> {
    caller.may(policy::TABLE, "guidance_overview.read")?;
    region_filter(filter.region_code.as_ref())?;
    let (limit, after, now) = (page.limit()?, page.after::<Id>()?, state.clock.now());
    state
        .db
        .snapshot(move |conn| {
            let circle = Circle::of(&caller);
            let terms = terms(conn, &circle)?;
            let ids = standing::list(conn, &circle, &filter, (&terms, now), after, limit)?;
            let total = page.total(|| standing::total(conn, &circle, &filter, &terms, now))?;
            let page = Page::build(ids, limit, |id| *id).of(total);
            page.remade(|ids| shown(conn, &ids, &terms, now))
        })
        .await
}
