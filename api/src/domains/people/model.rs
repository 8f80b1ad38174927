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
    /// The start of a name as it is written.
    Name(String),
    /// The start of the initials of the pinyin, in lower case.
    Initials(String),
    /// The start of a number as it is written.
    Number(String),
}

impl Search {
    /// What a search text may mean, the likeliest first: the first that finds somebody is meant. Han characters and
    /// blanks are a name; a digit makes it a number, in whichever case the number has its letters; letters alone are
    /// initials, or a Latin name, which is the likelier where only the first of them is a capital.
    pub fn readings(text: Option<&str>) -> Vec<Self> {
        let text = text.unwrap_or_default().trim();
        if text.is_empty() {
            return vec![Search::All];
        }
        if text.is_ascii() && text.bytes().any(|b| b.is_ascii_digit()) {
            let mut readings = vec![Search::Number(text.into())];
            for other in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
                if other != text {
                    readings.push(Search::Number(other));
                }
            }
            return readings;
        }
        if !text.bytes().all(|b| b.is_ascii_alphabetic()) {
            return vec![Search::Name(text.into())];
        }
        let lower = text.to_ascii_lowercase();
        let title = lower[..1].to_ascii_uppercase() + &lower[1..];
        let mixed = text.bytes().any(|b| b.is_ascii_lowercase())
            && text.bytes().any(|b| b.is_ascii_uppercase());
        if mixed {
            vec![Search::Name(text.into()), Search::Initials(lower)]
        } else {
            vec![Search::Initials(lower), Search::Name(title)]
        }
    }

    /// Whether this is how the text was read for a page whose last row has this value.
    fn led_to(&self, value: &str) -> bool {
        match self {
            Search::All => true,
            Search::Name(start) | Search::Initials(start) | Search::Number(start) => {
                value.starts_with(start.as_str())
            }
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
    /// The pages that a search text may ask for, the likeliest first; one where another page went before.
    pub fn readings(
        q: Option<&str>,
        filter: &MemberFilter,
        after: Option<&(String, Id)>,
    ) -> Vec<Self> {
        Search::readings(q)
            .into_iter()
            .filter(|search| after.is_none_or(|(value, _)| search.led_to(value)))
            .map(|search| Listing { filter: filter.clone(), search, after: after.cloned() })
            .collect()
    }

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
        let name = |text: &str| Search::Name(text.into());
        let initials = |text: &str| Search::Initials(text.into());
        let number = |text: &str| Search::Number(text.into());
        for (text, readings) in [
            (" ", vec![Search::All]),
            ("王小", vec![name("王小")]),
            ("WXM", vec![initials("wxm"), name("Wxm")]),
            ("john", vec![initials("john"), name("John")]),
            ("John", vec![name("John"), initials("john")]),
            ("John S", vec![name("John S")]),
            ("2020-01", vec![number("2020-01")]),
            ("t01", vec![number("t01"), number("T01")]),
            ("T01", vec![number("T01"), number("t01")]),
            ("Ab1", vec![number("Ab1"), number("AB1"), number("ab1")]),
        ] {
            assert_eq!(Search::readings(Some(text)), readings, "{text}");
        }
        assert_eq!(Search::readings(None), [Search::All]);
    }

    #[test]
    fn the_next_page_reads_the_text_as_the_one_before() {
        let readings = |value: &str| {
            let after = (value.to_string(), crate::platform::db::Id::NIL);
            let of = super::Listing::readings(Some("Cyh"), &Default::default(), Some(&after));
            of.into_iter().map(|l| l.search).collect::<Vec<_>>()
        };
        assert_eq!(readings("Cyhan Ay"), [Search::Name("Cyh".into())]);
        assert_eq!(readings("cyh"), [Search::Initials("cyh".into())]);
        assert!(readings("wxm").is_empty(), "the cursor of another search");
    }
}
