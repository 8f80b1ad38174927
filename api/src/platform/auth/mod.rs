//! Who calls, in which role, within which scope. Knows nothing of what a slice allows.

mod caller;
pub mod password;
pub mod sessions;
mod token;

pub use caller::{Authenticated, Caller, EvenSuspended, Peer, authenticate};
pub use token::{ACCESS_TOKEN_SECONDS, Claims};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::Id;
use crate::platform::error::{Error, Result};
use crate::text_enum;

text_enum! {
    /// The roles of the programme. A person may hold several, each with a scope of its own.
    pub enum Role {
        /// HQ operations (科创团队).
        HqAdmin => "hq_admin",
        /// 教研团队.
        ContentEditor => "content_editor",
        /// 培训认证团队.
        Certifier => "certifier",
        /// 师资专家组 / 行业专家.
        Expert => "expert",
        /// 片区 / 分子公司.
        BranchStaff => "branch_staff",
        /// 培训师.
        Trainer => "trainer",
        /// 学校管理员.
        InstitutionAdmin => "institution_admin",
        /// 授课教师 / 参训教师.
        Teacher => "teacher",
        /// 学员.
        Student => "student",
        /// A third-party system with client credentials.
        Partner => "partner",
    }
}

text_enum! {
    /// How far a grant reaches: country ⊃ region ⊃ institution ⊃ class ⊃ self.
    pub enum ScopeKind {
        Country => "country",
        Region => "region",
        Institution => "institution",
        Class => "class",
        Own => "self",
    }
}

/// The part of the country that a caller's active grant reaches. Every list and find takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Country,
    /// One region, by its GB/T 2260 two-digit code.
    Region(String),
    /// One institution (and the region it lies in).
    Institution { id: Id, region: String },
    /// One class of an institution.
    Class { id: Id, institution: Id, region: String },
    /// Only what is the person's own.
    Own { user: Id, institution: Option<Id> },
}

impl Scope {
    /// The kind of this scope.
    pub fn kind(&self) -> ScopeKind {
        match self {
            Scope::Country => ScopeKind::Country,
            Scope::Region(_) => ScopeKind::Region,
            Scope::Institution { .. } => ScopeKind::Institution,
            Scope::Class { .. } => ScopeKind::Class,
            Scope::Own { .. } => ScopeKind::Own,
        }
    }
    /// The region it lies in, if it is not the whole country.
    pub fn region(&self) -> Option<&str> {
        match self {
            Scope::Region(r)
            | Scope::Institution { region: r, .. }
            | Scope::Class { region: r, .. } => Some(r),
            Scope::Country | Scope::Own { .. } => None,
        }
    }
    /// The region that a request asks for at `pointer`, or this scope's own.
    ///
    /// # Errors
    /// 422 for a code of no region, or of another than this scope's.
    pub fn region_within(&self, pointer: &str, wanted: Option<String>) -> Result<Option<String>> {
        match (wanted, self.region()) {
            (Some(code), _) if onex_identity::regions::by_code(&code).is_none() => {
                Err(Error::field(pointer, "unknown", "there is no such region"))
            }
            (Some(code), Some(own)) if code != own => {
                let message = "is another region than yours; leave it out";
                Err(Error::field(pointer, "out_of_region", message))
            }
            (wanted, own) => Ok(wanted.or_else(|| own.map(str::to_owned))),
        }
    }
    /// The institution it lies in, if it lies in one.
    pub fn institution(&self) -> Option<Id> {
        match self {
            Scope::Institution { id, .. } => Some(*id),
            Scope::Class { institution, .. } => Some(*institution),
            Scope::Own { institution, .. } => *institution,
            Scope::Country | Scope::Region(_) => None,
        }
    }
    /// Whether a region lies wholly within this scope.
    pub fn covers_region(&self, code: &str) -> bool {
        match self {
            Scope::Country => true,
            Scope::Region(r) => r == code,
            _ => false,
        }
    }
    /// Whether an institution (in this region) lies wholly within this scope.
    pub fn covers_institution(&self, institution: Id, region_code: &str) -> bool {
        match self {
            Scope::Country => true,
            Scope::Region(r) => r == region_code,
            Scope::Institution { id, .. } => *id == institution,
            _ => false,
        }
    }
}

/// A grant as people see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, PartialEq, Eq)]
pub struct ScopeView {
    pub kind: ScopeKind,
    /// GB/T 2260 two-digit code of the region, for the kinds below country.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "32")]
    pub region_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohort_id: Option<Id>,
    /// Name of the region, institution or class, for display.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// Whether a role may ever do an action; the scope is checked apart. Slices list theirs in `policy.rs`.
pub type PolicyRow = (&'static str, &'static [Role]);

/// The roles of a policy table for an action; an action that is not listed is a programming error and
/// allowed to nobody.
pub fn roles_for(table: &[PolicyRow], action: &str) -> &'static [Role] {
    table.iter().find(|(a, _)| *a == action).map_or(&[], |(_, roles)| roles)
}
