//! Whose time is taken, and by what: one truth for double booking. Everything that books somebody writes its rows
//! here in its own transaction; that no two of them overlap is held by the database.
//!
//! A trainer is booked by the id of their account, a class by its own: intervals are half-open.

use diesel::prelude::*;

use super::db::{Conn, Id, Ts};
use super::error::{Code, Error, Result};
use super::ids;
use crate::schema::occupancy;
use crate::{on_native, text_enum};

text_enum! {
    /// What is booked.
    pub enum Subject {
        /// Somebody, by the id of their account.
        Person => "person",
        Room => "room",
        Class => "class",
    }
}

/// A stretch of somebody's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Booking {
    pub subject: Subject,
    pub id: Id,
    pub starts_at: Ts,
    /// The first instant that is free again.
    pub ends_at: Ts,
}

/// A booking that stands, with what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = occupancy, treat_none_as_default_value = false)]
pub struct Taken {
    pub id: Id,
    pub subject_kind: Subject,
    pub subject_id: Id,
    pub starts_at: Ts,
    pub ends_at: Ts,
    /// Such as `trainer_absence`.
    pub source_kind: String,
    pub source_id: Id,
}

/// Books these for a source, sorted: two who book the same wait for each other in one order.
///
/// # Errors
/// `double_booked`, which says what takes the time; the database refuses whoever comes second at the same moment.
pub fn book(conn: &mut Conn, kind: &str, source: Id, bookings: &[Booking]) -> Result<()> {
    let mut bookings = bookings.to_vec();
    bookings.sort_unstable();
    for booking in &bookings {
        if let Some(taken) = conflicts(conn, booking)?.first() {
            return Err(refusal(booking, taken));
        }
    }
    let rows: Vec<Taken> = bookings
        .into_iter()
        .map(|b| Taken {
            id: ids::new(),
            subject_kind: b.subject,
            subject_id: b.id,
            starts_at: b.starts_at,
            ends_at: b.ends_at,
            source_kind: kind.into(),
            source_id: source,
        })
        .collect();
    for chunk in rows.chunks(1000) {
        // A row is written before it is compared with others, so two that book the same at once could each wait for the
        // other on PostgreSQL. With `ON CONFLICT` one of them gives way, and goes on when the other has ended.
        let booked = on_native!(conn, c => diesel::insert_into(occupancy::table)
            .values(chunk)
            .on_conflict_do_nothing()
            .execute(c))?;
        if booked != chunk.len() {
            return Err(Error::because(
                Code::DoubleBooked,
                "The time was taken at the same moment",
            ));
        }
    }
    Ok(())
}

/// Frees what a source has booked.
pub fn release(conn: &mut Conn, kind: &str, source: Id) -> Result<()> {
    diesel::delete(
        occupancy::table
            .filter(occupancy::source_kind.eq(kind))
            .filter(occupancy::source_id.eq(source)),
    )
    .execute(conn)?;
    Ok(())
}

/// What stands in the way of a booking, the earliest first.
pub fn conflicts(conn: &mut Conn, booking: &Booking) -> Result<Vec<Taken>> {
    Ok(occupancy::table
        .filter(occupancy::subject_kind.eq(booking.subject))
        .filter(occupancy::subject_id.eq(booking.id))
        .filter(occupancy::starts_at.lt(booking.ends_at))
        .filter(occupancy::ends_at.gt(booking.starts_at))
        .order(occupancy::starts_at.asc())
        .select(Taken::as_select())
        .load(conn)?)
}

fn refusal(booking: &Booking, taken: &Taken) -> Error {
    let (from, until) = (taken.starts_at.programme_minute(), taken.ends_at.programme_minute());
    Error::because(
        Code::DoubleBooked,
        format!(
            "The {} is taken from {from} to {until} by {} {}",
            booking.subject, taken.source_kind, taken.source_id
        ),
    )
    .why("time_taken", [("from", taken.starts_at.into()), ("until", taken.ends_at.into())])
}
