//! A live session, and what is done to it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{ClassKind, Provider, SessionStatus};
use crate::platform::db::{Id, Json, Ts};
use crate::platform::http::one_line;
use crate::schema::live_sessions;

/// A session's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = live_sessions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct SessionRow {
    pub id: Id,
    pub class_kind: ClassKind,
    pub class_id: Id,
    pub region_code: String,
    pub institution_id: Option<Id>,
    pub title: String,
    pub host_user_id: Id,
    pub starts_at: Ts,
    pub ends_at: Ts,
    pub minutes: i32,
    pub provider: Provider,
    pub room: String,
    pub provider_state: Json,
    pub status: SessionStatus,
    pub actual_start: Option<Ts>,
    pub actual_end: Option<Ts>,
    pub held_minutes: Option<i32>,
    pub unrecorded: Option<String>,
    pub sequence: i32,
    pub remarks: Option<String>,
    pub created_by: Id,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// A live session of a class. Where its room is, only `join` tells.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LiveSession {
    pub id: Id,
    #[schema(inline)]
    pub class_kind: ClassKind,
    pub class_id: Id,
    #[schema(example = "南京一班")]
    pub class_title: String,
    #[schema(example = "平台实操（一）")]
    pub title: String,
    /// The account of whoever holds it.
    pub host_user_id: Id,
    #[schema(example = "培训师甲")]
    pub host_name: String,
    pub starts_at: Ts,
    pub ends_at: Ts,
    /// How long it is planned.
    #[schema(minimum = 1, example = 90)]
    pub minutes: i32,
    #[schema(inline)]
    pub provider: Provider,
    #[schema(inline)]
    pub status: SessionStatus,
    /// When it really began and ended, once it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_start: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_end: Option<Ts>,
    /// Minutes of the plan in which it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, example = 88)]
    pub held_minutes: Option<i32>,
    /// How many have a record of attendance.
    #[schema(minimum = 0, example = 18)]
    pub attended: i64,
    /// Why nobody's attendance was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unrecorded: Option<String>,
    /// What was said with the newest change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Whether the caller may move it, cancel it and record who attended.
    pub manages: bool,
    /// Whether the room is open to the caller now.
    pub can_join: bool,
    /// From when the caller may enter; for who does not take part, from when those may who do.
    #[schema(example = "2020-03-05T00:45:00Z")]
    pub opens_at: Ts,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// When a session is to be: on whole minutes, for at most ten hours.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLiveTime)]
pub struct NewTime {
    #[schema(example = "2020-03-05T01:00:00Z")]
    pub starts_at: Ts,
    #[schema(example = "2020-03-05T02:30:00Z")]
    pub ends_at: Ts,
}

/// Sessions to be planned, all of them or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = NewLiveSessions)]
pub struct NewSessions {
    #[schema(inline)]
    pub class_kind: ClassKind,
    pub class_id: Id,
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80, example = "平台实操")]
    pub title: String,
    /// A trainer of the training class, or a teacher of the cohort; oneself, or the first of them, unless told.
    pub host_user_id: Option<Id>,
    #[schema(inline)]
    pub provider: Provider,
    /// The https address of a plain link; left out for the others, which have rooms of their own.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "https://meeting.tencent.com/dm/aBcD1234")]
    pub room: Option<String>,
    #[validate(length(min = 1, max = 60), nested)]
    #[schema(min_items = 1, max_items = 60)]
    pub sessions: Vec<NewTime>,
}

/// What was planned.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PlannedLiveSessions)]
pub struct Sessions {
    pub items: Vec<LiveSession>,
}

/// What may be changed of a session that is ahead; a field that is left out stays as it is. Of one that was held, the
/// title.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LiveSessionUpdate)]
pub struct SessionUpdate {
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80)]
    pub title: Option<String>,
    pub host_user_id: Option<Id>,
    pub starts_at: Option<Ts>,
    pub ends_at: Option<Ts>,
    #[schema(inline)]
    pub provider: Option<Provider>,
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub room: Option<String>,
    /// Said to everybody whose time changes.
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "培训师临时有课")]
    pub remarks: Option<String>,
}

/// Why a session does not take place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelLiveSession)]
pub struct CancelInput {
    #[validate(length(min = 1, max = 500), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 500, example = "与学校考试冲突")]
    pub reason: String,
}

/// When a session was held; told afterwards, or corrected.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = HoldLiveSession)]
pub struct HoldInput {
    #[schema(example = "2020-03-05T01:02:00Z")]
    pub started_at: Ts,
    #[schema(example = "2020-03-05T02:30:00Z")]
    pub ended_at: Ts,
}

/// Where the room is, for this caller alone.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LiveSessionRoom)]
pub struct JoinAnswer {
    /// To be opened in a browser at once; it may carry the caller's own key to the room.
    #[schema(example = "https://meeting.tencent.com/dm/aBcD1234")]
    pub url: String,
}

/// Which sessions to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionFilter {
    #[param(inline)]
    pub class_kind: Option<ClassKind>,
    pub class_id: Option<Id>,
    /// Those of whom this account is the host.
    pub host_user_id: Option<Id>,
    /// Those that last beyond this instant.
    pub from: Option<Ts>,
    /// Those that begin before this instant.
    pub until: Option<Ts>,
    #[param(inline)]
    pub status: Option<SessionStatus>,
    /// Only those that were held and whose attendance is not recorded, or a file of which waits to be looked through.
    pub to_review: Option<bool>,
    /// Only those whose time is over and of which nobody has said yet that they were held, or cancelled them.
    pub to_hold: Option<bool>,
}

/// The signature of an event.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// Hash of this address, the body and the shared secret, in hexadecimal.
    #[param(max_length = 128)]
    pub checksum: Option<String>,
}

/// Events, as a BigBlueButton sends them.
#[derive(ToSchema)]
#[schema(as = LiveEventForm)]
#[allow(dead_code, reason = "it is the form's schema; what is signed are the bytes of the body")]
pub struct EventForm {
    /// An event, or a list of events, as JSON.
    #[schema(example = "[{\"data\":{\"id\":\"user-joined\"}}]")]
    event: String,
    /// The server's name.
    domain: Option<String>,
    /// Milliseconds since 1970-01-01T00:00:00Z.
    timestamp: Option<String>,
}
