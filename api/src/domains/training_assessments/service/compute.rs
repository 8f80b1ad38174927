//! The parts of participants, as things stand now.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use onex_assessment as engine;
use onex_rules::{EffectiveRules, RuleId};

use super::super::model::{
    Computed, ReviewScore, Scheme, SourceKey, SourceScore, TestPart, composite_of, design_state,
    points, score, total,
};
use super::super::store::facts::Participant;
use super::super::store::parts;
use crate::domains::live_sessions::{self, ClassKind};
use crate::domains::results::Score;
use crate::domains::{editions, expert_reviews};
use crate::platform::db::{Conn, Id, Ts};
use crate::platform::error::Result;

/// What a source counts of a participant.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    done: i64,
    of: i64,
    score: Option<engine::Score>,
}

/// Counts by enrolment.
type Count = fn(&mut Conn, &[Participant]) -> Result<HashMap<Id, Counted>>;

/// A source of the learning record: another is another line here.
struct Source {
    key: SourceKey,
    weight: RuleId,
    counted: Count,
}

const SOURCES: &[Source] = &[
    Source {
        key: SourceKey::Attendance,
        weight: RuleId::LearningWeightAttendance,
        counted: attendance,
    },
    Source { key: SourceKey::Work, weight: RuleId::LearningWeightWork, counted: work },
];

fn classes_of(people: &[Participant]) -> Vec<Id> {
    let classes: HashSet<Id> = people.iter().map(|p| p.class_id).collect();
    let mut classes: Vec<Id> = classes.into_iter().collect();
    classes.sort_unstable();
    classes
}

/// Minutes of the live sessions held; those of which nobody's attendance was recorded tell nothing of anybody.
fn attendance(conn: &mut Conn, people: &[Participant]) -> Result<HashMap<Id, Counted>> {
    let attended = live_sessions::attended(conn, ClassKind::TrainingClass, &classes_of(people))?;
    let minutes = |n: i64| u32::try_from(n).unwrap_or_default();
    Ok(people
        .iter()
        .map(|p| {
            let of = attended.get(&p.class_id).map(|a| a.of(p.user_id)).unwrap_or_default();
            let sessions: Vec<engine::Held> = of
                .iter()
                .map(|(held, there)| engine::Held {
                    minutes: minutes(*held),
                    attended: minutes(*there),
                })
                .collect();
            let counted = Counted {
                done: of.iter().map(|(_, there)| there).sum(),
                of: of.iter().map(|(held, _)| held).sum(),
                score: engine::attendance(&sessions),
            };
            (p.enrolment_id, counted)
        })
        .collect())
}

/// Tasks of the class handed in in time.
fn work(conn: &mut Conn, people: &[Participant]) -> Result<HashMap<Id, Counted>> {
    let tasks = parts::tasks(conn, &classes_of(people))?;
    let ids: Vec<Id> = people.iter().map(|p| p.enrolment_id).collect();
    let handed_in = parts::in_time(conn, &ids)?;
    Ok(people
        .iter()
        .map(|p| {
            let set = tasks.get(&p.class_id).map_or(&[][..], Vec::as_slice);
            let own = handed_in.get(&p.enrolment_id);
            let done =
                set.iter().filter(|(task, _)| own.is_some_and(|own| own.contains(task))).count();
            let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let score = engine::work(set.len(), done);
            (p.enrolment_id, Counted { done: number(done), of: number(set.len()), score })
        })
        .collect())
}

fn scheme(rules: &EffectiveRules) -> Scheme {
    let weight = |rule| rules.int(rule).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
    let mark = rules.int(RuleId::AssessmentPassMark).unwrap_or(100);
    Scheme {
        attendance: weight(RuleId::LearningWeightAttendance),
        work: weight(RuleId::LearningWeightWork),
        learning: weight(RuleId::AssessmentWeightLearning),
        test: weight(RuleId::AssessmentWeightTest),
        design: weight(RuleId::AssessmentWeightDesign),
        pass_mark: score(Score::points(mark)),
        threshold: expert_reviews::threshold(rules),
    }
}

/// By edition and region.
type Schemes = HashMap<(Id, String), (Scheme, EffectiveRules)>;

fn of<'s>(schemes: &'s Schemes, p: &Participant) -> Option<&'s (Scheme, EffectiveRules)> {
    schemes.get(&(p.edition_id, p.region_code.clone()))
}

/// What each of these comes to now.
pub fn compute(conn: &mut Conn, people: &[Participant], now: Ts) -> Result<HashMap<Id, Computed>> {
    let mut schemes = Schemes::new();
    for p in people {
        let key = (p.edition_id, p.region_code.clone());
        if let Entry::Vacant(free) = schemes.entry(key) {
            let rules = editions::rules_for(conn, p.edition_id, Some(&p.region_code))?;
            free.insert((scheme(&rules), rules));
        }
    }
    let mut sources = Vec::with_capacity(SOURCES.len());
    for source in SOURCES {
        sources.push((source, (source.counted)(conn, people)?));
    }
    let tasks = parts::tasks(conn, &classes_of(people))?;
    let mut tests = tested(conn, people, now)?;
    let thresholds: Vec<(Id, engine::Score)> = people
        .iter()
        .filter_map(|p| Some((p.enrolment_id, of(&schemes, p)?.0.threshold)))
        .collect();
    let designs = expert_reviews::designs_of(conn, &thresholds)?;
    let mut out = HashMap::with_capacity(people.len());
    for p in people {
        let Some((scheme, rules)) = of(&schemes, p) else { continue };
        let due = tasks.get(&p.class_id).into_iter().flatten().any(|(_, due)| *due > now);
        let complete = p.class_status == "finished" && !due;
        let scores = sources.iter().map(|(source, counted)| {
            let counted = counted.get(&p.enrolment_id).copied().unwrap_or_default();
            let weight = rules.int(source.weight).and_then(|n| u32::try_from(n).ok());
            SourceScore {
                key: source.key,
                weight: weight.unwrap_or_default(),
                share: None,
                done: counted.done,
                of: counted.of,
                score: counted.score.map(points),
            }
        });
        let learning = total(scores.collect(), complete);
        let test = tests.remove(&p.enrolment_id).unwrap_or_else(no_test);
        let said = designs.get(&p.enrolment_id).map_or(&[][..], |d| d.said.as_slice());
        let reviews =
            said.iter().map(|s| ReviewScore { slot: s.slot, total: points(s.total) }).collect();
        let design = design_state(reviews, scheme.threshold);
        out.insert(p.enrolment_id, composite_of(learning, test, design, scheme)?);
    }
    Ok(out)
}

fn no_test() -> TestPart {
    TestPart { score: None, complete: false, attempts: vec![] }
}

/// The online test of each: its best attempt, and whether it can still change.
fn tested(conn: &mut Conn, people: &[Participant], now: Ts) -> Result<HashMap<Id, TestPart>> {
    let mut batches: Vec<Id> = people.iter().map(|p| p.batch_id).collect();
    batches.sort_unstable();
    batches.dedup();
    let tests = parts::tests(conn, &batches)?;
    let ids: Vec<Id> = people.iter().map(|p| p.enrolment_id).collect();
    let attempts = parts::attempts(conn, &ids)?;
    Ok(people
        .iter()
        .filter_map(|p| {
            let (closes, most) = tests.get(&p.batch_id)?;
            let of = attempts.get(&p.enrolment_id).map_or(&[][..], Vec::as_slice);
            let ended: Vec<Score> =
                of.iter().filter_map(|score| score.and_then(Score::hundredths)).collect();
            let used = usize::try_from(*most).is_ok_and(|most| ended.len() >= most);
            let part = TestPart {
                score: ended.iter().max().copied(),
                complete: ended.len() == of.len() && (*closes <= now || used),
                attempts: ended,
            };
            Some((p.enrolment_id, part))
        })
        .collect())
}
