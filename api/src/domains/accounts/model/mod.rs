//! Accounts and grants as rows and as documents.

mod others;

pub use others::{
    ActivationCode, Created, Filter, GrantRequest, Handover, HandoverDone, PasswordReset, Reason,
    UserCreate, UserUpdate, UserView, Withdrawal,
};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::auth::{Role, Scope, ScopeKind, ScopeView};
use crate::platform::db::{Id, Ts};
use crate::platform::patch::clearable;
use crate::schema::{grants, sessions, users};
use crate::text_enum;

text_enum! {
    /// Where an account stands.
    pub enum UserStatus {
        /// Waits for its holder to activate it.
        Pending => "pending",
        Active => "active",
        Disabled => "disabled",
    }
}

/// What somebody typed to say who they are, in the forms in which it may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginName {
    /// Usernames are told apart without regard to the case of Latin letters.
    pub username: String,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl LoginName {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let typed = typed.trim();
        LoginName {
            username: typed.to_ascii_lowercase(),
            email: onex_identity::contact::email(typed).ok(),
            phone: onex_identity::contact::mobile(typed).ok(),
        }
    }
    /// What failures are counted by when the name is nobody's: one key, however it is written.
    pub fn key(&self) -> &str {
        self.email.as_ref().or(self.phone.as_ref()).unwrap_or(&self.username)
    }
}

/// An account's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct User {
    pub id: Id,
    pub username: String,
    pub display_name: String,
    pub pinyin: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub password_hash: Option<String>,
    pub status: UserStatus,
    pub activation_generation: i32,
    pub must_change_password: bool,
    pub locale: String,
    pub privacy_version: Option<String>,
    pub privacy_accepted_at: Option<Ts>,
    pub created_at: Ts,
    pub version: i64,
    /// It has the name that the register of students or teachers has of its holder, and is searched by that.
    pub in_register: bool,
}

/// A grant's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = grants, treat_none_as_default_value = false)]
pub struct GrantRow {
    pub id: Id,
    pub user_id: Id,
    pub role: Role,
    pub scope_kind: ScopeKind,
    pub region_code: Option<String>,
    pub institution_id: Option<Id>,
    pub cohort_id: Option<Id>,
    pub granted_by: Option<Id>,
    pub granted_at: Ts,
}

/// A session's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    pub id: Id,
    pub user_id: Id,
    pub grant_id: Id,
    pub token_hash: Vec<u8>,
    pub previous_hash: Option<Vec<u8>>,
    pub rotated_at: Ts,
    pub address: String,
    pub user_agent: String,
    pub created_at: Ts,
    pub expires_at: Ts,
    pub revoked_at: Option<Ts>,
}

/// An account to be made. It starts as `pending`, waiting for its activation code.
#[derive(Debug, Clone)]
pub struct NewUser {
    pub username: String,
    pub display_name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// It is made for a student or teacher who goes into the register under the same name in the same transaction.
    pub in_register: bool,
}

/// A grant to be given.
#[derive(Debug, Clone)]
pub struct NewGrant {
    pub role: Role,
    pub scope: Scope,
}

/// A role with its scope, as its holder sees it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    pub id: Id,
    pub role: Role,
    pub scope: ScopeView,
    pub granted_at: Ts,
}

impl From<GrantRow> for Grant {
    fn from(r: GrantRow) -> Self {
        Grant {
            id: r.id,
            role: r.role,
            scope: ScopeView {
                kind: r.scope_kind,
                region_code: r.region_code,
                institution_id: r.institution_id,
                cohort_id: r.cohort_id,
                label: None,
            },
            granted_at: r.granted_at,
        }
    }
}

/// Username and password.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// Username, phone number or e-mail address.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "hq")]
    pub username: String,
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = Password, example = "correct horse battery staple")]
    pub password: String,
}

/// What a sign-in, a refresh or a switch of role gives. The refresh token travels in a cookie.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// Send it as `Authorization: Bearer …`; lives fifteen minutes.
    pub access_token: String,
    pub expires_at: Ts,
    pub user: Me,
    /// The grant this token acts with.
    pub grant: Grant,
    /// All grants of the person, to switch between.
    pub grants: Vec<Grant>,
}

/// A person's own account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub id: Id,
    pub username: String,
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `zh-CN` or `en`.
    pub locale: String,
    pub must_change_password: bool,
    /// Version of the privacy notice that was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_version: Option<String>,
}

impl From<&User> for Me {
    fn from(u: &User) -> Self {
        Me {
            id: u.id,
            username: u.username.clone(),
            display_name: u.display_name.clone(),
            phone: u.phone.clone(),
            email: u.email.clone(),
            locale: u.locale.clone(),
            must_change_password: u.must_change_password,
            privacy_version: u.privacy_version.clone(),
        }
    }
}

/// The caller, the grant in use and what the shell of the interface needs.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeView {
    pub user: Me,
    pub grant: Grant,
    pub grants: Vec<Grant>,
    pub unread_notices: i64,
    /// The newest privacy notice, where the person has not accepted it yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_due: Option<String>,
    /// Business time, if this is a demo on a simulated clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated_now: Option<Ts>,
}

/// Changes of one's own account; what is left out stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MeUpdate {
    /// `null` clears it.
    #[validate(length(min = 5, max = 20))]
    #[serde(default, deserialize_with = "clearable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 5, max_length = 20, example = "13800000000")]
    pub phone: Option<Option<String>>,
    /// `null` clears it.
    #[validate(email, length(max = 100))]
    #[serde(default, deserialize_with = "clearable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 100, example = "someone@example.org")]
    pub email: Option<Option<String>>,
    #[validate(custom(function = "known_locale"))]
    #[schema(example = "zh-CN", pattern = "^(zh-CN|en)$")]
    pub locale: Option<String>,
    /// Accepts this version of the privacy notice.
    #[validate(length(max = 20))]
    #[schema(max_length = 20)]
    pub privacy_version: Option<String>,
}

fn known_locale(locale: &str) -> Result<(), validator::ValidationError> {
    if matches!(locale, "zh-CN" | "en") {
        Ok(())
    } else {
        Err(validator::ValidationError::new("locale"))
    }
}

/// A new password, proven by the old one.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[validate(length(min = 1, max = 128))]
    #[schema(min_length = 1, max_length = 128, format = Password)]
    pub current_password: String,
    #[validate(length(min = 8, max = 128))]
    #[schema(min_length = 8, max_length = 128, format = Password)]
    pub new_password: String,
}

/// The first sign-in: the code that the school handed out, a password, and consent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "4132012345-20200101")]
    pub username: String,
    /// Ten characters; case, spaces and hyphens do not matter.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "ABCDE-FGHJK")]
    pub code: String,
    #[validate(length(min = 8, max = 128))]
    #[schema(min_length = 8, max_length = 128, format = Password)]
    pub password: String,
    /// The version of the privacy notice that was shown and accepted.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "2026-11-25")]
    pub privacy_version: String,
}

/// Which grant to act with from now on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GrantSwitch {
    pub grant_id: Id,
}

/// The privacy notice to be shown before consent.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PrivacyNotice {
    #[schema(example = "2026-11-25")]
    pub version: String,
    pub title: String,
    pub text_zh: String,
    pub text_en: String,
}

/// A signed-in device.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Session {
    pub id: Id,
    /// The one that asks.
    pub current: bool,
    pub address: String,
    pub user_agent: String,
    pub created_at: Ts,
    /// When it last renewed its token.
    pub last_seen_at: Ts,
    pub expires_at: Ts,
}

impl GrantRow {
    /// The scope this grant gives its holder; `None` if the row lacks what its kind needs.
    pub fn scope(&self) -> Option<Scope> {
        Some(match self.scope_kind {
            ScopeKind::Country => Scope::Country,
            ScopeKind::Region => Scope::Region(self.region_code.clone()?),
            ScopeKind::Institution => {
                Scope::Institution { id: self.institution_id?, region: self.region_code.clone()? }
            }
            ScopeKind::Class => Scope::Class {
                id: self.cohort_id?,
                institution: self.institution_id?,
                region: self.region_code.clone()?,
            },
            ScopeKind::Own => Scope::Own { user: self.user_id, institution: self.institution_id },
        })
    }
}
