//! The privacy notice that everyone accepts at activation, with date and version.

/// Version of the notice; a new text gets a new version and is accepted anew at the next sign-in.
pub const PRIVACY_VERSION: &str = "2026-11-25";

pub const PRIVACY_TITLE: &str = "个人信息处理告知 / Privacy notice";

pub const PRIVACY_ZH: &str = "为组织在线培训、考试与证书颁发，本平台处理您的姓名、证件号码、所在院校、专业、联系方式以及学习与考试记录。\
证件号码加密保存，页面上只显示部分数字；任何人查看完整号码都须说明理由并留下记录。\
您的信息仅供您所在院校、所属片区及项目总部为上述目的使用；证书一经颁发，任何人凭证书编号和姓名可以核验证书所印内容。\
未满十四周岁的学员须由监护人同意。您可以随时向所在院校申请更正信息。";

pub const PRIVACY_EN: &str = "To run online training, exams and certificates, this platform processes your name, id number, institution, \
major, contact details and your learning and exam records. Id numbers are encrypted and shown only in part; whoever views a full number must give a \
reason, and a record is kept. Your data is used for these purposes only, by your institution, its branch and the programme's headquarters; once a \
certificate is issued, anyone with its number and your name can verify what is printed on it. Learners under fourteen need a guardian's consent. \
You may ask your institution to correct your data at any time.";
