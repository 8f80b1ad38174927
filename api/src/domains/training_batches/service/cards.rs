//! What of batches waits for people on their first page.

use super::super::model::{BatchFilter, BatchStatus, Reach};
use super::super::store;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Drafts for whoever prepares them; for a school the batches that it can enrol for now.
pub fn cards(conn: &mut Conn, caller: &Caller, now: Ts) -> Result<Vec<Card>> {
    let reach = Reach::of(caller);
    let mut count = |filter: BatchFilter| store::total(conn, &reach, &filter, now);
    Ok(match caller.role {
        Role::HqAdmin | Role::BranchStaff => {
            let drafts =
                count(BatchFilter { status: Some(BatchStatus::Draft), ..BatchFilter::default() })?;
            vec![Card::new("batches_draft", drafts, "/training/batches?status=draft")]
        }
        Role::InstitutionAdmin => {
            let open = count(BatchFilter { enrolling: Some(true), ..BatchFilter::default() })?;
            vec![Card::new("batches_enrolling", open, "/training/enrol")]
        }
        _ => vec![],
    })
}
