//! A judgement as a row and as documents, its arithmetic, its states.

mod arithmetic;
mod judged;
mod judgement;

pub use arithmetic::{
    Arithmetic, Computed, Part, ReviewScore, Scheme, SourceKey, SourceScore, TestPart,
    composite_of, design_state, points, score, total,
};
pub use judged::{Candidate, Judged, StandingFilter};
pub use judgement::{
    BulkConfirm, BulkOutcome, BulkResult, BulkResults, ConfirmInput, Fresh, HistoryRow, Judgement,
    JudgementBatch, JudgementDetail, JudgementFilter, JudgementParticipant, JudgementRow,
    JudgementStatus, ReopenInput, ReviewRemark, TrainingOutcome,
};
