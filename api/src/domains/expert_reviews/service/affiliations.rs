//! Institutions that an expert is bound to.

use std::collections::HashSet;

use super::super::model::{Affiliation, AffiliationRow, Affiliations, AffiliationsInput, Tie};
use super::super::policy;
use super::super::store::{self, affiliations as ties, panel as panels};
use super::steps::{Why, give_back};
use crate::domains::{accounts, training_batches};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::state::State;

/// Whether this expert is the caller's to look after: themself, one of the branch's region, anybody.
fn within(conn: &mut Conn, caller: &Caller, user: Id) -> Result<()> {
    let gone = || Error::new(Code::NotFound);
    if caller.role == Role::Expert {
        return if caller.user == user { Ok(()) } else { Err(gone()) };
    }
    let grants = panels::grants_of(conn, &[user])?.remove(&user).ok_or_else(gone)?;
    match &caller.scope {
        Scope::Country => Ok(()),
        Scope::Region(own) if grants.iter().any(|g| g.as_ref() == Some(own)) => Ok(()),
        _ => Err(gone()),
    }
}

fn shown(conn: &mut Conn, user: Id) -> Result<Affiliations> {
    let name = accounts::names(conn, &[user])?.remove(&user).unwrap_or_default();
    let (teaches, holds) = ties::known(conn, user)?;
    let mut items: Vec<Affiliation> = ties::declared(conn, user)?
        .into_iter()
        .map(|(row, (institution_id, institution_name, region_code))| Affiliation {
            institution_id,
            institution_name,
            region_code,
            tie: Tie::Declared,
            own: row.declared_by == user,
            declared_at: Some(row.declared_at),
        })
        .collect();
    for (tie, places) in [(Tie::Teacher, teaches), (Tie::Grant, holds)] {
        items.extend(places.into_iter().map(|(institution_id, institution_name, region_code)| {
            let (own, declared_at) = (false, None);
            Affiliation { institution_id, institution_name, region_code, tie, own, declared_at }
        }));
    }
    items.sort_by(|a, b| {
        (&a.institution_name, a.institution_id, a.tie).cmp(&(
            &b.institution_name,
            b.institution_id,
            b.tie,
        ))
    });
    Ok(Affiliations { user_id: user, name, items })
}

/// What binds an expert to institutions.
///
/// # Errors
/// `not_found` for who is no expert of the caller's.
pub async fn affiliations(state: &State, caller: Caller, user: Id) -> Result<Affiliations> {
    caller.may(policy::TABLE, "expert_affiliations.read")?;
    state
        .db
        .snapshot(move |conn| {
            within(conn, &caller, user)?;
            shown(conn, user)
        })
        .await
}

/// Declares what binds an expert to institutions. Reviews of their participants that are not done yet go to others.
///
/// # Errors
/// `not_found` for who is no expert of the caller's; 422 with a pointer to each institution that is not there or stands
/// twice, and where an expert leaves out what others declared.
pub async fn set_affiliations(
    state: &State,
    caller: Caller,
    user: Id,
    input: AffiliationsInput,
) -> Result<Affiliations> {
    caller.may(policy::TABLE, "expert_affiliations.set")?;
    let now = state.clock.now();
    let affiliations = state
        .db
        .write(move |conn| {
            within(conn, &caller, user)?;
            let declared = ties::declared(conn, user)?;
            let had: HashSet<Id> = declared.iter().map(|(row, _)| row.institution_id).collect();
            let wanted = wanted(conn, &input.institution_ids)?;
            let gone: Vec<Id> = had.difference(&wanted).copied().collect();
            let kept = declared
                .iter()
                .filter(|(row, _)| gone.contains(&row.institution_id))
                .find(|(row, _)| caller.user == user && row.declared_by != user);
            if let Some((_, (_, name, _))) = kept {
                let message = format!("{name} was declared by others, who can take it back");
                return Err(Error::field("/institution_ids", "declared_by_others", message));
            }
            let rows: Vec<AffiliationRow> = wanted
                .difference(&had)
                .map(|institution| AffiliationRow {
                    user_id: user,
                    institution_id: *institution,
                    declared_by: caller.user,
                    declared_at: now,
                })
                .collect();
            if gone.is_empty() && rows.is_empty() {
                return shown(conn, user);
            }
            ties::delete(conn, user, &gone)?;
            ties::insert(conn, &rows)?;
            let came: Vec<Id> = rows.iter().map(|r| r.institution_id).collect();
            let detail = serde_json::json!({ "added": came, "removed": gone });
            let subject = Subject::country("user", user);
            let event = "user.set_affiliations";
            audit::record(conn, Some(&caller), now, event, subject, &detail)?;
            // What they have and must not judge any more.
            let open = store::open_of(conn, user, None)?;
            let enrolments: Vec<Id> = open.iter().map(|r| r.enrolment_id).collect();
            let barred: HashSet<Id> = ties::conflicts(conn, &[user], &enrolments)?
                .into_iter()
                .map(|conflict| conflict.enrolment_id)
                .collect();
            let mut batches: Vec<Id> = open
                .iter()
                .filter(|r| barred.contains(&r.enrolment_id))
                .map(|r| r.batch_id)
                .collect();
            batches.sort_unstable();
            batches.dedup();
            training_batches::lock(conn, &batches)?;
            for batch in batches {
                let batch = training_batches::by_id(conn, batch)?;
                panels::lock(conn, batch.id)?;
                let rows = store::open_of(conn, user, Some(batch.id))?
                    .into_iter()
                    .filter(|r| barred.contains(&r.enrolment_id))
                    .collect();
                let why = Why { caller: &caller, reason: "利益关系申报", at: now };
                give_back(conn, &batch, rows, &why, false)?;
            }
            shown(conn, user)
        })
        .await?;
    state.wake_streams();
    Ok(affiliations)
}

fn wanted(conn: &mut Conn, ids: &[Id]) -> Result<HashSet<Id>> {
    let known: HashSet<Id> = ties::existing(conn, ids)?.into_iter().collect();
    let (mut out, mut wrong) = (HashSet::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        let (code, message) = match () {
            () if !known.contains(id) => ("unknown", "there is no such institution"),
            () if !out.insert(*id) => ("duplicate", "is named twice"),
            () => continue,
        };
        let pointer = format!("/institution_ids/{i}");
        wrong.push(FieldError::new(pointer, code, message));
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::fields(wrong)) }
}
