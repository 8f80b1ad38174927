//! Classes that have live sessions: for tests that are about the sessions, and not about how the class was formed.

use diesel::prelude::*;
use onex::on_native;
use onex::platform::db::Id;
use onex::schema::{
    meta, students, teachers, training_batches, training_class_regions, training_class_trainers,
    training_classes, training_enrolments, training_trainers,
};
use serde_json::{Value, json};
use time::Date;

use crate::app::{Actor, TestApp, start_of_tests};
use crate::school::School;

/// A class with its people.
#[derive(Clone)]
pub struct LiveClass {
    /// `training_class` or `cohort`.
    pub kind: &'static str,
    pub id: Id,
    /// Who holds its sessions.
    pub host: Actor,
    /// Those who are in it: ids of teachers or students.
    pub members: Vec<Id>,
    /// The school of all of them.
    pub school: School,
}

impl LiveClass {
    /// A body that plans sessions of it at an address, each from one time of March 2020 to another, in UTC:
    /// `("05T01:00", "05T02:30")`.
    pub fn sessions(&self, times: &[(&str, &str)]) -> Value {
        let at = |time: &str| format!("2020-03-{time}:00Z");
        let sessions: Vec<Value> = times
            .iter()
            .map(|(from, until)| json!({ "starts_at": at(from), "ends_at": at(until) }))
            .collect();
        json!({
            "class_kind": self.kind, "class_id": self.id, "title": "平台实操", "provider": "link",
            "room": "https://meeting.example.com/dm/abc", "sessions": sessions,
        })
    }

    /// Plans one session of it.
    pub async fn planned(&self, from: &str, until: &str) -> Value {
        let made = self.host.post("/live-sessions", self.sessions(&[(from, until)])).await;
        made.expect(201)["items"][0].clone()
    }

    /// The list of its sessions.
    pub fn list(&self) -> String {
        format!("/live-sessions?class_kind={}&class_id={}", self.kind, self.id)
    }

    /// Its plan.
    pub fn plan(&self) -> String {
        format!("/live-plans/{}/{}", self.kind, self.id)
    }
}

/// The path of a session.
pub fn session_path(session: &Value) -> String {
    format!("/live-sessions/{}", session["id"].as_str().unwrap())
}

impl Actor {
    /// Takes a step of a session on the version that this document shows.
    pub async fn session_step(&self, session: &Value, step: &str, body: Value) -> crate::Answer {
        let request = self.post(&format!("{}/{step}", session_path(session)), body);
        request.if_match(session["version"].as_i64().unwrap()).await
    }

    /// Enters who attended a session on the version that stands; `path` is that of its attendance.
    pub async fn put_attendance(&self, path: &str, body: Value) -> crate::Answer {
        let seen = self.get(path).await;
        // Whoever may not see it has seen no version.
        let version = if seen.status == 200 { seen.version() } else { 1 };
        self.put(path, version, body).await
    }
}

impl TestApp {
    /// A training class of the region 32, from 2020-03-04 to 2020-03-11, with a trainer of its own and so many teachers.
    pub async fn live_class(&self, n: usize) -> LiveClass {
        let trainer = self.trainer("32").await;
        self.live_class_of(&[&trainer], n).await
    }

    /// The same with these trainers.
    pub async fn live_class_of(&self, trainers: &[&Actor], n: usize) -> LiveClass {
        let school = self.school("32");
        let members = self.teachers(&school, n);
        let batch = self.batch(&self.branch("32").await, &["32"], 40).await;
        self.school_admin(&school).await.enrol(&batch, &members).await.expect(201);
        let batch: Id = batch["id"].as_str().unwrap().parse().unwrap();
        let users: Vec<Id> = trainers.iter().map(|t| t.id).collect();
        let id = self.form_live_class(batch, &users);
        LiveClass { kind: "training_class", id, host: trainers[0].clone(), members, school }
    }

    /// A class of everybody who is enrolled in a batch, as grouping would form it.
    fn form_live_class(&self, batch: Id, trainers: &[Id]) -> Id {
        use training_classes as c;
        let (id, now) = (onex::platform::ids::new(), start_of_tests());
        let put = |conn: &mut onex::platform::db::Conn| {
            let (edition, period, from, until): (Id, i32, Date, Date) = training_batches::table
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
                    (c::id.eq(id), c::batch_id.eq(batch), c::edition_id.eq(edition)),
                    (c::period.eq(period), c::title.eq("南京一班"), c::title_pinyin.eq("njyb")),
                    (c::region_code.eq("32"), c::status.eq("formed"), c::deviations.eq("[]")),
                    (c::starts_on.eq(from), c::ends_on.eq(until), c::version.eq(1_i64)),
                    (c::created_at.eq(now), c::updated_at.eq(now)),
                ))
                .execute(conn)?;
            let region = (
                training_class_regions::class_id.eq(id),
                training_class_regions::region_code.eq("32"),
            );
            diesel::insert_into(training_class_regions::table).values(region).execute(conn)?;
            for (i, user) in (0..).zip(trainers) {
                let known =
                    (training_trainers::user_id.eq(user), training_trainers::version.eq(1_i64));
                on_native!(conn, c => diesel::insert_into(training_trainers::table).values(known).on_conflict_do_nothing().execute(c))?;
                let trains = (
                    training_class_trainers::class_id.eq(id),
                    training_class_trainers::user_id.eq(user),
                    training_class_trainers::position.eq(i),
                );
                diesel::insert_into(training_class_trainers::table).values(trains).execute(conn)?;
            }
            let enrolled = training_enrolments::table
                .filter(training_enrolments::batch_id.eq(batch))
                .filter(training_enrolments::status.eq("enrolled"));
            let placed =
                (training_enrolments::status.eq("placed"), training_enrolments::class_id.eq(id));
            diesel::update(enrolled).set(placed).execute(conn)?;
            Ok(())
        };
        self.state.db.write_blocking(put).unwrap();
        id
    }

    /// Puts a training class into a state.
    pub fn set_live_class_status(&self, class: &LiveClass, status: &str) {
        let set = training_classes::status.eq(status);
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(training_classes::table.find(class.id)).set(set).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// A training class begins, and its batch with it; a class of students meets as it is.
    pub fn start_live_class(&self, class: &LiveClass) {
        use training_classes as c;
        if class.kind != "training_class" {
            return;
        }
        self.state
            .db
            .write_blocking(|conn| {
                let runs = (c::status.eq("running"), c::started_at.eq(Some(start_of_tests())));
                diesel::update(c::table.find(class.id)).set(runs).execute(conn)?;
                let batch = c::table.find(class.id).select(c::batch_id).first::<Id>(conn)?;
                diesel::update(training_batches::table.find(batch))
                    .set(training_batches::status.eq("running"))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// An approved class of students of the region 32 with a teacher, and so many students.
    pub async fn live_cohort(&self, n: usize) -> LiveClass {
        self.live_cohort_in("32", n).await
    }

    /// The same in another region.
    pub async fn live_cohort_in(&self, region: &str, n: usize) -> LiveClass {
        let school = self.school(region);
        let members = self.students(&school, n);
        self.live_cohort_of(school, members).await
    }

    /// The same of these students of a school.
    pub async fn live_cohort_of(&self, school: School, members: Vec<Id>) -> LiveClass {
        let teacher = self.teachers(&school, 1)[0];
        let admin = self.school_admin(&school).await;
        let body = json!({
            "edition_id": self.programme().edition, "title": "会计 1 班", "periods": [1],
            "student_ids": members, "teacher_ids": [teacher],
        });
        let mut cohort = admin.post("/cohorts", body).await.expect(201);
        for (who, step) in [(&admin, "submit"), (&self.branch(&school.region).await, "approve")] {
            let path = format!("/cohorts/{}/{step}", cohort["id"].as_str().unwrap());
            let version = cohort["version"].as_i64().unwrap();
            cohort = who.post(&path, json!({})).if_match(version).await.expect(200);
        }
        let id = cohort["id"].as_str().unwrap().parse().unwrap();
        let host = self.teacher(teacher).await;
        LiveClass { kind: "cohort", id, host, members, school }
    }

    /// The account of a teacher.
    pub fn teacher_user(&self, id: Id) -> Id {
        self.state
            .db
            .read_blocking(|conn| {
                Ok(teachers::table.find(id).select(teachers::user_id).first(conn)?)
            })
            .unwrap()
    }

    /// The teacher of an account.
    pub fn teacher_of(&self, user: Id) -> Id {
        self.state
            .db
            .read_blocking(|conn| {
                let of = teachers::table.filter(teachers::user_id.eq(user));
                Ok(of.select(teachers::id).first(conn)?)
            })
            .unwrap()
    }

    /// A student has left the school.
    pub fn student_left(&self, student: Id) {
        let set = students::status.eq("left");
        self.state
            .db
            .write_blocking(|conn| {
                diesel::update(students::table.find(student)).set(set).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// Gives a teacher a result in the class that they are in, without the judgement that it rests on, as when rows of
    /// a backup come table by table.
    pub fn has_result(&self, teacher: Id, status: &str) {
        use training_enrolments as e;
        let set = (e::status.eq(status), e::live.eq(false));
        self.state
            .db
            .write_blocking(|conn| {
                let row = (meta::key.eq("restoring"), meta::value.eq("true"));
                diesel::insert_into(meta::table).values(row).execute(conn)?;
                diesel::update(e::table.filter(e::teacher_id.eq(teacher)))
                    .set(set)
                    .execute(conn)?;
                diesel::delete(meta::table.find("restoring")).execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// The number of a student.
    pub fn number_of(&self, id: Id) -> String {
        self.state
            .db
            .read_blocking(|conn| {
                Ok(students::table.find(id).select(students::student_no).first(conn)?)
            })
            .unwrap()
    }
}
