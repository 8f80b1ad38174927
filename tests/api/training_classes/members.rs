//! Who takes part in classes: moves between them, out of them and into them; who drops out.

use super::{Intake, batch_now, because, commit, intake, preview, unplaced};
use support::{Actor, TestApp, Value, both, class_path, json};

/// Two formed classes of 16 people each.
async fn two(app: &TestApp) -> (Intake, Vec<Value>) {
    let intake = intake(app, "32", 32, 40).await;
    let trainer = app.trainer("32").await;
    app.pool(&intake.branch, &intake.batch, &[&trainer]).await;
    let made = commit(&intake.branch, &preview(&intake.branch, &intake.batch).await, json!([]))
        .await
        .expect(201);
    let classes = made["classes"].as_array().unwrap().clone();
    (intake, classes)
}

async fn members(who: &Actor, class: &Value) -> Vec<Value> {
    let list = who.get(&format!("{}/members?limit=200", class_path(class))).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

fn ids(members: &[Value]) -> Vec<Value> {
    members.iter().map(|m| m["enrolment_id"].clone()).collect()
}

both! {
    async fn people_change_classes_and_what_gets_worse_needs_a_reason(app: TestApp) {
        let (intake, classes) = two(&app).await;
        let Intake { branch, batch, .. } = &intake;
        let from = ids(&members(branch, &classes[0]).await);
        let to = |people: &[Value], to: &Value, overrides: Value| json!({ "batch_id": batch["id"], "enrolment_ids": people, "to": to, "overrides": overrides });
        let moved = branch.post("/training-classes/moves", to(&from[..1], &classes[1]["id"], json!([]))).await.expect(200);
        let counts: Vec<_> = moved["classes"].as_array().unwrap().iter().map(|c| c["participant_count"].as_i64().unwrap()).collect();
        assert_eq!({ let mut c = counts; c.sort_unstable(); c }, [15, 17]);
        // Sent once more it does no harm.
        let again = branch.post("/training-classes/moves", to(&from[..1], &classes[1]["id"], json!([]))).await.expect(200);
        let target = moved["classes"].as_array().unwrap().iter().find(|c| c["id"] == classes[1]["id"]).unwrap();
        assert_eq!(again["classes"], json!([target]));
        assert_eq!(app.audited("training_class.move"), 2, "of each class that changed once");
        let problem = branch.post("/training-classes/moves", to(&from[1..2], &classes[1]["id"], json!([]))).await.refused(409, "rule_override_required");
        assert_eq!((&problem["rules"][0]["rule"], &problem["rules"][0]["actual"]), (&json!("training_class.size_min"), &json!(14)));
        assert_eq!(members(branch, &classes[0]).await.len(), 15, "nobody has moved");
        let reason = because("training_class.size_min", "同校教师要求同班");
        branch.post("/training-classes/moves", to(&from[1..2], &classes[1]["id"], reason)).await.expect(200);
        let class = branch.get(&class_path(&classes[0])).await.expect(200);
        assert_eq!((&class["deviations"][0]["reason"], &class["deviations"][0]["actual"]), (&json!("同校教师要求同班"), &json!(14)));
        // What was given a reason stands while it gets no worse, and goes when it is mended.
        let back = ids(&members(branch, &classes[1]).await);
        branch.post("/training-classes/moves", to(&back[..1], &classes[0]["id"], json!([]))).await.expect(200);
        assert_eq!(branch.get(&class_path(&classes[0])).await.expect(200)["deviations"], json!([]));
        let told = app.told(&app.teacher(intake.teachers[0]).await, "training_class").await;
        assert_eq!(told[0]["code"], "training_class.formed");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn whoever_is_taken_out_has_a_place_and_can_be_placed_or_withdrawn(app: TestApp) {
        let (Intake { branch, batch, admin, .. }, classes) = two(&app).await;
        let people = ids(&members(&branch, &classes[0]).await);
        let path = format!("/training-enrolments/{}", people[0].as_str().unwrap());
        let version = admin.get(&path).await.version();
        admin.post(&format!("{path}/withdraw"), json!({ "reason": "时间冲突" })).if_match(version).await.refused(409, "state_forbids");
        let out = json!({ "batch_id": batch["id"], "enrolment_ids": people[..1] });
        branch.post("/training-classes/moves", out).await.expect(200);
        let free = admin.get(&path).await.expect(200);
        assert_eq!((&free["status"], &free["class"]), (&json!("enrolled"), &json!(null)));
        admin.post(&format!("{path}/withdraw"), json!({ "reason": "时间冲突" })).if_match(free["version"].as_i64().unwrap()).await.expect(200);
        // One who comes after the classes were formed joins one of them.
        assert!(unplaced(&branch, &batch).await.is_empty());
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_is_neither_emptied_nor_changed_once_it_runs(app: TestApp) {
        let (Intake { branch, batch, .. }, classes) = two(&app).await;
        let people = ids(&members(&branch, &classes[0]).await);
        let body = json!({ "batch_id": batch["id"], "enrolment_ids": people, "overrides": support::any_size() });
        branch.post("/training-classes/moves", body).await.refused(409, "state_forbids");
        app.set_class_status(&classes[1], "running");
        app.set_batch_status(&batch, "running");
        let body = json!({ "batch_id": batch["id"], "enrolment_ids": people[..1], "to": classes[1]["id"] });
        branch.post("/training-classes/moves", body).await.refused(409, "state_forbids");
        let running = ids(&members(&branch, &classes[1]).await);
        let body = json!({ "batch_id": batch["id"], "enrolment_ids": running[..1], "to": classes[0]["id"] });
        branch.post("/training-classes/moves", body).await.refused(409, "state_forbids");
        // Who leaves a class that runs drops out; the place is not given to another.
        let path = format!("/training-enrolments/{}", running[0].as_str().unwrap());
        let version = branch.get(&path).await.version();
        let formed = format!("/training-enrolments/{}", people[0].as_str().unwrap());
        branch.post(&format!("{formed}/drop"), json!({ "reason": "因病退出" })).if_match(branch.get(&formed).await.version()).await.refused(409, "state_forbids");
        let dropped = branch.post(&format!("{path}/drop"), json!({ "reason": "因病退出" })).if_match(version).await.expect(200);
        assert_eq!((&dropped["status"], &dropped["reason"], &dropped["class"]["id"]), (&json!("dropped"), &json!("因病退出"), &classes[1]["id"]));
        let class = branch.get(&class_path(&classes[1])).await.expect(200);
        assert_eq!(class["participant_count"], 15);
        assert_eq!(members(&branch, &classes[1]).await.len(), 16, "that they were in it stays known");
        assert_eq!(batch_now(&branch, &batch).await["taken"], 32);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn others_people_and_others_classes_are_not_moved(app: TestApp) {
        let (Intake { branch, batch, .. }, classes) = two(&app).await;
        let far = app.formed_class("42", 2).await;
        let people = ids(&members(&branch, &classes[0]).await);
        let body = json!({ "batch_id": batch["id"], "enrolment_ids": [far.enrolments[0]], "to": classes[0]["id"] });
        let problem = branch.post("/training-classes/moves", body).await.refused(404, "not_found");
        assert_eq!(problem["errors"][0]["pointer"], "/enrolment_ids/0");
        let body = json!({ "batch_id": batch["id"], "enrolment_ids": people[..1], "to": far.class["id"] });
        branch.post("/training-classes/moves", body.clone()).await.refused(404, "not_found");
        far.branch.post("/training-classes/moves", body.clone()).await.refused(404, "not_found");
        app.hq().await.post("/training-classes/moves", body).await.refused(422, "invalid");
        let twice = json!({ "batch_id": batch["id"], "enrolment_ids": [people[0], people[0]], "to": classes[1]["id"] });
        branch.post("/training-classes/moves", twice).await.refused(422, "invalid");
    }
}
