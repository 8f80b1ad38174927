//! Rows of `institutions`.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{
    Institution, InstitutionBrief, InstitutionLevel, InstitutionStatus, PilotStatus,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::schema::institutions;

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
    let rows: Vec<BriefRow> = institutions::table
        .filter(institutions::id.eq_any(ids.to_vec()))
        .select(BriefRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|r| (r.id, r.into())).collect())
}
