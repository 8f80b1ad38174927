//! Batches of teacher training, and who trains and takes part in them: for tests that are about what follows.

use diesel::prelude::*;
use onex::platform::auth::{Role, Scope};
use onex::platform::db::{Conn, Id};
use onex::platform::error::Result;
use onex::schema::{
    meta, teachers, training_batches, training_class_regions, training_classes, training_enrolments,
};
use serde_json::{Value, json};
use time::Date;

use crate::app::{Actor, TestApp};
use crate::request::Answer;

/// The path of a batch.
pub fn batch_path(batch: &Value) -> String {
    format!("/training-batches/{}", batch["id"].as_str().unwrap())
}

impl TestApp {
    /// What a batch of the third period is made of: it enrols from the day before the tests' clock on.
    pub fn new_batch(&self, regions: &[&str], places: i64) -> Value {
        json!({
            "edition_id": self.programme().edition, "period": 3, "title": "第三期在线师资研修",
            "region_codes": regions, "places": places,
            "enrol_from": "2020-03-01T00:00:00Z", "enrol_until": "2020-03-05T00:00:00Z",
            "starts_on": "2020-03-04", "ends_on": "2020-03-11", "planned_hours": 24,
        })
    }

    /// A batch that enrols.
    pub async fn batch(&self, by: &Actor, regions: &[&str], places: i64) -> Value {
        self.batch_of(by, self.new_batch(regions, places)).await
    }

    /// A batch as described, opened.
    pub async fn batch_of(&self, by: &Actor, body: Value) -> Value {
        let batch = by.post("/training-batches", body).await.expect(201);
        by.step(&batch, "open", json!({})).await.expect(200)
    }

    /// A trainer of a region.
    pub async fn trainer(&self, region: &str) -> Actor {
        self.actor(Role::Trainer, Scope::Region(region.into())).await
    }

    /// Puts a batch into a state that its classes would bring about.
    pub fn set_batch_status(&self, batch: &Value, status: &str) {
        let id: Id = batch["id"].as_str().unwrap().parse().unwrap();
        let set = training_batches::status.eq(status);
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(training_batches::table.find(id)).set(set).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// Ends an enrolment as a class or its assessment would; without the judgement that a pass or a fail rests on, as
    /// when rows of a backup come table by table.
    pub fn end_enrolment(&self, id: &Value, status: &str) {
        use training_enrolments as e;
        let id: Id = id.as_str().unwrap().parse().unwrap();
        let in_class = ["passed", "failed", "dropped"].contains(&status);
        let set = (e::status.eq(status), e::live.eq(false));
        self.state
            .db
            .write_blocking(|conn| {
                let from: (Id, String) =
                    e::table.find(id).select((e::batch_id, e::region_code)).first(conn)?;
                let class = if in_class { Some(past_class(conn, &from)?) } else { None };
                let row = (meta::key.eq("restoring"), meta::value.eq("true"));
                diesel::insert_into(meta::table).values(row).execute(conn)?;
                diesel::update(e::table.find(id))
                    .set((set, e::class_id.eq(class)))
                    .execute(conn)?;
                diesel::delete(meta::table.find("restoring")).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// A teacher has left the school.
    pub fn teacher_left(&self, teacher: Id) {
        let set = teachers::status.eq("left");
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(teachers::table.find(teacher)).set(set).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// The notices of these kinds that somebody has, the oldest first.
    pub async fn told(&self, who: &Actor, noun: &str) -> Vec<Value> {
        let list = who.get("/notices?limit=200").await.expect(200);
        let mut items: Vec<Value> = list["items"].as_array().unwrap().clone();
        items.retain(|n| n["code"].as_str().unwrap().starts_with(&format!("{noun}.")));
        items.reverse();
        items
    }
}

/// A class of a batch that has ended, without anything that led to it.
fn past_class(conn: &mut Conn, (batch, region): &(Id, String)) -> Result<Id> {
    use training_classes as c;
    let (edition, period, starts, ends): (Id, i32, Date, Date) = training_batches::table
        .find(*batch)
        .select((
            training_batches::edition_id,
            training_batches::period,
            training_batches::starts_on,
            training_batches::ends_on,
        ))
        .first(conn)?;
    let id = onex::platform::ids::new();
    diesel::insert_into(c::table)
        .values((
            (c::id.eq(id), c::batch_id.eq(*batch), c::edition_id.eq(edition), c::period.eq(period)),
            (c::title.eq("旧班"), c::title_pinyin.eq("jb"), c::region_code.eq(region)),
            (c::status.eq("finished"), c::starts_on.eq(starts), c::ends_on.eq(ends)),
            (c::deviations.eq("[]"), c::created_at.eq(0_i64), c::updated_at.eq(0_i64)),
            c::version.eq(1_i64),
        ))
        .execute(conn)?;
    use training_class_regions as r;
    diesel::insert_into(r::table)
        .values((r::class_id.eq(id), r::region_code.eq(region)))
        .execute(conn)?;
    Ok(id)
}

impl Actor {
    /// Takes a step of a batch on the version that this document shows.
    pub async fn step(&self, batch: &Value, step: &str, body: Value) -> Answer {
        let request = self.post(&format!("{}/{step}", batch_path(batch)), body);
        request.if_match(batch["version"].as_i64().unwrap()).await
    }

    /// Enrols teachers in a batch.
    pub async fn enrol(&self, batch: &Value, teachers: &[Id]) -> Answer {
        let body = json!({ "batch_id": batch["id"], "teacher_ids": teachers });
        self.post("/training-enrolments", body).await
    }

    /// The enrolments of a batch that stand so, in the order of the list.
    pub async fn enrolments(&self, batch: &Value, status: &str) -> Vec<Value> {
        let id = batch["id"].as_str().unwrap();
        let (mut out, mut cursor) = (Vec::new(), String::new());
        loop {
            let path =
                format!("/training-enrolments?batch_id={id}&status={status}&limit=200{cursor}");
            let page = self.get(&path).await.expect(200);
            out.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        out
    }
}
