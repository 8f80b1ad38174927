//! Which template certificates are issued with. What a template is belongs to `certificate_templates`.

use diesel::prelude::*;

use super::super::model::CertificateKind;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::Result;
use crate::schema::certificate_templates;

/// The template in force for a kind and edition, with its words: the newest of the edition, else the newest of those for
/// every edition; `None` where there is none.
pub fn in_force(conn: &mut Conn, kind: CertificateKind, edition: Id) -> Result<Option<(Id, Json)>> {
    let mut newest = |of: Option<Id>| -> Result<Option<(Id, Json)>> {
        let q = certificate_templates::table
            .filter(certificate_templates::kind.eq(kind))
            .order(certificate_templates::no.desc())
            .select((certificate_templates::id, certificate_templates::texts))
            .into_boxed();
        let q = match of {
            Some(edition) => q.filter(certificate_templates::edition_id.eq(edition)),
            None => q.filter(certificate_templates::edition_id.is_null()),
        };
        Ok(q.first(conn).optional()?)
    };
    match newest(Some(edition))? {
        None => newest(None),
        found => Ok(found),
    }
}
