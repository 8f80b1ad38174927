//! Columns of the teachers' spreadsheet, by the titles that school systems give them.

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

/// Imports of teachers.
pub struct TeacherImport;

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "staff_no",
        titles: &[
            "工号",
            "教工号",
            "职工号",
            "教师工号",
            "教职工号",
            "教师编号",
            "staff_no",
            "staff number",
        ],
        required: true,
    },
    ColumnSpec {
        field: "name", titles: &["姓名", "教师姓名", "名字", "name"], required: true
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
        titles: &["专业", "专业名称", "所学专业", "任教专业", "major"],
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

impl ImportKind for TeacherImport {
    const NAME: &'static str = "teacher_import";
    const PARSE: &'static str = "teacher_import.parse";
    const COMMIT: &'static str = "teacher_import.commit";
    const PATH: &'static str = "/teacher-imports";
    const POLICY: &'static [PolicyRow] = policy::TABLE;
    const ACTION: &'static str = "teachers.import";
    const COLUMNS: &'static [ColumnSpec] = COLUMNS;
    const SHEET: &'static str = "教师";
    const EXAMPLES: &'static [&'static [&'static str]] = &[
        &["T0001", "示例教师甲", "居民身份证", "11010519491231002X", "女", "会计", "13800000000"],
        &["T0002", "示例教师乙", "护照", "E00000000", "男", "会计", ""],
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
        import::read(MemberKind::Teacher, context, row)
    }

    fn judge(conn: &mut Conn, context: &Context<'_>, rows: &[Applicant]) -> Result<Vec<Judgement>> {
        import::judge(MemberKind::Teacher, conn, context, rows)
    }

    fn commit(
        conn: &mut Conn,
        context: &Context<'_>,
        rows: Vec<Accepted<Applicant>>,
    ) -> Result<()> {
        import::commit(MemberKind::Teacher, conn, context, rows)
    }

    fn watch(context: &Context<'_>, judgements: &[Judgement]) -> Result<()> {
        import::watch(MemberKind::Teacher, context, judgements)
    }
}
