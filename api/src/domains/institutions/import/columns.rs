//! Columns of the file, by the titles that were in use, and the Chinese words of their values.

use onex_sheets::{Column, ColumnSpec};

use super::super::data;
use super::super::model::{InstitutionLevel, PilotStatus};

/// Name of the template's sheet.
pub const SHEET: &str = "学校账号";

pub const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec {
        field: "username",
        titles: &["用户名", "账号", "登录账号", "登录名", "管理员账号", "username"],
        required: true,
    },
    ColumnSpec {
        field: "display_name",
        titles: &["管理员姓名", "姓名", "管理员", "负责人", "负责人姓名", "display_name", "name"],
        required: true,
    },
    ColumnSpec {
        field: "phone",
        titles: &["手机号", "手机", "手机号码", "联系电话", "联系方式", "电话", "phone"],
        required: true,
    },
    ColumnSpec {
        field: "institution",
        titles: &["学校名称", "院校名称", "院校", "学校", "单位名称", "institution"],
        required: true,
    },
    ColumnSpec {
        field: "code",
        titles: &["学校代码", "院校代码", "院校标识码", "学校标识码", "院校编码", "code"],
        required: false,
    },
    ColumnSpec {
        field: "uscc",
        titles: &["统一社会信用代码", "社会信用代码", "信用代码", "uscc"],
        required: true,
    },
    ColumnSpec {
        field: "level",
        titles: &["办学层次", "层次", "院校层次", "学校层次", "院校类型", "level"],
        required: true,
    },
    ColumnSpec {
        field: "region",
        titles: &["片区", "所属片区", "省份", "所在省份", "省市", "地区", "region"],
        required: false,
    },
    ColumnSpec {
        field: "pilot_status",
        titles: &["试点情况", "是否试点", "试点", "试点类型", "pilot_status"],
        required: false,
    },
];

/// A row as it is filled in, of a school that does not exist.
pub const EXAMPLES: &[&[&str]] = &[&[
    "slxy2019",
    "示例管理员",
    "13800000000",
    "示例职业学院",
    "4132000000",
    "1232000000000000XY",
    "高职",
    "江苏省",
    "试点",
]];

/// The columns of the template, with what to enter.
pub fn template() -> Vec<Column> {
    COLUMNS
        .iter()
        .map(|spec| {
            let column = Column::text(spec.titles.first().copied().unwrap_or(spec.field));
            let column = match spec.field {
                "username" => column.note("沿用 2019 年的账号，例如 njxy2019"),
                "phone" => column.note("11 位手机号"),
                "institution" => column.width(32.0).note("学校全称"),
                "code" => column.note("10 位学校（机构）标识码或 5 位代码，没有可留空"),
                "uscc" => column.width(24.0).note("18 位，末位为校验位"),
                "level" => column.choices(InstitutionLevel::ALL.iter().map(|l| data::level(*l))),
                "region" => column.note("例如 江苏省；片区导入本片区时可留空"),
                "pilot_status" => column
                    .choices(PilotStatus::ALL.iter().map(|p| data::pilot_status(*p)))
                    .note("留空为非试点"),
                _ => column,
            };
            if spec.required { column.required() } else { column }
        })
        .collect()
}

/// The level that a word means.
pub fn level(text: &str) -> Option<InstitutionLevel> {
    match text {
        "本科" | "普通本科" | "应用型本科" | "应用本科" | "职业本科" => {
            Some(InstitutionLevel::Undergraduate)
        }
        "高职" | "高职高专" | "高等职业" | "专科" | "高专" => {
            Some(InstitutionLevel::HigherVocational)
        }
        "中职" | "中等职业" | "中专" | "技工" | "职高" | "职业高中" => {
            Some(InstitutionLevel::SecondaryVocational)
        }
        other => InstitutionLevel::parse(other),
    }
}

/// The pilot status that a word means.
pub fn pilot_status(text: &str) -> Option<PilotStatus> {
    match text {
        "试点" | "是" | "试点院校" => Some(PilotStatus::Pilot),
        "补增试点" | "增补试点" | "补增" | "增补" => Some(PilotStatus::AddedPilot),
        "非试点" | "否" | "非试点院校" => Some(PilotStatus::NonPilot),
        other => PilotStatus::parse(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_template_are_understood() {
        for value in InstitutionLevel::ALL {
            assert_eq!(level(data::level(*value)), Some(*value));
            assert_eq!(level(value.as_str()), Some(*value));
        }
        for value in PilotStatus::ALL {
            assert_eq!(pilot_status(data::pilot_status(*value)), Some(*value));
            assert_eq!(pilot_status(value.as_str()), Some(*value));
        }
        assert_eq!((level("小学"), pilot_status("也许")), (None, None));
    }

    #[test]
    fn no_title_means_two_columns() {
        let titles: Vec<_> = COLUMNS.iter().flat_map(|c| c.titles).collect();
        let unique: std::collections::BTreeSet<_> = titles.iter().collect();
        assert_eq!(unique.len(), titles.len());
    }
}
