//! The words and pictures around what a snapshot says: data, per kind and edition.

use onex_credential::CertificateKind;
use onex_credential::snapshot::Title;
use serde::{Deserialize, Serialize};

use crate::error::{PictureError, TemplateError};
use crate::picture::Picture;

/// The words of a template in Chinese and English. Where there is no English, none is printed.
///
/// In every text `{title}`, `{holder}`, `{masked_id}`, `{institution}`, `{region}`, `{edition}`,
/// `{issuer}`, `{issued_on}` and `{number}` stand for what the snapshot says, in the text's own
/// language where it has both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Large, on top.
    pub heading: Title,
    /// For what it is given, below the holder.
    pub statement: Title,
    /// Small, at the foot: how to verify it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    pub labels: Labels,
}

/// The words beside values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Before the number.
    pub number: Title,
    /// Before the masked number of the holder's document.
    pub document: Title,
    /// Before the institution.
    pub institution: Title,
    /// Over the subjects.
    pub subject: Title,
    /// Over the scores and grades.
    pub score: Title,
    /// In place of a score, where a subject has neither score nor grade.
    pub passed: Title,
    /// Below the QR code.
    pub scan: Title,
}

impl Texts {
    /// The words that a programme begins with.
    ///
    /// # Errors
    /// [`TemplateError::Unreadable`], if the program was built with damaged ones.
    pub fn standard(kind: CertificateKind) -> Result<Texts, TemplateError> {
        Texts::read(match kind {
            CertificateKind::SkillCertificate => include_str!("../data/skill_certificate.json"),
            CertificateKind::TrainingCertificate => {
                include_str!("../data/training_certificate.json")
            }
        })
    }

    /// Reads them from JSON as they are written to it.
    ///
    /// # Errors
    /// [`TemplateError::Unreadable`].
    pub fn read(json: &str) -> Result<Texts, TemplateError> {
        serde_json::from_str(json)
            .map_err(|error| TemplateError::Unreadable { reason: error.to_string() })
    }
}

/// What is printed around a snapshot. Cheap to clone but for its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub(crate) heading: Pair,
    pub(crate) statement: Pair,
    pub(crate) note: Option<Pair>,
    pub(crate) number: Pair,
    pub(crate) document: Pair,
    pub(crate) institution: Pair,
    pub(crate) subject: Pair,
    pub(crate) score: Pair,
    pub(crate) passed: Pair,
    pub(crate) scan: Pair,
    pub(crate) seal: Option<Picture>,
    pub(crate) background: Option<Picture>,
}

/// The most characters of a text.
const MAX_LENGTH: usize = 400;

/// Width by height of A4 across, and how much a background may differ.
const SHAPE: f64 = 297.0 / 210.0;
const TOLERANCE: f64 = 0.02;

impl Template {
    /// Reads the words; `seal` is printed at the place of the stamp, `background` under everything
    /// in place of the frame.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn new(
        texts: &Texts,
        seal: Option<Picture>,
        background: Option<Picture>,
    ) -> Result<Template, TemplateError> {
        if let Some((width, height)) = background.as_ref().map(Picture::size)
            && (f64::from(width) / f64::from(height) / SHAPE - 1.0).abs() > TOLERANCE
        {
            return Err(TemplateError::Background(PictureError::Shape { width, height }));
        }
        let labels = &texts.labels;
        Ok(Template {
            heading: Pair::parse("heading", &texts.heading)?,
            statement: Pair::parse("statement", &texts.statement)?,
            note: texts.note.as_ref().map(|note| Pair::parse("note", note)).transpose()?,
            number: Pair::parse("labels.number", &labels.number)?,
            document: Pair::parse("labels.document", &labels.document)?,
            institution: Pair::parse("labels.institution", &labels.institution)?,
            subject: Pair::parse("labels.subject", &labels.subject)?,
            score: Pair::parse("labels.score", &labels.score)?,
            passed: Pair::parse("labels.passed", &labels.passed)?,
            scan: Pair::parse("labels.scan", &labels.scan)?,
            seal,
            background,
        })
    }

    /// Every text with its name.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, &Pair)> {
        [
            ("template.heading", &self.heading),
            ("template.statement", &self.statement),
            ("template.labels.number", &self.number),
            ("template.labels.document", &self.document),
            ("template.labels.institution", &self.institution),
            ("template.labels.subject", &self.subject),
            ("template.labels.score", &self.score),
            ("template.labels.passed", &self.passed),
            ("template.labels.scan", &self.scan),
        ]
        .into_iter()
        .chain(self.note.as_ref().map(|note| ("template.note", note)))
    }
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Holder,
    MaskedId,
    Institution,
    Region,
    Edition,
    Issuer,
    IssuedOn,
    Number,
}

impl Field {
    fn named(name: &str) -> Option<Field> {
        Some(match name {
            "title" => Field::Title,
            "holder" => Field::Holder,
            "masked_id" => Field::MaskedId,
            "institution" => Field::Institution,
            "region" => Field::Region,
            "edition" => Field::Edition,
            "issuer" => Field::Issuer,
            "issued_on" => Field::IssuedOn,
            "number" => Field::Number,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(String),
    Field(Field),
}

/// A text in both languages, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    pub zh: Vec<Piece>,
    pub en: Option<Vec<Piece>>,
}

impl Pair {
    fn parse(name: &str, title: &Title) -> Result<Pair, TemplateError> {
        let en = title.en.as_deref().filter(|text| !text.trim().is_empty());
        Ok(Pair {
            zh: parse(&format!("{name}.zh"), &title.zh)?,
            en: en.map(|text| parse(&format!("{name}.en"), text)).transpose()?,
        })
    }
}

fn parse(name: &str, text: &str) -> Result<Vec<Piece>, TemplateError> {
    let named = || name.to_owned();
    if text.trim().is_empty() {
        return Err(TemplateError::Empty { text: named() });
    }
    let actual = text.chars().count();
    if actual > MAX_LENGTH {
        return Err(TemplateError::Length { text: named(), actual, max: MAX_LENGTH });
    }
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        let inner = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((placeholder, after)) = inner.filter(|(p, _)| !p.contains('{')) else {
            return Err(TemplateError::Brace { text: named() });
        };
        let field = Field::named(placeholder).ok_or_else(|| TemplateError::Placeholder {
            text: named(),
            name: placeholder.to_owned(),
        })?;
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(Piece::Field(field));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests;
