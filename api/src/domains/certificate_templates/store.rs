//! Rows of `certificate_templates`. Only roles of the whole country reach them, so a scope below sees none.

use std::collections::HashSet;

use diesel::dsl::{count_star, exists, not};
use diesel::prelude::*;

use super::model::{CertificateKind, TemplateQuery, TemplateRow};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificate_templates, certificates, files};

type Boxed = diesel::helper_types::IntoBoxed<
    'static,
    certificate_templates::table,
    <Conn as diesel::Connection>::Backend,
>;

fn scoped(scope: &Scope) -> Boxed {
    let q = certificate_templates::table.into_boxed();
    match scope {
        Scope::Country => q,
        _ => q.filter(certificate_templates::id.eq(Id::NIL)),
    }
}

fn filtered(scope: &Scope, query: &TemplateQuery) -> Boxed {
    let mut q = scoped(scope);
    if let Some(kind) = query.kind {
        q = q.filter(certificate_templates::kind.eq(kind));
    }
    if let Some(id) = query.edition_id {
        q = q.filter(certificate_templates::edition_id.eq(id));
    }
    q
}

/// How many templates fit.
pub fn count(conn: &mut Conn, scope: &Scope, query: &TemplateQuery) -> Result<i64> {
    Ok(filtered(scope, query).count().get_result(conn)?)
}

/// A page of templates, newest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &TemplateQuery,
    before: Option<Id>,
    limit: i64,
) -> Result<Vec<TemplateRow>> {
    let mut q = filtered(scope, query);
    if let Some(id) = before {
        q = q.filter(certificate_templates::id.lt(id));
    }
    let q = q.order(certificate_templates::id.desc()).limit(limit);
    Ok(q.select(TemplateRow::as_select()).load(conn)?)
}

/// One template.
pub fn find(conn: &mut Conn, scope: &Scope, id: Id) -> Result<TemplateRow> {
    let q = scoped(scope).filter(certificate_templates::id.eq(id));
    Ok(q.select(TemplateRow::as_select()).first(conn)?)
}

/// Those of these templates after which there is none of their kind and edition.
pub fn newest(conn: &mut Conn, ids: &[Id]) -> Result<HashSet<Id>> {
    let later = diesel::alias!(certificate_templates as later);
    let same_edition = later
        .field(certificate_templates::edition_id)
        .eq(certificate_templates::edition_id)
        .assume_not_null()
        .or(later
            .field(certificate_templates::edition_id)
            .is_null()
            .and(certificate_templates::edition_id.is_null()));
    let followed = later
        .filter(later.field(certificate_templates::kind).eq(certificate_templates::kind))
        .filter(later.field(certificate_templates::no).gt(certificate_templates::no))
        .filter(same_edition);
    let rows: Vec<Id> = certificate_templates::table
        .filter(certificate_templates::id.eq_any(ids.to_vec()))
        .filter(not(exists(followed)))
        .select(certificate_templates::id)
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The number that the next template of a kind and edition has.
pub fn next_no(conn: &mut Conn, kind: CertificateKind, edition: Option<Id>) -> Result<i64> {
    let q = certificate_templates::table
        .filter(certificate_templates::kind.eq(kind))
        .select(diesel::dsl::max(certificate_templates::no))
        .into_boxed();
    let q = match edition {
        Some(id) => q.filter(certificate_templates::edition_id.eq(id)),
        None => q.filter(certificate_templates::edition_id.is_null()),
    };
    Ok(q.first::<Option<i64>>(conn)?.unwrap_or(0) + 1)
}

/// Adds a template.
pub fn insert(conn: &mut Conn, row: &TemplateRow) -> Result<()> {
    diesel::insert_into(certificate_templates::table).values(row).execute(conn)?;
    Ok(())
}

/// Templates after an id, for the check.
pub fn page(conn: &mut Conn, after: Id, limit: i64) -> Result<Vec<TemplateRow>> {
    Ok(certificate_templates::table
        .filter(certificate_templates::id.gt(after))
        .order(certificate_templates::id.asc())
        .limit(limit)
        .select(TemplateRow::as_select())
        .load(conn)?)
}

/// Whether a file is there and belongs to this template.
pub fn has_file(conn: &mut Conn, owner: &str, template: Id, file: Id) -> Result<bool> {
    let q = files::table
        .find(file)
        .filter(files::owner_kind.eq(owner))
        .filter(files::owner_id.eq(template));
    Ok(diesel::select(exists(q)).get_result(conn)?)
}

/// How many files of templates no template has.
pub fn stray_files(conn: &mut Conn, owner: &str) -> Result<i64> {
    let of =
        certificate_templates::table.filter(certificate_templates::id.eq(files::owner_id)).filter(
            certificate_templates::seal_file_id
                .eq(files::id.nullable())
                .or(certificate_templates::background_file_id.eq(files::id.nullable()))
                .assume_not_null(),
        );
    Ok(files::table
        .filter(files::owner_kind.eq(owner))
        .filter(not(exists(of)))
        .select(count_star())
        .first(conn)?)
}

/// The numbers of certificates whose template is of another kind or edition, a thousand at most.
pub fn misfits(conn: &mut Conn) -> Result<Vec<String>> {
    let other_edition = certificate_templates::edition_id
        .is_not_null()
        .and(certificate_templates::edition_id.assume_not_null().ne(certificates::edition_id));
    Ok(certificate_seals::table
        .inner_join(certificates::table.on(certificates::id.eq(certificate_seals::certificate_id)))
        .inner_join(
            certificate_templates::table
                .on(certificate_templates::id.nullable().eq(certificate_seals::template_id)),
        )
        .filter(certificate_templates::kind.ne(certificates::kind).or(other_edition))
        .order(certificates::id.asc())
        .limit(1000)
        .select(certificates::number)
        .load(conn)?)
}
