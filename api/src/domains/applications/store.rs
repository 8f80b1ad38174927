//! Rows of `institution_applications`.

use diesel::dsl::IntoBoxed;
use diesel::prelude::*;

use super::model::{
    ApplicationFilter, ApplicationStatus, InstitutionApplication, InstitutionLevel, NewInstitution,
    PilotStatus, Search, range_end,
};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::schema::institution_applications as t;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = t)]
struct Row {
    id: Id,
    reference: String,
    secret_hash: Vec<u8>,
    status: ApplicationStatus,
    code: Option<String>,
    uscc: String,
    name: String,
    name_pinyin: String,
    level: InstitutionLevel,
    region_code: String,
    pilot_status: PilotStatus,
    majors: Json,
    contact: Json,
    administrator: Json,
    scan_file_id: Id,
    remarks: Option<String>,
    decided_by: Option<Id>,
    decided_at: Option<Ts>,
    institution_id: Option<Id>,
    submitted_at: Ts,
    created_at: Ts,
    version: i64,
}

impl TryFrom<Row> for InstitutionApplication {
    type Error = Error;
    fn try_from(r: Row) -> Result<Self> {
        Ok(InstitutionApplication {
            id: r.id,
            reference: r.reference,
            status: r.status,
            application: NewInstitution {
                name: r.name,
                code: r.code,
                uscc: r.uscc,
                level: r.level,
                region_code: r.region_code,
                pilot_status: r.pilot_status,
                majors: r.majors.read()?,
                contact: r.contact.read()?,
                admin: r.administrator.read()?,
            },
            remarks: r.remarks,
            decided_by: r.decided_by,
            decided_at: r.decided_at,
            institution_id: r.institution_id,
            submitted_at: r.submitted_at,
            created_at: r.created_at,
            version: r.version,
            scan_file_id: r.scan_file_id,
        })
    }
}

/// Adds an application; only the hash of its secret is kept.
pub fn insert(conn: &mut Conn, a: &InstitutionApplication, secret_hash: &[u8]) -> Result<()> {
    let n = &a.application;
    let row = Row {
        id: a.id,
        reference: a.reference.clone(),
        secret_hash: secret_hash.to_vec(),
        status: a.status,
        code: n.code.clone(),
        uscc: n.uscc.clone(),
        name: n.name.clone(),
        name_pinyin: onex_identity::pinyin::initials_of_title(&n.name),
        level: n.level,
        region_code: n.region_code.clone(),
        pilot_status: n.pilot_status,
        majors: Json::of(&n.majors),
        contact: Json::of(&n.contact),
        administrator: Json::of(&n.admin),
        scan_file_id: a.scan_file_id,
        remarks: a.remarks.clone(),
        decided_by: a.decided_by,
        decided_at: a.decided_at,
        institution_id: a.institution_id,
        submitted_at: a.submitted_at,
        created_at: a.created_at,
        version: a.version,
    };
    diesel::insert_into(t::table).values(row).execute(conn)?;
    Ok(())
}

/// Takes the next version of an application, if nobody did so since it was read. The row stays locked to
/// the end of the transaction, so that of two deciders one waits and is told.
///
/// # Errors
/// `version_mismatch`.
pub fn claim(conn: &mut Conn, a: &mut InstitutionApplication) -> Result<()> {
    let target = t::table.find(a.id).filter(t::version.eq(a.version));
    match diesel::update(target).set(t::version.eq(a.version + 1)).execute(conn)? {
        1 => {
            a.version += 1;
            Ok(())
        }
        _ => Err(Error::new(Code::VersionMismatch)),
    }
}

/// Writes an application that was claimed.
pub fn update(conn: &mut Conn, a: &InstitutionApplication) -> Result<()> {
    let n = &a.application;
    diesel::update(t::table.find(a.id))
        .set((
            (t::status.eq(a.status), t::code.eq(&n.code), t::uscc.eq(&n.uscc)),
            (
                t::name.eq(&n.name),
                t::name_pinyin.eq(onex_identity::pinyin::initials_of_title(&n.name)),
            ),
            (
                t::level.eq(n.level),
                t::region_code.eq(&n.region_code),
                t::pilot_status.eq(n.pilot_status),
            ),
            (
                t::majors.eq(Json::of(&n.majors)),
                t::contact.eq(Json::of(&n.contact)),
                t::administrator.eq(Json::of(&n.admin)),
            ),
            (t::scan_file_id.eq(a.scan_file_id), t::remarks.eq(&a.remarks)),
            (
                t::decided_by.eq(a.decided_by),
                t::decided_at.eq(a.decided_at),
                t::institution_id.eq(a.institution_id),
                t::submitted_at.eq(a.submitted_at),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

/// The application with this reference, for whoever holds its secret.
///
/// # Errors
/// `not_found`, for an unknown reference and a wrong secret alike.
pub fn find_own(
    conn: &mut Conn,
    reference: &str,
    secret_hash: &[u8],
) -> Result<InstitutionApplication> {
    t::table
        .filter(t::reference.eq(reference))
        .filter(t::secret_hash.eq(secret_hash))
        .select(Row::as_select())
        .first(conn)?
        .try_into()
}

/// One application within a scope. Only the country and the regions see applications.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<InstitutionApplication> {
    let mut q = t::table.filter(t::id.eq(id)).into_boxed();
    match scope {
        Scope::Country => {}
        Scope::Region(region) => q = q.filter(t::region_code.eq(region.clone())),
        _ => return Err(Error::new(Code::NotFound)),
    }
    q.select(Row::as_select()).first(conn)?.try_into()
}

/// Other applications within a scope with the same unified social credit code.
pub fn same_uscc(conn: &mut Conn, scope: &Scope, a: &InstitutionApplication) -> Result<Vec<Id>> {
    let mut q =
        t::table.filter(t::uscc.eq(a.application.uscc.clone())).filter(t::id.ne(a.id)).into_boxed();
    match scope {
        Scope::Country => {}
        Scope::Region(region) => q = q.filter(t::region_code.eq(region.clone())),
        _ => return Ok(vec![]),
    }
    Ok(q.order(t::id.desc()).limit(20).select(t::id).load(conn)?)
}

type Boxed = IntoBoxed<'static, t::table, <Conn as diesel::Connection>::Backend>;

fn filtered(scope: &Scope, filter: &ApplicationFilter) -> Boxed {
    let mut q = t::table.into_boxed();
    q = match scope {
        Scope::Country => q,
        Scope::Region(region) => q.filter(t::region_code.eq(region.clone())),
        _ => q.filter(t::id.eq(Id::NIL)),
    };
    if let Some(region) = &filter.region_code {
        q = q.filter(t::region_code.eq(region.clone()));
    }
    if let Some(status) = filter.status {
        q = q.filter(t::status.eq(status));
    }
    let typed = filter.q.as_deref().unwrap_or_default().trim().to_ascii_uppercase();
    let reference = t::reference.ge(typed.clone()).and(t::reference.lt(range_end(&typed)));
    match Search::of(filter.q.as_deref()) {
        Search::All => q,
        Search::Name(p) => q.filter(t::name.ge(p.clone())).filter(t::name.lt(range_end(&p))),
        Search::Pinyin(p) => q.filter(
            t::name_pinyin.ge(p.clone()).and(t::name_pinyin.lt(range_end(&p))).or(reference),
        ),
        Search::Code(p) => q.filter(
            t::code.ge(p.clone()).and(t::code.lt(range_end(&p))).assume_not_null().or(reference),
        ),
        Search::Uscc(uscc) => q.filter(t::uscc.eq(uscc)),
    }
}

/// How many applications within a scope fit.
pub fn count(conn: &mut Conn, scope: &Scope, filter: &ApplicationFilter) -> Result<i64> {
    Ok(filtered(scope, filter).count().get_result(conn)?)
}

/// Applications within a scope, newest first; one row more than a page shows.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ApplicationFilter,
    after: Option<Id>,
    limit: i64,
) -> Result<Vec<InstitutionApplication>> {
    let mut q = filtered(scope, filter);
    if let Some(id) = after {
        q = q.filter(t::id.lt(id));
    }
    let q = q.order(t::id.desc()).limit(limit + 1).select(Row::as_select());
    let rows: Vec<Row> = q.load(conn)?;
    rows.into_iter().map(InstitutionApplication::try_from).collect()
}

/// Stored files of applications that are not there; sentences for `onex check`.
pub fn stray_files(conn: &mut Conn) -> Result<Vec<String>> {
    use crate::schema::files;
    use diesel::dsl::{count_star, exists, not};
    let n: i64 = files::table
        .filter(files::owner_kind.eq(super::model::OWNER))
        .filter(not(exists(t::table.filter(t::id.eq(files::owner_id)))))
        .select(count_star())
        .first(conn)?;
    Ok(if n == 0 { vec![] } else { vec![format!("{n} files belong to no application any more")] })
}
