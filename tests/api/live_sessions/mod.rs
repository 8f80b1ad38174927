//! Live sessions (直播研修, 二.1.(4)) of training classes and student cohorts: planning, holding and who attended.

mod attendance;
mod entering;
mod files;
mod occupied;
mod planning;
mod rooms;
mod scopes;

use support::{Actor, Id, LiveClass, TestApp, Value, json, session_path};

/// Moves business time to a time of March 2020 in UTC: `05T01:00`.
fn clock(app: &TestApp, at: &str) {
    use time::format_description::well_known::Rfc3339;
    let at = format!("2020-03-{at}:00Z");
    app.set_clock(time::OffsetDateTime::parse(&at, &Rfc3339).unwrap());
}

/// A session that was held as planned, from 09:00 to 10:30 on 5 March in Shanghai.
async fn held(app: &TestApp, class: &LiveClass) -> Value {
    let session = class.planned("05T01:00", "05T02:30").await;
    app.start_live_class(class);
    clock(app, "05T03:00");
    let time = json!({ "started_at": "2020-03-05T01:00:00Z", "ended_at": "2020-03-05T02:30:00Z" });
    class.host.session_step(&session, "hold", time).await.expect(200)
}

/// The records of a session as somebody sees them: account and minutes, source, whether corrected.
async fn records(who: &Actor, session: &Value) -> Vec<(String, i64, String, bool)> {
    let shown = who.get(&format!("{}/attendance", session_path(session))).await.expect(200);
    let rows = shown["rows"].as_array().unwrap();
    rows.iter()
        .filter(|row| row["record"].is_object())
        .map(|row| {
            let record = &row["record"];
            (
                row["user_id"].as_str().unwrap().to_string(),
                record["minutes"].as_i64().unwrap(),
                record["source"].as_str().unwrap().to_string(),
                record["corrected"].as_bool().unwrap(),
            )
        })
        .collect()
}

fn record(user: Id, minutes: i64, source: &str, corrected: bool) -> (String, i64, String, bool) {
    (user.to_string(), minutes, source.to_string(), corrected)
}

fn pointers(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
}

/// A session of another region.
pub async fn foreign(app: &TestApp) -> String {
    let session = elsewhere(app).await;
    session["id"].as_str().unwrap().to_string()
}

/// An attendance file of another region.
pub async fn foreign_file(app: &TestApp) -> String {
    let session = elsewhere(app).await;
    let host = app.login(session["host"].as_str().unwrap(), support::PASSWORD).await;
    let path = format!("{}/attendance-files", session_path(&session));
    let file = host.upload(&path, "a.csv", "姓名,参会时长\n王芳,1:00:00\n".into(), &[]).await;
    file.expect(201)["id"].as_str().unwrap().to_string()
}

/// A session of a school of the region 42 that was held, with the name of its teacher's account.
async fn elsewhere(app: &TestApp) -> Value {
    let class = app.live_cohort_in("42", 1).await;
    let session = class.planned("02T00:00", "02T00:45").await;
    let time = json!({ "started_at": "2020-03-02T00:00:00Z", "ended_at": "2020-03-02T00:45:00Z" });
    let mut session = class.host.session_step(&session, "hold", time).await.expect(200);
    session["host"] = json!(class.host.username);
    session
}
