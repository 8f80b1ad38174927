//! Verification, for anyone and for those with an account. No answer of these may be cached anywhere.

use actix_web::{HttpResponse, post, web};

use crate::domains::certificates::model::{
    Verification, VerificationAnswers, VerificationBatch, VerificationRequest,
};
use crate::domains::certificates::service::verify as service;
use crate::platform::auth::{EvenSuspended, Peer};
use crate::platform::error::Result;
use crate::platform::http::Body;
use crate::platform::state::State;

/// Says whether a certificate with this number and holder holds, and what is printed on it.
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
