//! Use cases of applications.

use actix_web::HttpResponse;

use super::model::{
    ApplicationApproval, ApplicationFilter, ApplicationReceipt, ApplicationState,
    ApplicationStatus, ApprovedApplication, InstitutionApplication, InstitutionApplicationDetail,
    NewInstitution, OWNER, Step,
};
use super::{policy, store};
use crate::cells;
use crate::domains::{accounts, institutions, notices};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Peer};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files::{self, Blob, Media};
use crate::platform::http::export::{Cell, Export, region, text};
use crate::platform::http::{
    IdempotencyKey, Idempotent, IfMatch, Page, PageQuery, Upload, UploadForm, parse,
};
use crate::platform::ids;
use crate::platform::keys::{random, random_token, sha256};
use crate::platform::state::State;

/// Bytes of a scan at most.
pub const SCAN_LIMIT: u64 = 10_000_000;

/// What a scan may be, by its content.
const SCANS: &[Media] = &[Media::Pdf, Media::Png, Media::Jpeg];

/// Without letters and digits that are mistaken for each other.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

fn reference(now: Ts) -> String {
    let day = now.programme_date();
    let tail: String = random::<8>()
        .iter()
        .map(|b| char::from(ALPHABET[usize::from(*b) % ALPHABET.len()]))
        .collect();
    format!("{:04}{:02}{:02}-{tail}", day.year(), u8::from(day.month()), day.day())
}

/// Refuses with 429 an address that has applied often lately; to be asked before the form is received.
pub fn may_apply(state: &State, peer: &Peer) -> Result<()> {
    state.throttle.check(&apply_key(peer), state.config.applications_per_address)
}

/// Every application counts, whatever becomes of it.
fn count_application(state: &State, peer: &Peer) -> Result<()> {
    let limit = state.config.applications_per_address;
    state.throttle.attempt(&[(apply_key(peer), limit)]).map(drop)
}

fn apply_key(peer: &Peer) -> String {
    format!("apply:{}", peer.address)
}

/// Reads the form: what is applied for, in its normal form, and the scan, if there is one.
fn read(mut form: UploadForm) -> Result<(NewInstitution, Option<Upload>)> {
    let text = form.field("application").ok_or_else(|| {
        Error::field("/application", "required", "the field `application` holds the form as JSON")
    })?;
    let new = institutions::check(&parse::<NewInstitution>(text.as_bytes())?)?;
    Ok((new, form.file.take().filter(|f| f.size > 0)))
}

/// Hands in an application.
///
/// # Errors
/// `uscc_taken`, `institution_code_taken` for a registered institution; `too_many_attempts`.
pub async fn submit(
    state: &State,
    peer: Peer,
    key: IdempotencyKey,
    form: UploadForm,
) -> Result<HttpResponse> {
    let (new, scan) = read(form)?;
    let scan = scan.ok_or_else(|| {
        Error::field("/scan", "required", "a scan of the stamped form is required")
    })?;
    let limit = state.config.applications_per_address;
    let counted = state.throttle.attempt(&[(apply_key(&peer), limit)])?;
    if key.0.is_none() {
        // Before the scan is stored. With a key the first answer goes before: it may have been approved since.
        let (uscc, code) = (new.uscc.clone(), new.code.clone());
        state.db.read(move |conn| institutions::registered(conn, &uscc, code.as_deref())).await?;
    }
    let blob = state.files.put(scan, SCANS).await?;
    let same = [blob.sha256.as_slice(), &serde_json::to_vec(&new)?].concat();
    let (now, secret) = (state.clock.now(), random_token());
    let hash = sha256(secret.as_bytes());
    let (answer, stored) = key
        .run_unknown(state, "apply_for_institution", &same, move |conn| {
            institutions::registered(conn, &new.uscc, new.code.as_deref())?;
            let id = ids::new();
            let application = InstitutionApplication {
                id,
                reference: reference(now),
                status: ApplicationStatus::Submitted,
                application: new,
                remarks: None,
                decided_by: None,
                decided_at: None,
                institution_id: None,
                submitted_at: now,
                created_at: now,
                version: 1,
                scan_file_id: files::attach(conn, &blob, OWNER, id, now)?,
            };
            store::insert(conn, &application, &hash)?;
            record(conn, None, &application, "submit", now)?;
            tell_branch(conn, &application, "institution_application.submitted", now)?;
            let receipt = ApplicationReceipt {
                reference: application.reference,
                secret,
                status: application.status,
                submitted_at: now,
            };
            let location = format!("/api/v1/public/institution-applications/{}", receipt.reference);
            Idempotent::created(location, &receipt)
        })
        .await?;
    if stored {
        counted.give_back();
    }
    state.wake_streams();
    Ok(answer)
}

/// Where one's own application stands.
pub async fn own(
    state: &State,
    peer: Peer,
    reference: String,
    secret: Option<String>,
) -> Result<ApplicationState> {
    Ok(find_own(state, &peer, reference, secret).await?.0.into())
}

/// The application with the hash of its secret. Wrong guesses count against the address.
async fn find_own(
    state: &State,
    peer: &Peer,
    reference: String,
    secret: Option<String>,
) -> Result<(InstitutionApplication, [u8; 32])> {
    let (key, limit) = (format!("application:{}", peer.address), state.config.verify_per_address);
    state.throttle.check(&key, limit)?;
    let hash = sha256(secret.unwrap_or_default().as_bytes());
    let found = state.db.read(move |conn| store::find_own(conn, &reference, &hash)).await;
    let attempt = state.throttle.attempt(&[(key, limit)])?;
    if found.as_ref().is_err_and(|e| e.code() == Code::NotFound) {
        return Err(Error::because(
            Code::NotFound,
            "No application has this reference and this secret",
        )
        .why("application_unknown", []));
    }
    attempt.give_back();
    Ok((found?, hash))
}

/// Hands a returned application in again, with a new scan if there is one.
///
/// # Errors
/// `state_forbids` unless it was returned.
pub async fn mend(
    state: &State,
    peer: Peer,
    reference: String,
    secret: Option<String>,
    form: UploadForm,
) -> Result<ApplicationState> {
    let (stands, hash) = find_own(state, &peer, reference, secret).await?;
    next(stands.status, Step::Mend)?;
    let (new, scan) = read(form)?;
    count_application(state, &peer)?;
    let blob: Option<Blob> = match scan {
        Some(scan) => Some(state.files.put(scan, SCANS).await?),
        None => None,
    };
    let now = state.clock.now();
    let mended = state
        .db
        .write(move |conn| {
            let mut application = store::find_own(conn, &stands.reference, &hash)?;
            application.status = next(application.status, Step::Mend)?;
            institutions::registered(conn, &new.uscc, new.code.as_deref())?;
            store::claim(conn, &mut application)?;
            application.application = new;
            application.submitted_at = now;
            if let Some(blob) = blob {
                application.scan_file_id = files::attach(conn, &blob, OWNER, application.id, now)?;
            }
            store::update(conn, &application)?;
            record(conn, None, &application, Step::Mend.as_str(), now)?;
            tell_branch(conn, &application, "institution_application.mended", now)?;
            Ok(application)
        })
        .await?;
    state.wake_streams();
    Ok(mended.into())
}

fn next(status: ApplicationStatus, step: Step) -> Result<ApplicationStatus> {
    status.after(step).ok_or_else(|| {
        Error::because(
            Code::StateForbids,
            format!("The application is {status}; the step `{}` cannot be taken", step.as_str()),
        )
    })
}

fn record(
    conn: &mut Conn,
    caller: Option<&Caller>,
    a: &InstitutionApplication,
    step: &str,
    now: Ts,
) -> Result<()> {
    audit::record(
        conn,
        caller,
        now,
        &format!("institution_application.{step}"),
        Subject::region("institution_application", a.id, &a.application.region_code),
        &serde_json::json!({ "reference": a.reference, "uscc": a.application.uscc, "version": a.version }),
    )
}

fn tell_branch(conn: &mut Conn, a: &InstitutionApplication, kind: &str, now: Ts) -> Result<()> {
    let staff = accounts::branch_or_headquarters(conn, &a.application.region_code)?;
    notices::send(
        conn,
        &staff,
        kind,
        &serde_json::json!({ "name": a.application.name, "reference": a.reference }),
        Some(&format!("/applications?application={}", a.id)),
        now,
    )
}

/// A page of applications, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
    filter: ApplicationFilter,
) -> Result<Page<InstitutionApplication>> {
    caller.may(policy::TABLE, "institution_applications.read")?;
    let (limit, after) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .read(move |conn| {
            let rows = store::list(conn, &caller.scope, &filter, after, limit)?;
            let total = page.total(|| store::count(conn, &caller.scope, &filter))?;
            Ok(Page::build(rows, limit, |a| a.id).of(total))
        })
        .await
}

const EXPORT: Export = Export {
    noun: "institution_application",
    title: "入驻申请",
    columns: &[
        text("学校名称", 32.0),
        text("状态", 10.0),
        text("学校代码", 14.0),
        text("统一社会信用代码", 22.0),
        text("片区", 16.0),
        text("办学层次", 10.0),
        text("试点情况", 12.0),
        text("专业", 40.0),
        text("联系人", 12.0),
        text("联系电话", 18.0),
        text("联系邮箱", 26.0),
        text("提交时间", 18.0),
        text("受理编号", 22.0),
        text("意见", 40.0),
    ],
    most: 20_000,
    narrow: "?status",
    of_people: false,
};

/// The applications of a filter as a workbook.
pub async fn export(
    state: &State,
    caller: Caller,
    filter: ApplicationFilter,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "institution_applications.export")?;
    let pages = |page| list(state, caller.clone(), page, filter.clone());
    EXPORT.answer(state, &caller, &filter, pages, exported).await
}

fn exported(a: InstitutionApplication) -> Vec<Cell> {
    let status = match a.status {
        ApplicationStatus::Submitted => "待审核",
        ApplicationStatus::Returned => "已退回",
        ApplicationStatus::Approved => "已通过",
        ApplicationStatus::Rejected => "未通过",
    };
    let school = a.application;
    cells![
        school.name,
        status,
        school.code,
        school.uscc,
        region(&school.region_code),
        institutions::level_name(school.level),
        institutions::pilot_name(school.pilot_status),
        school.majors.join("、"),
        school.contact.name,
        school.contact.phone,
        school.contact.email,
        a.submitted_at,
        a.reference,
        a.remarks,
    ]
}

/// One application.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<InstitutionApplicationDetail> {
    caller.may(policy::TABLE, "institution_applications.read")?;
    state
        .db
        .snapshot(move |conn| {
            let application = store::find(conn, &caller.scope, id)?;
            let same_uscc = store::same_uscc(conn, &caller.scope, &application)?;
            Ok(InstitutionApplicationDetail { application, same_uscc })
        })
        .await
}

/// A scan to be looked at.
pub struct Scan {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// The newest scan of an application.
pub async fn scan(state: &State, caller: Caller, id: Id) -> Result<Scan> {
    caller.may(policy::TABLE, "institution_applications.read")?;
    let (reference, file) = state
        .db
        .snapshot(move |conn| {
            let a = store::find(conn, &caller.scope, id)?;
            Ok((a.reference, files::find(conn, a.scan_file_id, OWNER, id)?))
        })
        .await?;
    // The extension comes from the content: what the school called the file proves nothing.
    let extension = match file.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/png" => "png",
        _ => "jpg",
    };
    Ok(Scan {
        name: format!("{reference}.{extension}"),
        bytes: state.files.get(&file.sha256).await?,
        media_type: file.media_type,
    })
}

/// Returns or rejects an application.
pub async fn refuse(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    step: Step,
    remarks: String,
) -> Result<InstitutionApplication> {
    caller.may(policy::TABLE, "institution_applications.decide")?;
    let remarks = remarks.trim().to_string();
    if remarks.is_empty() {
        return Err(Error::field("/remarks", "required", "say why: the school reads it"));
    }
    let now = state.clock.now();
    state
        .db
        .write(move |conn| {
            let mut a = take(conn, &caller, id, &seen, step)?;
            settle(&mut a, &caller, Some(remarks), now);
            store::update(conn, &a)?;
            record(conn, Some(&caller), &a, step.as_str(), now)?;
            Ok(a)
        })
        .await
}

/// Approves an application: opens the institution and invites its administrator.
///
/// # Errors
/// As [`institutions::open`]; `version_mismatch` when somebody else decided meanwhile.
pub async fn approve(
    state: &State,
    caller: Caller,
    id: Id,
    seen: IfMatch,
    approval: ApplicationApproval,
) -> Result<ApprovedApplication> {
    caller.may(policy::TABLE, "institution_applications.decide")?;
    let admin = approval.admin.as_ref().map(institutions::check_administrator).transpose()?;
    let remarks = approval.remarks.map(|r| r.trim().to_string()).filter(|r| !r.is_empty());
    let (keys, now) = (state.keys.clone(), state.clock.now());
    state
        .db
        .write(move |conn| {
            let mut a = take(conn, &caller, id, &seen, Step::Approve)?;
            let mut new = a.application.clone();
            if let Some(admin) = admin {
                new.admin = admin;
            }
            let opened = institutions::open(conn, &keys, &new, &caller, now)?;
            a.institution_id = Some(opened.institution.id);
            settle(&mut a, &caller, remarks, now);
            store::update(conn, &a)?;
            record(conn, Some(&caller), &a, Step::Approve.as_str(), now)?;
            Ok(ApprovedApplication {
                application: a,
                institution: opened.institution,
                administrator: opened.administrator,
                warnings: opened.warnings,
            })
        })
        .await
}

/// Finds and claims an application that a step is to be taken with.
fn take(
    conn: &mut Conn,
    caller: &Caller,
    id: Id,
    seen: &IfMatch,
    step: Step,
) -> Result<InstitutionApplication> {
    let mut a = store::find(conn, &caller.scope, id)?;
    seen.check(a.version)?;
    a.status = next(a.status, step)?;
    store::claim(conn, &mut a)?;
    Ok(a)
}

fn settle(a: &mut InstitutionApplication, caller: &Caller, remarks: Option<String>, now: Ts) {
    a.remarks = remarks;
    a.decided_by = Some(caller.user);
    a.decided_at = Some(now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_begin_with_the_day_in_the_programmes_zone_and_differ() {
        let evening = Ts::from(time::macros::datetime!(2020-03-01 23:00 UTC));
        let (a, b) = (reference(evening), reference(evening));
        assert!(a.starts_with("20200302-") && a.len() == 17, "{a}");
        assert_ne!(a, b);
    }
}
