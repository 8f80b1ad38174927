//! A batch whose class has ended and whose participants are to be judged: for tests of what experts do. What led to it
//! (classes, sessions, tests, uploads) is written as its slices would leave it.

use diesel::prelude::*;
use onex::domains::training_tests;
use onex::platform::auth::{Role, Scope};
use onex::platform::db::{Conn, Id, Ts};
use onex::platform::error::Result;
use onex::platform::files::{self, Media};
use onex::platform::ids;
use onex::schema::{
    self, class_tasks, live_attendance, live_plans, live_sessions, paper_questions, papers,
    task_hand_ins, teaching_design_versions, teaching_designs, test_answers, test_attempts,
    training_batches, training_class_trainers, training_classes, training_enrolments,
    training_trainers,
};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::app::{Actor, TestApp, start_of_tests};
use crate::request::Answer;
use crate::school::School;

/// Somebody who is judged.
#[derive(Debug, Clone)]
pub struct Trainee {
    pub enrolment: Id,
    /// What experts know them by.
    pub code: String,
    pub teacher: Id,
    pub user: Id,
    pub school: Id,
}

/// A batch in assessment.
pub struct Assessment {
    pub batch: Value,
    pub class: Id,
    pub trainer: Actor,
    pub people: Vec<Trainee>,
    test: Id,
    sessions: [Id; 2],
}

/// Minutes of each of the two live sessions.
const MINUTES: i32 = 540;

impl Assessment {
    pub fn id(&self) -> Id {
        self.batch["id"].as_str().unwrap().parse().unwrap()
    }

    /// The first of the two live sessions of the class.
    pub fn session(&self) -> Id {
        self.sessions[0]
    }

    /// A path below the batch.
    pub fn path(&self, rest: &str) -> String {
        format!("/training-batches/{}/{rest}", self.id())
    }

    /// Names the group: reviewers, then leads.
    pub async fn name_panel(&self, hq: &Actor, experts: &[&Actor], leads: &[&Actor]) -> Answer {
        let seat = |lead: bool| move |a: &&Actor| json!({ "user_id": a.id, "lead": lead });
        let seats: Vec<Value> =
            experts.iter().map(seat(false)).chain(leads.iter().map(seat(true))).collect();
        let now = hq.get(&self.path("panel")).await.version();
        hq.put(&self.path("panel"), now, json!({ "experts": seats })).await
    }

    /// Gives the designs to the group.
    pub async fn allocate(&self, hq: &Actor) -> Answer {
        hq.post(&self.path("review-allocations"), json!({})).await
    }
}

impl TestApp {
    /// Somebody with an expert's grant for the whole country.
    pub async fn expert(&self) -> Actor {
        self.actor(Role::Expert, Scope::Country).await
    }

    /// A batch in assessment with so many teachers of these schools: everybody was there for nine tenths of the sessions.
    /// The clock stands after the deadline of designs; it began where that of all tests begins.
    pub async fn assessment(&self, schools: &[(&School, usize)]) -> Assessment {
        self.judged_batch(schools, 0).await.0
    }

    /// The same of a batch that runs still, for so many of the first school have no class any more: theirs was given up.
    pub async fn batch_with_unplaced(
        &self,
        schools: &[(&School, usize)],
        unplaced: usize,
    ) -> (Assessment, Vec<Trainee>) {
        self.judged_batch(schools, unplaced).await
    }

    async fn judged_batch(
        &self,
        schools: &[(&School, usize)],
        unplaced: usize,
    ) -> (Assessment, Vec<Trainee>) {
        self.state.clock.set(start_of_tests());
        let hq = self.hq().await;
        let mut regions: Vec<&str> = schools.iter().map(|(s, _)| s.region.as_str()).collect();
        regions.sort_unstable();
        regions.dedup();
        let mut body = self.new_batch(&regions, 100);
        body["design_until"] = json!("2020-03-12T00:00:00Z");
        let batch = self.batch_of(&hq, body).await;
        let mut people = Vec::new();
        for (school, n) in schools {
            people.extend(self.trainees(&batch, school, *n).await);
        }
        let without_class = match unplaced {
            0 => vec![],
            n => self.trainees(&batch, schools[0].0, n).await,
        };
        let trainer = self.trainer(regions[0]).await;
        let id: Id = batch["id"].as_str().unwrap().parse().unwrap();
        let (class, test, sessions) = self
            .state
            .db
            .write_blocking(|conn| class_of(conn, id, regions[0], &trainer, &people))
            .unwrap();
        self.set_batch_status(&batch, if unplaced == 0 { "assessing" } else { "running" });
        let of = Assessment { batch, class, trainer, people, test, sessions };
        for trainee in &of.people {
            self.attend(&of, trainee, 486);
        }
        self.set_clock(datetime!(2020-03-13 01:00 UTC));
        // What it does by itself on that day is done before the test goes on.
        self.daily("training_assessments.propose").await;
        (of, without_class)
    }

    /// So many more teachers of a school, enrolled.
    async fn trainees(&self, batch: &Value, school: &School, n: usize) -> Vec<Trainee> {
        let teachers = self.teachers(school, n);
        let branch = self.branch(&school.region).await;
        let done = branch.enrol(batch, &teachers).await.expect(201);
        let items = done["items"].as_array().unwrap().iter();
        items
            .zip(teachers)
            .map(|(item, teacher)| {
                let enrolment: Id = item["enrolment_id"].as_str().unwrap().parse().unwrap();
                let (code, user) = self.enrolled(enrolment);
                Trainee { enrolment, code, teacher, user, school: school.id }
            })
            .collect()
    }

    fn enrolled(&self, id: Id) -> (String, Id) {
        use training_enrolments as e;
        self.state
            .db
            .read_blocking(|conn| {
                Ok(e::table.find(id).select((e::blind_code, e::user_id)).first(conn)?)
            })
            .unwrap()
    }

    /// Minutes in each of the two sessions, also instead of what was recorded.
    pub fn attend(&self, of: &Assessment, who: &Trainee, minutes: i32) {
        use live_attendance as a;
        self.state
            .db
            .write_blocking(|conn| {
                for session in of.sessions {
                    diesel::delete(a::table.find((session, who.user))).execute(conn)?;
                    diesel::insert_into(a::table)
                        .values((
                            (
                                a::session_id.eq(session),
                                a::user_id.eq(who.user),
                                a::minutes.eq(minutes),
                            ),
                            (
                                a::source.eq("manual"),
                                a::corrected.eq(false),
                                a::recorded_at.eq(Ts(0)),
                            ),
                            a::version.eq(1_i64),
                        ))
                        .execute(conn)?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// An attempt at the online test with answers worth so many points, which nobody has ended or marked.
    pub fn began(&self, of: &Assessment, who: &Trainee, points: i32) {
        self.state
            .db
            .write_blocking(|conn| attempt(conn, of.test, who.enrolment, 1, points))
            .unwrap();
    }

    /// Attempts at the online test, by their scores in tens of 100: each right answer is worth ten. Their time ran out.
    pub fn tested(&self, of: &Assessment, who: &Trainee, points: &[i32]) {
        self.state
            .db
            .write_blocking(|conn| {
                for (no, points) in (1..).zip(points) {
                    attempt(conn, of.test, who.enrolment, no, *points)?;
                    training_tests::settle_overdue(conn, Some(of.test), Ts(4))?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// A teaching design with these bytes, under the name and title that its author gave.
    pub async fn design(&self, of: &Assessment, who: &Trainee, name: &str, bytes: &[u8]) {
        use teaching_design_versions as v;
        use teaching_designs as d;
        let blob = self.state.files.put_bytes(name.into(), bytes.to_vec(), &[Media::Pdf]).await;
        let blob = blob.unwrap();
        let (design, version, batch) = (ids::new(), ids::new(), of.id());
        self.state
            .db
            .write_blocking(|conn| {
                diesel::insert_into(d::table)
                    .values((
                        (d::id.eq(design), d::enrolment_id.eq(who.enrolment)),
                        (d::batch_id.eq(batch), d::created_at.eq(Ts(1)), d::version.eq(1_i64)),
                    ))
                    .execute(conn)?;
                let file = files::attach(conn, &blob, "teaching_design", version, Ts(1))?;
                diesel::insert_into(v::table)
                    .values((
                        (
                            v::id.eq(version),
                            v::design_id.eq(design),
                            v::no.eq(1),
                            v::file_id.eq(file),
                        ),
                        (v::kind.eq("pdf"), v::size.eq(blob.size), v::sha256.eq(&blob.sha256)),
                        (v::title.eq(name), v::submitted_at.eq(Ts(1))),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
    }

    /// Everybody tried the test with 70 points and handed in a design.
    pub async fn all_handed_in(&self, of: &Assessment) {
        for who in &of.people {
            self.tested(of, who, &[70]);
            self.design(of, who, "design.pdf", b"%PDF-1.7 a teaching design").await;
        }
    }

    /// A task of the class that was due long ago, which these handed in in time.
    pub fn task(&self, of: &Assessment, handed_in: &[&Trainee]) {
        self.task_due(of, handed_in, Ts(1));
    }

    /// A task of the class that is due then.
    pub fn task_due(&self, of: &Assessment, handed_in: &[&Trainee], due_at: Ts) -> Id {
        use class_tasks as t;
        use task_hand_ins as h;
        let task = ids::new();
        self.state
            .db
            .write_blocking(|conn| {
                diesel::insert_into(t::table)
                    .values((
                        (t::id.eq(task), t::class_id.eq(of.class), t::title.eq("作业")),
                        (
                            t::description.eq(""),
                            t::due_at.eq(due_at),
                            t::created_by.eq(of.trainer.id),
                        ),
                        (t::created_at.eq(Ts(1)), t::updated_at.eq(Ts(1)), t::version.eq(1_i64)),
                    ))
                    .execute(conn)?;
                for who in handed_in {
                    diesel::insert_into(h::table)
                        .values((
                            (h::task_id.eq(task), h::enrolment_id.eq(who.enrolment)),
                            (h::body.eq("答"), h::handed_in_at.eq(Ts(1)), h::late.eq(false)),
                            h::version.eq(1_i64),
                        ))
                        .execute(conn)?;
                }
                Ok(())
            })
            .unwrap();
        task
    }
}

/// A class that has finished with everybody in it, its sessions, and the test of the batch.
fn class_of(
    conn: &mut Conn,
    batch: Id,
    region: &str,
    trainer: &Actor,
    people: &[Trainee],
) -> Result<(Id, Id, [Id; 2])> {
    use training_batches as b;
    use training_classes as c;
    use training_enrolments as e;
    let (edition, starts): (Id, time::Date) =
        b::table.find(batch).select((b::edition_id, b::starts_on)).first(conn)?;
    let row = (training_trainers::user_id.eq(trainer.id), training_trainers::version.eq(1_i64));
    diesel::insert_into(training_trainers::table).values(row).execute(conn)?;
    let class = ids::new();
    diesel::insert_into(c::table)
        .values((
            (c::id.eq(class), c::batch_id.eq(batch), c::edition_id.eq(edition), c::period.eq(3)),
            (c::title.eq("一班"), c::title_pinyin.eq("yb"), c::region_code.eq(region)),
            (c::status.eq("finished"), c::starts_on.eq(starts), c::ends_on.eq(starts)),
            (c::deviations.eq("[]"), c::created_at.eq(Ts(1)), c::updated_at.eq(Ts(1))),
            c::version.eq(1_i64),
        ))
        .execute(conn)?;
    use training_class_trainers as t;
    let staff = (t::class_id.eq(class), t::user_id.eq(trainer.id), t::position.eq(0));
    diesel::insert_into(t::table).values(staff).execute(conn)?;
    for who in people {
        diesel::update(e::table.find(who.enrolment))
            .set((e::status.eq("placed"), e::class_id.eq(Some(class))))
            .execute(conn)?;
    }
    Ok((class, test_of(conn, batch, edition, trainer)?, sessions_of(conn, class, region, trainer)?))
}

fn sessions_of(conn: &mut Conn, class: Id, region: &str, trainer: &Actor) -> Result<[Id; 2]> {
    use live_plans as p;
    use live_sessions as s;
    let plan = (p::class_kind.eq("training_class"), p::class_id.eq(class), p::version.eq(1_i64));
    diesel::insert_into(p::table).values(plan).execute(conn)?;
    let sessions = [ids::new(), ids::new()];
    for (day, id) in
        [datetime!(2020-03-04 00:00 UTC), datetime!(2020-03-05 00:00 UTC)].into_iter().zip(sessions)
    {
        let (from, until) = (Ts::from(day), Ts::from(day).plus_seconds(i64::from(MINUTES) * 60));
        diesel::insert_into(s::table)
            .values((
                (s::id.eq(id), s::class_kind.eq("training_class"), s::class_id.eq(class)),
                (s::region_code.eq(region), s::title.eq("直播"), s::host_user_id.eq(trainer.id)),
                (s::starts_at.eq(from), s::ends_at.eq(until), s::minutes.eq(MINUTES)),
                (
                    s::provider.eq("link"),
                    s::room.eq("https://live.example/1"),
                    s::provider_state.eq("{}"),
                ),
                (
                    s::status.eq("held"),
                    s::actual_start.eq(Some(from)),
                    s::actual_end.eq(Some(until)),
                ),
                (
                    s::held_minutes.eq(Some(MINUTES)),
                    s::sequence.eq(0),
                    s::created_by.eq(trainer.id),
                ),
                (s::created_at.eq(Ts(1)), s::updated_at.eq(Ts(1)), s::version.eq(1_i64)),
            ))
            .execute(conn)?;
    }
    Ok(sessions)
}

const OPTIONS: &str = r#"[{"key":"true","text":"对"},{"key":"false","text":"错"}]"#;

/// An attempt whose time has run out, with answers worth so many points.
fn attempt(conn: &mut Conn, test: Id, enrolment: Id, no: i32, points: i32) -> Result<()> {
    use test_attempts as t;
    let id = ids::new();
    diesel::insert_into(t::table)
        .values((
            (t::id.eq(id), t::test_id.eq(test)),
            (t::enrolment_id.eq(enrolment), t::no.eq(no), t::seed.eq(1_i64)),
            (t::started_at.eq(Ts(1)), t::deadline.eq(Ts(3)), t::status.eq("open")),
        ))
        .execute(conn)?;
    answer(conn, id, test, i64::from(points / 10))
}

/// The first so many questions answered rightly.
fn answer(conn: &mut Conn, attempt: Id, test: Id, right: i64) -> Result<()> {
    use paper_questions as q;
    use schema::training_tests as t;
    use test_answers as a;
    let questions: Vec<Id> = q::table
        .inner_join(t::table.on(t::paper_id.eq(q::paper_id)))
        .filter(t::id.eq(test))
        .order(q::position.asc())
        .limit(right)
        .select(q::id)
        .load(conn)?;
    for question in questions {
        diesel::insert_into(a::table)
            .values((
                (a::attempt_id.eq(attempt), a::question_id.eq(question)),
                (a::answer.eq(r#"["true"]"#), a::saved_at.eq(Ts(2)), a::revision.eq(1)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// A test whose paper has ten questions of ten points.
fn test_of(conn: &mut Conn, batch: Id, edition: Id, by: &Actor) -> Result<Id> {
    use paper_questions as q;
    use papers as p;
    use schema::training_tests as t;
    let (paper, test) = (ids::new(), ids::new());
    diesel::insert_into(p::table)
        .values((
            (p::id.eq(paper), p::edition_id.eq(edition), p::title.eq("在线测试")),
            (p::title_pinyin.eq("zxcs"), p::status.eq("draft"), p::multiple_marks.eq("exact")),
            (p::time_limit_minutes.eq(60), p::created_by.eq(by.id), p::created_at.eq(Ts(1))),
            (p::updated_at.eq(Ts(1)), p::version.eq(1_i64)),
        ))
        .execute(conn)?;
    for position in 0..10 {
        diesel::insert_into(q::table)
            .values((
                (q::id.eq(ids::new()), q::paper_id.eq(paper), q::position.eq(position)),
                (q::kind.eq("true_false"), q::stem.eq("对不对？"), q::options.eq(OPTIONS)),
                (q::answer.eq(r#"["true"]"#), q::points_hundredths.eq(1000)),
            ))
            .execute(conn)?;
    }
    diesel::update(p::table.find(paper))
        .set((p::status.eq("published"), p::published_at.eq(Some(Ts(1)))))
        .execute(conn)?;
    diesel::insert_into(t::table)
        .values((
            (t::id.eq(test), t::batch_id.eq(batch), t::paper_id.eq(paper), t::max_attempts.eq(2)),
            (t::opens_at.eq(Ts(1)), t::closes_at.eq(Ts::from(datetime!(2020-03-12 00:00 UTC)))),
            (t::created_by.eq(by.id), t::created_at.eq(Ts(1)), t::updated_at.eq(Ts(1))),
            t::version.eq(1_i64),
        ))
        .execute(conn)?;
    Ok(test)
}

impl Actor {
    /// The reviews that wait for this expert.
    pub async fn reviews(&self) -> Vec<Value> {
        let list = self.get("/expert-reviews?status=assigned&limit=200").await.expect(200);
        list["items"].as_array().unwrap().clone()
    }

    /// Submits a review with so many points of 100 (whole points, or `.01` more).
    pub async fn judge(&self, review: &Value, points: f64) -> Answer {
        let path = format!("/expert-reviews/{}/submit", review["id"].as_str().unwrap());
        let body = json!({ "scores": scores(points), "remarks": "评语" });
        self.post(&path, body).if_match(review["version"].as_i64().unwrap()).await
    }

    /// Does every review that waits for this expert.
    pub async fn judge_all(&self, points: f64) {
        for review in self.reviews().await {
            self.judge(&review, points).await.expect(200);
        }
    }

    /// The judgements that this person sees, the oldest first.
    pub async fn judgements(&self) -> Vec<Value> {
        let list = self.get("/training-judgements?limit=200").await.expect(200);
        let mut items = list["items"].as_array().unwrap().clone();
        items.reverse();
        items
    }

    /// Takes a step of a judgement in the version that this document shows.
    pub async fn rule(&self, judgement: &Value, step: &str, body: Value) -> Answer {
        let path = format!("/training-judgements/{}/{step}", judgement["id"].as_str().unwrap());
        self.post(&path, body).if_match(judgement["version"].as_i64().unwrap()).await
    }
}

/// Points by criterion of the rubric that comes with the program, in all so many of 100.
pub fn scores(points: f64) -> Value {
    let mut left = (points * 100.0).round();
    let most = [
        ("content", 30.0),
        ("process", 25.0),
        ("goals", 15.0),
        ("platform", 15.0),
        ("reflection", 15.0),
    ];
    let mut out = serde_json::Map::new();
    for (code, max) in most {
        let given = left.min(max * 100.0);
        left -= given;
        out.insert(code.into(), json!(format!("{:.2}", given / 100.0)));
    }
    Value::Object(out)
}
