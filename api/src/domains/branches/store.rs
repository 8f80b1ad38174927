//! Rows of `branches`.

use diesel::prelude::*;

use super::model::Branch;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, Result};
use crate::schema::branches;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = branches, treat_none_as_null = true)]
struct Row {
    id: Id,
    region_code: String,
    name_zh: String,
    name_en: String,
    contacts: Json,
    expert_team: Json,
    priority: bool,
    priority_reason: Option<String>,
    version: i64,
}

impl TryFrom<Row> for Branch {
    type Error = Error;
    fn try_from(r: Row) -> Result<Self> {
        Ok(Branch {
            id: r.id,
            region_code: r.region_code,
            name_zh: r.name_zh,
            name_en: r.name_en,
            contacts: r.contacts.read()?,
            expert_team: r.expert_team.read()?,
            priority: r.priority,
            priority_reason: r.priority_reason,
            version: r.version,
        })
    }
}

impl From<&Branch> for Row {
    fn from(b: &Branch) -> Self {
        Row {
            id: b.id,
            region_code: b.region_code.clone(),
            name_zh: b.name_zh.clone(),
            name_en: b.name_en.clone(),
            contacts: Json::of(&b.contacts),
            expert_team: Json::of(&b.expert_team),
            priority: b.priority,
            priority_reason: b.priority_reason.clone(),
            version: b.version,
        }
    }
}

/// Every branch by region code. All 31 are public knowledge (六), so the scope narrows nothing.
pub fn list(conn: &mut Conn, _scope: &Scope) -> Result<Vec<Branch>> {
    let rows =
        branches::table.order(branches::region_code.asc()).select(Row::as_select()).load(conn)?;
    rows.into_iter().map(Branch::try_from).collect()
}

/// One branch.
pub fn find(conn: &mut Conn, _scope: &Scope, id: Id) -> Result<Branch> {
    branches::table.find(id).select(Row::as_select()).first(conn)?.try_into()
}

/// Whether the programme has a branch for this region.
pub fn exists(conn: &mut Conn, region: &str) -> Result<bool> {
    let n: i64 =
        branches::table.filter(branches::region_code.eq(region)).count().get_result(conn)?;
    Ok(n == 1)
}

/// Adds a branch unless its region has one.
pub fn insert_missing(conn: &mut Conn, branch: &Branch) -> Result<bool> {
    if exists(conn, &branch.region_code)? {
        return Ok(false);
    }
    diesel::insert_into(branches::table).values(Row::from(branch)).execute(conn)?;
    Ok(true)
}

/// Writes a branch whose version is one more than what stands.
pub fn update(conn: &mut Conn, branch: &Branch) -> Result<()> {
    let target = branches::table.find(branch.id).filter(branches::version.eq(branch.version - 1));
    match diesel::update(target).set(Row::from(branch)).execute(conn)? {
        1 => Ok(()),
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}
