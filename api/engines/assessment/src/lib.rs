//! The arithmetic by which participants of teacher training are judged (notice 三.1: learning record, online test and
//! teaching design, judged as a whole by the expert group).
//!
//! Every score is of 100 and kept in hundredths ([`Score`]), so that no floating point is anywhere. What is rounded is
//! rounded once, at the end, half up.
//!
//! * [`weighted`]: several scores with weights; what is missing does not count, and the weights of the rest make up the
//!   whole. The learning record is made so, out of [`attendance`] and [`work`] handed in, and so is the composite.
//! * [`design`]: two experts score a teaching design; if they differ by more than the threshold, a third decides.
//! * [`propose`]: the composite of the three parts and whether it passes. The group confirms it or not: that is not here.
//!
//! A new source of the learning record is one line more in the list that is given to [`weighted`].

mod composite;
mod design;
mod learning;
mod score;

pub use composite::{AssessmentError, Composite, Part, PartScore, Parts, Proposal, propose};
pub use design::{Design, design};
pub use learning::{Held, attendance, work};
pub use score::{Breakdown, Row, Score, ScoreError, Weight, share, weighted};
