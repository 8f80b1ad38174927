//! Counts over the tables of batches and enrolments; writes nothing.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::BoardRegion;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{training_batch_regions, training_batches, training_enrolments};

/// The rows of an edition by period and region; a region without any batch has none.
pub fn regions(
    conn: &mut Conn,
    scope: &Scope,
    edition: Id,
    period: Option<i32>,
) -> Result<Vec<BoardRegion>> {
    let mut board: BTreeMap<(i32, String), BoardRegion> = BTreeMap::new();
    let mut put = |rows: Vec<(i32, String, i64)>, set: fn(&mut BoardRegion, i64)| {
        for (of, region, n) in rows {
            if scope.covers_region(&region) && period.is_none_or(|period| period == of) {
                let row = board.entry((of, region.clone())).or_insert_with(|| BoardRegion {
                    period: of,
                    region_code: region,
                    ..BoardRegion::default()
                });
                set(row, n);
            }
        }
    };
    // Two tables in one grouping: there are few enough batches to count them here.
    let taking: Vec<(i32, String)> = training_batches::table
        .inner_join(
            training_batch_regions::table
                .on(training_batch_regions::batch_id.eq(training_batches::id)),
        )
        .filter(training_batches::edition_id.eq(edition))
        .filter(training_batches::status.ne_all(["draft", "cancelled"]))
        .select((training_batches::period, training_batch_regions::region_code))
        .load(conn)?;
    let counts = taking.into_iter().map(|(of, region)| (of, region, 1)).collect();
    put(counts, |row, n| row.batches += n);
    let counts = training_enrolments::table
        .filter(training_enrolments::edition_id.eq(edition))
        .filter(training_enrolments::status.ne_all(["waiting", "withdrawn", "expired"]))
        .group_by((training_enrolments::period, training_enrolments::region_code))
        .select((training_enrolments::period, training_enrolments::region_code, count_star()))
        .load(conn)?;
    put(counts, |row, n| row.enrolled = n);
    let counts = training_enrolments::table
        .filter(training_enrolments::edition_id.eq(edition))
        .filter(training_enrolments::status.eq("waiting"))
        .group_by((training_enrolments::period, training_enrolments::region_code))
        .select((training_enrolments::period, training_enrolments::region_code, count_star()))
        .load(conn)?;
    put(counts, |row, n| row.waiting = n);
    Ok(board.into_values().collect())
}
