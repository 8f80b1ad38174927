//! Certificates as they are verified.

use diesel::prelude::*;

use super::model::{FormRow, Found};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, credential_forms};

/// The certificate with this number, if this is its holder, with its signature and token: one indexed read, the same
/// for every miss.
pub fn find(conn: &mut Conn, number: &str, name_key: &str) -> Result<Option<Found>> {
    Ok(certificates::table
        .left_join(
            certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
        )
        .left_join(
            credential_forms::table.on(credential_forms::certificate_id
                .eq(certificates::id)
                .and(credential_forms::form.eq("vc_jwt"))),
        )
        .filter(certificates::number.eq(number))
        .filter(certificates::holder_name_key.eq(name_key))
        .select((
            certificates::id,
            certificates::status,
            certificates::status_at,
            certificates::snapshot,
            certificates::snapshot_hash,
            (certificate_seals::key_id, certificate_seals::signature).nullable(),
            Option::<FormRow>::as_select(),
        ))
        .first(conn)
        .optional()?)
}

/// The number of the certificate that took this one's place.
pub fn successor(conn: &mut Conn, id: Id) -> Result<Option<String>> {
    Ok(certificates::table
        .filter(certificates::supersedes_id.eq(id))
        .select(certificates::number)
        .first(conn)
        .optional()?)
}
