//! Columns of the spreadsheet, by the titles that school systems give them.

use onex_identity::id_number;
use onex_sheets::{Column, ColumnSpec};
use serde::{Deserialize, Serialize};

use crate::domains::imports::{Context, Reader};
use crate::domains::{institutions, people};
use crate::platform::error::Result;
use crate::platform::keys::hex;

pub const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "name", titles: &["姓名", "教师姓名", "名字", "name"], required: true
    },
    ColumnSpec {
        field: "staff_no",
        titles: &["工号", "教工号", "职工号", "教师工号", "教职工号", "教师编号", "staff_no"],
        required: false,
    },
    ColumnSpec {
        field: "id_number",
        titles: &[
            "证件号码",
            "证件号",
            "身份证号",
            "身份证号码",
            "身份证件号",
            "身份证件号码",
            "身份证",
            "id_number",
        ],
        required: false,
    },
    ColumnSpec {
        field: "institution_code",
        titles: &["学校代码", "院校代码", "院校编码", "institution_code"],
        required: false,
    },
];

/// The columns of the template.
pub fn template() -> Vec<Column> {
    COLUMNS
        .iter()
        .map(|spec| {
            let column = Column::text(spec.titles.first().copied().unwrap_or(spec.field));
            match spec.field {
                "name" => column.required().note("与登记的姓名一致"),
                "staff_no" => column.note("与「证件号码」二者填其一"),
                "id_number" => column.width(24.0).note("按文本填写；与「工号」二者填其一"),
                "institution_code" => {
                    column.note("片区填写：10 位学校（机构）标识码或 5 位代码；学校自己报名可留空")
                }
                _ => column,
            }
        })
        .collect()
}

/// A row, read and checked as far as it goes by itself. No personal number stands in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    pub teacher: Named,
    pub name: String,
    /// Institution code in the form in which codes are compared.
    pub institution: Option<String>,
}

/// How a row names its teacher.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Keyed hash of the document, hexadecimal.
    Document(String),
    StaffNo(String),
}

/// Reads one row.
pub fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Row>> {
    let name = row.required("name");
    let (staff_no, document) = (row.text("staff_no"), row.secret("id_number"));
    let institution = row.text("institution_code").map(|raw| institutions::code_key_of_text(&raw));
    let teacher = match (document, staff_no) {
        (Some(raw), _) => {
            let kind = id_number::detect(&raw).unwrap_or(id_number::IdType::ResidentId);
            match id_number::validate(kind, &raw, context.today) {
                Ok(document) => {
                    Some(Named::Document(hex(&people::id_hash(&context.state.keys, &document))))
                }
                Err(e) => {
                    row.refuse("id_number", e.code(), e.to_string());
                    None
                }
            }
        }
        (None, Some(number)) => Some(Named::StaffNo(number.trim_start_matches('\'').into())),
        (None, None) => {
            let message = "name the teacher: by staff number or by document";
            row.refuse("staff_no", "teacher_required", message);
            None
        }
    };
    let (Some(teacher), Some(name)) = (teacher, name) else { return Ok(None) };
    Ok(row.is_sound().then_some(Row { teacher, name, institution }))
}
