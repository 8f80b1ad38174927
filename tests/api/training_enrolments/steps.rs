//! Taking an enrolment back, and moving it to another batch.

use super::{batch_of_period, move_to, outcomes, state_of, withdraw};
use support::{both, json};

both! {
    async fn a_place_that_is_given_back_goes_to_the_next_who_waits(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 4));
        let batch = app.batch(&branch, &["32"], 2).await;
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let id = |n: usize| &results["items"][n]["enrolment_id"];
        let gone = withdraw(&admin, id(1)).await.expect(200);
        assert_eq!((&gone["status"], &gone["reason"], &gone["version"]), (&json!("withdrawn"), &json!("时间冲突"), &json!(2)));
        assert_eq!(state_of(&admin, id(2)).await["status"], "enrolled");
        assert_eq!(state_of(&admin, id(3)).await["rank"], 1);
        // Who waits and leaves frees no place.
        withdraw(&branch, id(3)).await.expect(200);
        let batch = branch.get(&support::batch_path(&batch)).await.expect(200);
        assert_eq!((&batch["taken"], &batch["waiting"]), (&json!(2), &json!(0)));
        let told = app.told(&app.teacher(teachers[1]).await, "training_enrolment").await;
        assert_eq!((&told[1]["code"], &told[1]["params"]["reason"]), (&json!("training_enrolment.withdrawn"), &json!("时间冲突")));
        assert_eq!(app.told(&admin, "training_enrolment").await.len(), 2, "who moved up, and what the branch took back");
        withdraw(&admin, id(1)).await.refused(409, "state_forbids");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_step_is_taken_on_what_was_seen_with_a_reason_and_before_classes_begin(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let batch = app.batch(&branch, &["32"], 1).await;
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let path = |n: usize| format!("/training-enrolments/{}/withdraw", results["items"][n]["enrolment_id"].as_str().unwrap());
        let reason = json!({ "reason": "时间冲突" });
        admin.post(&path(0), reason.clone()).await.refused(428, "precondition_required");
        admin.post(&path(0), json!({ "reason": " " })).if_match(1).await.refused(422, "invalid");
        admin.post(&path(0), reason.clone()).if_match(1).await.expect(200);
        // The second has moved up meanwhile: what the clerk saw is not what stands.
        admin.post(&path(1), reason.clone()).if_match(1).await.refused(412, "version_mismatch");
        app.set_batch_status(&batch, "assessing");
        admin.post(&path(1), reason).if_match(2).await.refused(409, "state_forbids");
    }

    async fn a_move_takes_a_free_place_or_waits_and_leaves_its_own_behind(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 5));
        let from = app.batch(&branch, &["32"], 2).await;
        let to = batch_of_period(&app, &branch, 2, &["32"], 1).await;
        let results = admin.enrol(&from, &teachers[..4]).await.expect(201);
        let id = |n: usize| &results["items"][n]["enrolment_id"];
        let moved = move_to(&branch, id(0), &to).await.expect(200);
        assert_eq!((&moved["status"], &moved["batch"]["id"], &moved["batch"]["period"], &moved["seq"]), (&json!("enrolled"), &to["id"], &json!(2), &json!(1)));
        assert_eq!(state_of(&admin, id(2)).await["status"], "enrolled", "the next moves up");
        let waits = move_to(&branch, id(1), &to).await.expect(200);
        assert_eq!((&waits["status"], &waits["rank"], &waits["seq"]), (&json!("waiting"), &json!(1), &json!(2)));
        let places = async |batch| {
            let batch = branch.get(&support::batch_path(batch)).await.expect(200);
            (batch["places"].as_i64().unwrap(), batch["taken"].as_i64().unwrap(), batch["waiting"].as_i64().unwrap())
        };
        assert_eq!((places(&from).await, places(&to).await), ((2, 2, 0), (1, 1, 1)), "places do not move");
        let told = app.told(&app.teacher(teachers[0]).await, "training_enrolment").await;
        assert_eq!((&told[1]["code"], &told[1]["params"]["to"]), (&json!("training_enrolment.moved"), &to["title"]));
        // One enrolment of a person is one still.
        let mut codes: Vec<_> = outcomes(&results).iter().map(|o| o.0.to_string()).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["enrolled", "enrolled", "waiting", "waiting"]);
        admin.enrol(&from, &teachers[..1]).await.refused(409, "already_enrolled");
        assert_eq!((app.audited("training_enrolment.move"), app.audited("training_enrolment.promote")), (2, 2));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_move_needs_a_batch_that_enrols_and_takes_the_region(app: TestApp) {
        let (hq, branch, school) = (app.hq().await, app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 1));
        let from = app.batch(&branch, &["32"], 2).await;
        let results = admin.enrol(&from, &teachers).await.expect(201);
        let id = &results["items"][0]["enrolment_id"];
        let far = batch_of_period(&app, &app.branch("42").await, 2, &["42"], 5).await;
        move_to(&branch, id, &far).await.refused(404, "not_found");
        move_to(&hq, id, &far).await.refused(409, "state_forbids");
        move_to(&branch, id, &from).await.refused(409, "state_forbids");
        let draft = branch.post("/training-batches", app.new_batch(&["32"], 5)).await.expect(201);
        move_to(&branch, id, &draft).await.refused(409, "state_forbids");
        move_to(&admin, id, &far).await.refused(403, "forbidden");
        let wide = batch_of_period(&app, &hq, 2, &["32", "42"], 5).await;
        assert_eq!(move_to(&branch, id, &wide).await.expect(200)["batch"]["id"], wide["id"]);
        assert_eq!(state_of(&admin, id).await["status"], "enrolled");
    }

    async fn a_move_does_not_lead_back_into_a_period_that_was_tried(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 1));
        let first = batch_of_period(&app, &branch, 1, &["32"], 5).await;
        let again = batch_of_period(&app, &branch, 1, &["32"], 5).await;
        let third = app.batch(&branch, &["32"], 5).await;
        let results = admin.enrol(&first, &teachers).await.expect(201);
        app.end_enrolment(&results["items"][0]["enrolment_id"], "failed");
        let results = admin.enrol(&third, &teachers).await.expect(201);
        move_to(&branch, &results["items"][0]["enrolment_id"], &again).await.refused(409, "state_forbids");
    }

    async fn a_move_asks_what_enrolling_asks(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let from = app.batch(&branch, &["32"], 5).await;
        let to = batch_of_period(&app, &branch, 2, &["32"], 5).await;
        let results = admin.enrol(&from, &teachers).await.expect(201);
        let id = |n: usize| &results["items"][n]["enrolment_id"];
        for outside in [time::macros::datetime!(2020-02-29 23:59:59 UTC), time::macros::datetime!(2020-03-05 00:00 UTC)] {
            app.set_clock(outside);
            move_to(&branch, id(0), &to).await.refused(409, "window_closed");
        }
        app.set_clock(time::macros::datetime!(2020-03-02 01:00 UTC));
        app.teacher_left(teachers[1]);
        let problem = move_to(&branch, id(1), &to).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("not active"), "{problem}");
        let path = format!("/institutions/{}", school.id);
        branch.patch(&path, 1, json!({ "status": "suspended" })).await.expect(200);
        let problem = move_to(&branch, id(0), &to).await.refused(409, "state_forbids");
        assert!(problem["detail"].as_str().unwrap().contains("suspended"), "{problem}");
        branch.patch(&path, 2, json!({ "status": "active" })).await.expect(200);
        move_to(&branch, id(0), &to).await.expect(200);
        assert_eq!(state_of(&branch, id(1)).await["batch"]["id"], from["id"]);
    }
}
