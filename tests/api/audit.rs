//! The audit trail: complete, scoped, and read only.

use onex::platform::audit::{self, Subject};
use onex::platform::ids;
use support::{Role, Scope, Value, both, json};

fn actions(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect()
}

both! {
    async fn each_sees_what_was_done_within_their_scope(app: TestApp) {
        let (school, elsewhere) = (ids::new(), ids::new());
        let at = app.state.clock.now();
        app.state.db.write_blocking(|conn| {
            let mut put = |action, subject| audit::record(conn, None, at, action, subject, &json!({ "n": 1 }));
            put("test.country", Subject::country("thing", ids::new()))?;
            put("test.region", Subject::region("thing", ids::new(), "32"))?;
            put("test.school", Subject::institution("thing", ids::new(), "32", school))?;
            put("test.elsewhere", Subject::institution("thing", ids::new(), "42", elsewhere))
        }).unwrap();
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let admin = app.actor(Role::InstitutionAdmin, Scope::Institution { id: school, region: "32".into() }).await;
        let path = "/audit-events?action=test.";
        assert_eq!(actions(&hq.get(path).await.expect(200)), ["test.elsewhere", "test.school", "test.region", "test.country"]);
        assert_eq!(actions(&branch.get(path).await.expect(200)), ["test.school", "test.region"]);
        assert_eq!(actions(&admin.get(path).await.expect(200)), ["test.school"]);
        app.branch("51").await.get(&format!("{path}&limit=1")).await.expect(200);
        app.actor(Role::Certifier, Scope::Country).await.get(path).await.refused(403, "forbidden");
        app.get(path).await.refused(401, "unauthenticated");
    }

    async fn an_event_says_who_and_is_found_by_person_thing_and_day(app: TestApp) {
        let hq = app.hq().await;
        let branches = hq.get("/branches").await.expect(200);
        let id = branches["items"][0]["id"].as_str().unwrap();
        hq.patch(&format!("/branches/{id}"), 1, json!({ "contacts": [] })).await.expect(200);
        let found = hq.get(&format!("/audit-events?subject_id={id}")).await.expect(200);
        let event = &found["items"][0];
        assert_eq!((&event["action"], &event["actor_role"], &event["actor_name"]), (&json!("branch.update"), &json!("hq_admin"), &json!("测试员hq_admin")));
        assert_eq!(event["actor_id"], json!(hq.id));
        assert!(!event["request_id"].as_str().unwrap().is_empty());
        let n = |list: Value| list["items"].as_array().unwrap().len();
        assert_eq!(n(hq.get(&format!("/audit-events?actor={}&action=branch.", hq.id)).await.expect(200)), 1);
        assert_eq!(n(hq.get(&format!("/audit-events?actor={id}")).await.expect(200)), 0);
        // 2020-03-02 09:00 in Shanghai; both days are included whole.
        for (days, expected) in [("from=2020-03-02&to=2020-03-02", 1), ("to=2020-03-01", 0), ("from=2020-03-03", 0)] {
            assert_eq!(n(hq.get(&format!("/audit-events?action=branch.update&{days}")).await.expect(200)), expected, "{days}");
        }
        hq.get("/audit-events?from=2020-03-03&to=2020-03-02").await.refused(422, "invalid");
        hq.get("/audit-events?from=yesterday").await.refused(400, "malformed");
        hq.request("DELETE", "/audit-events").await.refused(405, "method_not_allowed");
    }

    async fn an_export_holds_the_same_rows_and_is_recorded(app: TestApp) {
        let branch = app.branch("32").await;
        let branches = branch.get("/branches").await.expect(200);
        let mine = branches["items"].as_array().unwrap().iter().find(|b| b["region_code"] == "32").unwrap()["id"].as_str().unwrap();
        branch.patch(&format!("/branches/{mine}"), 1, json!({ "contacts": [] })).await.expect(200);
        let file = branch.get("/audit-events/export.xlsx?action=branch.").await;
        file.expect(200);
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(file.header("cache-control"), "private, no-store");
        let rows = support::rows_of(&file.bytes);
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[0][0], "时间（北京时间）");
        // The frozen clock stands at 09:00 in Shanghai; actions, things and places are told in the screen's words.
        assert_eq!(rows[1][..7], ["2020-03-02 09:00:00", "测试员branch_staff", "片区", "修改片区资料", "片区", mine, "江苏省"]);
        assert_eq!(rows[1][7], "优先地区：否；版本：2");
        assert_eq!(actions(&branch.get("/audit-events").await.expect(200)), ["audit.export", "branch.update"]);
        app.actor(Role::Teacher, Scope::Institution { id: ids::new(), region: "32".into() }).await.get("/audit-events/export.xlsx").await.refused(403, "forbidden");
    }

    async fn more_rows_than_a_file_has_are_asked_for_in_parts(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::audit_events as t;
        let at = app.state.clock.now();
        app.state.db.write_blocking(|conn| {
            for _ in 0..21 {
                let rows: Vec<_> = (0..1000)
                    .map(|_| (t::id.eq(ids::new()), t::at.eq(at), t::action.eq("test.many"), t::subject_kind.eq("thing"), t::detail.eq("{}"), t::request_id.eq("r")))
                    .collect();
                onex::on_native!(conn, c => diesel::insert_into(onex::schema::audit_events::table).values(&rows).execute(c))?;
            }
            Ok(())
        }).unwrap();
        let hq = app.hq().await;
        let problem = hq.get("/audit-events/export.xlsx?action=test.").await.refused(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("?from"), &json!("too_many")));
        assert_eq!(app.audited("audit.export"), 0, "nothing was taken along");
        hq.get("/audit-events/export.xlsx?action=test.&from=2020-03-03").await.expect(200);
    }
}
