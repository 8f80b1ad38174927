//! The online test of a batch: set by whoever keeps it, taken by participants, with a deadline that nothing moves.

mod attempts;
mod deadline;
mod keys;
mod setting;
mod telling;

pub use telling::day;

use diesel::connection::SimpleConnection;
use support::{
    Actor, Answer, RunningClass, School, TestApp, Ts, Value, batch_path, json, start_of_tests,
};

use crate::papers;

/// A batch with a class and a test that is open.
pub struct Stage {
    pub editor: Actor,
    pub branch: Actor,
    pub school: School,
    pub trainer: Actor,
    pub class: RunningClass,
    pub paper: Value,
    pub test: Value,
}

/// What a test is set with: open from an hour before the tests' clock until five hours after it.
pub fn input(paper: &Value) -> Value {
    json!({
        "paper_id": paper["id"], "opens_at": "2020-03-02T00:00:00Z", "closes_at": "2020-03-02T06:00:00Z", "max_attempts": 2,
    })
}

impl Stage {
    pub async fn new(app: &TestApp, n: usize) -> Self {
        let mut stage = Self::without_test(app, n).await;
        let set = stage.branch.request("PUT", &stage.path()).json(input(&stage.paper));
        stage.test = set.await.expect(200);
        stage
    }

    /// A class, and a paper that nobody uses yet.
    pub async fn without_test(app: &TestApp, n: usize) -> Self {
        let (school, branch, trainer) =
            (app.school("32"), app.branch("32").await, app.trainer("32").await);
        let batch = app.batch(&branch, &["32"], 40).await;
        let pool = json!({ "trainers": [{ "user_id": trainer.id, "region_code": "32" }] });
        let version = batch["version"].as_i64().unwrap();
        branch.put(&format!("{}/trainers", batch_path(&batch)), version, pool).await.expect(200);
        let class = app.class_that_runs_in(&batch, &school, n, &trainer).await;
        let editor = papers::editor(app).await;
        let paper = papers::published(app, &editor).await;
        Stage { editor, branch, school, trainer, class, paper, test: Value::Null }
    }

    /// Where the batch's test is.
    pub fn path(&self) -> String {
        format!("{}/test", batch_path(&self.class.batch))
    }

    /// Where its attempts are.
    pub fn attempts(&self) -> String {
        format!("/training-tests/{}/attempts", self.test["id"].as_str().unwrap())
    }

    /// The participant of this number.
    pub async fn participant(&self, app: &TestApp, n: usize) -> Actor {
        app.teacher(self.class.teachers[n]).await
    }

    /// Begins an attempt.
    pub async fn begin(&self, who: &Actor) -> Value {
        who.post(&self.attempts(), json!({})).await.expect(201)
    }
}

/// Where an attempt is.
pub fn at(attempt: &Value) -> String {
    format!("/test-attempts/{}", attempt["id"].as_str().unwrap())
}

/// Answers the question of this kind.
pub async fn give(who: &Actor, attempt: &Value, kind: &str, keys: &[&str]) -> Answer {
    let items = attempt["items"].as_array().unwrap();
    let question = items.iter().find(|q| q["kind"] == kind).unwrap()["id"].as_str().unwrap();
    let path = format!("{}/answers/{question}", at(attempt));
    who.request("PUT", &path).json(json!({ "answer": keys })).await
}

/// Hands an attempt in.
pub async fn submit(who: &Actor, attempt: &Value) -> Answer {
    who.request("POST", &format!("{}/submit", at(attempt))).await
}

/// Moves business time to so many microseconds after an instant.
pub fn move_clock(app: &TestApp, to: &Value, micros: i64) {
    let at: Ts = serde_json_ts(to);
    app.state.clock.set(Ts(at.0 + micros));
}

fn serde_json_ts(value: &Value) -> Ts {
    let text = value.as_str().unwrap();
    let format = &time::format_description::well_known::Rfc3339;
    Ts::from(time::OffsetDateTime::parse(text, format).unwrap())
}

/// So many hours after the start.
pub fn hours(app: &TestApp, n: i64) {
    app.state.clock.set(start_of_tests().plus_seconds(n * 3600));
}

/// What the database says to statements that go past the service: a code of ours.
pub fn raw(app: &TestApp, sql: &str) -> Option<String> {
    let done = app.state.db.write_blocking(|conn| Ok(conn.batch_execute(sql)?));
    done.err().map(|e| e.code().as_str().to_string())
}

/// The id of a test of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let test = foreign_test(app).await.1;
    test["id"].as_str().unwrap().into()
}

/// The id of an attempt of the region 42.
pub async fn foreign_attempt(app: &TestApp) -> String {
    let (teacher, test) = foreign_test(app).await;
    let path = format!("/training-tests/{}/attempts", test["id"].as_str().unwrap());
    let attempt = teacher.post(&path, json!({})).await.expect(201);
    attempt["id"].as_str().unwrap().into()
}

async fn foreign_test(app: &TestApp) -> (Actor, Value) {
    let (school, branch, trainer) =
        (app.school("42"), app.branch("42").await, app.trainer("42").await);
    let class = app.class_that_runs(&school, 1, &trainer).await;
    let editor = papers::editor(app).await;
    let paper = papers::published(app, &editor).await;
    let set = branch.request("PUT", &format!("{}/test", batch_path(&class.batch)));
    let test = set.json(input(&paper)).await.expect(200);
    (app.teacher(class.teachers[0]).await, test)
}
