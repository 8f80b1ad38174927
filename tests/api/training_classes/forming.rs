//! Classes by hand: who, with whom, when; and what of a class that has not begun may change.

use super::{Intake, batch_now, commit, intake, preview, sizes, unplaced};
use support::{both, class_path, json};

both! {
    async fn a_class_by_hand_names_people_trainers_and_days_of_its_batch(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 16, 20).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let people = unplaced(&branch, &batch).await;
        let body = |title: &str| json!({ "batch_id": batch["id"], "title": title, "enrolment_ids": people, "trainer_ids": [trainer.id] });
        let mut wrong = body("一班");
        wrong["starts_on"] = json!("2020-03-03");
        wrong["ends_on"] = json!("2020-03-12");
        let problem = branch.post("/training-classes", wrong).await.refused(422, "invalid");
        let pointers: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
        assert_eq!(pointers, ["/starts_on", "/ends_on"]);
        let mut wrong = body("一班");
        wrong["starts_on"] = json!("2020-03-08");
        wrong["ends_on"] = json!("2020-03-06");
        branch.post("/training-classes", wrong).await.refused(422, "invalid");
        let mut wrong = body("一班");
        wrong["trainer_ids"] = json!([trainer.id, app.trainer("32").await.id, trainer.id]);
        let problem = branch.post("/training-classes", wrong).await.refused(422, "invalid");
        let codes: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["unknown", "duplicate"]);
        branch.post("/training-classes", body(" ")).await.refused(422, "invalid");
        let mut twice = body("一班");
        twice["enrolment_ids"] = json!([people[0], people[0]]);
        assert_eq!(branch.post("/training-classes", twice).await.refused(422, "invalid")["errors"][0]["pointer"], "/enrolment_ids/1");
        let mut body = body("一班");
        body["starts_on"] = json!("2020-03-05");
        let class = branch.post("/training-classes", body).await.expect(201);
        assert_eq!((&class["starts_on"], &class["ends_on"], &class["trainers"][0]["user_id"]), (&json!("2020-03-05"), &json!("2020-03-11"), &json!(trainer.id)));
    }

    async fn title_and_days_change_until_it_begins(app: TestApp) {
        let formed = app.formed_class("32", 16).await;
        let (branch, path) = (&formed.branch, class_path(&formed.class));
        let changed = branch.patch(&path, 1, json!({ "title": "江苏 A 班", "starts_on": "2020-03-06" })).await.expect(200);
        assert_eq!((&changed["title"], &changed["starts_on"], &changed["version"]), (&json!("江苏 A 班"), &json!("2020-03-06"), &json!(2)));
        branch.patch(&path, 1, json!({ "title": "江苏 B 班" })).await.refused(412, "version_mismatch");
        branch.patch(&path, 2, json!({ "ends_on": "2020-03-20" })).await.refused(422, "invalid");
        app.put_session(&formed.class, &formed.trainer, 90, false);
        branch.patch(&path, 2, json!({ "starts_on": "2020-03-06" })).await.refused(409, "conflict");
        let found = branch.get("/training-classes?q=jsA").await.expect(200);
        assert_eq!(found["items"][0]["id"], formed.class["id"]);
        app.set_class_status(&formed.class, "running");
        branch.patch(&path, 2, json!({ "title": "江苏 C 班" })).await.refused(409, "state_forbids");
    }

    async fn a_batch_does_not_shrink_below_its_classes(app: TestApp) {
        let formed = app.formed_class("32", 16).await;
        let version = formed.batch["version"].as_i64().unwrap();
        let path = support::batch_path(&formed.batch);
        let open = formed.branch.post(&format!("{path}/reopen"), json!({ "remarks": "还有教师要报名" })).if_match(version).await.expect(200);
        let later = json!({ "starts_on": "2020-03-06" });
        formed.branch.patch(&path, open["version"].as_i64().unwrap(), later.clone()).await.refused(409, "conflict");
        formed.branch.patch(&class_path(&formed.class), 1, later.clone()).await.expect(200);
        formed.branch.patch(&path, open["version"].as_i64().unwrap(), later).await.expect(200);
    }

    async fn no_classes_are_formed_of_a_batch_that_is_not_open_or_is_over(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 15, 20).await;
        let people = unplaced(&branch, &batch).await;
        let body = json!({ "batch_id": batch["id"], "title": "一班", "enrolment_ids": people });
        for status in ["draft", "assessing", "finished", "cancelled"] {
            app.set_batch_status(&batch, status);
            branch.post("/training-classes", body.clone()).await.refused(409, "state_forbids");
            branch.post("/training-groupings/preview", json!({ "batch_id": batch["id"] })).await.refused(409, "state_forbids");
        }
    }

    async fn a_batch_that_is_reopened_takes_more_who_are_grouped_in_their_turn(app: TestApp) {
        let formed = app.formed_class("32", 16).await;
        assert_eq!(formed.batch["status"], "grouped");
        let version = formed.batch["version"].as_i64().unwrap();
        let path = support::batch_path(&formed.batch);
        let wider = formed.branch.patch(&path, version, json!({ "places": 40 })).await.expect(200);
        formed.branch.step(&wider, "reopen", json!({ "remarks": "还有教师要报名" })).await.expect(200);
        formed.admin.enrol(&formed.batch, &app.teachers(&formed.school, 15)).await.expect(201);
        let shown = preview(&formed.branch, &formed.batch).await;
        assert_eq!((sizes(&shown), &shown["classes"][0]["title"]), (vec![15], &json!("江苏 1 班")));
        commit(&formed.branch, &shown, json!([])).await.expect(201);
        assert_eq!(batch_now(&formed.branch, &formed.batch).await["status"], "grouped");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_batch_that_is_called_off_gives_up_its_classes(app: TestApp) {
        let formed = app.formed_class("32", 3).await;
        formed.branch.step(&formed.batch, "cancel", json!({ "remarks": "培训师生病" })).await.expect(200);
        let class = formed.branch.get(&class_path(&formed.class)).await.expect(200);
        assert_eq!((&class["status"], &class["remarks"], &class["participant_count"]), (&json!("dissolved"), &json!("培训师生病"), &json!(0)));
        assert_eq!(formed.branch.enrolments(&formed.batch, "withdrawn").await.len(), 3);
        assert_eq!(app.faults(), [""; 0]);
    }
}
