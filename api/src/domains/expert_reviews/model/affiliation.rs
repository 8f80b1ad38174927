//! Institutions that an expert is bound to.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::{Id, Ts};
use crate::schema::expert_affiliations;
use crate::text_enum;

/// A declaration.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = expert_affiliations, treat_none_as_default_value = false)]
pub struct AffiliationRow {
    pub user_id: Id,
    pub institution_id: Id,
    pub declared_by: Id,
    pub declared_at: Ts,
}

text_enum! {
    /// What binds an expert to an institution.
    pub enum Tie {
        /// Somebody declared it.
        Declared => "declared",
        /// Teaches there, or did.
        Teacher => "teacher",
        /// Holds a grant there.
        Grant => "grant",
    }
}

/// What binds an expert to an institution: its participants are never given to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExpertAffiliation)]
pub struct Affiliation {
    pub institution_id: Id,
    #[schema(example = "南京财经职业学院")]
    pub institution_name: String,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(inline)]
    pub tie: Tie,
    /// The expert can take it back: it was they who declared it.
    pub own: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared_at: Option<Ts>,
}

/// All that binds an expert to institutions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = ExpertAffiliations)]
pub struct Affiliations {
    pub user_id: Id,
    #[schema(example = "秦琼")]
    pub name: String,
    /// By name of the institution.
    pub items: Vec<Affiliation>,
}

/// The institutions that are declared. What the expert did not declare themself only headquarters and branches take back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = ExpertAffiliationsInput)]
pub struct AffiliationsInput {
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub institution_ids: Vec<Id>,
}
