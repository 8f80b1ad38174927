//! Institutions (院校): the schools that take part, opened by their branch or by an approved application,
//! with level, majors, pilot status and contact (二.2.(6), 五). It does not own how a school applies
//! (`applications`), who administers it (grants, in `accounts`) nor its people (`people`).

use crate::domains::imports;
use crate::platform::jobs::Kind;

mod data;
mod http;
mod import;
mod model;
pub mod policy;
mod service;
mod store;

pub use data::{level as level_name, pilot_status as pilot_name};
pub use http::routes;

pub use model::check::{code_key_of_text, institution as check};
pub use model::{
    AdministratorInvite, Institution, InstitutionBrief, InstitutionContact, InstitutionLevel,
    InstitutionStatus, InstitutionWarning, InvitedAdministrator, NewInstitution, OpenedInstitution,
    PilotStatus, Search, range_end,
};
pub use service::{check_administrator, open, registered};
pub use store::{brief, briefs, find as find_in, ids_by_code_key};

/// The jobs of this slice.
pub const JOBS: &[Kind] = &imports::jobs::<import::InstitutionImport>();
