//! A notice as its reader sees it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::db::{Id, Json, Ts};
use crate::schema::notices;

/// A notice's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notices, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub user_id: Id,
    pub kind: String,
    pub params: Json,
    pub link: Option<String>,
    pub created_at: Ts,
    pub read_at: Option<Ts>,
}

/// Something that concerns the reader. The sentence is made from code and params by the interface, in the
/// reader's language.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    pub id: Id,
    /// What happened, `<noun>.<event>`.
    #[schema(example = "grant.given")]
    pub code: String,
    /// What the sentence needs: names, dates, counts.
    #[schema(value_type = Object)]
    pub params: serde_json::Value,
    /// Where in the interface it can be dealt with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/users")]
    pub link: Option<String>,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Ts>,
}

impl From<Row> for Notice {
    fn from(r: Row) -> Self {
        Notice {
            id: r.id,
            code: r.kind,
            params: r.params.value(),
            link: r.link,
            created_at: r.created_at,
            read_at: r.read_at,
        }
    }
}

/// Which notices to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only those that are not read yet (`true`) or only those that are (`false`).
    pub unread: Option<bool>,
}

/// How many notices are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnreadCount {
    #[schema(minimum = 0, example = 3)]
    pub count: i64,
}
