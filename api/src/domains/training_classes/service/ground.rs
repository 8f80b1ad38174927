//! What classes of a batch are formed on: its pool of trainers, the rules of its regions, and what branches agreed on.

use std::collections::{BTreeSet, HashMap, HashSet};

use onex_rules::EffectiveRules;

use super::super::model::{Bonds, ClassRow, Numbers, at_once, checks, main_region};
use super::super::store;
use super::super::store::{merges, trainers as staff};
use crate::domains::editions::{self, Deviation, OverrideInput, Trial};
use crate::domains::training_batches::{self, BatchRow, BatchTrainer};
use crate::domains::training_enrolments::{self as enrolments, EnrolmentStatus, Participant};
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, Result};

/// A batch as its classes see it.
pub struct Ground {
    pub batch: BatchRow,
    pub pool: Vec<BatchTrainer>,
    /// Those of the pool who hold a trainer's grant still.
    pub granted: HashSet<Id>,
    pub bonds: Bonds,
    rules: HashMap<String, EffectiveRules>,
}

/// What is tried of one class.
pub struct Candidate<'a> {
    pub title: &'a str,
    pub region: &'a str,
    pub regions: &'a [String],
    pub before: Option<&'a Numbers>,
    pub after: &'a Numbers,
    pub standing: &'a [Deviation],
}

impl Ground {
    /// That of a batch.
    pub fn of(conn: &mut Conn, batch: Id) -> Result<Self> {
        let pool = training_batches::pools_of(conn, &[batch])?.remove(&batch).unwrap_or_default();
        let users: Vec<Id> = pool.iter().map(|t| t.user_id).collect();
        Ok(Ground {
            batch: training_batches::by_id(conn, batch)?,
            granted: training_batches::granted(conn, batch, &users)?,
            pool,
            bonds: Bonds::of(&merges::agreed(conn, batch)?),
            rules: HashMap::new(),
        })
    }

    /// The rules as they are in a region.
    pub fn rules(&mut self, conn: &mut Conn, region: &str) -> Result<&EffectiveRules> {
        if !self.rules.contains_key(region) {
            let rules = editions::rules_for(conn, self.batch.edition_id, Some(region))?;
            self.rules.insert(region.into(), rules);
        }
        self.rules.get(region).ok_or_else(|| Error::new(Code::NotFound))
    }

    /// The name of a trainer of the pool.
    pub fn name_of(&self, user: Id) -> String {
        let found = self.pool.iter().find(|t| t.user_id == user);
        found.map(|t| t.name.clone()).unwrap_or_default()
    }

    /// Holds classes against the rules of their regions, all together; the deviations of each.
    ///
    /// # Errors
    /// `rule_violated` or `rule_override_required` with everything that stands in the way.
    pub fn settle(
        &mut self,
        conn: &mut Conn,
        candidates: &[Candidate<'_>],
        overrides: &[OverrideInput],
        by: Id,
        at: Ts,
    ) -> Result<Vec<Vec<Deviation>>> {
        for candidate in candidates {
            self.rules(conn, candidate.region)?;
        }
        let trials: Vec<Trial<'_>> = candidates
            .iter()
            .filter_map(|c| {
                Some(Trial {
                    rules: self.rules.get(c.region)?,
                    checks: checks(c.title, c.before, c.after),
                    standing: c.standing,
                    reasons: self.bonds.reason(c.regions).into_iter().collect(),
                })
            })
            .collect();
        let overrides: Vec<_> = overrides.iter().map(Into::into).collect();
        editions::settle(&trials, &overrides, by, at).map_err(editions::refuse)
    }

    /// The numbers of a class as its rows stand.
    pub fn numbers(&self, conn: &mut Conn, row: &ClassRow) -> Result<Numbers> {
        let people = present(enrolments::of_classes(conn, &[row.id])?);
        let staff = staff::of(conn, &[row.id])?.remove(&row.id).unwrap_or_default();
        let users: Vec<Id> = staff.iter().map(|t| t.user_id).collect();
        let days = staff::days(conn, &users, &[row.id])?;
        let busiest = staff
            .iter()
            .map(|trainer| {
                let mut all = days.get(&trainer.user_id).cloned().unwrap_or_default();
                all.push((row.starts_on, row.ends_on));
                (trainer.name.clone(), length(at_once(&all, (row.starts_on, row.ends_on))))
            })
            .max_by_key(|(_, classes)| *classes);
        Ok(Numbers {
            participants: length(people.len()),
            trainers: length(staff.len()),
            regions: length(regions_of(&people).len()),
            busiest,
        })
    }

    /// Holds a class, as its rows stand now, against the rules, and writes it with its regions and deviations.
    pub fn resettle(
        &mut self,
        conn: &mut Conn,
        row: &mut ClassRow,
        before: Option<&Numbers>,
        overrides: &[OverrideInput],
        caller: &Caller,
        at: Ts,
    ) -> Result<()> {
        // Who has dropped out was of it still.
        let people = enrolments::of_classes(conn, &[row.id])?;
        if !people.is_empty() {
            row.region_code = main_region(people.iter().map(|p| p.row.region_code.as_str()));
        }
        let regions: Vec<String> = regions_of(&people).into_iter().collect();
        let after = self.numbers(conn, row)?;
        let standing: Vec<Deviation> = row.deviations.read()?;
        let candidate = Candidate {
            title: &row.title.clone(),
            region: &row.region_code.clone(),
            regions: &regions,
            before,
            after: &after,
            standing: &standing,
        };
        let settled = self.settle(conn, &[candidate], overrides, caller.user, at)?;
        row.deviations = Json::of(&settled.into_iter().next().unwrap_or_default());
        row.updated_at = at;
        row.version += 1;
        store::set_regions(conn, row.id, &regions)?;
        store::update(conn, row)
    }
}

/// Those who are in a class still.
pub fn present(mut people: Vec<Participant>) -> Vec<Participant> {
    people.retain(|p| p.row.status != EnrolmentStatus::Dropped);
    people
}

/// The regions that people come from.
pub fn regions_of(people: &[Participant]) -> BTreeSet<String> {
    people.iter().map(|p| p.row.region_code.clone()).collect()
}

/// As the rules count.
pub fn length(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
