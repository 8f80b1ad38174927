//! Loading the edition files that come with a release.

use std::collections::BTreeMap;

use onex_edition_file::{EditionFile, InstitutionLevel as FileLevel, parse_edition};
use onex_rules::{Rule, RuleId, RuleValue};
use serde_json::json;

use super::super::model::{
    Change, Course, Edition, EditionFacts, EditionStatus, ExamDate, Holiday, InstitutionLevel,
    Major, Subject, VersionKind, Window,
};
use super::super::store;
use super::change::Act;
use crate::platform::auth::Scope;
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::{Error, Result};
use crate::platform::ids;

const FILES: &[&str] = &[include_str!("../../../../data/editions/2020-spring.yaml")];

/// Loads each edition file whose edition is not there yet, and adds to every edition the rules that a newer
/// release brought. What stands is never overwritten. Returns how many editions were new.
///
/// # Errors
/// A file that contradicts itself: each fault with its place.
pub fn load_editions(conn: &mut Conn, now: Ts) -> Result<usize> {
    let mut new = 0;
    for text in FILES {
        let file = parse_edition(text).map_err(|faults| {
            Error::internal(anyhow::anyhow!("an edition file is wrong: {}", faults.join("; ")))
        })?;
        if !store::code_exists(conn, &file.code)? {
            insert(conn, &file, now)?;
            new += 1;
        }
        for mut edition in store::list(conn, &Scope::Country)? {
            add_missing_rules(conn, &mut edition, file.rules.rules(), now)?;
        }
    }
    Ok(new)
}

fn insert(conn: &mut Conn, file: &EditionFile, now: Ts) -> Result<()> {
    let edition = Edition {
        id: ids::new(),
        code: file.code.clone(),
        title_zh: file.title.zh.clone(),
        title_en: file.title.en.clone(),
        year: i32::from(file.year),
        season: i32::from(file.season),
        issued_on: file.issued_on,
        status: EditionStatus::Open,
        copied_from: None,
        facts: EditionFacts::of(file),
        version: 1,
        calendar_version: 1,
        rules_version: 1,
        created_at: now,
    };
    store::insert(conn, &edition)?;
    let id = edition.id;
    calendar(conn, id, file)?;
    lists(conn, id, file)?;
    for rule in file.rules.rules() {
        store::rules::insert(conn, id, rule, 1)?;
    }
    let change = Change { path: "edition".into(), before: json!(null), after: json!(file.code) };
    let act = Act { caller: None, now, reason: None };
    act.remember(conn, &edition, VersionKind::Loaded, None, &[change])
}

fn calendar(conn: &mut Conn, edition: Id, file: &EditionFile) -> Result<()> {
    let windows: Vec<Window> = file
        .calendar
        .windows
        .iter()
        .map(|w| Window {
            kind: w.kind.into(),
            period: w.period,
            start: w.start,
            end: w.end,
            effect: w.effect.into(),
            clause: w.clause.clone(),
        })
        .collect();
    store::calendar::replace_windows(conn, edition, &windows)?;
    let holidays: Vec<Holiday> = file
        .calendar
        .holidays
        .iter()
        .map(|h| Holiday {
            name_zh: h.zh.clone(),
            name_en: h.en.clone(),
            start: h.start,
            end: h.end,
            make_up: h.make_up.clone(),
        })
        .collect();
    store::calendar::replace_holidays(conn, edition, &holidays)?;
    for e in &file.calendar.exams {
        let exam = ExamDate {
            id: ids::new(),
            edition_id: edition,
            period: e.period,
            date: e.date,
            tentative: e.tentative,
            clause: e.clause.clone(),
        };
        store::calendar::insert_exam(conn, &exam)?;
    }
    Ok(())
}

fn lists(conn: &mut Conn, edition_id: Id, file: &EditionFile) -> Result<()> {
    let position = |order: u32| i32::try_from(order).unwrap_or(i32::MAX);
    let mut by_code: BTreeMap<&str, Id> = BTreeMap::new();
    for c in &file.courses {
        let id = ids::new();
        by_code.insert(&c.code, id);
        let course = Course {
            id,
            edition_id,
            code: c.code.clone(),
            position: position(c.order),
            title_zh: c.zh.clone(),
            title_en: c.en.clone(),
            clause: c.clause.clone(),
        };
        store::lists::insert_course(conn, course)?;
    }
    for s in &file.subjects {
        let subject = Subject {
            id: ids::new(),
            edition_id,
            course_id: s.course.as_deref().and_then(|code| by_code.get(code).copied()),
            code: s.code.clone(),
            position: position(s.order),
            title_zh: s.zh.clone(),
            title_en: s.en.clone(),
            source: s.source.into(),
            clause: s.clause.clone(),
        };
        store::lists::insert_subject(conn, subject)?;
    }
    let levels = [
        (InstitutionLevel::Undergraduate, FileLevel::Undergraduate),
        (InstitutionLevel::HigherVocational, FileLevel::HigherVocational),
        (InstitutionLevel::SecondaryVocational, FileLevel::SecondaryVocational),
    ];
    for (level, of) in levels {
        for (position, title) in (1..).zip(file.majors.levels.of(of)) {
            let (title_zh, title_en) = (title.zh.clone(), title.en.clone());
            store::lists::insert_major(
                conn,
                edition_id,
                &Major { level, position, title_zh, title_en },
            )?;
        }
    }
    Ok(())
}

/// A rule that the programme learned after an edition was loaded joins it as the file states it.
fn add_missing_rules(
    conn: &mut Conn,
    edition: &mut Edition,
    rules: &[Rule],
    now: Ts,
) -> Result<()> {
    let stored = store::rules::load(conn, edition.id, None)?;
    let missing: Vec<Rule> = rules
        .iter()
        .filter(|r| !stored.versions.contains_key(&r.id))
        .map(|r| within(r, &stored))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let changes: Vec<Change> = missing
        .iter()
        .map(|r| Change {
            path: format!("rules.{}", r.id),
            before: json!(null),
            after: json!({ "value": r.value, "severity": r.severity }),
        })
        .collect();
    let act = Act { caller: None, now, reason: None };
    act.record(conn, edition, VersionKind::Rule, None, &changes)?;
    for rule in &missing {
        store::rules::insert(conn, edition.id, rule, edition.version)?;
    }
    Ok(())
}

/// A rule as it can join others: a ceiling of classes lies no lower than what HQ has allowed meanwhile.
fn within(rule: &Rule, stored: &store::rules::Stored) -> Rule {
    if rule.id != RuleId::TrainingClassSizeCeiling {
        return rule.clone();
    }
    let country = stored.rules.iter().filter(|r| r.id == RuleId::TrainingClassSizeMax);
    let regions = stored.regional.iter().filter(|r| r.rule == RuleId::TrainingClassSizeMax);
    let allowed = country.map(|r| r.value).chain(regions.filter_map(|r| r.value));
    let highest = allowed.filter_map(RuleValue::as_int).chain(rule.value.as_int()).max();
    Rule { value: highest.map_or(rule.value, RuleValue::from), ..rule.clone() }
}
