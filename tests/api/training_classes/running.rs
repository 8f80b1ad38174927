//! Classes that run: what a backup keeps of them, how one ends that could not hold its hours, and whose batch ends.

use super::{batch_now, rule_for, unplaced};
use support::{Binary, Database, TestApp, Value, both, class_path, json};
use time::macros::datetime;

/// Everybody leaves a class that runs.
async fn all_drop_out(formed: &support::FormedClass) {
    for id in &formed.enrolments {
        let path = format!("/training-enrolments/{}", id.as_str().unwrap());
        let version = formed.branch.get(&path).await.version();
        let drop = formed.branch.post(&format!("{path}/drop"), json!({ "reason": "因病退出" }));
        drop.if_match(version).await.expect(200);
    }
}

/// Restores a backup of an application into a new folder or database, which looks it through.
fn restored(app: &TestApp) -> String {
    let (archive, keys) = (app.folder().join("b.tar.gz"), app.folder().join("b.keys"));
    onex::platform::backup::write(&app.state.db, &app.state.files, &archive).unwrap();
    std::fs::write(&keys, support::KEYS).unwrap();
    let other = Binary::empty(app.database);
    other.run("restore", &[archive.to_str().unwrap(), "--keys", keys.to_str().unwrap()])
}

both! {
    async fn a_backup_taken_while_a_class_runs_is_restored(app: TestApp) {
        app.running_class("32", 3).await;
        let said = restored(&app);
        assert!(said.contains("everything holds together"), "{said}");
    }

    async fn a_class_that_runs_without_a_trainer_is_found(app: TestApp) {
        use diesel::connection::SimpleConnection;
        let formed = app.running_class("32", 3).await;
        app.state.db.write_blocking(|conn| {
            conn.batch_execute(match app.database {
                Database::Sqlite => "DROP TRIGGER training_class_trainers_last",
                Database::Postgres => "DROP TRIGGER training_class_trainers_last ON training_class_trainers",
            })?;
            Ok(conn.batch_execute("DELETE FROM training_class_trainers")?)
        }).unwrap();
        let title = formed.class["title"].as_str().unwrap();
        assert_eq!(app.faults(), [format!("the class {title:?} runs without a trainer")]);
    }

    async fn a_class_that_everybody_has_left_ends_without_its_hours_and_its_batch_with_it(app: TestApp) {
        let formed = app.running_class("32", 3).await;
        let finish = async || formed.branch.class_step(&formed.class, "finish", json!({})).await;
        finish().await.refused(409, "rule_violated");
        all_drop_out(&formed).await;
        assert_eq!(finish().await.expect(200)["status"], "finished");
        // Nobody is left to judge.
        assert_eq!(batch_now(&formed.branch, &formed.batch).await["status"], "finished");
        assert_eq!(app.audited("training_batch.assess"), 1);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn the_last_who_leaves_without_a_class_ends_a_batch_in_which_all_have_a_result(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let batch = app.batch(&branch, &["32"], 32).await;
        let first = app.class_in(&batch, branch, school.clone(), 16).await;
        let path = format!("{}/reopen", support::batch_path(&batch));
        let version = first.batch["version"].as_i64().unwrap();
        first.branch.post(&path, json!({ "remarks": "再开一班" })).if_match(version).await.expect(200);
        let second = app.class_in(&batch, app.branch("32").await, school, 16).await;
        app.put_session(&first.class, &first.trainer, 1080, true);
        first.branch.class_step(&first.class, "start", json!({})).await.expect(200);
        all_drop_out(&first).await;
        app.set_class_status(&first.class, "finished");
        first.branch.class_step(&second.class, "dissolve", json!({ "remarks": "培训师生病" })).await.expect(200);
        for id in unplaced(&first.branch, &batch).await {
            let path = format!("/training-enrolments/{}", id.as_str().unwrap());
            let version = first.branch.get(&path).await.version();
            first.branch.post(&format!("{path}/withdraw"), json!({ "reason": "改报下一期" })).if_match(version).await.expect(200);
        }
        assert_eq!(batch_now(&first.branch, &batch).await["status"], "finished");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_that_needs_more_days_has_them_and_its_batch_before_it(app: TestApp) {
        let formed = app.running_class("32", 16).await;
        let (branch, path, class) = (&formed.branch, support::batch_path(&formed.batch), class_path(&formed.class));
        let last = |day: &str| json!({ "ends_on": day });
        let class_version = async || branch.get(&class).await.version();
        let longer = async |day: &str| branch.patch(&class, class_version().await, last(day)).await;
        longer("2020-03-14").await.refused(422, "invalid");
        let version = branch.get(&path).await.version();
        branch.patch(&path, version, last("2020-03-10")).await.refused(409, "state_forbids");
        branch.patch(&path, version, json!({ "starts_on": "2020-03-03" })).await.refused(409, "state_forbids");
        let batch = branch.patch(&path, version, last("2020-03-14")).await.expect(200);
        assert_eq!((&batch["ends_on"], &batch["starts_on"]), (&json!("2020-03-14"), &json!("2020-03-04")));
        // Its sessions are on its own days, of which a trainer has no more classes than the rule allows.
        let session = |day: &str| json!({
            "class_kind": "training_class", "class_id": formed.class["id"], "title": "补课", "provider": "link",
            "room": "https://meeting.example.com/dm/abc", "host_user_id": formed.trainer.id,
            "sessions": [{ "starts_at": format!("2020-03-{day}T01:00:00Z"), "ends_at": format!("2020-03-{day}T02:00:00Z") }],
        });
        let problem = branch.post("/live-sessions", session("13")).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], "outside_dates");
        longer("2020-03-09").await.refused(409, "state_forbids");
        let mut both: Value = last("2020-03-14");
        both["title"] = json!("新名");
        branch.patch(&class, class_version().await, both).await.refused(409, "state_forbids");
        assert_eq!(longer("2020-03-14").await.expect(200)["ends_on"], "2020-03-14");
        branch.post("/live-sessions", session("13")).await.expect(201);
        app.set_batch_status(&formed.batch, "assessing");
        branch.patch(&path, branch.get(&path).await.version(), last("2020-03-20")).await.refused(409, "state_forbids");
    }

    async fn a_class_whose_trainers_grants_were_withdrawn_does_not_start(app: TestApp) {
        app.set_clock(datetime!(2020-03-04 02:00 UTC));
        rule_for(&app, "32", "training_class.min_live_hours", 1, "must").await;
        let formed = app.formed_class("32", 16).await;
        app.put_session(&formed.class, &formed.trainer, 90, false);
        app.withdraw_grants(formed.trainer.id, support::Role::Trainer);
        let start = async || formed.branch.class_step(&formed.class, "start", json!({})).await;
        let problem = start().await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("grant"), "{problem}");
        // Whoever is in the pool stays, and another comes beside them.
        let second = app.trainer("32").await;
        app.pool(&formed.branch, &formed.batch, &[&formed.trainer, &second]).await;
        let path = format!("{}/trainers", class_path(&formed.class));
        let body = json!({ "trainer_ids": [formed.trainer.id, second.id] });
        formed.branch.put(&path, formed.branch.get(&class_path(&formed.class)).await.version(), body).await.expect(200);
        start().await.expect(200);
    }
}
