//! Regions that agree to train together: proposed by a branch or headquarters, in force once both branches agree.

use actix_web::HttpResponse;

use super::super::model::{
    Merge, MergeFilter, MergeRow, MergeStatus, MergeStep, MergeTurn, NewMerge,
};
use super::super::store::merges as rows;
use super::super::{policy, store};
use super::notify;
use crate::domains::training_batches::{self, BatchRow, BatchStatus};
use crate::domains::training_enrolments as enrolments;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery, region_filter};
use crate::platform::ids;
use crate::platform::state::State;

pub(super) fn subject(row: &MergeRow) -> Subject {
    Subject::region("training_merge", row.id, &row.with_region_code)
}

fn shown(conn: &mut Conn, caller: &Caller, list: Vec<MergeRow>) -> Result<Vec<Merge>> {
    let ids: Vec<Id> = list.iter().flat_map(|r| [r.batch_id, r.source_batch_id]).collect();
    let batches = store::batches(conn, &ids)?;
    list.into_iter()
        .map(|r| {
            let missing = || Error::internal(anyhow::anyhow!("merge {} has no batch", r.id));
            let other = r.source_batch_id != r.batch_id;
            Ok(Merge {
                id: r.id,
                batch: batches.get(&r.batch_id).cloned().ok_or_else(missing)?,
                source_batch: batches.get(&r.source_batch_id).filter(|_| other).cloned(),
                own: r.proposed_by == caller.user,
                region_code: r.region_code,
                with_region_code: r.with_region_code,
                reason: r.reason,
                status: r.status,
                proposed_at: r.proposed_at,
                source_agreed_at: r.source_at,
                target_agreed_at: r.target_at,
                ended_at: r.ended_at,
                remarks: r.remarks,
                version: r.version,
            })
        })
        .collect()
}

fn shown_one(conn: &mut Conn, caller: &Caller, row: MergeRow) -> Result<Merge> {
    shown(conn, caller, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of the proposals in the caller's scope, the newest first.
pub async fn list_merges(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: MergeFilter,
) -> Result<Page<Merge>> {
    caller.may(policy::TABLE, "training_merges.read")?;
    region_filter(filter.region_code.as_deref())?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let list = rows::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| rows::total(conn, &caller.scope, &filter))?;
            let page = Page::build(list, limit, |r| r.id).of(total);
            page.remade(|list| shown(conn, &caller, list))
        })
        .await
}

/// One proposal.
pub async fn find_merge(state: &State, caller: Caller, id: Id) -> Result<Merge> {
    caller.may(policy::TABLE, "training_merges.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = rows::find(conn, &caller.scope, id)?;
            shown_one(conn, &caller, row)
        })
        .await
}

/// Proposes that two regions train together.
///
/// # Errors
/// `not_found` for a batch that neither lies in the caller's reach nor has the region that is theirs; 422 for regions
/// that are not of these batches; `state_forbids` unless both enrol; `already_exists` if it is proposed or agreed.
pub async fn propose(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewMerge,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_merges.propose")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_training_merge", &request, move |conn| {
            let source = new.source_batch_id.unwrap_or(new.batch_id);
            training_batches::lock(conn, &[new.batch_id, source])?;
            let (target, source) = sides(conn, &caller, &new, source)?;
            let (a, b) = (&new.region_code, &new.with_region_code);
            let (low, high) = if a < b { (a, b) } else { (b, a) };
            if rows::open(conn, target.id, low, high)? {
                let detail = "That these regions train together is proposed or agreed on already";
                return Err(Error::because(Code::AlreadyExists, detail).why("merge_exists", []));
            }
            // What a branch proposes it agrees to.
            let mine = |region: &str| match &caller.scope {
                Scope::Region(own) if own == region => (Some(caller.user), Some(now)),
                _ => (None, None),
            };
            let ((source_by, source_at), (target_by, target_at)) = (mine(a), mine(b));
            let row = MergeRow {
                id: ids::new(),
                batch_id: target.id,
                source_batch_id: source.id,
                region_code: a.clone(),
                with_region_code: b.clone(),
                low: low.clone(),
                high: high.clone(),
                reason: new.reason.trim().into(),
                status: MergeStatus::Proposed,
                proposed_by: caller.user,
                proposed_at: now,
                source_by,
                source_at,
                target_by,
                target_at,
                ended_at: None,
                remarks: None,
                version: 1,
            };
            rows::insert(conn, &row)?;
            let detail = serde_json::json!({
                "batch": target.title, "region": row.region_code, "with": row.with_region_code,
                "reason": row.reason,
            });
            audit::record(
                conn,
                Some(&caller),
                now,
                "training_merge.propose",
                subject(&row),
                &detail,
            )?;
            notify::merge(conn, &caller, &row, "training_merge.proposed", now)?;
            let location = format!("/api/v1/training-merges/{}", row.id);
            Idempotent::created(location, &shown_one(conn, &caller, row)?)
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// The batch in which they would train, and the one that the first region comes from.
fn sides(
    conn: &mut Conn,
    caller: &Caller,
    new: &NewMerge,
    source: Id,
) -> Result<(BatchRow, BatchRow)> {
    if new.region_code == new.with_region_code {
        return Err(Error::field("/with_region_code", "same", "is the same region"));
    }
    let gone = || Error::because(Code::NotFound, "There is no such batch here");
    let (target, source) = (
        training_batches::by_id(conn, new.batch_id).map_err(|_| gone())?,
        training_batches::by_id(conn, source).map_err(|_| gone())?,
    );
    // A branch proposes for its own region, whose batch it sees; that of the other it need not see.
    let own_side = match &caller.scope {
        Scope::Region(own) if *own == new.region_code => Some(source.id),
        Scope::Region(own) if *own == new.with_region_code => Some(target.id),
        Scope::Region(_) => return Err(gone()),
        _ => None,
    };
    if let Some(id) = own_side {
        training_batches::find_in(conn, &training_batches::Reach::of(caller), id)?;
    }
    // What is not open yet is nobody else's business.
    if [&target, &source].iter().any(|b| b.status == BatchStatus::Draft) {
        return Err(gone());
    }
    for (batch, region, pointer) in [
        (&source, &new.region_code, "/region_code"),
        (&target, &new.with_region_code, "/with_region_code"),
    ] {
        if !training_batches::regions_of(conn, batch.id)?.contains(region) {
            return Err(Error::field(pointer, "unknown", "is no region of the batch"));
        }
    }
    if (source.edition_id, source.period) != (target.edition_id, target.period) {
        let message = "is of another edition or period";
        return Err(Error::field("/source_batch_id", "elsewhere", message));
    }
    may_merge(&target)?;
    may_merge(&source)?;
    Ok((target, source))
}

/// Before the first class begins, nobody having been told where they train.
fn may_merge(batch: &BatchRow) -> Result<()> {
    if batch.status.takes_people() {
        return Ok(());
    }
    let detail =
        format!("The batch {} is {}: regions agree before that", batch.title, batch.status);
    Err(Error::because(Code::StateForbids, detail)
        .why("merge_too_late", [("title", (&batch.title).into())]))
}

/// A branch agrees or refuses, or whoever proposed it withdraws.
///
/// # Errors
/// `state_forbids` once it is decided, and for who has agreed already; `same_person` if one would agree for both
/// regions; `forbidden` for withdrawing what another has proposed.
pub async fn turn(
    state: &State,
    caller: Caller,
    id: Id,
    turn: MergeTurn,
    seen: IfMatch,
    input: MergeStep,
) -> Result<Merge> {
    caller.may(policy::TABLE, turn.action())?;
    let now = state.clock.now();
    let remarks = input.remarks.as_deref().map(str::trim).filter(|r| !r.is_empty());
    if turn == MergeTurn::Refuse && remarks.is_none() {
        return Err(Error::field("/remarks", "required", "say why"));
    }
    let remarks = remarks.map(str::to_string);
    let merge = state
        .db
        .write(move |conn| {
            let row = rows::find(conn, &caller.scope, id)?;
            training_batches::lock(conn, &[row.batch_id, row.source_batch_id])?;
            let mut row = rows::find(conn, &caller.scope, id)?;
            seen.check(row.version)?;
            if row.status != MergeStatus::Proposed {
                let detail = format!("The proposal is {}", row.status);
                return Err(Error::because(Code::StateForbids, detail).why("merge_settled", []));
            }
            match turn {
                MergeTurn::Agree => agree(conn, &caller, &mut row, now)?,
                MergeTurn::Refuse => refuse(&caller, &mut row, now)?,
                MergeTurn::Withdraw => withdraw(&caller, &mut row, now)?,
            }
            row.remarks = remarks;
            row.version += 1;
            rows::update(conn, &row)?;
            let detail = serde_json::json!({
                "to": row.status, "region": row.region_code, "with": row.with_region_code,
                "remarks": row.remarks, "version": row.version,
            });
            audit::record(conn, Some(&caller), now, turn.event(), subject(&row), &detail)?;
            if row.status == MergeStatus::Agreed && row.source_batch_id != row.batch_id {
                unite(conn, &caller, &row, now)?;
            }
            let said = match row.status {
                MergeStatus::Agreed => Some("training_merge.agreed"),
                MergeStatus::Refused => Some("training_merge.refused"),
                MergeStatus::Withdrawn => Some("training_merge.withdrawn"),
                MergeStatus::Proposed => None,
            };
            match said {
                Some(kind) => notify::merge(conn, &caller, &row, kind, now)?,
                // One of two: the other is asked still.
                None => notify::asked(conn, &caller, &row, now)?,
            }
            shown_one(conn, &caller, row)
        })
        .await?;
    state.wake_streams();
    Ok(merge)
}

fn agree(conn: &mut Conn, caller: &Caller, row: &mut MergeRow, at: Ts) -> Result<()> {
    for id in [row.batch_id, row.source_batch_id] {
        may_merge(&training_batches::by_id(conn, id)?)?;
    }
    let source = caller.scope.covers_region(&row.region_code);
    let (by, when) = if source {
        (&mut row.source_by, &mut row.source_at)
    } else {
        (&mut row.target_by, &mut row.target_at)
    };
    if by.is_some() {
        let detail = "Your branch has agreed already; the other is asked";
        return Err(Error::because(Code::StateForbids, detail).why("merge_agreed_already", []));
    }
    (*by, *when) = (Some(caller.user), Some(at));
    match (row.source_by, row.target_by) {
        (Some(one), Some(other)) if one == other => {
            let detail = "Whoever agreed for one region does not agree for the other";
            Err(Error::because(Code::SamePerson, detail).why("merge_same_person", []))
        }
        (Some(_), Some(_)) => {
            row.status = MergeStatus::Agreed;
            row.ended_at = Some(at);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn refuse(caller: &Caller, row: &mut MergeRow, at: Ts) -> Result<()> {
    let source = caller.scope.covers_region(&row.region_code);
    let agreed = if source { row.source_by } else { row.target_by };
    if agreed.is_some() {
        let detail = "Your branch has agreed; only who proposed it withdraws it";
        return Err(Error::because(Code::StateForbids, detail).why("merge_agreed_withdraw", []));
    }
    row.status = MergeStatus::Refused;
    row.ended_at = Some(at);
    Ok(())
}

fn withdraw(caller: &Caller, row: &mut MergeRow, at: Ts) -> Result<()> {
    // A branch withdraws what it has agreed to, whoever of it did.
    let theirs = match &caller.scope {
        Scope::Region(own) if *own == row.region_code => row.source_by.is_some(),
        Scope::Region(_) => row.target_by.is_some(),
        _ => row.proposed_by == caller.user,
    };
    if !theirs {
        return Err(Error::because(Code::Forbidden, "Only who proposed it withdraws it")
            .why("merge_of_others", []));
    }
    row.status = MergeStatus::Withdrawn;
    row.ended_at = Some(at);
    Ok(())
}

/// Moves whoever of the region has no class into the batch in which they train, with their places.
fn unite(conn: &mut Conn, caller: &Caller, row: &MergeRow, at: Ts) -> Result<()> {
    training_batches::take_region(conn, caller, row.batch_id, &row.region_code, at)?;
    let from = training_batches::by_id(conn, row.source_batch_id)?;
    let to = training_batches::by_id(conn, row.batch_id)?;
    enrolments::transfer(conn, caller, (&from, &to), &row.region_code, &row.reason, at)?;
    Ok(())
}
