//! Batches for the tests, and what is read off their plans.

mod examples;
mod oracle;
mod properties;

use super::*;

/// 二.1.(2), with 30 as the size that is never exceeded.
const NOTICE: Limits = Limits { must: (1, 30), should: (15, 20), trainers: 1 };

/// A batch with its trainers and rules; regions without their own rules have the notice's.
#[derive(Debug, Clone, Default)]
struct Case {
    pub people: Vec<Participant<u32>>,
    pub trainers: Vec<Trainer<u32>>,
    pub rules: BTreeMap<String, Limits>,
}

impl Case {
    pub fn of(regions: &[(&str, usize)]) -> Self {
        let mut case = Case::default();
        regions.iter().for_each(|(region, people)| case.add_people(region, *people));
        case
    }

    pub fn add_people(&mut self, region: &str, count: usize) {
        for _ in 0..count {
            let id = self.people.iter().map(|p| p.id + 1).max().unwrap_or(1000);
            let (level, institution) = ((id % 3) as u8, id % 7);
            let (region, home) = (region.to_owned(), region.to_owned());
            self.people.push(Participant { id, region, home, level, institution });
        }
    }

    pub fn add_trainers(&mut self, region: Option<&str>, count: usize, free: usize) {
        for _ in 0..count {
            let (id, region) = (self.trainers.len() as u32, region.map(str::to_owned));
            self.trainers.push(Trainer { id, region, free });
        }
    }

    pub fn limits(&self, region: &str) -> Limits {
        self.rules.get(region).copied().unwrap_or(NOTICE)
    }

    /// The same once the remedy is made.
    fn after(&self, remedy: &Remedy) -> Self {
        let mut case = self.clone();
        match remedy {
            Remedy::Keep { .. } => {}
            Remedy::Join { region, with, .. } => {
                let people = case.people.iter_mut().filter(|p| p.region == *with);
                people.for_each(|p| p.region.clone_from(region));
                let trainers = case.trainers.iter_mut().filter_map(|t| t.region.as_mut());
                trainers.filter(|own| *own == with).for_each(|own| own.clone_from(region));
            }
            Remedy::MoveAway { region, count, .. } => {
                let mut left = *count;
                case.people.retain(|p| {
                    let moved = p.region == *region && left > 0;
                    left -= usize::from(moved);
                    !moved
                });
                assert_eq!(left, 0, "so many people are not there");
            }
            // Ids stay unique: nobody was taken away before.
            Remedy::Bring { region, count, .. } => case.add_people(region, *count),
            Remedy::AddTrainers { region, count, .. } => {
                case.add_trainers(region.as_deref(), *count, 1);
            }
        }
        case
    }
}

fn run(case: &Case) -> Outcome<u32> {
    split(&case.people, &case.trainers, &|region| case.limits(region)).unwrap()
}

/// The cost of a plan as its classes are.
fn cost_of(case: &Case, plan: &Plan<u32>) -> Cost {
    let mut cost = Cost::default();
    for class in &plan.classes {
        let (min, max) = case.limits(&class.region).should;
        let size = class.participants.len();
        cost.deviations += usize::from(size < min || size > max);
        cost.outside += min.saturating_sub(size) + size.saturating_sub(max);
        cost.classes += 1;
    }
    cost
}
