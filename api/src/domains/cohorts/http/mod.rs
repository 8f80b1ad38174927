//! `/cohorts` and `/cohort-splits`.

mod cohorts;
mod members;
mod splits;
mod steps;

use actix_web::{HttpResponse, web};

use crate::platform::error::{Code, Error, Result};
use crate::platform::http::Routes;

async fn method_not_allowed() -> Result<HttpResponse> {
    Err(Error::new(Code::MethodNotAllowed))
}

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(members::move_students)
        // Otherwise the other methods would take `moves` for an id.
        .route("/cohorts/moves", web::to(method_not_allowed))
        .service(splits::preview)
        .service(splits::create)
        .service(cohorts::export)
        .service(cohorts::list)
        .service(cohorts::create)
        .service(cohorts::find)
        .service(cohorts::update)
        .service(members::students)
        .service(members::put_students)
        .service(members::change_students)
        .service(members::put_teachers)
        .service(steps::submit)
        .service(steps::withdraw)
        .service(steps::approve)
        .service(steps::send_back)
        .service(steps::start)
        .service(steps::finish)
        .service(steps::dissolve);
}
