//! Rows of the calendar.

use diesel::prelude::*;
use time::Date;

use super::super::model::{ExamDate, Holiday, Window, WindowEffect, WindowKind};
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::{edition_holidays, edition_windows, exam_dates};

/// What the tables hold of a calendar; the timetable's dates are rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stored {
    pub windows: Vec<Window>,
    pub exam_dates: Vec<ExamDate>,
    pub holidays: Vec<Holiday>,
}

type WindowRow = (WindowKind, i32, Date, Date, WindowEffect, String);
type ExamRow = (Id, Id, i32, Date, bool, String);
type HolidayRow = (Date, Date, String, String, Json);

fn period(stored: i32) -> u8 {
    // The column's CHECK keeps it within 1 to 255.
    u8::try_from(stored).unwrap_or(u8::MAX)
}

fn exam(row: ExamRow) -> ExamDate {
    let (id, edition_id, number, date, tentative, clause) = row;
    ExamDate { id, edition_id, period: period(number), date, tentative, clause }
}

const EXAM: (
    exam_dates::id,
    exam_dates::edition_id,
    exam_dates::period,
    exam_dates::date,
    exam_dates::tentative,
    exam_dates::clause,
) = (
    exam_dates::id,
    exam_dates::edition_id,
    exam_dates::period,
    exam_dates::date,
    exam_dates::tentative,
    exam_dates::clause,
);

/// The calendar of an edition.
pub fn load(conn: &mut Conn, edition: Id) -> Result<Stored> {
    let windows: Vec<WindowRow> = edition_windows::table
        .filter(edition_windows::edition_id.eq(edition))
        .order((edition_windows::starts_on, edition_windows::kind, edition_windows::period))
        .select((
            edition_windows::kind,
            edition_windows::period,
            edition_windows::starts_on,
            edition_windows::ends_on,
            edition_windows::effect,
            edition_windows::clause,
        ))
        .load(conn)?;
    let exams: Vec<ExamRow> = exam_dates::table
        .filter(exam_dates::edition_id.eq(edition))
        .order(exam_dates::period)
        .select(EXAM)
        .load(conn)?;
    let holidays: Vec<HolidayRow> = edition_holidays::table
        .filter(edition_holidays::edition_id.eq(edition))
        .order(edition_holidays::starts_on)
        .select((
            edition_holidays::starts_on,
            edition_holidays::ends_on,
            edition_holidays::name_zh,
            edition_holidays::name_en,
            edition_holidays::make_up,
        ))
        .load(conn)?;
    let holidays = holidays
        .into_iter()
        .map(|(start, end, name_zh, name_en, make_up)| {
            Ok(Holiday { name_zh, name_en, start, end, make_up: make_up.read()? })
        })
        .collect::<Result<_>>()?;
    let windows = windows
        .into_iter()
        .map(|(kind, number, start, end, effect, clause)| Window {
            kind,
            period: period(number),
            start,
            end,
            effect,
            clause,
        })
        .collect();
    Ok(Stored { windows, exam_dates: exams.into_iter().map(exam).collect(), holidays })
}

/// One exam date.
pub fn exam_date(conn: &mut Conn, id: Id) -> Result<ExamDate> {
    let row: ExamRow = exam_dates::table.find(id).select(EXAM).first(conn)?;
    Ok(exam(row))
}

/// Writes the windows in place of those that stand.
pub fn replace_windows(conn: &mut Conn, edition: Id, windows: &[Window]) -> Result<()> {
    diesel::delete(edition_windows::table.filter(edition_windows::edition_id.eq(edition)))
        .execute(conn)?;
    for w in windows {
        diesel::insert_into(edition_windows::table)
            .values((
                edition_windows::edition_id.eq(edition),
                edition_windows::kind.eq(w.kind),
                edition_windows::period.eq(i32::from(w.period)),
                edition_windows::starts_on.eq(w.start),
                edition_windows::ends_on.eq(w.end),
                edition_windows::effect.eq(w.effect),
                edition_windows::clause.eq(&w.clause),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Writes the holidays in place of those that stand.
pub fn replace_holidays(conn: &mut Conn, edition: Id, holidays: &[Holiday]) -> Result<()> {
    diesel::delete(edition_holidays::table.filter(edition_holidays::edition_id.eq(edition)))
        .execute(conn)?;
    for h in holidays {
        diesel::insert_into(edition_holidays::table)
            .values((
                edition_holidays::edition_id.eq(edition),
                edition_holidays::starts_on.eq(h.start),
                edition_holidays::ends_on.eq(h.end),
                edition_holidays::name_zh.eq(&h.name_zh),
                edition_holidays::name_en.eq(&h.name_en),
                edition_holidays::make_up.eq(Json::of(&h.make_up)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Adds an exam date.
pub fn insert_exam(conn: &mut Conn, exam: &ExamDate) -> Result<()> {
    diesel::insert_into(exam_dates::table)
        .values((
            exam_dates::id.eq(exam.id),
            exam_dates::edition_id.eq(exam.edition_id),
            exam_dates::period.eq(i32::from(exam.period)),
            exam_dates::date.eq(exam.date),
            exam_dates::tentative.eq(exam.tentative),
            exam_dates::clause.eq(&exam.clause),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves an exam date, which keeps its id.
pub fn update_exam(conn: &mut Conn, exam: &ExamDate) -> Result<()> {
    diesel::update(exam_dates::table.find(exam.id))
        .set((exam_dates::date.eq(exam.date), exam_dates::tentative.eq(exam.tentative)))
        .execute(conn)?;
    Ok(())
}

/// Takes an exam date away, unless something refers to it: then it says `false`.
pub fn delete_exam(conn: &mut Conn, id: Id) -> Result<bool> {
    use diesel::result::{DatabaseErrorKind, Error as D};
    match diesel::delete(exam_dates::table.find(id)).execute(conn) {
        Ok(_) => Ok(true),
        Err(D::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(false),
        Err(e) => Err(e.into()),
    }
}
