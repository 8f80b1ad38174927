//! An institution and what is asked and answered about it.

pub mod check;
mod search;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use crate::domains::accounts::UserStatus;
pub use crate::domains::editions::InstitutionLevel;
use crate::platform::db::{Id, Ts};
use crate::platform::patch::clearable;
use crate::text_enum;

pub use search::{Search, range_end};

text_enum! {
    /// Whether the institution belongs to the pilot; all are admitted alike (五).
    pub enum PilotStatus {
        /// 试点.
        Pilot => "pilot",
        /// 补增试点.
        AddedPilot => "added_pilot",
        /// 非试点.
        NonPilot => "non_pilot",
    }
}

text_enum! {
    /// Whether an institution takes part at present.
    pub enum InstitutionStatus {
        Active => "active",
        Suspended => "suspended",
    }
}

/// Whom the programme turns to in an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InstitutionContact {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "王老师")]
    pub name: String,
    /// Mobile or landline.
    #[validate(length(min = 5, max = 30))]
    #[schema(min_length = 5, max_length = 30, example = "025-84000000")]
    pub phone: String,
    #[validate(email, length(max = 100))]
    #[schema(max_length = 100, example = "office@school.example")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Institution {
    pub id: Id,
    /// National institution code, where there is one: ten digits, or five in its short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    /// Unified social credit code (GB 32100).
    #[schema(example = "12320000466006826H")]
    pub uscc: String,
    #[schema(example = "南京某某学院")]
    pub name: String,
    pub level: InstitutionLevel,
    /// GB/T 2260 two-digit code of the region whose branch serves it.
    #[schema(example = "32")]
    pub region_code: String,
    pub pilot_status: PilotStatus,
    /// Names of the majors that take part.
    #[schema(example = json!(["会计学"]))]
    pub majors: Vec<String>,
    pub contact: InstitutionContact,
    pub status: InstitutionStatus,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// What other documents show of an institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstitutionBrief {
    pub id: Id,
    #[schema(example = "南京某某学院")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284")]
    pub code: Option<String>,
    #[schema(example = "32")]
    pub region_code: String,
    pub level: InstitutionLevel,
}

/// Somebody who is to administer an institution: an account that waits for its activation code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AdministratorInvite {
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "李明")]
    pub display_name: String,
    /// Mobile number; the administrator may sign in with it.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "13900000001")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[validate(length(max = 100))]
    #[schema(max_length = 100, example = "liming@school.example")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Institution code (without one the unified social credit code) + `-admin` unless told.
    #[validate(length(max = 50))]
    #[schema(max_length = 50, example = "10284-admin")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// An institution to be opened, or applied for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewInstitution {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "南京某某学院")]
    pub name: String,
    /// National institution code, where there is one: ten digits, or five in its short form.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "4132010284")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Unified social credit code (GB 32100), 18 characters with a check character.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "12320000466006826H")]
    pub uscc: String,
    pub level: InstitutionLevel,
    /// GB/T 2260 two-digit code of the region.
    #[validate(length(equal = 2))]
    #[schema(min_length = 2, max_length = 2, example = "32")]
    pub region_code: String,
    pub pilot_status: PilotStatus,
    /// Names of majors; one that the edition does not list for the level gives a warning (五).
    #[validate(length(max = 50))]
    #[schema(max_items = 50, example = json!(["会计学"]))]
    pub majors: Vec<String>,
    #[validate(nested)]
    pub contact: InstitutionContact,
    #[validate(nested)]
    pub admin: AdministratorInvite,
}

/// What may be changed of an institution; a field that is left out stays as it is. Its own administrators
/// change majors and contact only.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct InstitutionUpdate {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "南京某某大学")]
    pub name: Option<String>,
    /// `null` clears it.
    #[validate(length(max = 20))]
    #[serde(default, deserialize_with = "clearable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, max_length = 20, example = "4132010284")]
    pub code: Option<Option<String>>,
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "12320000466006826H")]
    pub uscc: Option<String>,
    pub level: Option<InstitutionLevel>,
    pub pilot_status: Option<PilotStatus>,
    pub status: Option<InstitutionStatus>,
    #[validate(length(max = 50))]
    #[schema(max_items = 50, example = json!(["会计学"]))]
    pub majors: Option<Vec<String>>,
    #[validate(nested)]
    pub contact: Option<InstitutionContact>,
}

impl InstitutionUpdate {
    /// Whether it touches what the branch has registered.
    pub fn touches_registration(&self) -> bool {
        self.name.is_some()
            || self.code.is_some()
            || self.uscc.is_some()
            || self.level.is_some()
            || self.pilot_status.is_some()
            || self.status.is_some()
    }
}

/// Something that was let pass and that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InstitutionWarning {
    /// `major_not_listed`, `code_region_differs` or `uscc_region_differs`.
    #[schema(example = "major_not_listed")]
    pub code: String,
    /// JSON pointer into the request.
    #[schema(example = "/majors/0")]
    pub pointer: String,
    /// An English sentence.
    #[schema(example = "The edition does not list this major for the level")]
    pub message: String,
}

/// An institution with what was noticed when it was saved.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SavedInstitution {
    #[serde(flatten)]
    pub institution: Institution,
    pub warnings: Vec<InstitutionWarning>,
}

/// The account that was made for an administrator.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InvitedAdministrator {
    pub user_id: Id,
    #[schema(example = "10284-admin")]
    pub username: String,
    #[schema(example = "李明")]
    pub display_name: String,
    /// To be handed over; it can be asked for again until it is used.
    #[schema(example = "ABCDE-FGHJK")]
    pub activation_code: String,
}

/// What opening an institution gives.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OpenedInstitution {
    pub institution: Institution,
    pub administrator: InvitedAdministrator,
    pub warnings: Vec<InstitutionWarning>,
}

/// Somebody who administers an institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Administrator {
    pub user_id: Id,
    #[schema(example = "10284-admin")]
    pub username: String,
    #[schema(example = "李明")]
    pub display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "13900000001")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub status: UserStatus,
    pub granted_at: Ts,
}

/// Which institutions to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstitutionFilter {
    /// The beginning of the name, of its pinyin initials or of the institution code, or the whole unified
    /// social credit code.
    #[param(max_length = 100, example = "njxy")]
    pub q: Option<String>,
    #[param(min_length = 2, max_length = 2, example = "32")]
    pub region_code: Option<String>,
    pub level: Option<InstitutionLevel>,
    pub pilot_status: Option<PilotStatus>,
    pub status: Option<InstitutionStatus>,
}

impl NewInstitution {
    /// The username of the invited administrator: the one wished, or made of a code.
    pub fn username(&self) -> String {
        self.admin.username.clone().unwrap_or_else(|| {
            let code = self.code.as_deref().unwrap_or(&self.uscc);
            format!("{}-admin", code.to_ascii_lowercase())
        })
    }
}

/// What is noticed about codes that belong to another region than the one chosen. A school may be
/// registered elsewhere, so that it is no fault.
pub fn region_warnings(code: Option<&str>, uscc: &str, region: &str) -> Vec<InstitutionWarning> {
    let of_code = code
        .and_then(|c| onex_identity::institution_code::validate(c).ok())
        .and_then(|c| c.region)
        .map(|r| (r.code, "code"));
    let of_uscc =
        onex_identity::uscc::validate(uscc).ok().and_then(|u| u.region).map(|r| (r.code, "uscc"));
    [of_code, of_uscc]
        .into_iter()
        .flatten()
        .filter(|(found, _)| *found != region)
        .map(|(found, field)| InstitutionWarning {
            code: format!("{field}_region_differs"),
            pointer: format!("/{field}"),
            message: format!("The code belongs to region {found}, the institution is in {region}"),
        })
        .collect()
}

/// What is noticed about majors that the edition does not list for the level (五: the lists are open).
/// Where it lists none there is nothing to notice.
pub fn major_warnings(majors: &[String], listed: &[String]) -> Vec<InstitutionWarning> {
    if listed.is_empty() {
        return vec![];
    }
    majors
        .iter()
        .enumerate()
        .filter(|(_, major)| !listed.contains(major))
        .map(|(i, major)| InstitutionWarning {
            code: "major_not_listed".into(),
            pointer: format!("/majors/{i}"),
            message: format!("The edition does not list {major} for this level"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new() -> NewInstitution {
        NewInstitution {
            name: " 南京  某某学院 ".into(),
            code: Some("41320 10284".into()),
            uscc: "12320000466006826h".into(),
            level: InstitutionLevel::Undergraduate,
            region_code: "32".into(),
            pilot_status: PilotStatus::Pilot,
            majors: vec!["会计学".into(), "会计学 ".into(), "某新专业".into()],
            contact: InstitutionContact {
                name: "王老师".into(),
                phone: "025-84000000".into(),
                email: Some("  ".into()),
            },
            admin: AdministratorInvite {
                display_name: "李 明".into(),
                phone: Some("+86 139 0000 0001".into()),
                email: None,
                username: None,
            },
        }
    }

    #[test]
    fn an_institution_takes_its_normal_form() {
        let clean = check::institution(&new()).unwrap();
        assert_eq!(clean.name, "南京 某某学院");
        assert_eq!(clean.code.as_deref(), Some("4132010284"));
        assert_eq!(clean.uscc, "12320000466006826H");
        assert_eq!(clean.majors, ["会计学", "某新专业"]);
        assert_eq!(clean.contact.email, None);
        assert_eq!(clean.admin.display_name, "李明");
        assert_eq!(clean.admin.phone.as_deref(), Some("13900000001"));
        assert_eq!(clean.username(), "4132010284-admin");
        assert_eq!(check::institution(&clean).unwrap(), clean, "idempotent");
        let without = NewInstitution { code: None, ..clean };
        assert_eq!(without.username(), "12320000466006826h-admin");
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let wrong = NewInstitution {
            name: "\u{feff}".into(),
            code: Some("123".into()),
            uscc: "12320000466006826A".into(),
            region_code: "71".into(),
            majors: vec!["会计学".into(), " ".into()],
            contact: InstitutionContact { phone: "call us".into(), ..new().contact },
            admin: AdministratorInvite { username: Some("13900000001".into()), ..new().admin },
            ..new()
        };
        let error = check::institution(&wrong).unwrap_err();
        let pointers: Vec<_> = error.field_errors().iter().map(|f| f.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/name",
                "/code",
                "/uscc",
                "/majors/1",
                "/contact/phone",
                "/admin/username",
                "/region_code"
            ]
        );
    }

    #[test]
    fn both_forms_of_a_code_meet_in_one_key() {
        assert_eq!(check::code_key(Some("4132010284")), check::code_key(Some("10284")));
        assert_eq!(check::code_key(Some("3644000123")).as_deref(), Some("3644000123"));
        assert_eq!(check::code_key(None), None);
    }

    #[test]
    fn codes_of_another_region_and_new_majors_are_noticed_and_let_pass() {
        assert_eq!(region_warnings(Some("4132010284"), "12320000466006826H", "32"), []);
        let codes: Vec<_> = region_warnings(Some("4132010284"), "12320000466006826H", "33")
            .into_iter()
            .map(|w| w.code)
            .collect();
        assert_eq!(codes, ["code_region_differs", "uscc_region_differs"]);
        let listed = ["会计学".to_string()];
        let found = major_warnings(&["会计学".into(), "某新专业".into()], &listed);
        assert_eq!((found.len(), found[0].pointer.as_str()), (1, "/majors/1"));
    }
}
