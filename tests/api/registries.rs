//! Registries: exports whose rows, counts and followers fit each other, and the national platform's receipts beside ours.

mod exports;
mod receipts;

use support::{Actor, TestApp, Value, json};

/// Asks for an export and waits for its file: the export as it is then.
pub async fn exported(app: &TestApp, who: &Actor, wanted: Value) -> Value {
    let started = who.post("/registry-exports", wanted).await.expect(202);
    let job = app.job(who, started["job"]["id"].as_str().unwrap()).await;
    assert_eq!(job["status"], "succeeded", "{job}");
    let export = who.get(&path(&started["export"])).await.expect(200);
    assert_eq!(export["status"], "ready", "{export}");
    export
}

/// An export of everything as JSON lines.
pub async fn whole(app: &TestApp, who: &Actor) -> Value {
    exported(app, who, json!({ "format": "jsonl" })).await
}

pub fn path(export: &Value) -> String {
    format!("/registry-exports/{}", export["id"].as_str().unwrap())
}

/// The lines of an export's file.
pub async fn lines(who: &Actor, export: &Value) -> Vec<Value> {
    let answer = who.get(&format!("{}/file", path(export))).await;
    answer.expect(200);
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The certificates among them.
pub async fn certificates(who: &Actor, export: &Value) -> Vec<Value> {
    let lines = lines(who, export).await;
    lines.into_iter().filter(|line| line["type"] == "certificate").collect()
}

/// What `onex check` says of registries.
pub fn faults(app: &TestApp) -> Vec<String> {
    app.faults().into_iter().filter(|fault| fault.contains("registry")).collect()
}
