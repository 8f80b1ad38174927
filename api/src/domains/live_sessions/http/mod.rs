//! `/live-sessions`, `/live-plans`, `/attendance-files` and `/public/live-events`.

mod attendance;
mod events;
mod files;
mod plans;
mod sessions;

use crate::platform::http::Routes;

/// Mounts the operations of this slice.
pub fn routes(config: &mut Routes) {
    // What has a name of its own comes before `{id}`.
    config
        .service(sessions::export)
        .service(plans::preview)
        .service(plans::find)
        .service(sessions::list)
        .service(sessions::create)
        .service(sessions::find)
        .service(sessions::update)
        .service(sessions::cancel)
        .service(sessions::join)
        .service(sessions::end)
        .service(sessions::hold)
        .service(attendance::find)
        .service(attendance::put)
        .service(files::list)
        .service(files::add)
        .service(files::find)
        .service(files::choose)
        .service(files::apply)
        .service(files::discard)
        .service(events::receive);
}
