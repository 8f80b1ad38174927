//! Imports of spreadsheets: an upload is staged row by row in a dry run, looked at, then committed all or
//! none, or discarded. It does not know what the rows mean: a slice that takes spreadsheets implements
//! [`ImportKind`], mounts its operations with `import_operations!` and registers the two [`jobs`].
//!
//! The way of a file: `parsing` (job `<name>.parse`) → `ready` → `committing` (job `<name>.commit`) →
//! `committed`; or `failed` when the file as a whole cannot be taken; or `discarded`. The uploaded file is
//! kept sealed, because it holds personal numbers; what staging shows of them is masked.

mod commit;
pub mod http;
mod judge;
mod kind;
pub mod model;
mod parse;
mod past;
mod reader;
mod reasons;
mod service;
mod store;

pub use http::{InstitutionImportForm, ops};
pub use kind::{Accepted, Context, ImportKind, Judgement, Target, jobs, moved_on};
pub use model::{
    Change, Import, ImportRecord, ImportStatus, ImportedRow, Outcome, Outlook, RowProblem,
};
pub use parse::most_bytes;
pub use past::{Gone, forget};
pub use reader::Reader;
pub use service::{refused_row, template};
pub use store::stray_files as check;
