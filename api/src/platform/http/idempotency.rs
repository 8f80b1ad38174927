//! `Idempotency-Key`: a creating request that is sent again within 24 hours gets the first answer again.
//!
//! The answer is stored in the transaction that did the work, so that both stand or neither. It is stored
//! sealed: some answers show a secret this once, and only whoever sends the same again gets it again.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use diesel::prelude::*;
use serde::Serialize;

use crate::platform::auth::Caller;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::keys::{Keys, sha256};
use crate::platform::state::State;
use crate::schema::idempotency_keys;

/// The header of this request, if it was sent: 8 to 100 visible ASCII characters.
#[derive(Clone)]
pub struct IdempotencyKey(pub Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.headers().get("idempotency-key") {
            None => Ok(IdempotencyKey(None)),
            Some(v) => match v.to_str() {
                Ok(v)
                    if (8..=100).contains(&v.len()) && v.bytes().all(|b| b.is_ascii_graphic()) =>
                {
                    Ok(IdempotencyKey(Some(v.to_string())))
                }
                _ => Err(Error::because(
                    Code::Malformed,
                    "Idempotency-Key must be 8 to 100 visible ASCII characters",
                )),
            },
        })
    }
}

/// The answer of a creating use case: 201, its body and where the created thing is.
#[derive(Debug, Clone)]
pub struct Idempotent {
    pub status: u16,
    pub location: Option<String>,
    pub body: String,
}

impl Idempotent {
    /// 201 with `Location`.
    pub fn created<T: Serialize>(location: String, body: &T) -> Result<Self> {
        Ok(Idempotent { status: 201, location: Some(location), body: serde_json::to_string(body)? })
    }
    /// 202 with `Location`, for a job.
    pub fn accepted<T: Serialize>(location: String, body: &T) -> Result<Self> {
        Ok(Idempotent { status: 202, location: Some(location), body: serde_json::to_string(body)? })
    }
    /// 200, where what is created is not all that was done.
    pub fn done<T: Serialize>(body: &T) -> Result<Self> {
        Ok(Idempotent { status: 200, location: None, body: serde_json::to_string(body)? })
    }
    /// The response to send.
    pub fn respond(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::CREATED);
        let mut builder = HttpResponse::build(status);
        if let Some(location) = self.location {
            builder.insert_header((header::LOCATION, location));
        }
        builder.insert_header((header::CACHE_CONTROL, "no-store"));
        builder.content_type("application/json").body(self.body)
    }
}

/// A use case as the idempotency record sees it.
impl IdempotencyKey {
    /// Runs a creating use case in one write transaction, or gives the stored answer of the same request of
    /// the same person in the same role.
    ///
    /// `operation` is the operation's id and `request` whatever makes two requests the same.
    ///
    /// # Errors
    /// `idempotency_conflict` when the key came with another request before.
    pub async fn run<F>(
        &self,
        state: &State,
        caller: &Caller,
        operation: &'static str,
        request: &[u8],
        f: F,
    ) -> Result<HttpResponse>
    where
        F: FnOnce(&mut Conn) -> Result<Idempotent> + Send + 'static,
    {
        let request = [caller.grant.0.as_bytes(), request].concat();
        Ok(self.answer(state, caller.user, operation, &request, f).await?.0.respond())
    }

    /// [`IdempotencyKey::run`] for those who have no account, who share one space of keys: a key is theirs by
    /// being hard to guess, and what it gives again takes the same request. Says whether the answer is a
    /// stored one.
    pub async fn run_unknown<F>(
        &self,
        state: &State,
        operation: &'static str,
        request: &[u8],
        f: F,
    ) -> Result<(HttpResponse, bool)>
    where
        F: FnOnce(&mut Conn) -> Result<Idempotent> + Send + 'static,
    {
        let (answer, stored) = self.answer(state, Id::NIL, operation, request, f).await?;
        Ok((answer.respond(), stored))
    }

    async fn answer<F>(
        &self,
        state: &State,
        principal: Id,
        operation: &'static str,
        request: &[u8],
        f: F,
    ) -> Result<(Idempotent, bool)>
    where
        F: FnOnce(&mut Conn) -> Result<Idempotent> + Send + 'static,
    {
        let (key, keys) = (self.0.clone(), state.keys.clone());
        let digest = sha256(&[operation.as_bytes(), b"\n", request].concat()).to_vec();
        state
            .db
            .write(move |conn| {
                let Some(key) = key else { return Ok((f(conn)?, false)) };
                let context = [principal.0.as_bytes(), key.as_bytes()].concat();
                if let Some(stored) = find(conn, principal, &key)? {
                    return Ok((stored.answer(&keys, &context, &digest)?, true));
                }
                let answer = f(conn)?;
                let body = STANDARD.encode(keys.seal(&context, &answer.body)?);
                diesel::insert_into(idempotency_keys::table)
                    .values((
                        idempotency_keys::principal.eq(principal),
                        idempotency_keys::key.eq(&key),
                        idempotency_keys::request_hash.eq(&digest),
                        idempotency_keys::status.eq(i32::from(answer.status)),
                        idempotency_keys::location.eq(&answer.location),
                        idempotency_keys::body.eq(body),
                        idempotency_keys::created_at.eq(Clock::real()),
                    ))
                    .execute(conn)?;
                Ok((answer, false))
            })
            .await
    }
}

#[derive(Queryable)]
struct Stored {
    request_hash: Vec<u8>,
    status: i32,
    location: Option<String>,
    body: String,
}

impl Stored {
    fn answer(self, keys: &Keys, context: &[u8], digest: &[u8]) -> Result<Idempotent> {
        if self.request_hash != digest {
            return Err(Error::new(Code::IdempotencyConflict));
        }
        Ok(Idempotent {
            status: u16::try_from(self.status).unwrap_or(201),
            location: self.location,
            body: keys.open(context, &STANDARD.decode(self.body).unwrap_or_default())?,
        })
    }
}

/// Deletes answers that were given before an instant; returns how many.
pub fn forget(conn: &mut Conn, before: Ts) -> Result<usize> {
    Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before)))
        .execute(conn)?)
}

fn find(conn: &mut Conn, principal: Id, key: &str) -> Result<Option<Stored>> {
    let since = Ts(Clock::real().0 - 24 * 3600 * 1_000_000);
    diesel::delete(
        idempotency_keys::table
            .filter(idempotency_keys::principal.eq(principal))
            .filter(idempotency_keys::created_at.lt(since)),
    )
    .execute(conn)?;
    Ok(idempotency_keys::table
        .filter(idempotency_keys::principal.eq(principal))
        .filter(idempotency_keys::key.eq(key))
        .select((
            idempotency_keys::request_hash,
            idempotency_keys::status,
            idempotency_keys::location,
            idempotency_keys::body,
        ))
        .first(conn)
        .optional()?)
}
