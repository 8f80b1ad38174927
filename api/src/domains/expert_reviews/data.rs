//! The rubric that comes with the program. The notice (三.1) asks for teaching designs and does not say by what they are
//! judged: an assumption, said so wherever it is shown, until headquarters sets one.

use super::model::Criterion;

fn criterion(code: &str, zh: &str, en: &str, description: &str, max: u8) -> Criterion {
    Criterion {
        code: code.into(),
        title_zh: zh.into(),
        title_en: en.into(),
        description: description.into(),
        max,
    }
}

/// Its criteria; their greatest points sum up to 100.
pub fn default_rubric() -> Vec<Criterion> {
    vec![
        criterion("goals", "教学目标", "Goals", "目标明确、可检测，符合职业技能等级要求", 15),
        criterion("content", "内容准确", "Accuracy", "财税内容准确，与现行政策和教材一致", 30),
        criterion("process", "教学过程", "Process", "环节完整，任务驱动，时间分配合理", 25),
        criterion(
            "platform",
            "平台与信息化运用",
            "Use of the platform",
            "合理运用实训平台和信息化手段",
            15,
        ),
        criterion(
            "reflection",
            "评价与反思",
            "Assessment and reflection",
            "有过程性评价和教学反思",
            15,
        ),
    ]
}
