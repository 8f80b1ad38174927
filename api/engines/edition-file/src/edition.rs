//! An edition of the programme as data: calendar, courses, subjects, majors, rules, each fact with its clause.

use crate::check;
use onex_calendar::{
    Calendar, DateRange, DateTooFar, WarningSeverity, Window, shift, shift_date, warnings,
};
use onex_rules::{Rule, RuleId, RuleSet, RuleValue, Source, Title};
use serde::{Deserialize, Serialize};
use time::Date;

/// What is certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    SkillCertificate,
    TrainingCertificate,
}

/// Level of an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstitutionLevel {
    Undergraduate,
    HigherVocational,
    SecondaryVocational,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFact {
    pub kind: CertificateKind,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub clause: String,
}

/// A course by its full title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseFact {
    pub code: String,
    pub order: u32,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub clause: String,
}

/// A subject of the exam.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectFact {
    pub code: String,
    pub order: u32,
    /// Code of the course that the subject examines.
    #[serde(default)]
    pub course: Option<String>,
    pub zh: String,
    pub en: String,
    pub source: Source,
    #[serde(default)]
    pub clause: String,
}

/// A coded choice with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedFact {
    pub code: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub clause: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountFact {
    pub count: u8,
    #[serde(default)]
    pub clause: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagFact {
    pub value: bool,
    #[serde(default)]
    pub clause: String,
}

/// What the training certificate rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentFacts {
    #[serde(default)]
    pub clause: String,
    pub parts: Vec<NamedFact>,
    /// Role that judges.
    pub judged_by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingFacts {
    pub periods: CountFact,
    pub national_training_plan: FlagFact,
    pub free_of_charge: FlagFact,
    pub assessment: AssessmentFacts,
}

/// The majors of each level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelMajors {
    pub undergraduate: Vec<Title>,
    pub higher_vocational: Vec<Title>,
    pub secondary_vocational: Vec<Title>,
}

impl LevelMajors {
    pub fn of(&self, level: InstitutionLevel) -> &[Title] {
        match level {
            InstitutionLevel::Undergraduate => &self.undergraduate,
            InstitutionLevel::HigherVocational => &self.higher_vocational,
            InstitutionLevel::SecondaryVocational => &self.secondary_vocational,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorFacts {
    #[serde(default)]
    pub clause: String,
    /// Another major is a warning, not a refusal.
    pub open_ended: bool,
    pub levels: LevelMajors,
}

/// Who is admitted: every status listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdmissionFacts {
    #[serde(default)]
    pub clause: String,
    pub statuses: Vec<NamedFact>,
}

/// An edition. `calendar.timetable` is not written in the file: it is taken from the two rules that state it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditionFile {
    pub code: String,
    pub year: u16,
    /// Number of the edition within its year, from 1.
    pub season: u8,
    pub title: Title,
    pub issued_on: Date,
    pub certificates: Vec<CertificateFact>,
    pub calendar: Calendar,
    pub courses: Vec<CourseFact>,
    pub subjects: Vec<SubjectFact>,
    pub teacher_training: TrainingFacts,
    pub fusion_modes: Vec<NamedFact>,
    pub majors: MajorFacts,
    pub admission: AdmissionFacts,
    pub rules: RuleSet,
}

/// Parses an edition file. Contradictions of its calendar are no errors but warnings
/// ([`onex_calendar::warnings`]), unless a date cannot be meant so.
///
/// # Errors
/// One sentence for each fault, with its place (`subjects[1].course`); a fault of the YAML itself comes alone, with line
/// and column.
pub fn parse_edition(yaml: &str) -> Result<EditionFile, Vec<String>> {
    let mut file: EditionFile =
        serde_norway::from_str(yaml).map_err(|error| vec![error.to_string()])?;
    let mut errors = Vec::new();
    if file.calendar.timetable.is_some() {
        errors.push("calendar.timetable: stated by the rules timetable.date_from and timetable.date_to alone".into());
    }
    file.calendar.timetable = timetable(&file.rules);
    identity(&file, &mut errors);
    names(&file, &mut errors);
    calendar(&file, &mut errors);
    if errors.is_empty() { Ok(file) } else { Err(errors) }
}

impl EditionFile {
    /// A copy at dates `days` later (or earlier), under its own code and titles. Rule values that are dates move along.
    ///
    /// # Errors
    /// The faults of the new code, or a date that would leave the years 1 to 9999.
    pub fn copied(&self, code: &str, title: Title, days: i64) -> Result<Self, Vec<String>> {
        let too_far = |error: DateTooFar| vec![error.to_string()];
        let mut copy = self.clone();
        copy.calendar = shift(&self.calendar, days).map_err(too_far)?;
        let moved = |date: Date| shift_date(date, days);
        copy.issued_on = moved(self.issued_on).map_err(too_far)?;
        let mut rules: Vec<Rule> = self.rules.rules().to_vec();
        for rule in &mut rules {
            if let RuleValue::Date(date) = rule.value {
                rule.value = RuleValue::Date(moved(date).map_err(too_far)?);
                rule.source = if days == 0 { rule.source } else { Source::Hq };
            }
        }
        let mut regional = self.rules.regional().to_vec();
        for variant in &mut regional {
            if let Some(RuleValue::Date(date)) = variant.value {
                variant.value = Some(RuleValue::Date(moved(date).map_err(too_far)?));
            }
        }
        copy.rules = RuleSet::new(rules, regional)?;
        code.clone_into(&mut copy.code);
        copy.title = title;
        copy.year = u16::try_from(copy.issued_on.year()).unwrap_or(self.year);
        let mut errors = Vec::new();
        identity(&copy, &mut errors);
        if errors.is_empty() { Ok(copy) } else { Err(errors) }
    }
}

fn timetable(rules: &RuleSet) -> Option<DateRange> {
    let rules = rules.effective(None);
    let [from, to] = [RuleId::TimetableDateFrom, RuleId::TimetableDateTo].map(|id| rules.get(id));
    Some(DateRange {
        start: from.value.as_date()?,
        end: to.value.as_date()?,
        clause: from.clause.clone(),
    })
}

fn identity(file: &EditionFile, errors: &mut Vec<String>) {
    check::code("code", &file.code, errors);
    check::text("title.zh", &file.title.zh, errors);
    check::text("title.en", &file.title.en, errors);
    if !(2000..=2999).contains(&file.year) {
        errors.push(format!("year: {} lies outside 2000–2999", file.year));
    }
    if file.season == 0 {
        errors.push("season: counts from 1".into());
    }
}

fn names(file: &EditionFile, errors: &mut Vec<String>) {
    for (list, facts) in [
        ("fusion_modes", &file.fusion_modes),
        ("admission.statuses", &file.admission.statuses),
        ("teacher_training.assessment.parts", &file.teacher_training.assessment.parts),
    ] {
        coded(list, facts.iter().map(|fact| (&fact.code, &fact.zh, &fact.en)), errors);
    }
    coded(
        "courses",
        file.courses.iter().map(|course| (&course.code, &course.zh, &course.en)),
        errors,
    );
    coded(
        "subjects",
        file.subjects.iter().map(|subject| (&subject.code, &subject.zh, &subject.en)),
        errors,
    );
    check::distinct("courses: order", file.courses.iter().map(|course| course.order), errors);
    check::distinct("subjects: order", file.subjects.iter().map(|subject| subject.order), errors);
    if file.subjects.is_empty() {
        errors.push("subjects: is empty, so that no certificate could be earned".into());
    }
    for (index, subject) in file.subjects.iter().enumerate() {
        let place = format!("subjects[{index}]");
        if let Some(course) =
            subject.course.as_ref().filter(|code| file.courses.iter().all(|c| c.code != **code))
        {
            errors.push(format!("{place}.course: there is no course `{course}`"));
        }
        stated(&place, subject.source, &subject.clause, errors);
    }
    for (index, course) in file.courses.iter().enumerate() {
        check::text(&format!("courses[{index}].clause"), &course.clause, errors);
    }
    for (index, certificate) in file.certificates.iter().enumerate() {
        check::text(&format!("certificates[{index}].zh"), &certificate.zh, errors);
        check::text(&format!("certificates[{index}].en"), &certificate.en, errors);
        if file.certificates[..index].iter().any(|other| other.kind == certificate.kind) {
            errors.push(format!("certificates[{index}].kind: occurs twice"));
        }
    }
    for (level, majors) in [
        ("undergraduate", &file.majors.levels.undergraduate),
        ("higher_vocational", &file.majors.levels.higher_vocational),
        ("secondary_vocational", &file.majors.levels.secondary_vocational),
    ] {
        for (index, major) in majors.iter().enumerate() {
            check::text(&format!("majors.levels.{level}[{index}].zh"), &major.zh, errors);
            check::text(&format!("majors.levels.{level}[{index}].en"), &major.en, errors);
        }
        check::distinct(
            &format!("majors.levels.{level}"),
            majors.iter().map(|major| &major.zh),
            errors,
        );
    }
}

fn coded<'a>(
    list: &str,
    facts: impl Iterator<Item = (&'a String, &'a String, &'a String)> + Clone,
    errors: &mut Vec<String>,
) {
    for (index, (code, zh, en)) in facts.clone().enumerate() {
        check::code(&format!("{list}[{index}].code"), code, errors);
        check::text(&format!("{list}[{index}].zh"), zh, errors);
        check::text(&format!("{list}[{index}].en"), en, errors);
    }
    check::distinct(&format!("{list}: code"), facts.map(|(code, ..)| code), errors);
}

fn stated(place: &str, source: Source, clause: &str, errors: &mut Vec<String>) {
    match source {
        Source::Notice if clause.trim().is_empty() => {
            errors.push(format!("{place}.clause: a fact of the notice names its clause"));
        }
        Source::Assumption if !clause.is_empty() => {
            errors.push(format!("{place}.clause: an assumption has no clause"));
        }
        _ => {}
    }
}

fn calendar(file: &EditionFile, errors: &mut Vec<String>) {
    let clauseless = |window: &Window| window.clause.trim().is_empty();
    for (index, window) in file.calendar.windows.iter().enumerate() {
        if window.period == 0 {
            errors.push(format!("calendar.windows[{index}].period: counts from 1"));
        }
        if clauseless(window) {
            errors.push(format!("calendar.windows[{index}].clause: is empty"));
        }
    }
    check::distinct(
        "calendar.exams: period",
        file.calendar.exams.iter().map(|exam| exam.period),
        errors,
    );
    check::distinct(
        "calendar.exams: date",
        file.calendar.exams.iter().map(|exam| exam.date),
        errors,
    );
    let impossible = warnings(&file.calendar)
        .into_iter()
        .filter(|found| found.severity == WarningSeverity::Error);
    errors.extend(
        impossible.map(|found| format!("calendar: {}", found.message(onex_calendar::Language::En))),
    );
    let periods = file.calendar.of_kind(onex_calendar::WindowKind::TeacherTraining).len();
    let stated = usize::from(file.teacher_training.periods.count);
    if periods != stated {
        errors.push(format!(
            "teacher_training.periods.count: {stated} stated, {periods} windows in the calendar"
        ));
    }
}
