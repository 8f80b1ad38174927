//! Other people's accounts: whoever holds a standing grant within a scope. HQ finds everybody, also those
//! whose grants were all withdrawn.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::super::model::{Filter, GrantRow, User, UserStatus};
use super::called::Called;
use crate::on_native;
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{grants, institutions, users};

type Users<'a> = IntoBoxed<'a, users::table, <Conn as Connection>::Backend>;

/// What a grant must name for its holder to be found.
struct Place {
    region: Option<String>,
    institution: Option<Id>,
    /// Least and greatest identifier of a role: one role, or all of them.
    roles: (&'static str, &'static str),
}

/// The filter narrowed to the scope; `None` if nothing lies in both.
fn place(scope: &Scope, filter: &Filter) -> Option<Place> {
    let (mut region, mut institution) = (filter.region_code.clone(), filter.institution_id);
    match scope {
        Scope::Country => {}
        Scope::Region(code) => {
            if region.as_ref().is_some_and(|r| r != code) {
                return None;
            }
            region = Some(code.clone());
        }
        Scope::Institution { id, .. } => {
            if institution.is_some_and(|i| i != *id) {
                return None;
            }
            institution = Some(*id);
        }
        // No role with such a scope looks after accounts.
        Scope::Class { .. } | Scope::Own { .. } => return None,
    }
    let roles = filter.role.map_or(("", "~"), |r| (r.as_str(), r.as_str()));
    Some(Place { region, institution, roles })
}

/// Narrows a query of accounts to whoever holds a standing grant there.
fn narrowed<'a>(q: Users<'a>, place: Place) -> Users<'a> {
    let held = grants::table
        .filter(grants::withdrawn_at.is_null())
        .filter(grants::role.ge(place.roles.0))
        .filter(grants::role.le(place.roles.1))
        .select(grants::user_id);
    match (place.institution, place.region) {
        (Some(id), Some(code)) => q.filter(users::id.eq_any(
            held.filter(grants::institution_id.eq(id)).filter(grants::region_code.eq(code)),
        )),
        (Some(id), None) => q.filter(users::id.eq_any(held.filter(grants::institution_id.eq(id)))),
        (None, Some(code)) => q.filter(users::id.eq_any(held.filter(grants::region_code.eq(code)))),
        (None, None) if place.roles.0.is_empty() => q,
        (None, None) => q.filter(users::id.eq_any(held)),
    }
}

fn filtered(scope: &Scope, filter: &Filter) -> Option<Users<'static>> {
    let mut q = narrowed(users::table.into_boxed(), place(scope, filter)?);
    if let Some(status) = filter.status {
        q = q.filter(users::status.eq(status));
    }
    let text = filter.q.as_deref().map(str::trim).filter(|t| !t.is_empty());
    if let Some(called) = text.and_then(Called::of) {
        q = q.filter(called);
    }
    Some(q)
}

/// How many accounts within the scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &Filter) -> Result<i64> {
    filtered(scope, filter).map_or(Ok(0), |q| Ok(q.count().get_result(conn)?))
}

/// A page of accounts within the scope, newest first, after the one with this id.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &Filter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<User>> {
    let Some(mut q) = filtered(scope, filter) else { return Ok(vec![]) };
    if let Some(after) = after {
        q = q.filter(users::id.lt(after));
    }
    Ok(q.order(users::id.desc()).limit(limit + 1).select(User::as_select()).load(conn)?)
}

/// One account within the scope; `not_found` outside.
pub fn find_in(conn: &mut Conn, scope: &Scope, id: Id) -> Result<User> {
    let place = place(scope, &Filter::default()).ok_or_else(|| Error::new(Code::NotFound))?;
    let q = narrowed(users::table.into_boxed(), place).filter(users::id.eq(id));
    Ok(q.select(User::as_select()).first(conn)?)
}

/// The standing grants of the people of a page, oldest first.
pub fn in_page(conn: &mut Conn, people: &[Id]) -> Result<Vec<GrantRow>> {
    Ok(grants::table
        .filter(grants::user_id.eq_any(people))
        .filter(grants::withdrawn_at.is_null())
        .order(grants::id.asc())
        .select(GrantRow::as_select())
        .load(conn)?)
}

/// How many people of an institution have not activated their accounts.
pub fn pending(conn: &mut Conn, institution: Id) -> Result<i64> {
    let here = grants::table
        .filter(grants::institution_id.eq(institution))
        .filter(grants::withdrawn_at.is_null())
        .select(grants::user_id);
    Ok(users::table
        .filter(users::id.eq_any(here))
        .filter(users::status.eq(UserStatus::Pending))
        .count()
        .get_result(conn)?)
}

/// An administrator of an institution whose account waits for its holder.
#[derive(Debug, Clone, Queryable)]
pub struct PendingAdministrator {
    pub user: Id,
    pub username: String,
    pub display_name: String,
    pub generation: i32,
    pub institution_name: String,
}

/// The administrators within a scope, of one institution or of all, whose accounts wait for them; by
/// institution.
pub fn pending_administrators(
    conn: &mut Conn,
    scope: &Scope,
    institution: Option<Id>,
    limit: i64,
) -> Result<Vec<PendingAdministrator>> {
    let filter = Filter {
        role: Some(Role::InstitutionAdmin),
        institution_id: institution,
        ..Filter::default()
    };
    let Some(place) = place(scope, &filter) else { return Ok(vec![]) };
    let mut q = grants::table
        .inner_join(users::table)
        .inner_join(institutions::table.on(institutions::id.nullable().eq(grants::institution_id)))
        .filter(grants::withdrawn_at.is_null())
        .filter(grants::role.eq(Role::InstitutionAdmin))
        .filter(users::status.eq(UserStatus::Pending))
        .order((institutions::name_pinyin.asc(), institutions::id.asc(), users::id.asc()))
        .limit(limit)
        .select((
            users::id,
            users::username,
            users::display_name,
            users::activation_generation,
            institutions::name,
        ))
        .into_boxed();
    if let Some(id) = place.institution {
        q = q.filter(grants::institution_id.eq(id));
    }
    if let Some(code) = place.region {
        q = q.filter(grants::region_code.eq(code));
    }
    Ok(q.load(conn)?)
}

/// How many people who can act administer an institution or, without one, the headquarters.
pub fn administrators(conn: &mut Conn, institution: Option<Id>) -> Result<i64> {
    let standing = grants::table
        .inner_join(users::table)
        .filter(grants::withdrawn_at.is_null())
        .filter(users::status.ne(UserStatus::Disabled));
    Ok(match institution {
        Some(id) => standing
            .filter(grants::role.eq(Role::InstitutionAdmin))
            .filter(grants::institution_id.eq(id))
            .count()
            .get_result(conn)?,
        None => standing.filter(grants::role.eq(Role::HqAdmin)).count().get_result(conn)?,
    })
}

/// Makes those who change the administrators of one institution (or, without one, of the headquarters) take
/// turns until their transactions end: two who each leave the other would leave nobody. On SQLite writers
/// take turns anyway.
pub fn take_turns(conn: &mut Conn, institution: Option<Id>) -> Result<()> {
    #[derive(QueryableByName)]
    struct Turn {
        #[diesel(sql_type = diesel::sql_types::Bool)]
        taken: bool,
    }
    let key = institution.map_or(0x6f6e_6578_6871, |id| {
        let (high, low) = id.0.as_u64_pair();
        (high ^ low).cast_signed()
    });
    if matches!(conn, Conn::Postgres(_)) {
        let sql = "SELECT pg_advisory_xact_lock($1) IS NOT NULL AS taken";
        on_native!(conn, c => {
            diesel::sql_query(sql).bind::<diesel::sql_types::BigInt, _>(key).get_result::<Turn>(c)
        })
        .map(|turn| turn.taken)?;
    }
    Ok(())
}
