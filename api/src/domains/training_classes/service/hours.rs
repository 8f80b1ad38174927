//! The live hours of classes against the rule (二.1.(4)).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use onex_rules::{EffectiveRules, RuleId};

use super::super::model::{ClassHours, ClassRow};
use crate::domains::editions;
use crate::domains::live_sessions::{self, ClassKind};
use crate::platform::db::{Conn, Id};
use crate::platform::error::Result;

/// The hours of each of these classes.
pub fn of(conn: &mut Conn, rows: &[ClassRow]) -> Result<HashMap<Id, ClassHours>> {
    let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
    let minutes = live_sessions::hours(conn, ClassKind::TrainingClass, &ids)?;
    let mut known: HashMap<(Id, &str), EffectiveRules> = HashMap::new();
    let mut out = HashMap::with_capacity(rows.len());
    for row in rows {
        let place = (row.edition_id, row.region_code.as_str());
        let rules = match known.entry(place) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(free) => {
                free.insert(editions::rules_for(conn, row.edition_id, Some(&row.region_code))?)
            }
        };
        let sum = minutes.get(&row.id).copied().unwrap_or_default();
        let hour_minutes = rules.int(RuleId::ClassHourMinutes).unwrap_or(45).max(1);
        let rule = rules.get(RuleId::TrainingClassMinLiveHours);
        out.insert(
            row.id,
            ClassHours {
                hour_minutes,
                least: rule.value.as_int().unwrap_or_default(),
                clause: rule.clause.clone(),
                planned_minutes: sum.planned,
                held_minutes: sum.held,
                planned: sum.planned / hour_minutes,
                held: sum.held / hour_minutes,
            },
        );
    }
    Ok(out)
}
