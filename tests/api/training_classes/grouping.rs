//! Previews that become classes, and previews that say which rule falls short.

use super::{
    Intake, batch_now, because, commit, intake, preview, remedies, rule_for, sizes, unplaced,
};
use support::{both, json};

both! {
    async fn a_grouping_makes_even_classes_which_are_formed_as_they_were_shown(app: TestApp) {
        let Intake { branch, admin, batch, teachers, .. } = intake(&app, "32", 36, 36).await;
        let trainers = [app.trainer("32").await, app.trainer("32").await];
        app.pool(&branch, &batch, &[&trainers[0], &trainers[1]]).await;
        let shown = preview(&branch, &batch).await;
        assert_eq!(sizes(&shown), [18, 18]);
        assert_eq!((&shown["deviations"], &shown["remedies"]), (&json!([]), &json!([])));
        assert_eq!(shown["groups"], json!([{ "region_codes": ["32"], "participants": 36 }]));
        assert_eq!(shown["classes"][0]["title"], "江苏 1 班");
        let made = commit(&branch, &shown, json!([])).await.expect(201);
        let classes = made["classes"].as_array().unwrap();
        assert_eq!(classes.len(), 2);
        for (class, title) in classes.iter().zip(["江苏 1 班", "江苏 2 班"]) {
            assert_eq!((&class["title"], &class["participant_count"], &class["status"]), (&json!(title), &json!(18), &json!("formed")));
            assert_eq!((&class["starts_on"], &class["ends_on"]), (&json!("2020-03-04"), &json!("2020-03-11")));
            assert_eq!((&class["hours"]["planned"], &class["hours"]["least"], &class["hours"]["clause"]), (&json!(0), &json!(24), &json!("二.1.(4)")));
        }
        assert_eq!(branch.get(&support::batch_path(&batch)).await.expect(200)["status"], "grouped");
        assert_eq!(branch.enrolments(&batch, "placed").await.len(), 36);
        let placed = &branch.enrolments(&batch, "placed").await[0];
        assert!(classes.iter().any(|c| c["id"] == placed["class"]["id"]), "{placed}");
        let told = app.told(&app.teacher(teachers[0]).await, "training_class").await;
        assert_eq!((told.len(), &told[0]["code"]), (1, &json!("training_class.formed")));
        assert_eq!(app.told(&trainers[0], "training_class").await.last().unwrap()["code"], "training_class.trainer_added");
        assert_eq!(app.told(&admin, "training_class").await.len(), 2, "a word for each class");
        assert_eq!((app.audited("training_class.form"), app.audited("training_batch.group")), (2, 1));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn fourteen_are_a_class_with_a_reason_which_is_kept_and_shown(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 14, 20).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let shown = preview(&branch, &batch).await;
        assert_eq!((sizes(&shown), &shown["refusal"]), (vec![14], &json!(null)));
        assert_eq!(shown["deviations"], json!([{
            "class": 0, "rule": "training_class.size_min", "clause": "二.1.(2)", "severity": "should", "limit": 15, "actual": 14,
        }]));
        assert_eq!(remedies(&shown, "keep")[0]["class"], 0);
        let problem = commit(&branch, &shown, json!([])).await.refused(409, "rule_override_required");
        let rule = &problem["rules"][0];
        assert_eq!((&rule["rule"], &rule["clause"], &rule["limit"], &rule["actual"]), (&json!("training_class.size_min"), &json!("二.1.(2)"), &json!(15), &json!(14)));
        let reason = because("training_class.size_min", "本期最后一批，人数仅此");
        let made = commit(&branch, &shown, reason).await.expect(201);
        let class = branch.get(&support::class_path(&made["classes"][0])).await.expect(200);
        let deviation = &class["deviations"][0];
        assert_eq!((&deviation["rule"], &deviation["reason"], &deviation["actual"]), (&json!("training_class.size_min"), &json!("本期最后一批，人数仅此"), &json!(14)));
        assert_eq!(class["deviations"].as_array().unwrap().len(), 1);
        let sheet = branch.get(&format!("/training-classes/export.xlsx?batch_id={}", batch["id"].as_str().unwrap())).await;
        let rows = support::rows_of(&sheet.bytes);
        assert!(rows.iter().any(|row| row.iter().any(|cell| cell == "本期最后一批，人数仅此")), "{rows:?}");
    }

    async fn what_must_be_is_refused_with_its_rule_and_no_reason_helps(app: TestApp) {
        rule_for(&app, "32", "training_class.size_min", 15, "must").await;
        rule_for(&app, "32", "training_class.size_max", 20, "must").await;
        for (n, code, rule, limit) in [(14, "small", "training_class.size_min", 15), (21, "crowded", "training_class.size_max", 20)] {
            let Intake { branch, batch, .. } = intake(&app, "32", n, 40).await;
            let trainer = app.trainer("32").await;
            app.pool(&branch, &batch, &[&trainer]).await;
            let shown = preview(&branch, &batch).await;
            assert_eq!(shown["classes"], json!([]));
            assert_eq!(shown["refusal"]["reasons"], json!([{
                "code": code, "region_codes": ["32"], "rule": rule, "clause": "二.1.(2)", "limit": limit, "actual": n,
            }]));
            assert!(!shown["remedies"].as_array().unwrap().is_empty());
            let body = json!({
                "batch_id": batch["id"], "classes": [{ "title": "一班", "enrolment_ids": unplaced(&branch, &batch).await, "trainer_ids": [trainer.id] }],
                "overrides": because(rule, "人数就是这么多"),
            });
            let problem = branch.post("/training-groupings", body).await.refused(409, "rule_violated");
            assert_eq!((&problem["rules"][0]["rule"], &problem["rules"][0]["severity"]), (&json!(rule), &json!("must")));
        }
        assert_eq!(app.audited("training_class.form"), 0);
    }

    async fn twenty_one_are_one_class_with_a_reason_and_thirty_one_never(app: TestApp) {
        let Intake { branch, school, admin, batch, .. } = intake(&app, "32", 21, 60).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let shown = preview(&branch, &batch).await;
        assert_eq!(sizes(&shown), [21]);
        assert_eq!((&shown["deviations"][0]["rule"], &shown["deviations"][0]["limit"]), (&json!("training_class.size_max"), &json!(20)));
        admin.enrol(&batch, &app.teachers(&school, 10)).await.expect(201);
        let body = json!({
            "batch_id": batch["id"], "title": "大班", "enrolment_ids": unplaced(&branch, &batch).await, "trainer_ids": [trainer.id],
            "overrides": support::any_size(),
        });
        let problem = branch.post("/training-classes", body).await.refused(409, "rule_violated");
        let rules = problem["rules"].as_array().unwrap();
        assert!(rules.iter().any(|r| r["rule"] == "training_class.size_ceiling" && r["limit"] == 30 && r["actual"] == 31), "{rules:?}");
    }

    async fn two_who_form_the_same_class_at_once_form_one(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 15, 20).await;
        let (colleague, trainer) = (app.branch("32").await, app.trainer("32").await);
        app.pool(&branch, &batch, &[&trainer]).await;
        let shown = preview(&branch, &batch).await;
        let (a, b) = tokio::join!(commit(&branch, &shown, json!([])), commit(&colleague, &shown, json!([])));
        let (won, lost) = if a.status == 201 { (a, b) } else { (b, a) };
        won.expect(201);
        let problem = lost.refused(409, "conflict");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/classes/0/enrolment_ids/0"), &json!("placed")));
        assert_eq!(problem["errors"].as_array().unwrap().len(), 15);
        let list = branch.get(&format!("/training-classes?batch_id={}&count=true", batch["id"].as_str().unwrap())).await.expect(200);
        assert_eq!((&list["total"], &list["items"][0]["participant_count"]), (&json!(1), &json!(15)));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_grouping_that_is_sent_again_gives_the_first_answer(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 15, 20).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let body = json!({ "batch_id": batch["id"], "classes": [{ "title": "一班", "enrolment_ids": unplaced(&branch, &batch).await, "trainer_ids": [trainer.id] }] });
        let once = branch.post("/training-groupings", body.clone()).idempotency_key("grouping-1").await.expect(201);
        let again = branch.post("/training-groupings", body).idempotency_key("grouping-1").await.expect(201);
        assert_eq!(once["classes"][0]["id"], again["classes"][0]["id"]);
        assert_eq!(app.audited("training_class.form"), 1);
    }

    async fn only_regions_of_the_batch_that_are_ones_own_are_grouped(app: TestApp) {
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], 40).await;
        for region in ["32", "42"] {
            let school = app.school(region);
            app.school_admin(&school).await.enrol(&batch, &app.teachers(&school, 15)).await.expect(201);
        }
        let trainers = [app.trainer("32").await, app.trainer("42").await];
        let pool = json!({ "trainers": [
            { "user_id": trainers[0].id, "region_code": "32" }, { "user_id": trainers[1].id, "region_code": "42" },
        ] });
        let path = support::batch_path(&batch);
        hq.put(&format!("{path}/trainers"), batch["version"].as_i64().unwrap(), pool).await.expect(200);
        assert_eq!(sizes(&preview(&hq, &batch).await), [15, 15]);
        let branch = app.branch("32").await;
        let own = preview(&branch, &batch).await;
        assert_eq!((sizes(&own), &own["classes"][0]["region_codes"], own["trainers"].as_array().unwrap().len()), (vec![15], &json!(["32"]), 1));
        let body = json!({ "batch_id": batch["id"], "region_codes": ["42"] });
        let problem = branch.post("/training-groupings/preview", body.clone()).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/region_codes/0");
        assert_eq!(hq.post("/training-groupings/preview", body).await.expect(200)["groups"][0]["region_codes"], json!(["42"]));
        // A branch forms classes of its own people only; the batch is grouped once the other has followed.
        let all = preview(&hq, &batch).await;
        commit(&branch, &all, json!([])).await.refused(404, "not_found");
        commit(&branch, &own, json!([])).await.expect(201);
        assert_eq!(batch_now(&hq, &batch).await["status"], "enrolling");
        let other = app.branch("42").await;
        commit(&other, &preview(&other, &batch).await, json!([])).await.expect(201);
        assert_eq!(batch_now(&hq, &batch).await["status"], "grouped");
        app.branch("31").await.post("/training-groupings/preview", json!({ "batch_id": batch["id"] })).await.refused(404, "not_found");
        assert_eq!(app.faults(), [""; 0]);
    }
}
