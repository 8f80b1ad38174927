//! How long what has served its purpose is kept: the one place of these periods. The privacy notice quotes
//! them, docs/operating.md lists them (a test compares), the slice `retention` carries them out every day.

use super::db::Ts;

/// A kind of data and how long it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    pub days: u32,
    /// What is kept so long, for the privacy notice.
    pub zh: &'static str,
    pub en: &'static str,
}

pub const IMPORTS: Period = Period {
    days: 90,
    zh: "导入的名单与成绩文件及其逐行明细，自导入结束或最后一次检查之日起",
    en: "imported lists with their rows, after the import has ended or was last checked",
};
pub const ATTENDANCE_FILES: Period = Period {
    days: 90,
    zh: "直播考勤文件及其逐行明细，自上传之日起",
    en: "attendance files of live sessions with their rows, after they were uploaded",
};
pub const REGISTRY_EXPORTS: Period = Period {
    days: 90,
    zh: "证书登记导出的文件，自生成之日起",
    en: "files of certificates for registries, after they were written",
};
pub const DOCUMENT_EXPORTS: Period = Period {
    days: 7,
    zh: "含完整证件号码的证书登记导出文件，自生成之日起",
    en: "such files with whole document numbers, after they were written",
};
pub const PRINT_JOBS: Period = Period {
    days: 7,
    zh: "批量打印的证书文件，自生成之日起",
    en: "files of certificates printed in bulk, after they were written",
};
pub const SESSIONS: Period = Period {
    days: 90,
    zh: "登录记录（设备、网络地址），自登录失效之日起",
    en: "records of sign-ins (device, network address), after they have ended",
};
pub const NOTICES: Period =
    Period { days: 180, zh: "消息，自阅读之日起", en: "notices, after they were read" };
pub const JOBS: Period = Period {
    days: 90,
    zh: "后台任务的记录，自任务结束之日起",
    en: "records of background jobs, after they have ended",
};
pub const IDEMPOTENCY_KEYS: Period = Period {
    days: 1,
    zh: "为防止重复提交而保存的答复，自提交之日起",
    en: "answers kept against sending twice, after they were given",
};
pub const UPLOADS: Period = Period {
    days: 1,
    zh: "未传完的文件分片，自开始上传之日起",
    en: "parts of files whose upload was not finished, after it was begun",
};

/// All of them.
pub const PERIODS: &[Period] = &[
    IMPORTS,
    ATTENDANCE_FILES,
    REGISTRY_EXPORTS,
    DOCUMENT_EXPORTS,
    PRINT_JOBS,
    SESSIONS,
    NOTICES,
    JOBS,
    IDEMPOTENCY_KEYS,
    UPLOADS,
];

impl Period {
    /// Such as `90 days`.
    pub fn length_en(self) -> String {
        format!("{} {}", self.days, if self.days == 1 { "day" } else { "days" })
    }
    /// What lies before this instant is past its period.
    pub fn ends_before(self, now: Ts) -> Ts {
        now.plus_seconds(-i64::from(self.days) * 86_400)
    }
}

/// The periods as sentences of the privacy notice: Chinese and English.
pub fn sentences() -> (String, String) {
    let zh: Vec<String> = PERIODS.iter().map(|p| format!("{} {} 天", p.zh, p.days)).collect();
    let en: Vec<String> = PERIODS.iter().map(|p| format!("{}: {}", p.en, p.length_en())).collect();
    (
        format!("以下数据到期自动删除：{}。", zh.join("；")),
        format!("Deleted by themselves: {}.", en.join("; ")),
    )
}
