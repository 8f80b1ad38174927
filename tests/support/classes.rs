//! Classes of teacher training with whoever takes part in and trains them: for tests that are about what follows.

use diesel::prelude::*;
use onex::on_native;
use onex::platform::db::{Id, Ts};
use onex::platform::ids;
use onex::platform::occupancy::{self, Booking, Subject};
use onex::schema::{live_plans, live_sessions as s, training_classes};
use serde_json::{Value, json};

use crate::app::{Actor, TestApp};
use crate::request::Answer;
use crate::school::School;
use crate::training::batch_path;

/// A class of a batch of its own, with its people.
pub struct FormedClass {
    pub batch: Value,
    /// As it was answered last.
    pub class: Value,
    pub branch: Actor,
    pub trainer: Actor,
    pub school: School,
    pub admin: Actor,
    /// Those who take part, as teachers of the school; in the order of `enrolments`.
    pub teachers: Vec<Id>,
    pub enrolments: Vec<Value>,
}

/// The path of a class.
pub fn class_path(class: &Value) -> String {
    format!("/training-classes/{}", class["id"].as_str().unwrap())
}

/// Reasons for a class of any size.
pub fn any_size() -> Value {
    let reason = |rule: &str| json!({ "rule": rule, "reason": "测试用班，人数另有安排" });
    json!([reason("training_class.size_min"), reason("training_class.size_max")])
}

fn id_of(value: &Value) -> Id {
    value["id"].as_str().unwrap().parse().unwrap()
}

impl TestApp {
    /// Puts trainers into the pool of a batch, each for any region of it; the batch as it is now.
    pub async fn pool(&self, by: &Actor, batch: &Value, trainers: &[&Actor]) -> Value {
        let trainers: Vec<Value> = trainers.iter().map(|t| json!({ "user_id": t.id })).collect();
        let path = batch_path(batch);
        let version = by.get(&path).await.version();
        let body = json!({ "trainers": trainers });
        by.put(&format!("{path}/trainers"), version, body).await.expect(200)
    }

    /// A class of `n` participants (1 to 30) of one school and a trainer, which has not begun. Its batch, of the third
    /// period, from 4 to 11 March 2020, is grouped.
    pub async fn formed_class(&self, region: &str, n: usize) -> FormedClass {
        let (branch, school) = (self.branch(region).await, self.school(region));
        let batch = self.batch(&branch, &[region], i64::try_from(n).unwrap()).await;
        self.class_in(&batch, branch, school, n).await
    }

    /// A class of `n` more participants in a batch that enrols and has as many places left, with a trainer of its own.
    pub async fn class_in(
        &self,
        batch: &Value,
        branch: Actor,
        school: School,
        n: usize,
    ) -> FormedClass {
        let (admin, trainer) =
            (self.school_admin(&school).await, self.trainer(&school.region).await);
        let teachers = self.teachers(&school, n);
        let done = admin.enrol(batch, &teachers).await.expect(201);
        let enrolments: Vec<Value> = done["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["enrolment_id"].clone())
            .collect();
        let there = branch.get(&batch_path(batch)).await.expect(200);
        let mut pool: Vec<Value> = there["trainers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| json!({ "user_id": t["user_id"] }))
            .collect();
        pool.push(json!({ "user_id": trainer.id }));
        let path = format!("{}/trainers", batch_path(batch));
        let version = there["version"].as_i64().unwrap();
        branch.put(&path, version, json!({ "trainers": pool })).await.expect(200);
        let body = json!({
            "batch_id": batch["id"], "title": "研修 1 班", "enrolment_ids": enrolments,
            "trainer_ids": [trainer.id], "overrides": any_size(),
        });
        let class = branch.post("/training-classes", body).await.expect(201);
        let batch = branch.get(&batch_path(batch)).await.expect(200);
        FormedClass { batch, class, branch, trainer, school, admin, teachers, enrolments }
    }

    /// A class as [`TestApp::formed_class`] makes it, which runs without hours: it and its batch are put there.
    pub async fn running_class(&self, region: &str, n: usize) -> FormedClass {
        let mut formed = self.formed_class(region, n).await;
        self.set_class_status(&formed.class, "running");
        self.set_batch_status(&formed.batch, "running");
        formed.class = formed.branch.get(&class_path(&formed.class)).await.expect(200);
        formed.batch = formed.branch.get(&batch_path(&formed.batch)).await.expect(200);
        formed
    }

    /// Puts a class into a state that its steps would bring about.
    pub fn set_class_status(&self, class: &Value, status: &str) {
        let (id, set) = (id_of(class), training_classes::status.eq(status));
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(training_classes::table.find(id)).set(set).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// Puts a session of so many minutes on a class, held or still ahead, after those that it has; without a room.
    pub fn put_session(&self, class: &Value, host: &Actor, minutes: i32, held: bool) {
        let (class_id, region) = (id_of(class), class["region_code"].as_str().unwrap().to_string());
        let state = if held { "held" } else { "planned" };
        self.state
            .db
            .write_blocking(|conn| {
                let last: Option<Ts> = s::table
                    .filter(s::class_id.eq(class_id))
                    .select(diesel::dsl::max(s::ends_at))
                    .first(conn)?;
                let first = Ts::from(time::macros::datetime!(2020-03-04 01:00 UTC));
                let start = last.unwrap_or(first);
                let end = Ts(start.0 + i64::from(minutes) * 60_000_000);
                let session = ids::new();
                let booking = |subject, id| Booking { subject, id, starts_at: start, ends_at: end };
                let both = [booking(Subject::Class, class_id), booking(Subject::Person, host.id)];
                occupancy::book(conn, "live_session", session, &both)?;
                let plan = (
                    live_plans::class_kind.eq("training_class"),
                    live_plans::class_id.eq(class_id),
                    live_plans::version.eq(1_i64),
                );
                on_native!(conn, c => diesel::insert_into(live_plans::table)
                    .values(plan).on_conflict_do_nothing().execute(c))?;
                diesel::insert_into(s::table)
                    .values((
                        (s::id.eq(session), s::class_kind.eq("training_class")),
                        (s::class_id.eq(class_id), s::region_code.eq(region), s::title.eq("直播")),
                        (s::host_user_id.eq(host.id), s::starts_at.eq(start), s::ends_at.eq(end)),
                        (
                            s::minutes.eq(minutes),
                            s::provider.eq("link"),
                            s::room.eq("https://a.example"),
                        ),
                        (s::provider_state.eq("{}"), s::status.eq(state), s::sequence.eq(0)),
                        (
                            s::actual_start.eq(held.then_some(start)),
                            s::actual_end.eq(held.then_some(end)),
                        ),
                        s::held_minutes.eq(held.then_some(minutes)),
                        s::unrecorded.eq(held.then_some("测试")),
                        (
                            s::created_by.eq(host.id),
                            s::created_at.eq(start),
                            s::updated_at.eq(start),
                        ),
                        s::version.eq(1_i64),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }
}

impl Actor {
    /// Takes a step of a class as it stands now.
    pub async fn class_step(&self, class: &Value, step: &str, body: Value) -> Answer {
        let path = class_path(class);
        let version = self.get(&path).await.version();
        self.post(&format!("{path}/{step}"), body).if_match(version).await
    }
}

impl FormedClass {
    /// Signs in as one of those who take part.
    pub async fn participant(&self, app: &TestApp, n: usize) -> Actor {
        app.teacher(self.teachers[n]).await
    }

    /// The id of the class.
    pub fn id(&self) -> Id {
        id_of(&self.class)
    }
}
