//! Use cases of branches.

use super::model::{Branch, BranchUpdate};
use super::{policy, store};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// All branches.
pub async fn list(state: &State, caller: Caller) -> Result<Vec<Branch>> {
    caller.may(policy::TABLE, "branches.read")?;
    state.db.read(move |conn| store::list(conn, &caller.scope)).await
}

/// One branch.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Branch> {
    caller.may(policy::TABLE, "branches.read")?;
    state.db.read(move |conn| store::find(conn, &caller.scope, id)).await
}

/// Changes contacts, expert team or priority.
pub async fn update(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    change: BranchUpdate,
) -> Result<Branch> {
    caller.may(policy::TABLE, "branches.update")?;
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut branch = store::find(conn, &caller.scope, id)?;
            if !caller.scope.covers_region(&branch.region_code) {
                return Err(Error::because(Code::Forbidden, "You may change only your own branch")
                    .why("branch_of_others", []));
            }
            if change.priority.is_some_and(|p| p != branch.priority) {
                caller.may(policy::TABLE, "branches.set_priority")?;
            }
            seen.check(branch.version)?;
            if let Some(contacts) = change.contacts {
                branch.contacts = contacts;
            }
            if let Some(team) = change.expert_team {
                branch.expert_team = team;
            }
            if let Some(priority) = change.priority {
                if priority && change.priority_reason.as_deref().is_none_or(|r| r.trim().is_empty())
                {
                    return Err(Error::field(
                        "/priority_reason",
                        "required",
                        "say why the region comes first",
                    ));
                }
                branch.priority = priority;
                branch.priority_reason = if priority { change.priority_reason } else { None };
            }
            branch.version += 1;
            store::update(conn, &branch)?;
            let subject = Subject::region("branch", id, &branch.region_code);
            audit::record(
                conn,
                Some(&caller),
                now,
                "branch.update",
                subject,
                &serde_json::json!({ "version": branch.version, "priority": branch.priority }),
            )?;
            Ok(branch)
        })
        .await
}

/// Whether the programme has a branch for this region; for other slices.
pub fn region_exists(conn: &mut Conn, region: &str) -> Result<bool> {
    store::exists(conn, region)
}

/// Makes sure that every region the programme serves has its branch (六).
/// Returns how many were new.
pub fn load_branches(conn: &mut Conn) -> Result<usize> {
    let mut new = 0;
    for region in onex_identity::regions::REGIONS.iter().filter(|r| r.has_branch) {
        let branch = Branch {
            id: crate::platform::ids::new(),
            region_code: region.code.into(),
            name_zh: region.name_zh.into(),
            name_en: region.name_en.into(),
            contacts: vec![],
            expert_team: vec![],
            priority: false,
            priority_reason: None,
            version: 1,
        };
        new += usize::from(store::insert_missing(conn, &branch)?);
    }
    Ok(new)
}
