//! Nobody but who writes papers ever receives what is right.

use support::{Actor, Role, Scope, Value, both, json};

use super::{Stage, at, submit};

/// Whether a document says anywhere what is answered: by that name only.
fn tells(document: &Value) -> bool {
    match document {
        Value::Object(fields) => fields.iter().any(|(name, value)| {
            matches!(name.as_str(), "answer" | "marks" | "correct") || tells(value)
        }),
        Value::Array(list) => list.iter().any(tells),
        _ => false,
    }
}

/// Everything that is read of papers, tests and attempts, with these ids in it.
fn reads(stage: &Stage, attempt: &Value) -> Vec<String> {
    let api: Value = serde_json::from_str(&onex::app::openapi().to_json().unwrap()).unwrap();
    let of = |path: &str| -> Option<String> {
        let id = |value: &Value| value["id"].as_str().unwrap().to_string();
        let id = match path.split('/').nth(3)? {
            "papers" => id(&stage.paper),
            "training-tests" => id(&stage.test),
            "test-attempts" => id(attempt),
            "training-batches" if path.ends_with("/test") => id(&stage.class.batch),
            "audit-events" | "notices" | "jobs" | "home" => String::new(),
            _ => return None,
        };
        Some(path.trim_start_matches("/api/v1").replace("{id}", &id))
    };
    let paths =
        api["paths"].as_object().unwrap().iter().filter(|(_, item)| item.get("get").is_some());
    let paths: Vec<String> = paths
        .filter_map(|(path, _)| of(path))
        .filter(|p| !p.contains('{') && !p.contains("stream"))
        .collect();
    assert!(paths.len() > 9, "{paths:?}");
    paths
}

both! {
    async fn no_answer_key_is_in_any_answer_to_anybody_else(app: TestApp) {
        let stage = Stage::new(&app, 2).await;
        let teacher = stage.participant(&app, 0).await;
        let begun = teacher.post(&stage.attempts(), json!({})).await;
        let attempt = begun.expect(201);
        assert!(!tells(&attempt), "{attempt}");
        let school_scope = stage.school.scope();
        let others: Vec<Actor> = vec![
            teacher.clone(), stage.participant(&app, 1).await, stage.branch.clone(), stage.trainer.clone(),
            app.school_admin(&stage.school).await, app.actor(Role::Certifier, Scope::Country).await,
            app.actor(Role::Expert, Scope::Country).await, app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: school_scope.institution() }).await,
        ];
        let paths = reads(&stage, &attempt);
        let scan = async |when: &str| {
            let mut seen = 0;
            for who in &others {
                for path in &paths {
                    let answer = who.get(path).await;
                    seen += usize::from(answer.status == 200);
                    assert!(!tells(&answer.json()), "{when}: {} reads {path}: {}", who.username, answer.text());
                }
            }
            assert!(seen > 20, "{seen}");
        };
        scan("while it is open").await;
        let ended = submit(&teacher, &attempt).await.expect(200);
        assert!(!tells(&ended), "{ended}");
        scan("after the end").await;
        // Refusals as well.
        let question = attempt["items"][0]["id"].as_str().unwrap();
        let path = format!("{}/answers/{question}", at(&attempt));
        let refusal = teacher.request("PUT", &path).json(json!({ "answer": ["x"] })).await;
        assert!(refusal.status >= 400 && !tells(&refusal.json()));
        // Who writes papers has them: the scan would find them.
        let paper = stage.editor.get(&crate::papers::path(&stage.paper)).await.expect(200);
        assert!(tells(&paper));
    }
}
