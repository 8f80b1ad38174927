//! What waits for a person on their first page: each slice counts its own (`app::CARDS` lists them all).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth::Caller;
use super::db::{Conn, Ts};
use super::error::Result;

/// Something that waits for the reader, with the way to its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = HomeCard)]
pub struct Card {
    /// What is counted; the interface has a sentence for it.
    #[schema(example = "cohorts_submitted")]
    pub code: String,
    #[schema(minimum = 0, example = 3)]
    pub count: i64,
    /// How many of them are late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub late: Option<i64>,
    /// The page of the interface that lists them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "/cohorts?status=submitted")]
    pub link: Option<String>,
}

impl Card {
    /// A card whose count leads to its rows.
    pub fn new(code: &str, count: i64, link: &str) -> Self {
        Card { code: code.into(), count, late: None, link: Some(link.into()) }
    }
}

/// Counts what waits for this caller at this business time; nothing for roles that it does not concern.
pub type Source = fn(&mut Conn, &Caller, Ts) -> Result<Vec<Card>>;
