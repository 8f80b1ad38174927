//! Regions that train together: both branches agree, and each sees what is theirs.

use super::{agree, batch_now, intake};
use support::{Actor, TestApp, Value, both, json};

fn path(merge: &Value, turn: &str) -> String {
    format!("/training-merges/{}/{turn}", merge["id"].as_str().unwrap())
}

/// A batch of two regions of headquarters.
async fn wide(app: &TestApp) -> (Actor, Value) {
    let hq = app.hq().await;
    let batch = app.batch(&hq, &["32", "42", "43"], 40).await;
    (hq, batch)
}

fn proposal(batch: &Value, a: &str, b: &str) -> Value {
    json!({ "batch_id": batch["id"], "region_code": a, "with_region_code": b, "reason": "人数不足一班" })
}

both! {
    async fn both_branches_agree_and_what_one_proposes_it_agrees_to(app: TestApp) {
        let (_, batch) = wide(&app).await;
        let (one, other) = (app.branch("32").await, app.branch("42").await);
        let merge = one.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        assert_eq!((&merge["status"], &merge["own"], merge["source_agreed_at"].is_string(), &merge["target_agreed_at"]), (&json!("proposed"), &json!(true), true, &json!(null)));
        let told = app.told(&other, "training_merge").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["reason"]), (&json!("training_merge.proposed"), &json!("人数不足一班")));
        one.post(&path(&merge, "agree"), json!({})).if_match(1).await.refused(409, "state_forbids");
        let colleague = app.branch("32").await;
        colleague.post(&path(&merge, "agree"), json!({})).if_match(1).await.refused(409, "state_forbids");
        app.hq().await.post(&path(&merge, "agree"), json!({})).if_match(1).await.refused(403, "forbidden");
        app.branch("43").await.post(&path(&merge, "agree"), json!({})).if_match(1).await.refused(404, "not_found");
        let agreed = other.post(&path(&merge, "agree"), json!({})).if_match(1).await.expect(200);
        assert_eq!((&agreed["status"], agreed["ended_at"].is_string()), (&json!("agreed"), true));
        assert_eq!(app.told(&one, "training_merge").await.last().unwrap()["code"], "training_merge.agreed");
        for turn in ["agree", "withdraw"] {
            other.post(&path(&merge, turn), json!({})).if_match(2).await.refused(409, "state_forbids");
        }
        // The other way round it is the same proposal.
        one.post("/training-merges", proposal(&batch, "42", "32")).await.refused(409, "already_exists");
        assert_eq!((app.audited("training_merge.propose"), app.audited("training_merge.agree")), (1, 1));
    }

    async fn what_headquarters_propose_both_have_to_agree_to(app: TestApp) {
        let (hq, batch) = wide(&app).await;
        let merge = hq.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        let (one, other) = (app.branch("32").await, app.branch("42").await);
        let news = async |who: &Actor| app.told(who, "training_merge").await.len();
        let before = (news(&one).await, news(&other).await, news(&hq).await);
        let colleague = app.branch("42").await;
        let half = other.post(&path(&merge, "agree"), json!({})).if_match(1).await.expect(200);
        let after = (news(&one).await, news(&other).await, news(&hq).await);
        assert_eq!(after, (before.0 + 1, before.1, before.2), "only the branch that is asked still is told");
        assert_eq!(news(&colleague).await, 0);
        assert_eq!((&half["status"], half["target_agreed_at"].is_string()), (&json!("proposed"), true));
        other.post(&path(&merge, "refuse"), json!({ "remarks": "又不想了" })).if_match(2).await.refused(409, "state_forbids");
        one.post(&path(&merge, "agree"), json!({})).if_match(1).await.refused(412, "version_mismatch");
        assert_eq!(one.post(&path(&merge, "agree"), json!({})).if_match(2).await.expect(200)["status"], "agreed");
    }

    async fn a_person_of_both_branches_does_not_agree_with_themselves(app: TestApp) {
        let (hq, batch) = wide(&app).await;
        let merge = hq.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        let one = app.branch("32").await;
        one.post(&path(&merge, "agree"), json!({})).if_match(1).await.expect(200);
        let grant = json!({ "role": "branch_staff", "scope": { "kind": "region", "region_code": "42" } });
        let given = hq.post(&format!("/users/{}/grants", one.id), grant).await.expect(201);
        let token = one.post("/auth/switch", json!({ "grant_id": given["id"] })).await.expect(200)["access_token"].as_str().unwrap().to_string();
        app.request("POST", &path(&merge, "agree")).bearer(&token).json(json!({})).if_match(2).await.refused(409, "same_person");
    }

    async fn a_branch_refuses_with_a_reason_and_who_proposed_withdraws(app: TestApp) {
        let (_, batch) = wide(&app).await;
        let (one, other) = (app.branch("32").await, app.branch("42").await);
        let merge = one.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        other.post(&path(&merge, "refuse"), json!({})).if_match(1).await.refused(422, "invalid");
        other.post(&path(&merge, "withdraw"), json!({})).if_match(1).await.refused(403, "forbidden");
        let refused = other.post(&path(&merge, "refuse"), json!({ "remarks": "我区可单独编班" })).if_match(1).await.expect(200);
        assert_eq!((&refused["status"], &refused["remarks"]), (&json!("refused"), &json!("我区可单独编班")));
        let told = app.told(&one, "training_merge").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["remarks"]), (&json!("training_merge.refused"), &json!("我区可单独编班")));
        // What was refused may be proposed again, and taken back by any of the branch.
        let again = one.post("/training-merges", proposal(&batch, "42", "32")).await.expect(201);
        let withdrawn = app.branch("32").await.post(&path(&again, "withdraw"), json!({})).if_match(1).await.expect(200);
        assert_eq!(withdrawn["status"], "withdrawn");
    }

    async fn a_proposal_is_of_two_regions_that_their_batches_have(app: TestApp) {
        let (hq, batch) = wide(&app).await;
        let problem = hq.post("/training-merges", proposal(&batch, "32", "32")).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/with_region_code");
        let problem = hq.post("/training-merges", proposal(&batch, "11", "32")).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/region_code");
        let there = intake(&app, "11", 3, 5).await;
        let mut body = proposal(&batch, "11", "32");
        body["source_batch_id"] = there.batch["id"].clone();
        // Neither region is this branch's.
        app.branch("42").await.post("/training-merges", body.clone()).await.refused(404, "not_found");
        app.set_batch_status(&there.batch, "running");
        hq.post("/training-merges", body.clone()).await.refused(409, "state_forbids");
        app.set_batch_status(&there.batch, "draft");
        hq.post("/training-merges", body.clone()).await.refused(404, "not_found");
        let mut later = app.new_batch(&["11"], 5);
        later["period"] = json!(2);
        let later = app.batch_of(&hq, later).await;
        body["source_batch_id"] = later["id"].clone();
        let problem = hq.post("/training-merges", body).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/source_batch_id");
    }

    async fn proposals_are_listed_for_those_whom_they_concern_and_wait_on_the_first_page(app: TestApp) {
        let (hq, batch) = wide(&app).await;
        let merge = app.branch("32").await.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        let total = async |who: &Actor, query: &str| who.get(&format!("/training-merges?count=true{query}")).await.expect(200)["total"].as_i64().unwrap();
        let (one, other, third) = (app.branch("32").await, app.branch("42").await, app.branch("43").await);
        assert_eq!((total(&hq, "").await, total(&one, "").await, total(&other, "").await, total(&third, "").await), (1, 1, 1, 0));
        assert_eq!((total(&one, "&waiting=true").await, total(&other, "&waiting=true").await, total(&hq, "&waiting=true").await), (0, 1, 1));
        assert_eq!((total(&one, "&waiting=false").await, total(&other, "&waiting=false").await), (1, 0));
        assert_eq!((total(&hq, "&status=agreed").await, total(&hq, "&region_code=42").await, total(&hq, "&region_code=43").await), (0, 1, 0));
        let card = async |who: &Actor| {
            let home = who.get("/home").await.expect(200);
            home["cards"].as_array().unwrap().iter().find(|c| c["code"] == "merges_open").map(|c| c["count"].clone())
        };
        assert_eq!((card(&other).await, card(&one).await), (Some(json!(1)), None));
        let found = format!("/training-merges/{}", merge["id"].as_str().unwrap());
        assert_eq!(other.get(&found).await.expect(200)["own"], false);
        third.get(&found).await.refused(404, "not_found");
        app.trainer("32").await.get(&found).await.refused(403, "forbidden");
    }

    async fn a_batch_that_runs_or_is_called_off_has_nothing_to_agree_on(app: TestApp) {
        let (hq, batch) = wide(&app).await;
        let merge = app.branch("32").await.post("/training-merges", proposal(&batch, "32", "42")).await.expect(201);
        agree(&app, &batch, ("42", "43"), "人数不足一班").await;
        hq.step(&batch_now(&hq, &batch).await, "cancel", json!({ "remarks": "报名人数不足" })).await.expect(200);
        let ended = hq.get(&format!("/training-merges/{}", merge["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(ended["status"], "withdrawn");
        assert_eq!(hq.get("/training-merges?status=agreed&count=true").await.expect(200)["total"], 1, "what was agreed stays known");
    }

    async fn places_that_a_region_brings_go_to_whoever_waits(app: TestApp) {
        let target = intake(&app, "32", 3, 4).await;
        // One has a place here, and two wait behind it.
        let source = intake(&app, "42", 3, 1).await;
        let hq = app.hq().await;
        let mut body = proposal(&target.batch, "42", "32");
        body["source_batch_id"] = source.batch["id"].clone();
        let merge = hq.post("/training-merges", body).await.expect(201);
        for (who, version) in [(&source.branch, 1), (&target.branch, 2)] {
            who.post(&path(&merge, "agree"), json!({})).if_match(version).await.expect(200);
        }
        let batch = batch_now(&target.branch, &target.batch).await;
        assert_eq!((&batch["places"], &batch["taken"], &batch["waiting"]), (&json!(5), &json!(5), &json!(1)));
        assert_eq!(app.faults(), [""; 0]);
    }
}
