//! Use cases of transfers.

use actix_web::HttpResponse;
use onex_identity::name::same_name;

use super::super::identity::{self, Applicant, refusal};
use super::super::members::enrol;
use super::super::members::import::{CONFLICTS, conflict_key, institution};
use super::super::members::service::{self as people, Note};
use super::super::model::{Member, MemberKind, MemberStatus};
use super::super::policy;
use super::super::store::{members, persons, transfers as store};
use super::super::students::import::StudentImport;
use super::model::{
    Decision, Record, Remarks, Side, Transfer, TransferFilter, TransferRequest, TransferStatus,
};
use crate::domains::imports::{self, Change};
use crate::domains::institutions::InstitutionBrief;
use crate::domains::{accounts, institutions, notices};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::http::{IdempotencyKey, Idempotent, IfMatch, Page, PageQuery};
use crate::platform::ids;
use crate::platform::state::State;

const STUDENT: MemberKind = MemberKind::Student;

/// The transfers that touch the caller's scope, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: TransferFilter,
) -> Result<Page<Transfer>> {
    caller.may(policy::TABLE, "transfers.read")?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, before, limit + 1)?;
            let total = page.total(|| store::count(conn, &caller.scope, &filter))?;
            Page::build(rows, limit, |r| r.id)
                .of(total)
                .remade(|rows| rows.into_iter().map(|r| view(conn, &caller.scope, r)).collect())
        })
        .await
}

/// One transfer.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<Transfer> {
    caller.may(policy::TABLE, "transfers.read")?;
    state
        .db
        .snapshot(move |conn| {
            let record = store::find(conn, &caller.scope, id)?;
            view(conn, &caller.scope, record)
        })
        .await
}

fn view(conn: &mut Conn, scope: &Scope, r: Record) -> Result<Transfer> {
    let names = institutions::briefs(conn, &[r.from_institution_id, r.to_institution_id])?;
    let name = |id: &Id| names.get(id).map(|i| i.name.clone());
    let knows_source = scope.covers_institution(r.from_institution_id, &r.from_region);
    let open_sides = match r.status {
        TransferStatus::Requested => r.sides(scope).into_iter().filter(|s| !r.agreed(*s)).collect(),
        _ => vec![],
    };
    // Whoever agreed before may have remarked something; who rejected did so without agreeing.
    let rejected_because = match r.status {
        TransferStatus::Rejected if r.source_at.is_none() && r.source_remarks.is_some() => {
            r.source_remarks.clone()
        }
        TransferStatus::Rejected => r.target_remarks.clone(),
        _ => None,
    };
    Ok(Transfer {
        rejected_because,
        id: r.id,
        status: r.status,
        to_institution_name: name(&r.to_institution_id).unwrap_or_default(),
        from_institution_id: knows_source.then_some(r.from_institution_id),
        from_institution_name: name(&r.from_institution_id).filter(|_| knows_source),
        source: r
            .source_at
            .map(|at| Decision { at, remarks: r.source_remarks.clone().filter(|_| knows_source) }),
        target: r.target_at.map(|at| Decision { at, remarks: r.target_remarks.clone() }),
        open_sides,
        name: r.name,
        student_no: r.student_no,
        to_institution_id: r.to_institution_id,
        reason: r.reason,
        new_student_id: r.new_student_id,
        requested_at: r.requested_at,
        settled_at: r.settled_at,
        version: r.version,
    })
}

/// Whom a request means, as entered.
fn entered(state: &State, request: &TransferRequest) -> Result<Applicant> {
    let need = |field: &str, value: &Option<String>| {
        value.clone().ok_or_else(|| {
            Error::field(format!("/{field}"), "required", "is required without an import")
        })
    };
    let (number, name, document) = (
        need("student_no", &request.student_no)?,
        need("name", &request.name)?,
        need("id_number", &request.id_number)?,
    );
    let fault = |f| refusal(vec![f]);
    let number = identity::number(STUDENT, &number).map_err(fault)?;
    let name = identity::name(&name).map_err(fault)?;
    let document =
        identity::document(request.id_type, &document, state.clock.today()).map_err(fault)?;
    let applicant = Applicant::new(&state.keys, name, None, &document, number)?;
    Ok(Applicant {
        major: request.major.clone(),
        grade: request.grade.clone(),
        admin_class: request.admin_class.clone(),
        ..applicant
    })
}

/// Asks for a student's move. Both branches are told.
///
/// # Errors
/// 422 `not_transferable` when there is nobody to move with this document and name: the same answer
/// whether they are unknown, somebody else or at no other institution; counted.
pub async fn request(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    request: TransferRequest,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "transfers.request")?;
    let from_import = match (request.import_id, request.row_no) {
        (Some(import), Some(row)) => Some((import, row)),
        (None, None) => None,
        _ => return Err(Error::field("/row_no", "required", "goes together with import_id")),
    };
    let applicant = match from_import {
        None => Some(entered(state, &request)?),
        Some(_) => None,
    };
    let (who, named) = (caller.clone(), request.to_institution_id);
    let (applicant, place) = state
        .db
        .read(move |conn| match (applicant, from_import) {
            (Some(applicant), _) => Ok((applicant, institution(conn, &who, named)?)),
            (None, Some((import, row))) => {
                let (target, applicant) = imports::refused_row::<StudentImport>(
                    conn,
                    &who,
                    import,
                    row,
                    "identity_conflict",
                )?;
                let place = target.institution_id.ok_or_else(|| Error::new(Code::NotFound))?;
                Ok((applicant, place))
            }
            (None, None) => Err(Error::new(Code::Internal)),
        })
        .await?;
    state.throttle.check(&conflict_key(place), CONFLICTS)?;
    let now = state.clock.now();
    let digest = serde_json::to_vec(&(
        &applicant.id_hash,
        &applicant.number,
        place,
        &request.reason,
        request.import_id,
        request.row_no,
    ))?;
    let who = caller.clone();
    let reason = request.reason;
    let answer = key
        .run(state, &caller, "request_transfer", &digest, move |conn| {
            let to = institutions::brief(conn, place)?;
            let student = movable(conn, &applicant, place)?;
            free_number(conn, &to, &applicant.number, student.person_id)?;
            let record = Record {
                id: ids::new(),
                person_id: student.person_id,
                student_id: student.id,
                new_student_id: None,
                name: student.name.clone(),
                from_institution_id: student.institution_id,
                from_region: student.region_code.clone(),
                to_institution_id: to.id,
                to_region: to.region_code.clone(),
                student_no: applicant.number,
                major: applicant.major,
                grade: applicant.grade,
                admin_class: applicant.admin_class,
                phone: applicant.phone,
                reason,
                status: TransferStatus::Requested,
                source_by: None,
                source_at: None,
                source_remarks: None,
                target_by: None,
                target_at: None,
                target_remarks: None,
                requested_by: who.user,
                requested_at: now,
                settled_at: None,
                version: 1,
            };
            store::insert(conn, &record).map_err(|e| match e.code() {
                Code::AlreadyExists => Error::because(
                    Code::AlreadyExists,
                    "A transfer of this student has been asked for already and waits for its decision",
                ).why("transfer_waits", []),
                _ => e,
            })?;
            let mut staff = accounts::branch_or_headquarters(conn, &record.from_region)?;
            staff.extend(accounts::branch_or_headquarters(conn, &record.to_region)?);
            staff.sort_unstable();
            staff.dedup();
            tell(conn, &record, &staff, "transfer.requested", now)?;
            audit(conn, &who, &record, "transfer.request", now)?;
            let location = format!("/api/v1/transfers/{}", record.id);
            Idempotent::created(location, &view(conn, &who.scope, record)?)
        })
        .await;
    match &answer {
        Ok(_) => state.wake_streams(),
        Err(e) if e.field_errors().iter().any(|f| f.code == "not_transferable") => {
            people::conflict(state, &caller, STUDENT, place, now).await?;
        }
        Err(_) => {}
    }
    answer
}

/// The student whom the document and name mean, if they study elsewhere.
fn movable(conn: &mut Conn, applicant: &Applicant, place: Id) -> Result<Member> {
    let found = persons::by_hash(conn, std::slice::from_ref(&applicant.id_hash))?.pop();
    if let Some(person) = found.filter(|p| same_name(&p.name, &applicant.name)) {
        let rows = members::of_persons(conn, STUDENT, &[person.id])?;
        if let Some(student) =
            rows.into_iter().find(|m| m.status.is_live() && m.institution_id != place)
        {
            return Ok(student);
        }
    }
    Err(Error::field(
        "/id_number",
        "not_transferable",
        "there is nobody to move with this document and name; check both",
    ))
}

fn free_number(conn: &mut Conn, to: &InstitutionBrief, number: &str, person: Id) -> Result<()> {
    let holders = members::by_numbers(conn, STUDENT, to.id, &[number.to_string()])?;
    if holders.iter().any(|m| m.person_id != person) {
        return Err(Error::because(
            Code::AlreadyExists,
            "The student number belongs to somebody else of the new institution",
        )
        .why("student_no_taken", [])
        .and_field("/student_no", "number_taken", "is taken"));
    }
    Ok(())
}

fn tell(conn: &mut Conn, record: &Record, to: &[Id], kind: &str, now: Ts) -> Result<()> {
    let params = serde_json::json!({ "name": record.name });
    let link = format!("/transfers/{}", record.id);
    notices::send(conn, to, kind, &params, Some(&link), now)
}

fn audit(conn: &mut Conn, caller: &Caller, record: &Record, action: &str, now: Ts) -> Result<()> {
    // Seen by the side that acts; what happened to the student stands in their history on either side.
    let subject =
        Subject::institution("transfer", record.id, &record.to_region, record.to_institution_id);
    let detail = serde_json::json!({ "status": record.status, "version": record.version });
    audit::record(conn, Some(caller), now, action, subject, &detail)
}

/// A branch agrees for its side; with both agreed the student moves.
///
/// # Errors
/// `state_forbids` once settled or agreed; `forbidden` for who is no side's branch.
pub async fn approve(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    remarks: Remarks,
) -> Result<Transfer> {
    caller.may(policy::TABLE, "transfers.settle")?;
    let now = state.clock.now();
    let out = state
        .db
        .write(move |conn| {
            let mut record = open(conn, &caller, id, &seen)?;
            let sides: Vec<Side> =
                record.sides(&caller.scope).into_iter().filter(|s| !record.agreed(*s)).collect();
            if sides.is_empty() {
                return Err(Error::because(
                    Code::StateForbids,
                    "Your side has agreed already; the other side's branch decides now",
                )
                .why("transfer_agreed", []));
            }
            for side in sides {
                let (by, at, text) = match side {
                    Side::Source => {
                        (&mut record.source_by, &mut record.source_at, &mut record.source_remarks)
                    }
                    Side::Target => {
                        (&mut record.target_by, &mut record.target_at, &mut record.target_remarks)
                    }
                };
                (*by, *at) = (Some(caller.user), Some(now));
                text.clone_from(&remarks.remarks);
            }
            if record.agreed(Side::Source) && record.agreed(Side::Target) {
                complete(conn, &caller, &mut record, now)?;
            }
            record.version += 1;
            store::update(conn, &record)?;
            audit(conn, &caller, &record, "transfer.approve", now)?;
            view(conn, &caller.scope, record)
        })
        .await?;
    state.sessions_ended();
    Ok(out)
}

/// A branch refuses for its side: the transfer ends.
pub async fn reject(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    remarks: Remarks,
) -> Result<Transfer> {
    caller.may(policy::TABLE, "transfers.settle")?;
    let text = remarks.remarks.map(|r| r.trim().to_string()).filter(|r| !r.is_empty());
    let Some(text) = text else {
        return Err(Error::field("/remarks", "required", "say why"));
    };
    let now = state.clock.now();
    let out = state
        .db
        .write(move |conn| {
            let mut record = open(conn, &caller, id, &seen)?;
            for side in record.sides(&caller.scope) {
                match side {
                    Side::Source => record.source_remarks = Some(text.clone()),
                    Side::Target => record.target_remarks = Some(text.clone()),
                }
            }
            record.status = TransferStatus::Rejected;
            record.settled_at = Some(now);
            record.version += 1;
            store::update(conn, &record)?;
            tell(conn, &record, &[record.requested_by], "transfer.rejected", now)?;
            audit(conn, &caller, &record, "transfer.reject", now)?;
            view(conn, &caller.scope, record)
        })
        .await?;
    state.wake_streams();
    Ok(out)
}

fn open(conn: &mut Conn, caller: &Caller, id: Id, seen: &IfMatch) -> Result<Record> {
    let record = store::find(conn, &caller.scope, id)?;
    if record.sides(&caller.scope).is_empty() {
        return Err(Error::new(Code::Forbidden));
    }
    seen.check(record.version)?;
    if record.status != TransferStatus::Requested {
        return Err(Error::because(Code::StateForbids, "The transfer is settled")
            .why("transfer_settled", []));
    }
    Ok(record)
}

/// Moves the student: the old row ends, a row at the new institution begins; person and account stay.
fn complete(conn: &mut Conn, caller: &Caller, record: &mut Record, now: Ts) -> Result<()> {
    let mut old = members::find(conn, STUDENT, &Scope::Country, record.student_id)?;
    if !old.status.is_live() {
        return Err(Error::because(
            Code::StateForbids,
            "The student has left the old institution meanwhile; enrol them anew instead",
        )
        .why("student_left", []));
    }
    let to = institutions::brief(conn, record.to_institution_id)?;
    free_number(conn, &to, &record.student_no, record.person_id)?;
    let changes = [Change { field: "status".into(), before: Some(old.status.as_str().into()) }];
    old.status = MemberStatus::Transferred;
    old.updated_at = now;
    old.version += 1;
    members::update(conn, STUDENT, &old)?;
    let reason = Some(record.reason.as_str());
    let done = Note { kind: STUDENT, action: "transfer", reason, changes: &changes, now };
    people::note(conn, caller, &old, &done)?;

    let back = members::of_persons(conn, STUDENT, &[record.person_id])?
        .into_iter()
        .filter(|m| m.institution_id == to.id)
        .max_by_key(|m| m.id);
    let mut new = match back {
        Some(row) => Member { version: row.version + 1, ..row },
        None => Member {
            id: ids::new(),
            institution_id: to.id,
            region_code: to.region_code.clone(),
            created_at: now,
            version: 1,
            ..old.clone()
        },
    };
    new.number.clone_from(&record.student_no);
    new.major = record.major.clone().or(new.major);
    new.grade = record.grade.clone().or(new.grade);
    new.admin_class.clone_from(&record.admin_class);
    new.phone = record.phone.clone().or(new.phone);
    new.status = MemberStatus::Active;
    new.updated_at = now;
    if new.version == 1 {
        members::insert(conn, STUDENT, std::slice::from_ref(&new))?;
    } else {
        members::update(conn, STUDENT, &new)?;
    }
    let done = Note { kind: STUDENT, action: "transfer", reason, changes: &[], now };
    people::note(conn, caller, &new, &done)?;

    let (user, from) = (new.user_id, record.from_institution_id);
    let by = Some(caller.user);
    accounts::withdraw_role_in(conn, user, Role::Student, from, by, now, &record.reason)?;
    enrol::admit(conn, STUDENT, user, &to, caller.user, now)?;
    record.new_student_id = Some(new.id);
    record.status = TransferStatus::Completed;
    record.settled_at = Some(now);
    let mut told = vec![record.requested_by, user];
    for institution in [from, to.id] {
        told.extend(accounts::holders(conn, Role::InstitutionAdmin, None, Some(institution))?);
    }
    tell(conn, record, &told, "transfer.completed", now)
}
