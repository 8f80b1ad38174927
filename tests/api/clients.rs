//! Third-party systems: client credentials, their scopes, and how they are shut out.

use support::{Actor, Request, Role, Scope, TestApp, Value, both, json, rows_of};

fn form(app: &TestApp, fields: &str) -> Request {
    app.request("POST", "/oauth/token")
        .body("application/x-www-form-urlencoded", fields.to_string())
}

fn credentials(made: &Value) -> String {
    format!(
        "client_id={}&client_secret={}",
        made["client"]["client_id"].as_str().unwrap(),
        made["client_secret"].as_str().unwrap()
    )
}

async fn made(by: &Actor, scopes: Value, scope: Value) -> Value {
    by.post("/api-clients", json!({ "name": "省级职教平台", "scopes": scopes, "scope": scope }))
        .await
        .expect(201)
}

async fn token(app: &TestApp, made: &Value) -> String {
    let answer = form(app, &format!("grant_type=client_credentials&{}", credentials(made))).await;
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    answer.expect(200)["access_token"].as_str().unwrap().to_string()
}

both! {
    async fn a_client_fetches_a_token_and_acts_within_its_place(app: TestApp) {
        let branch = app.branch("32").await;
        let client = made(&branch, json!(["students:read", "institutions:read", "students:read"]), json!({ "kind": "region", "region_code": "32" })).await;
        assert_eq!(client["client"]["scopes"], json!(["institutions:read", "students:read"]));
        let fields = format!("grant_type=client_credentials&{}", credentials(&client));
        let answer = form(&app, &fields).await.expect(200);
        assert_eq!((&answer["token_type"], &answer["expires_in"], &answer["scope"]), (&json!("Bearer"), &json!(900), &json!("institutions:read students:read")));
        let token = answer["access_token"].as_str().unwrap();
        app.get("/branches").bearer(token).await.expect(200);
        // It is no person.
        app.get("/notices").bearer(token).await.refused(403, "forbidden");
        app.get("/users").bearer(token).await.refused(403, "forbidden");
        // Fewer scopes than it has, but none that it has not.
        assert_eq!(form(&app, &format!("{fields}&scope=students:read")).await.expect(200)["scope"], "students:read");
        let refusal = form(&app, &format!("{fields}&scope=results:read")).await.expect(400);
        assert_eq!(refusal["error"], "invalid_scope");
        let seen = branch.get(&format!("/api-clients/{}", client["client"]["id"].as_str().unwrap())).await.expect(200);
        assert!(seen["last_used_at"].is_string());
        assert!(seen.get("client_secret").is_none() && !seen.to_string().contains(client["client_secret"].as_str().unwrap()));
    }

    async fn credentials_travel_by_basic_authentication_as_well(app: TestApp) {
        let client = made(&app.hq().await, json!(["editions:read"]), json!({ "kind": "country" })).await;
        let (id, secret) = (client["client"]["client_id"].as_str().unwrap(), client["client_secret"].as_str().unwrap());
        let basic = |id: &str, secret: &str| {
            let request = app.client.post(format!("{}/api/v1/oauth/token", app.base)).basic_auth(id, Some(secret));
            request.header("content-type", "application/x-www-form-urlencoded").body("grant_type=client_credentials").send()
        };
        let good = basic(id, secret).await.unwrap();
        assert_eq!(good.status(), 200);
        let bad = basic(id, "wrong").await.unwrap();
        assert_eq!((bad.status().as_u16(), bad.headers()["www-authenticate"].to_str().unwrap()), (401, "Basic realm=\"onex\""));
    }

    async fn a_wrong_form_says_so_in_the_words_of_oauth(app: TestApp) {
        let client = made(&app.hq().await, json!(["editions:read"]), json!({ "kind": "country" })).await;
        let good = credentials(&client);
        for (fields, status, error) in [
            ("client_id=a&client_secret=b".to_string(), 400, "invalid_request"),
            (format!("grant_type=password&{good}"), 400, "unsupported_grant_type"),
            (format!("grant_type=client_credentials&grant_type=client_credentials&{good}"), 400, "invalid_request"),
            ("grant_type=client_credentials".to_string(), 401, "invalid_client"),
            ("grant_type=client_credentials&client_id=nobody&client_secret=b".to_string(), 401, "invalid_client"),
        ] {
            let problem = form(&app, &fields).await.expect(status);
            assert_eq!(problem["error"], error, "{fields}: {problem}");
            assert!(problem["code"].is_string() && problem["request_id"].is_string(), "{problem}");
        }
        app.post("/oauth/token", json!({ "grant_type": "client_credentials" })).await.refused(415, "unsupported_media_type");
        form(&app, &format!("grant_type={}", "x".repeat(9000))).await.refused(413, "too_large");
    }

    async fn an_unknown_client_and_a_wrong_secret_look_the_same_and_guessing_is_throttled(app: TestApp) {
        let client = made(&app.hq().await, json!(["editions:read"]), json!({ "kind": "country" })).await;
        let id = client["client"]["client_id"].as_str().unwrap();
        let wrong = format!("grant_type=client_credentials&client_id={id}&client_secret=wrong");
        let a = form(&app, &wrong).await.refused(401, "invalid_credentials");
        let b = form(&app, "grant_type=client_credentials&client_id=onex-nobody&client_secret=wrong").await.refused(401, "invalid_credentials");
        assert_eq!(a["detail"], b["detail"]);
        for _ in 0..4 {
            form(&app, &wrong).await.refused(401, "invalid_credentials");
        }
        let refused = form(&app, &format!("grant_type=client_credentials&{}", credentials(&client))).await;
        refused.refused(429, "too_many_attempts");
        assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    }

    async fn rotated_secrets_and_revoked_clients_are_worthless_at_once(app: TestApp) {
        let hq = app.hq().await;
        let client = made(&hq, json!(["editions:read"]), json!({ "kind": "country" })).await;
        let path = format!("/api-clients/{}", client["client"]["id"].as_str().unwrap());
        let old = token(&app, &client).await;
        let rotated = hq.request("POST", &format!("{path}/rotate")).await.expect(200);
        form(&app, &format!("grant_type=client_credentials&{}", credentials(&client))).await.refused(401, "invalid_credentials");
        let client = json!({ "client": client["client"], "client_secret": rotated["client_secret"] });
        let new = token(&app, &client).await;
        app.get("/branches").bearer(&old).await.expect(200);
        hq.delete(&path).await.expect(204);
        hq.delete(&path).await.refused(409, "state_forbids");
        hq.request("POST", &format!("{path}/rotate")).await.refused(409, "state_forbids");
        for token in [old, new] {
            app.get("/branches").bearer(&token).await.refused(401, "session_ended");
        }
        form(&app, &format!("grant_type=client_credentials&{}", credentials(&client))).await.refused(401, "invalid_credentials");
        assert!(hq.get(&path).await.expect(200)["revoked_at"].is_string());
        assert_eq!(hq.get("/api-clients?revoked=false").await.expect(200)["items"], json!([]));
        let trail = hq.get("/audit-events?action=api_client.").await.expect(200);
        let actions: Vec<_> = trail["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(actions, ["api_client.revoke", "api_client.rotate", "api_client.create"]);
        assert!(!trail.to_string().contains(client["client_secret"].as_str().unwrap()));
    }

    async fn a_branch_lets_in_only_for_its_own_region(app: TestApp) {
        let (hq, branch, other) = (app.hq().await, app.branch("32").await, app.branch("42").await);
        let (here, there) = (app.institution("32"), app.institution("42"));
        let body = |scope: Value| json!({ "name": "平台", "scopes": ["students:read"], "scope": scope });
        branch.post("/api-clients", body(json!({ "kind": "country" }))).await.refused(403, "forbidden");
        branch.post("/api-clients", body(json!({ "kind": "region", "region_code": "42" }))).await.refused(403, "forbidden");
        let wrong = branch.post("/api-clients", body(json!({ "kind": "institution", "institution_id": there }))).await.refused(422, "invalid");
        assert_eq!(wrong["errors"][0]["pointer"], "/scope/institution_id");
        branch.post("/api-clients", body(json!({ "kind": "self" }))).await.refused(422, "invalid");
        branch.post("/api-clients", body(json!({ "kind": "region" }))).await.refused(422, "invalid");
        branch.post("/api-clients", json!({ "name": "平台", "scopes": ["everything"], "scope": { "kind": "region", "region_code": "32" } })).await.refused(422, "invalid");
        branch.post("/api-clients", json!({ "name": "平台", "scopes": [], "scope": { "kind": "region", "region_code": "32" } })).await.refused(422, "invalid");
        let mine = branch.post("/api-clients", body(json!({ "kind": "institution", "institution_id": here }))).await.expect(201);
        let path = format!("/api-clients/{}", mine["client"]["id"].as_str().unwrap());
        branch.get(&path).await.expect(200);
        hq.get(&path).await.expect(200);
        other.get(&path).await.refused(404, "not_found");
        other.delete(&path).await.refused(404, "not_found");
        other.request("POST", &format!("{path}/rotate")).await.refused(404, "not_found");
        assert_eq!(other.get("/api-clients").await.expect(200)["items"], json!([]));
        app.actor(Role::Certifier, Scope::Country).await.get("/api-clients").await.refused(403, "forbidden");
        app.get("/api-clients").await.refused(401, "unauthenticated");
    }
    async fn a_secret_is_shown_again_only_to_the_same_request_with_the_same_key(app: TestApp) {
        let (hq, other) = (app.hq().await, app.hq().await);
        let body = json!({ "name": "平台", "scopes": ["editions:read"], "scope": { "kind": "country" } });
        let ask = async |who: &Actor| who.post("/api-clients", body.clone()).idempotency_key("press-0001").await.expect(201);
        let first = ask(&hq).await;
        assert_eq!(first, ask(&hq).await);
        assert_eq!(app.audited("api_client.create"), 1);
        token(&app, &first).await;
        assert_ne!(ask(&other).await["client_secret"], first["client_secret"], "a key is its sender's own");
        hq.post("/api-clients", json!({ "name": "别的", "scopes": ["editions:read"], "scope": { "kind": "country" } })).idempotency_key("press-0001").await.refused(409, "idempotency_conflict");
        use diesel::prelude::*;
        use onex::schema::idempotency_keys as k;
        let kept: Vec<String> = app.state.db.read_blocking(|conn| Ok(k::table.select(k::body).load(conn)?)).unwrap();
        assert!(kept.iter().all(|kept| !kept.contains(first["client_secret"].as_str().unwrap())));
        // Once the secret was rotated, the old answer opens nothing.
        hq.request("POST", &format!("/api-clients/{}/rotate", first["client"]["id"].as_str().unwrap())).await.expect(200);
        form(&app, &format!("grant_type=client_credentials&{}", credentials(&ask(&hq).await))).await.refused(401, "invalid_credentials");
    }

    async fn the_export_names_places_and_has_no_secret(app: TestApp) {
        let (hq, branch, school) = (app.hq().await, app.branch("32").await, app.school("32"));
        let client = made(&branch, json!(["students:read"]), json!({ "kind": "institution", "institution_id": school.id })).await;
        made(&hq, json!(["editions:read"]), json!({ "kind": "country" })).await;
        assert_eq!(branch.get("/api-clients").await.expect(200)["items"][0]["scope"]["label"], school.name);
        let file = branch.get("/api-clients/export.xlsx?revoked=false").await;
        file.expect(200);
        let rows = rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[1][..5], ["省级职教平台", client["client"]["client_id"].as_str().unwrap(), school.name.as_str(), "学生", "有效"]);
        let secret = client["client_secret"].as_str().unwrap();
        assert!(rows.iter().flatten().all(|cell| !cell.contains(secret)));
        assert_eq!(rows_of(&hq.get("/api-clients/export.xlsx").await.bytes).len(), 3);
        assert_eq!(rows_of(&hq.get("/api-clients/export.xlsx?revoked=true").await.bytes).len(), 1);
        app.school_admin(&school).await.get("/api-clients/export.xlsx").await.refused(403, "forbidden");
        assert_eq!(app.audited("api_client.export"), 3);
    }
}
