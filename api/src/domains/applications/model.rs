//! An application, the steps it takes and who learns what of it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::domains::institutions::{
    AdministratorInvite, Institution, InstitutionWarning, InvitedAdministrator,
};
pub use crate::domains::institutions::{
    InstitutionLevel, NewInstitution, PilotStatus, Search, range_end,
};
use crate::platform::db::{Id, Ts};
use crate::text_enum;

/// What the rows of scans belong to.
pub const OWNER: &str = "institution_application";

text_enum! {
    /// Where an application stands.
    pub enum ApplicationStatus {
        /// Waits for the branch.
        Submitted => "submitted",
        /// Waits for the school to mend it.
        Returned => "returned",
        Approved => "approved",
        Rejected => "rejected",
    }
}

/// What can be done to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Return,
    Mend,
    Approve,
    Reject,
}

impl Step {
    /// The verb of the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Return => "return",
            Step::Mend => "mend",
            Step::Approve => "approve",
            Step::Reject => "reject",
        }
    }
}

impl ApplicationStatus {
    /// Where a step leads from here; `None` if it cannot be taken.
    pub const fn after(self, step: Step) -> Option<Self> {
        match (self, step) {
            (ApplicationStatus::Submitted, Step::Return) => Some(ApplicationStatus::Returned),
            (ApplicationStatus::Submitted, Step::Approve) => Some(ApplicationStatus::Approved),
            (ApplicationStatus::Submitted, Step::Reject) => Some(ApplicationStatus::Rejected),
            (ApplicationStatus::Returned, Step::Mend) => Some(ApplicationStatus::Submitted),
            _ => None,
        }
    }
}

/// An application as the branch sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstitutionApplication {
    pub id: Id,
    /// The number that the school was given.
    #[schema(example = "20200302-7KQ3XM2B")]
    pub reference: String,
    pub status: ApplicationStatus,
    /// What the school filled in.
    pub application: NewInstitution,
    /// What the branch said when it last decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
    /// The institution that the approval opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution_id: Option<Id>,
    /// When it was last handed in.
    pub submitted_at: Ts,
    pub created_at: Ts,
    pub version: i64,
    #[serde(skip)]
    pub scan_file_id: Id,
}

/// An application with the others of the same school.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstitutionApplicationDetail {
    #[serde(flatten)]
    pub application: InstitutionApplication,
    /// Other applications with the same unified social credit code that the reader may see.
    pub same_uscc: Vec<Id>,
}

/// An application as the school sees it that holds its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationState {
    #[schema(example = "20200302-7KQ3XM2B")]
    pub reference: String,
    pub status: ApplicationStatus,
    pub application: NewInstitution,
    /// What is to be mended, or why it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub submitted_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
}

impl From<InstitutionApplication> for ApplicationState {
    fn from(a: InstitutionApplication) -> Self {
        ApplicationState {
            reference: a.reference,
            status: a.status,
            application: a.application,
            remarks: a.remarks,
            submitted_at: a.submitted_at,
            decided_at: a.decided_at,
        }
    }
}

/// What a school keeps of its application.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationReceipt {
    #[schema(example = "20200302-7KQ3XM2B")]
    pub reference: String,
    /// Proves that it is yours: send it as `X-Application-Secret`. Shown this once.
    #[schema(example = "kq3Xh1aXlB8m2zYV3o4l9m0C5a1uJt3kq3Xh1aXlB8m")]
    pub secret: String,
    pub status: ApplicationStatus,
    pub submitted_at: Ts,
}

/// The form of an application.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only the contract reads its fields: the form arrives as a stream")]
pub struct ApplicationForm {
    /// What is applied for, as JSON.
    pub application: NewInstitution,
    /// Scan of the stamped form: PDF, PNG or JPEG, at most 10 MB. May be left out when mending.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub scan: Option<Vec<u8>>,
}

/// Why an application is returned or rejected.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ApplicationRefusal {
    /// The school reads it.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "扫描件缺少公章，请补盖后重新提交")]
    pub remarks: String,
}

/// How an application is approved.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ApplicationApproval {
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "欢迎参与")]
    pub remarks: Option<String>,
    /// In place of the administrator that the school named, such as when their phone is taken.
    #[validate(nested)]
    pub admin: Option<AdministratorInvite>,
}

/// What an approval gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApprovedApplication {
    pub application: InstitutionApplication,
    pub institution: Institution,
    pub administrator: InvitedAdministrator,
    pub warnings: Vec<InstitutionWarning>,
}

/// Which applications to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ApplicationFilter {
    /// The beginning of the name, of its pinyin initials, of the institution code or of the reference, or
    /// the whole unified social credit code.
    #[param(max_length = 100, example = "南京")]
    pub q: Option<String>,
    pub status: Option<ApplicationStatus>,
    #[param(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApplicationStatus::{Approved, Rejected, Returned, Submitted};

    #[test]
    fn every_step_leads_where_it_should_and_nowhere_else() {
        let steps = [Step::Return, Step::Mend, Step::Approve, Step::Reject];
        let table = [
            (Submitted, [Some(Returned), None, Some(Approved), Some(Rejected)]),
            (Returned, [None, Some(Submitted), None, None]),
            (Approved, [None; 4]),
            (Rejected, [None; 4]),
        ];
        assert_eq!(table.len(), ApplicationStatus::ALL.len());
        for (from, expected) in table {
            assert_eq!(steps.map(|step| from.after(step)), expected, "{from}");
        }
    }
}
