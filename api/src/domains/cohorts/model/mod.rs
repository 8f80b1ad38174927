//! A cohort as a row and as documents; its states; its rules.

mod cohort;
mod members;
mod rules;
mod split;
mod status;

pub use cohort::{
    Brief, Cohort, CohortFilter, CohortKind, CohortRow, CohortUpdate, CohortWarning,
    InstitutionOfCohort, NewCohort, StepInput, TeacherOfCohort,
};
pub use members::{
    Candidate, CohortStudent, MoveInput, MoveResult, StudentsChange, StudentsInput, TeachersInput,
};
pub use rules::{Counts, Trial, settle};
pub use split::{
    AdminClassCount, GroupStudent, NewSplit, SplitDeviation, SplitDeviationCode, SplitGroup,
    SplitGroupInput, SplitPreview, SplitRequest, SplitResult, StudentFilter,
};
pub use status::{CohortStatus, Step};

use std::collections::BTreeMap;

use crate::platform::http::one_line;

/// Student-training periods, ascending, each once.
pub fn ordered(periods: &[u8]) -> Vec<u8> {
    let mut out = periods.to_vec();
    out.sort_unstable();
    out.dedup();
    out
}

/// The major of most; of several the first in code-point order. Empty for nobody.
pub fn main_major<'a>(majors: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for major in majors {
        *counts.entry(major).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or_default();
    counts.into_iter().find(|(_, n)| *n == most).map_or_else(String::new, |(major, _)| major.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_of_most_students_names_the_class() {
        assert_eq!(main_major(["会计", "金融", "会计"].into_iter()), "会计");
        assert_eq!(main_major(["b", "a"].into_iter()), "a");
        assert_eq!(main_major(std::iter::empty()), "");
    }

    #[test]
    fn a_title_is_one_line_that_says_something() {
        assert!(one_line("会计 1 班").is_ok());
        assert!(one_line(" \u{3000} ").is_err());
        assert!(one_line("a\nb").is_err());
    }
}
