//! What of enrolments waits for people on their first page.

use super::super::model::{EnrolmentStatus, Reach};
use super::super::store;
use crate::platform::auth::{Caller, Role};
use crate::platform::cards::Card;
use crate::platform::db::{Conn, Ts};
use crate::platform::error::Result;

/// Those without a class for whoever forms them; for a school its own.
pub fn cards(conn: &mut Conn, caller: &Caller, _now: Ts) -> Result<Vec<Card>> {
    let reach = Reach::of(caller);
    let mut count = |status| store::count(conn, &reach, status);
    Ok(match caller.role {
        Role::HqAdmin | Role::BranchStaff => {
            let unplaced = count(EnrolmentStatus::Enrolled)?;
            let link = "/training/enrolments?status=enrolled";
            vec![Card::new("unplaced_enrolments", unplaced, link)]
        }
        Role::InstitutionAdmin => {
            let (waiting, enrolled) =
                (count(EnrolmentStatus::Waiting)?, count(EnrolmentStatus::Enrolled)?);
            vec![
                Card::new("my_waiting", waiting, "/training/enrolments?status=waiting"),
                Card::new("my_enrolled", enrolled, "/training/enrolments?status=enrolled"),
            ]
        }
        _ => vec![],
    })
}
