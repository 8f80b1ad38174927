//! Training classes: how a batch is grouped, who trains and takes part, their steps, and regions that train together.

mod forming;
mod grouping;
mod members;
mod merges;
mod remedies;
mod running;
mod scopes;
mod steps;
mod trainers;

use support::{Actor, Answer, Id, School, TestApp, Value, json};

/// A batch that enrols, with people of one school who have a place in it.
struct Intake {
    branch: Actor,
    school: School,
    admin: Actor,
    batch: Value,
    teachers: Vec<Id>,
}

/// `n` people of a region in a batch of its branch with `places` places.
async fn intake(app: &TestApp, region: &str, n: usize, places: i64) -> Intake {
    let (branch, school) = (app.branch(region).await, app.school(region));
    let admin = app.school_admin(&school).await;
    let batch = app.batch(&branch, &[region], places).await;
    let teachers = app.teachers(&school, n);
    if n > 0 {
        admin.enrol(&batch, &teachers).await.expect(201);
    }
    Intake { branch, school, admin, batch, teachers }
}

/// What a grouping of a batch would make.
async fn preview(who: &Actor, batch: &Value) -> Value {
    let body = json!({ "batch_id": batch["id"] });
    who.post("/training-groupings/preview", body).await.expect(200)
}

/// Forms the classes of a preview as they were shown.
async fn commit(who: &Actor, preview: &Value, overrides: Value) -> Answer {
    let classes: Vec<Value> = preview["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| {
            let people = class["participants"].as_array().unwrap().iter();
            let people: Vec<&Value> = people.map(|p| &p["enrolment_id"]).collect();
            json!({ "title": class["title"], "enrolment_ids": people, "trainer_ids": class["trainer_ids"] })
        })
        .collect();
    let body = json!({
        "batch_id": preview["batch_id"], "classes": classes, "overrides": overrides,
    });
    who.post("/training-groupings", body).await
}

/// How many people each class of a preview has.
fn sizes(preview: &Value) -> Vec<usize> {
    let classes = preview["classes"].as_array().unwrap().iter();
    classes.map(|c| c["participants"].as_array().unwrap().len()).collect()
}

/// The remedies of a kind.
fn remedies<'a>(preview: &'a Value, kind: &str) -> Vec<&'a Value> {
    let all = preview["remedies"].as_array().unwrap().iter();
    all.filter(|r| r["kind"] == kind).collect()
}

/// What a remedy says will be left, held against what a preview now shows.
fn left(remedy: &Value, preview: &Value) {
    assert!(preview["refusal"].is_null(), "{preview}");
    let classes = preview["classes"].as_array().unwrap().len();
    let sized = preview["deviations"].as_array().unwrap().iter();
    let sized = sized.filter(|d| d["rule"].as_str().unwrap().starts_with("training_class.size"));
    let expected = (&remedy["leaves"]["classes"], &remedy["leaves"]["deviations"]);
    assert_eq!(expected, (&json!(classes), &json!(sized.count())), "{remedy} {preview}");
}

/// A reason for one rule.
fn because(rule: &str, reason: &str) -> Value {
    json!([{ "rule": rule, "reason": reason }])
}

/// HQ sets a rule for a region.
async fn rule_for(app: &TestApp, region: &str, rule: &str, value: i64, severity: &str) {
    let hq = app.hq().await;
    let rules = format!("/editions/{}/rules", app.programme().edition);
    let list = hq.get(&rules).await.expect(200);
    let found = list["items"].as_array().unwrap().iter().find(|r| r["rule"] == rule).unwrap();
    let version = found["version"].as_i64().unwrap();
    let body = json!({ "value": value, "severity": severity, "reason": "专项解决方案" });
    hq.put(&format!("{rules}/{rule}/regions/{region}"), version, body).await.expect(200);
}

/// A batch as it is now.
async fn batch_now(who: &Actor, batch: &Value) -> Value {
    who.get(&support::batch_path(batch)).await.expect(200)
}

/// The ids of those who have a place in a batch and no class, in the order of enrolment.
async fn unplaced(who: &Actor, batch: &Value) -> Vec<Value> {
    let mut list = who.enrolments(batch, "enrolled").await;
    list.sort_by_key(|e| e["seq"].as_i64());
    list.into_iter().map(|e| e["id"].clone()).collect()
}

/// Two regions of a batch agree, HQ having proposed it.
async fn agree(app: &TestApp, batch: &Value, (a, b): (&str, &str), reason: &str) {
    let body = json!({
        "batch_id": batch["id"], "region_code": a, "with_region_code": b, "reason": reason,
    });
    let merge = app.hq().await.post("/training-merges", body).await.expect(201);
    let path = format!("/training-merges/{}/agree", merge["id"].as_str().unwrap());
    for (region, version) in [(a, 1), (b, 2)] {
        app.branch(region).await.post(&path, json!({})).if_match(version).await.expect(200);
    }
}

/// A class of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let formed = app.formed_class("42", 2).await;
    formed.class["id"].as_str().unwrap().to_string()
}

/// A proposal between the regions 42 and 43.
pub async fn foreign_merge(app: &TestApp) -> String {
    let hq = app.hq().await;
    let batch = app.batch(&hq, &["42", "43"], 5).await;
    let body = json!({
        "batch_id": batch["id"], "region_code": "42", "with_region_code": "43",
        "reason": "人数不足一班",
    });
    let merge = hq.post("/training-merges", body).await.expect(201);
    merge["id"].as_str().unwrap().to_string()
}
