//! What changes who somebody is or whether they are there: corrections of name and document, suspension,
//! coming back, leaving. Each with its reason, kept in the history.

use super::super::identity::{self, refusal};
use super::super::model::{Member, MemberKind, MemberStatus};
use super::super::store::{members, persons};
use super::enrol;
use super::import::{CONFLICTS, conflict_key};
use super::model::{Correction, MemberView, Reason, Step};
use super::service::{Action, Note, allow, conflict, keep, note, view};
use crate::domains::imports::Change;
use crate::domains::{accounts, institutions};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::IfMatch;
use crate::platform::state::State;

/// Corrects name or identity document of the person, wherever they are on a list.
///
/// # Errors
/// `identity_conflict` when the document belongs to somebody else: counted and recorded for the person's
/// institution, whoever corrects, as when somebody is enrolled.
pub async fn correct(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    id: Id,
    seen: IfMatch,
    correction: Correction,
) -> Result<MemberView> {
    allow(&caller, kind, Action::Correct)?;
    let scope = caller.scope.clone();
    let place = state
        .db
        .read(move |conn| Ok(members::find(conn, kind, &scope, id)?.institution_id))
        .await?;
    if correction.id_number.is_some() {
        state.throttle.check(&conflict_key(place), CONFLICTS)?;
    }
    if correction.name.is_none() && correction.id_number.is_none() {
        return Err(Error::field("/name", "required", "send a name or the number of a document"));
    }
    let mut faults = Vec::new();
    let name = correction.name.as_deref().and_then(|n| keep(&mut faults, identity::name(n)));
    let document = correction.id_number.as_deref().and_then(|n| {
        keep(&mut faults, identity::document(correction.id_type, n, state.clock.today()))
    });
    if !faults.is_empty() {
        return Err(refusal(faults));
    }
    let (now, inner) = (state.clock.now(), state.clone());
    let who = caller.clone();
    let answer = state
        .db
        .write(move |conn| {
            let member = members::find(conn, kind, &who.scope, id)?;
            seen.check(member.version)?;
            live(&member)?;
            let mut person = persons::find(conn, member.person_id)?;
            let mut changes = Vec::new();
            if let Some(name) = name {
                changes.extend(Change::between("name", Some(&person.name), Some(&name)));
                person.pinyin = identity::initials(&name);
                person.name = name;
            }
            if let Some(document) = document {
                let before = identity::open(&inner.keys, &person)?;
                if before != document.as_str() {
                    let hash = identity::hash(&inner.keys, &document);
                    let other = persons::by_hash(conn, std::slice::from_ref(&hash))?;
                    if other.iter().any(|p| p.id != person.id) {
                        return Err(Error::because(Code::IdentityConflict, enrol::CONFLICT));
                    }
                    let mask = onex_identity::id_number::mask(&before);
                    changes.push(Change { field: "id_number".into(), before: Some(mask) });
                    person.id_hash = hash;
                    person.id_cipher =
                        inner.keys.seal(person.id.0.as_bytes(), document.as_str())?;
                    person.id_type = document.kind().into();
                    person.gender =
                        identity::agreed_gender(None, &document).ok().flatten().or(person.gender);
                }
            }
            if !changes.is_empty() {
                person.version += 1;
                persons::update(conn, &person)?;
                members::rename(conn, person.id, &person.name, &person.pinyin, person.gender, now)?;
                accounts::rename(conn, member.user_id, &person.name)?;
                let reason = Some(correction.reason.as_str());
                let done = Note { kind, action: "correct", reason, changes: &changes, now };
                note(conn, &who, &member, &done)?;
            }
            let member = members::find(conn, kind, &who.scope, id)?;
            view(conn, &inner, member)
        })
        .await;
    if let Err(e) = &answer
        && e.code() == Code::IdentityConflict
    {
        conflict(state, &caller, kind, place, now).await?;
    }
    answer
}

fn live(member: &Member) -> Result<()> {
    if member.status.is_live() {
        Ok(())
    } else {
        Err(Error::because(
            Code::StateForbids,
            format!("This person is no longer at the institution: {}", member.status),
        )
        .why("member_gone", []))
    }
}

/// Suspends a member, takes back who is suspended or has left, or lets them leave.
///
/// # Errors
/// `state_forbids` when their status does not allow the step, `identity_conflict` when a student who comes
/// back studies elsewhere by now.
pub async fn step(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    id: Id,
    step: Step,
    reason: Reason,
) -> Result<MemberView> {
    use MemberStatus::{Active, Left, Suspended, Transferred};
    allow(&caller, kind, Action::ChangeStatus)?;
    let (now, inner, who) = (state.clock.now(), state.clone(), caller.clone());
    let place = state
        .db
        .read(move |conn| Ok(members::find(conn, kind, &who.scope, id)?.institution_id))
        .await?;
    if step == Step::Resume {
        state.throttle.check(&conflict_key(place), CONFLICTS)?;
    }
    let who = caller.clone();
    let answer = state
        .db
        .write(move |conn| {
            let mut member = members::find(conn, kind, &who.scope, id)?;
            let (action, next) = match (step, member.status) {
                (Step::Suspend, Active) => ("suspend", Suspended),
                (Step::Resume, Suspended) => ("resume", Active),
                (Step::Resume, Left | Transferred) => {
                    come_back(conn, kind, &member, who.user, now)?;
                    ("resume", Active)
                }
                (Step::Leave, Active | Suspended) => ("leave", Left),
                (_, status) => {
                    return Err(Error::because(
                        Code::StateForbids,
                        format!("The present status does not allow this step: {status}"),
                    ));
                }
            };
            let changes: Vec<_> =
                Change::between("status", Some(member.status.as_str()), Some(next.as_str()))
                    .into_iter()
                    .collect();
            member.status = next;
            member.updated_at = now;
            member.version += 1;
            members::update(conn, kind, &member)?;
            if next == Left {
                accounts::withdraw_role_in(
                    conn,
                    member.user_id,
                    kind.role(),
                    member.institution_id,
                    Some(who.user),
                    now,
                    &reason.reason,
                )?;
            }
            let done = Note { kind, action, reason: Some(&reason.reason), changes: &changes, now };
            note(conn, &who, &member, &done)?;
            view(conn, &inner, member)
        })
        .await;
    if let Err(e) = &answer
        && e.code() == Code::IdentityConflict
    {
        conflict(state, &caller, kind, place, now).await?;
    }
    state.sessions_ended();
    answer
}

/// Gives who has left their role at the institution again.
fn come_back(conn: &mut Conn, kind: MemberKind, member: &Member, by: Id, now: Ts) -> Result<()> {
    let elsewhere = kind == MemberKind::Student
        && members::of_persons(conn, kind, &[member.person_id])?
            .iter()
            .any(|m| m.id != member.id && m.status.is_live());
    if elsewhere {
        return Err(Error::because(Code::IdentityConflict, enrol::CONFLICT));
    }
    let place = institutions::brief(conn, member.institution_id)?;
    enrol::admit(conn, kind, member.user_id, &place, by, now)
}
