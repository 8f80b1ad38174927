//! Who attended a session, for how long, and how that is known.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::{live_attendance, live_attendance_history, live_presences};
use crate::text_enum;

text_enum! {
    /// How it is known that somebody attended.
    pub enum Source {
        /// From the room's events.
        Provider => "provider",
        /// From an attendance file.
        File => "file",
        /// Somebody entered it.
        Manual => "manual",
    }
}

/// A record's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = live_attendance, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct AttendanceRow {
    pub session_id: Id,
    pub user_id: Id,
    pub minutes: i32,
    pub source: Source,
    pub corrected: bool,
    pub reason: Option<String>,
    pub recorded_by: Option<Id>,
    pub recorded_at: Ts,
    pub version: i64,
}

impl AttendanceRow {
    /// Whether it gives way to what the room or a file says: what a person entered does not.
    pub fn gives_way_to(&self, source: Source) -> bool {
        match self.source {
            Source::Manual => false,
            // A file that somebody looked through says more than events that come late.
            Source::File => source == Source::File,
            Source::Provider => true,
        }
    }
}

/// What a record said before.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = live_attendance_history, treat_none_as_default_value = false)]
pub struct HistoryRow {
    pub session_id: Id,
    pub user_id: Id,
    pub version: i64,
    pub minutes: i32,
    pub source: Source,
    pub corrected: bool,
    pub reason: Option<String>,
    pub recorded_by: Option<Id>,
    pub recorded_at: Ts,
}

impl From<AttendanceRow> for HistoryRow {
    fn from(row: AttendanceRow) -> Self {
        HistoryRow {
            session_id: row.session_id,
            user_id: row.user_id,
            version: row.version,
            minutes: row.minutes,
            source: row.source,
            corrected: row.corrected,
            reason: row.reason,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

/// A stay's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = live_presences, treat_none_as_default_value = false)]
pub struct PresenceRow {
    pub id: Id,
    pub session_id: Id,
    pub external_id: String,
    pub user_id: Option<Id>,
    pub shown_name: String,
    pub joined_at: Ts,
    pub left_at: Option<Ts>,
}

/// A record as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttendanceRecord {
    #[schema(minimum = 0, maximum = 1440, example = 88)]
    pub minutes: i32,
    #[schema(inline)]
    pub source: Source,
    /// It replaces what the room, a file or somebody else said.
    pub corrected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "培训师确认其全程在线")]
    pub reason: Option<String>,
    /// Name of whoever recorded it; absent for what the room told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    pub recorded_at: Ts,
    pub version: i64,
}

/// Somebody of the class, and how long they attended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AttendanceOfMember)]
pub struct Attendance {
    pub user_id: Id,
    #[schema(example = "王芳")]
    pub name: String,
    /// Staff or student number.
    #[schema(example = "T20190107")]
    pub number: String,
    #[schema(example = "南京职业技术学院")]
    pub institution: String,
    /// No longer in the class.
    pub gone: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<AttendanceRecord>,
    /// What was recorded before, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub history: Vec<PastRecord>,
}

/// What was recorded before.
pub type PastRecord = AttendanceRecord;

/// Somebody in the room who is not known to be of the class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = UnknownPresence)]
pub struct Presence {
    #[schema(example = "iPad")]
    pub shown_name: String,
    pub joined_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Ts>,
}

/// Who attended a session.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LiveAttendance)]
pub struct SessionAttendance {
    /// The most minutes that a record can have: those that were held, once they were.
    #[schema(minimum = 0, example = 90)]
    pub most_minutes: i32,
    /// Everybody of the class whom the caller may see, by school and number.
    pub rows: Vec<Attendance>,
    /// Who was in the room besides; for those who keep the records.
    pub unknown: Vec<Presence>,
    /// That of the session.
    pub version: i64,
}

/// How long somebody attended.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = AttendanceRecordInput)]
pub struct RecordInput {
    pub user_id: Id,
    #[validate(range(min = 0, max = 1440))]
    #[schema(minimum = 0, maximum = 1440, example = 88)]
    pub minutes: i32,
}

/// Records to be entered. Without any, the reason says why nobody's attendance is recorded.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AttendanceInput {
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub rows: Vec<RecordInput>,
    /// Owed where a record is changed.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "培训师确认其全程在线")]
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_entered_gives_way_to_nothing_and_a_file_only_to_a_file() {
        let row = |source| AttendanceRow {
            session_id: Id::NIL,
            user_id: Id::NIL,
            minutes: 1,
            source,
            corrected: false,
            reason: None,
            recorded_by: None,
            recorded_at: Ts(0),
            version: 1,
        };
        for source in [Source::Provider, Source::File] {
            assert!(!row(Source::Manual).gives_way_to(source));
            assert!(row(Source::Provider).gives_way_to(source));
        }
        assert!(row(Source::File).gives_way_to(Source::File));
        assert!(!row(Source::File).gives_way_to(Source::Provider));
    }
}
