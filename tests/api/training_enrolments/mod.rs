//! Enrolments in training batches: places, the waiting list, withdrawals, moves, spreadsheets.

mod imports;
mod places;
mod scopes;
mod steps;
mod storm;

use support::{Actor, Answer, TestApp, Value, json};

/// The items of an answer to an enrolment, as outcome, number and rank.
fn outcomes(results: &Value) -> Vec<(&str, Option<i64>, Option<i64>)> {
    let items = results["items"].as_array().unwrap();
    items
        .iter()
        .map(|i| (i["outcome"].as_str().unwrap(), i["seq"].as_i64(), i["rank"].as_i64()))
        .collect()
}

/// Takes back the enrolment with this id, as it stands now.
async fn withdraw(who: &Actor, id: &Value) -> Answer {
    let path = format!("/training-enrolments/{}", id.as_str().unwrap());
    let version = who.get(&path).await.version();
    let reason = json!({ "reason": "时间冲突" });
    who.post(&format!("{path}/withdraw"), reason).if_match(version).await
}

/// Moves the enrolment with this id to a batch, as it stands now.
async fn move_to(who: &Actor, id: &Value, batch: &Value) -> Answer {
    let path = format!("/training-enrolments/{}", id.as_str().unwrap());
    let version = who.get(&path).await.version();
    let body = json!({ "batch_id": batch["id"], "reason": "调至下一期" });
    who.post(&format!("{path}/move"), body).if_match(version).await
}

/// HQ gives a region priority.
async fn prefer(app: &TestApp, region: &str) {
    let hq = app.hq().await;
    let branches = hq.get("/branches").await.expect(200);
    let branches = branches["items"].as_array().unwrap();
    let branch = branches.iter().find(|b| b["region_code"] == region).unwrap();
    let path = format!("/branches/{}", branch["id"].as_str().unwrap());
    let body = json!({ "priority": true, "priority_reason": "疫情严重地区优先" });
    hq.patch(&path, branch["version"].as_i64().unwrap(), body).await.expect(200);
}

/// A second batch of another period.
async fn batch_of_period(
    app: &TestApp,
    by: &Actor,
    period: i64,
    regions: &[&str],
    places: i64,
) -> Value {
    let mut body = app.new_batch(regions, places);
    body["period"] = json!(period);
    body["title"] = json!(format!("第 {period} 期"));
    app.batch_of(by, body).await
}

/// The state of an enrolment.
async fn state_of(who: &Actor, id: &Value) -> Value {
    let path = format!("/training-enrolments/{}", id.as_str().unwrap());
    who.get(&path).await.expect(200)
}

/// An enrolment of a teacher of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let school = app.school("42");
    let batch = app.batch(&app.branch("42").await, &["42"], 5).await;
    let admin = app.school_admin(&school).await;
    let done = admin.enrol(&batch, &app.teachers(&school, 1)).await.expect(201);
    done["items"][0]["enrolment_id"].as_str().unwrap().to_string()
}

/// A file of enrolments of the region 42.
pub async fn foreign_import(app: &TestApp) -> String {
    let branch = app.branch("42").await;
    let batch = app.batch(&branch, &["42"], 5).await;
    let form = [("batch_id", batch["id"].as_str().unwrap())];
    let file = "姓名,工号\n王芳,T1\n".into();
    let path = "/training-enrolment-imports";
    let started = branch.upload(path, "a.csv", file, &form).await.expect(202);
    started["import"]["id"].as_str().unwrap().to_string()
}
