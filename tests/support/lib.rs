//! What tests of the API stand on: an application of their own on either database, people to act as, and
//! requests that read as sentences.
//!
//! ```ignore
//! both! {
//!     async fn a_branch_changes_its_own_contacts(app: TestApp) {
//!         let staff = app.actor(Role::BranchStaff, Scope::Region("32".into())).await;
//!         staff.get("/branches").await.expect(200);
//!     }
//! }
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test ends at the first thing that is not as it should be"
)]

mod app;
mod assessment;
mod binary;
mod classes;
mod events;
mod hostile;
mod live;
mod programme;
mod request;
mod roll;
mod rooms;
mod running;
mod s3;
mod school;
mod training;
mod uploads;

pub use app::{Actor, Database, KEYS, PASSWORD, TestApp, moment, postgres_url, start_of_tests};
pub use assessment::{Assessment, Trainee, scores};
pub use binary::{Binary, executable};
pub use classes::{FormedClass, any_size, class_path};
pub use events::Events;
pub use hostile::{Hostile, formulas, hostile, picture};
pub use live::{LiveClass, session_path};
pub use onex::platform::auth::{Role, Scope};
pub use onex::platform::db::{Id, Ts};
pub use programme::{Programme, Sat};
pub use request::{Answer, Request};
pub use roll::{TITLES, intake, resident_id, rows_of, sheet_of, workbook};
pub use rooms::{BBB_SECRET, Bbb, bbb_event, bbb_event_of};
pub use running::RunningClass;
pub use s3::S3;
pub use school::{Person, School};
pub use serde_json::{Value, json};
pub use training::batch_path;
pub use uploads::{archive, docx, pdf, refused_documents};

/// Runs a test on a new application, on both databases.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(
            mod $name {
                #[allow(unused_imports, reason = "not every test uses every name of its file")]
                use super::*;
                async fn run($app: $crate::TestApp) $body
                $(#[$meta])*
                #[test]
                fn sqlite() { $crate::TestApp::run($crate::Database::Sqlite, run); }
                $(#[$meta])*
                #[test]
                fn postgres() { $crate::TestApp::run($crate::Database::Postgres, run); }
            }
        )+
    };
}
