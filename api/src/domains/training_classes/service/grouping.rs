//! The preview of a grouping: which classes the engine would make, or which rule keeps it from making any. It keeps
//! nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use onex_grouping::training::{self as engine, Limits, Outcome};
use onex_rules::{EffectiveRules, RuleId, Severity};

use super::super::model::{
    GroupingDeviation, GroupingPreview, GroupingReason, GroupingRefusal, GroupingRequest, Numbers,
    PoolTrainer, PreviewClass, PreviewParticipant, ReasonCode, RegionGroup, at_once, checks,
    main_region,
};
use super::super::store::trainers as staff;
use super::super::{policy, store};
use super::form::MOST;
use super::ground::{Ground, length};
use super::remedies;
use super::trainers::is_there;
use crate::domains::editions::RuleSeverity;
use crate::domains::institutions::InstitutionLevel;
use crate::domains::training_batches;
use crate::domains::training_enrolments::{self as enrolments, Participant};
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::state::State;

/// Shows which classes a grouping would make of those who have a place and no class.
///
/// # Errors
/// `not_found` for a batch out of reach; `state_forbids` for one of which no classes are formed; 422 for regions that
/// are not the caller's, and for more people than one grouping has.
pub async fn preview(
    state: &State,
    caller: Caller,
    request: GroupingRequest,
) -> Result<GroupingPreview> {
    caller.may(policy::TABLE, "training_classes.form")?;
    state.db.snapshot(move |conn| previewed(conn, &caller, &request)).await
}

fn previewed(
    conn: &mut Conn,
    caller: &Caller,
    request: &GroupingRequest,
) -> Result<GroupingPreview> {
    let reach = training_batches::Reach::of(caller);
    let batch = training_batches::find_in(conn, &reach, request.batch_id)?;
    if !batch.status.forms_classes() {
        let detail = format!("The batch is {}: no classes are formed of it", batch.status);
        return Err(Error::because(Code::StateForbids, detail).why("batch_forms_no_classes", []));
    }
    let mut ground = Ground::of(conn, batch.id)?;
    let wanted = wanted(conn, &ground, &caller.scope, request.region_codes.as_deref())?;
    let mut people = enrolments::unplaced(conn, batch.id)?;
    people.retain(|p| wanted.contains(&p.row.region_code));
    if people.len() > MOST {
        let message = format!("hold more than {MOST} people together; name fewer regions");
        return Err(Error::field("/region_codes", "too_many", message));
    }
    let intake = Intake::of(conn, &mut ground, &people, &wanted)?;
    let mut preview = GroupingPreview {
        batch_id: batch.id,
        groups: intake.groups(),
        trainers: intake.pool.clone(),
        classes: vec![],
        deviations: vec![],
        refusal: None,
        remedies: vec![],
    };
    match intake.split(&[])? {
        Outcome::Plan(plan) => {
            preview.classes = classes(conn, &ground, &people, &plan)?;
            preview.deviations = deviations(conn, &mut ground, &preview.classes)?;
            preview.remedies = remedies::of_plan(conn, &mut ground, &intake, &plan)?;
        }
        Outcome::Refused(refusal) => {
            let reasons = refusal.reasons.iter().map(|reason| intake.reason(reason)).collect();
            preview.refusal = Some(GroupingRefusal { reasons });
            preview.remedies = remedies::of_refusal(conn, &mut ground, &intake, &refusal)?;
        }
    }
    Ok(preview)
}

/// The regions to be grouped, each with those that it trains together with.
///
/// # Errors
/// 422 with a pointer to each that is no region of the batch, or not the caller's.
fn wanted(
    conn: &mut Conn,
    ground: &Ground,
    scope: &Scope,
    named: Option<&[String]>,
) -> Result<BTreeSet<String>> {
    let mut of_batch = training_batches::regions_of(conn, ground.batch.id)?;
    of_batch.retain(|region| super::form::reaches(ground, scope, region));
    let Some(named) = named else { return Ok(of_batch.into_iter().collect()) };
    let wrong: Vec<FieldError> = named
        .iter()
        .enumerate()
        .filter(|(_, region)| !of_batch.contains(region))
        .map(|(i, region)| {
            FieldError::new(
                format!("/region_codes/{i}"),
                "unknown",
                format!("{region:?} is no region of the batch that you may group"),
            )
        })
        .collect();
    if !wrong.is_empty() {
        return Err(Error::fields(wrong));
    }
    Ok(named.iter().flat_map(|region| ground.bonds.group(region)).collect())
}

/// What the engine is given.
pub struct Intake {
    people: Vec<engine::Participant<Id>>,
    trainers: Vec<engine::Trainer<Id>>,
    pub pool: Vec<PoolTrainer>,
    /// By the name of a group: its regions, and what holds for them.
    groups: BTreeMap<String, Group>,
}

struct Group {
    regions: BTreeSet<String>,
    people: usize,
    rules: EffectiveRules,
}

/// Somebody of another region who would come into a group.
pub struct Guest {
    pub group: String,
    pub home: String,
}

impl Intake {
    fn of(
        conn: &mut Conn,
        ground: &mut Ground,
        people: &[Participant],
        wanted: &BTreeSet<String>,
    ) -> Result<Self> {
        let names: BTreeSet<String> =
            people.iter().map(|p| ground.bonds.name(&p.row.region_code)).collect();
        let mut groups = BTreeMap::new();
        for name in names {
            let regions = ground.bonds.group(&name);
            let homes = people.iter().map(|p| p.row.region_code.as_str());
            let homes: Vec<&str> = homes.filter(|home| regions.contains(*home)).collect();
            let main = main_region(homes.iter().copied());
            let rules = ground.rules(conn, &main)?.clone();
            groups.insert(name, Group { people: homes.len(), regions, rules });
        }
        let taking: HashSet<Id> = people.iter().map(|p| p.row.user_id).collect();
        let pool = pool(conn, ground, wanted, &taking)?;
        Ok(Intake {
            people: people.iter().map(|p| participant(ground, p)).collect(),
            trainers: pool
                .iter()
                .map(|t| engine::Trainer {
                    id: t.user_id,
                    region: t.region_code.as_ref().map(|region| ground.bonds.name(region)),
                    free: t.free,
                })
                .collect(),
            pool,
            groups,
        })
    }

    fn groups(&self) -> Vec<RegionGroup> {
        self.groups
            .values()
            .map(|g| RegionGroup {
                region_codes: g.regions.iter().cloned().collect(),
                participants: g.people,
            })
            .collect()
    }

    /// The engine's answer, with these besides.
    pub fn split(&self, guests: &[Guest]) -> Result<Outcome<Id>> {
        let mut people = self.people.clone();
        people.extend(guests.iter().enumerate().map(|(i, guest)| engine::Participant {
            // Ids that nobody has: only how many they are matters.
            id: Id(uuid::Uuid::from_u128(i as u128)),
            region: guest.group.clone(),
            home: guest.home.clone(),
            level: 0,
            institution: Id::NIL,
        }));
        let limits = |name: &str| self.groups.get(name).map_or(WIDE, |g| limits(&g.rules));
        engine::split(&people, &self.trainers, &limits)
            .map_err(|e| Error::because(Code::Conflict, e.to_string()))
    }

    /// The regions behind the name of a group.
    pub fn regions(&self, name: &str) -> Vec<String> {
        self.groups
            .get(name)
            .map_or_else(|| vec![name.to_string()], |g| g.regions.iter().cloned().collect())
    }

    /// Whether a region has the same limits as a group.
    pub fn agrees(&self, name: &str, rules: &EffectiveRules) -> bool {
        self.groups.get(name).is_some_and(|g| limits(&g.rules) == limits(rules))
    }

    fn reason(&self, reason: &engine::Reason) -> GroupingReason {
        use engine::Reason::{Crowded, NoTrainer, Small, Trainers};
        let (code, names, rule, limit, actual) = match reason {
            NoTrainer { region } => {
                (ReasonCode::NoTrainer, vec![region], RuleId::TrainingClassMinTrainers, None, 0)
            }
            Trainers { regions, needed, slots } => {
                let rule = RuleId::TrainingClassMinTrainers;
                (ReasonCode::Trainers, regions.iter().collect(), rule, Some(*needed), *slots)
            }
            Crowded { region, people, .. } => {
                let strict = self.groups.get(region).is_some_and(|g| {
                    g.rules.get(RuleId::TrainingClassSizeMax).severity == Severity::Must
                });
                let rule = if strict {
                    RuleId::TrainingClassSizeMax
                } else {
                    RuleId::TrainingClassSizeCeiling
                };
                (ReasonCode::Crowded, vec![region], rule, None, *people)
            }
            Small { region, people, .. } => {
                (ReasonCode::Small, vec![region], RuleId::TrainingClassSizeMin, None, *people)
            }
        };
        let rules = names.first().and_then(|name| self.groups.get(*name)).map(|g| &g.rules);
        let found = rules.map(|rules| rules.get(rule));
        let value = found.and_then(|r| r.value.as_int()).unwrap_or_default();
        GroupingReason {
            code,
            region_codes: names.into_iter().flat_map(|name| self.regions(name)).collect(),
            rule: rule.to_string(),
            clause: found.map(|r| r.clause.clone()).unwrap_or_default(),
            limit: limit.map_or(value, length),
            actual: length(actual),
        }
    }
}

const WIDE: Limits = Limits { must: (1, MOST), should: (1, MOST), trainers: 1 };

/// The numbers of the rules as the engine wants them: `must` is what no reason goes beyond.
fn limits(rules: &EffectiveRules) -> Limits {
    let number = |rule| {
        let value = rules.int(rule).and_then(|n| usize::try_from(n).ok());
        value.unwrap_or_default().clamp(1, MOST)
    };
    let firm = |rule| rules.get(rule).severity == Severity::Must;
    let (min, max) = (number(RuleId::TrainingClassSizeMin), number(RuleId::TrainingClassSizeMax));
    let ceiling = if firm(RuleId::TrainingClassSizeCeiling) {
        number(RuleId::TrainingClassSizeCeiling)
    } else {
        MOST
    };
    let must = (
        if firm(RuleId::TrainingClassSizeMin) { min } else { 1 },
        if firm(RuleId::TrainingClassSizeMax) { max } else { ceiling },
    );
    Limits { must, should: (min, max), trainers: number(RuleId::TrainingClassMinTrainers) }
}

fn participant(ground: &Ground, p: &Participant) -> engine::Participant<Id> {
    engine::Participant {
        id: p.row.id,
        region: ground.bonds.name(&p.row.region_code),
        home: p.row.region_code.clone(),
        level: match p.row.level {
            InstitutionLevel::Undergraduate => 0,
            InstitutionLevel::HigherVocational => 1,
            InstitutionLevel::SecondaryVocational => 2,
        },
        institution: p.row.institution_id,
    }
}

/// The pool as far as these regions go, with the classes that each can still take: none for who takes part in one that
/// is to be made, and for whose grant was withdrawn.
fn pool(
    conn: &mut Conn,
    ground: &mut Ground,
    wanted: &BTreeSet<String>,
    taking: &HashSet<Id>,
) -> Result<Vec<PoolTrainer>> {
    let span = (ground.batch.starts_on, ground.batch.ends_on);
    let users: Vec<Id> = ground.pool.iter().map(|t| t.user_id).collect();
    let days = staff::days(conn, &users, &[])?;
    let mut out = Vec::new();
    for trainer in ground.pool.clone() {
        if trainer
            .region_code
            .as_ref()
            .is_some_and(|region| ground.bonds.group(region).is_disjoint(wanted))
        {
            continue;
        }
        let place = trainer.region_code.clone().or_else(|| wanted.first().cloned());
        let rules = ground.rules(conn, place.as_deref().unwrap_or_default())?;
        let most = rules.int(RuleId::TrainerMaxClasses).unwrap_or_default();
        let most = usize::try_from(most).unwrap_or_default();
        let busy = days.get(&trainer.user_id).map_or(0, |days| at_once(days, span));
        let can = is_there(&trainer, span)
            && ground.granted.contains(&trainer.user_id)
            && !taking.contains(&trainer.user_id);
        out.push(PoolTrainer {
            free: if can { most.saturating_sub(busy) } else { 0 },
            user_id: trainer.user_id,
            name: trainer.name,
            region_code: trainer.region_code,
        });
    }
    Ok(out)
}

/// The classes of a plan, with titles that no class of the edition has: lists and files show several batches together.
fn classes(
    conn: &mut Conn,
    ground: &Ground,
    people: &[Participant],
    plan: &engine::Plan<Id>,
) -> Result<Vec<PreviewClass>> {
    let known: BTreeMap<Id, &Participant> = people.iter().map(|p| (p.row.id, p)).collect();
    let mut taken = store::titles_of_edition(conn, ground.batch.edition_id)?;
    Ok(plan
        .classes
        .iter()
        .map(|class| {
            let members = class.participants.iter().filter_map(|id| known.get(id).copied());
            let participants: Vec<PreviewParticipant> = members.map(shown).collect();
            let homes: BTreeSet<&str> =
                participants.iter().map(|p| p.region_code.as_str()).collect();
            let region_codes: Vec<String> = homes.into_iter().map(str::to_string).collect();
            PreviewClass {
                title: title(&region_codes, &mut taken),
                region_codes,
                participants,
                trainer_ids: class.trainers.clone(),
            }
        })
        .collect())
}

/// Names of the regions and a number.
fn title(regions: &[String], taken: &mut HashSet<String>) -> String {
    let names: Vec<&str> = regions
        .iter()
        .map(|code| onex_identity::regions::by_code(code).map_or(code.as_str(), |r| r.short_zh))
        .collect();
    // A title has room for 50 characters, six of them for the number.
    let start: String = names.join("·").chars().take(44).collect();
    let mut number = 1_usize;
    loop {
        let title = format!("{start} {number} 班");
        if taken.insert(title.clone()) {
            return title;
        }
        number += 1;
    }
}

fn shown(p: &Participant) -> PreviewParticipant {
    PreviewParticipant {
        enrolment_id: p.row.id,
        teacher: p.teacher.clone(),
        institution: p.institution.clone(),
        region_code: p.row.region_code.clone(),
        level: p.row.level,
        seq: p.row.seq,
    }
}

/// Where the classes do not keep to the rules of their regions: what forming them would ask a reason for.
fn deviations(
    conn: &mut Conn,
    ground: &mut Ground,
    classes: &[PreviewClass],
) -> Result<Vec<GroupingDeviation>> {
    let mut out = Vec::new();
    for (i, class) in classes.iter().enumerate() {
        let main = main_region(class.participants.iter().map(|p| p.region_code.as_str()));
        let numbers = Numbers {
            participants: length(class.participants.len()),
            trainers: length(class.trainer_ids.len()),
            regions: length(class.region_codes.len()),
            busiest: None,
        };
        let reason = ground.bonds.reason(&class.region_codes);
        let rules = ground.rules(conn, &main)?;
        for check in checks(&class.title, None, &numbers) {
            let Some(found) = rules.check(check.rule, check.after, check.subject) else { continue };
            let agreed = reason.as_ref().filter(|given| given.rule == found.rule);
            out.push(GroupingDeviation {
                class: i,
                rule: found.rule.to_string(),
                clause: found.clause,
                severity: RuleSeverity::from(found.severity).to_string(),
                limit: found.limit.as_int().unwrap_or_default(),
                actual: found.actual.as_int().unwrap_or_default(),
                reason: agreed.map(|given| given.reason.clone()),
            });
        }
    }
    Ok(out)
}

/// Whom other batches of the period and other regions of this one could send: batch, its title, region, how many.
pub fn neighbours(
    conn: &mut Conn,
    ground: &Ground,
    intake: &Intake,
) -> Result<Vec<(Id, String, String, usize)>> {
    let batch = &ground.batch;
    let mut titles: BTreeMap<Id, String> =
        store::beside(conn, batch.edition_id, batch.period, batch.id)?
            .into_iter()
            .map(|b| (b.id, b.title))
            .collect();
    titles.insert(batch.id, batch.title.clone());
    let ids: Vec<Id> = titles.keys().copied().collect();
    let known: BTreeSet<&String> = intake.groups.values().flat_map(|g| &g.regions).collect();
    Ok(store::unplaced(conn, &ids)?
        .into_iter()
        .filter(|(id, region, _)| *id != batch.id || !known.contains(region))
        .filter_map(|(id, region, n)| {
            let title = titles.get(&id)?.clone();
            Some((id, title, region, usize::try_from(n).ok()?))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_the_regions_and_count_on() {
        let mut taken = HashSet::from(["江苏 1 班".to_string()]);
        assert_eq!(title(&["32".into()], &mut taken), "江苏 2 班");
        assert_eq!(title(&["32".into()], &mut taken), "江苏 3 班");
        assert_eq!(title(&["32".into(), "42".into()], &mut taken), "江苏·湖北 1 班");
    }
}
