//! Templates as rows and as documents.

use diesel::prelude::*;
use onex_credential::snapshot;
use onex_print::{Labels, Texts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

pub use crate::domains::certificates::CertificateKind;
use crate::platform::db::{Id, Json, Ts};
use crate::schema::certificate_templates;

/// A template's row. It never changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = certificate_templates, treat_none_as_default_value = false)]
pub struct TemplateRow {
    pub id: Id,
    pub kind: CertificateKind,
    pub edition_id: Option<Id>,
    pub no: i64,
    pub texts: Json,
    pub seal_file_id: Option<Id>,
    pub background_file_id: Option<Id>,
    pub created_by: Id,
    pub created_at: Ts,
}

/// A text in Chinese and, where there is one, in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateText {
    #[schema(example = "{title}")]
    pub zh: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<String>,
}

impl From<snapshot::Title> for TemplateText {
    fn from(t: snapshot::Title) -> Self {
        TemplateText { zh: t.zh, en: t.en }
    }
}

impl From<TemplateText> for snapshot::Title {
    fn from(t: TemplateText) -> Self {
        snapshot::Title { zh: t.zh, en: t.en }
    }
}

/// The words beside values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TemplateLabels {
    /// Before the number.
    pub number: TemplateText,
    /// Before the masked number of the holder's document.
    pub document: TemplateText,
    /// Before the institution.
    pub institution: TemplateText,
    /// Over the subjects.
    pub subject: TemplateText,
    /// Over the scores and grades.
    pub score: TemplateText,
    /// In place of a score, where a subject has neither score nor grade.
    pub passed: TemplateText,
    /// Below the QR code.
    pub scan: TemplateText,
}

/// The words of a template. `{title}`, `{holder}`, `{masked_id}`, `{institution}`, `{region}`, `{edition}`, `{issuer}`,
/// `{issued_on}` and `{number}` stand for what a certificate says. Where there is no English, none is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TemplateTexts {
    /// Large, on top.
    pub heading: TemplateText,
    /// For what it is given, below the holder.
    pub statement: TemplateText,
    /// Small, at the foot: how to verify it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<TemplateText>,
    pub labels: TemplateLabels,
}

impl From<Texts> for TemplateTexts {
    fn from(t: Texts) -> Self {
        let l = t.labels;
        TemplateTexts {
            heading: t.heading.into(),
            statement: t.statement.into(),
            note: t.note.map(Into::into),
            labels: TemplateLabels {
                number: l.number.into(),
                document: l.document.into(),
                institution: l.institution.into(),
                subject: l.subject.into(),
                score: l.score.into(),
                passed: l.passed.into(),
                scan: l.scan.into(),
            },
        }
    }
}

impl From<TemplateTexts> for Texts {
    fn from(t: TemplateTexts) -> Self {
        let l = t.labels;
        Texts {
            heading: t.heading.into(),
            statement: t.statement.into(),
            note: t.note.map(Into::into),
            labels: Labels {
                number: l.number.into(),
                document: l.document.into(),
                institution: l.institution.into(),
                subject: l.subject.into(),
                score: l.score.into(),
                passed: l.passed.into(),
                scan: l.scan.into(),
            },
        }
    }
}

/// A template.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificateTemplate {
    pub id: Id,
    pub kind: CertificateKind,
    /// The edition it is for; none for every edition that has none of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition_id: Option<Id>,
    /// Counts up within kind and edition.
    #[schema(minimum = 1, example = 1)]
    pub no: i64,
    /// Whether it is the newest of its kind and edition.
    pub in_force: bool,
    pub has_seal: bool,
    pub has_background: bool,
    pub created_by: Id,
    #[schema(example = "李主任")]
    pub created_by_name: String,
    pub created_at: Ts,
}

impl CertificateTemplate {
    /// As others see it, with the name of who made it.
    pub fn of(r: &TemplateRow, in_force: bool, created_by_name: String) -> Self {
        CertificateTemplate {
            id: r.id,
            kind: r.kind,
            edition_id: r.edition_id,
            no: r.no,
            in_force,
            has_seal: r.seal_file_id.is_some(),
            has_background: r.background_file_id.is_some(),
            created_by: r.created_by,
            created_by_name,
            created_at: r.created_at,
        }
    }
}

/// A template with its words.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CertificateTemplateDetail {
    #[serde(flatten)]
    pub template: CertificateTemplate,
    pub texts: TemplateTexts,
}

/// Filters of the list and its export.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TemplateQuery {
    #[param(inline)]
    pub kind: Option<CertificateKind>,
    /// Those of this edition alone.
    pub edition_id: Option<Id>,
}

/// Of which kind the words are asked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StandardQuery {
    #[param(inline, example = "skill_certificate")]
    pub kind: CertificateKind,
}

/// The picture of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Seal,
    Background,
}

impl Place {
    pub const ALL: [Place; 2] = [Place::Seal, Place::Background];

    /// The part of the form that it is sent in.
    pub const fn as_str(self) -> &'static str {
        match self {
            Place::Seal => "seal",
            Place::Background => "background",
        }
    }
}

impl TemplateRow {
    /// The file of a picture, if it has one.
    pub fn file(&self, place: Place) -> Option<Id> {
        match place {
            Place::Seal => self.seal_file_id,
            Place::Background => self.background_file_id,
        }
    }
}
