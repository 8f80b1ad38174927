//! Use cases of the expert group. What other slices ask of it stands here.

mod affiliations;
mod allocate;
mod cards;
mod distribute;
mod export;
mod notify;
mod panel;
mod reviews;
mod rubrics;
mod steps;

pub use affiliations::{affiliations, set_affiliations};
pub use allocate::allocate;
pub use cards::cards;
pub use export::export;
pub use notify::remind;
pub use panel::{panel, set_panel};
pub use reviews::{file, find, list};
pub use rubrics::{create_rubric, list_rubrics};
pub use steps::{draft, end_open, follow, release, submit};

use std::collections::{HashMap, HashSet};

use super::model::{Bar, DesignStanding, ReviewStatus, Reviewed, standing, threshold};
use super::store::{self, affiliations as ties, panel as panels};
use crate::domains::{editions, teaching_designs};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// By how much experts may differ, by region of the participant.
pub struct Thresholds {
    edition: Id,
    known: HashMap<String, onex_assessment::Score>,
}

impl Thresholds {
    pub fn of(edition: Id) -> Self {
        Thresholds { edition, known: HashMap::new() }
    }

    pub fn in_region(&mut self, conn: &mut Conn, region: &str) -> Result<onex_assessment::Score> {
        if let Some(known) = self.known.get(region) {
            return Ok(*known);
        }
        let points = threshold(&editions::rules_for(conn, self.edition, Some(region))?);
        self.known.insert(region.to_string(), points);
        Ok(points)
    }
}

/// Whether somebody leads the group of a batch.
pub fn is_lead(conn: &mut Conn, batch: Id, user: Id) -> Result<bool> {
    Ok(panels::leads(conn, batch)?.contains(&user))
}

/// The leads of the group of a batch.
pub fn leads_of(conn: &mut Conn, batch: Id) -> Result<Vec<Id>> {
    panels::leads(conn, batch)
}

/// The batches whose group somebody leads.
pub fn led_by(conn: &mut Conn, user: Id) -> Result<Vec<Id>> {
    panels::led_by(conn, user)
}

/// What the experts say of these participants' designs; the threshold is that of each one's region.
pub fn designs_of(
    conn: &mut Conn,
    participants: &[(Id, onex_assessment::Score)],
) -> Result<HashMap<Id, DesignStanding>> {
    let ids: Vec<Id> = participants.iter().map(|(id, _)| *id).collect();
    let reviews = store::of_enrolments(conn, &ids)?;
    Ok(participants
        .iter()
        .map(|(id, threshold)| {
            let of = reviews.get(id).map_or(&[][..], Vec::as_slice);
            (*id, standing(of, *threshold))
        })
        .collect())
}

/// Which of these participants somebody must not confirm, and why.
pub fn bars(conn: &mut Conn, user: Id, enrolments: &[Id]) -> Result<HashMap<Id, Bar>> {
    let conflicts: HashSet<Id> = ties::conflicts(conn, &[user], enrolments)?
        .into_iter()
        .map(|conflict| conflict.enrolment_id)
        .collect();
    let reviews = store::of_enrolments(conn, enrolments)?;
    let reviewed = |id: &Id| {
        let mut of = reviews.get(id).into_iter().flatten();
        of.any(|r| r.expert_user_id == user && r.status != ReviewStatus::Released)
    };
    Ok(enrolments
        .iter()
        .filter_map(|id| {
            let bar = if conflicts.contains(id) {
                Bar::Conflict
            } else if reviewed(id) {
                Bar::Reviewed
            } else {
                return None;
            };
            Some((*id, bar))
        })
        .collect())
}

/// The file of a version of a design, under a name that tells nothing: what it is, and its hash.
pub fn file_of_design(conn: &mut Conn, version: Id, code: &str) -> Result<(Reviewed, Vec<u8>)> {
    let (row, file) = teaching_designs::version_file(conn, version)?;
    let kind = row.kind.to_string();
    let name = format!("design-{code}-v{}.{kind}", row.no);
    Ok((Reviewed { name, kind, size: row.size }, file.sha256))
}
