//! The plan of a class: its days, what is busy, and how its hours stand against the rule.

use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{ClassKind, Provider};
use crate::platform::db::{Id, Ts};

/// Which part of a class's plan to read.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanQuery {
    /// Times that end behind this instant; the class's first day unless told.
    pub from: Option<Ts>,
    /// Times that begin before this instant; the class's last day unless told.
    pub until: Option<Ts>,
}

/// Days of a class, the first and the last among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlanDays)]
pub struct Days {
    #[schema(example = "2020-03-04")]
    pub from: Date,
    #[schema(example = "2020-03-11")]
    pub until: Date,
}

/// Whoever can hold sessions of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlanHost)]
pub struct HostOfClass {
    pub user_id: Id,
    #[schema(example = "培训师甲")]
    pub name: String,
}

/// The hours of a class, and what the rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlanHours)]
pub struct ClassHours {
    /// Minutes of a class hour.
    #[schema(minimum = 1, example = 45)]
    pub minutes_per_hour: i64,
    #[schema(minimum = 0, example = 1080)]
    pub planned_minutes: i64,
    /// Whole class hours planned.
    #[schema(minimum = 0, example = 24)]
    pub planned_hours: i64,
    #[schema(minimum = 0, example = 810)]
    pub held_minutes: i64,
    /// Whole class hours held.
    #[schema(minimum = 0, example = 18)]
    pub held_hours: i64,
    /// Class hours that the rule asks for; absent where none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 24)]
    pub required_hours: Option<i64>,
    /// The clause that asks for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "二.1.(4)")]
    pub clause: Option<String>,
}

/// A time that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlanBusy)]
pub struct Busy {
    /// Whose time, if it is a host's; absent: the class's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id>,
    pub starts_at: Ts,
    pub ends_at: Ts,
    /// What takes it.
    #[schema(example = "trainer_absence")]
    pub source: String,
}

/// The plan of a class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlan)]
pub struct ClassPlan {
    #[schema(inline)]
    pub class_kind: ClassKind,
    pub class_id: Id,
    #[schema(example = "南京一班")]
    pub title: String,
    /// Days on which there may be sessions, in their order.
    pub days: Vec<Days>,
    pub hosts: Vec<HostOfClass>,
    /// Rooms that this system offers.
    pub providers: Vec<Provider>,
    pub hours: ClassHours,
    /// What is taken by other things than this class's own sessions.
    pub busy: Vec<Busy>,
    /// Whether the caller may plan, in the class's present state.
    pub manages: bool,
}

/// A time of the week at which there may be a session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LivePlanPattern)]
pub struct Pattern {
    /// 1 is Monday and 7 Sunday.
    #[validate(length(min = 1, max = 7))]
    #[schema(min_items = 1, max_items = 7, example = json!([1, 2, 3, 4, 5]))]
    pub weekdays: Vec<u8>,
    /// In Asia/Shanghai.
    #[validate(length(max = 8))]
    #[schema(max_length = 8, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "09:00")]
    pub from: String,
    #[validate(length(max = 8))]
    #[schema(max_length = 8, pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$", example = "11:15")]
    pub until: String,
}

/// What to fill a class's weeks with. Nothing is planned by it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LivePlanRequest)]
pub struct PlanRequest {
    #[schema(inline)]
    pub class_kind: ClassKind,
    pub class_id: Id,
    /// Whoever is to hold them; oneself, or the first of the class's, unless told.
    pub host_user_id: Option<Id>,
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    pub pattern: Vec<Pattern>,
    /// From this day on; today, or the class's first day, unless told.
    pub from: Option<Date>,
    /// Up to this day; the class's last unless told.
    pub until: Option<Date>,
    /// Minutes to plan; what the rule still asks for unless told.
    #[validate(range(min = 1, max = 60_000))]
    #[schema(minimum = 1, maximum = 60_000, example = 1080)]
    pub need_minutes: Option<u32>,
    /// The most minutes on one day; six class hours unless told.
    #[validate(range(min = 10, max = 1440))]
    #[schema(minimum = 10, maximum = 1440, example = 270)]
    pub most_minutes_per_day: Option<u32>,
}

/// A session as it could be planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlannedTime)]
pub struct PlannedTime {
    pub starts_at: Ts,
    pub ends_at: Ts,
    #[schema(minimum = 1, example = 90)]
    pub minutes: i64,
}

/// How a pattern fills the weeks of a class.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LivePlanPreview)]
pub struct PlanPreview {
    /// The account of whoever would hold them.
    pub host_user_id: Id,
    /// Free times in their order, at most sixty.
    pub sessions: Vec<PlannedTime>,
    /// Minutes for which the pattern leaves no room.
    #[schema(minimum = 0, example = 0)]
    pub missing_minutes: u32,
    /// How the class's hours would stand.
    pub hours: ClassHours,
}
