//! Splitting an intake of students into cohorts (notice 二.2.(3): 18 students at most, one teacher
//! at least).
//!
//! Students whose separating keys differ never share a group. Each such part of n students gets the
//! fewest groups that hold it, ceil(n / max), of sizes that differ by one at most. Within that,
//! administrative classes stay together as far as `packing` finds a way: evenness goes first.
//!
//! Order: parts by their keys, groups by their first member, members by grade, administrative class
//! and id. The order of the input never matters.

mod packing;

use std::collections::{BTreeMap, BTreeSet};

use crate::duplicate;
use serde::{Deserialize, Serialize};

/// A student to be placed. `I` is the caller's id; ids are unique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Student<I> {
    pub id: I,
    pub major: String,
    pub grade: String,
    /// The administrative class (行政班) the school has put the student in.
    pub admin_class: String,
}

/// What may keep students apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Major,
    Grade,
    AdminClass,
}

/// How to split.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Strategy {
    /// Students that differ in one of these never share a group.
    pub separate_by: BTreeSet<Key>,
    /// Keep administrative classes together where the sizes allow it.
    pub keep_admin_classes: bool,
}

impl Strategy {
    /// Everybody may share a group; administrative classes stay together where possible.
    pub fn keep_admin_classes() -> Self {
        Strategy { separate_by: BTreeSet::new(), keep_admin_classes: true }
    }

    /// Majors are never mixed; administrative classes stay together where possible.
    pub fn by_major() -> Self {
        Strategy { separate_by: BTreeSet::from([Key::Major]), keep_admin_classes: true }
    }
}

/// The numbers of the rules, and the means at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Students in a group at most; no group ever exceeds it.
    pub max_size: usize,
    /// Students in a group at least, as a wish: a group below it is reported.
    #[serde(default)]
    pub min_size: Option<usize>,
    /// Teachers at hand; `None` if that is not known yet.
    #[serde(default)]
    pub teachers: Option<usize>,
    /// Groups that one teacher can take; `None` for any number.
    #[serde(default)]
    pub max_classes_per_teacher: Option<usize>,
}

/// What separates a part from the others; only the keys of the strategy are set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct PartKey {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin_class: Option<String>,
}

/// A group to become a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group<I> {
    pub key: PartKey,
    /// By grade, administrative class and id.
    pub members: Vec<I>,
    /// How many come from which administrative class.
    pub admin_classes: BTreeMap<String, usize>,
}

/// Where a plan falls short of a rule or a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Deviation {
    /// A group, by its index in the plan, has fewer members than the wish; no split of its part into
    /// the fewest groups avoids that.
    MinSize { group: usize, actual: usize, limit: usize },
    /// The teachers at hand cannot take all groups (at least one teacher a group).
    Teachers { groups: usize, covered: usize },
    /// An administrative class is spread over more groups than its size alone demands.
    AdminClassSplit { key: PartKey, admin_class: String, groups: usize, least: usize },
}

/// The split of an intake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan<I> {
    pub groups: Vec<Group<I>>,
    pub deviations: Vec<Deviation>,
}

/// Why an intake cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("the largest size of a group must be 1 at least")]
    MaxSize,
    #[error("the smallest size of a group, {min}, exceeds the largest, {max}")]
    MinAboveMax { min: usize, max: usize },
    #[error("students {first} and {second} of the intake (counted from 1) have the same id")]
    DuplicateId { first: usize, second: usize },
}

/// Splits an intake. Everybody is placed exactly once; an empty intake gives no groups.
/// O(n log n) for n students, plus O(n · d) for d distinct sizes of remainders, d ≤ √(2n).
pub fn split<I: Ord + Clone>(
    students: &[Student<I>],
    limits: &Limits,
    strategy: &Strategy,
) -> Result<Plan<I>, SplitError> {
    if limits.max_size == 0 {
        return Err(SplitError::MaxSize);
    }
    if let Some(min) = limits.min_size.filter(|min| *min > limits.max_size) {
        return Err(SplitError::MinAboveMax { min, max: limits.max_size });
    }
    if let Some((first, second)) = duplicate(students.iter().map(|s| &s.id)) {
        return Err(SplitError::DuplicateId { first, second });
    }

    let mut parts: BTreeMap<PartKey, Vec<&Student<I>>> = BTreeMap::new();
    for student in students {
        parts.entry(part_key(student, strategy)).or_default().push(student);
    }
    let mut plan = Plan { groups: Vec::new(), deviations: Vec::new() };
    for (key, mut part) in parts {
        part.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        let mut groups = if strategy.keep_admin_classes {
            packing::pack(&part, limits.max_size)
        } else {
            by_id(part.clone(), limits.max_size)
        };
        for group in &mut groups {
            group.sort_unstable_by(|a, b| order(a).cmp(&order(b)));
        }
        groups.sort_by(|a, b| a.first().map(|s| order(s)).cmp(&b.first().map(|s| order(s))));
        if strategy.keep_admin_classes {
            plan.deviations.extend(split_classes(&key, &groups, limits.max_size));
        }
        plan.groups.extend(groups.into_iter().map(|members| finish(&key, &members)));
    }
    plan.deviations.extend(sizes_and_teachers(&plan.groups, limits));
    Ok(plan)
}

fn order<I>(s: &Student<I>) -> (&str, &str, &I) {
    (&s.grade, &s.admin_class, &s.id)
}

fn part_key<I>(student: &Student<I>, strategy: &Strategy) -> PartKey {
    let pick =
        |key: Key, value: &String| strategy.separate_by.contains(&key).then(|| value.clone());
    PartKey {
        major: pick(Key::Major, &student.major),
        grade: pick(Key::Grade, &student.grade),
        admin_class: pick(Key::AdminClass, &student.admin_class),
    }
}

/// Groups in the order of ids, whatever class the students are of.
fn by_id<I: Ord>(mut part: Vec<&Student<I>>, max: usize) -> Vec<Vec<&Student<I>>> {
    part.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let mut rest = part.into_iter();
    crate::balanced_sizes(rest.len(), rest.len().div_ceil(max))
        .into_iter()
        .map(|size| rest.by_ref().take(size).collect())
        .collect()
}

fn finish<I: Clone>(key: &PartKey, members: &[&Student<I>]) -> Group<I> {
    let mut admin_classes = BTreeMap::new();
    for student in members {
        *admin_classes.entry(student.admin_class.clone()).or_default() += 1;
    }
    Group {
        key: key.clone(),
        members: members.iter().map(|s| s.id.clone()).collect(),
        admin_classes,
    }
}

fn split_classes<I>(key: &PartKey, groups: &[Vec<&Student<I>>], max: usize) -> Vec<Deviation> {
    // Two classes of one name in different grades are two classes.
    let mut spread: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for group in groups {
        for class in group.chunk_by(|a, b| packing::same_class(a, b)) {
            if let Some(first) = class.first() {
                let (groups, size) = spread.entry((&first.grade, &first.admin_class)).or_default();
                *groups += 1;
                *size += class.len();
            }
        }
    }
    spread
        .into_iter()
        .filter(|(_, (groups, size))| *groups > size.div_ceil(max))
        .map(|((_, class), (groups, size))| Deviation::AdminClassSplit {
            key: key.clone(),
            admin_class: class.to_owned(),
            groups,
            least: size.div_ceil(max),
        })
        .collect()
}

fn sizes_and_teachers<I>(groups: &[Group<I>], limits: &Limits) -> Vec<Deviation> {
    let mut out = Vec::new();
    if let Some(limit) = limits.min_size {
        out.extend(
            groups
                .iter()
                .enumerate()
                .filter(|(_, g)| g.members.len() < limit)
                .map(|(group, g)| Deviation::MinSize { group, actual: g.members.len(), limit }),
        );
    }
    if let Some(teachers) = limits.teachers {
        let each = limits.max_classes_per_teacher.unwrap_or(usize::MAX);
        let covered = teachers.saturating_mul(each).min(groups.len());
        if covered < groups.len() {
            out.push(Deviation::Teachers { groups: groups.len(), covered });
        }
    }
    out
}

#[cfg(test)]
mod tests;
