//! Counts over the tables of batches and enrolments; writes nothing.

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{BatchStatus, BoardRegion, EnrolmentStatus};
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
    let mut put = |of: i32, region: String, set: &dyn Fn(&mut BoardRegion)| {
        if scope.covers_region(&region) && period.is_none_or(|period| period == of) {
            let row = board.entry((of, region.clone())).or_insert_with(|| BoardRegion {
                period: of,
                region_code: region,
                ..BoardRegion::default()
            });
            set(row);
        }
    };
    // Two tables in one grouping: there are few enough batches to count them here.
    let taking: Vec<(i32, String)> = training_batches::table
        .inner_join(
            training_batch_regions::table
                .on(training_batch_regions::batch_id.eq(training_batches::id)),
        )
        .filter(training_batches::edition_id.eq(edition))
        .filter(training_batches::status.ne_all([BatchStatus::Draft, BatchStatus::Cancelled]))
        .select((training_batches::period, training_batch_regions::region_code))
        .load(conn)?;
    for (of, region) in taking {
        put(of, region, &|row| row.batches += 1);
    }
    use training_enrolments as e;
    let counts: Vec<(i32, String, EnrolmentStatus, i64)> = e::table
        .filter(e::edition_id.eq(edition))
        .group_by((e::period, e::region_code, e::status))
        .select((e::period, e::region_code, e::status, count_star()))
        .load(conn)?;
    for (of, region, status, n) in counts {
        if status.takes_place() {
            put(of, region, &|row| row.enrolled += n);
        } else if status == EnrolmentStatus::Waiting {
            put(of, region, &|row| row.waiting += n);
        }
    }
    Ok(board.into_values().collect())
}
