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

/// Sets a rule for a region, as HQ would.
async fn rule_for_region(app: &TestApp, region: &str, rule: &str, value: i64, severity: &str) {
    let edition: Id = edition(&app.hq().await).await.parse().unwrap();
    app.state
        .db
        .write_blocking(|conn| {
            use diesel::prelude::*;
            use onex::schema::regional_rules as r;
            diesel::insert_into(r::table)
                .values((
                    r::edition_id.eq(edition),
                    r::rule.eq(rule),
                    r::region_code.eq(region),
                    r::value.eq(value.to_string()),
                    r::severity.eq(severity),
                    r::reason.eq("专项解决方案"),
                ))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
}

fn reason() -> Value {
    json!([{ "rule": "cohort.max_students", "reason": "专业整班教学，机房可容纳" }])
}
