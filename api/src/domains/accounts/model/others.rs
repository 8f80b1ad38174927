//! Other people's accounts as those above them see and change them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::{Grant, User, UserStatus};
use crate::platform::auth::{Role, ScopeKind};
use crate::platform::db::{Id, Ts};
use crate::platform::patch::clearable;

/// An account as those above its holder see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserView {
    pub id: Id,
    #[schema(example = "wangfang")]
    pub username: String,
    #[schema(example = "王芳")]
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub status: UserStatus,
    /// The roles that lie within the caller's scope.
    pub grants: Vec<Grant>,
    pub created_at: Ts,
    pub version: i64,
}

impl UserView {
    /// The account with those of its grants that its reader may see.
    pub fn new(user: User, grants: Vec<Grant>) -> Self {
        UserView {
            id: user.id,
            username: user.username,
            display_name: user.display_name,
            phone: user.phone,
            email: user.email,
            status: user.status,
            grants,
            created_at: user.created_at,
            version: user.version,
        }
    }
}

/// Which accounts to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// The beginning of a username, a name or its pinyin initials; or a whole student or staff number.
    #[param(max_length = 50, example = "wf")]
    pub q: Option<String>,
    /// Holds this role.
    pub role: Option<Role>,
    /// Holds a role in this region.
    #[param(max_length = 2, example = "32")]
    pub region_code: Option<String>,
    /// Holds a role in this institution.
    pub institution_id: Option<Id>,
    pub status: Option<UserStatus>,
}

/// Where a role is to apply. Which fields are needed follows from the kind.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ScopeRequest {
    pub kind: ScopeKind,
    /// For a region.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
    /// For an institution, and for what is a person's own there.
    pub institution_id: Option<Id>,
    /// For a class.
    pub cohort_id: Option<Id>,
}

/// A role to be given.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    pub role: Role,
    #[validate(nested)]
    pub scope: ScopeRequest,
}

/// An account to be made, with its first role.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UserCreate {
    /// Made from the name if left out. Latin letters, digits, dots, hyphens and underscores.
    #[validate(length(min = 3, max = 50))]
    #[schema(
        min_length = 3,
        max_length = 50,
        pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$",
        example = "wangfang"
    )]
    pub username: Option<String>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "王芳")]
    pub display_name: String,
    #[validate(length(min = 5, max = 20))]
    #[schema(min_length = 5, max_length = 20, example = "13800000000")]
    pub phone: Option<String>,
    #[validate(email, length(max = 100))]
    #[schema(max_length = 100, example = "someone@example.org")]
    pub email: Option<String>,
    #[validate(nested)]
    pub grant: GrantRequest,
}

/// What may be changed of an account; a field that is left out stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct UserUpdate {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "王芳")]
    pub display_name: Option<String>,
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
}

/// Why it is done; kept in the audit trail.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "离职")]
    pub reason: String,
}

/// Why a role is withdrawn.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Withdrawal {
    /// Kept with the grant and in the audit trail.
    #[param(min_length = 1, max_length = 500, example = "离职")]
    pub reason: String,
}

/// The one-time code with which an account is activated; can be shown again until it is used.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ActivationCode {
    #[schema(example = "ABCDE-FGHJK")]
    pub code: String,
}

/// What a reset gives: the account waits for its holder to activate it anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordReset {
    #[schema(example = "ABCDE-FGHJK")]
    pub activation_code: String,
}

/// A new account and the code to hand out.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = UserCreated)]
pub struct Created {
    pub user: UserView,
    pub activation: ActivationCode,
}

/// Somebody who has no account yet and is to administer an institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewAdministrator {
    /// Made from the name if left out.
    #[validate(length(min = 3, max = 50))]
    #[schema(min_length = 3, max_length = 50, pattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    pub username: Option<String>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "李强")]
    pub display_name: String,
    #[validate(length(min = 5, max = 20))]
    #[schema(min_length = 5, max_length = 20, example = "13800000000")]
    pub phone: Option<String>,
}

/// To whom an institution is handed over: an account of the institution, or somebody new.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// Either this …
    pub to_user_id: Option<Id>,
    /// … or this.
    #[validate(nested)]
    pub new_admin: Option<NewAdministrator>,
    /// Whether the caller's own grant as an administrator of the institution ends with it.
    #[serde(default)]
    pub withdraw_self: bool,
}

/// What came of a handover.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoverDone {
    /// The administrator from now on.
    pub user: UserView,
    /// For an account that is not activated yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation: Option<ActivationCode>,
}
