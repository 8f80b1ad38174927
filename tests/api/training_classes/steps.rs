//! A class starts with its hours planned, finishes with them held, and takes its batch along.

use super::{batch_now, because, commit, preview, rule_for, unplaced};
use support::{both, class_path, json};
use time::macros::datetime;

both! {
    async fn a_class_starts_with_twenty_four_hours_planned_and_not_with_one_minute_less(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let formed = app.formed_class("32", 16).await;
        let start = async || formed.trainer.class_step(&formed.class, "start", json!({})).await;
        let problem = start().await.refused(409, "rule_violated");
        let rule = &problem["rules"][0];
        assert_eq!((&rule["rule"], &rule["clause"], &rule["limit"], &rule["actual"]), (&json!("training_class.min_live_hours"), &json!("二.1.(4)"), &json!(24), &json!(0)));
        app.put_session(&formed.class, &formed.trainer, 24 * 45 - 1, false);
        let problem = start().await.refused(409, "rule_violated");
        assert_eq!(problem["rules"][0]["actual"], 23);
        app.put_session(&formed.class, &formed.trainer, 1, false);
        let hours = &formed.branch.get(&class_path(&formed.class)).await.expect(200)["hours"];
        assert_eq!((&hours["planned_minutes"], &hours["planned"], &hours["held"], &hours["hour_minutes"]), (&json!(1080), &json!(24), &json!(0), &json!(45)));
        let running = start().await.expect(200);
        assert_eq!((&running["status"], running["started_at"].is_string(), &running["batch"]["status"]), (&json!("running"), true, &json!("running")));
        start().await.refused(409, "state_forbids");
        let told = app.told(&formed.participant(&app, 0).await, "training_class").await;
        assert_eq!(told.last().unwrap()["code"], "training_class.started");
        assert_eq!((app.audited("training_class.start"), app.audited("training_batch.run")), (1, 1));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn it_does_not_start_before_its_day_nor_while_others_have_no_class(app: TestApp) {
        let formed = app.formed_class("32", 16).await;
        app.put_session(&formed.class, &formed.trainer, 1080, false);
        formed.trainer.class_step(&formed.class, "start", json!({})).await.refused(409, "state_forbids");
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let wider = json!({ "places": 40 });
        let version = formed.batch["version"].as_i64().unwrap();
        let path = support::batch_path(&formed.batch);
        let batch = formed.branch.patch(&path, version, wider).await.expect(200);
        formed.branch.step(&batch, "reopen", json!({ "remarks": "还有教师要报名" })).await.expect(200);
        formed.admin.enrol(&formed.batch, &app.teachers(&formed.school, 1)).await.expect(201);
        let problem = formed.trainer.class_step(&formed.class, "start", json!({})).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("1 participants"), "{problem}");
        // With nobody left over the batch goes through both states.
        let last = unplaced(&formed.branch, &formed.batch).await;
        let body = json!({ "batch_id": formed.batch["id"], "enrolment_ids": last, "to": formed.class["id"] });
        formed.branch.post("/training-classes/moves", body).await.expect(200);
        assert_eq!(batch_now(&formed.branch, &formed.batch).await["status"], "grouped");
        formed.branch.class_step(&formed.class, "start", json!({})).await.expect(200);
        assert_eq!(batch_now(&formed.branch, &formed.batch).await["status"], "running");
    }

    async fn whoever_still_waits_when_the_first_class_starts_waits_no_longer(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let batch = app.batch(&branch, &["32"], 16).await;
        let extra = app.teachers(&school, 2);
        let formed = app.class_in(&batch, branch, school, 16).await;
        let version = formed.batch["version"].as_i64().unwrap();
        let path = format!("{}/reopen", support::batch_path(&formed.batch));
        formed.branch.post(&path, json!({ "remarks": "候补" })).if_match(version).await.expect(200);
        formed.admin.enrol(&batch, &extra).await.expect(201);
        assert_eq!(formed.branch.enrolments(&batch, "waiting").await.len(), 2);
        app.put_session(&formed.class, &formed.trainer, 1080, false);
        formed.branch.class_step(&formed.class, "start", json!({})).await.expect(200);
        assert_eq!(formed.branch.enrolments(&batch, "expired").await.len(), 2);
        let told = app.told(&app.teacher(extra[0]).await, "training_enrolment").await;
        assert_eq!(told.last().unwrap()["code"], "training_enrolment.expired");
        assert!(app.told(&formed.admin, "training_enrolment").await.iter().any(|n| n["code"] == "training_enrolment.expired"));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn it_finishes_with_the_hours_held_and_the_last_takes_the_batch_into_assessment(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let formed = app.formed_class("32", 16).await;
        app.put_session(&formed.class, &formed.trainer, 540, false);
        app.put_session(&formed.class, &formed.trainer, 540, true);
        formed.trainer.class_step(&formed.class, "finish", json!({})).await.refused(409, "state_forbids");
        formed.trainer.class_step(&formed.class, "start", json!({})).await.expect(200);
        let problem = formed.trainer.class_step(&formed.class, "finish", json!({})).await.refused(409, "rule_violated");
        assert_eq!((&problem["rules"][0]["rule"], &problem["rules"][0]["limit"], &problem["rules"][0]["actual"]), (&json!("training_class.min_live_hours"), &json!(24), &json!(12)));
        app.put_session(&formed.class, &formed.trainer, 540, true);
        let finished = formed.trainer.class_step(&formed.class, "finish", json!({})).await.expect(200);
        assert_eq!((&finished["status"], finished["finished_at"].is_string(), &finished["batch"]["status"]), (&json!("finished"), true, &json!("assessing")));
        let hq = app.hq().await;
        assert_eq!(app.told(&formed.branch, "training_batch").await.last().unwrap()["code"], "training_batch.assessing");
        assert_eq!(batch_now(&hq, &formed.batch).await["status"], "assessing");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_that_is_dissolved_frees_its_people_and_says_why(app: TestApp) {
        let formed = app.formed_class("32", 16).await;
        formed.branch.class_step(&formed.class, "dissolve", json!({})).await.refused(422, "invalid");
        formed.trainer.class_step(&formed.class, "dissolve", json!({ "remarks": "不想带" })).await.refused(403, "forbidden");
        let gone = formed.branch.class_step(&formed.class, "dissolve", json!({ "remarks": "改为与邻省合班" })).await.expect(200);
        assert_eq!((&gone["status"], &gone["remarks"], &gone["participant_count"]), (&json!("dissolved"), &json!("改为与邻省合班"), &json!(0)));
        assert_eq!(unplaced(&formed.branch, &formed.batch).await.len(), 16);
        for who in [&formed.trainer, &formed.admin] {
            let told = app.told(who, "training_class").await;
            assert_eq!((&told.last().unwrap()["code"], &told.last().unwrap()["params"]["remarks"]), (&json!("training_class.dissolved"), &json!("改为与邻省合班")));
        }
        formed.branch.class_step(&formed.class, "dissolve", json!({ "remarks": "再次" })).await.refused(409, "state_forbids");
        // Its people and trainer are free for another.
        let shown = preview(&formed.branch, &formed.batch).await;
        commit(&formed.branch, &shown, json!([])).await.expect(201);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn the_last_of_a_batch_does_not_finish_while_somebody_has_no_class(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let batch = app.batch(&branch, &["32"], 32).await;
        let first = app.class_in(&batch, branch, school.clone(), 16).await;
        let version = first.batch["version"].as_i64().unwrap();
        let path = format!("{}/reopen", support::batch_path(&batch));
        first.branch.post(&path, json!({ "remarks": "再开一班" })).if_match(version).await.expect(200);
        let second = app.class_in(&batch, app.branch("32").await, school, 16).await;
        app.put_session(&first.class, &first.trainer, 1080, true);
        first.branch.class_step(&first.class, "start", json!({})).await.expect(200);
        first.branch.class_step(&second.class, "dissolve", json!({ "remarks": "培训师生病" })).await.expect(200);
        let problem = first.branch.class_step(&first.class, "finish", json!({})).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("16 participants"), "{problem}");
        // Who is without a class may go even while another runs.
        for id in unplaced(&first.branch, &batch).await {
            let path = format!("/training-enrolments/{}", id.as_str().unwrap());
            let version = first.branch.get(&path).await.version();
            first.branch.post(&format!("{path}/withdraw"), json!({ "reason": "改报下一期" })).if_match(version).await.expect(200);
        }
        first.branch.class_step(&first.class, "finish", json!({})).await.expect(200);
        assert_eq!(batch_now(&first.branch, &batch).await["status"], "assessing");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn hours_that_should_be_take_a_reason_which_is_kept(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        rule_for(&app, "32", "training_class.min_live_hours", 24, "should").await;
        let formed = app.formed_class("32", 16).await;
        app.put_session(&formed.class, &formed.trainer, 900, false);
        formed.branch.class_step(&formed.class, "start", json!({})).await.refused(409, "rule_override_required");
        let overrides = because("training_class.min_live_hours", "其余学时集中补课");
        let class = formed.branch.class_step(&formed.class, "start", json!({ "overrides": overrides })).await.expect(200);
        let deviation = &class["deviations"][0];
        assert_eq!((&deviation["rule"], &deviation["actual"], &deviation["reason"]), (&json!("training_class.min_live_hours"), &json!(20), &json!("其余学时集中补课")));
    }
}
