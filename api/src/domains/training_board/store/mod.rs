//! Counts over the tables of others; writes nothing. [`running`] has who takes part in classes that run, [`plan`] the
//! national plan's rows.

pub mod plan;
pub mod running;

use std::collections::BTreeMap;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{BatchStatus, BoardRegion, CertificateKind, CertificateStatus, EnrolmentStatus};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{
    certificates, training_batch_regions, training_batches, training_class_regions,
    training_classes, training_enrolments,
};

/// The board of an edition while it is counted, by period and region; a region without any batch has none.
pub type Board = BTreeMap<(i32, String), BoardRegion>;

/// The row of a period and region.
pub fn row(board: &mut Board, period: i32, region: String) -> &mut BoardRegion {
    board.entry((period, region.clone())).or_insert_with(|| BoardRegion {
        period,
        region_code: region,
        ..BoardRegion::default()
    })
}

/// Batches and who is enrolled in them.
pub fn enrolled(conn: &mut Conn, edition: Id) -> Result<Board> {
    let mut board = Board::new();
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
        row(&mut board, of, region).batches += 1;
    }
    use training_enrolments as e;
    let counts: Vec<(i32, String, EnrolmentStatus, i64)> = e::table
        .filter(e::edition_id.eq(edition))
        .group_by((e::period, e::region_code, e::status))
        .select((e::period, e::region_code, e::status, count_star()))
        .load(conn)?;
    for (of, region, status, n) in counts {
        if status.takes_place() {
            row(&mut board, of, region).enrolled += n;
        } else if status == EnrolmentStatus::Waiting {
            row(&mut board, of, region).waiting += n;
        }
    }
    Ok(board)
}

/// The classes of an edition that stand, each in every region that it has teachers of.
pub fn classes(conn: &mut Conn, edition: Id) -> Result<Vec<(i32, String, Id)>> {
    use training_class_regions as r;
    use training_classes as c;
    Ok(c::table
        .inner_join(r::table.on(r::class_id.eq(c::id)))
        .filter(c::edition_id.eq(edition))
        .filter(c::status.ne("dissolved"))
        .select((c::period, r::region_code, c::id))
        .load(conn)?)
}

/// Who has passed and holds a valid certificate of it, by period and region.
pub fn certified(conn: &mut Conn, edition: Id) -> Result<Vec<(i32, String, i64)>> {
    use training_enrolments as e;
    let held = certificates::table
        .filter(certificates::edition_id.eq(edition))
        .filter(certificates::kind.eq(CertificateKind::TrainingCertificate))
        .filter(certificates::status.eq(CertificateStatus::Valid))
        .select(certificates::holder_person_id);
    Ok(e::table
        .filter(e::edition_id.eq(edition))
        .filter(e::status.eq(EnrolmentStatus::Passed))
        .filter(e::person_id.eq_any(held))
        .group_by((e::period, e::region_code))
        .select((e::period, e::region_code, count_star()))
        .load(conn)?)
}
