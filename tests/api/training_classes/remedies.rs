//! What a preview offers is acted out over HTTP, and leaves what it said it would.

use super::{
    Intake, agree, batch_now, because, commit, intake, left, preview, remedies, rule_for, sizes,
    unplaced,
};
use support::{both, json};

both! {
    async fn one_more_who_is_enrolled_makes_fourteen_a_class_as_it_should_be(app: TestApp) {
        for severity in ["should", "must"] {
            rule_for(&app, if severity == "must" { "42" } else { "32" }, "training_class.size_min", 15, severity).await;
            let region = if severity == "must" { "42" } else { "32" };
            let Intake { branch, school, admin, batch, .. } = intake(&app, region, 14, 20).await;
            app.pool(&branch, &batch, &[&app.trainer(region).await]).await;
            let shown = preview(&branch, &batch).await;
            assert_eq!(shown["refusal"].is_null(), severity == "should");
            let bring = remedies(&shown, "bring");
            assert_eq!((&bring[0]["count"], &bring[0]["region_codes"]), (&json!(1), &json!([region])));
            admin.enrol(&batch, &app.teachers(&school, 1)).await.expect(201);
            let mended = preview(&branch, &batch).await;
            left(bring[0], &mended);
            commit(&branch, &mended, json!([])).await.expect(201);
        }
    }

    async fn one_who_goes_to_another_period_makes_twenty_one_a_class(app: TestApp) {
        rule_for(&app, "32", "training_class.size_min", 15, "must").await;
        rule_for(&app, "32", "training_class.size_max", 20, "must").await;
        let Intake { branch, batch, .. } = intake(&app, "32", 21, 30).await;
        app.pool(&branch, &batch, &[&app.trainer("32").await]).await;
        let shown = preview(&branch, &batch).await;
        assert_eq!(shown["refusal"]["reasons"][0]["code"], "crowded");
        let away = remedies(&shown, "move_away");
        assert_eq!(away[0]["count"], 1);
        let mut later = app.new_batch(&["32"], 5);
        later["period"] = json!(2);
        let later = app.batch_of(&branch, later).await;
        let last = unplaced(&branch, &batch).await.pop().unwrap();
        let path = format!("/training-enrolments/{}/move", last.as_str().unwrap());
        branch.post(&path, json!({ "batch_id": later["id"], "reason": "本期已满，调至下一期" })).if_match(1).await.expect(200);
        let mended = preview(&branch, &batch).await;
        left(away[0], &mended);
        assert_eq!(sizes(&mended), [20]);
        commit(&branch, &mended, json!([])).await.expect(201);
    }

    async fn nine_more_make_twenty_one_two_classes(app: TestApp) {
        rule_for(&app, "32", "training_class.size_min", 15, "must").await;
        rule_for(&app, "32", "training_class.size_max", 20, "must").await;
        let Intake { branch, school, admin, batch, .. } = intake(&app, "32", 21, 30).await;
        app.pool(&branch, &batch, &[&app.trainer("32").await]).await;
        let shown = preview(&branch, &batch).await;
        let bring = remedies(&shown, "bring");
        assert_eq!((&bring[0]["count"], &bring[0]["leaves"]["classes"]), (&json!(9), &json!(2)));
        admin.enrol(&batch, &app.teachers(&school, 9)).await.expect(201);
        let mended = preview(&branch, &batch).await;
        left(bring[0], &mended);
        commit(&branch, &mended, json!([])).await.expect(201);
    }

    async fn a_trainer_in_the_pool_mends_what_had_none(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 36, 40).await;
        let shown = preview(&branch, &batch).await;
        let reason = &shown["refusal"]["reasons"][0];
        assert_eq!((&reason["code"], &reason["rule"], &reason["clause"]), (&json!("no_trainer"), &json!("training_class.min_trainers"), &json!("二.1.(2)")));
        assert_eq!((&reason["limit"], &reason["actual"], &reason["region_codes"]), (&json!(1), &json!(0), &json!(["32"])));
        let add = remedies(&shown, "add_trainers");
        assert!(!add.is_empty(), "{shown}");
        // Without a trainer no class is formed by hand either.
        let body = json!({ "batch_id": batch["id"], "title": "一班", "enrolment_ids": unplaced(&branch, &batch).await[..18] });
        let problem = branch.post("/training-classes", body).await.refused(409, "rule_violated");
        assert_eq!((&problem["rules"][0]["rule"], &problem["rules"][0]["limit"], &problem["rules"][0]["actual"]), (&json!("training_class.min_trainers"), &json!(1), &json!(0)));
        // The engine counts each as free for one class; so they are here, each having another one already.
        rule_for(&app, "32", "trainer.max_classes", 1, "must").await;
        let count = add.last().unwrap()["count"].as_u64().unwrap();
        let mut pool = Vec::new();
        for _ in 0..count {
            pool.push(app.trainer("32").await);
        }
        app.pool(&branch, &batch, &pool.iter().collect::<Vec<_>>()).await;
        let mended = preview(&branch, &batch).await;
        left(add.last().unwrap(), &mended);
        commit(&branch, &mended, json!([])).await.expect(201);
    }

    async fn too_few_trainers_make_larger_classes_until_one_more_is_added(app: TestApp) {
        rule_for(&app, "32", "trainer.max_classes", 1, "must").await;
        let Intake { branch, batch, .. } = intake(&app, "32", 30, 40).await;
        let first = app.trainer("32").await;
        app.pool(&branch, &batch, &[&first]).await;
        let shown = preview(&branch, &batch).await;
        assert_eq!((sizes(&shown), shown["deviations"].as_array().unwrap().len()), (vec![30], 1));
        let add = remedies(&shown, "add_trainers");
        app.pool(&branch, &batch, &[&first, &app.trainer("32").await]).await;
        let mended = preview(&branch, &batch).await;
        left(add[0], &mended);
        assert_eq!(sizes(&mended), [15, 15]);
    }

    async fn two_regions_that_agree_are_one_class_with_their_reason(app: TestApp) {
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], 40).await;
        for (region, n) in [("32", 12), ("42", 7)] {
            let school = app.school(region);
            app.school_admin(&school).await.enrol(&batch, &app.teachers(&school, n)).await.expect(201);
        }
        let trainer = app.trainer("32").await;
        let pool = json!({ "trainers": [{ "user_id": trainer.id, "region_code": "32" }] });
        let path = format!("{}/trainers", support::batch_path(&batch));
        hq.put(&path, batch["version"].as_i64().unwrap(), pool).await.expect(200);
        let shown = preview(&hq, &batch).await;
        assert_eq!(shown["refusal"]["reasons"][0]["region_codes"], json!(["42"]), "the trainer is of the other region");
        let join = remedies(&shown, "join");
        let both = (&join[0]["region_codes"], &join[0]["with_region_codes"]);
        assert!([(&json!(["32"]), &json!(["42"])), (&json!(["42"]), &json!(["32"]))].contains(&both), "{shown}");
        // Before they have agreed nobody mixes them, whatever reason is given.
        let everybody = unplaced(&hq, &batch).await;
        let body = json!({
            "batch_id": batch["id"], "title": "两地班", "enrolment_ids": everybody, "trainer_ids": [trainer.id],
            "overrides": because("training_class.max_regions", "人数都不够"),
        });
        hq.post("/training-classes", body).await.refused(409, "not_agreed");
        agree(&app, &batch, ("42", "32"), "两地人数均不足，合并编班").await;
        let mended = preview(&hq, &batch).await;
        left(join[0], &mended);
        assert_eq!((sizes(&mended), &mended["classes"][0]["title"]), (vec![19], &json!("江苏·湖北 1 班")));
        assert_eq!(mended["deviations"], json!([{
            "class": 0, "rule": "training_class.max_regions", "clause": "二.1.(2)", "severity": "should", "limit": 1, "actual": 2,
            "reason": "两地人数均不足，合并编班",
        }]));
        let made = commit(&app.branch("42").await, &mended, json!([])).await.expect(201);
        let class = &made["classes"][0];
        assert_eq!((&class["region_codes"], &class["region_code"]), (&json!(["32", "42"]), &json!("32")));
        assert_eq!((&class["deviations"][0]["reason"], &class["deviations"][0]["actual"]), (&json!("两地人数均不足，合并编班"), &json!(2)));
        for region in ["32", "42"] {
            app.branch(region).await.get(&support::class_path(class)).await.expect(200);
        }
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_region_of_another_batch_is_offered_and_comes_with_its_places(app: TestApp) {
        let here = intake(&app, "32", 12, 15).await;
        let there = intake(&app, "42", 7, 9).await;
        let trainer = app.trainer("32").await;
        app.pool(&here.branch, &here.batch, &[&trainer]).await;
        let shown = preview(&here.branch, &here.batch).await;
        let join = remedies(&shown, "join");
        let source = &join[0]["source"];
        assert_eq!((&source["batch_id"], &source["participants"], &join[0]["with_region_codes"]), (&there.batch["id"], &json!(7), &json!(["42"])));
        let body = json!({
            "batch_id": here.batch["id"], "source_batch_id": source["batch_id"], "region_code": "42", "with_region_code": "32",
            "reason": "湖北人数不足，并入江苏",
        });
        let merge = here.branch.post("/training-merges", body).await.expect(201);
        assert_eq!((&merge["status"], &merge["target_agreed_at"].is_string(), &merge["source_agreed_at"]), (&json!("proposed"), &true, &json!(null)));
        let path = format!("/training-merges/{}/agree", merge["id"].as_str().unwrap());
        there.branch.post(&path, json!({})).if_match(1).await.expect(200);
        let (target, source) = (batch_now(&here.branch, &here.batch).await, batch_now(&there.branch, &there.batch).await);
        assert_eq!((&target["places"], &target["taken"], &target["region_codes"]), (&json!(22), &json!(19), &json!(["32", "42"])));
        assert_eq!((&source["places"], &source["taken"]), (&json!(2), &json!(0)));
        let mended = preview(&here.branch, &here.batch).await;
        left(join[0], &mended);
        commit(&here.branch, &mended, json!([])).await.expect(201);
        let told = app.told(&app.teacher(there.teachers[0]).await, "training_enrolment").await;
        assert_eq!(told.last().unwrap()["code"], "training_enrolment.moved");
        assert_eq!(app.faults(), [""; 0]);
    }
}
