//! Use cases of institutions.

use actix_web::HttpResponse;

use super::model::{
    Administrator, AdministratorInvite, Institution, InstitutionFilter, InstitutionStatus,
    InstitutionUpdate, InstitutionWarning, InvitedAdministrator, NewInstitution, OpenedInstitution,
    SavedInstitution, Search, check, major_warnings, region_warnings,
};
use super::store::{self, Position};
use super::{data, policy};
use crate::cells;
use crate::domains::accounts::{self, NewGrant, NewUser};
use crate::domains::editions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::keys::Keys;
use crate::platform::state::State;

/// Scope a partner's client needs to read institutions.
pub const CLIENT_SCOPE: &str = "institutions:read";

/// A page of institutions, by pinyin or by what is searched.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: InstitutionFilter,
) -> Result<Page<Institution>> {
    caller.may(policy::TABLE, "institutions.read")?;
    caller.client_scope(CLIENT_SCOPE)?;
    let search = Search::of(filter.q.as_deref());
    let (limit, after) = (page.limit()?, page.after::<Position>()?);
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, &caller.scope, &search, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, &caller.scope, &search, &filter))?;
            Ok(Page::build(rows, limit, |i| store::position(&search, i)).of(total))
        })
        .await
}

/// One institution.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Institution> {
    caller.may(policy::TABLE, "institutions.read")?;
    caller.client_scope(CLIENT_SCOPE)?;
    state.db.read(move |conn| store::find(conn, &caller.scope, id)).await
}

/// Who administers an institution.
pub async fn administrators(state: &State, caller: Caller, id: Id) -> Result<Vec<Administrator>> {
    caller.may(policy::TABLE, "institutions.administrators")?;
    state.db.snapshot(move |conn| store::administrators(conn, &caller.scope, id)).await
}

/// Opens an institution and invites its first administrator.
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    request: NewInstitution,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "institutions.create")?;
    let new = check::institution(&request)?;
    if !caller.scope.covers_region(&new.region_code) {
        return Err(Error::because(
            Code::Forbidden,
            "You may open institutions only in your own region",
        )
        .why("institution_out_of_region", []));
    }
    let bytes = serde_json::to_vec(&request)?;
    let (keys, now, by) = (state.keys.clone(), state.clock.now(), caller.clone());
    key.run(state, &caller, "create_institution", &bytes, move |conn| {
        let opened = open(conn, &keys, &new, &by, now)?;
        Idempotent::created(format!("/api/v1/institutions/{}", opened.institution.id), &opened)
    })
    .await
}

/// Opens an institution that was checked, and invites its administrator: account, grant and activation
/// code. The caller's right to do so was checked before.
///
/// # Errors
/// `uscc_taken`, `institution_code_taken`, `username_taken`, `phone_taken`, `email_taken`.
pub fn open(
    conn: &mut Conn,
    keys: &Keys,
    new: &NewInstitution,
    by: &Caller,
    now: Ts,
) -> Result<OpenedInstitution> {
    let institution = Institution {
        id: ids::new(),
        code: new.code.clone(),
        uscc: new.uscc.clone(),
        name: new.name.clone(),
        level: new.level,
        region_code: new.region_code.clone(),
        pilot_status: new.pilot_status,
        majors: new.majors.clone(),
        contact: new.contact.clone(),
        status: InstitutionStatus::Active,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    store::insert(conn, &institution)?;
    let grant = NewGrant {
        role: Role::InstitutionAdmin,
        scope: Scope::Institution { id: institution.id, region: institution.region_code.clone() },
    };
    let user = NewUser {
        username: new.username(),
        display_name: new.admin.display_name.clone(),
        phone: new.admin.phone.clone(),
        email: new.admin.email.clone(),
        in_register: false,
    };
    let user = accounts::create_user(conn, user, &grant, Some(by.user), now)?;
    audit::record(
        conn,
        Some(by),
        now,
        "institution.create",
        Subject::institution(
            "institution",
            institution.id,
            &institution.region_code,
            institution.id,
        ),
        &serde_json::json!({ "uscc": institution.uscc, "code": institution.code, "administrator": user.id }),
    )?;
    let administrator = InvitedAdministrator {
        user_id: user.id,
        activation_code: accounts::activation_code(keys, user.id, user.activation_generation),
        username: user.username,
        display_name: user.display_name,
    };
    let warnings = warnings(conn, &institution)?;
    Ok(OpenedInstitution { institution, administrator, warnings })
}

/// An administrator to be invited, in the normal form; pointers begin with `/admin`.
///
/// # Errors
/// `invalid` for the field at fault.
pub fn check_administrator(invite: &AdministratorInvite) -> Result<AdministratorInvite> {
    check::administrator("/admin", invite).map_err(|fault| Error::fields(vec![fault]))
}

/// Refuses what is registered already, without saying where.
///
/// # Errors
/// `uscc_taken`, `institution_code_taken`.
pub fn registered(conn: &mut Conn, uscc: &str, code: Option<&str>) -> Result<()> {
    match store::taken(conn, uscc, code)? {
        (true, _) => Err(Error::because(
            Code::UsccTaken,
            "An institution with this unified social credit code is registered; contact your branch",
        )),
        (_, true) => Err(Error::because(
            Code::InstitutionCodeTaken,
            "An institution with this code is registered; contact your branch",
        )),
        _ => Ok(()),
    }
}

fn warnings(conn: &mut Conn, institution: &Institution) -> Result<Vec<InstitutionWarning>> {
    let mut list =
        region_warnings(institution.code.as_deref(), &institution.uscc, &institution.region_code);
    let listed = editions::listed_majors(conn, institution.level)?;
    list.extend(major_warnings(&institution.majors, &listed));
    Ok(list)
}

/// Changes an institution.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: InstitutionUpdate,
) -> Result<SavedInstitution> {
    caller.may(policy::TABLE, "institutions.update")?;
    let now = state.clock.now();
    let moves = change.status.is_some();
    let saved = state
        .db
        .write(move |conn| {
            let mut institution = store::find(conn, &caller.scope, id)?;
            if change.touches_registration() {
                caller.may(policy::TABLE, "institutions.update_registration").map_err(|_| {
                    Error::because(
                        Code::Forbidden,
                        "Name, codes, level, pilot status and status are changed by the branch",
                    )
                    .why("registration_by_branch", [])
                })?;
            }
            seen.check(institution.version)?;
            let changed = apply(&mut institution, change)?;
            institution.version += 1;
            institution.updated_at = now;
            store::update(conn, &institution)?;
            audit::record(
                conn,
                Some(&caller),
                now,
                "institution.update",
                Subject::institution("institution", id, &institution.region_code, id),
                &serde_json::json!({ "version": institution.version, "fields": changed }),
            )?;
            let warnings = warnings(conn, &institution)?;
            Ok(SavedInstitution { institution, warnings })
        })
        .await?;
    if moves {
        // What is known of its people's sessions includes whether their institution is suspended.
        state.sessions_ended();
    }
    Ok(saved)
}

/// Puts the change in place and names the fields it touched.
fn apply(i: &mut Institution, change: InstitutionUpdate) -> Result<Vec<&'static str>> {
    let mut faults = check::Faults::default();
    let mut touched = Vec::new();
    if let Some(name) = change.name {
        i.name = faults.keep(check::title("/name", &name, check::NAME_MAX), name);
        touched.push("name");
    }
    if let Some(code) = change.code {
        i.code = faults.keep(check::code("/code", code.as_deref()), None);
        touched.push("code");
    }
    if let Some(uscc) = change.uscc {
        i.uscc = faults.keep(check::uscc("/uscc", &uscc), uscc);
        touched.push("uscc");
    }
    if let Some(majors) = change.majors {
        i.majors = faults.keep(check::majors("/majors", &majors), majors);
        touched.push("majors");
    }
    if let Some(contact) = change.contact {
        i.contact = faults.keep(check::contact("/contact", &contact), contact);
        touched.push("contact");
    }
    if let Some(level) = change.level {
        i.level = level;
        touched.push("level");
    }
    if let Some(pilot) = change.pilot_status {
        i.pilot_status = pilot;
        touched.push("pilot_status");
    }
    if let Some(status) = change.status {
        i.status = status;
        touched.push("status");
    }
    faults.settle()?;
    Ok(touched)
}

const EXPORT: Export = Export {
    noun: "institution",
    title: "学校名单",
    columns: &[
        text("学校名称", 32.0),
        text("学校代码", 14.0),
        text("统一社会信用代码", 22.0),
        text("办学层次", 8.0),
        text("片区", 16.0),
        text("试点情况", 12.0),
        text("专业", 40.0),
        text("联系人", 12.0),
        text("联系电话", 18.0),
        text("联系邮箱", 26.0),
        text("状态", 8.0),
    ],
    most: 20_000,
    narrow: "?region_code",
    of_people: false,
};

/// The institutions of a filter as a workbook.
pub async fn export(
    state: &State,
    caller: Caller,
    filter: InstitutionFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "institutions.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, row).await
}

fn row(i: Institution) -> Vec<Cell> {
    cells![
        i.name,
        i.code,
        i.uscc,
        data::level(i.level),
        region(&i.region_code),
        data::pilot_status(i.pilot_status),
        i.majors.join("、"),
        i.contact.name,
        i.contact.phone,
        i.contact.email,
        data::status(i.status),
    ]
}

/// Name of the template for the accounts of 2019.
pub fn template_name() -> String {
    format!("{}.xlsx", super::import::SHEET)
}
