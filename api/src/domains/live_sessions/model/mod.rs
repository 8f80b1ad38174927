//! Live sessions as rows and as documents; their states; the plan of a class; attendance and the files it comes from.

mod attendance;
mod file;
mod plan;
mod session;
mod status;

pub use attendance::{
    Attendance, AttendanceInput, AttendanceRecord, AttendanceRow, HistoryRow, Presence,
    PresenceRow, SessionAttendance, Source,
};
pub use file::{
    AttendanceFile, AttendanceFileForm, AttendanceFileResult, FileFault, FileRow, FileRowRow,
    FileStatus, MatchedBy, MatchedRow, Outcome, Person, RowChoices,
};
pub use plan::{
    Busy, ClassHours, ClassPlan, Days, HostOfClass, Pattern, PlanPreview, PlanQuery, PlanRequest,
    PlannedTime,
};
pub use session::{
    CancelInput, EventForm, EventQuery, HoldInput, JoinAnswer, LiveSession, NewSessions,
    SessionFilter, SessionRow, SessionUpdate, Sessions,
};
pub use status::{ClassKind, Provider, SessionStatus};

use crate::platform::auth::{Caller, Role, Scope};
use crate::platform::db::Id;

/// Whose sessions somebody sees. Whoever trains, teaches or takes part sees their own, wherever their grant reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Country,
    Region(String),
    /// Cohorts of a school, and training classes in which its teachers are.
    Institution(Id),
    /// Training classes that this account trains.
    Trainer(Id),
    /// Training classes that this account is in, and cohorts that it teaches at the school.
    Teacher {
        user: Id,
        school: Id,
    },
    /// Cohorts that this account is in.
    Student(Id),
    Nothing,
}

impl Reach {
    /// What a grant of this role and scope reaches.
    pub fn of(role: Role, scope: &Scope, user: Id) -> Self {
        match (role, scope) {
            (Role::Trainer, _) => Reach::Trainer(user),
            (Role::Teacher, _) => {
                Reach::Teacher { user, school: scope.institution().unwrap_or(Id::NIL) }
            }
            (Role::Student, _) => Reach::Student(user),
            (_, Scope::Country) => Reach::Country,
            (_, Scope::Region(region)) => Reach::Region(region.clone()),
            (_, Scope::Institution { id, .. }) => Reach::Institution(*id),
            (_, Scope::Class { .. } | Scope::Own { .. }) => Reach::Nothing,
        }
    }

    pub fn of_caller(caller: &Caller) -> Self {
        Self::of(caller.role, &caller.scope, caller.user)
    }

    /// Whether somebody else's attendance is kept from whoever has this reach.
    pub fn own_only(&self, hosts: bool) -> Option<Id> {
        match self {
            Reach::Student(user) => Some(*user),
            Reach::Teacher { user, .. } if !hosts => Some(*user),
            _ => None,
        }
    }
}
