//! `/certificates` and `/certificate-revocations`.

mod certificates;
mod revocations;

use crate::platform::http::Routes;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
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
