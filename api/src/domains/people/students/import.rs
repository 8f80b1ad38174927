//! Columns of the students' spreadsheet, by the titles that school systems give them.

use std::collections::HashMap;

use onex_sheets::{Column, ColumnSpec};

use super::super::identity::Applicant;
use super::super::members::import;
use super::super::model::MemberKind;
use super::super::policy;
use crate::domains::imports::{Accepted, Context, ImportKind, Judgement, Reader, Target};
use crate::platform::auth::{Caller, PolicyRow};
use crate::platform::db::Conn;
use crate::platform::error::Result;

/// Imports of students.
pub struct StudentImport;

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "student_no",
        titles: &["学号", "学生学号", "学生编号", "student_no", "student number"],
        required: true,
    },
    ColumnSpec {
        field: "name", titles: &["姓名", "学生姓名", "名字", "name"], required: true
    },
    ColumnSpec {
        field: "id_type",
        titles: &["证件类型", "身份证件类型", "证件种类", "证件名称", "id_type"],
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
            "居民身份证号",
            "居民身份证号码",
            "身份证",
            "id_number",
        ],
        required: true,
    },
    ColumnSpec { field: "gender", titles: &["性别", "gender"], required: false },
    ColumnSpec {
        field: "major",
        titles: &["专业", "专业名称", "所学专业", "major"],
        required: false,
    },
    ColumnSpec {
        field: "grade",
        titles: &["年级", "所在年级", "当前所在级", "入学年级", "grade"],
        required: false,
    },
    ColumnSpec {
        field: "admin_class",
        titles: &["行政班", "班级", "行政班级", "班级名称", "所在班级", "admin_class", "class"],
        required: false,
    },
    ColumnSpec {
        field: "phone",
        titles: &[
            "手机号",
            "手机",
            "手机号码",
            "联系电话",
            "联系方式",
            "移动电话",
            "电话",
            "phone",
            "mobile",
        ],
        required: false,
    },
];

impl ImportKind for StudentImport {
    const NAME: &'static str = "student_import";
    const PARSE: &'static str = "student_import.parse";
    const COMMIT: &'static str = "student_import.commit";
    const PATH: &'static str = "/student-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "students.import";
    const COLUMNS: &'static [ColumnSpec] = COLUMNS;
    const SHEET: &'static str = "学生";
    const EXAMPLES: &'static [&'static [&'static str]] = &[
        &[
            "2019010101",
            "示例学生甲",
            "居民身份证",
            "11010519491231002X",
            "女",
            "会计",
            "2019",
            "会计1901",
            "13800000000",
        ],
        &["2019010102", "示例学生乙", "", "110105199001010002", "", "会计", "2019", "会计1901", ""],
    ];
    type Payload = Applicant;

    fn template() -> Vec<Column> {
        COLUMNS
            .iter()
            .map(|c| {
                import::column(c.titles.first().copied().unwrap_or(c.field), c.field, c.required)
            })
            .collect()
    }

    fn target(conn: &mut Conn, caller: &Caller, form: &HashMap<String, String>) -> Result<Target> {
        import::target(conn, caller, form)
    }

    fn read(context: &Context<'_>, row: &mut Reader<'_, '_>) -> Result<Option<Applicant>> {
        import::read(MemberKind::Student, context, row)
    }

    fn judge(conn: &mut Conn, context: &Context<'_>, rows: &[Applicant]) -> Result<Vec<Judgement>> {
        import::judge(MemberKind::Student, conn, context, rows)
    }

    fn commit(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: Vec<Accepted<Applicant>>,
    ) -> Result<()> {
        import::commit(MemberKind::Student, conn, context, rows)
    }

    fn watch(context: &Context<'_>, judgements: &[Judgement]) -> Result<()> {
        import::watch(MemberKind::Student, context, judgements)
    }
}
