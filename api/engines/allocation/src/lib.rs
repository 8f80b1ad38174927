//! Who judges whom: every participant's teaching design is scored by two experts of the group (notice 三.1), who are
//! given their participants by [`allocate`], so that
//!
//! * nobody judges where they are **barred** (their own institution, a class they train, themselves: the caller says who);
//! * nobody judges one participant twice, or more than they can take;
//! * the loads are as even as can be, those counted that an expert has already.
//!
//! All of it is exact. If it cannot be, [`Short`] names participants for whom there are too few experts, in numbers that
//! prove it: take all the places their experts have for them, and some are missing. Among all allocations that give
//! everybody their experts, none has more even loads: the expert with most has as few as possible, then the second, and
//! so on. A third expert for one participant is the same question with `each` = 1 and the first two barred.
//!
//! # How
//!
//! Participants who bar the same experts are a **group**; reviews flow from groups to experts, to each expert at most as
//! many from a group as it has participants. First every review goes to whoever has least. What finds nobody then is
//! placed by moving reviews of others along a path (Ford–Fulkerson), and as long as a path leads from an expert to one
//! with two reviews fewer, one is moved along it (semi-matching: Harvey, Ladner, Lovász, Tamir 2006); the sum of the
//! squares of the loads falls with each, so it ends, and where no such path is left the loads are optimal for every
//! symmetric convex measure. Last, a group's reviews are dealt out to its participants in turn.
//!
//! Everything goes by id, so the answer does not depend on the order of the input.

mod flow;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use flow::{Flow, Group};

/// Who is judged. `S` and `E` are the caller's ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject<S, E: Ord> {
    /// Unique.
    pub id: S,
    /// Who must not judge; ids of nobody's do no harm.
    pub barred: BTreeSet<E>,
}

/// Who judges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expert<E> {
    /// Unique.
    pub id: E,
    /// Reviews they have already, of whatever subjects.
    pub load: usize,
    /// Reviews they take in all; `None`: any number.
    pub limit: Option<usize>,
}

/// What cannot be allocated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AllocationError<S, E> {
    #[error("subjects {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateSubject { first: usize, second: usize },
    #[error("experts {first} and {second} of the list (counted from 1) have the same id")]
    DuplicateExpert { first: usize, second: usize },
    #[error(
        "{} reviews are missing for {} subjects with {} eligible experts; add experts or raise their limits",
        .0.missing, .0.subjects.len(), .0.eligible.len()
    )]
    Short(Short<S, E>),
}

impl<S, E> AllocationError<S, E> {
    /// A stable code for catalogues of messages.
    pub const fn code(&self) -> &'static str {
        match self {
            AllocationError::DuplicateSubject { .. } => "allocation_duplicate_subject",
            AllocationError::DuplicateExpert { .. } => "allocation_duplicate_expert",
            AllocationError::Short(_) => "allocation_short",
        }
    }
}

/// Subjects for whom there are too few experts, whatever is given to all others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short<S, E> {
    /// By id.
    pub subjects: Vec<S>,
    /// Who may judge one of them at least, by id.
    pub eligible: Vec<E>,
    /// How many reviews the subjects need more than the eligible experts can take of them.
    pub missing: usize,
}

/// A subject and its experts, by id.
pub type Allocation<S, E> = (S, Vec<E>);

/// `each` experts for every subject, by id of the subjects. O(g · e) for each review that has to be moved, of g groups
/// and e experts, besides the sorting.
pub fn allocate<S: Ord + Clone, E: Ord + Clone>(
    subjects: &[Subject<S, E>],
    experts: &[Expert<E>],
    each: usize,
) -> Result<Vec<Allocation<S, E>>, AllocationError<S, E>> {
    if let Some((first, second)) = duplicate(subjects.iter().map(|s| &s.id)) {
        return Err(AllocationError::DuplicateSubject { first, second });
    }
    if let Some((first, second)) = duplicate(experts.iter().map(|e| &e.id)) {
        return Err(AllocationError::DuplicateExpert { first, second });
    }
    let mut experts: Vec<&Expert<E>> = experts.iter().collect();
    experts.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let places: BTreeMap<&E, usize> = experts.iter().enumerate().map(|(i, e)| (&e.id, i)).collect();
    // Groups by the experts barred, each with its subjects by id.
    let mut groups: BTreeMap<Vec<usize>, Vec<&S>> = BTreeMap::new();
    for subject in subjects {
        let barred = subject.barred.iter().filter_map(|id| places.get(id).copied()).collect();
        groups.entry(barred).or_default().push(&subject.id);
    }
    let mut groups: Vec<(Vec<usize>, Vec<&S>)> = groups.into_iter().collect();
    groups.iter_mut().for_each(|(_, subjects)| subjects.sort_unstable());
    groups.sort_unstable_by(|(_, a), (_, b)| a.cmp(b));

    let shapes = groups.iter().map(|(barred, subjects)| Group::new(barred, subjects.len()));
    let mut flow = Flow::new(shapes.collect(), experts.iter().map(|e| (e.load, e.limit)), each);
    flow.fill();
    if let Some(short) = flow.shortage() {
        let groups = short.groups.iter().filter_map(|g| groups.get(*g));
        let mut subjects: Vec<S> =
            groups.flat_map(|(_, s)| s.iter().map(|s| (*s).clone())).collect();
        subjects.sort_unstable();
        let eligible = short.experts.iter().filter_map(|e| experts.get(*e)).map(|e| e.id.clone());
        let (eligible, missing) = (eligible.collect(), short.missing);
        return Err(AllocationError::Short(Short { subjects, eligible, missing }));
    }
    flow.even_out();

    let mut allocations = Vec::with_capacity(subjects.len());
    for (g, (_, subjects)) in groups.iter().enumerate() {
        let mut dealt: Vec<Vec<E>> = vec![Vec::with_capacity(each); subjects.len()];
        // An expert's reviews of a group follow each other and are not more than its subjects: nobody twice.
        let turn = (0..subjects.len()).cycle();
        for (i, expert) in turn.zip(flow.reviewers(g)) {
            if let (Some(dealt), Some(expert)) = (dealt.get_mut(i), experts.get(expert)) {
                dealt.push(expert.id.clone());
            }
        }
        dealt.iter_mut().for_each(|experts| experts.sort_unstable());
        allocations.extend(subjects.iter().map(|s| (*s).clone()).zip(dealt));
    }
    allocations.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    Ok(allocations)
}

fn duplicate<'a, I: Ord + 'a>(ids: impl Iterator<Item = &'a I>) -> Option<(usize, usize)> {
    let mut ids: Vec<(&I, usize)> = ids.enumerate().map(|(i, id)| (id, i + 1)).collect();
    ids.sort_unstable();
    ids.windows(2).find(|w| w[0].0 == w[1].0).map(|w| (w[0].1, w[1].1))
}

#[cfg(test)]
mod tests;
