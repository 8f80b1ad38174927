//! The group of a batch, what its experts are bound to, what they judge by, and their reviews.

mod affiliation;
mod allocation;
mod panel;
mod review;
mod rubric;
mod standing;

pub use affiliation::{Affiliation, AffiliationRow, Affiliations, AffiliationsInput, Tie};
pub use allocation::{AllocatedExpert, Allocation, AllocationInput};
pub use panel::{Panel, PanelExpert, PanelInput, PanelProgress, PanelRow, Seat, SeatInput};
pub use review::{
    CriterionScore, ExpertReview, ExpertReviewDetail, ReleaseInput, ReviewBatch, ReviewDraft,
    ReviewExpert, ReviewFilter, ReviewRow, ReviewStatus, Reviewed, sum,
};
pub use rubric::{Criterion, NewRubric, Rubric, RubricFilter, RubricRow, RubricSource};
pub use standing::{Bar, Conflict, DesignStanding, ReviewSaid, points, standing, threshold};
