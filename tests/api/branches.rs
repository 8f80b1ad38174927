//! Branches.

use support::{Role, Scope, both, json};

both! {
    async fn every_region_but_three_has_a_branch_and_no_invented_contacts(app: TestApp) {
        let list = app.branch("32").await.get("/branches").await.expect(200);
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 31);
        assert!(items.iter().all(|b| b["contacts"] == json!([]) && b["priority"] == false));
        for absent in ["71", "81", "82"] {
            assert!(items.iter().all(|b| b["region_code"] != absent));
        }
    }

    async fn staff_change_only_their_own_branch(app: TestApp) {
        let (jiangsu, hubei) = (app.branch("32").await, app.branch("42").await);
        let list = jiangsu.get("/branches").await.expect(200);
        let mine = list["items"].as_array().unwrap().iter().find(|b| b["region_code"] == "32").unwrap().clone();
        let path = format!("/branches/{}", mine["id"].as_str().unwrap());
        let change = json!({ "contacts": [{ "name": "值班电话", "phone": "025-12345678" }] });
        hubei.patch(&path, 1, change.clone()).await.refused(403, "forbidden");
        let changed = jiangsu.patch(&path, 1, change).await;
        assert_eq!(changed.expect(200)["contacts"][0]["name"], "值班电话");
        assert_eq!(changed.version(), 2);
    }

    async fn two_people_who_edit_at_once_do_not_overwrite_each_other(app: TestApp) {
        let hq = app.hq().await;
        let list = hq.get("/branches").await.expect(200);
        let path = format!("/branches/{}", list["items"][0]["id"].as_str().unwrap());
        hq.patch(&path, 1, json!({ "contacts": [] })).await.expect(200);
        hq.patch(&path, 1, json!({ "contacts": [] })).await.refused(412, "version_mismatch");
        hq.request("PATCH", &path).json(json!({ "contacts": [] })).await.refused(428, "precondition_required");
    }

    async fn only_hq_sets_the_priority_of_a_region_and_says_why(app: TestApp) {
        let (hq, staff) = (app.hq().await, app.branch("42").await);
        let list = hq.get("/branches").await.expect(200);
        let hubei = list["items"].as_array().unwrap().iter().find(|b| b["region_code"] == "42").unwrap().clone();
        let path = format!("/branches/{}", hubei["id"].as_str().unwrap());
        staff.patch(&path, 1, json!({ "priority": true, "priority_reason": "疫情严重" })).await.refused(403, "forbidden");
        let refusal = hq.patch(&path, 1, json!({ "priority": true })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/priority_reason");
        let branch = hq.patch(&path, 1, json!({ "priority": true, "priority_reason": "疫情严重地区优先" })).await.expect(200);
        assert_eq!(branch["priority_reason"], "疫情严重地区优先");
    }

    async fn a_wrong_body_says_where_it_is_wrong(app: TestApp) {
        let hq = app.hq().await;
        let list = hq.get("/branches").await.expect(200);
        let path = format!("/branches/{}", list["items"][0]["id"].as_str().unwrap());
        let refusal = hq.patch(&path, 1, json!({ "contacts": [{ "name": "" }] })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/contacts/0/name");
        let refusal = hq.patch(&path, 1, json!({ "contact": [] })).await.refused(422, "invalid");
        assert!(refusal["detail"].as_str().unwrap().contains("unknown field"), "{refusal}");
        let refusal = hq.patch(&path, 1, json!({ "contacts": [{ "name": 5 }] })).await.refused(422, "invalid");
        assert_eq!(refusal["errors"][0]["pointer"], "/contacts/0/name");
        hq.request("PATCH", &path).if_match(1).body("application/json", "{").await.refused(400, "malformed");
        hq.request("PATCH", &path).if_match(1).body("text/plain", "{}").await.refused(415, "unsupported_media_type");
        hq.get("/branches/none").await.refused(400, "malformed");
        hq.get("/branches/01900000-0000-7000-8000-000000000001").await.refused(404, "not_found");
    }

    async fn nobody_without_an_account_sees_the_list(app: TestApp) {
        app.get("/branches").await.refused(401, "unauthenticated");
        app.get("/branches/none").await.refused(401, "unauthenticated");
        app.get("/branches").bearer("nonsense").await.refused(401, "unauthenticated");
        let student = app.actor(Role::Student, Scope::Own { user: support::Id::NIL, institution: None }).await;
        student.get("/branches").await.expect(200);
    }
}
