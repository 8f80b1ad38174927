//! The files of `api/data`, and faults in them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use onex_calendar::{Admission, Language, WindowKind, warnings};
use onex_edition_file::*;
use onex_rules::{RuleId, RuleValue, Severity, Source, Title};
use time::macros::{date, datetime};

const SPRING_2020: &str = include_str!("../../../data/editions/2020-spring.yaml");
const BRANCHES: &str = include_str!("../../../data/branches.yaml");

fn spring() -> EditionFile {
    parse_edition(SPRING_2020).unwrap()
}

#[test]
fn the_contradictions_of_spring_2020_are_all_told() {
    let found: Vec<String> = warnings(&spring().calendar)
        .iter()
        .map(|w| format!("{} {} {}", w.code, w.start, w.end))
        .collect();
    let expected = [
        "teacher_training.overlap 2020-02-20 2020-02-24",
        "teacher_training.overlap 2020-02-23 2020-02-24",
        "teacher_training.overlap 2020-02-23 2020-02-27",
        "timetable.meets_holiday 2020-04-04 2020-04-06",
        "mock_exam.platform_closed 2020-04-11 2020-04-12",
        "timetable.without_student_training 2020-04-11 2020-04-19",
        "timetable.platform_closed 2020-04-11 2020-04-26",
        "exam.platform_closed 2020-04-18 2020-04-18",
        "exam.outside_windows 2020-04-18 2020-04-18",
        "student_training.platform_closed 2020-04-20 2020-04-26",
        "student_training.before_platform_opening 2020-04-20 2020-04-27",
        "timetable.meets_holiday 2020-05-01 2020-05-05",
        "mock_exam.platform_closed 2020-06-20 2020-06-21",
        "exam.platform_closed 2020-06-27 2020-06-27",
        "exam.outside_windows 2020-06-27 2020-06-27",
        "exam.on_holiday 2020-06-27 2020-06-27",
    ];
    assert_eq!(found, expected);
}

#[test]
fn warnings_name_their_clauses_and_read_in_both_languages() {
    let found = warnings(&spring().calendar);
    let opening = found
        .iter()
        .find(|w| w.code.as_str() == "student_training.before_platform_opening")
        .unwrap();
    assert_eq!(opening.clauses, ["四.1", "四.3"]);
    let sentence = "Student-training period 2 starts on 2020-04-20, but the platform's opening 2 starts only on 2020-04-27.";
    assert_eq!(opening.message(Language::En), sentence);
    assert!(opening.message(Language::Zh).contains("2020-04-27"));
}

#[test]
fn the_rules_are_those_of_the_notice() {
    let rules = spring().rules.effective(Some("42"));
    let stated: Vec<(&str, RuleValue, Severity, &str)> = rules
        .iter()
        .map(|rule| (rule.id.as_str(), rule.value, rule.severity, rule.clause.as_str()))
        .collect();
    use Severity::{Must, Should};
    let expected: Vec<(&str, RuleValue, Severity, &str)> = vec![
        ("training_class.size_min", 15.into(), Should, "二.1.(2)"),
        ("training_class.size_max", 20.into(), Should, "二.1.(2)"),
        ("training_class.min_trainers", 1.into(), Must, "二.1.(2)"),
        ("training_class.min_live_hours", 24.into(), Must, "二.1.(4)"),
        ("training_class.max_regions", 1.into(), Should, "二.1.(2)"),
        ("training_class.size_ceiling", 30.into(), Must, ""),
        ("trainer.max_classes", 2.into(), Must, ""),
        ("guidance.response_hours", 24.into(), Should, ""),
        ("guidance.max_days_without", 3.into(), Should, ""),
        ("cohort.max_students", 18.into(), Should, "二.2.(3)"),
        ("cohort.min_teachers", 1.into(), Must, "二.2.(3)"),
        ("timetable.date_from", date!(2020 - 02 - 17).into(), Should, "二.2.(4)"),
        ("timetable.date_to", date!(2020 - 06 - 19).into(), Should, "二.2.(4)"),
        ("timetable.max_machine_hours", 136.into(), Must, "二.2.(4)"),
        ("timetable.intensive_min_hours", 80.into(), Should, "二.2.(4)"),
        ("timetable.max_hours_per_day", 4.into(), Should, "二.2.(4)"),
        ("certificate.all_subjects", true.into(), Must, "三.2"),
        ("fusion.all_courses", true.into(), Must, "三.3"),
        ("training_certificate.all_parts", true.into(), Must, "三.1"),
        ("exam.pass_mark", 60.into(), Must, ""),
        ("class_hour.minutes", 45.into(), Must, ""),
        ("training.min_attendance", 60.into(), Should, ""),
        ("learning.weight_attendance", 60.into(), Must, ""),
        ("learning.weight_work", 40.into(), Must, ""),
        ("assessment.weight_learning", 30.into(), Must, ""),
        ("assessment.weight_test", 30.into(), Must, ""),
        ("assessment.weight_design", 40.into(), Must, ""),
        ("assessment.pass_mark", 60.into(), Must, ""),
        ("assessment.expert_threshold", 15.into(), Must, ""),
    ];
    assert_eq!(stated, expected);
    let assumed: Vec<RuleId> =
        rules.iter().filter(|r| r.source == Source::Assumption).map(|r| r.id).collect();
    assert_eq!(
        assumed,
        [
            RuleId::TrainingClassSizeCeiling,
            RuleId::TrainerMaxClasses,
            RuleId::GuidanceResponseHours,
            RuleId::GuidanceMaxDaysWithout,
            RuleId::ExamPassMark,
            RuleId::ClassHourMinutes,
            RuleId::TrainingMinAttendance,
            RuleId::LearningWeightAttendance,
            RuleId::LearningWeightWork,
            RuleId::AssessmentWeightLearning,
            RuleId::AssessmentWeightTest,
            RuleId::AssessmentWeightDesign,
            RuleId::AssessmentPassMark,
            RuleId::AssessmentExpertThreshold,
        ]
    );
}

#[test]
fn courses_subjects_and_majors_are_those_of_the_notice() {
    let file = spring();
    let titles: Vec<&str> = file.courses.iter().map(|course| course.zh.as_str()).collect();
    let expected = [
        "《智能财税基础业务 1. 社会共享初级代理实务》",
        "《智能财税基础业务 2. 社会共享初级外包服务》",
        "《智能财税基础业务 3. 社会共享初级企业管家》",
    ];
    assert_eq!(titles, expected);
    assert!(
        file.subjects.len() == 3
            && file.subjects.iter().all(|subject| subject.source == Source::Assumption)
    );
    let levels = [
        InstitutionLevel::Undergraduate,
        InstitutionLevel::HigherVocational,
        InstitutionLevel::SecondaryVocational,
    ];
    assert_eq!(levels.map(|level| file.majors.levels.of(level).len()), [4, 6, 2]);
    assert!(file.majors.open_ended);
}

#[test]
fn the_demo_start_lies_in_the_open_windows() {
    let calendar = spring().calendar;
    let instant = datetime!(2020-03-02 09:00 +8);
    assert!(calendar.is_open(WindowKind::PlatformOpen, instant));
    assert!(calendar.is_open(WindowKind::StudentTraining, instant));
    let closed = calendar.admission(WindowKind::PlatformOpen, datetime!(2020-04-18 09:00 +8));
    let Admission::Closed { next: Some(next) } = closed else { panic!("{closed:?}") };
    assert_eq!(next.start, date!(2020 - 04 - 27));
}

#[test]
fn a_copy_stands_at_its_new_dates() {
    let title = Title { zh: "z".into(), en: "Spring 2021".into() };
    let copy = spring().copied("2021-spring", title, 364).unwrap();
    assert_eq!((copy.code.as_str(), copy.year), ("2021-spring", 2021));
    assert_eq!(copy.calendar.exams[0].date, date!(2021 - 04 - 17));
    assert_eq!(copy.calendar.timetable.as_ref().unwrap().start, date!(2021 - 02 - 15));
    let from = copy.rules.effective(None).get(RuleId::TimetableDateFrom).clone();
    assert_eq!((from.value, from.source), (date!(2021 - 02 - 15).into(), Source::Hq));
    let refused = spring().copied("Spring!", spring().title, 1).unwrap_err();
    assert!(refused[0].starts_with("code: `Spring!`"), "{refused:?}");
}

#[test]
fn faults_are_told_with_their_place() {
    let cases = [
        (
            "course: steward,",
            "course: steering,",
            "subjects[2].course: there is no course `steering`",
        ),
        (
            "end: 2020-06-21",
            "end: 2020-06-19",
            "calendar: The window mock exam 2 ends on 2020-06-19",
        ),
        ("count: 3", "count: 4", "teacher_training.periods.count: 4 stated, 3 windows"),
        ("season: 1", "season: 0", "season: counts from 1"),
        (
            "code: outsourcing, order: 2",
            "code: agency, order: 2",
            "subjects: code: `agency` occurs twice",
        ),
        ("value: 18\n", "value: many\n", "rules"),
        ("cohort.max_students", "cohort.size", "there is no rule `cohort.size`"),
        ("severity: must", "severity: perhaps", "perhaps"),
        ("start: 2020-04-20", "start: 2020-04-31", "calendar.windows[6].start"),
        ("zh: 会计学,", "zh: '',", "majors.levels.undergraduate[1].zh: is empty"),
    ];
    for (good, bad, expected) in cases {
        let changed = SPRING_2020.replacen(good, bad, 1);
        assert_ne!(changed, SPRING_2020, "{good} is not in the file");
        let errors = parse_edition(&changed).unwrap_err().join("\n");
        assert!(errors.contains(expected), "{bad}: {errors}");
    }
}

#[test]
fn there_are_thirty_one_branches_without_invented_people() {
    let branches = parse_branches(BRANCHES).unwrap();
    assert_eq!(branches.len(), 31);
    assert!(branches.iter().all(|branch| branch.contacts.is_empty()));
    assert!(branches.iter().any(|branch| branch.region == "42" && branch.en == "Hubei branch"));
    let errors = parse_branches(&BRANCHES.replacen("\"12\"", "\"11\"", 1)).unwrap_err();
    assert_eq!(errors, ["branches: region: `11` occurs twice"]);
}
