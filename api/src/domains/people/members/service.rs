//! Use cases of students and teachers.

use actix_web::HttpResponse;
use serde::Serialize;

use super::super::identity::{self, Applicant, Fault, refusal};
use super::super::model::{Listing, Member, MemberFilter, MemberKind};
use super::super::policy;
use super::super::store::{history, members, persons};
use super::enrol::{self, Verdict};
use super::import::{CONFLICTS, conflict_key, institution};
use super::model::{Detail, HistoryEntry, MemberChange, MemberView, NewMember, Reason, Revealed};
use crate::domains::imports::Change;
use crate::domains::institutions;
use crate::platform::audit::{self, Subject};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

/// What partners need to read people.
pub const CLIENT_SCOPE: &str = "students:read";

/// What may be done with members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Read,
    Create,
    Update,
    Correct,
    ChangeStatus,
    Reveal,
    History,
    Export,
    Import,
}

impl MemberKind {
    /// The row of the policy table.
    pub const fn action(self, action: Action) -> &'static str {
        let (student, teacher) = match action {
            Action::Read => ("students.read", "teachers.read"),
            Action::Create => ("students.create", "teachers.create"),
            Action::Update => ("students.update", "teachers.update"),
            Action::Correct => ("students.correct", "teachers.correct"),
            Action::ChangeStatus => ("students.change_status", "teachers.change_status"),
            Action::Reveal => ("students.reveal", "teachers.reveal"),
            Action::History => ("students.history", "teachers.history"),
            Action::Export => ("students.export", "teachers.export"),
            Action::Import => ("students.import", "teachers.import"),
        };
        match self {
            MemberKind::Student => student,
            MemberKind::Teacher => teacher,
        }
    }
    const fn collection(self) -> &'static str {
        match self {
            MemberKind::Student => "students",
            MemberKind::Teacher => "teachers",
        }
    }
}

pub(super) fn allow(caller: &Caller, kind: MemberKind, action: Action) -> Result<()> {
    caller.may(policy::TABLE, kind.action(action))?;
    caller.client_scope(CLIENT_SCOPE)
}

fn subject(kind: MemberKind, member: &Member) -> Subject {
    Subject::institution(kind.as_str(), member.id, &member.region_code, member.institution_id)
}

/// A page of members.
pub async fn list(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    page: PageQuery,
    q: Option<String>,
    filter: MemberFilter,
) -> Result<Page<MemberView>> {
    allow(&caller, kind, Action::Read)?;
    let limit = page.limit()?;
    let after = page.after()?;
    let readings = Listing::readings(q.as_deref(), &filter, after.as_ref());
    let (rows, total, listing) = state
        .db
        .read(move |conn| {
            let mut readings = readings.into_iter();
            let mut listing = readings.next().ok_or_else(|| Error::new(Code::BadCursor))?;
            let mut rows = members::list(conn, kind, &caller.scope, &listing, limit + 1)?;
            for other in readings {
                if rows.is_empty() {
                    rows = members::list(conn, kind, &caller.scope, &other, limit + 1)?;
                    listing = other;
                }
            }
            let total = page.total(|| members::count(conn, kind, &caller.scope, &listing))?;
            Ok((rows, total, listing))
        })
        .await?;
    let page = Page::build(rows, limit, |(m, _)| listing.position(m)).of(total);
    Ok(page.map(|(member, place)| MemberView {
        institution_name: Some(place),
        member,
        detail: None,
    }))
}

/// One member with the masked number of their document.
pub async fn find(state: &State, caller: Caller, kind: MemberKind, id: Id) -> Result<MemberView> {
    allow(&caller, kind, Action::Read)?;
    let state_for = state.clone();
    state
        .db
        .snapshot(move |conn| {
            let member = members::find(conn, kind, &caller.scope, id)?;
            view(conn, &state_for, member)
        })
        .await
}

pub(super) fn view(conn: &mut Conn, state: &State, member: Member) -> Result<MemberView> {
    let person = persons::find(conn, member.person_id)?;
    let (username, account_status) = persons::account(conn, member.user_id)?;
    let number = identity::open(&state.keys, &person)?;
    Ok(MemberView {
        institution_name: Some(institutions::brief(conn, member.institution_id)?.name),
        member,
        detail: Some(Detail {
            id_type: person.id_type,
            id_number_masked: onex_identity::id_number::mask(&number),
            username,
            account_status,
        }),
    })
}

/// Checks an entry as it came from a form.
fn applicant(state: &State, kind: MemberKind, new: &NewMember) -> Result<Applicant> {
    let mut faults = Vec::new();
    let number = keep(&mut faults, identity::number(kind, &new.number));
    let name = keep(&mut faults, identity::name(&new.name));
    let document =
        keep(&mut faults, identity::document(new.id_type, &new.id_number, state.clock.today()));
    let gender = document
        .as_ref()
        .and_then(|d| keep(&mut faults, identity::agreed_gender(new.gender, d)).flatten());
    let phone = new.phone.as_deref().and_then(|p| keep(&mut faults, identity::phone(p)));
    let (Some(number), Some(name), Some(document), true) =
        (number, name, document, faults.is_empty())
    else {
        return Err(refusal(faults));
    };
    let applicant = Applicant::new(&state.keys, name, gender, &document, number)?;
    let tidy = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_string)
    };
    Ok(Applicant {
        major: tidy(&new.major),
        grade: tidy(&new.grade),
        admin_class: tidy(&new.admin_class),
        phone,
        ..applicant
    })
}

pub(super) fn keep<T>(
    faults: &mut Vec<Fault>,
    checked: std::result::Result<T, Fault>,
) -> Option<T> {
    checked.map_err(|f| faults.push(f)).ok()
}

/// Makes one member, with an account that waits for its activation.
///
/// # Errors
/// `already_exists`, `identity_conflict` (counted and recorded), 422 for what is wrong with the entry.
pub async fn create<T: Serialize + 'static>(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    key: IdempotencyKey,
    new: NewMember,
    document: fn(MemberView) -> T,
) -> Result<HttpResponse> {
    allow(&caller, kind, Action::Create)?;
    let named = new.institution_id;
    let who = caller.clone();
    let place = state.db.read(move |conn| institution(conn, &who, named)).await?;
    state.throttle.check(&conflict_key(place), CONFLICTS)?;
    let applicant = applicant(state, kind, &new)?;
    let now = state.clock.now();
    // The number itself must not be kept with the idempotency key: its keyed hash stands for it.
    let request =
        serde_json::to_vec(&(&NewMember { id_number: String::new(), ..new }, &applicant.id_hash))?;
    let (who, inner) = (caller.clone(), state.clone());
    let answer = key
        .run(state, &caller, kind.action(Action::Create), &request, move |conn| {
            let place = institution(conn, &who, named)?;
            let brief = institutions::brief(conn, place)?;
            let verdict =
                enrol::judge(conn, kind, brief.id, std::slice::from_ref(&applicant))?.pop();
            match &verdict {
                Some(Verdict::New { .. }) => {}
                Some(Verdict::Refused { code: "identity_conflict", .. }) => {
                    return Err(Error::because(Code::IdentityConflict, enrol::CONFLICT));
                }
                Some(Verdict::Refused { field, code, message }) => {
                    return Err(Error::because(Code::AlreadyExists, format!("{field} {message}"))
                        .and_field(format!("/{field}"), code, *message));
                }
                Some(Verdict::Present { .. }) | None => {
                    return Err(Error::because(
                        Code::AlreadyExists,
                        "This person is on the institution's list already",
                    )
                    .why("listed_already", []));
                }
            }
            let list = verdict.into_iter().map(|v| (applicant.clone(), v)).collect();
            let member = enrol::enrol(conn, kind, &brief, list, who.user, now)?
                .pop()
                .ok_or_else(|| Error::new(Code::Internal))?;
            let action = format!("{kind}.create");
            audit::record(
                conn,
                Some(&who),
                now,
                &action,
                subject(kind, &member),
                &serde_json::json!({}),
            )?;
            let location = format!("/api/v1/{}/{}", kind.collection(), member.id);
            Idempotent::created(location, &document(view(conn, &inner, member)?))
        })
        .await;
    if let Err(e) = &answer
        && e.code() == Code::IdentityConflict
    {
        conflict(state, &caller, kind, place, now).await?;
    }
    answer
}

/// Counts and records that somebody ran into a person known elsewhere.
pub async fn conflict(
    state: &State,
    caller: &Caller,
    kind: MemberKind,
    place: Id,
    now: Ts,
) -> Result<()> {
    state.throttle.fail(&conflict_key(place), CONFLICTS);
    let who = caller.clone();
    state
        .db
        .write(move |conn| {
            let brief = institutions::brief(conn, place)?;
            let subject = Subject::institution("institution", place, &brief.region_code, place);
            let detail = serde_json::json!({ "rows": 1 });
            let action = format!("{kind}.identity_conflict");
            audit::record(conn, Some(&who), now, &action, subject, &detail)
        })
        .await
}

/// What one use case writes beside the member itself: history and audit.
pub struct Note<'a> {
    pub kind: MemberKind,
    pub action: &'a str,
    pub reason: Option<&'a str>,
    pub changes: &'a [Change],
    pub now: Ts,
}

/// Writes it.
pub fn note(conn: &mut Conn, caller: &Caller, member: &Member, note: &Note<'_>) -> Result<()> {
    let Note { kind, action, reason, changes, now } = *note;
    history::insert(
        conn,
        &[history::Row {
            id: ids::new(),
            member_kind: kind,
            member_id: member.id,
            at: now,
            actor_id: Some(caller.user),
            action: action.into(),
            reason: reason.map(str::to_string),
            changes: Json::of(changes),
        }],
    )?;
    let fields: Vec<&str> = changes.iter().map(|c| c.field.as_str()).collect();
    audit::record(
        conn,
        Some(caller),
        now,
        &format!("{kind}.{action}"),
        subject(kind, member),
        &serde_json::json!({ "fields": fields, "reason": reason, "version": member.version }),
    )
}

/// Changes number, major, grade, class or phone.
pub async fn update(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    id: Id,
    seen: IfMatch,
    change: MemberChange,
) -> Result<MemberView> {
    allow(&caller, kind, Action::Update)?;
    let mut faults = Vec::new();
    let number =
        change.number.as_deref().and_then(|n| keep(&mut faults, identity::number(kind, n)));
    let phone = change.phone.as_deref().map(|p| match p.trim() {
        "" => None,
        p => keep(&mut faults, identity::phone(p)),
    });
    if !faults.is_empty() {
        return Err(refusal(faults));
    }
    let tidy =
        |text: Option<String>| text.map(|t| Some(t.trim().to_string()).filter(|t| !t.is_empty()));
    let (major, grade, admin_class) =
        (tidy(change.major), tidy(change.grade), tidy(change.admin_class));
    let (now, inner) = (state.clock.now(), state.clone());
    state
        .db
        .write(move |conn| {
            let mut member = members::find(conn, kind, &caller.scope, id)?;
            seen.check(member.version)?;
            let before = member.clone();
            if let Some(number) = number {
                member.number = number;
            }
            for (field, value) in [
                (&mut member.major, major),
                (&mut member.grade, grade),
                (&mut member.admin_class, admin_class),
                (&mut member.phone, phone),
            ] {
                if let Some(value) = value {
                    *field = value;
                }
            }
            let changes = changed(kind, &before, &member);
            if !changes.is_empty() {
                member.updated_at = now;
                member.version += 1;
                members::update(conn, kind, &member)?;
                let done = Note { kind, action: "update", reason: None, changes: &changes, now };
                note(conn, &caller, &member, &done)?;
            }
            view(conn, &inner, member)
        })
        .await
}

fn changed(kind: MemberKind, before: &Member, after: &Member) -> Vec<Change> {
    [
        (kind.number_field(), Some(&before.number), Some(&after.number)),
        ("major", before.major.as_ref(), after.major.as_ref()),
        ("grade", before.grade.as_ref(), after.grade.as_ref()),
        ("admin_class", before.admin_class.as_ref(), after.admin_class.as_ref()),
        ("phone", before.phone.as_ref(), after.phone.as_ref()),
    ]
    .into_iter()
    .filter_map(|(field, a, b)| {
        Change::between(field, a.map(String::as_str), b.map(String::as_str))
    })
    .collect()
}

/// The whole number of a member's document; that it was seen, by whom and why, is recorded.
pub async fn reveal(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    id: Id,
    reason: Reason,
) -> Result<Revealed> {
    allow(&caller, kind, Action::Reveal)?;
    let (now, inner) = (state.clock.now(), state.clone());
    state
        .db
        .write(move |conn| {
            let member = members::find(conn, kind, &caller.scope, id)?;
            let person = persons::find(conn, member.person_id)?;
            let action = format!("{kind}.reveal");
            let detail = serde_json::json!({ "reason": reason.reason });
            audit::record(conn, Some(&caller), now, &action, subject(kind, &member), &detail)?;
            let id_number = identity::open(&inner.keys, &person)?;
            Ok(Revealed { id_type: person.id_type, id_number })
        })
        .await
}

/// What was done to a member, newest first; the enrolment comes last.
pub async fn history(
    state: &State,
    caller: Caller,
    kind: MemberKind,
    id: Id,
    page: PageQuery,
) -> Result<Page<HistoryEntry>> {
    allow(&caller, kind, Action::History)?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    let (member, rows, total) = state
        .db
        .snapshot(move |conn| {
            let member = members::find(conn, kind, &caller.scope, id)?;
            let rows = history::list(conn, member.id, before, limit + 1)?;
            // The enrolment is one more.
            let total = page.total(|| Ok(history::count(conn, member.id)? + 1))?;
            Ok((member, rows, total))
        })
        .await?;
    let page = Page::build(rows, limit, |(r, _)| r.id).of(total);
    let mut page = page.map(|(r, actor_name)| {
        let changes: Vec<Change> = r.changes.read().unwrap_or_default();
        HistoryEntry {
            id: r.id,
            at: r.at,
            action: r.action,
            actor_id: r.actor_id,
            actor_name,
            reason: r.reason,
            changes: changes.into_iter().map(|c| (c.field, c.before)).collect(),
        }
    });
    if page.next.is_none() {
        page.items.push(HistoryEntry {
            id: member.id,
            at: member.created_at,
            action: "enrol".into(),
            actor_id: None,
            actor_name: None,
            reason: None,
            changes: std::collections::BTreeMap::new(),
        });
    }
    Ok(page)
}

/// The import's template, for those who may import.
pub fn template<K: crate::domains::imports::ImportKind>(
    caller: &Caller,
    kind: MemberKind,
) -> Result<Vec<u8>> {
    allow(caller, kind, Action::Import)?;
    crate::domains::imports::template::<K>()
}
