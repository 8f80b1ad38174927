//! Cohorts (学习班, 二.2.(3)): forming, deciding, members, moves and splits.

mod forming;
mod members;
mod scopes;
mod splits;
mod steps;

use support::{Actor, Answer, Id, TestApp, Value, json};

/// The id of the edition every test stands on.
async fn edition(actor: &Actor) -> String {
    let list = actor.get("/editions").await.expect(200);
    list["items"][0]["id"].as_str().unwrap().to_string()
}

/// A draft with these students and teachers.
async fn draft(admin: &Actor, title: &str, students: &[Id], teachers: &[Id]) -> Value {
    let edition = edition(admin).await;
    let body = json!({
        "edition_id": edition, "title": title, "periods": [1], "student_ids": students, "teacher_ids": teachers,
    });
    admin.post("/cohorts", body).await.expect(201)
}

fn path(cohort: &Value) -> String {
    format!("/cohorts/{}", cohort["id"].as_str().unwrap())
}

/// Takes a step on the version that this document shows.
async fn step(actor: &Actor, cohort: &Value, step: &str, body: Value) -> Answer {
    let request = actor.post(&format!("{}/{step}", path(cohort)), body);
    request.if_match(cohort["version"].as_i64().unwrap()).await
}

/// A class that was approved, with these students and teachers.
async fn approved(
    app: &TestApp,
    admin: &Actor,
    title: &str,
    students: &[Id],
    teachers: &[Id],
) -> Value {
    let cohort = draft(admin, title, students, teachers).await;
    let cohort = step(admin, &cohort, "submit", json!({})).await.expect(200);
    let region = cohort["region_code"].as_str().unwrap().to_string();
    step(&app.branch(&region).await, &cohort, "approve", json!({})).await.expect(200)
}

/// HQ sets a rule for a region.
async fn rule_for_region(app: &TestApp, region: &str, rule: &str, value: i64, severity: &str) {
    let hq = app.hq().await;
    let rules = format!("/editions/{}/rules", edition(&hq).await);
    let list = hq.get(&rules).await.expect(200);
    let version =
        list["items"].as_array().unwrap().iter().find(|r| r["rule"] == rule).unwrap()["version"]
            .as_i64()
            .unwrap();
    let body = json!({ "value": value, "severity": severity, "reason": "专项解决方案" });
    hq.put(&format!("{rules}/{rule}/regions/{region}"), version, body).await.expect(200);
}

fn reason() -> Value {
    json!([{ "rule": "cohort.max_students", "reason": "专业整班教学，机房可容纳" }])
}
