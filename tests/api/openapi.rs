//! The committed contract is the one that is served, and it is complete.

use support::{Database, TestApp, Value};

#[test]
fn the_committed_contract_is_that_of_the_mounted_routes() {
    let generated = onex::app::openapi().to_yaml().unwrap();
    let committed =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.yaml"))
            .unwrap_or_default();
    assert!(
        generated.trim() == committed.trim(),
        "openapi.yaml is out of date: run `make generate`"
    );
}

#[test]
fn whoever_reads_the_contract_may_stop_before_its_end() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(support::executable())
        .arg("openapi")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let end = child.wait_with_output().unwrap();
    assert!(end.status.success(), "{}", String::from_utf8_lossy(&end.stderr));
}

#[test]
fn every_operation_has_an_id_a_tag_a_summary_and_its_refusals() {
    let api: Value = serde_json::from_str(&onex::app::openapi().to_json().unwrap()).unwrap();
    let mut ids = std::collections::HashSet::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            let id =
                operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no id"));
            assert!(ids.insert(id.to_string()), "{name}: the id {id} is used twice");
            assert!(
                operation["tags"].as_array().is_some_and(|t| t.len() == 1),
                "{name} has no tag"
            );
            assert!(
                operation["summary"].as_str().is_some_and(|s| !s.is_empty()),
                "{name} has no summary"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|s| s.starts_with('2')), "{name} has no success");
            assert!(responses.contains_key("500"), "{name} does not say how it fails");
            let secured = operation.get("security").is_some();
            let public = path.starts_with("/api/v1/auth/")
                || path.starts_with("/api/v1/public/")
                || path.starts_with("/api/v1/oauth/")
                || path == "/api/v1/meta";
            assert!(secured || public, "{name} needs no token: is that meant?");
            assert_eq!(
                secured,
                responses.contains_key("401") && responses.contains_key("403") && secured,
                "{name}"
            );
        }
    }
}

#[test]
fn unknown_paths_and_methods_answer_problems() {
    TestApp::run(Database::Sqlite, |app| async move {
        app.get("/no-such-thing").await.refused(404, "not_found");
        app.request("DELETE", "/branches").await.refused(405, "method_not_allowed");
        app.get("/branches?q=%00").await.refused(422, "invalid");
        let big = vec![b' '; 1024 * 1024 + 1];
        app.request("POST", "/auth/login")
            .body("application/json", big)
            .await
            .refused(413, "too_large");
        let served = app.get("/openapi.json").await.expect(200);
        assert_eq!(served["info"]["title"], "OneX API");
        app.request("GET", "/raw/healthz").await.expect(200);
        app.request("GET", "/raw/readyz").await.expect(200);
        let metrics = app.request("GET", "/raw/metrics").await;
        assert!(metrics.text().contains("onex_http_requests_total"), "{}", metrics.text());
        let docs = app.request("GET", "/raw/docs/").await;
        assert_eq!(docs.status, 200);
        assert!(!docs.text().contains("https://"), "the explorer loads nothing from elsewhere");
    });
}

#[test]
fn a_form_has_the_parts_of_its_contract_and_no_others() {
    TestApp::run(Database::Sqlite, |app| async move {
        let hq = app.hq().await;
        let upload = |fields| hq.upload("/student-imports", "a.csv", b"a".to_vec(), fields);
        let refusal = upload(&[("institution", "x")]).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/institution");
        assert_eq!(refusal["errors"][0]["code"], "unknown");
    });
}

#[test]
fn whatever_creates_can_be_sent_again_without_harm() {
    let api: Value = serde_json::from_str(&onex::app::openapi().to_json().unwrap()).unwrap();
    for (path, item) in api["paths"].as_object().unwrap() {
        let Some(post) = item.get("post") else { continue };
        let creates = ["201", "202"].iter().any(|status| post["responses"].get(status).is_some());
        let parameters = post["parameters"].as_array().into_iter().flatten();
        let key = parameters.filter(|p| p["name"] == "Idempotency-Key").count();
        assert!(!creates || key == 1, "POST {path} creates and takes no Idempotency-Key");
    }
}
