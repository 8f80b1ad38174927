//! A calendar feed as a row and as documents.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::calendar_feeds;

/// A feed's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = calendar_feeds, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub user_id: Id,
    pub grant_id: Id,
    /// SHA-256 of the token, which is random: no slow hash is needed.
    pub token_hash: Vec<u8>,
    pub label: String,
    pub created_at: Ts,
    pub last_used_at: Option<Ts>,
    pub revoked_at: Option<Ts>,
}

/// An address of one's calendar that opens.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CalendarFeed {
    pub id: Id,
    /// Where it is used, in its owner's words.
    #[schema(example = "手机日历")]
    pub label: String,
    /// The secret address; only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        example = "https://onex.example/api/v1/public/calendar-feeds/mV3q0e7kX1rC8yP2aB5dF9hJ4lN6tW0z.ics"
    )]
    pub url: Option<String>,
    pub created_at: Ts,
    /// When a program last read it, to the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Ts>,
}

impl From<Row> for CalendarFeed {
    fn from(row: Row) -> Self {
        CalendarFeed {
            id: row.id,
            label: row.label,
            url: None,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// A feed to be made, of what the caller's present role shows.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCalendarFeed {
    /// Where it is to be used, for its owner to remember.
    #[validate(length(min = 1, max = 60), custom(function = crate::platform::http::one_line))]
    #[schema(min_length = 1, max_length = 60, example = "手机日历")]
    pub label: String,
}
