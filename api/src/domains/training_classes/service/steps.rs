//! The steps of a class: it starts, finishes, or is dissolved before it began; and what that means for its batch.

use onex_rules::RuleId;

use super::super::model::{ClassRow, ClassStatus, ClassStep, Step, TrainingClass};
use super::super::{policy, store};
use super::ground::present;
use super::trainers::trainers_now;
use super::{hours, notify, shown_one, state_forbids, subject, taken};
use crate::domains::editions::{self, Check, Deviation, Trial};
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::training_batches::{self, BatchStatus};
use crate::domains::training_enrolments::{self as enrolments, EnrolmentStatus, Participant};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::follow::{self, Follower, Told};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Takes a step, if the state allows it and the class keeps to its rules.
///
/// # Errors
/// `version_mismatch` when somebody else was there first; `state_forbids`; `rule_violated` for fewer live hours
/// planned (to start) or held (to finish) than the rule asks for; 422 for `remarks` where a reason is owed.
pub async fn step(
    state: &State,
    caller: Caller,
    id: Id,
    step: Step,
    seen: IfMatch,
    input: ClassStep,
) -> Result<TrainingClass> {
    caller.may(policy::TABLE, step.action())?;
    let (now, followers) = (state.clock.now(), state.followers);
    let remarks = input.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if step == Step::Dissolve && remarks.is_none() {
        return Err(Error::field("/remarks", "required", "say why"));
    }
    let remarks = remarks.map(str::to_string);
    let class = state
        .db
        .write(move |conn| {
            let mut row = taken(conn, &caller, id, &seen)?;
            let before = row.clone();
            row.status = before
                .status
                .after(step)
                .ok_or_else(|| state_forbids(&before, "this step does not follow from there"))?;
            // Nothing is planned, moved or held while its hours are counted.
            live_sessions::lock_plan(conn, ClassKind::TrainingClass, id)?;
            let people = present(enrolments::of_classes(conn, &[id])?);
            let taking = Taking { caller: &caller, followers, input: &input, at: now };
            match step {
                Step::Start => taking.start(conn, &before, &mut row, &people)?,
                Step::Finish => taking.finish(conn, &before, &mut row, &people)?,
                Step::Dissolve => {}
            }
            row.remarks = remarks;
            row.updated_at = now;
            row.version += 1;
            store::update(conn, &row)?;
            let detail = serde_json::json!({
                "from": before.status, "to": row.status, "remarks": row.remarks,
                "deviations": row.deviations.value(), "version": row.version,
            });
            audit::record(conn, Some(&caller), now, step.event(), subject(&row), &detail)?;
            if step == Step::Dissolve {
                release(conn, &row, &people, now)?;
            }
            let reason = row.remarks.as_deref();
            let told =
                Told { event: step.event(), id, caller: &caller, reason, at: now, followers };
            follow::tell(conn, followers, &told)?;
            notify::stepped(conn, &caller, step, &row, &people, now)?;
            if step != Step::Start {
                settle_batch(conn, &caller, followers, row.batch_id, now)?;
            }
            shown_one(conn, id)
        })
        .await?;
    state.wake_streams();
    Ok(class)
}

/// Those of a class that is given up are free for another.
fn release(conn: &mut Conn, row: &ClassRow, people: &[Participant], at: Ts) -> Result<()> {
    let placed = people.iter().filter(|p| p.row.status == EnrolmentStatus::Placed);
    let ids: Vec<Id> = placed.map(|p| p.row.id).collect();
    enrolments::put_in_class(conn, &ids, Some(row.id), None, at)
}

struct Taking<'a> {
    caller: &'a Caller,
    followers: &'static [Follower],
    input: &'a ClassStep,
    at: Ts,
}

impl Taking<'_> {
    /// A class starts when its batch is grouped, its first day has come, and its hours are planned. The first takes
    /// the batch with it.
    fn start(
        &self,
        conn: &mut Conn,
        before: &ClassRow,
        row: &mut ClassRow,
        people: &[Participant],
    ) -> Result<()> {
        if people.is_empty() {
            return Err(state_forbids(before, "nobody takes part in it").why("class_empty", []));
        }
        if self.at.programme_date() < row.starts_on {
            let why = format!("its first day is {}", row.starts_on);
            return Err(
                state_forbids(before, &why).why("class_first_day", [("day", row.starts_on.into())])
            );
        }
        let batch = training_batches::by_id(conn, row.batch_id)?;
        let unplaced = enrolments::unplaced_count(conn, row.batch_id)?;
        if unplaced > 0 && batch.status != BatchStatus::Running {
            let why = format!("{unplaced} participants of the batch have no class yet");
            return Err(state_forbids(before, &why).why("batch_unplaced", [("n", unplaced.into())]));
        }
        let trainers = trainers_now(conn, row.id)?;
        let granted = training_batches::granted(conn, row.batch_id, &trainers)?;
        if granted.is_empty() && !trainers.is_empty() {
            let why = "none of its trainers holds a trainer's grant any more; replace them first";
            return Err(state_forbids(before, why).why("trainers_without_role", []));
        }
        let deviations = self.hours(conn, row, |h| h.planned)?;
        row.deviations = Json::of(&deviations);
        row.started_at = Some(self.at);
        row.started_by = Some(self.caller.user);
        let way = [BatchStatus::Grouped, BatchStatus::Running];
        let done = match batch.status {
            BatchStatus::Enrolling => 0,
            BatchStatus::Grouped => 1,
            _ => 2,
        };
        for to in way.into_iter().skip(done) {
            training_batches::bring(conn, self.caller, self.followers, batch.id, to, self.at)?;
        }
        Ok(())
    }

    /// A class finishes when its hours are held, as long as anybody is left in it, and who attended is recorded.
    fn finish(
        &self,
        conn: &mut Conn,
        before: &ClassRow,
        row: &mut ClassRow,
        people: &[Participant],
    ) -> Result<()> {
        let sessions = live_sessions::standing(conn, ClassKind::TrainingClass, row.id)?;
        if !sessions.open.is_empty() {
            let why =
                format!("these sessions are open: {}; end them first", sessions.open.join("; "));
            return Err(state_forbids(before, &why)
                .why("sessions_open", [("titles", sessions.open.clone().into())]));
        }
        if !sessions.unrecorded.is_empty() {
            let why = format!(
                "these sessions have neither attendance recorded nor a reason why there is none: {}",
                sessions.unrecorded.join("; ")
            );
            return Err(state_forbids(before, &why)
                .why("sessions_unrecorded", [("titles", sessions.unrecorded.clone().into())]));
        }
        if !sessions.unreviewed.is_empty() {
            let why = format!(
                "these sessions have an attendance file that nobody has looked through: {}",
                sessions.unreviewed.join("; ")
            );
            return Err(state_forbids(before, &why)
                .why("sessions_unreviewed", [("titles", sessions.unreviewed.clone().into())]));
        }
        let others = store::of_batch(conn, row.batch_id)?;
        let last = !others.iter().any(|c| c.id != row.id && c.status.is_live());
        let unplaced = enrolments::unplaced_count(conn, row.batch_id)?;
        if last && unplaced > 0 {
            let why = format!(
                "{unplaced} participants of the batch have no class; form one, move or withdraw them first"
            );
            return Err(
                state_forbids(before, &why).why("last_class_unplaced", [("n", unplaced.into())])
            );
        }
        if !people.is_empty() {
            let deviations = self.hours(conn, row, |h| h.held)?;
            row.deviations = Json::of(&deviations);
        }
        // What was planned beyond its hours does not take place.
        let reason = self.input.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
        let ahead = (ClassKind::TrainingClass, row.id);
        let reason = reason.unwrap_or("研修班已结束");
        live_sessions::cancel_all(conn, self.caller, ahead, reason, self.at)?;
        row.finished_at = Some(self.at);
        row.finished_by = Some(self.caller.user);
        Ok(())
    }

    /// Holds the live hours against the rule; the deviations of the class from now on.
    fn hours(
        &self,
        conn: &mut Conn,
        row: &ClassRow,
        of: fn(&super::super::model::ClassHours) -> i64,
    ) -> Result<Vec<Deviation>> {
        let hours = hours::of(conn, std::slice::from_ref(row))?.remove(&row.id);
        let rules = editions::rules_for(conn, row.edition_id, Some(&row.region_code))?;
        let standing: Vec<Deviation> = row.deviations.read()?;
        let check = Check {
            rule: RuleId::TrainingClassMinLiveHours,
            before: None,
            after: hours.as_ref().map(of).unwrap_or_default(),
            subject: format!("class {}", row.title),
        };
        let trial =
            Trial { rules: &rules, checks: vec![check], standing: &standing, reasons: vec![] };
        let overrides: Vec<_> = self.input.overrides.iter().map(Into::into).collect();
        let settled = editions::settle(&[trial], &overrides, self.caller.user, self.at)
            .map_err(editions::refuse)?;
        let others = standing.into_iter().filter(|d| d.rule != RuleId::TrainingClassMinLiveHours);
        Ok(others.chain(settled.into_iter().flatten()).collect())
    }
}

/// A batch whose classes have all ended goes into assessment, once nobody of it is without a class, and ends if
/// everybody has a result already.
pub fn settle_batch(
    conn: &mut Conn,
    caller: &Caller,
    followers: &[Follower],
    batch: Id,
    at: Ts,
) -> Result<()> {
    if training_batches::by_id(conn, batch)?.status != BatchStatus::Running {
        return Ok(());
    }
    let classes = store::of_batch(conn, batch)?;
    let over = !classes.iter().any(|c| c.status.is_live())
        && classes.iter().any(|c| c.status == ClassStatus::Finished);
    if over && enrolments::unplaced_count(conn, batch)? == 0 {
        training_batches::bring(conn, caller, followers, batch, BatchStatus::Assessing, at)?;
        // Nobody may be left to judge.
        training_batches::conclude(conn, caller, followers, batch, at)?;
    }
    Ok(())
}
