//! The edition itself, its lists and its history.

use onex_edition_file::{CertificateFact, EditionFile, NamedFact as FileFact};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::Date;
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use super::words::{EditionStatus, FactSource, InstitutionLevel, VersionKind};
use crate::platform::db::{Id, Ts};

/// An edition of the programme.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Edition {
    pub id: Id,
    #[schema(example = "2020-spring")]
    pub code: String,
    #[schema(example = "2020 年春季学期智能财税职业技能等级证书（初级）")]
    pub title_zh: String,
    #[schema(
        example = "Intelligent Finance and Taxation Vocational Skill Certificate (Elementary), spring 2020"
    )]
    pub title_en: String,
    #[schema(minimum = 2000, maximum = 2999, example = 2020)]
    pub year: i32,
    /// 1 spring, 2 autumn; year and season stand in every certificate number.
    #[schema(minimum = 1, maximum = 2, example = 1)]
    pub season: i32,
    #[schema(example = "2020-02-09")]
    pub issued_on: Date,
    pub status: EditionStatus,
    /// The edition it was copied from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied_from: Option<Id>,
    pub facts: EditionFacts,
    /// Raised by every change of anything in the edition.
    pub version: i64,
    /// The version in which the calendar last changed; `If-Match` of edits to it.
    pub calendar_version: i64,
    /// The version in which a rule last changed.
    pub rules_version: i64,
    pub created_at: Ts,
}

/// A coded choice that the notice names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EditionNamedFact)]
pub struct NamedFact {
    #[schema(example = "course_redesign")]
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// Clause of the notice; empty where the list as a whole has one.
    #[schema(example = "二.3.(2)")]
    pub clause: String,
}

impl From<&FileFact> for NamedFact {
    fn from(f: &FileFact) -> Self {
        NamedFact {
            code: f.code.clone(),
            title_zh: f.zh.clone(),
            title_en: f.en.clone(),
            clause: f.clause.clone(),
        }
    }
}

/// What the notice states beyond calendar, lists and rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EditionFacts {
    /// What is certified; `code` is the kind of certificate.
    pub certificates: Vec<NamedFact>,
    /// The modes of 书证融通 (二.3.(2)).
    pub fusion_modes: Vec<NamedFact>,
    /// Who is admitted: every status listed (五).
    pub admitted_statuses: Vec<NamedFact>,
    pub admission_clause: String,
    /// Another major than the listed ones is a warning, not a refusal (五).
    pub majors_open_ended: bool,
    pub majors_clause: String,
    /// What the training certificate rests on (三.1).
    pub assessment_parts: Vec<NamedFact>,
    pub assessment_clause: String,
    /// Role that judges the assessment.
    #[schema(example = "expert")]
    pub judged_by: String,
    /// Number of teacher-training periods (二.1.(4)).
    #[schema(minimum = 0, maximum = 255)]
    pub training_periods: u8,
    pub training_periods_clause: String,
    /// Training counts towards 国培计划 (二.1.(2)).
    pub national_training_plan: bool,
    pub national_training_plan_clause: String,
    /// Training is free of charge (二.1.(6)).
    pub free_of_charge: bool,
    pub free_of_charge_clause: String,
}

impl EditionFacts {
    /// The part of a file that has no table of its own.
    pub fn of(file: &EditionFile) -> Self {
        let named = |facts: &[FileFact]| facts.iter().map(NamedFact::from).collect();
        let training = &file.teacher_training;
        EditionFacts {
            certificates: file.certificates.iter().map(certificate).collect(),
            fusion_modes: named(&file.fusion_modes),
            admitted_statuses: named(&file.admission.statuses),
            admission_clause: file.admission.clause.clone(),
            majors_open_ended: file.majors.open_ended,
            majors_clause: file.majors.clause.clone(),
            assessment_parts: named(&training.assessment.parts),
            assessment_clause: training.assessment.clause.clone(),
            judged_by: training.assessment.judged_by.clone(),
            training_periods: training.periods.count,
            training_periods_clause: training.periods.clause.clone(),
            national_training_plan: training.national_training_plan.value,
            national_training_plan_clause: training.national_training_plan.clause.clone(),
            free_of_charge: training.free_of_charge.value,
            free_of_charge_clause: training.free_of_charge.clause.clone(),
        }
    }
}

fn certificate(fact: &CertificateFact) -> NamedFact {
    use onex_edition_file::CertificateKind as Kind;
    let code = match fact.kind {
        Kind::SkillCertificate => "skill_certificate",
        Kind::TrainingCertificate => "training_certificate",
    };
    NamedFact {
        code: code.into(),
        title_zh: fact.zh.clone(),
        title_en: fact.en.clone(),
        clause: fact.clause.clone(),
    }
}

/// A course by its full title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Course {
    pub id: Id,
    pub edition_id: Id,
    #[schema(example = "agency")]
    pub code: String,
    pub position: i32,
    #[schema(example = "《智能财税基础业务 1. 社会共享初级代理实务》")]
    pub title_zh: String,
    pub title_en: String,
    #[schema(example = "二.2.(1)")]
    pub clause: String,
}

/// A subject of the exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    pub id: Id,
    pub edition_id: Id,
    /// The course that it examines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course_id: Option<Id>,
    #[schema(example = "agency")]
    pub code: String,
    pub position: i32,
    #[schema(example = "社会共享初级代理实务")]
    pub title_zh: String,
    pub title_en: String,
    pub source: FactSource,
    /// Empty for an assumption.
    pub clause: String,
}

/// A major that the notice names for a level of institutions (五). The list suggests, it refuses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Major {
    pub level: InstitutionLevel,
    pub position: i32,
    #[schema(example = "会计信息管理")]
    pub title_zh: String,
    #[schema(example = "Accounting Information Management")]
    pub title_en: String,
}

/// Which majors.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MajorQuery {
    /// Only those of this level.
    pub level: Option<InstitutionLevel>,
}

/// What may be changed of an edition; a field that is left out stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EditionUpdate {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub title_zh: Option<String>,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub title_en: Option<String>,
    /// A draft is opened, an open edition closed, a closed one opened again. None becomes a draft again.
    pub status: Option<EditionStatus>,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500, example = "新学期筹备完成")]
    pub reason: String,
}

/// A copy of an edition at other dates. Exactly one of `shift_days` and `start` is given.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EditionCopy {
    /// Lower-case letters, digits, `-` and `_`.
    #[validate(length(min = 1, max = 40), custom(function = code))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z0-9][a-z0-9_-]*$",
        example = "2021-spring"
    )]
    pub code: String,
    #[validate(length(min = 1, max = 100))]
    #[schema(
        min_length = 1,
        max_length = 100,
        example = "2021 年春季学期智能财税职业技能等级证书（初级）"
    )]
    pub title_zh: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Spring 2021")]
    pub title_en: String,
    /// Days by which every date moves.
    #[validate(range(min = -36500, max = 36500))]
    #[schema(minimum = -36500, maximum = 36500, example = 364)]
    pub shift_days: Option<i64>,
    /// The day on which the platform is to open first.
    #[schema(example = "2021-02-08")]
    pub start: Option<Date>,
    #[validate(length(min = 4, max = 500))]
    #[schema(min_length = 4, max_length = 500)]
    pub reason: Option<String>,
}

fn code(text: &str) -> Result<(), ValidationError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let well_formed = text.bytes().next().is_some_and(plain)
        && text.bytes().all(|b| plain(b) || b == b'-' || b == b'_');
    if well_formed {
        return Ok(());
    }
    let message =
        "has only lower-case letters, digits, `-` and `_`, and begins with none of the latter two";
    Err(ValidationError::new("code").with_message(message.into()))
}

/// One fact that a version changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EditionChange)]
pub struct Change {
    /// What changed.
    #[schema(example = "rules.cohort.max_students")]
    pub path: String,
    /// Before; null if it was not there.
    #[schema(value_type = Object, nullable)]
    pub before: Value,
    /// After; null if it is gone.
    #[schema(value_type = Object, nullable)]
    pub after: Value,
}

/// A version of an edition: who, when, why and what.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EditionVersion {
    pub version: i64,
    pub kind: VersionKind,
    /// Set where the change concerns one region alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region_code: Option<String>,
    pub at: Ts,
    /// Who changed it; told to those who work for the whole country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Editor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub changes: Vec<Change>,
}

/// Who made a version.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = EditionEditor)]
pub struct Editor {
    pub id: Id,
    pub display_name: String,
}
