//! Teachers in training: a class in the middle of its lessons, and a batch that enrols.
//!
//! The class has a past. It is played on the days on which it happened: HQ moves the demo's clock ahead between them, and
//! at the end to the day on which the demo stands.

mod class;
mod lessons;
mod material;

use reqwest::Method;
use serde::Serialize;
use serde_json::{Value, json};

use super::LEAD;
use super::door::{Done, Door, Person, each, sent, text};
use super::people::{self, NEIGHBOURS, Neighbour};
pub use class::ASKING;
use class::{Class, School};

/// The region of the demo's schools.
const REGION: &str = "32";

/// Plays the training of the second period up to the day on which the demo stands: schools enrol, a class is formed of
/// teachers of three schools, meets for a week, and is worked with.
pub async fn run(
    door: &Door,
    (hq, branch, school): (&Person<'_>, &Person<'_>, &Person<'_>),
    edition: &str,
) -> Done<()> {
    let mut schools = vec![School::of(school, people::IN_TRAINING).await?];
    let mut clerks = Vec::new();
    for (n, neighbour) in NEIGHBOURS.iter().enumerate() {
        clerks.push((open(door, branch, neighbour, 100 * (n + 1)).await?, neighbour));
    }
    for (clerk, neighbour) in &clerks {
        schools.push(School::of(clerk, neighbour.staff).await?);
    }
    let paper = material::paper(door, edition).await?;
    let batch = running(branch, edition).await?;
    let class = Class::form(door, (hq, branch), &batch, schools).await?;
    lessons::first_day(&class, hq).await?;
    lessons::first_week(&class, (hq, branch), &paper).await?;
    lessons::today(&class, hq).await?;
    let Class { trainers, asking, .. } = class;
    for person in trainers.into_iter().chain(asking).chain(clerks.into_iter().map(|(c, _)| c)) {
        person.sign_out().await?;
    }
    Ok(())
}

/// The business instant of the demo is this one from now on.
async fn at(hq: &Person<'_>, instant: impl Serialize) -> Done<()> {
    let to = json!({ "to": instant });
    sent(hq.request(Method::PUT, "/demo/clock").json(&to)).await.map(drop)
}

/// The branch opens a school, whose clerk signs in and brings its teachers.
async fn open<'a>(
    door: &'a Door,
    branch: &Person<'_>,
    school: &Neighbour,
    first: usize,
) -> Done<Person<'a>> {
    let new = json!({
        "name": school.name, "code": school.code, "uscc": school.uscc, "level": school.level,
        "region_code": REGION, "pilot_status": school.pilot_status, "majors": ["会计"],
        "contact": { "name": "演示联系人", "phone": "025-00000000" },
        "admin": { "display_name": school.clerk, "username": school.username },
    });
    let opened = branch.post("/institutions", new).await?;
    let code = text(&opened, "/administrator/activation_code")?;
    let clerk = door.activate(school.username, &code).await?;
    clerk.import("/teacher-imports", people::teachers(school.staff.iter(), first)).await?;
    Ok(clerk)
}

/// The batch of the second period, which enrols in the days before it: longer than the period of the notice, as the batch
/// itself warns.
async fn running(branch: &Person<'_>, edition: &str) -> Done {
    let new = json!({
        "edition_id": edition, "period": 2, "title": "2020 年第二期江苏在线师资研修",
        "region_codes": [REGION], "places": 20, "planned_hours": 24, "national_plan": true,
        "enrol_from": "2020-02-16T16:00:00Z", "enrol_until": "2020-02-20T16:00:00Z",
        "starts_on": "2020-02-24", "ends_on": "2020-03-06", "design_until": "2020-03-06T16:00:00Z",
        "syllabus": material::SYLLABUS,
    });
    let batch = opened(branch, new).await?;
    let path = format!("/training-batches/{}/materials", text(&batch, "/id")?);
    branch.send(&path, material::outline()).await?;
    Ok(batch)
}

/// A batch with the trainers of the region, opened.
async fn opened(branch: &Person<'_>, new: Value) -> Done {
    let mut batch = branch.post("/training-batches", new).await?;
    let trainers = branch.get("/users?role=trainer").await?;
    let pool: Vec<Value> = each(&trainers, "/items")
        .map(|t| json!({ "user_id": t["id"], "region_code": REGION }))
        .collect();
    let path = format!("/training-batches/{}/trainers", text(&batch, "/id")?);
    batch = branch.change(Method::PUT, &path, &batch, json!({ "trainers": pool })).await?;
    branch.step("/training-batches", &mut batch, "open").await?;
    Ok(batch)
}

/// A batch that enrols: after the last period of the notice, as the batch itself warns.
pub async fn enrol(
    branch: &Person<'_>,
    school: &Person<'_>,
    edition: &str,
    teachers: &[&Value],
) -> Done<()> {
    let new = json!({
        "edition_id": edition, "period": 3, "title": "2020 年第三期江苏在线师资研修",
        "region_codes": [REGION], "places": 20, "planned_hours": 24,
        "enrol_from": "2020-03-01T16:00:00Z", "enrol_until": "2020-03-03T16:00:00Z",
        "starts_on": "2020-03-04", "ends_on": "2020-03-11", "design_until": "2020-03-10T16:00:00Z",
        "syllabus": material::SYLLABUS,
    });
    let batch = opened(branch, new).await?;
    let list = json!({ "batch_id": batch["id"], "teacher_ids": teachers });
    school.post("/training-enrolments", list).await.map(drop)
}
