//! Printing in bulk: asked for, listed, taken.

use std::collections::HashMap;

use actix_web::HttpResponse;

use super::super::model::{
    CertificatePrintJob, CertificatePrintJobDetail, CertificatePrintJobStarted,
    NewCertificatePrintJob, PrintFilter, PrintFormat, PrintJobRow,
};
use super::super::{policy, store};
use super::{OWNER, write};
use crate::cells;
use crate::domains::{accounts, certificates, cohorts, editions, institutions};
use crate::platform::audit::{self, Subject};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Reason, Result};
use crate::platform::files;
use crate::platform::http::export::{Cell, Export, number, text};
use crate::platform::http::{IdempotencyKey, Idempotent, Page, PageQuery, stream};
use crate::platform::ids;
use crate::platform::jobs::{Job, Jobs};
use crate::platform::made_files::{self, JobInput, MadeStatus};
use crate::platform::state::State;

/// Certificates of one file at most: a gigabyte and a half.
const MOST: i64 = 20_000;

/// What an event is about.
pub fn subject(row: &PrintJobRow) -> Subject {
    Subject {
        kind: OWNER,
        id: Some(row.id),
        region_code: row.region_code.clone(),
        institution_id: row.institution_id,
    }
}

/// Rows with the names of who asked.
fn told(conn: &mut Conn, rows: Vec<PrintJobRow>) -> Result<Vec<CertificatePrintJob>> {
    let people: Vec<Id> = rows.iter().map(|r| r.created_by).collect();
    let names: HashMap<Id, String> = accounts::names(conn, &people)?;
    let one = |r: PrintJobRow| {
        let by = names.get(&r.created_by).cloned().unwrap_or_default();
        CertificatePrintJob::of(r, by)
    };
    Ok(rows.into_iter().map(one).collect())
}

fn one(conn: &mut Conn, row: PrintJobRow) -> Result<CertificatePrintJob> {
    told(conn, vec![row])?.pop().ok_or_else(|| Error::new(Code::NotFound))
}

/// A page of them, newest first.
pub async fn list(
    state: &State,
    caller: Caller,
    page: PageQuery,
) -> Result<Page<CertificatePrintJob>> {
    caller.may(policy::TABLE, "certificate_print_jobs.read")?;
    let (limit, before) = (page.limit()?, page.after::<Id>()?);
    state
        .db
        .snapshot(move |conn| {
            let rows = store::jobs::list(conn, &caller.scope, before, limit + 1)?;
            let total = page.total(|| store::jobs::count(conn, &caller.scope))?;
            Page::build(rows, limit, |r| r.id).of(total).remade(|rows| told(conn, rows))
        })
        .await
}

const EXPORT: Export = Export {
    noun: OWNER,
    title: "批量打印",
    columns: &[
        text("时间", 18.0),
        text("申请人", 14.0),
        text("形式", 10.0),
        text("状态", 10.0),
        number("证书数", 10.0),
        number("已打印", 10.0),
        number("未打印", 10.0),
    ],
    most: 20_000,
    narrow: "?cursor",
    of_people: false,
};

/// The list as a workbook.
pub async fn export(state: &State, caller: Caller) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_print_jobs.read")?;
    let pages = |page| list(state, caller.clone(), page);
    EXPORT.answer(state, &caller, &serde_json::json!({}), pages, row).await
}

fn row(job: CertificatePrintJob) -> Vec<Cell> {
    let status = match job.status {
        MadeStatus::Making => "生成中",
        MadeStatus::Ready => "已生成",
        MadeStatus::Failed => "生成失败",
        MadeStatus::Expired => "已到期删除",
    };
    let format = match job.format {
        PrintFormat::Zip => "ZIP",
        PrintFormat::Pdf => "PDF",
    };
    cells![
        job.created_at,
        job.created_by_name,
        format,
        status,
        job.total,
        job.printed,
        job.omitted_count,
    ]
}

/// One of them, with what is not in its file.
pub async fn find(state: &State, caller: Caller, id: Id) -> Result<CertificatePrintJobDetail> {
    caller.may(policy::TABLE, "certificate_print_jobs.read")?;
    state
        .db
        .snapshot(move |conn| {
            let row = store::jobs::find(conn, &caller.scope, id)?;
            let omitted = row.omitted.as_ref().map(Json::read).transpose()?.unwrap_or_default();
            Ok(CertificatePrintJobDetail { print_job: one(conn, row)?, omitted })
        })
        .await
}

/// Asks for a file; a job writes it.
///
/// # Errors
/// `invalid` for a filter that cannot be, or takes too much; `nothing_to_print` if it takes nothing.
pub async fn request(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewCertificatePrintJob,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_print_jobs.create")?;
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_certificate_print_job", &request, move |conn| {
            let wanted = resolve(conn, &caller.scope, new)?;
            let total = store::sheets::count(conn, &wanted.filter)?;
            if total == 0 {
                return Err(Error::new(Code::NothingToPrint));
            }
            if total > MOST {
                return Err(Error::field(
                    "/institution_id",
                    "too_many",
                    format!("{total} certificates fit, a file has at most {MOST}; narrow it by region, institution, class or run"),
                ));
            }
            let id = ids::new();
            let input = JobInput { role: caller.role };
            let job = Jobs::enqueue(conn, &caller, write::KIND.name, Some(id), &input)?;
            let row = asked_for(id, wanted, total, &caller, &job, now);
            store::jobs::insert(conn, &row)?;
            let detail = serde_json::json!({
                "format": row.format, "filter": row.filter.clone().value(), "certificates": total,
            });
            let action = "certificate_print_job.create";
            audit::record(conn, Some(&caller), now, action, subject(&row), &detail)?;
            let location = format!("/api/v1/jobs/{}", job.id);
            let print_job = one(conn, row)?;
            Idempotent::accepted(location, &CertificatePrintJobStarted { print_job, job })
        })
        .await?;
    state.jobs.wake();
    Ok(answer)
}

/// A filter in force, and who else sees what comes of it.
struct Wanted {
    format: PrintFormat,
    filter: PrintFilter,
    region: Option<String>,
    institution: Option<Id>,
}

fn asked_for(
    id: Id,
    wanted: Wanted,
    total: i64,
    caller: &Caller,
    job: &Job,
    now: Ts,
) -> PrintJobRow {
    PrintJobRow {
        id,
        format: wanted.format,
        status: MadeStatus::Making,
        filter: Json::of(&wanted.filter),
        region_code: wanted.region,
        institution_id: wanted.institution,
        total,
        printed: None,
        omitted_count: None,
        omitted: None,
        sha256: None,
        size: None,
        blob: None,
        file_id: None,
        problem: None,
        job_id: Some(job.id),
        created_by: caller.user,
        created_at: now,
        finished_at: None,
    }
}

/// Puts the caller's scope into the filter. What it names must be there, and fit together.
fn resolve(conn: &mut Conn, scope: &Scope, new: NewCertificatePrintJob) -> Result<Wanted> {
    let NewCertificatePrintJob { format, kind, region_code, cohort_id, run_id, .. } = new;
    let (mut edition_id, mut institution_id) = (new.edition_id, new.institution_id);
    if let Some(id) = edition_id {
        editions::find(conn, scope, id)
            .map_err(|e| e.named("/edition_id", "there is no such edition"))?;
    }
    if let Some(id) = cohort_id {
        let cohort = cohorts::find_in(conn, scope, id)
            .map_err(|e| e.named("/cohort_id", "there is no such class"))?;
        if *edition_id.get_or_insert(cohort.edition_id) != cohort.edition_id {
            let message = "the class is of another edition; leave one of the two out";
            return Err(Error::field("/cohort_id", "edition_mismatch", message));
        }
        if *institution_id.get_or_insert(cohort.institution_id) != cohort.institution_id {
            let message = "the class is of another institution; leave one of the two out";
            return Err(Error::field("/cohort_id", "institution_mismatch", message));
        }
    }
    let institution = institution_id.or_else(|| scope.institution());
    if let Some(run) = run_id
        && !certificates::has_issued(conn, scope, run)?
    {
        return Err(Error::field("/run_id", "unknown", "no run of this id has issued any"));
    }
    let region = scope.region_within("/region_code", region_code)?;
    let place = institution
        .map(|id| institutions::find_in(conn, scope, id))
        .transpose()
        .map_err(|e| e.named("/institution_id", "there is no such institution"))?;
    if let (Some(place), Some(region)) = (&place, &region)
        && place.region_code != *region
    {
        return Err(Error::field(
            "/institution_id",
            "region_mismatch",
            "the institution lies in another region; leave one of the two out",
        ));
    }
    let filter = PrintFilter {
        kind,
        edition_id,
        region_code: region.clone(),
        institution_id: institution,
        cohort_id,
        run_id,
    };
    Ok(Wanted { format, filter, region: place.map(|p| p.region_code).or(region), institution })
}

/// The file. That it was taken, and by whom, is recorded.
///
/// # Errors
/// `state_forbids` when there is none, yet or any more.
pub async fn file(state: &State, caller: Caller, id: Id) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "certificate_print_jobs.read")?;
    let now = state.clock.now();
    let file = state
        .db
        .write(move |conn| {
            let row = store::jobs::find(conn, &caller.scope, id)?;
            let Some(file) = row.file_id else { return Err(no_file(row.status)) };
            let file = files::find(conn, file, OWNER, id)?;
            let detail = serde_json::json!({ "format": row.format });
            let action = "certificate_print_job.download";
            audit::record(conn, Some(&caller), now, action, subject(&row), &detail)?;
            Ok(file)
        })
        .await?;
    let (size, bytes) = state.files.open(&file.sha256).await?;
    Ok(stream(&file.media_type, &file.name, size, bytes))
}

fn no_file(status: MadeStatus) -> Error {
    made_files::no_file(
        status,
        ("Its file was not written; ask for it again", Reason::of("file_not_written", [])),
    )
}
