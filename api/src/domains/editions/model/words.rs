//! The closed lists of words. Where an engine has the same list, the two convert into each other.

use crate::text_enum;

text_enum! {
    /// Whether an edition is being prepared, in use, or over.
    pub enum EditionStatus {
        /// Seen by those who work for the whole country only.
        Draft => "draft",
        Open => "open",
        Closed => "closed",
    }
}

text_enum! {
    /// What a window opens.
    pub enum WindowKind {
        /// Teaching, practice and exam platforms as a whole (四.1).
        PlatformOpen => "platform_open",
        /// Online teacher training (四.2).
        TeacherTraining => "teacher_training",
        /// Online student training and integrated practice (四.3).
        StudentTraining => "student_training",
        /// The mock-exam platform (四.4).
        MockExam => "mock_exam",
    }
}

text_enum! {
    /// What happens outside a window.
    pub enum WindowEffect {
        /// Closed means refused.
        Gates => "gates",
        /// Closed means allowed, with a warning.
        Warns => "warns",
    }
}

text_enum! {
    /// How much a contradiction of the calendar matters.
    pub enum WarningSeverity {
        Info => "info",
        Warning => "warning",
        Error => "error",
    }
}

text_enum! {
    /// `must` is refused; `should` passes with a recorded reason.
    pub enum RuleSeverity {
        Must => "must",
        Should => "should",
    }
}

text_enum! {
    /// Where a value comes from.
    pub enum FactSource {
        /// Stated by the notice, in the clause named.
        Notice => "notice",
        /// Not stated by the notice.
        Assumption => "assumption",
        /// Set by HQ afterwards.
        Hq => "hq",
    }
}

text_enum! {
    /// The type of a rule's value.
    pub enum RuleValueKind {
        Int => "int",
        Date => "date",
        Bool => "bool",
    }
}

text_enum! {
    /// Level of an institution (五).
    pub enum InstitutionLevel {
        /// 本科.
        Undergraduate => "undergraduate",
        /// 高职.
        HigherVocational => "higher_vocational",
        /// 中职.
        SecondaryVocational => "secondary_vocational",
    }
}

text_enum! {
    /// What kind of change made a version of an edition.
    pub enum VersionKind {
        /// Loaded from the edition file.
        Loaded => "loaded",
        /// Copied from another edition.
        Copied => "copied",
        /// Titles or status.
        Edition => "edition",
        Calendar => "calendar",
        ExamDate => "exam_date",
        Rule => "rule",
        RegionalRule => "regional_rule",
    }
}

macro_rules! same_words {
    ($ours:ident, $engine:ident :: $theirs:ident, $($word:ident),+) => {
        impl From<$engine::$theirs> for $ours {
            fn from(word: $engine::$theirs) -> Self {
                match word { $($engine::$theirs::$word => $ours::$word),+ }
            }
        }
        impl From<$ours> for $engine::$theirs {
            fn from(word: $ours) -> Self {
                match word { $($ours::$word => $engine::$theirs::$word),+ }
            }
        }
    };
}

same_words!(
    WindowKind,
    onex_calendar::WindowKind,
    PlatformOpen,
    TeacherTraining,
    StudentTraining,
    MockExam
);
same_words!(WindowEffect, onex_calendar::Effect, Gates, Warns);
same_words!(WarningSeverity, onex_calendar::WarningSeverity, Info, Warning, Error);
same_words!(RuleSeverity, onex_rules::Severity, Must, Should);
same_words!(FactSource, onex_rules::Source, Notice, Assumption, Hq);
same_words!(RuleValueKind, onex_rules::ValueKind, Int, Date, Bool);
