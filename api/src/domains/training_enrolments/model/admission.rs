//! Whether a teacher can be enrolled in a batch, by what is known of them. Pure.

use super::status::EnrolmentStatus;
use crate::domains::people::MemberStatus;
use crate::platform::error::{Code, Reason};

/// An earlier enrolment of the same person in the same edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    pub status: EnrolmentStatus,
    pub period: i32,
    /// Whether it is of this very batch.
    pub here: bool,
}

/// What is known of a teacher who is to be enrolled.
#[derive(Debug, Clone)]
pub struct Applicant<'a> {
    pub status: MemberStatus,
    pub institution_active: bool,
    pub in_region: bool,
    pub past: &'a [Past],
}

/// Why somebody cannot be enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    OutOfRegion,
    InstitutionSuspended,
    NotActive,
    Passed,
    /// `here`: in this very batch.
    AlreadyEnrolled {
        here: bool,
    },
    LaterPeriod,
}

impl Refusal {
    /// What kind of fault it is, for translation.
    pub const fn code(self) -> &'static str {
        match self {
            Refusal::OutOfRegion => "out_of_region",
            Refusal::InstitutionSuspended => "institution_suspended",
            Refusal::NotActive => "not_active",
            Refusal::Passed => "training_passed",
            Refusal::AlreadyEnrolled { .. } => "already_enrolled",
            Refusal::LaterPeriod => "later_period",
        }
    }

    /// The code of the refusal of a request for this alone.
    pub const fn error(self) -> Code {
        match self {
            Refusal::Passed => Code::TrainingPassed,
            Refusal::AlreadyEnrolled { .. } => Code::AlreadyEnrolled,
            _ => Code::StateForbids,
        }
    }

    /// The same as data, where the code does not say it all.
    pub fn reason(self) -> Option<Reason> {
        Some(match self {
            Refusal::OutOfRegion => Reason::of("teacher_out_of_region", []),
            Refusal::InstitutionSuspended => Reason::of("teacher_of_suspended", []),
            Refusal::NotActive => Reason::of("teacher_not_active", []),
            Refusal::AlreadyEnrolled { here: true } => Reason::of("enrolled_here", []),
            Refusal::LaterPeriod => Reason::of("later_period_only", []),
            Refusal::Passed | Refusal::AlreadyEnrolled { here: false } => return None,
        })
    }

    /// An English sentence that says what to mend.
    pub const fn message(self) -> &'static str {
        match self {
            Refusal::OutOfRegion => "the batch does not take teachers of this region",
            Refusal::InstitutionSuspended => "the institution is suspended",
            Refusal::NotActive => "the teacher is not active at the institution",
            Refusal::Passed => "has passed the training of this edition",
            Refusal::AlreadyEnrolled { here: true } => "is enrolled in this batch already",
            Refusal::AlreadyEnrolled { here: false } => {
                "is enrolled in another batch of this edition; move the enrolment instead"
            }
            Refusal::LaterPeriod => {
                "took part in this or a later period; only a later one can be tried"
            }
        }
    }
}

/// Whether this teacher can be enrolled in a batch of this period (issue: one active enrolment a teacher, who may
/// try again in a later period).
pub fn admit(applicant: &Applicant<'_>, period: i32) -> Result<(), Refusal> {
    let past = applicant.past;
    if past.iter().any(|p| p.status == EnrolmentStatus::Passed) {
        return Err(Refusal::Passed);
    }
    if let Some(live) = past.iter().find(|p| p.status.is_live()) {
        return Err(Refusal::AlreadyEnrolled { here: live.here });
    }
    if !applicant.in_region {
        return Err(Refusal::OutOfRegion);
    }
    if !applicant.institution_active {
        return Err(Refusal::InstitutionSuspended);
    }
    if applicant.status != MemberStatus::Active {
        return Err(Refusal::NotActive);
    }
    if past.iter().any(|p| p.status.had_a_try() && p.period >= period) {
        return Err(Refusal::LaterPeriod);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use EnrolmentStatus::{Dropped, Enrolled, Expired, Failed, Passed, Placed, Waiting, Withdrawn};

    fn with(past: &[(EnrolmentStatus, i32)], period: i32) -> Result<(), Refusal> {
        let past: Vec<Past> =
            past.iter().map(|&(status, period)| Past { status, period, here: false }).collect();
        let applicant = Applicant {
            status: MemberStatus::Active,
            institution_active: true,
            in_region: true,
            past: &past,
        };
        admit(&applicant, period)
    }

    #[test]
    fn a_person_has_one_enrolment_at_a_time_and_none_after_a_pass() {
        for live in [Waiting, Enrolled, Placed] {
            assert_eq!(with(&[(live, 1)], 3), Err(Refusal::AlreadyEnrolled { here: false }));
        }
        assert_eq!(with(&[(Failed, 1), (Passed, 2)], 3), Err(Refusal::Passed));
        assert_eq!(with(&[(Withdrawn, 3), (Withdrawn, 1)], 1), Ok(()));
    }

    #[test]
    fn whoever_had_a_try_tries_again_in_a_later_period_only() {
        for end in [Failed, Dropped, Expired] {
            assert_eq!(with(&[(end, 2)], 2), Err(Refusal::LaterPeriod));
            assert_eq!(with(&[(end, 2)], 1), Err(Refusal::LaterPeriod));
            assert_eq!(with(&[(end, 2)], 3), Ok(()));
        }
    }

    #[test]
    fn only_active_teachers_of_active_schools_of_its_regions_are_taken() {
        let fit = Applicant {
            status: MemberStatus::Active,
            institution_active: true,
            in_region: true,
            past: &[],
        };
        assert_eq!(admit(&fit, 1), Ok(()));
        let refused = |applicant: Applicant<'_>| admit(&applicant, 1).err();
        let away = Applicant { status: MemberStatus::Left, ..fit.clone() };
        assert_eq!(refused(away), Some(Refusal::NotActive));
        let closed = Applicant { institution_active: false, ..fit.clone() };
        assert_eq!(refused(closed), Some(Refusal::InstitutionSuspended));
        assert_eq!(refused(Applicant { in_region: false, ..fit }), Some(Refusal::OutOfRegion));
    }
}
