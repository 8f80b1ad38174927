//! A student as a document, and what may be asked of it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::super::members::model::{MemberChange, MemberView, NewMember};
use super::super::model::{DocumentType, Gender, MemberFilter, MemberStatus};
use crate::platform::db::{Id, Ts};
use crate::platform::error::{Error, Result};

/// A student of an institution.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Student {
    pub id: Id,
    pub institution_id: Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "南京某某学院")]
    pub institution_name: Option<String>,
    /// GB/T 2260 two-digit code of the institution's region.
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "2019010101")]
    pub student_no: String,
    #[schema(example = "王小明")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "会计")]
    pub major: Option<String>,
    /// Year of entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2019")]
    pub grade: Option<String>,
    /// The class of the institution's own administration (行政班).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "会计1901")]
    pub admin_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "13800000000")]
    pub phone: Option<String>,
    pub status: MemberStatus,
    /// Only in the document of one student.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_type: Option<DocumentType>,
    /// The number with its middle hidden; only in the document of one student.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "110105********002X")]
    pub id_number_masked: Option<String>,
    /// What they sign in with; only in the document of one student.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4132010284-2019010101")]
    pub username: Option<String>,
    /// `pending` until the account is activated; only in the document of one student.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "pending")]
    pub account_status: Option<String>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

impl From<MemberView> for Student {
    fn from(view: MemberView) -> Self {
        let m = view.member;
        let (id_type, id_number_masked, username, account_status) = match view.detail {
            Some(d) => (
                Some(d.id_type),
                Some(d.id_number_masked),
                Some(d.username),
                Some(d.account_status),
            ),
            None => (None, None, None, None),
        };
        Student {
            id: m.id,
            institution_id: m.institution_id,
            institution_name: view.institution_name,
            region_code: m.region_code,
            student_no: m.number,
            name: m.name,
            gender: m.gender,
            major: m.major,
            grade: m.grade,
            admin_class: m.admin_class,
            phone: m.phone,
            status: m.status,
            id_type,
            id_number_masked,
            username,
            account_status,
            created_at: m.created_at,
            updated_at: m.updated_at,
            version: m.version,
        }
    }
}

/// A student to be enrolled.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct StudentCreate {
    /// Not needed by those who act for one institution.
    pub institution_id: Option<Id>,
    /// Unique in the institution; the username is made of it.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = "2019010101")]
    pub student_no: String,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "王小明")]
    pub name: String,
    /// Without it the shape of the number tells.
    pub id_type: Option<DocumentType>,
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "11010519491231002X")]
    pub id_number: String,
    /// Must agree with the number where that states it.
    pub gender: Option<Gender>,
    #[validate(length(max = 100))]
    #[schema(max_length = 100, example = "会计")]
    pub major: Option<String>,
    /// Year of entry.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "2019")]
    pub grade: Option<String>,
    /// The class of the institution's own administration (行政班).
    #[validate(length(max = 50))]
    #[schema(max_length = 50, example = "会计1901")]
    pub admin_class: Option<String>,
    /// A mobile number.
    #[validate(length(max = 30))]
    #[schema(max_length = 30, example = "13800000000")]
    pub phone: Option<String>,
}

impl From<StudentCreate> for NewMember {
    fn from(c: StudentCreate) -> Self {
        NewMember {
            institution_id: c.institution_id,
            number: c.student_no,
            name: c.name,
            id_type: c.id_type,
            id_number: c.id_number,
            gender: c.gender,
            major: c.major,
            grade: c.grade,
            admin_class: c.admin_class,
            phone: c.phone.filter(|p| !p.trim().is_empty()),
        }
    }
}

/// Changes of a student; what is left out stays, an empty text clears.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct StudentUpdate {
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = "2019010101")]
    pub student_no: Option<String>,
    #[validate(length(max = 100))]
    #[schema(max_length = 100, example = "会计")]
    pub major: Option<String>,
    /// Year of entry.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "2019")]
    pub grade: Option<String>,
    /// The class of the institution's own administration (行政班).
    #[validate(length(max = 50))]
    #[schema(max_length = 50, example = "会计1901")]
    pub admin_class: Option<String>,
    #[validate(length(max = 30))]
    #[schema(max_length = 30, example = "13800000000")]
    pub phone: Option<String>,
}

impl From<StudentUpdate> for MemberChange {
    fn from(u: StudentUpdate) -> Self {
        MemberChange {
            number: u.student_no,
            major: u.major,
            grade: u.grade,
            admin_class: u.admin_class,
            phone: u.phone,
        }
    }
}

/// Which students.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StudentQuery {
    /// The start of a name, of its pinyin initials (letters alone) or of a number (with a digit in it), in either case.
    #[param(max_length = 50, example = "wxm")]
    pub q: Option<String>,
    pub institution_id: Option<Id>,
    #[param(max_length = 2, example = "32")]
    pub region_code: Option<String>,
    pub status: Option<MemberStatus>,
    #[param(max_length = 100, example = "会计")]
    pub major: Option<String>,
    #[param(max_length = 20, example = "2019")]
    pub grade: Option<String>,
    #[param(max_length = 50, example = "会计1901")]
    pub admin_class: Option<String>,
    /// Those of a class of the programme.
    pub cohort_id: Option<Id>,
}

impl StudentQuery {
    /// The search text and the filter.
    pub fn split(self) -> Result<(Option<String>, MemberFilter)> {
        if self.q.as_ref().is_some_and(|q| q.chars().count() > 50) {
            return Err(Error::field("?q", "length", "must be at most 50 long")
                .naming([("max", 50.into())]));
        }
        let filter = MemberFilter {
            institution_id: self.institution_id,
            region_code: self.region_code,
            status: self.status,
            major: self.major,
            grade: self.grade,
            admin_class: self.admin_class,
            cohort_id: self.cohort_id,
        };
        Ok((self.q, filter))
    }
}
