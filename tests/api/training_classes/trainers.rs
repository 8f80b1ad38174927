//! Who trains a class: of the pool, of its region, available, and with no more classes at once than the rule allows.

use super::{Intake, batch_now, intake, preview, rule_for, unplaced};
use support::{both, class_path, json};

both! {
    async fn a_trainer_has_no_more_classes_at_once_than_the_rule_allows(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 45, 45).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let people = unplaced(&branch, &batch).await;
        let class = |n: usize, from: &str, until: &str| json!({
            "batch_id": batch["id"], "title": format!("{n} 班"), "enrolment_ids": people[n * 15..(n + 1) * 15], "trainer_ids": [trainer.id],
            "starts_on": from, "ends_on": until,
        });
        branch.post("/training-classes", class(0, "2020-03-04", "2020-03-11")).await.expect(201);
        branch.post("/training-classes", class(1, "2020-03-04", "2020-03-06")).await.expect(201);
        assert_eq!(preview(&branch, &batch).await["trainers"][0]["free"], 0);
        let problem = branch.post("/training-classes", class(2, "2020-03-06", "2020-03-11")).await.refused(409, "rule_violated");
        let rule = &problem["rules"][0];
        assert_eq!((&rule["rule"], &rule["limit"], &rule["actual"]), (&json!("trainer.max_classes"), &json!(2), &json!(3)));
        // After one of them has ended it is not at once.
        branch.post("/training-classes", class(2, "2020-03-07", "2020-03-11")).await.expect(201);
        assert_eq!(batch_now(&branch, &batch).await["status"], "grouped");
    }

    async fn classes_of_one_request_count_together(app: TestApp) {
        rule_for(&app, "32", "trainer.max_classes", 1, "must").await;
        let Intake { branch, batch, .. } = intake(&app, "32", 30, 30).await;
        let trainer = app.trainer("32").await;
        app.pool(&branch, &batch, &[&trainer]).await;
        let people = unplaced(&branch, &batch).await;
        let class = |n: usize| json!({ "title": format!("{n} 班"), "enrolment_ids": people[n * 15..(n + 1) * 15], "trainer_ids": [trainer.id] });
        let body = json!({ "batch_id": batch["id"], "classes": [class(0), class(1)] });
        let problem = branch.post("/training-groupings", body).await.refused(409, "rule_violated");
        assert_eq!(problem["rules"].as_array().unwrap().len(), 2, "each class that it concerns");
        assert_eq!(unplaced(&branch, &batch).await.len(), 30);
    }

    async fn the_pools_regions_and_days_hold_for_its_classes(app: TestApp) {
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], 40).await;
        let school = app.school("32");
        app.school_admin(&school).await.enrol(&batch, &app.teachers(&school, 15)).await.expect(201);
        let (other, late) = (app.trainer("42").await, app.trainer("32").await);
        let pool = json!({ "trainers": [
            { "user_id": other.id, "region_code": "42" }, { "user_id": late.id, "region_code": "32", "from_date": "2020-03-06" },
        ] });
        let path = format!("{}/trainers", support::batch_path(&batch));
        hq.put(&path, batch["version"].as_i64().unwrap(), pool).await.expect(200);
        let body = |starts: &str| json!({
            "batch_id": batch["id"], "title": "一班", "starts_on": starts, "trainer_ids": [other.id, late.id],
            "enrolment_ids": [],
        });
        let people = unplaced(&hq, &batch).await;
        let mut wrong = body("2020-03-04");
        wrong["enrolment_ids"] = json!(people);
        let problem = hq.post("/training-classes", wrong).await.refused(422, "invalid");
        let codes: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(codes, [("/trainer_ids/0", "region"), ("/trainer_ids/1", "not_available")]);
        assert_eq!(preview(&hq, &batch).await["refusal"]["reasons"][0]["code"], "no_trainer", "who comes later takes no class from the first day on");
        let mut right = body("2020-03-06");
        right["enrolment_ids"] = json!(people);
        right["trainer_ids"] = json!([late.id]);
        let class = hq.post("/training-classes", right).await.expect(201);
        hq.patch(&class_path(&class), 1, json!({ "starts_on": "2020-03-05" })).await.refused(422, "invalid");
    }

    async fn trainers_are_replaced_but_a_class_that_runs_is_never_without(app: TestApp) {
        let formed = app.running_class("32", 16).await;
        let (branch, path) = (&formed.branch, class_path(&formed.class));
        let trainers = format!("{path}/trainers");
        let version = async || branch.get(&path).await.version();
        branch.put(&trainers, version().await, json!({ "trainer_ids": [] })).await.refused(409, "state_forbids");
        let second = app.trainer("32").await;
        branch.put(&trainers, version().await, json!({ "trainer_ids": [second.id] })).await.refused(422, "invalid");
        app.pool(branch, &formed.batch, &[&formed.trainer, &second]).await;
        let both = branch.put(&trainers, version().await, json!({ "trainer_ids": [second.id, formed.trainer.id] })).await.expect(200);
        assert_eq!(both["trainers"].as_array().unwrap().len(), 2);
        assert_eq!(both["trainers"][0]["user_id"], json!(second.id), "the first of them first");
        app.put_session(&formed.class, &formed.trainer, 90, false);
        branch.put(&trainers, version().await, json!({ "trainer_ids": [second.id] })).await.refused(409, "conflict");
        let gone = branch.put(&trainers, version().await, json!({ "trainer_ids": [formed.trainer.id] })).await.expect(200);
        assert_eq!(gone["trainers"].as_array().unwrap().len(), 1);
        let told: Vec<_> = app.told(&second, "training_class").await.iter().map(|n| n["code"].clone()).collect();
        assert_eq!(told, ["training_class.trainer_added", "training_class.trainer_removed"]);
        second.get(&path).await.refused(404, "not_found");
        // Whoever trains a class stays in the pool of its batch.
        let batch = batch_now(branch, &formed.batch).await;
        let path = format!("{}/trainers", support::batch_path(&batch));
        branch.put(&path, batch["version"].as_i64().unwrap(), json!({ "trainers": [] })).await.refused(409, "conflict");
    }

    async fn the_database_lets_no_class_run_without_a_trainer(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::{training_class_trainers as t, training_classes as c, training_enrolments as e};
        let formed = app.formed_class("32", 2).await;
        let id = formed.id();
        let write = |change: &dyn Fn(&mut onex::platform::db::Conn) -> diesel::QueryResult<usize>| {
            app.state.db.write_blocking(|conn| Ok(change(conn)?)).map_err(|e| e.code().as_str())
        };
        let none = |conn: &mut onex::platform::db::Conn| diesel::delete(t::table.filter(t::class_id.eq(id))).execute(conn);
        let run = |conn: &mut onex::platform::db::Conn| diesel::update(c::table.find(id)).set(c::status.eq("running")).execute(conn);
        let without = write(&|conn| {
            none(conn)?;
            run(conn)
        });
        assert_eq!(without, Err("rule_violated"));
        write(&run).unwrap();
        assert_eq!(write(&none), Err("rule_violated"));
        // Nor is somebody in a class of another batch, or placed in none.
        let other = app.formed_class("42", 2).await;
        let first: support::Id = formed.enrolments[0].as_str().unwrap().parse().unwrap();
        let strange = write(&|conn| diesel::update(e::table.find(first)).set(e::class_id.eq(Some(other.id()))).execute(conn));
        assert!(strange.is_err());
        let nowhere = write(&|conn| diesel::update(e::table.find(first)).set(e::class_id.eq(None::<support::Id>)).execute(conn));
        assert!(nowhere.is_err());
    }

    async fn whose_grant_was_withdrawn_takes_no_class_any_more(app: TestApp) {
        let Intake { branch, batch, .. } = intake(&app, "32", 16, 20).await;
        let (gone, there) = (app.trainer("32").await, app.trainer("32").await);
        app.pool(&branch, &batch, &[&gone, &there]).await;
        app.withdraw_grants(gone.id, support::Role::Trainer);
        let shown = preview(&branch, &batch).await;
        let free = |user: support::Id| shown["trainers"].as_array().unwrap().iter().find(|t| t["user_id"] == json!(user)).unwrap()["free"].clone();
        assert_eq!((free(gone.id), free(there.id)), (json!(0), json!(2)));
        let body = |trainer: support::Id| json!({
            "batch_id": batch["id"], "title": "一班", "enrolment_ids": null, "trainer_ids": [trainer],
        });
        let people = unplaced(&branch, &batch).await;
        let class = async |trainer: support::Id| {
            let mut body = body(trainer);
            body["enrolment_ids"] = json!(people);
            branch.post("/training-classes", body).await
        };
        let problem = class(gone.id).await.refused(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/trainer_ids/0"), &json!("no_grant")));
        class(there.id).await.expect(201);
        // For another region than they are in the pool for they are as unknown as anybody.
        let path = format!("{}/trainers", support::batch_path(&batch));
        let moved = json!({ "trainers": [{ "user_id": there.id }, { "user_id": gone.id, "region_code": "32" }] });
        let problem = branch.put(&path, batch_now(&branch, &batch).await["version"].as_i64().unwrap(), moved).await.refused(422, "invalid");
        assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/trainers/1/user_id"), &json!("not_trainer")));
    }

    async fn nobody_trains_the_class_they_take_part_in(app: TestApp) {
        let Intake { branch, batch, teachers, .. } = intake(&app, "32", 32, 40).await;
        let (own, other) = (app.teacher(teachers[0]).await, app.trainer("32").await);
        app.trains_as_well(&own, "32").await;
        app.pool(&branch, &batch, &[&own, &other]).await;
        // A grouping proposes the other alone.
        let shown = preview(&branch, &batch).await;
        let free: Vec<_> = shown["trainers"].as_array().unwrap().iter().filter(|t| t["user_id"] == json!(own.id)).map(|t| t["free"].clone()).collect();
        assert_eq!(free, [json!(0)]);
        assert!(shown["classes"].as_array().unwrap().iter().all(|c| c["trainer_ids"] == json!([other.id])), "{shown}");
        let people: Vec<_> = branch.enrolments(&batch, "enrolled").await;
        let (mine, others): (Vec<_>, Vec<_>) = people.iter().partition(|e| e["teacher"]["id"] == json!(teachers[0]));
        let id = |e: &&support::Value| e["id"].clone();
        let first: Vec<_> = mine.iter().chain(others[..15].iter()).map(id).collect();
        let second: Vec<_> = others[15..].iter().map(id).collect();
        let class = |title: &str, people: &[support::Value], trainer: support::Id| json!({
            "batch_id": batch["id"], "title": title, "enrolment_ids": people, "trainer_ids": [trainer],
        });
        let problem = branch.post("/training-classes", class("一班", &first, own.id)).await.refused(409, "same_person");
        assert_eq!(problem["errors"][0]["pointer"], "/trainer_ids/0");
        let one = branch.post("/training-classes", class("一班", &first, other.id)).await.expect(201);
        // Another class they do train; they do not come into it.
        let two = branch.post("/training-classes", class("二班", &second, own.id)).await.expect(201);
        let path = format!("{}/trainers", class_path(&one));
        branch.put(&path, 1, json!({ "trainer_ids": [other.id, own.id] })).await.refused(409, "same_person");
        let moves = json!({
            "batch_id": batch["id"], "enrolment_ids": [first[0]], "to": two["id"], "overrides": support::any_size(),
        });
        branch.post("/training-classes/moves", moves).await.refused(409, "same_person");
        assert_eq!(app.faults(), [""; 0]);
    }
}
