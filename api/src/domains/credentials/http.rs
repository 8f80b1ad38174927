//! `/certificates/{id}/…` in open forms, and what stands at the addresses that credentials name.

use actix_web::{HttpResponse, get, post, web};

use super::model::{
    CertificateEvidence, FormKind, FormsStarted, HolderSalt, SaltQuery, VerificationBundle,
};
use super::service::{achievement, bundle, evidence, forms, jobs, salt};
use crate::platform::auth::Caller;
use crate::platform::error::Result;
use crate::platform::http::{IdempotencyKey, Params, PathId, Routes, download};
use crate::platform::state::State;

/// A certificate as an Open Badges 3.0 credential with a Data Integrity proof (`eddsa-rdfc-2022`).
#[utoipa::path(tag = "credentials", operation_id = "get_certificate_credential", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The credential", body = serde_json::Value, content_type = "application/vc"),
        (status = 409, description = "The certificate is from before open credentials", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/credential.json")]
pub async fn credential(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let form = forms::download(&state, caller, id.0, FormKind::DataIntegrity).await?;
    Ok(download("application/vc", &format!("{}.json", form.number), form.text.into_bytes()))
}

/// A certificate as an Open Badges 3.0 credential in a token (VC-JWT).
#[utoipa::path(tag = "credentials", operation_id = "get_certificate_credential_jwt", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The token", body = String, content_type = "application/vc+jwt"),
        (status = 409, description = "The certificate is from before open credentials", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/credential.jwt")]
pub async fn credential_jwt(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let form = forms::download(&state, caller, id.0, FormKind::VcJwt).await?;
    Ok(download("application/vc+jwt", &format!("{}.jwt", form.number), form.text.into_bytes()))
}

/// All that proves a certificate beside the issuer's keys and a status list, in at most 4 KB.
#[utoipa::path(tag = "credentials", operation_id = "get_certificate_bundle", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The bundle", body = VerificationBundle)))]
#[get("/certificates/{id}/bundle")]
pub async fn bundle_of(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    let (number, bundle) = bundle::download(&state, caller, id.0).await?;
    let name = format!("{number}.bundle.json");
    Ok(download("application/json", &name, serde_json::to_vec(&bundle)?))
}

/// The salt of the hash that stands for the holder's document in the credential: for the holder, and for HQ and
/// certifiers with a reason. Recorded.
#[utoipa::path(tag = "credentials", operation_id = "reveal_holder_salt", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate"), SaltQuery),
    responses((status = 200, description = "The salt", body = HolderSalt, headers(("Cache-Control" = String, description = "Always `no-store`"))),
        (status = 409, description = "The certificate is from before open credentials", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/holder-salt")]
pub async fn holder_salt(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
    query: Params<SaltQuery>,
) -> Result<HttpResponse> {
    let salt = salt::reveal(&state, caller, id.0, query.0).await?;
    Ok(HttpResponse::Ok().insert_header(("Cache-Control", "no-store")).json(salt))
}

/// Why a certificate was issued: run, approvals, rules and results by their hashes, each compared with what the records
/// of today come to.
#[utoipa::path(tag = "credentials", operation_id = "get_certificate_evidence", security(("bearer" = [])),
    params(("id" = crate::platform::db::Id, Path, description = "The certificate")),
    responses((status = 200, description = "The evidence", body = CertificateEvidence),
        (status = 409, description = "The certificate is from before there was evidence", body = crate::platform::error::Problem, content_type = "application/problem+json")))]
#[get("/certificates/{id}/evidence")]
pub async fn evidence_of(
    caller: Caller,
    state: web::Data<State>,
    id: PathId,
) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(evidence::of(&state, caller, id.0).await?))
}

/// Makes the open forms that are missing; every issuance does so by itself.
#[utoipa::path(tag = "credentials", operation_id = "make_credential_forms", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again within 24 hours it gives the first answer again", min_length = 8, max_length = 100)),
    responses((status = 202, description = "The job to watch", body = FormsStarted, headers(("Location" = String, description = "Where the job is")))))]
#[post("/credential-form-jobs")]
pub async fn make_forms(
    caller: Caller,
    state: web::Data<State>,
    key: IdempotencyKey,
) -> Result<HttpResponse> {
    jobs::start(&state, caller, key).await
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    config
        .service(credential)
        .service(credential_jwt)
        .service(bundle_of)
        .service(holder_salt)
        .service(evidence_of)
        .service(make_forms);
}

/// Mounts the achievements where credentials say that they are, below the site's own path.
pub fn plain_routes(config: &mut web::ServiceConfig, base: &str) {
    config.route(
        &format!("{base}/achievements/{{edition}}/{{kind}}/{{rules}}"),
        web::get().to(
            |state: web::Data<State>, path: web::Path<(String, String, String)>| async move {
                let (edition, kind, rules) = path.into_inner();
                let found = achievement::find(&state, edition, kind, rules).await?;
                Ok::<_, crate::platform::error::Error>(
                    HttpResponse::Ok()
                        .insert_header(("Cache-Control", "public, max-age=300"))
                        .insert_header(("Access-Control-Allow-Origin", "*"))
                        .json(found),
                )
            },
        ),
    );
}
