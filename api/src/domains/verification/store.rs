//! Certificates as they are verified.

use diesel::prelude::*;

use super::model::{FormRow, Found};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;
use crate::schema::{certificate_seals, certificates, credential_forms};

/// Certificates with signature and token.
macro_rules! found {
    ($certificates:expr) => {
        $certificates
            .left_join(
                certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
            )
            .left_join(
                credential_forms::table.on(credential_forms::certificate_id
                    .eq(certificates::id)
                    .and(credential_forms::form.eq("vc_jwt"))),
            )
            .select((
                certificates::id,
                certificates::status,
                certificates::status_at,
                certificates::snapshot,
                certificates::snapshot_hash,
                (certificate_seals::key_id, certificate_seals::signature).nullable(),
                Option::<FormRow>::as_select(),
            ))
    };
}

/// The certificate with this number, if this is its holder: one indexed read, the same for every miss.
pub fn find(conn: &mut Conn, number: &str, name_key: &str) -> Result<Option<Found>> {
    Ok(found!(certificates::table)
        .filter(certificates::number.eq(number))
        .filter(certificates::holder_name_key.eq(name_key))
        .first(conn)
        .optional()?)
}

/// The certificate with this id, in no scope.
pub fn by_id(conn: &mut Conn, id: Id) -> Result<Found> {
    Ok(found!(certificates::table).filter(certificates::id.eq(id)).first(conn)?)
}

/// The number of the certificate that took this one's place.
pub fn successor(conn: &mut Conn, id: Id) -> Result<Option<String>> {
    Ok(certificates::table
        .filter(certificates::supersedes_id.eq(id))
        .select(certificates::number)
        .first(conn)
        .optional()?)
}
