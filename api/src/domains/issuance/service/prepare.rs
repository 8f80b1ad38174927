//! Computing a run's items: who deserves a certificate, who does not and why, who holds one.

use std::collections::{HashMap, HashSet};

use onex_print::Missing;

use super::ask_for_approval;
use super::basis::{self, BasisKind, Candidate, Ground};
use super::issue::series;
use crate::domains::certificates::{self, Paper, Said};
use crate::domains::editions;
use crate::domains::institutions;
use crate::domains::issuance::model::{
    IssuanceCounts, IssuanceFilter, IssuanceReason, ItemOutcome, ItemRow, RunRow, RunStatus, Step,
};
use crate::domains::issuance::store;
use crate::domains::people::{self, Holder};
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, Result};
use crate::platform::ids;
use crate::platform::jobs::{JobRow, Progress};
use crate::platform::keys::Keys;
use crate::platform::state::State;

const PAGE: i64 = 1000;

/// Does the job; a run that cannot be prepared says why.
pub fn run(state: &State, job: &JobRow, progress: &Progress) -> Result<serde_json::Value> {
    let id = job.subject_id.ok_or_else(|| Error::new(Code::NotFound))?;
    prepare(state, job, progress, id).inspect_err(|e| {
        let failed = state.db.write_blocking(|conn| {
            progress.hold_in(conn)?;
            let mut run = store::find(conn, &Scope::Country, id)?;
            if run.status == RunStatus::Preparing && run.job_id == Some(job.id) {
                run.step(Step::Fail(e.detail()), job.owner_id, state.clock.now())?;
                store::update(conn, &run)?;
            }
            Ok(())
        });
        if let Err(e) = failed {
            tracing::error!(error = %e, run = %id, "a failed run could not be marked");
        }
    })
}

fn prepare(state: &State, job: &JobRow, progress: &Progress, id: Id) -> Result<serde_json::Value> {
    let run = state.db.read_blocking(|conn| store::find(conn, &Scope::Country, id))?;
    if run.status != RunStatus::Preparing {
        return Err(Error::because(Code::StateForbids, format!("The run is {}", run.status)));
    }
    let basis = basis::find(run.basis).ok_or_else(|| Error::new(Code::StateForbids))?;
    let ground = ground(&run, state.clock.today());
    let (fonts, now) = (state.fonts.get()?, state.clock.now());
    let mut paper = state.db.read_blocking(|conn| {
        let edition = editions::find(conn, &Scope::Country, run.edition_id)?;
        Paper::of(conn, fonts, &series(&run, &edition), run.basis, now)
    })?;
    let mut items = Vec::new();
    let mut after = Id::NIL;
    loop {
        let page = state.db.read_blocking(|conn| (basis.candidates)(conn, &ground, after, PAGE))?;
        let Some((candidates, last)) = page else { break };
        let judged = state.db.read_blocking(|conn| {
            let unprintable = unprintable(conn, &state.keys, &mut paper, &candidates)?;
            judge(conn, id, &ground, basis, candidates, &unprintable)
        })?;
        items.extend(judged);
        after = last;
        progress.report(items.len(), None)?;
    }
    // By institution and number: so come the numbers of the certificates, and the papers out of the box.
    items.sort_by(|a, b| {
        (&a.region_code, a.institution_id, &a.code).cmp(&(
            &b.region_code,
            b.institution_id,
            &b.code,
        ))
    });
    for item in &mut items {
        item.id = ids::new();
    }
    progress.report(items.len(), Some(items.len()))?;
    let now = state.clock.now();
    let counts = count(&items);
    state.db.write_blocking(|conn| {
        let mut run = store::find(conn, &Scope::Country, id)?;
        run.step(Step::Prepare(counts), job.owner_id, now)?;
        store::update(conn, &run)?;
        store::items::replace(conn, id, &items)?;
        ask_for_approval(conn, &run, now)?;
        progress.finish_in(conn, &counts)
    })?;
    state.wake_streams();
    Ok(serde_json::to_value(counts)?)
}

/// What a run works within.
pub fn ground(run: &RunRow, today: time::Date) -> Ground {
    Ground {
        edition_id: run.edition_id,
        filter: IssuanceFilter {
            region_code: run.region_code.clone(),
            institution_id: run.institution_id,
            include_revoked: run.include_revoked,
        },
        today,
    }
}

/// The items of a page of candidates, without their ids yet.
fn judge(
    conn: &mut Conn,
    run: Id,
    ground: &Ground,
    basis: &BasisKind,
    candidates: Vec<Candidate>,
    unprintable: &HashMap<Id, Vec<Missing>>,
) -> Result<Vec<ItemRow>> {
    let people: Vec<_> = candidates.iter().map(|c| c.person_id).collect();
    let held = certificates::holders_of(conn, basis.basis.kind(), &people)?;
    let revoked = revoked(conn, ground, basis, &people)?;
    let students: Vec<_> = candidates.iter().filter_map(|c| c.student_id).collect();
    let students: HashMap<_, _> = people::students_in(conn, &Scope::Country, &students)?
        .into_iter()
        .map(|s| (s.id, (s.name, s.student_no)))
        .collect();
    let teachers: Vec<_> = candidates.iter().filter_map(|c| c.teacher_id).collect();
    let teachers: HashMap<_, _> = people::teachers_in(conn, &Scope::Country, &teachers)?
        .into_iter()
        .map(|t| (t.id, (t.name, t.staff_no)))
        .collect();
    Ok(candidates
        .into_iter()
        .map(|c| {
            let who = c.student_id.and_then(|id| students.get(&id));
            let who = who.or_else(|| c.teacher_id.and_then(|id| teachers.get(&id)));
            let (name, code) = who.cloned().unwrap_or_default();
            let certificate_id = held.get(&c.person_id).copied();
            let (outcome, reasons) = match (certificate_id, c.verdict) {
                (Some(_), _) => (ItemOutcome::AlreadyHeld, vec![]),
                (None, Ok(_)) if revoked.contains(&c.person_id) => {
                    (ItemOutcome::Ineligible, vec![IssuanceReason::revoked_before()])
                }
                (None, Ok(_)) => match unprintable.get(&c.person_id) {
                    Some(missing) => {
                        (ItemOutcome::Ineligible, IssuanceReason::unprintable(missing))
                    }
                    None => (ItemOutcome::Eligible, vec![]),
                },
                (None, Err(reasons)) => (ItemOutcome::Ineligible, reasons),
            };
            ItemRow {
                id: Id::NIL,
                run_id: run,
                person_id: c.person_id,
                student_id: c.student_id,
                teacher_id: c.teacher_id,
                institution_id: c.institution_id,
                region_code: c.region_code,
                name,
                code,
                outcome,
                reasons: Json::of(&reasons),
                certificate_id,
            }
        })
        .collect())
}

/// What no font can print of those who deserve a certificate, by person.
fn unprintable(
    conn: &mut Conn,
    keys: &Keys,
    paper: &mut Paper<'_>,
    candidates: &[Candidate],
) -> Result<HashMap<Id, Vec<Missing>>> {
    let deserving: Vec<_> = candidates.iter().filter(|c| c.verdict.is_ok()).collect();
    let people: Vec<_> = deserving.iter().map(|c| c.person_id).collect();
    let holders: HashMap<Id, Holder> =
        people::holders(conn, keys, &people)?.into_iter().map(|h| (h.person_id, h)).collect();
    let places: HashSet<_> = deserving.iter().map(|c| c.institution_id).collect();
    let places = institutions::briefs(conn, &places.into_iter().collect::<Vec<_>>())?;
    let mut out = HashMap::new();
    for c in deserving {
        let (Ok(subjects), Some(holder)) = (&c.verdict, holders.get(&c.person_id)) else {
            continue;
        };
        let Some(place) = places.get(&c.institution_id) else { continue };
        let missing = paper.unprintable(Said {
            holder_name: &holder.name,
            masked_id: &holder.masked_id,
            institution_name: &place.name,
            region_code: &c.region_code,
            subjects,
        });
        if !missing.is_empty() {
            out.insert(c.person_id, missing);
        }
    }
    Ok(out)
}

/// Those of these people who are left out because their certificate of the edition was revoked.
pub fn revoked(
    conn: &mut Conn,
    ground: &Ground,
    basis: &BasisKind,
    people: &[Id],
) -> Result<HashSet<Id>> {
    if ground.filter.include_revoked {
        return Ok(HashSet::new());
    }
    certificates::revoked_of(conn, basis.basis.kind(), ground.edition_id, people)
}

fn count(items: &[ItemRow]) -> IssuanceCounts {
    let of = |outcome| {
        i64::try_from(items.iter().filter(|i| i.outcome == outcome).count()).unwrap_or(i64::MAX)
    };
    IssuanceCounts {
        eligible: of(ItemOutcome::Eligible),
        ineligible: of(ItemOutcome::Ineligible),
        already_held: of(ItemOutcome::AlreadyHeld),
        issued: 0,
    }
}
