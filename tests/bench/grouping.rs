//! Splitting all teachers of the country into classes, beside sorting the same rows by region and time. A computation of
//! this process alone: no server, no database.

use std::collections::BTreeMap;
use std::time::Instant;

use onex_grouping::training::{Limits, Outcome, Participant, Plan, Trainer, split};

use crate::load::median;
use crate::process;
use crate::report::{Figure, Goal};
use crate::stage::Fallible;

/// As long as those of the database.
type Id = [u8; 16];

const TEACHERS: usize = 60_000;
const REGIONS: usize = 31;
const INSTITUTIONS: usize = 1_500;
/// The notice's rules (二.1.(2)), and 30 as the size that is never exceeded.
const LIMITS: Limits = Limits { must: (1, 30), should: (15, 20), trainers: 1 };

/// What every name of a figure here has in it, and no other.
pub const WORD: &str = "grouping";

/// What is measured, by name.
pub const NAMES: [&str; 3] =
    ["grouping, ample trainers", "grouping, scarce trainers", "memory of grouping"];

/// Trainers' places for each hundred classes of 20: own ones of each region, and those of any region.
const PLACES: [(usize, usize); 2] = [(70, 40), (50, 30)];

/// Both splits, so many times each in turn with sorting.
pub fn measure(rounds: usize) -> Fallible<Vec<Figure>> {
    process::forget_peak(std::process::id());
    let people = people();
    let mut figures = Vec::new();
    for (name, (own, anywhere)) in NAMES.into_iter().zip(PLACES) {
        let trainers = trainers(&people, own, anywhere);
        let plan = solved(&people, &trainers)?;
        check(&people, &trainers, &plan)?;
        let wished: usize = sizes(&people).values().map(|n| n.div_ceil(LIMITS.should.1)).sum();
        let enough = own + anywhere >= 100;
        if enough != (plan.cost.deviations == 0 && plan.cost.classes == wished) {
            return Err(format!("{name}: {:?} of {wished} classes wished", plan.cost).into());
        }
        let remark = format!("{} classes, {} deviate", plan.cost.classes, plan.cost.deviations);
        drop(plan);
        let (mut sorted, mut split) = (vec![], vec![]);
        for _ in 0..rounds {
            sorted.push(sort(&people));
            let started = Instant::now();
            std::hint::black_box(solved(&people, &trainers)?);
            split.push(started.elapsed().as_secs_f64());
        }
        let figure = Figure::new(name, "-", median(&split), "s").floor(median(&sorted));
        figures.push(figure.goal(Goal::max_value(2.0)).remark(remark));
    }
    let peak = process::peak_rss_mb(std::process::id());
    figures.push(Figure::new(NAMES[2], "-", peak, "MB").goal(Goal::max_value(200.0)));
    Ok(figures)
}

/// Teachers in the order in which they were enrolled: regions of very different size, institutions with a few or dozens.
fn people() -> Vec<Participant<Id>> {
    (0..TEACHERS)
        .map(|i| {
            // Spread over the rows by a multiplier that has no divisor in common with their number.
            let n = i * 7_919 % TEACHERS;
            // The triangular numbers: region r has about 2r + 1 of 961 parts.
            let region = (n * REGIONS * REGIONS / TEACHERS).isqrt();
            let code = format!("{:02}", 11 + region);
            let institution = region * INSTITUTIONS / REGIONS + n * n % (INSTITUTIONS / REGIONS);
            Participant {
                id: id(i),
                region: code.clone(),
                home: code,
                level: (institution % 3) as u8,
                institution: id(institution),
            }
        })
        .collect()
}

fn id(n: usize) -> Id {
    (n as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835).to_be_bytes()
}

fn sizes(people: &[Participant<Id>]) -> BTreeMap<&str, usize> {
    let mut sizes = BTreeMap::new();
    people.iter().for_each(|person| *sizes.entry(person.region.as_str()).or_default() += 1);
    sizes
}

/// So many places for each hundred classes of 20, two for each trainer.
fn trainers(people: &[Participant<Id>], own: usize, anywhere: usize) -> Vec<Trainer<Id>> {
    let mut trainers: Vec<Trainer<Id>> = Vec::new();
    let mut add = |region: Option<&str>, places: usize| {
        for _ in 0..places.div_ceil(2) {
            let id = id(1_000_000 + trainers.len());
            trainers.push(Trainer { id, region: region.map(str::to_owned), free: 2 });
        }
    };
    for (region, people) in sizes(people) {
        add(Some(region), people * own / 2_000);
    }
    add(None, TEACHERS * anywhere / 2_000);
    trainers
}

fn solved(people: &[Participant<Id>], trainers: &[Trainer<Id>]) -> Fallible<Plan<Id>> {
    match split(people, trainers, &|_| LIMITS)? {
        Outcome::Plan(plan) => Ok(plan),
        Outcome::Refused(refusal) => Err(format!("refused: {:?}", refusal.reasons).into()),
    }
}

/// Everybody once, within the sizes, with a trainer who has a class free.
fn check(people: &[Participant<Id>], trainers: &[Trainer<Id>], plan: &Plan<Id>) -> Fallible<()> {
    let mut placed: Vec<&Id> = plan.classes.iter().flat_map(|c| &c.participants).collect();
    let mut all: Vec<&Id> = people.iter().map(|p| &p.id).collect();
    placed.sort_unstable();
    all.sort_unstable();
    let mut free: BTreeMap<&Id, usize> = trainers.iter().map(|t| (&t.id, t.free)).collect();
    let taken = plan.classes.iter().flat_map(|c| &c.trainers).all(|trainer| {
        let left = free.get_mut(trainer).and_then(|free| free.checked_sub(1).map(|n| *free = n));
        left.is_some()
    });
    let (least, most) = LIMITS.must;
    let sound = plan.classes.iter().all(|class| {
        (least..=most).contains(&class.participants.len()) && class.trainers.len() == 1
    });
    if placed != all || !taken || !sound {
        return Err("the teachers are not split as the rules say".into());
    }
    Ok(())
}

/// The floor: the rows by region and time of enrolment; seconds.
fn sort(people: &[Participant<Id>]) -> f64 {
    let mut rows: Vec<(&str, usize, &Id)> =
        people.iter().enumerate().map(|(time, p)| (p.region.as_str(), time, &p.id)).collect();
    // As they may lie in a table: by id.
    rows.sort_unstable_by_key(|(_, _, id)| *id);
    let started = Instant::now();
    rows.sort_unstable_by_key(|(region, time, _)| (*region, *time));
    std::hint::black_box(&rows);
    started.elapsed().as_secs_f64()
}
