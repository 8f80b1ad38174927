//! `/certificates` and `/certificate-revocations`.

mod certificates;
mod revocations;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations of this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        // Before the paths with an id, which would take these names for one.
        .service(certificates::export)
        .service(certificates::handover)
        .service(certificates::list)
        .service(certificates::find)
        .service(revocations::list)
        .service(revocations::export)
        .service(revocations::request)
        .service(revocations::reissue)
        .service(revocations::find)
        .service(revocations::approve)
        .service(revocations::reject);
}
