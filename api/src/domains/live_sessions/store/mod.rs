//! Rows of `live_sessions` and `live_plans`; the modules have those of presence, attendance and its files, and what is read
//! of the tables of classes.

pub mod attendance;
pub mod check;
pub mod classes;
pub mod files;
pub mod presences;

use std::collections::HashMap;

use diesel::dsl::{exists, not, sum};
use diesel::prelude::*;

use super::model::{ClassKind, FileStatus, Reach, SessionFilter, SessionRow, SessionStatus};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{
    attendance_files, cohort_students, cohort_teachers, cohorts, live_attendance, live_plans,
    live_sessions, students, teachers, training_class_regions, training_class_trainers,
    training_classes, training_enrolments, users,
};
use crate::{insert_rows, on_native};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    live_sessions::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(reach: &Reach) -> Boxed {
    use classes::{PLACED, attended_by, of_region, of_school, studied_by, taught_by, trained_by};
    use live_sessions as s;
    let q = s::table.into_boxed();
    let training = s::class_kind.eq(ClassKind::TrainingClass);
    let cohort = s::class_kind.eq(ClassKind::Cohort);
    match reach {
        Reach::Country => q,
        Reach::Region(region) => q.filter(
            training
                .and(s::class_id.eq_any(of_region!(region)))
                .or(cohort.and(s::region_code.eq(region.clone()))),
        ),
        Reach::Institution(school) => q.filter(
            training
                .and(s::class_id.eq_any(of_school!(school)))
                .or(cohort.and(s::institution_id.assume_not_null().eq(*school))),
        ),
        Reach::Trainer(user) => q.filter(training.and(s::class_id.eq_any(trained_by!(user)))),
        Reach::Teacher { user, school } => q.filter(
            training
                .and(s::class_id.eq_any(attended_by!(user)))
                .or(cohort.and(s::class_id.eq_any(taught_by!(user, school)))),
        ),
        Reach::Student(user) => q.filter(cohort.and(s::class_id.eq_any(studied_by!(user)))),
        Reach::Nothing => q.filter(s::id.eq(Id::NIL)),
    }
}

/// Whether the class of a session stands as `classes::alive` or `classes::meeting` says.
macro_rules! of_class_that {
    ($stands:ident) => {{
        let trained = training_classes::table
            .filter(training_classes::id.eq(live_sessions::class_id))
            .filter(
                training_classes::status
                    .eq_any(classes::$stands(ClassKind::TrainingClass).to_vec()),
            );
        let taught = cohorts::table
            .filter(cohorts::id.eq(live_sessions::class_id))
            .filter(cohorts::status.eq_any(classes::$stands(ClassKind::Cohort).to_vec()));
        exists(trained).or(exists(taught))
    }};
}

fn filtered(reach: &Reach, filter: &SessionFilter, now: Ts) -> Boxed {
    use live_sessions as s;
    let mut q = scoped(reach);
    if let Some(kind) = filter.class_kind {
        q = q.filter(s::class_kind.eq(kind));
    }
    if let Some(id) = filter.class_id {
        q = q.filter(s::class_id.eq(id));
    }
    if let Some(host) = filter.host_user_id {
        q = q.filter(s::host_user_id.eq(host));
    }
    if let Some(from) = filter.from {
        q = q.filter(s::ends_at.gt(from));
    }
    if let Some(until) = filter.until {
        q = q.filter(s::starts_at.lt(until));
    }
    if let Some(status) = filter.status {
        q = q.filter(s::status.eq(status));
    }
    if let Some(waits) = filter.to_review {
        let recorded = live_attendance::table.filter(live_attendance::session_id.eq(s::id));
        let parsed = attendance_files::table
            .filter(attendance_files::session_id.eq(s::id))
            .filter(attendance_files::status.eq(FileStatus::Parsed));
        let open = s::unrecorded.is_null().and(not(exists(recorded))).or(exists(parsed));
        // Once a class has ended nobody has to look through what is left.
        let to_review = s::status.eq(SessionStatus::Held).and(open).and(of_class_that!(alive));
        q = if waits { q.filter(to_review) } else { q.filter(not(to_review)) };
    }
    if let Some(waits) = filter.to_hold {
        let ahead = s::status.eq_any([SessionStatus::Planned, SessionStatus::Open]);
        let to_hold = ahead.and(s::ends_at.le(now)).and(of_class_that!(meeting));
        q = if waits { q.filter(to_hold) } else { q.filter(not(to_hold)) };
    }
    q
}

/// How many sessions in reach fit.
pub fn total(conn: &mut Conn, reach: &Reach, filter: &SessionFilter, now: Ts) -> Result<i64> {
    Ok(filtered(reach, filter, now).count().get_result(conn)?)
}

/// A page of sessions by their beginning.
pub fn list(
    conn: &mut Conn,
    reach: &Reach,
    filter: &SessionFilter,
    now: Ts,
    after: Option<(Ts, Id)>,
    limit: i64,
) -> Result<Vec<SessionRow>> {
    use live_sessions as s;
    let mut q = filtered(reach, filter, now);
    if let Some((at, id)) = after {
        q = q.filter(s::starts_at.gt(at).or(s::starts_at.eq(at).and(s::id.gt(id))));
    }
    let q = q.order((s::starts_at.asc(), s::id.asc())).limit(limit + 1);
    Ok(q.select(SessionRow::as_select()).load(conn)?)
}

/// One session in reach.
pub fn find(conn: &mut Conn, reach: &Reach, id: Id) -> Result<SessionRow> {
    let q = scoped(reach).filter(live_sessions::id.eq(id));
    Ok(q.select(SessionRow::as_select()).first(conn)?)
}

/// Takes the plan of a class for this transaction: nothing of it changes otherwise until it ends. SQLite has one writer
/// anyway.
pub fn lock(conn: &mut Conn, kind: ClassKind, class: Id) -> Result<()> {
    let row = (
        live_plans::class_kind.eq(kind),
        live_plans::class_id.eq(class),
        live_plans::version.eq(1_i64),
    );
    on_native!(conn, c => diesel::insert_into(live_plans::table).values(row).on_conflict_do_nothing().execute(c))?;
    if let Conn::Postgres(c) = conn {
        live_plans::table
            .find((kind, class))
            .select(live_plans::version)
            .for_update()
            .first::<i64>(c)?;
    }
    Ok(())
}

/// Adds sessions.
pub fn insert(conn: &mut Conn, rows: &[SessionRow]) -> Result<()> {
    insert_rows!(conn, live_sessions::table, rows)
}

/// Writes a session whose version is one more than what stands.
pub fn update(conn: &mut Conn, row: &SessionRow) -> Result<()> {
    let target =
        live_sessions::table.find(row.id).filter(live_sessions::version.eq(row.version - 1));
    match diesel::update(target).set(row).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Sessions of a class that stand so, by their beginning.
pub fn of_class(
    conn: &mut Conn,
    kind: ClassKind,
    class: Id,
    statuses: &[SessionStatus],
) -> Result<Vec<SessionRow>> {
    use live_sessions as s;
    Ok(s::table
        .filter(s::class_kind.eq(kind))
        .filter(s::class_id.eq(class))
        .filter(s::status.eq_any(statuses.to_vec()))
        .order((s::starts_at.asc(), s::id.asc()))
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Minutes planned and held of classes; of one without sessions nothing.
pub fn minutes(conn: &mut Conn, kind: ClassKind, ids: &[Id]) -> Result<HashMap<Id, (i64, i64)>> {
    use live_sessions as s;
    let mut out = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(1000) {
        let rows: Vec<(Id, Option<i64>, Option<i64>)> = s::table
            .filter(s::class_kind.eq(kind))
            .filter(s::class_id.eq_any(chunk.to_vec()))
            .filter(s::status.ne(SessionStatus::Cancelled))
            .group_by(s::class_id)
            .select((s::class_id, sum(s::minutes), sum(s::held_minutes)))
            .load(conn)?;
        let of = |n: Option<i64>| n.unwrap_or_default();
        out.extend(rows.into_iter().map(|(id, planned, held)| (id, (of(planned), of(held)))));
    }
    Ok(out)
}

/// Who holds sessions of a class that are ahead, and how many each.
pub fn hosts_ahead(conn: &mut Conn, kind: ClassKind, class: Id) -> Result<HashMap<Id, i64>> {
    let ahead = of_class(conn, kind, class, &[SessionStatus::Planned, SessionStatus::Open])?;
    let mut out = HashMap::new();
    for row in ahead {
        *out.entry(row.host_user_id).or_default() += 1;
    }
    Ok(out)
}

/// What a session is called.
pub fn title(conn: &mut Conn, id: Id) -> Result<Option<String>> {
    Ok(live_sessions::table.find(id).select(live_sessions::title).first(conn).optional()?)
}

/// The sessions of a class.
pub fn ids_of_class(conn: &mut Conn, kind: ClassKind, class: Id) -> Result<Vec<Id>> {
    use live_sessions as s;
    let of = s::table.filter(s::class_kind.eq(kind)).filter(s::class_id.eq(class));
    Ok(of.select(s::id).load(conn)?)
}

/// A session, wherever it is; for what its room tells.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<Option<SessionRow>> {
    Ok(live_sessions::table.find(id).select(SessionRow::as_select()).first(conn).optional()?)
}

/// An account, if there is one of this id.
pub fn account(conn: &mut Conn, id: Option<Id>) -> Result<Option<Id>> {
    let Some(id) = id else { return Ok(None) };
    Ok(users::table.find(id).select(users::id).first(conn).optional()?)
}
