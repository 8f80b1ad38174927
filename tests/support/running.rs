//! Classes of teacher training that run, put there as grouping and their start would: for tests of what happens in one.

use diesel::prelude::*;
use onex::platform::db::Id;
use onex::schema::{
    teachers, training_batches, training_class_regions, training_class_trainers, training_classes,
    training_enrolments, training_trainers,
};
use serde_json::{Value, json};
use time::Date;

use crate::app::{Actor, TestApp, start_of_tests};
use crate::school::School;

/// A class with its people.
pub struct RunningClass {
    pub id: Id,
    pub batch: Value,
    /// In the order of staff numbers, as are the teachers.
    pub enrolments: Vec<Id>,
    pub teachers: Vec<Id>,
}

impl TestApp {
    /// A class of `n` teachers of a school that has run since the tests' clock began.
    pub async fn class_that_runs(
        &self,
        school: &School,
        n: usize,
        trainer: &Actor,
    ) -> RunningClass {
        let branch = self.branch(&school.region).await;
        let batch = self.batch(&branch, &[&school.region], 40).await;
        self.class_that_runs_in(&batch, school, n, trainer).await
    }

    /// The same, of a batch.
    pub async fn class_that_runs_in(
        &self,
        batch: &Value,
        school: &School,
        n: usize,
        trainer: &Actor,
    ) -> RunningClass {
        let people = self.teachers(school, n);
        // Of a batch that runs already one class more: it was formed before the others began.
        self.set_batch_status(batch, "enrolling");
        self.school_admin(school).await.enrol(batch, &people).await.expect(201);
        let (id, batch_id) = (onex::platform::ids::new(), batch["id"].as_str().unwrap());
        let batch_id: Id = batch_id.parse().unwrap();
        let enrolments = self
            .state
            .db
            .write_blocking(|conn| {
                insert(conn, id, batch_id, &school.region, trainer.id)?;
                use training_enrolments as e;
                let those = e::table
                    .filter(e::batch_id.eq(batch_id))
                    .filter(e::teacher_id.eq_any(people.clone()));
                diesel::update(those)
                    .set((e::status.eq("placed"), e::class_id.eq(Some(id))))
                    .execute(conn)?;
                Ok(e::table
                    .inner_join(teachers::table.on(teachers::id.eq(e::teacher_id)))
                    .filter(e::class_id.eq(id))
                    .order(teachers::staff_no.asc())
                    .select(e::id)
                    .load(conn)?)
            })
            .unwrap();
        self.set_batch_status(batch, "running");
        RunningClass { id, batch: batch.clone(), enrolments, teachers: people }
    }

    /// Puts a class into a state that its own steps would bring about.
    pub fn put_class(&self, class: &RunningClass, status: &str) {
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(training_classes::table.find(class.id))
                    .set(training_classes::status.eq(status))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// Takes a participant out of a class that runs, as its branch would.
    pub fn drop_out(&self, enrolment: Id) {
        use training_enrolments as e;
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(e::table.find(enrolment))
                    .set((e::status.eq("dropped"), e::live.eq(false)))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }
}

fn insert(
    conn: &mut onex::platform::db::Conn,
    id: Id,
    batch: Id,
    region: &str,
    trainer: Id,
) -> onex::platform::error::Result<()> {
    use training_classes as c;
    let (edition, period, starts, ends): (Id, i32, Date, Date) = training_batches::table
        .find(batch)
        .select((
            training_batches::edition_id,
            training_batches::period,
            training_batches::starts_on,
            training_batches::ends_on,
        ))
        .first(conn)?;
    diesel::insert_into(c::table)
        .values((
            (c::id.eq(id), c::batch_id.eq(batch), c::edition_id.eq(edition), c::period.eq(period)),
            (c::title.eq("江苏 1 班"), c::title_pinyin.eq("js1b"), c::region_code.eq(region)),
            (c::status.eq("formed"), c::starts_on.eq(starts), c::ends_on.eq(ends)),
            (c::deviations.eq("[]"), c::created_at.eq(start_of_tests()), c::version.eq(1_i64)),
            c::updated_at.eq(start_of_tests()),
        ))
        .execute(conn)?;
    diesel::insert_into(training_class_regions::table)
        .values((
            training_class_regions::class_id.eq(id),
            training_class_regions::region_code.eq(region),
        ))
        .execute(conn)?;
    let known: i64 = training_trainers::table
        .filter(training_trainers::user_id.eq(trainer))
        .count()
        .get_result(conn)?;
    if known == 0 {
        diesel::insert_into(training_trainers::table)
            .values((training_trainers::user_id.eq(trainer), training_trainers::version.eq(1_i64)))
            .execute(conn)?;
    }
    diesel::insert_into(training_class_trainers::table)
        .values((
            training_class_trainers::class_id.eq(id),
            training_class_trainers::user_id.eq(trainer),
            training_class_trainers::position.eq(1),
        ))
        .execute(conn)?;
    let runs = (c::status.eq("running"), c::started_at.eq(Some(start_of_tests())));
    diesel::update(c::table.find(id)).set(runs).execute(conn)?;
    Ok(())
}

impl RunningClass {
    /// The path of what a class is asked for by.
    pub fn filter(&self) -> String {
        format!("class_id={}", self.id)
    }

    /// A question of a participant.
    pub async fn ask(&self, who: &Actor, i: usize) -> crate::Answer {
        let body = json!({ "enrolment_id": self.enrolments[i], "question": "评价环节如何设计？" });
        who.post("/guidance-requests", body).await
    }
}
