//! The balanced split of an intake into classes (二.2.(3)): a preview that keeps nothing, and the making of
//! all classes or none.

use std::collections::{HashMap, HashSet};

use actix_web::HttpResponse;
use onex_grouping::cohort::{self as grouping, Limits};
use onex_rules::{EffectiveRules, RuleId};

use super::super::model::{
    AdminClassCount, Candidate, CohortRow, Counts, GroupStudent, NewSplit, SplitDeviation,
    SplitDeviationCode, SplitGroup, SplitGroupInput, SplitPreview, SplitRequest, SplitResult,
    TeacherOfCohort, Trial, main_major, settle,
};
use super::super::store::members as rolls;
use super::super::{policy, store};
use super::{
    Ground, known_periods, open_edition, overrides, own_institution, people, shown, subject,
};
use crate::domains::editions::{self, RuleSeverity};
use crate::platform::audit;
use crate::platform::auth::Caller;
use crate::platform::db::{Conn, Id, Json};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::state::State;

/// Students of one split at most.
const MOST: usize = 5000;

/// Shows which classes a split would make. Nothing is kept.
pub async fn preview_split(
    state: &State,
    caller: Caller,
    request: SplitRequest,
) -> Result<SplitPreview> {
    caller.may(policy::TABLE, "cohorts.split")?;
    state.db.snapshot(move |conn| preview(conn, &caller, request)).await
}

fn preview(conn: &mut Conn, caller: &Caller, request: SplitRequest) -> Result<SplitPreview> {
    let (institution, region) = own_institution(conn, caller, request.institution_id)?;
    let edition = request.edition_id;
    open_edition(conn, caller, edition)?;
    let rules = editions::rules_for(conn, edition, Some(&region))?;
    let intake = intake(conn, institution, &request)?;
    let teachers = people::teaching(conn, institution, &request.teacher_ids, &[], "/teacher_ids")?;
    let limit = rules.int(RuleId::CohortMaxStudents).unwrap_or_default().max(1);
    let max_size = request.max_size.map_or(limit, i64::from);
    let students: Vec<_> = intake.iter().map(Candidate::to_place).collect();
    let limits = Limits {
        max_size: usize::try_from(max_size).unwrap_or(usize::MAX),
        min_size: None,
        teachers: Some(teachers.len()),
        max_classes_per_teacher: None,
    };
    let plan = grouping::split(&students, &limits, &request.keep_together.strategy())
        .map_err(|e| Error::field("/student_ids", "split", e.to_string()))?;
    let known: HashMap<Id, &Candidate> = intake.iter().map(|s| (s.id, s)).collect();
    let mut groups: Vec<SplitGroup> = Vec::with_capacity(plan.groups.len());
    for (i, group) in plan.groups.iter().enumerate() {
        let members: Vec<&Candidate> =
            group.members.iter().filter_map(|id| known.get(id).copied()).collect();
        groups.push(SplitGroup {
            title: String::new(),
            major: main_major(members.iter().filter_map(|s| s.major.as_deref())),
            students: members.into_iter().map(student).collect(),
            teachers: in_turn(&teachers, i).into_iter().collect(),
            admin_classes: group
                .admin_classes
                .iter()
                .map(|(class, n)| AdminClassCount { admin_class: class.clone(), students: *n })
                .collect(),
        });
    }
    let taken = store::titles(conn, institution, edition)?;
    name(&mut groups, request.title_prefix.as_deref(), taken);
    let mut deviations = against_rules(&rules, &groups);
    deviations.extend(plan.deviations.into_iter().filter_map(wish));
    Ok(SplitPreview {
        edition_id: edition,
        institution_id: institution,
        max_size,
        students: intake.len(),
        groups,
        deviations,
    })
}

fn student(s: &Candidate) -> GroupStudent {
    GroupStudent {
        id: s.id,
        student_no: s.student_no.clone(),
        name: s.name.clone(),
        major: s.major.clone(),
        grade: s.grade.clone(),
        admin_class: s.admin_class.clone(),
    }
}

/// Teachers take the classes in turn.
fn in_turn(teachers: &[TeacherOfCohort], i: usize) -> Option<TeacherOfCohort> {
    i.checked_rem(teachers.len()).and_then(|n| teachers.get(n)).cloned()
}

/// Titles are the prefix, or the major, and a number that no class of the school has yet.
fn name(groups: &mut [SplitGroup], prefix: Option<&str>, taken: Vec<String>) {
    let mut taken: HashSet<String> = taken.into_iter().collect();
    let mut next: HashMap<String, usize> = HashMap::new();
    for group in groups {
        // A title has room for 50 characters, five of them for the number.
        let start: String = prefix.unwrap_or(&group.major).trim().chars().take(45).collect();
        let number = next.entry(start.clone()).or_insert(0);
        loop {
            *number += 1;
            let title = format!("{start}{number:02}");
            if taken.insert(title.clone()) {
                group.title = title;
                break;
            }
        }
    }
}

fn intake(conn: &mut Conn, institution: Id, request: &SplitRequest) -> Result<Vec<Candidate>> {
    let edition = request.edition_id;
    let found = match (&request.student_ids, &request.filters) {
        (Some(ids), None) => {
            let found = people::joining(conn, institution, ids, "/student_ids")?;
            people::free(conn, edition, ids, "/student_ids")?;
            found
        }
        (None, Some(filter)) => {
            let limit = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
            rolls::unassigned(conn, institution, edition, filter, limit)?
        }
        _ => {
            let message = "give either student_ids or filters";
            return Err(Error::field("/student_ids", "either", message));
        }
    };
    if found.len() > MOST {
        let message = format!("fit more than {MOST} students; narrow them");
        return Err(
            Error::field("/filters", "length", message).naming([("max_items", MOST.into())])
        );
    }
    Ok(found)
}

fn length(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// What keeping the plan as it is would be asked.
fn against_rules(rules: &EffectiveRules, groups: &[SplitGroup]) -> Vec<SplitDeviation> {
    let mut out = Vec::new();
    for (i, group) in groups.iter().enumerate() {
        let found = [
            rules.check(RuleId::CohortMaxStudents, length(group.students.len()), ""),
            rules.check(RuleId::CohortMinTeachers, length(group.teachers.len()), ""),
        ];
        out.extend(found.into_iter().flatten().map(|f| SplitDeviation {
            code: SplitDeviationCode::Rule,
            group: Some(i),
            rule: Some(f.rule.to_string()),
            clause: Some(f.clause),
            severity: Some(RuleSeverity::from(f.severity).to_string()),
            admin_class: None,
            limit: f.limit.as_int().unwrap_or_default(),
            actual: f.actual.as_int().unwrap_or_default(),
        }));
    }
    out
}

fn wish(deviation: grouping::Deviation) -> Option<SplitDeviation> {
    let plain = |code, limit, actual| SplitDeviation {
        code,
        group: None,
        rule: None,
        clause: None,
        severity: None,
        admin_class: None,
        limit: length(limit),
        actual: length(actual),
    };
    match deviation {
        // No least size is asked for.
        grouping::Deviation::MinSize { .. } => None,
        grouping::Deviation::Teachers { groups, covered } => {
            Some(plain(SplitDeviationCode::Teachers, groups, covered))
        }
        grouping::Deviation::AdminClassSplit { admin_class, groups, least, .. } => {
            Some(SplitDeviation {
                admin_class: Some(admin_class),
                ..plain(SplitDeviationCode::AdminClassSplit, least, groups)
            })
        }
    }
}

/// Makes the classes of a split, as edited, as drafts: all of them or none.
///
/// # Errors
/// Those of a single class, each with a pointer into its group; rules name every class that breaks them.
pub async fn create_split(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewSplit,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "cohorts.split")?;
    let students: usize = new.groups.iter().map(|g| g.student_ids.len()).sum();
    if students > MOST {
        let message = format!("have more than {MOST} students together");
        return Err(Error::field("/groups", "length", message).naming([("max_items", MOST.into())]));
    }
    let (now, request, by) = (state.clock.now(), serde_json::to_vec(&new)?, caller.clone());
    key.run(state, &by, "create_cohort_split", &request, move |conn| {
        let (institution, region) = own_institution(conn, &caller, new.institution_id)?;
        let calendar = open_edition(conn, &caller, new.edition_id)?;
        let ground = Ground {
            edition: new.edition_id,
            institution,
            rules: editions::rules_for(conn, new.edition_id, Some(&region))?,
            region,
            periods: known_periods(&calendar, &new.periods)?,
            kind: new.kind,
            by: caller.user,
            at: now,
        };
        let majors = check_groups(conn, &ground, &new.groups)?;
        let mut rows: Vec<CohortRow> = new
            .groups
            .iter()
            .zip(majors)
            .map(|(group, major)| ground.row(&group.title, major))
            .collect();
        let trials: Vec<Trial<'_>> = rows
            .iter()
            .zip(&new.groups)
            .map(|(row, group)| Trial {
                rules: &ground.rules,
                title: &row.title,
                before: None,
                after: Counts {
                    students: length(group.student_ids.len()),
                    teachers: length(group.teacher_ids.len()),
                },
                complete: false,
                standing: &[],
            })
            .collect();
        let settled = settle(&trials, &overrides(&new.overrides), ground.by, now)
            .map_err(editions::refuse)?;
        for (row, deviations) in rows.iter_mut().zip(settled) {
            row.deviations = Json::of(&deviations);
        }
        store::insert(conn, &rows)?;
        let pairs = |pick: fn(&SplitGroupInput) -> &Vec<Id>| -> Vec<(Id, Id)> {
            rows.iter()
                .zip(&new.groups)
                .flat_map(|(row, group)| pick(group).iter().map(|&id| (row.id, id)))
                .collect()
        };
        rolls::add_students(conn, ground.edition, &pairs(|g| &g.student_ids), now)?;
        rolls::add_teachers(conn, &pairs(|g| &g.teacher_ids))?;
        for (row, group) in rows.iter().zip(&new.groups) {
            let detail = serde_json::json!({
                "title": row.title, "students": group.student_ids, "teachers": group.teacher_ids,
                "deviations": row.deviations.value(), "split_of": students,
            });
            audit::record(conn, Some(&caller), now, "cohort.create", subject(row), &detail)?;
        }
        let cohorts = shown(conn, rows)?;
        Idempotent::created("/api/v1/cohorts".into(), &SplitResult { cohorts })
    })
    .await
}

/// Checks the people of all groups; gives each group's major.
fn check_groups(
    conn: &mut Conn,
    ground: &Ground,
    groups: &[SplitGroupInput],
) -> Result<Vec<String>> {
    let mut seen: HashMap<Id, usize> = HashMap::new();
    let (mut wrong, mut majors): (Vec<FieldError>, Vec<String>) = (Vec::new(), Vec::new());
    let mut taken = None;
    for (g, group) in groups.iter().enumerate() {
        for (i, id) in group.student_ids.iter().enumerate() {
            // Twice in one group is found with the others of the group.
            if seen.insert(*id, g).is_some_and(|other| other != g) {
                wrong.push(FieldError::new(
                    format!("/groups/{g}/student_ids/{i}"),
                    "duplicate",
                    "is in another group as well",
                ));
            }
        }
        let students = format!("/groups/{g}/student_ids");
        let joining = gathered(
            &mut wrong,
            people::joining(conn, ground.institution, &group.student_ids, &students),
        )?;
        if let Err(e) = people::free(conn, ground.edition, &group.student_ids, &students) {
            let so_far = taken.take().unwrap_or_else(|| Error::new(Code::AlreadyInCohort));
            taken = Some(merged(so_far, e)?);
        }
        let teachers = format!("/groups/{g}/teacher_ids");
        gathered(
            &mut wrong,
            people::teaching(conn, ground.institution, &group.teacher_ids, &[], &teachers),
        )?;
        majors.push(group.major.as_deref().map_or_else(
            || main_major(joining.iter().filter_map(|s| s.major.as_deref())),
            |m| m.trim().to_string(),
        ));
    }
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    taken.map_or(Ok(majors), Err)
}

/// Keeps what is wrong with fields for later; lets every other error through.
fn gathered<T>(wrong: &mut Vec<FieldError>, outcome: Result<Vec<T>>) -> Result<Vec<T>> {
    match outcome {
        Err(e) if e.code() == Code::Invalid => {
            wrong.extend_from_slice(e.field_errors());
            Ok(vec![])
        }
        other => other,
    }
}

/// Adds the fields that a refusal of the same kind blames.
fn merged(into: Error, from: Error) -> Result<Error> {
    if from.code() != into.code() {
        return Err(from);
    }
    Ok(from
        .field_errors()
        .iter()
        .fold(into, |e, f| e.and_field(f.pointer.clone(), &f.code, f.message.clone())))
}
