//! Teachers to be enrolled from a spreadsheet, a row each: named by staff number or identity document; the name
//! must match. A branch says with the institution code whose they are.

mod columns;
mod judge;

use std::collections::HashMap;

use onex_sheets::{Column, ColumnSpec};

use super::policy;
use super::service::{fitting, open_batch, put};
use super::store::waiting;
use crate::domains::imports::{
    Accepted, Context, ImportKind, ImportRecord, Judgement, Outlook, Reader, Target, moved_on,
};
use crate::domains::training_batches::{self, BatchRow, Reach};
use crate::platform::auth::{Caller, PolicyRow, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};

pub use columns::Row;

/// Imports of enrolments.
pub struct EnrolmentImport;

impl ImportKind for EnrolmentImport {
    const NAME: &'static str = "training_enrolment_import";
    const PARSE: &'static str = "training_enrolment_import.parse";
    const COMMIT: &'static str = "training_enrolment_import.commit";
    const PATH: &'static str = "/training-enrolment-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "training_enrolments.import";
    const COLUMNS: &'static [ColumnSpec] = columns::COLUMNS;
    const SHEET: &'static str = "研修报名";
    const EXAMPLES: &'static [&'static [&'static str]] = &[
        &["示例教师甲", "T0001", "", ""],
        &["示例教师乙", "", "11010519491231002X", ""],
        &["示例教师丙", "T0003", "", "4132000000"],
    ];
    type Payload = Row;

    fn template() -> Vec<Column> {
        columns::template()
    }

    fn target(conn: &mut Conn, caller: &Caller, form: &HashMap<String, String>) -> Result<Target> {
        let raw = form.get("batch_id").map(|v| v.trim()).filter(|v| !v.is_empty());
        let raw = raw.ok_or_else(|| {
            Error::field("/batch_id", "required", "say in which batch the teachers are enrolled")
        })?;
        let id: Id =
            raw.parse().map_err(|_| Error::field("/batch_id", "format", "is no id of a batch"))?;
        training_batches::find_in(conn, &Reach::of(caller), id)?;
        Ok(Target {
            institution_id: caller.scope.institution(),
            region_code: caller.scope.region().map(str::to_string),
            subject_id: Some(id),
        })
    }

    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Row>> {
        columns::read(context, row)
    }

    fn judge(conn: &mut Conn, context: &Context<'_>, rows: &[Row]) -> Result<Vec<Judgement>> {
        let batch = batch_of(conn, context)?;
        judge::rows(conn, &batch, &place(context), rows)
    }

    fn commit(conn: &mut Conn, context: &Context<'_>, rows: Vec<Accepted<Row>>) -> Result<()> {
        let id = context.import.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
        training_batches::lock(conn, &[id])?;
        let batch = batch_of(conn, context)?;
        let (numbers, rows): (Vec<i32>, Vec<Row>) =
            rows.into_iter().map(|a| (a.row_no, a.payload)).unzip();
        let mut teachers = Vec::with_capacity(rows.len());
        for (found, number) in
            judge::teachers(conn, &place(context), &rows)?.into_iter().zip(&numbers)
        {
            teachers.push(found.map_err(|_| moved_on(*number))?);
        }
        // Whatever the dry run asked may be otherwise by now.
        for (verdict, number) in fitting(conn, &batch, &teachers, None)?.into_iter().zip(numbers) {
            verdict.map_err(|_| moved_on(number))?;
        }
        put(conn, &batch, &teachers, context.actor, context.now)?;
        Ok(())
    }

    fn outlook(conn: &mut Conn, import: &ImportRecord) -> Result<Option<Outlook>> {
        let Some(id) = import.subject_id else { return Ok(None) };
        let batch = training_batches::by_id(conn, id)?;
        let free = if waiting::any(conn, id)? { 0 } else { i64::from(batch.places - batch.taken) };
        let enrolled = import.rows_new.min(free.max(0));
        let waits = import.rows_new - enrolled;
        let region = import.region_code.as_deref().unwrap_or_default();
        let first_rank = if waits > 0 { Some(waiting::next_rank(conn, id, region)?) } else { None };
        Ok(Some(Outlook { enrolled, waiting: waits, first_rank }))
    }
}

/// The batch of an import, if it enrols now.
fn batch_of(conn: &mut Conn, context: &Context<'_>) -> Result<BatchRow> {
    let id = context.import.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    open_batch(conn, &Reach::everything(), id, context.now)
}

/// Whose teachers an import enrols.
fn place(context: &Context<'_>) -> Scope {
    super::service::school_scope(
        context.import.institution_id,
        context.import.region_code.as_deref(),
    )
}
