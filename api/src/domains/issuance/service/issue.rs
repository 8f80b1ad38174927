//! Issuing: one transaction from the look at who still deserves a certificate to the job's own end.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use onex_credential::snapshot;
use onex_print::Fonts;

use super::evidence::Reason;
use super::standing::{self, Stands};
use crate::domains::certificates::{self, Draft, EvidenceResult, Lot, Paper, Series};
use crate::domains::editions::{self, Edition};
use crate::domains::issuance::model::{
    IssuanceReason, ItemOutcome, ItemRow, RunRow, RunStatus, Step,
};
use crate::domains::issuance::store;
use crate::domains::people::{self, Holder};
use crate::domains::{accounts, institutions, notices};
use crate::platform::audit::{self, Actor, Subject};
use crate::platform::auth::{Role, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};
use crate::platform::issuer::Issuer;
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::keys::Keys;
use crate::platform::state::State;

/// How often the transaction is begun again when somebody else issues the same kind in another series.
const TRIES: usize = 3;

/// Does the job.
pub fn run(state: &State, job: &JobRow, progress: &Progress) -> Result<serde_json::Value> {
    let id = job.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    let now = state.clock.now();
    let found = state.db.read_blocking(|conn| store::find(conn, &Scope::Country, id))?;
    let eligible = usize::try_from(found.eligible).unwrap_or(0);
    // Before the transaction: the first who asks for them waits half a second.
    let fonts = state.fonts.get()?;
    let mut tries = 1;
    let run = loop {
        // Also after an attempt that issued nothing: from the beginning.
        progress.report(0, Some(eligible))?;
        let once = state
            .db
            .write_blocking(|conn| issue(conn, &state.issuer, fonts, job, progress, id, now));
        match once {
            Err(e) if e.code() == Code::CertificateHeld && tries < TRIES => tries += 1,
            other => break other?,
        }
    };
    state.jobs.wake();
    state.wake_streams();
    Ok(serde_json::json!({ "issued": run.issued }))
}

fn issue(
    conn: &mut Conn,
    issuer: &Issuer,
    fonts: &Fonts,
    job: &JobRow,
    progress: &Progress,
    id: Id,
    now: Ts,
) -> Result<RunRow> {
    let mut run = store::find(conn, &Scope::Country, id)?;
    if run.status != RunStatus::Issuing || run.job_id != Some(job.id) {
        return Err(Error::because(
            Code::StateForbids,
            format!("The run is {}; this job does not issue it", run.status),
        ));
    }
    let edition = editions::find(conn, &Scope::Country, run.edition_id)?;
    let series = series(&run, &edition);
    certificates::take_turn(conn, &series)?;

    let items = store::items::eligible(conn, id)?;
    let reason = Reason::of(conn, &run)?;
    let mut paper = Paper::of(conn, fonts, &series, run.basis, now)?;
    let mut portions = items.chunks(certificates::PORTION);
    // Who dropped out needs no work any more.
    let dropped = Cell::new(0);
    let (mut holders, mut places) = (Vec::with_capacity(items.len()), HashMap::new());
    let mut next = |conn: &mut Conn| -> Result<Vec<Draft>> {
        for portion in portions.by_ref() {
            let drafts = drafts(conn, issuer.keys(), &run, portion, &reason, &mut paper, now)?;
            dropped.update(|n| n + portion.len() - drafts.len());
            holders.extend(drafts.iter().filter_map(|d| d.holder_user_id));
            for draft in &drafts {
                *places.entry(draft.institution_id).or_default() += 1;
            }
            if !drafts.is_empty() {
                return Ok(drafts);
            }
        }
        Ok(vec![])
    };
    let mut told = |issued| progress.inside(dropped.get() + issued);
    let lot = Lot { series, basis: run.basis, run_id: Some(id) };
    let issued = certificates::issue_from(conn, issuer, &lot, now, &mut next, &mut told)?;
    if store::items::set_issued(conn, id)? != issued.len() {
        return Err(Error::internal(anyhow::anyhow!(
            "the items of run {id} do not fit the certificates issued"
        )));
    }
    let counts = store::items::counts(conn, id)?;
    run.step(Step::Issue(counts), job.owner_id, now)?;
    store::update(conn, &run)?;
    tell(conn, &run, &edition, &places, &holders, now)?;
    certificates::make_forms(conn, job.owner_id)?;
    let detail = serde_json::json!({
        "issued": issued.len(), "job": job.id, "approved_by": run.approved_by,
        "first": issued.first().map(|c| &c.number), "last": issued.last().map(|c| &c.number),
    });
    // Only certifiers start a run's issue; the job acts for the one who did.
    let actor = Actor { user: job.owner_id, role: Role::Certifier };
    audit::record_as(
        conn,
        Some(actor),
        now,
        "issuance_run.issue",
        Subject::country("issuance_run", id),
        &detail,
    )?;
    progress.finish_in(conn, &serde_json::json!({ "issued": run.issued }))?;
    Ok(run)
}

/// The series that a run's numbers are of.
pub fn series(run: &RunRow, edition: &Edition) -> Series {
    Series::of(edition, run.basis.kind())
}

/// By person what is printed, and what it rests on.
type Deserved = HashMap<Id, (Vec<snapshot::Subject>, Vec<EvidenceResult>)>;

/// The certificates of these items as they can be printed. Things may have changed since the run was prepared: whoever
/// drops out is left out, and the item says why.
fn drafts(
    conn: &mut Conn,
    keys: &Keys,
    run: &RunRow,
    items: &[ItemRow],
    reason: &Reason,
    paper: &mut Paper<'_>,
    now: Ts,
) -> Result<Vec<Draft>> {
    let (items, deserved) = look_again(conn, run, items, now)?;
    let drafts = describe(conn, keys, &items, deserved, reason)?;
    printable(conn, paper, drafts)
}

/// Whoever no longer deserves a certificate, or got one meanwhile, drops out.
fn look_again<'a>(
    conn: &mut Conn,
    run: &RunRow,
    items: &'a [ItemRow],
    now: Ts,
) -> Result<(Vec<&'a ItemRow>, Deserved)> {
    let people: Vec<_> = items.iter().map(|i| i.person_id).collect();
    let mut standing = standing::now(conn, run, &people, now)?;
    let mut deserved = Deserved::with_capacity(items.len());
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        let stands = standing.remove(&item.person_id).unwrap_or(Stands::Out(vec![]));
        let (outcome, reasons, certificate) = match stands {
            Stands::Deserves(subjects, grounds) => {
                deserved.insert(item.person_id, (subjects, grounds));
                kept.push(item);
                continue;
            }
            Stands::Holds(certificate) => (ItemOutcome::AlreadyHeld, vec![], Some(certificate)),
            Stands::Out(reasons) => (ItemOutcome::Ineligible, reasons, None),
        };
        store::items::set(conn, item.id, outcome, &Json::of(&reasons), certificate)?;
    }
    Ok((kept, deserved))
}

/// What the certificates say, from the people and institutions as they are now.
fn describe(
    conn: &mut Conn,
    keys: &Keys,
    items: &[&ItemRow],
    mut deserved: Deserved,
    reason: &Reason,
) -> Result<Vec<Draft>> {
    let people: Vec<_> = items.iter().map(|i| i.person_id).collect();
    let mut holders: HashMap<Id, Holder> =
        people::holders(conn, keys, &people)?.into_iter().map(|h| (h.person_id, h)).collect();
    let students: Vec<_> = items.iter().filter_map(|i| i.student_id).collect();
    let mut users: HashMap<Id, Id> = people::students_in(conn, &Scope::Country, &students)?
        .into_iter()
        .map(|s| (s.id, s.user_id))
        .collect();
    let teachers: Vec<_> = items.iter().filter_map(|i| i.teacher_id).collect();
    users.extend(
        people::teachers_in(conn, &Scope::Country, &teachers)?
            .into_iter()
            .map(|t| (t.id, t.user_id)),
    );
    let places: HashSet<_> = items.iter().map(|i| i.institution_id).collect();
    let places: Vec<_> = places.into_iter().collect();
    let places = institutions::briefs(conn, &places)?;
    items
        .iter()
        .map(|item| {
            let gone =
                || Error::internal(anyhow::anyhow!("the holder of item {} is gone", item.id));
            let holder = holders.remove(&item.person_id).ok_or_else(gone)?;
            let place = places.get(&item.institution_id).ok_or_else(gone)?;
            let user = item.student_id.or(item.teacher_id).and_then(|id| users.get(&id));
            let (subjects, grounds) = deserved.remove(&item.person_id).unwrap_or_default();
            Ok(Draft {
                id: item.id,
                holder_person_id: item.person_id,
                holder_user_id: user.copied(),
                student_id: item.student_id,
                teacher_id: item.teacher_id,
                institution_id: item.institution_id,
                region_code: item.region_code.clone(),
                holder_hash: keys.holder_hash(item.id, holder.document.reveal()),
                holder_name: holder.name,
                holder_pinyin: holder.pinyin,
                id_type: holder.id_type,
                masked_id: holder.masked_id,
                institution_code: place.code.clone(),
                institution_name: place.name.clone(),
                subjects,
                supersedes: None,
                rules: reason.rules_version()?,
                evidence: reason.of_holder(item.person_id, grounds),
            })
        })
        .collect()
}

/// Whom no font can print drops out as well.
fn printable(conn: &mut Conn, paper: &mut Paper<'_>, drafts: Vec<Draft>) -> Result<Vec<Draft>> {
    let mut kept = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let missing = paper.unprintable((&draft).into());
        if missing.is_empty() {
            kept.push(draft);
        } else {
            // A certificate has the id of its item.
            let reasons = Json::of(&IssuanceReason::unprintable(&missing));
            store::items::set(conn, draft.id, ItemOutcome::Ineligible, &reasons, None)?;
        }
    }
    Ok(kept)
}

/// Tells every holder, and the administrators of every institution how many.
fn tell(
    conn: &mut Conn,
    run: &RunRow,
    edition: &Edition,
    places: &HashMap<Id, usize>,
    holders: &[Id],
    now: Ts,
) -> Result<()> {
    let params = serde_json::json!({ "edition": edition.code, "title": edition.title_zh });
    notices::send(conn, holders, "certificate_issued", &params, Some("/certificates"), now)?;
    let link = format!("/certificates?run_id={}", run.id);
    for (institution, count) in places {
        let admins = accounts::holders(conn, Role::InstitutionAdmin, None, Some(*institution))?;
        let params = serde_json::json!({ "count": count, "edition": edition.code });
        notices::send(conn, &admins, "certificates_ready", &params, Some(&link), now)?;
    }
    Ok(())
}
