//! Rows of `persons`, `students`, `teachers`, `member_history` and `transfers`.

/// The ids of the students or teachers of a class of the programme.
macro_rules! of_cohort {
    (students, $cohort:expr) => {
        cohort_students::table
            .filter(cohort_students::cohort_id.eq($cohort))
            .filter(cohort_students::live.eq(true))
            .select(cohort_students::student_id)
    };
    (teachers, $cohort:expr) => {
        cohort_teachers::table
            .filter(cohort_teachers::cohort_id.eq($cohort))
            .select(cohort_teachers::teacher_id)
    };
}

/// Narrows a boxed query on `students` or `teachers` to a scope.
macro_rules! scoped {
    ($query:expr, $table:ident, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Country => query,
            Scope::Region(region) => query.filter($table::region_code.eq(region.clone())),
            Scope::Institution { id, .. } => query.filter($table::institution_id.eq(*id)),
            Scope::Class { id, .. } => query.filter($table::id.eq_any(of_cohort!($table, *id))),
            Scope::Own { user, .. } => query.filter($table::user_id.eq(*user)),
        }
    }};
}

pub mod face;
pub mod history;
pub mod holders;
pub mod members;
pub mod persons;
pub mod transfers;
