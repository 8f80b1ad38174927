//! A branch and the lists it carries.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::Id;

/// Somebody to turn to in a branch. The notice's annex with the names is not at hand: it starts empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "联系人")]
    pub name: String,
    #[validate(length(max = 30))]
    #[schema(max_length = 30, example = "025-00000000")]
    pub phone: Option<String>,
    #[validate(email, length(max = 100))]
    #[schema(max_length = 100)]
    pub email: Option<String>,
    /// What this contact is responsible for.
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub duty: Option<String>,
}

/// A member of a branch's expert team (各片区行业专家团队, 六).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50)]
    pub name: String,
    #[validate(length(max = 100))]
    #[schema(max_length = 100)]
    pub title: Option<String>,
    /// Their account, once they have one.
    pub user_id: Option<Id>,
}

/// A branch.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Branch {
    pub id: Id,
    /// GB/T 2260 two-digit code of the region it serves.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "江苏省")]
    pub name_zh: String,
    #[schema(example = "Jiangsu")]
    pub name_en: String,
    pub contacts: Vec<Contact>,
    pub expert_team: Vec<Expert>,
    /// A region hit hard by the epidemic comes first (疫情严重地区优先, 二.2.(4)).
    pub priority: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority_reason: Option<String>,
    pub version: i64,
}

/// What may be changed of a branch; a field that is left out stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BranchUpdate {
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub contacts: Option<Vec<Contact>>,
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub expert_team: Option<Vec<Expert>>,
    /// Only HQ sets it.
    pub priority: Option<bool>,
    /// Required when `priority` is set to true.
    #[validate(length(max = 500))]
    #[schema(max_length = 500)]
    pub priority_reason: Option<String>,
}
