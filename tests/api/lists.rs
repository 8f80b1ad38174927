//! What every paged list has in common, whatever it lists. Lists are taken from the contract: a new one is held
//! to this without a word here.

use std::collections::BTreeMap;

use support::{Actor, Programme, Role, Sat, Scope, Value, both, json};

/// The paths of the paged lists, and whether each is searched with `q`.
fn lists() -> Vec<(String, bool)> {
    let api: Value = serde_json::from_str(&onex::app::openapi().to_json().unwrap()).unwrap();
    let mut out = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let named = |name: &str| parameters.iter().any(|p| p["name"] == name);
        if named("cursor") {
            assert!(named("limit") && named("count"), "{path} has pages and cannot count");
            out.push((path.trim_start_matches("/api/v1").to_string(), named("q")));
        }
    }
    assert!(out.len() > 15, "{out:?}");
    out
}

/// How many rows there are when all pages are turned.
async fn walked(who: &Actor, path: &str) -> i64 {
    let (mut n, mut cursor) = (0, String::new());
    loop {
        let page = who.get(&format!("{path}&limit=3{cursor}")).await.expect(200);
        assert!(page.get("total").is_none(), "{path}: nobody asked for the number");
        n += page["items"].as_array().unwrap().len() as i64;
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return n,
        }
    }
}

both! {
    async fn every_list_counts_what_all_its_pages_hold_and_only_when_asked(app: TestApp) {
        app.set_clock(time::macros::datetime!(2020-04-20 01:00 UTC));
        let (here, there) = (app.school("32"), app.school("42"));
        let (hq, certifier, second) = (app.hq().await, app.actor(Role::Certifier, Scope::Country).await, app.actor(Role::Certifier, Scope::Country).await);
        let (branch, admin) = (app.branch("32").await, app.school_admin(&here).await);
        let programme: Programme = app.programme();
        let students = app.students(&here, 5);
        app.students(&there, 2);
        app.teachers(&here, 4);
        app.sat(&certifier, &programme, 0, &students, &[Sat::Scored("80"), Sat::Scored("70"), Sat::Scored("90")]);
        for title in ["王一班", "王二班", "三班", "四班"] {
            admin.post("/cohorts", json!({ "edition_id": programme.edition, "title": title, "periods": [1], "student_ids": [] })).await.expect(201);
        }
        let cohort = admin.post("/cohorts", json!({ "edition_id": programme.edition, "title": "五班", "periods": [1], "student_ids": students })).await.expect(201);
        for name in ["甲", "乙", "丙", "丁"] {
            branch.post("/api-clients", json!({ "name": name, "scopes": ["editions:read"], "scope": { "kind": "region", "region_code": "32" } })).await.expect(201);
        }
        let file = support::workbook(&["学号", "姓名", "证件号码"], &(1..=5).map(|n| vec![format!("N{n}"), "王小红".into(), support::resident_id(n)]).collect::<Vec<_>>());
        let import = app.dry_run(&admin, "/student-imports", "a.xlsx", file).await;
        let run = certifier.post("/issuance-runs", json!({ "edition_id": programme.edition, "basis": "exam" })).await.expect(201);
        app.job(&certifier, run["job_id"].as_str().unwrap()).await;
        let path = format!("/issuance-runs/{}", run["id"].as_str().unwrap());
        let version = certifier.get(&path).await.version();
        second.request("POST", &format!("{path}/approve")).if_match(version).await.expect(200);
        let started = certifier.request("POST", &format!("{path}/issue")).if_match(version + 1).await.expect(202);
        app.job(&certifier, started["job"]["id"].as_str().unwrap()).await;
        let ids: BTreeMap<&str, Value> = [
            ("/issuance-runs/{id}/items", run["id"].clone()),
            ("/cohorts/{id}/students", cohort["id"].clone()),
            ("/editions/{id}/history", json!(programme.edition)),
            ("/students/{id}/history", json!(students[0])),
            ("/student-imports/{id}/rows", import["id"].clone()),
        ].into();
        let mut counted = BTreeMap::new();
        for (path, searched) in lists() {
            let real = match (ids.get(path.as_str()), path.contains("{id}")) {
                (Some(id), _) => path.replace("{id}", id.as_str().unwrap()),
                // The same code as the list of students.
                (None, true) => continue,
                (None, false) => path.clone(),
            };
            let searches: &[&str] = if searched { &["", "q=王", "q=wxm", "q=0", "q=2020"] } else { &[""] };
            for who in [&hq, &certifier, &branch, &admin] {
                for search in searches {
                    let asked = format!("{real}?{search}");
                    let answer = who.get(&format!("{asked}&limit=1&count=true")).await;
                    if answer.status == 403 {
                        continue;
                    }
                    let total = answer.expect(200)["total"].as_i64().unwrap_or_else(|| panic!("{asked} has no total"));
                    assert_eq!(total, walked(who, &asked).await, "{asked} as {}", who.username);
                    let most = counted.entry(path.clone()).or_insert(0);
                    *most = total.max(*most);
                }
            }
        }
        for path in ["/students", "/teachers", "/cohorts", "/users", "/certificates", "/subject-results", "/issuance-runs/{id}/items", "/cohorts/{id}/students", "/audit-events", "/api-clients", "/student-imports/{id}/rows"] {
            assert!(counted[path] > 3, "{path} was counted with more than a page: {counted:?}");
        }
        hq.get("/users?count=perhaps").await.refused(400, "malformed");
    }
}
