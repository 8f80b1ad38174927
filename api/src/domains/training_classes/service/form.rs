//! Forming classes of a batch: a whole grouping, as edited, or one class by hand. All of them or none.

use std::collections::{BTreeMap, HashMap, HashSet};

use actix_web::HttpResponse;
use time::Date;

use super::super::model::{
    ClassRow, ClassStatus, Grouping, NewClass, NewClassOfBatch, NewGrouping, Numbers, at_once,
    main_region,
};
use super::super::store::trainers as staff;
use super::super::{policy, store};
use super::ground::{Candidate, Ground, length, regions_of};
use super::trainers::{day_faults, faults, note_own, same_person};
use super::{none_yet, notify, shown, shown_one, subject};
use crate::domains::editions::OverrideInput;
use crate::domains::training_batches::{self, BatchStatus};
use crate::domains::training_enrolments::{self as enrolments, EnrolmentStatus, Participant};
use crate::platform::audit;
use crate::platform::auth::{Caller, Scope};
use crate::platform::db::{Conn, Id, Json, Ts};
use crate::platform::error::{Code, Error, FieldError, Result};
use crate::platform::follow::{self, Follower, Told};
use crate::platform::http::{IdempotencyKey, Idempotent};
use crate::platform::ids;
use crate::platform::state::State;

/// Participants of one grouping at most.
pub const MOST: usize = 5000;

/// Forms the classes of a grouping.
///
/// # Errors
/// `not_found` for who is not enrolled in the batch within the caller's reach; 422 for trainers and dates;
/// `conflict` with a pointer to each who was placed meanwhile; `same_person` for who would train the class they are in; `not_agreed` for regions that do not train together;
/// `rule_violated` or `rule_override_required` naming every class that breaks a rule.
pub async fn group(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewGrouping,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_classes.form")?;
    let people: usize = new.classes.iter().map(|c| c.enrolment_ids.len()).sum();
    if people > MOST {
        let message = format!("have more than {MOST} participants together");
        return Err(
            Error::field("/classes", "length", message).naming([("max_items", MOST.into())])
        );
    }
    let (now, followers) = (state.clock.now(), state.followers);
    let (request, by) = (serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_training_grouping", &request, move |conn| {
            let forming = Forming { caller: &caller, followers, at: now, pointer: "/classes/" };
            let rows = forming.form(conn, new.batch_id, &new.classes, &new.overrides)?;
            let location = format!("/api/v1/training-classes?batch_id={}", new.batch_id);
            Idempotent::created(location, &Grouping { classes: shown(conn, rows)? })
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// Forms one class by hand.
///
/// # Errors
/// Those of [`group`].
pub async fn create(
    state: &State,
    caller: Caller,
    key: IdempotencyKey,
    new: NewClassOfBatch,
) -> Result<HttpResponse> {
    caller.may(policy::TABLE, "training_classes.form")?;
    let (now, followers) = (state.clock.now(), state.followers);
    let (request, by) = (serde_json::to_vec(&new)?, caller.clone());
    let answer = key
        .run(state, &by, "create_training_class", &request, move |conn| {
            let class = NewClass {
                title: new.title,
                enrolment_ids: new.enrolment_ids,
                trainer_ids: new.trainer_ids,
                starts_on: new.starts_on,
                ends_on: new.ends_on,
            };
            let forming = Forming { caller: &caller, followers, at: now, pointer: "" };
            let rows = forming.form(conn, new.batch_id, &[class], &new.overrides)?;
            let row = rows.first().ok_or_else(|| Error::new(Code::NotFound))?;
            let location = format!("/api/v1/training-classes/{}", row.id);
            Idempotent::created(location, &shown_one(conn, row.id)?)
        })
        .await?;
    state.wake_streams();
    Ok(answer)
}

/// Whether somebody who reaches so far forms classes with people of this region of a batch.
pub fn reaches(ground: &Ground, scope: &Scope, region: &str) -> bool {
    scope.covers_region(region)
        || matches!(scope, Scope::Region(own) if ground.bonds.group(own).contains(region))
}

struct Forming<'a> {
    caller: &'a Caller,
    followers: &'static [Follower],
    at: Ts,
    /// What stands before the number of a class in a pointer; empty for the only one.
    pointer: &'static str,
}

/// A class that is about to be formed.
struct Draft {
    row: ClassRow,
    people: Vec<Participant>,
    regions: Vec<String>,
    trainers: Vec<Id>,
}

impl Forming<'_> {
    fn form(
        &self,
        conn: &mut Conn,
        batch: Id,
        new: &[NewClass],
        overrides: &[OverrideInput],
    ) -> Result<Vec<ClassRow>> {
        training_batches::lock(conn, &[batch])?;
        let reach = training_batches::Reach::of(self.caller);
        let batch = training_batches::find_in(conn, &reach, batch)?;
        if !batch.status.forms_classes() {
            let detail = format!("The batch is {}: no classes are formed of it", batch.status);
            return Err(
                Error::because(Code::StateForbids, detail).why("batch_forms_no_classes", [])
            );
        }
        let mut ground = Ground::of(conn, batch.id)?;
        let mut drafts = self.drafts(conn, &ground, new)?;
        let users: Vec<Id> = new.iter().flat_map(|c| c.trainer_ids.iter().copied()).collect();
        training_batches::lock_trainers(conn, &users)?;
        let numbers = numbers(conn, &ground, &drafts, &users)?;
        let candidates: Vec<Candidate<'_>> = drafts
            .iter()
            .zip(&numbers)
            .map(|(draft, after)| Candidate {
                title: &draft.row.title,
                region: &draft.row.region_code,
                regions: &draft.regions,
                before: None,
                after,
                standing: &[],
            })
            .collect();
        let settled = ground.settle(conn, &candidates, overrides, self.caller.user, self.at)?;
        for (draft, deviations) in drafts.iter_mut().zip(settled) {
            draft.row.deviations = Json::of(&deviations);
        }
        self.write(conn, &drafts)?;
        let unplaced = enrolments::unplaced_count(conn, batch.id)?;
        if batch.status == BatchStatus::Enrolling && unplaced == 0 {
            let to = BatchStatus::Grouped;
            training_batches::bring(conn, self.caller, self.followers, batch.id, to, self.at)?;
        }
        Ok(drafts.into_iter().map(|d| d.row).collect())
    }

    fn at(&self, class: usize) -> String {
        if self.pointer.is_empty() { String::new() } else { format!("{}{class}", self.pointer) }
    }

    /// Classes of people who can be placed, with trainers and days that fit.
    fn drafts(&self, conn: &mut Conn, ground: &Ground, new: &[NewClass]) -> Result<Vec<Draft>> {
        let ids: Vec<Id> = new.iter().flat_map(|c| c.enrolment_ids.iter().copied()).collect();
        let known: HashMap<Id, Participant> =
            enrolments::named(conn, &ids)?.into_iter().map(|p| (p.row.id, p)).collect();
        let mut seen = HashSet::new();
        let mut unknown = Error::new(Code::NotFound);
        let mut placed = Error::new(Code::Conflict).why("placed_meanwhile", []);
        let mut own = same_person();
        let (mut wrong, mut drafts) = (Vec::new(), Vec::new());
        for (i, class) in new.iter().enumerate() {
            let mut people = Vec::with_capacity(class.enrolment_ids.len());
            for (j, id) in class.enrolment_ids.iter().enumerate() {
                let pointer = format!("{}/enrolment_ids/{j}", self.at(i));
                let reached = known.get(id).filter(|p| {
                    p.row.batch_id == ground.batch.id
                        && reaches(ground, &self.caller.scope, &p.row.region_code)
                });
                match reached {
                    None => {
                        unknown =
                            unknown.and_field(pointer, "unknown", "is not enrolled in the batch")
                    }
                    Some(_) if !seen.insert(*id) => {
                        wrong.push(FieldError::new(pointer, "duplicate", "is named twice"))
                    }
                    Some(p) if p.row.status != EnrolmentStatus::Enrolled => {
                        let message = format!("is {} already", p.row.status);
                        placed = placed.and_field(pointer, "placed", message);
                    }
                    Some(p) => people.push(p.clone()),
                }
            }
            let regions: Vec<String> = regions_of(&people).into_iter().collect();
            let days = days_of(ground, class);
            wrong.extend(day_faults(ground, days, &self.at(i)));
            let pointer = format!("{}/trainer_ids", self.at(i));
            wrong.extend(faults(ground, (&class.trainer_ids, &[]), &regions, days, &pointer));
            own = note_own(own, &class.trainer_ids, &people, &pointer);
            let row = self.row(ground, class, &people, days);
            drafts.push(Draft { row, people, regions, trainers: class.trainer_ids.clone() });
        }
        if !unknown.field_errors().is_empty() {
            return Err(unknown);
        }
        if !wrong.is_empty() {
            return Err(Error::fields(wrong));
        }
        for refusal in [placed, own] {
            if !refusal.field_errors().is_empty() {
                return Err(refusal);
            }
        }
        agreed(ground, drafts.iter().map(|d| (d.row.title.as_str(), d.regions.as_slice())))?;
        Ok(drafts)
    }

    fn row(
        &self,
        ground: &Ground,
        class: &NewClass,
        people: &[Participant],
        (starts_on, ends_on): (Date, Date),
    ) -> ClassRow {
        let title = class.title.trim().to_string();
        ClassRow {
            id: ids::new(),
            batch_id: ground.batch.id,
            edition_id: ground.batch.edition_id,
            period: ground.batch.period,
            title_pinyin: onex_identity::pinyin::initials_of_title(&title),
            title,
            region_code: main_region(people.iter().map(|p| p.row.region_code.as_str())),
            status: ClassStatus::Formed,
            starts_on,
            ends_on,
            deviations: none_yet(),
            started_at: None,
            started_by: None,
            finished_at: None,
            finished_by: None,
            remarks: None,
            created_at: self.at,
            updated_at: self.at,
            version: 1,
        }
    }

    fn write(&self, conn: &mut Conn, drafts: &[Draft]) -> Result<()> {
        let rows: Vec<ClassRow> = drafts.iter().map(|d| d.row.clone()).collect();
        store::insert(conn, &rows)?;
        let event = "training_class.form";
        for draft in drafts {
            let row = &draft.row;
            store::set_regions(conn, row.id, &draft.regions)?;
            staff::set(conn, row.id, &draft.trainers)?;
            let people: Vec<Id> = draft.people.iter().map(|p| p.row.id).collect();
            enrolments::put_in_class(conn, &people, None, Some(row.id), self.at)?;
            let detail = serde_json::json!({
                "title": row.title, "participants": people, "trainers": draft.trainers,
                "regions": draft.regions, "deviations": row.deviations.value(),
            });
            audit::record(conn, Some(self.caller), self.at, event, subject(row), &detail)?;
            notify::formed(conn, self.caller, row, &draft.people, &draft.trainers, self.at)?;
            let told = Told {
                event,
                id: row.id,
                caller: self.caller,
                reason: None,
                at: self.at,
                followers: self.followers,
            };
            follow::tell(conn, self.followers, &told)?;
        }
        Ok(())
    }
}

fn days_of(ground: &Ground, class: &NewClass) -> (Date, Date) {
    let starts_on = class.starts_on.unwrap_or(ground.batch.starts_on);
    (starts_on, class.ends_on.unwrap_or(ground.batch.ends_on))
}

/// Refuses classes that mix regions which do not train together.
///
/// # Errors
/// `not_agreed` naming each class and its regions.
pub fn agreed<'a>(
    ground: &Ground,
    classes: impl Iterator<Item = (&'a str, &'a [String])>,
) -> Result<()> {
    let (apart, titles): (Vec<String>, Vec<String>) = classes
        .filter(|(_, regions)| !ground.bonds.unite(regions))
        .map(|(title, regions)| (format!("{title} ({})", regions.join(", ")), title.to_string()))
        .unzip();
    if apart.is_empty() {
        return Ok(());
    }
    let detail =
        format!("These classes mix regions that do not train together: {}", apart.join("; "));
    Err(Error::because(Code::NotAgreed, detail)
        .why("classes_mix_regions", [("titles", titles.into())]))
}

/// What of each class is held against the rules, all of them counted together.
fn numbers(
    conn: &mut Conn,
    ground: &Ground,
    drafts: &[Draft],
    users: &[Id],
) -> Result<Vec<Numbers>> {
    let mut days: BTreeMap<Id, Vec<(Date, Date)>> =
        staff::days(conn, users, &[])?.into_iter().collect();
    for draft in drafts {
        for user in &draft.trainers {
            days.entry(*user).or_default().push((draft.row.starts_on, draft.row.ends_on));
        }
    }
    Ok(drafts
        .iter()
        .map(|draft| {
            let span = (draft.row.starts_on, draft.row.ends_on);
            let busiest = draft
                .trainers
                .iter()
                .map(|user| {
                    let all = days.get(user).map_or(&[][..], Vec::as_slice);
                    (ground.name_of(*user), length(at_once(all, span)))
                })
                .max_by_key(|(_, classes)| *classes);
            Numbers {
                participants: length(draft.people.len()),
                trainers: length(draft.trainers.len()),
                regions: length(draft.regions.len()),
                busiest,
            }
        })
        .collect())
}
