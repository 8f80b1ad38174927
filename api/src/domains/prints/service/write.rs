//! The job that prints in bulk. It holds a page of certificates at a time, or the pages of one file for the printing office;
//! what is finished goes to disk.

use std::fs::File;

use onex_credential::qr;
use onex_print::{MAX_SHEETS, PrintError, QrText, render_run};
use serde_json::Value;

use super::super::model::{
    CertificateRow, OmittedCertificate, PrintFilter, PrintFormat, PrintJobRow, SealRow,
};
use super::super::store::{self, jobs::Finished, sheets::Position};
use super::archive::{Archive, scratch};
use super::jobs::subject;
use super::names::safe;
use super::sheet::{Fault, Page, Ready, Sheet, broken};
use super::{OWNER, noted};
use crate::domains::{credentials, notices};
use crate::platform::audit::{self, Actor};
use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::files;
use crate::platform::jobs::{JobRow, Kind, Progress};
use crate::platform::keys::hex;
use crate::platform::made_files::{self, JobInput, Made};
use crate::platform::state::State;

/// The kind of job.
pub const KIND: Kind = Kind { name: "certificate_print_job.write", restart: true, run };

/// Certificates that are read and printed together.
const PAGE: i64 = 50;

/// Omitted certificates that are kept with the row; a ZIP lists them all.
const KEPT: usize = 1000;

/// The folder of who is in no class.
const NO_CLASS: &str = "未编班";

fn run(state: &State, job: &JobRow, progress: &Progress) -> Result<Value> {
    made_files::work(
        state,
        job,
        progress,
        |asked: &PrintJobRow| {
            let written = write(state, asked, progress)?;
            keep(state, job, progress, asked, written)
        },
        |conn, now| {
            let (kind, params) = ("certificate_print_job_failed", serde_json::json!({}));
            let link = job.subject_id.map(link);
            notices::send(conn, &[job.owner_id], kind, &params, link.as_deref(), now)
        },
    )
}

/// A file that is finished.
struct Written {
    file: File,
    media: files::Media,
    printed: usize,
    omitted: Vec<OmittedCertificate>,
}

/// The certificates of a filter, a page at a time.
struct Source<'s> {
    state: &'s State,
    filter: PrintFilter,
    after: Option<Position>,
}

type Found = (CertificateRow, SealRow);

impl Source<'_> {
    fn next(&mut self) -> Result<Option<Vec<Found>>> {
        let (filter, after) = (&self.filter, self.after.as_ref());
        let page =
            self.state.db.read_blocking(|conn| store::sheets::page(conn, filter, after, PAGE))?;
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = Some((last.institution_id, last.number.clone()));
        let sealed = page.into_iter().map(|(row, seal)| match seal {
            Some(seal) => Ok((row, seal)),
            None => Err(broken(&format!("{} has no seal; run `onex check`", row.number))),
        });
        sealed.collect::<Result<_>>().map(Some)
    }
}

fn omit(row: &CertificateRow, fault: Fault) -> Result<OmittedCertificate> {
    match fault {
        Fault::Broken(e) => Err(e),
        Fault::Omitted(reason, detail) => Ok(OmittedCertificate {
            certificate_id: row.id,
            number: row.number.clone(),
            holder_name: row.holder_name.clone(),
            institution_name: row.institution_name.clone(),
            reason,
            detail,
        }),
    }
}

fn write(state: &State, asked: &PrintJobRow, progress: &Progress) -> Result<Written> {
    let filter: PrintFilter = asked.filter.read()?;
    let total = state.db.read_blocking(|conn| store::sheets::count(conn, &filter))?;
    let total = usize::try_from(total).unwrap_or(0);
    progress.report(0, Some(total))?;
    let source = Source { state, filter, after: None };
    match asked.format {
        PrintFormat::Zip => zip(source, progress, total),
        PrintFormat::Pdf => pdf(source, progress, total),
    }
}

/// The sealed files, in folders.
fn zip(mut source: Source<'_>, progress: &Progress, total: usize) -> Result<Written> {
    let state = source.state;
    let mut archive = Archive::new(&state.config.data)?;
    let (mut printed, mut omitted) = (0, Vec::new());
    while let Some(page) = source.next()? {
        let paths = paths(state, &page)?;
        let now = state.clock.now();
        let mut prints = Vec::with_capacity(page.len());
        for (((row, _), path), drawn) in page.iter().zip(paths).zip(draw(state, &page, now)?) {
            match drawn {
                Ok(pdf) => {
                    archive.add(&path, &pdf)?;
                    prints.push(noted(row.id, &pdf, now)?);
                }
                Err(fault) => omitted.push(omit(row, fault)?),
            }
        }
        printed += prints.len();
        state.db.write_blocking(|conn| {
            progress.hold_in(conn)?;
            store::note(conn, &prints)
        })?;
        let done = printed + omitted.len();
        progress.report(done, Some(total.max(done)))?;
    }
    let file = archive.finish(&omitted)?;
    Ok(Written { file, media: files::Media::Zip, printed, omitted })
}

/// Where each stands in the ZIP: `region/school/class/number_name.pdf`.
fn paths(state: &State, page: &[Found]) -> Result<Vec<String>> {
    let students: Vec<Id> = page.iter().filter_map(|(row, _)| row.student_id).collect();
    let classes = state.db.read_blocking(|conn| store::sheets::classes(conn, &students))?;
    let path = |(row, _): &Found| {
        let region = onex_identity::regions::by_code(&row.region_code);
        let region = region.map_or(row.region_code.as_str(), |r| r.name_zh);
        let class = row.student_id.and_then(|id| classes.get(&(id, row.edition_id)));
        let class = class.map_or(NO_CLASS, String::as_str);
        let file = format!("{}_{}", row.number, safe(&row.holder_name));
        format!("{}/{}/{}/{file}.pdf", safe(region), safe(&row.institution_name), safe(class))
    };
    Ok(page.iter().map(path).collect())
}

type Drawn = std::result::Result<Vec<u8>, Fault>;

/// The sealed files of a page, drawn on two threads.
fn draw(state: &State, page: &[Found], now: Ts) -> Result<Vec<Drawn>> {
    let (sheets, made) = sheets(state, page, now)?;
    credentials::keep_blocking(state, &made)?;
    let draw = |part: Vec<std::result::Result<Sheet, Fault>>| -> Vec<Drawn> {
        part.into_iter().map(|sheet| sheet?.sealed_pdf(state)).collect()
    };
    let mut front = sheets;
    let back = front.split_off(front.len() / 2);
    std::thread::scope(|scope| {
        let back = scope.spawn(|| draw(back));
        let mut drawn = draw(front);
        drawn.extend(back.join().map_err(|_| broken(&"drawing failed"))?);
        Ok(drawn)
    })
}

type Sheets = Vec<std::result::Result<Sheet, Fault>>;

/// What is drawn, with the forms that had to be made for it.
fn sheets(state: &State, page: &[Found], now: Ts) -> Result<(Sheets, Vec<credentials::FormRow>)> {
    state.db.read_blocking(|conn| {
        let rows: Vec<&CertificateRow> = page.iter().map(|(row, _)| row).collect();
        let (forms, made) = credentials::forms_of_all(conn, &state.keys, &rows, now)?;
        let sheet = |((row, seal), forms): (&Found, Result<_>)| {
            let (token, json) = forms?;
            Ok(Sheet::of(row, seal, token, json))
        };
        Ok((page.iter().zip(forms).map(sheet).collect(), made))
    })
}

/// Pages alone: one file, or a ZIP of several where one would be too long.
fn pdf(mut source: Source<'_>, progress: &Progress, total: usize) -> Result<Written> {
    let state = source.state;
    let mut parts: Option<Archive> = None;
    let mut run = Run { state, progress, total, done: 0, part: 0, ready: Vec::new() };
    let mut omitted = Vec::new();
    while let Some(page) = source.next()? {
        for (row, seal) in &page {
            let one = match ready(state, row, seal) {
                Ok(one) => one,
                Err(fault) => {
                    omitted.push(omit(row, fault)?);
                    run.done += 1;
                    continue;
                }
            };
            if run.ready.len() == MAX_SHEETS {
                let archive = match &mut parts {
                    Some(archive) => archive,
                    none => none.insert(Archive::new(&state.config.data)?),
                };
                run.add_part(archive)?;
            }
            run.ready.push(one);
        }
    }
    let printed = run.done - omitted.len() + run.ready.len();
    let written = |file, media| Written { file, media, printed, omitted: Vec::new() };
    let done = match parts {
        Some(mut archive) => {
            run.add_part(&mut archive)?;
            written(archive.finish(&omitted)?, files::Media::Zip)
        }
        None if run.ready.is_empty() => {
            return Err(Error::because(
                Code::NothingPrintable,
                "None of the certificates can be printed; ask for a ZIP to see why",
            ));
        }
        None => {
            let mut file = scratch(&state.config.data)?;
            std::io::Write::write_all(&mut file, &run.draw()?)?;
            written(file, files::Media::Pdf)
        }
    };
    Ok(Written { omitted, ..done })
}

/// A page that can be drawn.
fn ready(state: &State, row: &CertificateRow, seal: &SealRow) -> std::result::Result<Ready, Fault> {
    let ready = Page::of(row, seal).ready(state)?;
    let url = qr::url(&state.config.public_url, "");
    onex_print::check(&ready.sheet(&url), state.fonts.get()?)?;
    Ok(ready)
}

/// Pages that wait to be drawn into one file.
struct Run<'s> {
    state: &'s State,
    progress: &'s Progress,
    total: usize,
    /// Certificates that are drawn or left out.
    done: usize,
    part: usize,
    ready: Vec<Ready>,
}

impl Run<'_> {
    /// Draws what waits as one file.
    fn draw(&mut self) -> Result<Vec<u8>> {
        let url = qr::url(&self.state.config.public_url, "");
        let ready = std::mem::take(&mut self.ready);
        let sheets: Vec<_> = ready.iter().map(|one| one.sheet(&url)).collect();
        let every = usize::try_from(PAGE).unwrap_or(1);
        let mut stopped = None;
        let drawn = render_run(&sheets, self.state.fonts.get()?, &mut |n| {
            if n % every == 0 {
                let done = self.done + n;
                stopped = self.progress.report(done, Some(self.total.max(done))).err();
            }
            stopped.is_none()
        });
        self.done += sheets.len();
        match (drawn, stopped) {
            (Err(PrintError::Stopped), Some(e)) => Err(e),
            (drawn, _) => drawn.map_err(|e| broken(&e)),
        }
    }

    /// Draws what waits as the next part of a ZIP.
    fn add_part(&mut self, archive: &mut Archive) -> Result<()> {
        if self.ready.is_empty() {
            return Ok(());
        }
        self.part += 1;
        let pdf = self.draw()?;
        archive.add(&format!("证书-{:03}.pdf", self.part), &pdf)?;
        self.progress.report(self.done, Some(self.total.max(self.done)))
    }
}

impl Ready {
    fn sheet<'a>(&'a self, url: &'a str) -> onex_print::Sheet<'a> {
        onex_print::Sheet {
            snapshot: &self.snapshot,
            template: &self.template,
            qr: QrText { url, digits: &self.digits },
        }
    }
}

/// Stores the file, and says in one transaction that it is there.
fn keep(
    state: &State,
    job: &JobRow,
    progress: &Progress,
    asked: &PrintJobRow,
    written: Written,
) -> Result<Value> {
    let (id, now) = (asked.id, state.clock.now());
    let Written { mut file, media, printed, mut omitted } = written;
    let end = if media == files::Media::Zip { "zip" } else { "pdf" };
    let name = format!("证书打印-{}.{end}", asked.created_at.programme_date());
    let blob = files::describe(&mut file, name, media.media_type())?;
    state.db.write_blocking(|conn| {
        progress.hold_in(conn)?;
        PrintJobRow::set_blob(conn, id, Some(&blob.sha256))
    })?;
    state.files.put_file_blocking(&blob, &mut file)?;
    let left_out = omitted.len();
    omitted.truncate(KEPT);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let actor = Actor { user: job.owner_id, role: job.input.read::<JobInput>()?.role };
    let result = serde_json::json!({
        "print_job_id": id, "printed": printed, "omitted": left_out,
    });
    state.db.write_blocking(|conn| {
        let file = files::attach(conn, &blob, OWNER, id, now)?;
        let done = Finished {
            printed: count(printed),
            omitted_count: count(left_out),
            omitted: Json::of(&omitted),
            sha256: &blob.sha256,
            size: blob.size,
            file,
            at: now,
        };
        store::jobs::finish(conn, id, done)?;
        let detail = serde_json::json!({
            "printed": printed, "omitted": left_out, "sha256": hex(&blob.sha256),
        });
        let action = "certificate_print_job.write";
        audit::record_as(conn, Some(actor), now, action, subject(asked), &detail)?;
        let params = serde_json::json!({ "printed": printed, "omitted": left_out });
        let link = link(id);
        let kind = "certificate_print_job_ready";
        notices::send(conn, &[job.owner_id], kind, &params, Some(&link), now)?;
        progress.finish_in(conn, &result)
    })?;
    Ok(result)
}

/// The screen that shows it.
fn link(id: Id) -> String {
    format!("/certificate-print-jobs/{id}")
}
