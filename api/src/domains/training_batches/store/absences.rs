//! Rows of `trainer_absences`.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::model::{Absence, AbsenceFilter, AbsenceRow, Away};
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;
use crate::schema::{grants, trainer_absences, users};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    trainer_absences::table,
    <Conn as diesel::Connection>::Backend,
>;

/// The trainers of a region, as a subquery.
macro_rules! of_region {
    ($region:expr) => {
        grants::table
            .filter(grants::role.eq(Role::Trainer))
            .filter(grants::withdrawn_at.is_null())
            .filter(grants::region_code.eq($region.clone()))
            .select(grants::user_id)
    };
}

fn filtered(scope: &Scope, filter: &AbsenceFilter) -> Boxed {
    let q = trainer_absences::table.into_boxed();
    let mut q = match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(trainer_absences::user_id.eq_any(of_region!(region))),
        Scope::Own { user, .. } => q.filter(trainer_absences::user_id.eq(*user)),
        Scope::Institution { .. } | Scope::Class { .. } => {
            q.filter(trainer_absences::id.eq(Id::NIL))
        }
    };
    if let Some(user) = filter.user_id {
        q = q.filter(trainer_absences::user_id.eq(user));
    }
    if let Some(from) = filter.from {
        q = q.filter(trainer_absences::ends_at.gt(from));
    }
    if let Some(until) = filter.until {
        q = q.filter(trainer_absences::starts_at.lt(until));
    }
    q
}

/// How many absences of a scope fit.
pub fn total(conn: &mut Conn, scope: &Scope, filter: &AbsenceFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// A page of absences by their beginning.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &AbsenceFilter,
    after: Option<(Ts, Id)>,
    limit: i64,
) -> Result<Vec<AbsenceRow>> {
    let mut q = filtered(scope, filter);
    if let Some((at, id)) = after {
        let same = trainer_absences::starts_at.eq(at).and(trainer_absences::id.gt(id));
        q = q.filter(trainer_absences::starts_at.gt(at).or(same));
    }
    Ok(q.order((trainer_absences::starts_at.asc(), trainer_absences::id.asc()))
        .limit(limit + 1)
        .select(AbsenceRow::as_select())
        .load(conn)?)
}

/// When each of these accounts is away between two instants, by the beginning: of all whose absences the scope
/// sees, also those who never are.
pub fn of(
    conn: &mut Conn,
    scope: &Scope,
    users: &[Id],
    from: Ts,
    until: Ts,
) -> Result<HashMap<Id, Vec<Away>>> {
    let mut out: HashMap<Id, Vec<Away>> =
        seen(conn, scope, users)?.into_iter().map(|user| (user, vec![])).collect();
    let users: Vec<Id> = out.keys().copied().collect();
    for chunk in users.chunks(1000) {
        let rows: Vec<AbsenceRow> = trainer_absences::table
            .filter(trainer_absences::user_id.eq_any(chunk.to_vec()))
            .filter(trainer_absences::starts_at.lt(until))
            .filter(trainer_absences::ends_at.gt(from))
            .order(trainer_absences::starts_at.asc())
            .select(AbsenceRow::as_select())
            .load(conn)?;
        for r in rows {
            let away = Away { starts_at: r.starts_at, ends_at: r.ends_at, reason: r.reason };
            out.entry(r.user_id).or_default().push(away);
        }
    }
    Ok(out)
}

/// Those of these accounts whose absences a scope sees.
fn seen(conn: &mut Conn, scope: &Scope, users: &[Id]) -> Result<Vec<Id>> {
    Ok(match scope {
        Scope::Country => users.to_vec(),
        Scope::Region(region) => of_region!(region).distinct().load(conn)?,
        Scope::Own { user, .. } => vec![*user],
        Scope::Institution { .. } | Scope::Class { .. } => vec![],
    })
}

/// One absence of a scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<AbsenceRow> {
    let q = filtered(scope, &AbsenceFilter::default()).filter(trainer_absences::id.eq(id));
    Ok(q.select(AbsenceRow::as_select()).first(conn)?)
}

/// Absences with the names of their trainers.
pub fn named(conn: &mut Conn, rows: Vec<AbsenceRow>) -> Result<Vec<Absence>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.user_id).collect();
    let names: HashMap<Id, String> = users::table
        .filter(users::id.eq_any(ids))
        .select((users::id, users::display_name))
        .load(conn)?
        .into_iter()
        .collect();
    Ok(rows
        .into_iter()
        .map(|r| Absence {
            id: r.id,
            user_id: r.user_id,
            name: names.get(&r.user_id).cloned().unwrap_or_default(),
            starts_at: r.starts_at,
            ends_at: r.ends_at,
            reason: r.reason,
            created_at: r.created_at,
        })
        .collect())
}

/// Whether an account is a trainer's, within a scope.
pub fn is_trainer(conn: &mut Conn, scope: &Scope, user: Id) -> Result<bool> {
    let of = grants::table
        .filter(grants::user_id.eq(user))
        .filter(grants::role.eq(Role::Trainer))
        .filter(grants::withdrawn_at.is_null());
    let n: i64 = match scope {
        Scope::Country => of.count().get_result(conn)?,
        Scope::Region(region) => {
            of.filter(grants::region_code.eq(region.clone())).count().get_result(conn)?
        }
        Scope::Own { user: own, .. } => i64::from(*own == user),
        Scope::Institution { .. } | Scope::Class { .. } => 0,
    };
    Ok(n > 0)
}

/// Notes an absence.
pub fn insert(conn: &mut Conn, row: &AbsenceRow) -> Result<()> {
    diesel::insert_into(trainer_absences::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes an absence back.
pub fn delete(conn: &mut Conn, id: Id) -> Result<()> {
    diesel::delete(trainer_absences::table.find(id)).execute(conn)?;
    Ok(())
}
