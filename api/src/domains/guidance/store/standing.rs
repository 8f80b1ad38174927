//! Who takes part in classes that run, and who of them is owed guidance.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::super::model::{Among, Circle, GuidanceKind, StandingFilter, Terms, participants};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{guidance_records, training_classes, training_enrolments};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    training_enrolments::table,
    <Conn as diesel::Connection>::Backend,
>;

/// Narrows to those who are owed guidance, or to the others. Each participant falls under one of the terms; under the
/// rest the question does not arise.
fn owing(mut q: Boxed, terms: &[Terms], owed: bool, now: Ts) -> Boxed {
    use guidance_records as r;
    use training_classes as c;
    use training_enrolments as e;
    for terms in terms {
        let cut = terms.cut(now);
        let others =
            not(e::edition_id.eq(terms.edition).and(e::region_code.eq_any(terms.regions.clone())));
        let began =
            c::table.filter(c::started_at.assume_not_null().lt(cut)).select(c::id.nullable());
        let since = r::table
            .filter(r::enrolment_id.eq(e::id))
            .filter(r::kind.eq(GuidanceKind::Video))
            .filter(r::given_at.ge(cut));
        let without = e::class_id.eq_any(began).and(not(exists(since)));
        q = if owed { q.filter(others.or(without)) } else { q.filter(others.or(not(without))) };
    }
    q
}

fn filtered(circle: &Circle, filter: &StandingFilter, terms: &[Terms], now: Ts) -> Boxed {
    use training_enrolments as e;
    let among = Among {
        edition: filter.edition_id,
        period: filter.period,
        class: filter.class_id,
        region: filter.region_code.as_deref(),
    };
    let mut q = participants::in_running(circle, among);
    if let Some(id) = filter.institution_id {
        q = q.filter(e::institution_id.eq(id));
    }
    match filter.owed {
        None => q,
        Some(owed) => owing(q, terms, owed, now),
    }
}

/// The editions and regions of those who take part.
pub fn places(conn: &mut Conn, circle: &Circle) -> Result<Vec<(Id, String)>> {
    use training_enrolments as e;
    let all = filtered(circle, &StandingFilter::default(), &[], Ts(0));
    Ok(all
        .select((e::edition_id, e::region_code))
        .distinct()
        .order((e::edition_id.asc(), e::region_code.asc()))
        .load(conn)?)
}

/// How many participants fit.
pub fn total(
    conn: &mut Conn,
    circle: &Circle,
    filter: &StandingFilter,
    terms: &[Terms],
    now: Ts,
) -> Result<i64> {
    Ok(filtered(circle, filter, terms, now).count().get_result(conn)?)
}

/// A page of participants by id.
pub fn list(
    conn: &mut Conn,
    circle: &Circle,
    filter: &StandingFilter,
    (terms, now): (&[Terms], Ts),
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<Id>> {
    use training_enrolments as e;
    let mut q = filtered(circle, filter, terms, now);
    if let Some(after) = after {
        q = q.filter(e::id.gt(after));
    }
    Ok(q.order(e::id.asc()).limit(limit + 1).select(e::id).load(conn)?)
}

/// How many fit, by period and region.
pub fn by_region(
    conn: &mut Conn,
    circle: &Circle,
    filter: &StandingFilter,
    terms: &[Terms],
    now: Ts,
) -> Result<BTreeMap<(i32, String), i64>> {
    use training_enrolments as e;
    let rows: Vec<(i32, String)> =
        filtered(circle, filter, terms, now).select((e::period, e::region_code)).load(conn)?;
    let mut out = BTreeMap::new();
    for row in rows {
        *out.entry(row).or_insert(0) += 1;
    }
    Ok(out)
}
