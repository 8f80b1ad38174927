//! A judgement as a row and as documents.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::arithmetic::{Arithmetic, Computed};
use crate::domains::expert_reviews::Bar;
use crate::domains::results::Score;
use crate::platform::db::{Id, Json, Ts};
use crate::platform::http::one_line;
use crate::schema::{training_judgement_history, training_judgements};
use crate::text_enum;

text_enum! {
    /// Where a judgement stands.
    pub enum JudgementStatus {
        /// Parts are missing; they are computed whenever they are looked at.
        Open => "open",
        /// Put before the leads of the group.
        Proposed => "proposed",
        Confirmed => "confirmed",
    }
}

text_enum! {
    /// What a participant comes to.
    pub enum TrainingOutcome {
        Passed => "passed",
        Failed => "failed",
    }
}

/// A judgement's row. Scores are hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = training_judgements, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct JudgementRow {
    pub id: Id,
    pub enrolment_id: Id,
    pub batch_id: Id,
    pub status: JudgementStatus,
    pub learning: Option<i32>,
    pub test: Option<i32>,
    pub design: Option<i32>,
    pub composite: Option<i32>,
    pub arithmetic: Json,
    pub proposed: Option<TrainingOutcome>,
    pub result: Option<TrainingOutcome>,
    pub overridden: bool,
    pub reason: Option<String>,
    pub rules_version: i64,
    pub proposed_by: Option<Id>,
    pub proposed_at: Option<Ts>,
    pub confirmed_by: Option<Id>,
    pub confirmed_at: Option<Ts>,
    pub reopened_by: Option<Id>,
    pub updated_at: Ts,
    pub version: i64,
}

/// A state that a judgement had.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = training_judgement_history, treat_none_as_default_value = false)]
pub struct HistoryRow {
    pub judgement_id: Id,
    pub version: i64,
    pub status: JudgementStatus,
    pub learning: Option<i32>,
    pub test: Option<i32>,
    pub design: Option<i32>,
    pub composite: Option<i32>,
    pub arithmetic: Json,
    pub proposed: Option<TrainingOutcome>,
    pub result: Option<TrainingOutcome>,
    pub overridden: bool,
    pub reason: Option<String>,
    pub rules_version: i64,
    pub confirmed_by: Option<Id>,
    pub recorded_by: Option<Id>,
    pub recorded_at: Ts,
}

/// What became of looking at a judgement again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fresh {
    /// It is as it was.
    Same,
    Changed,
}

impl JudgementRow {
    /// One that waits for its parts.
    pub fn open(id: Id, enrolment: Id, batch: Id, computed: &Computed, rules: i64, at: Ts) -> Self {
        let mut row = JudgementRow {
            id,
            enrolment_id: enrolment,
            batch_id: batch,
            status: JudgementStatus::Open,
            learning: None,
            test: None,
            design: None,
            composite: None,
            arithmetic: Json::of(&computed.arithmetic),
            proposed: None,
            result: None,
            overridden: false,
            reason: None,
            rules_version: rules,
            proposed_by: None,
            proposed_at: None,
            confirmed_by: None,
            confirmed_at: None,
            reopened_by: None,
            updated_at: at,
            version: 1,
        };
        row.take(computed, rules);
        row
    }

    /// Takes over what was computed.
    pub fn take(&mut self, computed: &Computed, rules: i64) {
        let [learning, test, design] = computed.arithmetic.standing();
        (self.learning, self.test, self.design) = (learning, test, design);
        self.composite = computed.arithmetic.composite.map(Score::as_hundredths);
        self.arithmetic = Json::of(&computed.arithmetic);
        self.rules_version = rules;
    }

    /// Puts it before the leads: by a lead, or by the system where all three parts stand.
    pub fn propose(&mut self, proposed: TrainingOutcome, by: Option<Id>, at: Ts) {
        self.status = JudgementStatus::Proposed;
        self.proposed = Some(proposed);
        self.proposed_by = by;
        self.proposed_at = Some(at);
    }

    /// Opens it again.
    pub fn reopen(&mut self, by: Id, reason: &str) {
        self.status = JudgementStatus::Open;
        self.proposed = None;
        self.proposed_by = None;
        self.proposed_at = None;
        self.result = None;
        self.overridden = false;
        self.confirmed_by = None;
        self.confirmed_at = None;
        self.reopened_by = Some(by);
        self.reason = Some(reason.into());
    }

    /// Brings it up to date with what was computed: proposes once all parts stand, and again where they changed. What a
    /// lead proposed without some of them stays proposed as long as they are missing.
    pub fn refresh(&mut self, computed: &Computed, rules: i64, at: Ts) -> Fresh {
        let same = self.arithmetic.read::<Arithmetic>().ok().as_ref() == Some(&computed.arithmetic);
        match (self.status, computed.proposed) {
            (JudgementStatus::Confirmed, _) | (JudgementStatus::Open, None) => Fresh::Same,
            (JudgementStatus::Proposed, _) if same => Fresh::Same,
            (_, Some(proposed)) => {
                self.take(computed, rules);
                self.propose(proposed, None, at);
                Fresh::Changed
            }
            (JudgementStatus::Proposed, None) => {
                self.take(computed, rules);
                if self.proposed_by.is_none() {
                    // A part that stood is missing again.
                    self.status = JudgementStatus::Open;
                    (self.proposed, self.proposed_at) = (None, None);
                }
                Fresh::Changed
            }
        }
    }

    /// How it stands, for the history.
    pub fn as_history(&self, by: Option<Id>) -> HistoryRow {
        HistoryRow {
            judgement_id: self.id,
            version: self.version,
            status: self.status,
            learning: self.learning,
            test: self.test,
            design: self.design,
            composite: self.composite,
            arithmetic: self.arithmetic.clone(),
            proposed: self.proposed,
            result: self.result,
            overridden: self.overridden,
            reason: self.reason.clone(),
            rules_version: self.rules_version,
            confirmed_by: self.confirmed_by,
            recorded_by: by,
            recorded_at: self.updated_at,
        }
    }
}

/// The batch of a judgement.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Serialize, Deserialize, ToSchema)]
pub struct JudgementBatch {
    pub id: Id,
    #[schema(example = "2020 年第三期江苏在线师资研修")]
    pub title: String,
}

/// Whom a judgement is about; never told to experts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JudgementParticipant {
    pub enrolment_id: Id,
    pub teacher_id: Id,
    #[schema(example = "单雄信")]
    pub name: String,
    #[schema(example = "T0012")]
    pub staff_no: String,
    pub institution_id: Id,
    #[schema(example = "南京财经职业学院")]
    pub institution_name: String,
    /// GB/T 2260 two-digit code.
    #[schema(example = "32")]
    pub region_code: String,
}

/// What the group comes to about a participant.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingJudgement)]
pub struct Judgement {
    pub id: Id,
    pub batch: JudgementBatch,
    /// All that experts know of the participant.
    #[schema(example = "7K2MPX04QD")]
    pub code: String,
    /// Told to everybody but experts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<JudgementParticipant>,
    pub status: JudgementStatus,
    /// Of what is confirmed or proposed as it was then; otherwise as it is now.
    pub arithmetic: Arithmetic,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed: Option<TrainingOutcome>,
    /// A lead proposed it though parts are missing.
    pub proposed_by_lead: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<TrainingOutcome>,
    /// The group came to something else than what was proposed, for this reason.
    pub overridden: bool,
    /// Why it was overridden, or opened again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why the reader must not confirm it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub bar: Option<Bar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_at: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Ts>,
    /// Version of the edition whose rules these are.
    pub rules_version: i64,
    pub version: i64,
}

/// What an expert wrote of the design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DesignReviewRemark)]
pub struct ReviewRemark {
    #[schema(minimum = 1, maximum = 3)]
    pub slot: i32,
    #[schema(example = "任务设计贴近岗位，时间分配略紧")]
    pub remarks: String,
}

/// A judgement with what the experts wrote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingJudgementDetail)]
pub struct JudgementDetail {
    #[serde(flatten)]
    pub judgement: Judgement,
    pub remarks: Vec<ReviewRemark>,
}

/// What a lead confirms.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingJudgementConfirmation)]
pub struct ConfirmInput {
    pub result: TrainingOutcome,
    /// Owed where it is not what was proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 4, max = 500), custom(function = one_line))]
    #[schema(
        min_length = 4,
        max_length = 500,
        example = "教学设计获省级奖项，专家组一致认为应予通过"
    )]
    pub reason: Option<String>,
}

/// Why a judgement is opened again.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingJudgementReopening)]
pub struct ReopenInput {
    #[validate(length(min = 4, max = 500), custom(function = one_line))]
    #[schema(min_length = 4, max_length = 500, example = "直播出勤记录已更正")]
    pub reason: String,
}

/// A judgement in the version that was seen.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingJudgementSeen)]
pub struct BulkItem {
    pub id: Id,
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: i64,
}

/// Judgements that are confirmed as they are proposed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = TrainingJudgementBulk)]
pub struct BulkConfirm {
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<BulkItem>,
}

text_enum! {
    /// What became of a judgement of a request.
    pub enum BulkOutcome {
        Confirmed => "confirmed",
        Refused => "refused",
    }
}

/// What became of one judgement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingJudgementBulkResult)]
pub struct BulkResult {
    pub id: Id,
    #[schema(inline)]
    pub outcome: BulkOutcome,
    /// Why it was refused, for translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "version_mismatch")]
    pub code: Option<String>,
    /// The same as an English sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What became of each, in the order of the request. Those that can be are confirmed, whatever becomes of others.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = TrainingJudgementBulkResults)]
pub struct BulkResults {
    pub items: Vec<BulkResult>,
}

/// Which judgements to list, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JudgementFilter {
    pub edition_id: Option<Id>,
    pub batch_id: Option<Id>,
    pub class_id: Option<Id>,
    pub enrolment_id: Option<Id>,
    #[param(inline)]
    pub status: Option<JudgementStatus>,
    #[param(inline)]
    pub result: Option<TrainingOutcome>,
}
