//! `/training-batches/{id}/panel`, `/users/{id}/affiliations`, `/rubrics` and `/expert-reviews`.

mod panel;
mod reviews;

use crate::platform::http::Routes;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(panel::find_panel)
        .service(panel::set_panel)
        .service(panel::allocate)
        .service(panel::find_affiliations)
        .service(panel::set_affiliations)
        .service(panel::list_rubrics)
        .service(panel::create_rubric)
        .service(reviews::export)
        .service(reviews::list)
        .service(reviews::find)
        .service(reviews::file)
        .service(reviews::draft)
        .service(reviews::submit)
        .service(reviews::release);
}
