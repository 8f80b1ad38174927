//! Institutions (院校): the schools that take part, opened by their branch or by an approved application,
//! with level, majors, pilot status and contact (二.2.(6), 五). It does not own how a school applies
//! (`applications`), who administers it (grants, in `accounts`) nor its people (`people`).

mod model;
mod store;

pub use model::{Institution, InstitutionBrief, InstitutionLevel, InstitutionStatus, PilotStatus};
pub use store::{brief, briefs, find as find_in};
