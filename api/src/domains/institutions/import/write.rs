//! What was judged `new` is written: institutions that are missing, then accounts with their grants.

use super::super::model::{Institution, InstitutionContact, InstitutionStatus};
use super::super::store;
use super::judge::{Known, Standing};
use super::row::AccountRow;
use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::domains::imports::{Accepted, Context, moved_on};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Role, Scope};
use crate::platform::db::Conn;
use crate::platform::error::Result;
use crate::platform::ids;

/// Writes rows within the transaction of the commit.
///
/// # Errors
/// `conflict` when a row has become something else since it was judged.
pub fn write(
    conn: &mut Conn,
    context: &Context<'_>,
    rows: Vec<Accepted<AccountRow>>,
) -> Result<()> {
    let (judged, rows): (Vec<_>, Vec<AccountRow>) =
        rows.into_iter().map(|r| ((r.row_no, r.outcome), r.payload)).unzip();
    let mut known = Known::look(conn, &rows)?;
    let mut users = Vec::with_capacity(rows.len());
    for (row, (row_no, outcome)) in rows.into_iter().zip(judged) {
        if known.judge(context.import.region_code.as_deref(), &row).outcome != outcome {
            return Err(moved_on(row_no));
        }
        if !known.institutions.contains_key(&row.uscc) {
            let institution = open(conn, context, &row)?;
            let standing = Standing { id: institution.id, region_code: institution.region_code };
            known.institutions.insert(row.uscc.clone(), standing);
        }
        let Some(standing) = known.institutions.get(&row.uscc) else { continue };
        let scope = Scope::Institution { id: standing.id, region: standing.region_code.clone() };
        let user = NewUser {
            username: row.username,
            display_name: row.display_name,
            phone: Some(row.phone),
            email: None,
            in_register: false,
        };
        users.push((user, NewGrant { role: Role::InstitutionAdmin, scope }));
    }
    accounts::create_users(conn, users, Some(context.actor.user), context.now)?;
    Ok(())
}

/// Opens the institution of a row; its first administrator is whom the branch turns to.
fn open(conn: &mut Conn, context: &Context<'_>, row: &AccountRow) -> Result<Institution> {
    let institution = Institution {
        id: ids::new(),
        code: row.code.clone(),
        uscc: row.uscc.clone(),
        name: row.institution.clone(),
        level: row.level,
        region_code: row.region_code.clone(),
        pilot_status: row.pilot_status,
        majors: vec![],
        contact: InstitutionContact {
            name: row.display_name.clone(),
            phone: row.phone.clone(),
            email: None,
        },
        status: InstitutionStatus::Active,
        created_at: context.now,
        updated_at: context.now,
        version: 1,
    };
    store::insert(conn, &institution)?;
    audit::record_as(
        conn,
        Some(context.actor),
        context.now,
        "institution.create",
        Subject::institution(
            "institution",
            institution.id,
            &institution.region_code,
            institution.id,
        ),
        &serde_json::json!({ "uscc": institution.uscc, "code": institution.code, "import": context.import.id }),
    )?;
    Ok(institution)
}
