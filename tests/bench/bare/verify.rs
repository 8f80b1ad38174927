//! The floor of a verification: the row, and what proves it out of the log.

use std::io::Read;

use actix_web::{HttpResponse, error, web};
use diesel::prelude::*;
use flate2::read::DeflateDecoder;
use onex::platform::clock::Clock;
use onex::platform::db::{Id, Ts};
use onex::schema::{
    certificate_seals, certificates, credential_forms, log_heads, log_leaves, log_tiles,
};
use onex_credential::Instant;
use onex_credential::bundle::{Bundle, Leaf};
use onex_credential::snapshot::{Sealed, Snapshot};
use onex_translog::{Entry, Hash, Tiles, hash};
use serde::{Deserialize, Serialize};

use super::{Answer, Connections};

#[derive(Deserialize)]
pub struct Question {
    number: String,
    name: String,
}

#[derive(Serialize)]
struct Verification {
    verdict: &'static str,
    checked_at: Ts,
    certificate: Snapshot,
    credential: String,
    bundle: Bundle,
}

/// Tiles by whatever reads them.
struct By<F>(F);

impl<F: FnMut(u8, u64) -> QueryResult<Option<Vec<u8>>>> Tiles for By<F> {
    type Error = diesel::result::Error;

    fn tile(&mut self, level: u8, index: u64) -> QueryResult<Option<Vec<Hash>>> {
        Ok((self.0)(level, index)?.and_then(|bytes| hash::split(&bytes)))
    }
}

type Row = (Id, String, String, String, Option<(String, Vec<u8>)>, Option<Vec<u8>>);

pub async fn verify(connections: web::Data<Connections>, question: web::Json<Question>) -> Answer {
    let question = question.into_inner();
    let answer = query!(connections, |conn| {
        let (id, status, canonical, digest, seal, form): Row = certificates::table
            .left_join(
                certificate_seals::table.on(certificate_seals::certificate_id.eq(certificates::id)),
            )
            .left_join(
                credential_forms::table.on(credential_forms::certificate_id
                    .eq(certificates::id)
                    .and(credential_forms::form.eq("vc_jwt"))),
            )
            .filter(certificates::number.eq(&question.number))
            .filter(certificates::holder_name_key.eq(&question.name))
            .limit(1)
            .select((
                certificates::id,
                certificates::status,
                certificates::snapshot,
                certificates::snapshot_hash,
                (certificate_seals::key_id, certificate_seals::signature).nullable(),
                credential_forms::body.nullable(),
            ))
            .first(conn)?;
        let (key, signature) = seal.ok_or("it has no seal")?;
        let form = form.ok_or("it has no token yet")?;
        if status != "valid" {
            return Err("the bench verifies valid certificates".into());
        }
        let (idx, entry): (i64, String) = log_leaves::table
            .filter(log_leaves::certificate_id.eq(id))
            .order(log_leaves::idx.asc())
            .select((log_leaves::idx, log_leaves::entry))
            .first(conn)?;
        let (size, note): (i64, String) = log_heads::table
            .order(log_heads::size.desc())
            .select((log_heads::size, log_heads::note))
            .first(conn)?;
        let mut tiles = By(|level, index: u64| {
            log_tiles::table
                .find((i32::from(level), i64::try_from(index).unwrap_or(i64::MAX)))
                .select(log_tiles::hashes)
                .first(&mut *conn)
                .optional()
        });
        let (index, size) = (u64::try_from(idx)?, u64::try_from(size)?);
        let proof = onex_translog::inclusion(&mut tiles, index, size)?;
        let at = Entry::parse(entry.as_bytes())?.at();
        let leaf = Leaf::new(index, Instant::from_unix(at).ok_or("no such time")?, &proof);
        let mut certificate: Snapshot = serde_json::from_str(&canonical)?;
        // What the open credential is made of is not printed.
        certificate.credential = None;
        let mut credential = String::new();
        DeflateDecoder::new(form.as_slice()).read_to_string(&mut credential)?;
        let sealed = Sealed { canonical, digest };
        let signature = signature.as_slice().try_into()?;
        let bundle = Bundle::new(&sealed, (&key, signature), (leaf, None), &note)?;
        Verification {
            verdict: "valid",
            checked_at: Clock::real(),
            certificate,
            credential,
            bundle,
        }
    });
    Ok(HttpResponse::Ok().json(answer))
}
