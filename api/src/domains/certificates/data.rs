//! What is printed on every certificate beside the holder's own data.

use onex_credential::snapshot::{Template, Title};

use super::model::{CertificateBasis, CertificateKind};

/// The company that signs the notice and issues the certificates.
pub fn issuer() -> Title {
    Title { zh: "中联集团教育科技有限公司".into(), en: None }
}

/// The title of a kind of certificate (三.1, 三.2).
pub fn title(kind: CertificateKind) -> Title {
    let (zh, en) = match kind {
        CertificateKind::SkillCertificate => (
            "智能财税职业技能等级证书（初级）",
            "Intelligent Finance and Taxation Vocational Skill Certificate (Elementary)",
        ),
        CertificateKind::TrainingCertificate => {
            ("培训合格证", "Certificate of Completed Teacher Training")
        }
    };
    Title { zh: zh.into(), en: Some(en.into()) }
}

/// What had to be done, in words; how well is a matter of the edition's rules, which the credential names by version.
pub fn criteria(basis: CertificateBasis) -> Title {
    let (zh, en) = match basis {
        CertificateBasis::Exam => (
            "通过本期规定的全部科目考试",
            "Passed the examinations in every subject of the edition",
        ),
        CertificateBasis::Training => (
            "完成师资培训并经专家组评定合格",
            "Completed the teacher training and was judged as passed by the expert group",
        ),
        CertificateBasis::Fusion => {
            ("通过全部课证融通课程", "Passed every course that is integrated with the certificate")
        }
    };
    Title { zh: zh.into(), en: Some(en.into()) }
}

/// The template in force for a kind of certificate; a new layout raises the version.
pub fn template(kind: CertificateKind) -> Template {
    Template { id: kind.as_str().into(), version: 1 }
}
