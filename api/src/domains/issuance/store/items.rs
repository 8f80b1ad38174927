//! Rows of `issuance_items`.

use diesel::prelude::*;

use super::super::model::{
    IssuanceCounts, IssuanceHolder, IssuanceInstitution, IssuanceItem, ItemOutcome, ItemQuery,
    ItemRow,
};
use crate::insert_rows;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::{certificates, institutions, issuance_items};

macro_rules! narrowed {
    ($query:expr, $by:expr) => {{
        let mut q = $query;
        if let Some(outcome) = $by.outcome {
            q = q.filter(issuance_items::outcome.eq(outcome));
        }
        if let Some(id) = $by.institution_id {
            q = q.filter(issuance_items::institution_id.eq(id));
        }
        q
    }};
}

/// How many items of a run fit.
pub fn count(conn: &mut Conn, run: Id, query: &ItemQuery) -> Result<i64> {
    let q = issuance_items::table.filter(issuance_items::run_id.eq(run)).into_boxed();
    Ok(narrowed!(q, query).count().get_result(conn)?)
}

/// A page of a run's items, by institution and number, each with whose it is. The run was looked up under the caller's
/// scope.
pub fn page(
    conn: &mut Conn,
    run: Id,
    query: &ItemQuery,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<(Id, IssuanceItem)>> {
    let mut q = issuance_items::table
        .inner_join(institutions::table.on(institutions::id.eq(issuance_items::institution_id)))
        .left_join(
            certificates::table.on(certificates::id.nullable().eq(issuance_items::certificate_id)),
        )
        .filter(issuance_items::run_id.eq(run))
        .select((ItemRow::as_select(), institutions::name, certificates::number.nullable()))
        .into_boxed();
    q = narrowed!(q, query);
    if let Some(id) = after {
        q = q.filter(issuance_items::id.gt(id));
    }
    let rows: Vec<(ItemRow, String, Option<String>)> =
        q.order(issuance_items::id.asc()).limit(limit).load(conn)?;
    rows.into_iter()
        .map(|(r, institution, number)| {
            let item = IssuanceItem {
                id: r.id,
                holder: IssuanceHolder {
                    student_id: r.student_id,
                    teacher_id: r.teacher_id,
                    name: r.name,
                    code: r.code,
                },
                institution: IssuanceInstitution {
                    id: r.institution_id,
                    name: institution,
                    region_code: r.region_code,
                },
                outcome: r.outcome,
                subjects: vec![],
                reasons: r.reasons.read()?,
                certificate_id: r.certificate_id,
                certificate_number: number,
            };
            Ok((r.person_id, item))
        })
        .collect()
}

/// Puts these items in place of what the run had.
pub fn replace(conn: &mut Conn, run: Id, rows: &[ItemRow]) -> Result<()> {
    diesel::delete(issuance_items::table.filter(issuance_items::run_id.eq(run))).execute(conn)?;
    insert_rows!(conn, issuance_items::table, rows)
}

/// The items that are to get a certificate, in their order.
pub fn eligible(conn: &mut Conn, run: Id) -> Result<Vec<ItemRow>> {
    Ok(issuance_items::table
        .filter(issuance_items::run_id.eq(run))
        .filter(issuance_items::outcome.eq(ItemOutcome::Eligible))
        .order(issuance_items::id.asc())
        .select(ItemRow::as_select())
        .load(conn)?)
}

/// An item comes to something else than was prepared.
pub fn set(
    conn: &mut Conn,
    id: Id,
    outcome: ItemOutcome,
    reasons: &Json,
    certificate: Option<Id>,
) -> Result<()> {
    diesel::update(issuance_items::table.find(id))
        .set((
            issuance_items::outcome.eq(outcome),
            issuance_items::reasons.eq(reasons),
            issuance_items::certificate_id.eq(certificate),
        ))
        .execute(conn)?;
    Ok(())
}

/// What is still eligible was issued: a certificate has the id of its item, so one statement links them all.
pub fn set_issued(conn: &mut Conn, run: Id) -> Result<usize> {
    Ok(diesel::update(
        issuance_items::table
            .filter(issuance_items::run_id.eq(run))
            .filter(issuance_items::outcome.eq(ItemOutcome::Eligible)),
    )
    .set((
        issuance_items::outcome.eq(ItemOutcome::Issued),
        issuance_items::certificate_id.eq(issuance_items::id.nullable()),
    ))
    .execute(conn)?)
}

/// How many items came to what.
pub fn counts(conn: &mut Conn, run: Id) -> Result<IssuanceCounts> {
    let rows: Vec<(ItemOutcome, i64)> = issuance_items::table
        .filter(issuance_items::run_id.eq(run))
        .group_by(issuance_items::outcome)
        .select((issuance_items::outcome, diesel::dsl::count_star()))
        .load(conn)?;
    let mut counts = IssuanceCounts::default();
    for (outcome, n) in rows {
        match outcome {
            ItemOutcome::Eligible => counts.eligible = n,
            ItemOutcome::Ineligible => counts.ineligible = n,
            ItemOutcome::AlreadyHeld => counts.already_held = n,
            ItemOutcome::Issued => counts.issued = n,
        }
    }
    Ok(counts)
}
