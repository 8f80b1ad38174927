//! Share links as rows and as documents.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;
use validator::Validate;

use crate::domains::certificates::Verification;
use crate::platform::db::{Id, Ts};
use crate::schema::certificate_shares;
use crate::text_enum;

text_enum! {
    /// Whether a link still opens.
    pub enum ShareStatus {
        Active => "active",
        /// Its last day is over.
        Ended => "ended",
        /// The holder withdrew it.
        Revoked => "revoked",
    }
}

/// A link's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_shares)]
pub struct Row {
    pub id: Id,
    pub certificate_id: Id,
    /// SHA-256 of the token, which is a keyed hash: no slow one is needed.
    pub token_hash: Vec<u8>,
    pub label: Option<String>,
    pub created_by: Id,
    pub created_at: Ts,
    pub ends_at: Ts,
    pub revoked_at: Option<Ts>,
}

impl Row {
    fn status(&self, now: Ts) -> ShareStatus {
        match self.revoked_at {
            Some(_) => ShareStatus::Revoked,
            None if self.ends_at <= now => ShareStatus::Ended,
            None => ShareStatus::Active,
        }
    }

    /// The link as its holder sees it.
    pub fn shown(self, url: Option<String>, now: Ts) -> Share {
        Share {
            status: self.status(now),
            id: self.id,
            certificate_id: self.certificate_id,
            label: self.label,
            url,
            created_at: self.created_at,
            ends_at: self.ends_at,
            revoked_at: self.revoked_at,
        }
    }
}

/// A link to one certificate, as its holder sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Share {
    pub id: Id,
    pub certificate_id: Id,
    /// To whom it was given, in the holder's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "某某公司人事部")]
    pub label: Option<String>,
    pub status: ShareStatus,
    /// The address to give away, as long as it opens. The token stands behind `#`, so that it is in no log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://onex.example/s#mV3q0e7kX1rC8yP2aB5dF9hJ4lN6tW0z")]
    pub url: Option<String>,
    pub created_at: Ts,
    /// It opens until this instant.
    pub ends_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Ts>,
}

/// A link to be made.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ShareCreate {
    /// The last day on which it opens, in Asia/Shanghai; at most a year ahead.
    #[schema(value_type = String, format = Date, example = "2020-09-30")]
    pub ends_on: Date,
    /// To whom it is given, for the holder to remember.
    #[validate(length(max = 60))]
    #[schema(max_length = 60, example = "某某公司人事部")]
    pub label: Option<String>,
}

/// What stands behind the `#` of a link.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ShareToken {
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "mV3q0e7kX1rC8yP2aB5dF9hJ4lN6tW0z")]
    pub token: String,
}

/// The certificate behind a link.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SharedCertificate {
    /// The link opens until this instant.
    pub ends_at: Ts,
    pub verification: Verification,
}
