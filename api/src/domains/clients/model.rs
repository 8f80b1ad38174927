//! Clients as rows and as documents; the scopes there are.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::auth::{ScopeKind, ScopeView};
use crate::platform::db::{Id, Ts};
use crate::schema::api_clients;
use crate::text_enum;

text_enum! {
    /// What a client may ask for.
    pub enum ClientScope {
        InstitutionsRead => "institutions:read",
        StudentsRead => "students:read",
        CohortsRead => "cohorts:read",
        ResultsRead => "results:read",
        CertificatesRead => "certificates:read",
        CertificatesVerify => "certificates:verify",
        EditionsRead => "editions:read",
    }
}

/// A client's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = api_clients)]
pub struct Row {
    pub id: Id,
    pub name: String,
    pub client_id: String,
    /// SHA-256 of the secret, which is 256 random bits: no slow hash is needed.
    pub secret_hash: Vec<u8>,
    /// Separated by spaces, as RFC 6749 §3.3 writes them.
    pub client_scopes: String,
    pub scope_kind: ScopeKind,
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
    pub created_by: Id,
    pub created_at: Ts,
    pub rotated_at: Option<Ts>,
    pub last_used_at: Option<Ts>,
    pub revoked_at: Option<Ts>,
}

/// A third-party system as those who look after it see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApiClient {
    pub id: Id,
    #[schema(example = "省级职教平台")]
    pub name: String,
    /// What it signs in with.
    #[schema(example = "onex-7f3k2m9q4w")]
    pub client_id: String,
    pub scopes: Vec<ClientScope>,
    /// The part of the country whose data it gets.
    pub scope: ScopeView,
    pub created_by: Id,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Ts>,
    /// When it last fetched a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Ts>,
}

impl From<Row> for ApiClient {
    fn from(r: Row) -> Self {
        ApiClient {
            id: r.id,
            scopes: r.client_scopes.split(' ').filter_map(ClientScope::parse).collect(),
            name: r.name,
            client_id: r.client_id,
            scope: ScopeView {
                kind: r.scope_kind,
                region_code: r.region_code,
                institution_id: r.institution_id,
                cohort_id: None,
                label: None,
            },
            created_by: r.created_by,
            created_at: r.created_at,
            rotated_at: r.rotated_at,
            last_used_at: r.last_used_at,
            revoked_at: r.revoked_at,
        }
    }
}

/// Which clients to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Only those that are revoked (`true`) or only those that are not (`false`).
    pub revoked: Option<bool>,
}

/// The part of the country a client is for.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ClientPlace {
    /// `country`, `region` or `institution`.
    pub kind: ScopeKind,
    /// For a region.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
    /// For an institution.
    pub institution_id: Option<Id>,
}

/// A third-party system to be let in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ApiClientCreate {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "省级职教平台")]
    pub name: String,
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20)]
    pub scopes: Vec<ClientScope>,
    #[validate(nested)]
    pub scope: ClientPlace,
}

/// A new client with its secret, which is never shown again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ApiClientCreated {
    pub client: ApiClient,
    pub client_secret: String,
}

/// A new secret, which is never shown again; the one before is worthless.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ClientSecret {
    pub client_secret: String,
}

/// The form of the token endpoint (RFC 6749 §4.4.2). The client may send its id and secret by HTTP Basic
/// authentication instead (§2.3.1).
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct TokenRequest {
    #[schema(example = "client_credentials", pattern = "^client_credentials$")]
    pub grant_type: String,
    pub client_id: Option<String>,
    #[schema(format = Password)]
    pub client_secret: Option<String>,
    /// Fewer scopes than the client has, separated by spaces; all of them unless told.
    #[schema(example = "students:read")]
    pub scope: Option<String>,
}

/// An access token (RFC 6749 §5.1).
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenAnswer {
    pub access_token: String,
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// Seconds.
    #[schema(example = 900)]
    pub expires_in: i64,
    #[schema(example = "students:read")]
    pub scope: String,
}

/// Why no token was given (RFC 6749 §5.2): a problem document with the member `error`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenProblem {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type` or `invalid_scope`.
    #[schema(example = "invalid_client")]
    pub error: String,
    pub error_description: String,
    #[serde(flatten)]
    pub problem: crate::platform::error::Problem,
}
