//! Persons, students and teachers as rows and as other slices see them.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::db::{Id, Ts};
use crate::schema::{persons, students, teachers};
use crate::text_enum;

text_enum! {
    /// As the identity document or the school states it.
    pub enum Gender {
        Female => "female",
        Male => "male",
    }
}

text_enum! {
    /// What kind of identity document a person enrolled with.
    pub enum DocumentType {
        /// 居民身份证 (GB 11643).
        ResidentId => "resident_id",
        /// 港澳台居民居住证.
        HmtResidencePermit => "hmt_residence_permit",
        Passport => "passport",
        /// 港澳居民来往内地通行证.
        HkMacauPermit => "hk_macau_permit",
        /// 台湾居民来往大陆通行证.
        TaiwanPermit => "taiwan_permit",
    }
}

text_enum! {
    /// Where a student or teacher stands at their institution.
    pub enum MemberStatus {
        Active => "active",
        /// On leave (休学): stays on the list, takes part in nothing.
        Suspended => "suspended",
        /// Has left the institution (离校, 离职).
        Left => "left",
        /// Has moved to another institution (转学).
        Transferred => "transferred",
    }
}

text_enum! {
    /// Student or teacher.
    pub enum MemberKind {
        Student => "student",
        Teacher => "teacher",
    }
}

impl MemberStatus {
    /// Still belongs to the institution.
    pub const fn is_live(self) -> bool {
        matches!(self, MemberStatus::Active | MemberStatus::Suspended)
    }
}

/// A human being.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = persons, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Person {
    pub id: Id,
    pub name: String,
    pub pinyin: String,
    pub gender: Option<Gender>,
    pub id_type: DocumentType,
    pub id_hash: Vec<u8>,
    pub id_cipher: Vec<u8>,
    pub created_at: Ts,
    pub version: i64,
}

/// A student or teacher: a person at an institution. Teachers have neither grade nor class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: Id,
    pub person_id: Id,
    pub user_id: Id,
    pub institution_id: Id,
    pub region_code: String,
    /// Student or staff number.
    pub number: String,
    pub name: String,
    pub pinyin: String,
    pub gender: Option<Gender>,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub phone: Option<String>,
    pub status: MemberStatus,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// What other slices need of a student.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = students)]
pub struct StudentBrief {
    pub id: Id,
    #[serde(skip, default = "nil")]
    pub person_id: Id,
    #[serde(skip, default = "nil")]
    pub user_id: Id,
    pub institution_id: Id,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2019")]
    pub grade: Option<String>,
    /// The class of the institution's own administration (行政班), not of the programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "会计1901")]
    pub admin_class: Option<String>,
    pub status: MemberStatus,
}

/// What other slices need of a teacher.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = teachers)]
pub struct TeacherBrief {
    pub id: Id,
    #[serde(skip, default = "nil")]
    pub person_id: Id,
    #[serde(skip, default = "nil")]
    pub user_id: Id,
    pub institution_id: Id,
    #[schema(example = "32")]
    pub region_code: String,
    #[schema(example = "T0001")]
    pub staff_no: String,
    #[schema(example = "李老师")]
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub major: Option<String>,
    pub status: MemberStatus,
}

/// Ids that stay inside do not come back from a document.
fn nil() -> Id {
    Id::NIL
}

/// A document's number in plain text, for as long as a computation with it takes. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    pub(super) fn new(number: String) -> Self {
        DocumentNumber(number)
    }

    /// The number.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DocumentNumber")
    }
}

/// What a certificate says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    pub person_id: Id,
    pub name: String,
    pub pinyin: String,
    /// Type of the identity document, such as `resident_id`.
    pub id_type: String,
    /// The document's number with its middle hidden.
    pub masked_id: String,
    pub document: DocumentNumber,
}

impl MemberKind {
    /// The field of the member's number.
    pub const fn number_field(self) -> &'static str {
        match self {
            MemberKind::Student => "student_no",
            MemberKind::Teacher => "staff_no",
        }
    }
}

/// Which students or teachers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MemberFilter {
    pub institution_id: Option<Id>,
    pub region_code: Option<String>,
    pub status: Option<MemberStatus>,
    pub major: Option<String>,
    pub grade: Option<String>,
    pub admin_class: Option<String>,
    pub cohort_id: Option<Id>,
}

/// What a search looks at: one column, so that it is one range of one index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    All,
    /// Begins with Han characters, or is a Latin name with a capital or a blank in it.
    Name(String),
    /// Letters alone: initials of the pinyin.
    Initials(String),
    /// With a digit in it.
    Number(String),
}

impl Search {
    /// What a search text means.
    pub fn of(text: Option<&str>) -> Self {
        let text = text.unwrap_or_default().trim();
        let letters = text.bytes().all(|b| b.is_ascii_alphabetic());
        let mixed = text.bytes().any(|b| b.is_ascii_lowercase())
            && text.bytes().any(|b| b.is_ascii_uppercase());
        match text {
            "" => Search::All,
            _ if !text.is_ascii() => Search::Name(text.into()),
            _ if text.bytes().any(|b| b.is_ascii_digit()) => Search::Number(text.into()),
            _ if letters && !mixed => Search::Initials(text.to_lowercase()),
            _ => Search::Name(text.into()),
        }
    }
}

/// A page to read: the search decides the order, `after` is the last value and id shown.
#[derive(Debug, Clone)]
pub struct Listing {
    pub filter: MemberFilter,
    pub search: Search,
    pub after: Option<(String, Id)>,
}

impl Listing {
    /// The position of a member in this listing.
    pub fn position(&self, member: &Member) -> (String, Id) {
        let value = match self.search {
            Search::All => String::new(),
            Search::Name(_) => member.name.clone(),
            Search::Initials(_) => member.pinyin.clone(),
            Search::Number(_) => member.number.clone(),
        };
        (value, member.id)
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    #[test]
    fn a_search_knows_its_column() {
        assert_eq!(Search::of(None), Search::All);
        assert_eq!(Search::of(Some(" ")), Search::All);
        assert_eq!(Search::of(Some("王小")), Search::Name("王小".into()));
        assert_eq!(Search::of(Some("WXM")), Search::Initials("wxm".into()));
        assert_eq!(Search::of(Some("2020-01")), Search::Number("2020-01".into()));
        assert_eq!(Search::of(Some("John")), Search::Name("John".into()));
    }
}
