//! Students who change classes within their school: all of them or none.

use std::collections::HashSet;

use super::super::model::{MoveInput, MoveResult};
use super::super::store::members as rolls;
use super::super::{policy, store};
use super::members::{settle_members, taken};
use super::{notify, people, shown_one, subject};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::Id;
use crate::platform::error::{Error, FieldError, Result};
use crate::platform::state::State;

/// Moves students from one class to another of the same school and edition. Both keep to their rules.
pub async fn move_students(state: &State, caller: Caller, input: MoveInput) -> Result<MoveResult> {
    caller.may(policy::TABLE, "cohorts.set_members")?;
    let now = state.clock.now();
    if input.from == input.to {
        return Err(Error::field("/to", "same", "is the cohort they are in"));
    }
    let result = state
        .db
        .write(move |conn| {
            store::lock(conn, &[input.from, input.to])?;
            let (mut from, from_before) = taken(conn, &caller, input.from)?;
            let (mut to, to_before) = taken(conn, &caller, input.to)?;
            if from.edition_id != to.edition_id || from.institution_id != to.institution_id {
                let message = "belongs to another edition or institution";
                return Err(Error::field("/to", "elsewhere", message));
            }
            people::joining(conn, to.institution_id, &input.student_ids, "/student_ids")?;
            let present: HashSet<Id> = rolls::student_ids(conn, from.id)?.into_iter().collect();
            let absent: Vec<FieldError> = input
                .student_ids
                .iter()
                .enumerate()
                .filter(|(_, s)| !present.contains(s))
                .map(|(i, _)| FieldError::new(format!("/student_ids/{i}"), "not_in_cohort", format!("is not in the cohort {}", from.title)))
                .collect();
            if !absent.is_empty() {
                return Err(Error::fields(absent));
            }
            rolls::remove_students(conn, from.id, &input.student_ids)?;
            let pairs: Vec<(Id, Id)> = input.student_ids.iter().map(|&s| (to.id, s)).collect();
            rolls::add_students(conn, to.edition_id, &pairs, now)?;
            settle_members(conn, &mut from, from_before, &input.overrides, caller.user, now)?;
            settle_members(conn, &mut to, to_before, &input.overrides, caller.user, now)?;
            for row in [&from, &to] {
                let detail = serde_json::json!({
                    "from": from.id, "to": to.id, "students": input.student_ids, "version": row.version,
                    "deviations": row.deviations.value(),
                });
                audit::record(conn, Some(&caller), now, "cohort.move", subject(row), &detail)?;
            }
            notify::moved(conn, &caller, &from, &to, &input.student_ids, now)?;
            Ok(MoveResult { from: shown_one(conn, from)?, to: shown_one(conn, to)? })
        })
        .await?;
    state.wake_streams();
    Ok(result)
}
