//! Verification, for anyone and for those with an account. What is said of a certificate may not be cached anywhere.

use actix_web::{HttpRequest, HttpResponse, get, post, web};

use super::model::{
    TrustBundle, Verification, VerificationAnswers, VerificationBatch, VerificationRequest,
};
use super::service::{trust, verify as service};
use crate::platform::auth::{EvenSuspended, Peer};
use crate::platform::error::Result;
use crate::platform::http::{Body, Routes, published};
use crate::platform::state::State;

/// Seconds for which the verifier's bundle may be kept.
const MAX_AGE: u32 = 300;

/// Says whether a certificate with this number and holder holds, and what is printed on it; with the open credential
/// and what proves it without asking again.
#[utoipa::path(tag = "verification", operation_id = "verify_certificate", request_body = VerificationRequest,
    responses((status = 200, description = "What stands at this moment", body = Verification,
        headers(("Cache-Control" = String, description = "Always `no-store`")))))]
#[post("/public/certificates/verify")]
pub async fn verify(
    state: web::Data<State>,
    peer: Peer,
    body: Body<VerificationRequest>,
) -> Result<HttpResponse> {
    let answer = service::verify(&state, peer, body.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(answer))
}

/// Verifies up to 100 certificates at once; wrong guesses are counted by caller.
#[utoipa::path(tag = "verification", operation_id = "verify_certificates", security(("bearer" = [])),
    request_body = VerificationBatch,
    responses((status = 200, description = "The answers, in the order of the questions", body = VerificationAnswers,
            headers(("Cache-Control" = String, description = "Always `no-store`"))),
        (status = 429, description = "Too many wrong guesses; see Retry-After", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[post("/certificates/verify")]
pub async fn verify_many(
    EvenSuspended(caller): EvenSuspended,
    state: web::Data<State>,
    body: Body<VerificationBatch>,
) -> Result<HttpResponse> {
    let answers = service::verify_many(&state, caller, body.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(answers))
}

/// All that certificates are verified by without a network: the issuer's keys, also of older names, the keys and newest
/// heads of the log, and both status lists of every number.
#[utoipa::path(tag = "verification", operation_id = "get_verifier_bundle",
    responses((status = 200, description = "The bundle", body = TrustBundle,
        headers(("ETag" = String, description = "Changes with the bundle"), ("Cache-Control" = String, description = "Five minutes"))),
        (status = 304, description = "It is as in If-None-Match")))]
#[get("/public/verifier-bundle")]
pub async fn verifier_bundle(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse> {
    let signed = trust::bundle(&state).await?;
    Ok(published(&request, "application/json", MAX_AGE, &signed.tag, signed.body.clone()))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config.service(verify_many).service(verify).service(verifier_bundle);
}
