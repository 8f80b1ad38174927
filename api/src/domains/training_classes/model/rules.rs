//! The rules of a class: participants, regions, trainers, and how many classes a trainer has at once (二.1.(2)). Pure.

use onex_rules::RuleId;
use time::Date;

use crate::domains::editions::Check;

/// What of a class is held against the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    pub participants: i64,
    pub trainers: i64,
    /// Regions that the participants come from.
    pub regions: i64,
    /// Classes at once of the trainer who has most of them, with that trainer's name.
    pub busiest: Option<(String, i64)>,
}

/// The checks of a class with this title; `before` a change, or `None` when it is to pass as a whole.
pub fn checks(title: &str, before: Option<&Numbers>, after: &Numbers) -> Vec<Check> {
    let subject = format!("class {title}");
    let check = |rule, of: fn(&Numbers) -> i64| Check {
        rule,
        before: before.map(of),
        after: of(after),
        subject: subject.clone(),
    };
    let mut out = vec![
        check(RuleId::TrainingClassSizeMin, |n| n.participants),
        check(RuleId::TrainingClassSizeMax, |n| n.participants),
        check(RuleId::TrainingClassSizeCeiling, |n| n.participants),
        check(RuleId::TrainingClassMinTrainers, |n| n.trainers),
        check(RuleId::TrainingClassMaxRegions, |n| n.regions),
    ];
    if let Some((name, classes)) = &after.busiest {
        out.push(Check {
            rule: RuleId::TrainerMaxClasses,
            before: before.and_then(|n| n.busiest.as_ref()).map(|(_, classes)| *classes),
            after: *classes,
            subject: format!("{subject}, trainer {name}"),
        });
    }
    out
}

/// How many of these stretches of days, first and last day included, lie on one day at most, within `(from, until)`.
pub fn at_once(stretches: &[(Date, Date)], (from, until): (Date, Date)) -> usize {
    // The number only grows on a first day, or on the first day looked at.
    let days = stretches.iter().map(|(first, _)| (*first).max(from)).filter(|day| *day <= until);
    days.map(|day| stretches.iter().filter(|(a, b)| *a <= day && day <= *b).count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn day(n: u16) -> Date {
        date!(2020 - 03 - 01) + time::Duration::days(i64::from(n))
    }

    #[test]
    fn classes_one_after_the_other_are_not_at_once() {
        let all = [(day(0), day(4)), (day(5), day(9))];
        assert_eq!(at_once(&all, (day(0), day(9))), 1);
        assert_eq!(at_once(&[(day(0), day(5)), (day(5), day(9))], (day(0), day(9))), 2);
        assert_eq!(at_once(&all, (day(10), day(12))), 0);
        assert_eq!(at_once(&[], (day(0), day(9))), 0);
    }

    #[test]
    fn it_is_the_most_of_any_day() {
        // All pairs of stretches of six days, looked at through every window.
        let stretches = || (0_u16..6).flat_map(|a| (a..6).map(move |b| (day(a), day(b))));
        for (first, second) in stretches().flat_map(|a| stretches().map(move |b| (a, b))) {
            let both = [first, second, (day(2), day(3))];
            let on = |d: Date| both.iter().filter(|(a, b)| *a <= d && d <= *b).count();
            for (from, until) in (0_u16..6).flat_map(|a| (a..6).map(move |b| (a, b))) {
                let most = (from..=until).map(|n| on(day(n))).max().unwrap();
                assert_eq!(at_once(&both, (day(from), day(until))), most, "{both:?}");
            }
        }
    }

    #[test]
    fn every_number_is_checked_once_and_a_class_without_trainers_has_no_busiest() {
        let alone = Numbers { participants: 15, ..Numbers::default() };
        assert_eq!(checks("一班", None, &alone).len(), 5);
        let busy = Numbers { busiest: Some(("甲".into(), 3)), ..alone.clone() };
        let last = checks("一班", Some(&alone), &busy).pop().unwrap();
        assert_eq!((last.rule, last.before, last.after), (RuleId::TrainerMaxClasses, None, 3));
    }
}
