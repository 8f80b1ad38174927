//! The Chinese words of the exported list.

use super::model::{InstitutionLevel, InstitutionStatus, PilotStatus};

/// Name of the sheet and, with `.xlsx`, of the file.
pub const EXPORT_NAME: &str = "院校名单";

/// Titles of the columns with their width in characters.
pub const EXPORT_COLUMNS: &[(&str, f64)] = &[
    ("院校名称", 32.0),
    ("院校代码", 14.0),
    ("统一社会信用代码", 22.0),
    ("层次", 8.0),
    ("所属片区", 16.0),
    ("试点情况", 12.0),
    ("参与专业", 40.0),
    ("联系人", 12.0),
    ("联系电话", 18.0),
    ("电子邮箱", 26.0),
    ("状态", 8.0),
];

/// What joins majors in one cell.
pub const MAJOR_SEPARATOR: &str = "、";

pub fn level(level: InstitutionLevel) -> &'static str {
    match level {
        InstitutionLevel::Undergraduate => "本科",
        InstitutionLevel::HigherVocational => "高职",
        InstitutionLevel::SecondaryVocational => "中职",
    }
}

pub fn pilot_status(status: PilotStatus) -> &'static str {
    match status {
        PilotStatus::Pilot => "试点",
        PilotStatus::AddedPilot => "补增试点",
        PilotStatus::NonPilot => "非试点",
    }
}

pub fn status(status: InstitutionStatus) -> &'static str {
    match status {
        InstitutionStatus::Active => "正常",
        InstitutionStatus::Suspended => "已停用",
    }
}
