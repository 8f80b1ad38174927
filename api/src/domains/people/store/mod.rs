//! Rows of `persons`, `students`, `teachers`, `member_history` and `transfers`.

/// Narrows a boxed query on `students` or `teachers` to a scope.
macro_rules! scoped {
    ($query:expr, $table:ident, $scope:expr) => {{
        let query = $query;
        match $scope {
            Scope::Country => query,
            Scope::Region(region) => query.filter($table::region_code.eq(region.clone())),
            Scope::Institution { id, .. } => query.filter($table::institution_id.eq(*id)),
            Scope::Class { institution, .. } => {
                query.filter($table::institution_id.eq(*institution))
            }
            Scope::Own { user, .. } => query.filter($table::user_id.eq(*user)),
        }
    }};
}

pub mod face;
pub mod history;
pub mod members;
pub mod persons;
pub mod transfers;
