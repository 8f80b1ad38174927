//! Where the parts come from, their weights, and the sum: what is proposed can be added up again by hand. Pure.

use onex_assessment as engine;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::judgement::TrainingOutcome;
use crate::domains::results::Score;
use crate::platform::error::{Error, Result};
use crate::text_enum;

text_enum! {
    /// One of the three parts (三.1).
    pub enum Part {
        LearningRecord => "learning_record",
        OnlineTest => "online_test",
        TeachingDesign => "teaching_design",
    }
}

text_enum! {
    /// A source of the learning record.
    pub enum SourceKey {
        /// Minutes of the live sessions held.
        Attendance => "attendance",
        /// Tasks handed in in time.
        Work => "work",
    }
}

/// What one source of the learning record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LearningSource)]
pub struct SourceScore {
    #[schema(inline)]
    pub key: SourceKey,
    #[schema(minimum = 0, example = 60)]
    pub weight: u32,
    /// Weight ÷ sum of the weights that count, in lowest terms; none if it does not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!([3, 5]))]
    pub share: Option<[u64; 2]>,
    /// Minutes attended, or tasks handed in in time.
    #[schema(minimum = 0, example = 1035)]
    pub done: i64,
    /// Minutes held, or tasks set.
    #[schema(minimum = 0, example = 1080)]
    pub of: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

/// The learning record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LearningPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The class has finished and no task is due any more.
    pub complete: bool,
    pub sources: Vec<SourceScore>,
}

/// The online test: the best attempt counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TestPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// No attempt is under way or can be begun.
    pub complete: bool,
    /// The attempts that have ended, in their order.
    pub attempts: Vec<Score>,
}

/// What an expert gave in all; who they are is not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DesignReviewScore)]
pub struct ReviewScore {
    /// 3 decides where two differ too much.
    #[schema(minimum = 1, maximum = 3)]
    pub slot: i32,
    pub total: Score,
}

text_enum! {
    /// Where a teaching design stands.
    pub enum Marking {
        /// Not both experts have submitted.
        Waiting => "waiting",
        /// They differ by more than the threshold; a third is asked.
        NeedsThird => "needs_third",
        /// The mean of both.
        Agreed => "agreed",
        /// What the third expert said.
        Decided => "decided",
    }
}

/// The teaching design.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DesignPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    #[schema(inline)]
    pub state: Marking,
    /// By how much two experts may differ.
    pub threshold: Score,
    /// By how much they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Score>,
    pub reviews: Vec<ReviewScore>,
}

/// One summand of the composite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CompositeRow)]
pub struct PartRow {
    #[schema(inline)]
    pub part: Part,
    #[schema(minimum = 0, example = 30)]
    pub weight: u32,
    /// Weight ÷ sum of the weights, in lowest terms; none where the part is missing or has no weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!([3, 10]))]
    pub share: Option<[u64; 2]>,
    /// Once it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

/// Where the three parts come from, their weights by the edition's scheme, and the sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AssessmentArithmetic)]
pub struct Arithmetic {
    pub learning: LearningPart,
    pub test: TestPart,
    pub design: DesignPart,
    /// In the order learning record, online test, teaching design.
    pub parts: Vec<PartRow>,
    /// Which of them are missing; nobody passes without one.
    #[schema(inline)]
    pub missing: Vec<Part>,
    /// Σ share × score, rounded to hundredths, half up; once all three stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite: Option<Score>,
    /// From here on it passes.
    pub pass_mark: Score,
}

/// The edition's scheme, as it holds in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    pub attendance: u32,
    pub work: u32,
    pub learning: u32,
    pub test: u32,
    pub design: u32,
    pub pass_mark: engine::Score,
    pub threshold: engine::Score,
}

/// The arithmetic of a participant and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Computed {
    pub arithmetic: Arithmetic,
    /// None while a part is missing.
    pub proposed: Option<TrainingOutcome>,
}

/// A score of the engine as it is shown and stored.
pub fn points(score: engine::Score) -> Score {
    Score::hundredths(i32::from(score.hundredths())).unwrap_or(Score::points(100))
}

/// And back.
pub fn score(points: Score) -> engine::Score {
    let hundredths = u16::try_from(points.as_hundredths()).ok();
    hundredths.and_then(|h| engine::Score::new(h).ok()).unwrap_or(engine::Score::FULL)
}

/// The learning record out of its sources, with the shares of those that count.
pub fn total(mut sources: Vec<SourceScore>, complete: bool) -> LearningPart {
    let weighed: Vec<_> =
        sources.iter().map(|s| (s.key, engine::Weight(s.weight), s.score.map(score))).collect();
    let whole = engine::weighted(&weighed);
    for source in &mut sources {
        let row = whole.as_ref().and_then(|w| w.rows.iter().find(|row| row.key == source.key));
        source.share = row.map(|row| [row.share.0, row.share.1]);
    }
    LearningPart { score: whole.map(|w| points(w.score)), complete, sources }
}

/// The teaching design from what its experts gave.
pub fn design_state(reviews: Vec<ReviewScore>, threshold: engine::Score) -> DesignPart {
    let of = |slot| reviews.iter().find(|r| r.slot == slot).map(|r| score(r.total));
    let state = engine::design(of(1), of(2), of(3), threshold);
    let difference = of(1)
        .zip(of(2))
        .and_then(|(a, b)| Score::hundredths(i32::from(a.hundredths().abs_diff(b.hundredths()))));
    let marking = match state {
        engine::Design::Waiting => Marking::Waiting,
        engine::Design::NeedsThird { .. } => Marking::NeedsThird,
        engine::Design::Agreed { .. } => Marking::Agreed,
        engine::Design::Decided { .. } => Marking::Decided,
    };
    DesignPart {
        score: state.score().map(points),
        state: marking,
        threshold: points(threshold),
        difference,
        reviews,
    }
}

/// What the three come to together. What is not complete yet is shown and does not count.
///
/// # Errors
/// A scheme without any weight; the edition's rules do not have one.
pub fn composite_of(
    learning: LearningPart,
    test: TestPart,
    design: DesignPart,
    scheme: &Scheme,
) -> Result<Computed> {
    let stands = [
        learning.score.filter(|_| learning.complete),
        test.score.filter(|_| test.complete),
        design.score,
    ];
    let part = |weight, points: Option<Score>| engine::PartScore {
        weight: engine::Weight(weight),
        score: points.map(score),
    };
    let parts = engine::Parts {
        learning_record: part(scheme.learning, stands[0]),
        online_test: part(scheme.test, stands[1]),
        teaching_design: part(scheme.design, stands[2]),
    };
    let proposal = engine::propose(&parts, scheme.pass_mark)
        .map_err(|e| Error::internal(anyhow::anyhow!("{}", e.code())))?;
    let (composite, missing, rows) = match proposal {
        engine::Proposal::Composite(c) => (Some(c), vec![], true),
        engine::Proposal::Missing { parts } => (None, parts, false),
    };
    let weights = [scheme.learning, scheme.test, scheme.design];
    let parts = Part::ALL.iter().zip(weights).zip(stands).map(|((part, weight), score)| {
        let row = composite.as_ref().and_then(|c| {
            c.breakdown.rows.iter().find(|row| part_of(row.key) == *part).filter(|_| rows)
        });
        PartRow { part: *part, weight, share: row.map(|r| [r.share.0, r.share.1]), score }
    });
    let arithmetic = Arithmetic {
        parts: parts.collect(),
        missing: missing.into_iter().map(part_of).collect(),
        composite: composite.as_ref().map(|c| points(c.breakdown.score)),
        pass_mark: points(scheme.pass_mark),
        learning,
        test,
        design,
    };
    let proposed =
        composite.map(|c| if c.passed { TrainingOutcome::Passed } else { TrainingOutcome::Failed });
    Ok(Computed { arithmetic, proposed })
}

fn part_of(part: engine::Part) -> Part {
    match part {
        engine::Part::LearningRecord => Part::LearningRecord,
        engine::Part::OnlineTest => Part::OnlineTest,
        engine::Part::TeachingDesign => Part::TeachingDesign,
    }
}

impl Arithmetic {
    /// The parts that stand, in hundredths: learning record, online test, teaching design.
    pub fn standing(&self) -> [Option<i32>; 3] {
        let of = |part| {
            let row = self.parts.iter().find(|row| row.part == part);
            row.and_then(|row| row.score).map(Score::as_hundredths)
        };
        [of(Part::LearningRecord), of(Part::OnlineTest), of(Part::TeachingDesign)]
    }

    /// The scheme that it was made by.
    pub fn scheme(&self) -> Scheme {
        let source = |key| {
            let source = self.learning.sources.iter().find(|s| s.key == key);
            source.map_or(0, |s| s.weight)
        };
        let part = |part| self.parts.iter().find(|row| row.part == part).map_or(0, |r| r.weight);
        Scheme {
            attendance: source(SourceKey::Attendance),
            work: source(SourceKey::Work),
            learning: part(Part::LearningRecord),
            test: part(Part::OnlineTest),
            design: part(Part::TeachingDesign),
            pass_mark: score(self.pass_mark),
            threshold: score(self.design.threshold),
        }
    }

    /// The same arithmetic made again out of its own beginnings: sources, attempts, reviews.
    ///
    /// # Errors
    /// Those of [`composite_of`].
    pub fn again(&self) -> Result<Computed> {
        let sources = self.learning.sources.iter().cloned();
        let learning = total(
            sources.map(|s| SourceScore { score: share(s.done, s.of), ..s }).collect(),
            self.learning.complete,
        );
        let test =
            TestPart { score: self.test.attempts.iter().max().copied(), ..self.test.clone() };
        let scheme = self.scheme();
        let design = design_state(self.design.reviews.clone(), scheme.threshold);
        composite_of(learning, test, design, &scheme)
    }
}

/// `done` of `of` as a score; none of nothing.
pub fn share(done: i64, of: i64) -> Option<Score> {
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    engine::share(number(done), number(of)).map(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme() -> Scheme {
        let points = |n: u16| engine::Score::new(n * 100).unwrap();
        Scheme {
            attendance: 60,
            work: 40,
            learning: 30,
            test: 30,
            design: 40,
            pass_mark: points(60),
            threshold: points(15),
        }
    }

    fn source(key: SourceKey, weight: u32, done: i64, of: i64) -> SourceScore {
        SourceScore { key, weight, share: None, done, of, score: share(done, of) }
    }

    fn computed(test: &[i64], reviews: &[(i32, i64)], complete: bool) -> Computed {
        let sources =
            vec![source(SourceKey::Attendance, 60, 900, 1080), source(SourceKey::Work, 40, 0, 0)];
        let attempts: Vec<Score> = test.iter().map(|p| Score::points(*p)).collect();
        let reviews =
            reviews.iter().map(|(slot, p)| ReviewScore { slot: *slot, total: Score::points(*p) });
        let test = TestPart { score: attempts.iter().max().copied(), complete: true, attempts };
        let design = design_state(reviews.collect(), scheme().threshold);
        composite_of(total(sources, complete), test, design, &scheme()).unwrap()
    }

    #[test]
    fn the_arithmetic_adds_up_and_can_be_made_again() {
        let c = computed(&[40, 70], &[(1, 80), (2, 90)], true);
        let a = &c.arithmetic;
        // 900 of 1080 minutes; no task was set, so attendance is the whole of the learning record.
        assert_eq!(a.learning.score.map(|s| s.to_string()).as_deref(), Some("83.33"));
        assert_eq!(a.learning.sources[0].share, Some([1, 1]));
        assert_eq!(a.learning.sources[1].share, None);
        assert_eq!(a.standing(), [Some(8_333), Some(7_000), Some(8_500)]);
        // 0.3 × 83.33 + 0.3 × 70 + 0.4 × 85 = 79.999
        assert_eq!(a.composite.map(|s| s.to_string()).as_deref(), Some("80"));
        assert_eq!(c.proposed, Some(TrainingOutcome::Passed));
        assert_eq!(a.again().unwrap(), c);
        let text = serde_json::to_string(a).unwrap();
        assert_eq!(&serde_json::from_str::<Arithmetic>(&text).unwrap(), a);
    }

    #[test]
    fn nothing_is_proposed_while_a_part_is_missing_or_not_complete() {
        let waiting = computed(&[70], &[(1, 80)], true);
        assert_eq!(
            (waiting.proposed, waiting.arithmetic.missing),
            (None, vec![Part::TeachingDesign])
        );
        let apart = computed(&[70], &[(1, 60), (2, 76)], true);
        assert_eq!(apart.arithmetic.design.state, Marking::NeedsThird);
        assert_eq!(apart.proposed, None);
        let running = computed(&[], &[(1, 80), (2, 80)], false);
        let missing = [Part::LearningRecord, Part::OnlineTest];
        assert_eq!(running.arithmetic.missing, missing);
        // It is shown all the same.
        assert!(running.arithmetic.learning.score.is_some());
    }
}
