//! Rows of `institutions`.

use std::collections::HashMap;

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{
    Administrator, Institution, InstitutionBrief, InstitutionFilter, InstitutionLevel,
    InstitutionStatus, PilotStatus, Search, UserStatus, check, range_end,
};
use crate::on_native;
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id, Json, Ts, lower};
use crate::platform::error::{Code, Error, Result};
use crate::schema::{grants, institutions, users};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = institutions, treat_none_as_null = true)]
struct Row {
    id: Id,
    code: Option<String>,
    code_key: Option<String>,
    uscc: String,
    name: String,
    name_pinyin: String,
    level: InstitutionLevel,
    region_code: String,
    pilot_status: PilotStatus,
    majors: Json,
    contact: Json,
    status: InstitutionStatus,
    created_at: Ts,
    updated_at: Ts,
    version: i64,
}

impl TryFrom<Row> for Institution {
    type Error = Error;
    fn try_from(r: Row) -> Result<Self> {
        Ok(Institution {
            id: r.id,
            code: r.code,
            uscc: r.uscc,
            name: r.name,
            level: r.level,
            region_code: r.region_code,
            pilot_status: r.pilot_status,
            majors: r.majors.read()?,
            contact: r.contact.read()?,
            status: r.status,
            created_at: r.created_at,
            updated_at: r.updated_at,
            version: r.version,
        })
    }
}

impl From<&Institution> for Row {
    fn from(i: &Institution) -> Self {
        Row {
            id: i.id,
            code: i.code.clone(),
            code_key: check::code_key(i.code.as_deref()),
            uscc: i.uscc.clone(),
            name: i.name.clone(),
            name_pinyin: onex_identity::pinyin::initials_of_title(&i.name),
            level: i.level,
            region_code: i.region_code.clone(),
            pilot_status: i.pilot_status,
            majors: Json::of(&i.majors),
            contact: Json::of(&i.contact),
            status: i.status,
            created_at: i.created_at,
            updated_at: i.updated_at,
            version: i.version,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = institutions)]
struct BriefRow {
    id: Id,
    name: String,
    code: Option<String>,
    region_code: String,
    level: InstitutionLevel,
}

impl From<BriefRow> for InstitutionBrief {
    fn from(r: BriefRow) -> Self {
        InstitutionBrief {
            id: r.id,
            name: r.name,
            code: r.code,
            region_code: r.region_code,
            level: r.level,
        }
    }
}

/// Where a page starts: the value of the column that the search sorts by, and the id, of the last item
/// of the page before.
pub type Position = (String, Id);

/// What this search sorts an institution by.
pub fn position(search: &Search, i: &Institution) -> Position {
    let value = match search {
        Search::All | Search::Pinyin(_) | Search::Uscc(_) => {
            onex_identity::pinyin::initials_of_title(&i.name)
        }
        Search::Name(_) => i.name.clone(),
        Search::Code(_) => i.code.clone().unwrap_or_default(),
    };
    (value, i.id)
}

type Boxed = IntoBoxed<'static, institutions::table, <Conn as diesel::Connection>::Backend>;

fn filtered(scope: &Scope, search: &Search, filter: &InstitutionFilter) -> Boxed {
    let mut q = institutions::table.into_boxed();
    match scope {
        Scope::Country => {}
        Scope::Region(region) => q = q.filter(institutions::region_code.eq(region.clone())),
        _ => q = q.filter(institutions::id.eq(scope.institution().unwrap_or(Id::NIL))),
    }
    if let Some(region) = &filter.region_code {
        q = q.filter(institutions::region_code.eq(region.clone()));
    }
    if let Some(level) = filter.level {
        q = q.filter(institutions::level.eq(level));
    }
    if let Some(pilot) = filter.pilot_status {
        q = q.filter(institutions::pilot_status.eq(pilot));
    }
    if let Some(status) = filter.status {
        q = q.filter(institutions::status.eq(status));
    }
    match search {
        Search::All => q,
        Search::Name(p) => {
            q.filter(institutions::name.ge(p.clone())).filter(institutions::name.lt(range_end(p)))
        }
        Search::Pinyin(p) => q
            .filter(institutions::name_pinyin.ge(p.clone()))
            .filter(institutions::name_pinyin.lt(range_end(p))),
        Search::Code(p) => {
            q.filter(institutions::code.ge(p.clone()).and(institutions::code.lt(range_end(p))).or(
                institutions::code_key.ge(p.clone()).and(institutions::code_key.lt(range_end(p))),
            ))
        }
        Search::Uscc(uscc) => q.filter(institutions::uscc.eq(uscc.clone())),
    }
}

/// How many institutions within a scope fit.
pub fn count(
    conn: &mut Conn,
    scope: &Scope,
    search: &Search,
    filter: &InstitutionFilter,
) -> Result<i64> {
    Ok(filtered(scope, search, filter).count().get_result(conn)?)
}

/// Institutions within a scope, in the order of the column that the search looks in; one row more than a
/// page shows.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    search: &Search,
    filter: &InstitutionFilter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Institution>> {
    let mut q = filtered(scope, search, filter);
    q = match (search, after) {
        (Search::Name(_), after) => {
            if let Some((value, id)) = after {
                q = q.filter(
                    institutions::name
                        .gt(value.clone())
                        .or(institutions::name.eq(value).and(institutions::id.gt(id))),
                );
            }
            q.order((institutions::name.asc(), institutions::id.asc()))
        }
        (Search::Code(_), after) => {
            if let Some((value, id)) = after {
                q = q.filter(
                    institutions::code
                        .gt(value.clone())
                        .or(institutions::code.eq(value).and(institutions::id.gt(id))),
                );
            }
            q.order((institutions::code.asc(), institutions::id.asc()))
        }
        (_, after) => {
            if let Some((value, id)) = after {
                q = q.filter(
                    institutions::name_pinyin
                        .gt(value.clone())
                        .or(institutions::name_pinyin.eq(value).and(institutions::id.gt(id))),
                );
            }
            q.order((institutions::name_pinyin.asc(), institutions::id.asc()))
        }
    };
    let rows: Vec<Row> = q.limit(limit + 1).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Institution::try_from).collect()
}

/// One institution within a scope; a class or a person sees the institution they belong to.
///
/// # Errors
/// `not_found`, also for one outside the scope.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Institution> {
    let mut q = institutions::table.filter(institutions::id.eq(id)).into_boxed();
    match scope {
        Scope::Country => {}
        Scope::Region(region) => q = q.filter(institutions::region_code.eq(region.clone())),
        _ => q = q.filter(institutions::id.eq(scope.institution().unwrap_or(Id::NIL))),
    }
    q.select(Row::as_select()).first(conn)?.try_into()
}

/// What other documents show of one institution, whoever asks.
///
/// # Errors
/// `not_found`.
pub fn brief(conn: &mut Conn, id: Id) -> Result<InstitutionBrief> {
    Ok(institutions::table.find(id).select(BriefRow::as_select()).first(conn)?.into())
}

/// The same of several, by id; those that do not exist are left out.
pub fn briefs(conn: &mut Conn, ids: &[Id]) -> Result<HashMap<Id, InstitutionBrief>> {
    // The engine's own form: PostgreSQL takes one array, and so prepares the statement once.
    let rows: Vec<BriefRow> = on_native!(conn, c => institutions::table
        .filter(institutions::id.eq_any(ids))
        .select(BriefRow::as_select())
        .load(c))?;
    Ok(rows.into_iter().map(|r| (r.id, r.into())).collect())
}

/// Whether an institution has this unified social credit code, and whether one has this institution code
/// in either form. Unscoped: what is registered elsewhere is registered.
pub fn taken(conn: &mut Conn, uscc: &str, code: Option<&str>) -> Result<(bool, bool)> {
    let by_uscc: i64 =
        institutions::table.filter(institutions::uscc.eq(uscc)).count().get_result(conn)?;
    let by_code: i64 = match check::code_key(code) {
        None => 0,
        Some(key) => {
            institutions::table.filter(institutions::code_key.eq(key)).count().get_result(conn)?
        }
    };
    Ok((by_uscc > 0, by_code > 0))
}

/// Adds an institution.
///
/// # Errors
/// `uscc_taken`, `institution_code_taken`.
pub fn insert(conn: &mut Conn, institution: &Institution) -> Result<()> {
    diesel::insert_into(institutions::table).values(Row::from(institution)).execute(conn)?;
    Ok(())
}

/// Writes an institution whose version is one more than what stands.
pub fn update(conn: &mut Conn, institution: &Institution) -> Result<()> {
    let target = institutions::table
        .find(institution.id)
        .filter(institutions::version.eq(institution.version - 1));
    match diesel::update(target).set(Row::from(institution)).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

type AdministratorRow = (Id, String, String, Option<String>, Option<String>, UserStatus, Ts);

/// Who administers an institution within a scope, oldest grant first.
pub fn administrators(conn: &mut Conn, scope: &Scope, id: Id) -> Result<Vec<Administrator>> {
    find(conn, scope, id)?;
    let rows: Vec<AdministratorRow> = grants::table
        .inner_join(users::table)
        .filter(grants::institution_id.eq(id))
        .filter(grants::role.eq(Role::InstitutionAdmin))
        .filter(grants::withdrawn_at.is_null())
        .order(grants::id.asc())
        .select((
            users::id,
            users::username,
            users::display_name,
            users::phone,
            users::email,
            users::status,
            grants::granted_at,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(user_id, username, display_name, phone, email, status, granted_at)| Administrator {
            user_id,
            username,
            display_name,
            phone,
            email,
            status,
            granted_at,
        })
        .collect())
}

/// An account that a file may speak of, with the institutions it administers.
pub struct Account {
    pub username: String,
    pub phone: Option<String>,
    pub institutions: Vec<Id>,
}

/// Id, unified social credit code, code key and region of a registered institution.
pub type Registered = (Id, String, Option<String>, String);

/// Institutions with one of these unified social credit codes or one of these code keys: id, code, key and
/// region. Unscoped: what is registered elsewhere is registered.
pub fn by_codes(conn: &mut Conn, usccs: Vec<String>, keys: Vec<String>) -> Result<Vec<Registered>> {
    let columns =
        (institutions::id, institutions::uscc, institutions::code_key, institutions::region_code);
    let mut list: Vec<Registered> =
        institutions::table.filter(institutions::uscc.eq_any(usccs)).select(columns).load(conn)?;
    let by_key: Vec<Registered> = institutions::table
        .filter(institutions::code_key.eq_any(keys))
        .select(columns)
        .load(conn)?;
    for other in by_key {
        if !list.iter().any(|i| i.0 == other.0) {
            list.push(other);
        }
    }
    Ok(list)
}

/// The institutions with these code keys. Unscoped: whoever asks decides what may be told of them.
pub fn ids_by_code_key(conn: &mut Conn, keys: &[String]) -> Result<HashMap<String, Id>> {
    let mut out = HashMap::with_capacity(keys.len());
    for chunk in keys.chunks(1000) {
        let rows: Vec<(Option<String>, Id)> = institutions::table
            .filter(institutions::code_key.eq_any(chunk))
            .select((institutions::code_key, institutions::id))
            .load(conn)?;
        out.extend(rows.into_iter().filter_map(|(key, id)| key.map(|key| (key, id))));
    }
    Ok(out)
}

/// Accounts with one of these usernames, in lower case, or phone numbers.
pub fn accounts(
    conn: &mut Conn,
    usernames: Vec<String>,
    phones: Vec<String>,
) -> Result<Vec<Account>> {
    let columns = (users::id, users::username, users::phone);
    let mut found: Vec<(Id, String, Option<String>)> =
        users::table.filter(lower(users::username).eq_any(usernames)).select(columns).load(conn)?;
    let by_phone: Vec<(Id, String, Option<String>)> =
        users::table.filter(users::phone.eq_any(phones)).select(columns).load(conn)?;
    found.extend(by_phone);
    let ids: Vec<Id> = found.iter().map(|u| u.0).collect();
    let held: Vec<(Id, Option<Id>)> = grants::table
        .filter(grants::user_id.eq_any(ids))
        .filter(grants::role.eq(Role::InstitutionAdmin))
        .filter(grants::withdrawn_at.is_null())
        .select((grants::user_id, grants::institution_id))
        .load(conn)?;
    let mut of: HashMap<Id, Vec<Id>> = HashMap::new();
    for (user, institution) in held {
        of.entry(user).or_default().extend(institution);
    }
    Ok(found
        .into_iter()
        .map(|(id, username, phone)| Account {
            username,
            phone,
            institutions: of.get(&id).cloned().unwrap_or_default(),
        })
        .collect())
}
