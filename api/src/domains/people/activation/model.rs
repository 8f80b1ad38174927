//! What is exported.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::db::Id;
use crate::text_enum;

text_enum! {
    /// How codes are handed out.
    pub enum Format {
        /// A workbook.
        Xlsx => "xlsx",
        /// A page to print and cut.
        Slips => "slips",
        /// One text message for each person.
        Text => "text",
    }
}

text_enum! {
    /// Whose codes.
    pub enum Holders {
        Students => "student",
        Teachers => "teacher",
        /// Those who administer institutions, for whoever may invite them.
        Administrators => "institution_admin",
    }
}

/// Whose codes, and how.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ActivationExport {
    /// A class of the programme.
    pub cohort_id: Option<Id>,
    /// An institution; without both the one the caller acts for. Of administrators all within the caller's
    /// scope, unless one institution is named.
    pub institution_id: Option<Id>,
    /// Students unless told. Class, grade and major narrow students and teachers alone.
    pub members: Option<Holders>,
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "2019")]
    pub grade: Option<String>,
    #[validate(length(max = 50))]
    #[schema(max_length = 50, example = "会计1901")]
    pub admin_class: Option<String>,
    #[validate(length(max = 100))]
    #[schema(max_length = 100, example = "会计")]
    pub major: Option<String>,
    pub format: Format,
}

/// One account that waits for its holder.
#[derive(Debug, Clone)]
pub struct Line {
    /// The institution they belong to.
    pub school: String,
    pub number: String,
    pub name: String,
    pub admin_class: String,
    pub username: String,
    pub code: String,
}
