//! `/training-groupings`, `/training-classes` and `/training-merges`.

mod classes;
mod groupings;
mod members;
mod merges;
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
        .service(groupings::preview)
        .service(groupings::create)
        .service(members::moves)
        // Otherwise the other methods would take `moves` for an id.
        .route("/training-classes/moves", web::to(method_not_allowed))
        .service(classes::export)
        .service(classes::list)
        .service(classes::create)
        .service(classes::find)
        .service(classes::update)
        .service(members::members)
        .service(members::put_trainers)
        .service(steps::start)
        .service(steps::finish)
        .service(steps::dissolve)
        .service(merges::list)
        .service(merges::propose)
        .service(merges::find)
        .service(merges::agree)
        .service(merges::refuse)
        .service(merges::withdraw);
}
