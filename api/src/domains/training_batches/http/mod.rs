//! `/training-batches` and `/trainer-absences`.

mod absences;
mod batches;
mod materials;
mod steps;

use crate::platform::http::Routes;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(batches::export)
        .service(batches::list)
        .service(batches::create)
        .service(batches::find)
        .service(batches::update)
        .service(batches::put_trainers)
        .service(steps::open)
        .service(steps::reopen)
        .service(steps::finish)
        .service(steps::cancel)
        .service(materials::list)
        .service(materials::add)
        .service(materials::remove)
        .service(materials::file)
        .service(absences::list)
        .service(absences::add)
        .service(absences::remove);
}
