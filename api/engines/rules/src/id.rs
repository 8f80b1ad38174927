//! The closed list of rules: identifier, kind of value, and how an actual value is compared with the limit.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How a rule's value limits an actual value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// actual ≤ value
    AtMost,
    /// actual ≥ value
    AtLeast,
    /// The actual truth value is `true` whenever the rule's value is `true`.
    Holds,
    /// The value feeds a computation (minutes of a class hour); nothing is compared with it.
    Parameter,
}

/// The type a rule's value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    Int,
    Date,
    Bool,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $kind:ident, $relation:ident;)*) => {
        /// A rule of the programme. The text form (`cohort.max_students`) is stable: stored, sent and shown.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RuleId { $($(#[$doc])* $variant,)* }

        impl RuleId {
            /// Every rule, in the order in which they are shown.
            pub const ALL: &'static [RuleId] = &[$(RuleId::$variant),*];

            /// The stable text form.
            pub fn as_str(self) -> &'static str {
                match self { $(RuleId::$variant => $id,)* }
            }

            /// The type that this rule's value must have.
            pub fn value_kind(self) -> ValueKind {
                match self { $(RuleId::$variant => ValueKind::$kind,)* }
            }

            /// Whether a certificate says this on its face: it can be neither switched off nor passed over, in any
            /// region, or the certificates of one edition would not mean the same.
            pub fn is_constitutive(self) -> bool {
                self.value_kind() == ValueKind::Bool
            }

            /// How the value limits what is checked.
            pub fn relation(self) -> Relation {
                match self { $(RuleId::$variant => Relation::$relation,)* }
            }
        }
    };
}

rules! {
    /// Participants of a teacher-training class, lower bound (clause 2.1.(2)).
    TrainingClassSizeMin = "training_class.size_min", Int, AtLeast;
    /// Participants of a teacher-training class, upper bound (clause 2.1.(2)).
    TrainingClassSizeMax = "training_class.size_max", Int, AtMost;
    /// Trainers of a teacher-training class (clause 2.1.(2)).
    TrainingClassMinTrainers = "training_class.min_trainers", Int, AtLeast;
    /// Live class hours of a teacher-training class (clause 2.1.(4)).
    TrainingClassMinLiveHours = "training_class.min_live_hours", Int, AtLeast;
    /// Regions that a teacher-training class mixes (clause 2.1.(2)).
    TrainingClassMaxRegions = "training_class.max_regions", Int, AtMost;
    /// Participants of a teacher-training class that no reason exceeds (not in the notice).
    TrainingClassSizeCeiling = "training_class.size_ceiling", Int, AtMost;
    /// Classes that a trainer has at the same time (not in the notice).
    TrainerMaxClasses = "trainer.max_classes", Int, AtMost;
    /// Hours until a request for guidance is answered (clause 2.1.(4) asks for promptness and states no number).
    GuidanceResponseHours = "guidance.response_hours", Int, AtMost;
    /// Days that a participant goes without video guidance (not in the notice).
    GuidanceMaxDaysWithout = "guidance.max_days_without", Int, AtMost;
    /// Students of a cohort (clause 2.2.(3)).
    CohortMaxStudents = "cohort.max_students", Int, AtMost;
    /// Teachers of a cohort (clause 2.2.(3)).
    CohortMinTeachers = "cohort.min_teachers", Int, AtLeast;
    /// First day of a timetable (clause 2.2.(4)).
    TimetableDateFrom = "timetable.date_from", Date, AtLeast;
    /// Last day of a timetable (clause 2.2.(4)).
    TimetableDateTo = "timetable.date_to", Date, AtMost;
    /// Class hours at a machine over a whole timetable (clause 2.2.(4)).
    TimetableMaxMachineHours = "timetable.max_machine_hours", Int, AtMost;
    /// Class hours of an intensive timetable (clause 2.2.(4)).
    TimetableIntensiveMinHours = "timetable.intensive_min_hours", Int, AtLeast;
    /// Online class hours on one day (clause 2.2.(4)).
    TimetableMaxHoursPerDay = "timetable.max_hours_per_day", Int, AtMost;
    /// A certificate asks for a pass in every subject (clause 3.2).
    CertificateAllSubjects = "certificate.all_subjects", Bool, Holds;
    /// A certificate by fusion asks for a pass in every integrated course (clause 3.3).
    FusionAllCourses = "fusion.all_courses", Bool, Holds;
    /// A training certificate asks for learning record, online test and teaching design, judged by the expert group (clause 3.1).
    TrainingCertificateAllParts = "training_certificate.all_parts", Bool, Holds;
    /// Least score, of 100, that passes a subject (not in the notice).
    ExamPassMark = "exam.pass_mark", Int, AtLeast;
    /// Minutes of one class hour (not in the notice).
    ClassHourMinutes = "class_hour.minutes", Int, Parameter;
    /// Percent of the live hours held that a participant attends (not in the notice).
    TrainingMinAttendance = "training.min_attendance", Int, AtLeast;
    /// Weight of attendance in the learning record (not in the notice).
    LearningWeightAttendance = "learning.weight_attendance", Int, Parameter;
    /// Weight of the work handed in in the learning record (not in the notice).
    LearningWeightWork = "learning.weight_work", Int, Parameter;
    /// Weight of the learning record in the composite (not in the notice).
    AssessmentWeightLearning = "assessment.weight_learning", Int, Parameter;
    /// Weight of the online test in the composite (not in the notice).
    AssessmentWeightTest = "assessment.weight_test", Int, Parameter;
    /// Weight of the teaching design in the composite (not in the notice).
    AssessmentWeightDesign = "assessment.weight_design", Int, Parameter;
    /// Least composite, of 100, that passes the training (not in the notice).
    AssessmentPassMark = "assessment.pass_mark", Int, AtLeast;
    /// Points by which two experts may differ before a third decides (not in the notice).
    AssessmentExpertThreshold = "assessment.expert_threshold", Int, AtMost;
}

/// A text that names no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule(pub String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.0)
    }
}

impl std::error::Error for UnknownRule {}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RuleId {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        Self::ALL
            .iter()
            .copied()
            .find(|id| id.as_str() == text)
            .ok_or_else(|| UnknownRule(text.to_owned()))
    }
}

impl Serialize for RuleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
