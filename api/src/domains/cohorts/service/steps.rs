//! The steps of a class from the draft to its last day.

use super::super::model::{Cohort, CohortRow, CohortWarning, Step, StepInput};
use super::super::store::members as rolls;
use super::super::{policy, store};
use super::{TRAINING, counts_of, notify, reach, shown_one, state_forbids, subject, tried};
use crate::domains::editions::{self, WindowKind};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::follow::{self, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Takes a step, if the state allows it and the class keeps to its rules.
///
/// # Errors
/// `version_mismatch` when somebody else was there first; `state_forbids`; `rule_violated` or
/// `rule_override_required`; `window_closed` when teaching begins outside windows that gate.
pub async fn step(
    state: &State,
    caller: Caller,
    id: Id,
    step: Step,
    seen: IfMatch,
    input: StepInput,
) -> Result<Cohort> {
    caller.may(policy::TABLE, step.action())?;
    let (now, followers) = (state.clock.now(), state.followers);
    let remarks = input.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if step.needs_remarks() && remarks.is_none() {
        return Err(Error::field("/remarks", "required", "say why"));
    }
    let remarks = remarks.map(str::to_string);
    let cohort = state
        .db
        .write(move |conn| {
            store::lock(conn, &[id])?;
            let mut row = store::find(conn, &reach(&caller), id)?;
            seen.check(row.version)?;
            let before = row.status;
            row.status = before
                .after(step)
                .ok_or_else(|| state_forbids(&row, "this step does not follow from there"))?;
            if step.needs_rules() {
                if counts_of(conn, id)?.students == 0 {
                    return Err(state_forbids(
                        &CohortRow { status: before, ..row },
                        "it has no students",
                    )
                    .why("cohort_empty", []));
                }
                let given = &input.overrides;
                let deviations = tried(conn, &row, None, true, given, caller.user, now)?;
                row.deviations = Json::of(&deviations);
            }
            let warnings =
                if step == Step::Start { calendar_warnings(conn, &row, now)? } else { vec![] };
            match step {
                Step::Submit => {
                    row.submitted_by = Some(caller.user);
                    row.submitted_at = Some(now);
                }
                Step::Approve | Step::Return => {
                    row.decided_by = Some(caller.user);
                    row.decided_at = Some(now);
                }
                Step::Withdraw | Step::Start | Step::Finish | Step::Dissolve => {}
            }
            row.remarks = remarks;
            row.updated_at = now;
            row.version += 1;
            if !row.status.is_live() {
                rolls::release_students(conn, id)?;
            }
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "from": before, "to": row.status, "remarks": row.remarks,
                "deviations": row.deviations.value(), "warnings": warnings, "version": row.version,
            });
            audit::record(conn, Some(&caller), now, step.event(), subject(&row), &detail)?;
            let reason = row.remarks.as_deref();
            let told =
                Told { event: step.event(), id, caller: &caller, reason, at: now, followers };
            follow::tell(conn, followers, &told)?;
            notify::stepped(conn, &caller, step, before, &row, now)?;
            Ok(Cohort { warnings, ..shown_one(conn, row)? })
        })
        .await?;
    state.wake_streams();
    Ok(cohort)
}

/// What the calendar says of teaching that begins today (四.3).
fn calendar_warnings(conn: &mut Conn, row: &CohortRow, now: Ts) -> Result<Vec<CohortWarning>> {
    let mut out = Vec::new();
    if let Some(warning) = editions::admit(conn, row.edition_id, WindowKind::StudentTraining, now)?
    {
        out.push(CohortWarning { code: "outside_windows".into(), message: warning.message });
        return Ok(out);
    }
    let periods: Vec<u8> = row.periods.read()?;
    let today = now.programme_date();
    let calendar = editions::calendar(conn, row.edition_id)?;
    let within = calendar
        .windows
        .iter()
        .any(|w| w.kind == TRAINING && periods.contains(&w.period) && w.contains(today));
    if !within {
        let message = format!("Today lies in none of the cohort's periods {periods:?}");
        out.push(CohortWarning { code: "outside_periods".into(), message });
    }
    Ok(out)
}
