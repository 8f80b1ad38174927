//! A paper as a row and as documents; its states; what is wrong with a draft.

use diesel::prelude::*;
use onex_marking::{Choice, FaultKind, Kind, Multiple, Points, Question, QuestionView};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::db::{Id, Json, Ts};
use crate::platform::error::FieldError;
use crate::platform::http::one_line;
use crate::schema::{paper_questions, papers};
use crate::text_enum;

text_enum! {
    /// Where a paper stands.
    pub enum PaperStatus {
        /// Being written.
        Draft => "draft",
        /// Tests may use it; nothing of it changes any more.
        Published => "published",
        /// No new test uses it.
        Retired => "retired",
    }
}

text_enum! {
    /// How a question is answered.
    pub enum QuestionKind {
        Single => "single",
        Multiple => "multiple",
        TrueFalse => "true_false",
    }
}

text_enum! {
    /// How a question of multiple choice is marked.
    pub enum MultipleMarks {
        /// All right options and no other, or nothing.
        Exact => "exact",
        /// In proportion to the right options chosen; with a wrong one among them, nothing.
        Partial => "partial",
    }
}

impl PaperStatus {
    /// Whether it may be changed.
    pub const fn is_draft(self) -> bool {
        matches!(self, PaperStatus::Draft)
    }
}

impl From<QuestionKind> for Kind {
    fn from(kind: QuestionKind) -> Self {
        match kind {
            QuestionKind::Single => Kind::Single,
            QuestionKind::Multiple => Kind::Multiple,
            QuestionKind::TrueFalse => Kind::TrueFalse,
        }
    }
}

impl From<Kind> for QuestionKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Single => QuestionKind::Single,
            Kind::Multiple => QuestionKind::Multiple,
            Kind::TrueFalse => QuestionKind::TrueFalse,
        }
    }
}

impl From<MultipleMarks> for Multiple {
    fn from(marks: MultipleMarks) -> Self {
        match marks {
            MultipleMarks::Exact => Multiple::Exact,
            MultipleMarks::Partial => Multiple::Partial,
        }
    }
}

/// A paper's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = papers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PaperRow {
    pub id: Id,
    pub edition_id: Id,
    pub title: String,
    pub title_pinyin: String,
    pub status: PaperStatus,
    pub multiple_marks: MultipleMarks,
    pub time_limit_minutes: i32,
    pub created_by: Id,
    pub published_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// A question's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = paper_questions, treat_none_as_default_value = false)]
pub struct QuestionRow {
    pub id: Id,
    pub paper_id: Id,
    pub position: i32,
    pub kind: QuestionKind,
    pub stem: String,
    pub options: Json,
    pub answer: Json,
    pub points_hundredths: i32,
}

impl QuestionRow {
    /// The question as the engine marks it.
    ///
    /// # Errors
    /// Its documents are damaged.
    pub fn question(&self) -> serde_json::Result<Question<Id>> {
        Ok(Question {
            id: self.id,
            kind: self.kind.into(),
            stem: self.stem.clone(),
            options: self.options.read()?,
            answer: self.answer.read()?,
            points: Points(u32::try_from(self.points_hundredths).unwrap_or_default()),
        })
    }
}

/// A paper, without its questions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Paper {
    pub id: Id,
    pub edition_id: Id,
    #[schema(example = "在线师资研修 测验卷 A")]
    pub title: String,
    pub status: PaperStatus,
    pub multiple_marks: MultipleMarks,
    #[schema(minimum = 1, maximum = 600, example = 60)]
    pub time_limit_minutes: i32,
    /// How many questions it has.
    #[schema(minimum = 0, example = 20)]
    pub questions: i64,
    /// Points of all of them, in hundredths.
    #[schema(minimum = 0, example = 10_000)]
    pub points_hundredths: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Ts>,
    pub created_at: Ts,
    pub updated_at: Ts,
    pub version: i64,
}

/// A paper; with its questions and their right answers for whoever writes papers, and for nobody else.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaperDetail {
    #[serde(flatten)]
    pub paper: Paper,
    /// In their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<PaperQuestion>>,
    /// What keeps a draft from being published, with pointers into `items`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<Vec<FieldError>>,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PaperOption {
    /// What an answer consists of, unique in its question. Nobody is shown it as a letter, since the order differs. Of a
    /// question of true or false: `true` and `false`.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "a")]
    pub key: String,
    #[validate(length(max = 500))]
    #[schema(max_length = 500, example = "6%")]
    pub text: String,
}

/// A question with its right answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaperQuestion {
    pub id: Id,
    pub kind: QuestionKind,
    pub stem: String,
    pub options: Vec<PaperOption>,
    /// Keys of the right options.
    #[schema(example = json!(["a"]))]
    pub answer: Vec<String>,
    /// Points in hundredths.
    #[schema(minimum = 0, example = 500)]
    pub points_hundredths: i32,
}

/// A question as it is written. It need not be finished: what is missing is told as a fault of the paper.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct QuestionInput {
    pub kind: QuestionKind,
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "现行增值税税率有哪些？")]
    pub stem: String,
    #[validate(length(max = 10), nested)]
    #[schema(max_items = 10)]
    pub options: Vec<PaperOption>,
    /// Keys of the right options.
    #[validate(length(max = 10))]
    #[schema(max_items = 10, example = json!(["a"]))]
    pub answer: Vec<String>,
    /// Points in hundredths.
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = 500)]
    pub points_hundredths: i32,
}

/// All questions of a paper, in their order.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct QuestionsInput {
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub items: Vec<QuestionInput>,
}

/// A paper to be written. It starts as a draft.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPaper {
    pub edition_id: Id,
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80, example = "在线师资研修 测验卷 A")]
    pub title: String,
    pub multiple_marks: MultipleMarks,
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600, example = 60)]
    pub time_limit_minutes: i32,
    /// A paper whose questions it begins with.
    pub copy_of: Option<Id>,
}

/// What may be changed of a draft; a field that is left out stays as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PaperUpdate {
    #[validate(length(min = 1, max = 80), custom(function = one_line))]
    #[schema(min_length = 1, max_length = 80)]
    pub title: Option<String>,
    pub multiple_marks: Option<MultipleMarks>,
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600)]
    pub time_limit_minutes: Option<i32>,
}

/// Which papers to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PaperFilter {
    /// Start of the title, or of its pinyin initials.
    #[param(max_length = 50, example = "在线")]
    pub q: Option<String>,
    pub edition_id: Option<Id>,
    #[param(inline)]
    pub status: Option<PaperStatus>,
}

/// In which order a paper is shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// Another number gives another order; 1 unless told.
    #[param(minimum = 0, maximum = 4_294_967_295_u32)]
    pub seed: Option<u32>,
}

/// Something that can be chosen, as a participant sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShownChoice {
    pub key: String,
    pub text: String,
}

/// A question as a participant sees it: it has no place for a right answer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ShownQuestion {
    pub id: Id,
    pub kind: QuestionKind,
    pub stem: String,
    pub options: Vec<ShownChoice>,
    #[schema(minimum = 0, example = 500)]
    pub points_hundredths: u32,
}

/// A paper as a participant would see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PaperPreview {
    pub items: Vec<ShownQuestion>,
}

impl From<QuestionView<Id>> for ShownQuestion {
    fn from(view: QuestionView<Id>) -> Self {
        let choice = |c: Choice| ShownChoice { key: c.key, text: c.text };
        ShownQuestion {
            id: view.id,
            kind: view.kind.into(),
            stem: view.stem,
            options: view.options.into_iter().map(choice).collect(),
            points_hundredths: view.points.0,
        }
    }
}

impl From<Question<Id>> for PaperQuestion {
    fn from(q: Question<Id>) -> Self {
        let option = |c: Choice| PaperOption { key: c.key, text: c.text };
        PaperQuestion {
            id: q.id,
            kind: q.kind.into(),
            stem: q.stem,
            options: q.options.into_iter().map(option).collect(),
            answer: q.answer.into_iter().collect(),
            points_hundredths: i32::try_from(q.points.0).unwrap_or(i32::MAX),
        }
    }
}

/// What is wrong with a paper, as pointers into its `items`.
pub fn faults(questions: &[Question<Id>]) -> Vec<FieldError> {
    onex_marking::check(questions)
        .into_iter()
        .map(|fault| {
            let (part, message) = said(fault.kind);
            let pointer = match fault.question {
                None => "/items".to_string(),
                Some(i) => format!("/items/{i}{part}"),
            };
            FieldError::new(pointer, fault.kind.code(), message)
        })
        .collect()
}

/// Where in a question a fault lies, and a sentence for it.
fn said(kind: FaultKind) -> (String, &'static str) {
    let of = |option: usize, part: &str| format!("/options/{option}/{part}");
    match kind {
        FaultKind::NoQuestions => (String::new(), "a paper has at least one question"),
        FaultKind::DuplicateId => ("/id".into(), "is the question that stands before already"),
        FaultKind::EmptyStem => ("/stem".into(), "ask something"),
        FaultKind::NoPoints => ("/points_hundredths".into(), "must be more than 0"),
        FaultKind::TooFewOptions => ("/options".into(), "must be at least two"),
        FaultKind::EmptyKey { option } => (of(option, "key"), "is blank"),
        FaultKind::DuplicateKey { option } => (of(option, "key"), "is that of another option"),
        FaultKind::EmptyText { option } => (of(option, "text"), "is blank"),
        FaultKind::DuplicateText { option } => (of(option, "text"), "is that of another option"),
        FaultKind::TrueFalseKeys => ("/options".into(), "must be `true` and `false`"),
        FaultKind::NoAnswer => ("/answer".into(), "say which option is right"),
        FaultKind::SeveralAnswers => ("/answer".into(), "must be one option"),
        FaultKind::UnknownAnswer => ("/answer".into(), "must be among the options"),
    }
}
