//! Who gets a place and who waits, in which order; who cannot be enrolled.

use super::{batch_of_period, outcomes, prefer, state_of, withdraw};
use support::{Id, Value, batch_path, both, json, rows_of};

/// Marks a teacher as no longer active.
fn inactive(app: &support::TestApp, teacher: Id) {
    use diesel::prelude::*;
    use onex::schema::teachers;
    app.state
        .db
        .write_blocking(|conn| {
            let set = teachers::status.eq("suspended");
            diesel::update(teachers::table.find(teacher)).set(set).execute(conn)?;
            Ok(())
        })
        .unwrap();
}

both! {
    async fn a_school_enrols_its_teachers_until_the_places_are_taken_then_they_wait(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 5));
        let batch = app.batch(&branch, &["32"], 3).await;
        let answer = admin.enrol(&batch, &teachers).await;
        let results = answer.expect(201);
        assert_eq!(answer.header("location"), format!("/api/v1/training-enrolments?batch_id={}", batch["id"].as_str().unwrap()));
        assert_eq!(outcomes(&results), [
            ("enrolled", Some(1), None), ("enrolled", Some(2), None), ("enrolled", Some(3), None),
            ("waiting", Some(4), Some(1)), ("waiting", Some(5), Some(2)),
        ]);
        let seen = admin.get(&batch_path(&batch)).await.expect(200);
        assert_eq!((&seen["taken"], &seen["waiting"], &seen["version"]), (&json!(3), &json!(2), &batch["version"]));
        let one = state_of(&branch, &results["items"][4]["enrolment_id"]).await;
        assert_eq!((&one["status"], &one["rank"], &one["teacher"]["id"]), (&json!("waiting"), &json!(2), &json!(teachers[4])));
        assert_eq!((&one["institution"]["name"], &one["batch"]["title"], &one["level"]), (&json!(school.name), &batch["title"], &json!("higher_vocational")));
        assert!(one.get("blind_code").is_none());
        let (first, last) = (app.teacher(teachers[0]).await, app.teacher(teachers[4]).await);
        let told = app.told(&first, "training_enrolment").await;
        assert_eq!((told.len(), &told[0]["code"], &told[0]["params"]["starts_on"]), (1, &json!("training_enrolment.enrolled"), &json!("2020-03-04")));
        let told = app.told(&last, "training_enrolment").await;
        assert_eq!((&told[0]["code"], &told[0]["params"]["rank"]), (&json!("training_enrolment.waiting"), &json!(2)));
        assert_eq!(app.audited("training_enrolment.enrol"), 5);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_repeated_request_enrols_once(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let batch = app.batch(&branch, &["32"], 1).await;
        let body = json!({ "batch_id": batch["id"], "teacher_ids": teachers });
        let send = || admin.post("/training-enrolments", body.clone()).idempotency_key("one-list-of-two");
        let (first, again) = (send().await.expect(201), send().await.expect(201));
        assert_eq!(first, again);
        assert_eq!(admin.get("/training-enrolments?count=true").await.expect(200)["total"], 2);
        admin.post("/training-enrolments", body).await.refused(409, "already_enrolled");
    }

    async fn who_cannot_be_enrolled_is_told_beside_the_others(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 3));
        let batch = app.batch(&branch, &["32"], 10).await;
        admin.enrol(&batch, &teachers[..1]).await.expect(201);
        inactive(&app, teachers[1]);
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let items = results["items"].as_array().unwrap();
        let said: Vec<_> = items.iter().map(|i| (i["outcome"].as_str().unwrap(), i["code"].as_str())).collect();
        assert_eq!(said, [("refused", Some("already_enrolled")), ("refused", Some("not_active")), ("enrolled", None)]);
        assert_eq!(items[2]["seq"], 2, "who is refused takes no number");
        let problem = admin.enrol(&batch, &teachers[..2]).await.refused(409, "already_enrolled");
        let errors: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect();
        assert_eq!(errors, [("/teacher_ids/0", "already_enrolled"), ("/teacher_ids/1", "not_active")]);
        let problem = admin.enrol(&batch, &[teachers[2], teachers[2]]).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], "duplicate");
        admin.enrol(&batch, &[]).await.refused(422, "invalid");
    }

    async fn a_person_has_one_enrolment_in_an_edition_wherever_they_teach(app: TestApp) {
        use diesel::prelude::*;
        use onex::schema::teachers as t;
        let (branch, here, there) = (app.branch("32").await, app.school("32"), app.school("32"));
        let (first, second) = (app.teachers(&here, 1)[0], app.teachers(&there, 1)[0]);
        // The same human being teaches at two schools.
        app.state.db.write_blocking(|conn| {
            let (person, user): (Id, Id) = t::table.find(first).select((t::person_id, t::user_id)).first(conn)?;
            diesel::update(t::table.find(second)).set((t::person_id.eq(person), t::user_id.eq(user))).execute(conn)?;
            Ok(())
        }).unwrap();
        let (batch, other) = (app.batch(&branch, &["32"], 5).await, batch_of_period(&app, &branch, 1, &["32"], 5).await);
        let (one, two) = (app.school_admin(&here).await, app.school_admin(&there).await);
        one.enrol(&batch, &[first]).await.expect(201);
        for elsewhere in [&batch, &other] {
            two.enrol(elsewhere, &[second]).await.refused(409, "already_enrolled");
        }
        branch.enrol(&other, &[first, second]).await.refused(422, "invalid");
    }

    async fn whoever_failed_tries_again_in_a_later_period_and_whoever_passed_does_not(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 4));
        let mut batches = Vec::new();
        for period in [1, 2, 3] {
            batches.push(batch_of_period(&app, &branch, period, &["32"], 10).await);
        }
        let second = admin.enrol(&batches[1], &teachers).await.expect(201);
        let id = |n: usize| &second["items"][n]["enrolment_id"];
        for (n, end) in ["failed", "dropped", "passed"].into_iter().enumerate() {
            app.end_enrolment(id(n), end);
        }
        withdraw(&admin, id(3)).await.expect(200);
        for batch in &batches[..2] {
            for teacher in &teachers[..2] {
                let problem = admin.enrol(batch, &[*teacher]).await.refused(409, "state_forbids");
                assert_eq!(problem["errors"][0]["code"], "later_period");
            }
        }
        for batch in &batches {
            admin.enrol(batch, &teachers[2..3]).await.refused(409, "training_passed");
        }
        assert_eq!(outcomes(&admin.enrol(&batches[2], &teachers[..2]).await.expect(201)).len(), 2);
        // Who took it back is free for any.
        admin.enrol(&batches[0], &teachers[3..]).await.expect(201);
        // As far as the classes that they ended in; nobody judged them.
        app.set_batch_status(&batches[1], "running");
        let faults = app.faults();
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults.iter().all(|f| f.ends_with("has a result without a judgement")), "{faults:?}");
    }

    async fn nobody_is_enrolled_outside_the_window_or_the_state(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let batch = app.batch(&branch, &["32"], 5).await;
        for (at, code) in [
            (time::macros::datetime!(2020-02-29 23:59:59 UTC), Some("window_closed")),
            (time::macros::datetime!(2020-03-05 00:00 UTC), Some("window_closed")),
            (time::macros::datetime!(2020-03-04 23:59:59 UTC), None),
        ] {
            app.set_clock(at);
            let answer = admin.enrol(&batch, &teachers[..1]).await;
            match code {
                Some(code) => { answer.refused(409, code); }
                None => { answer.expect(201); }
            }
        }
        for status in ["grouped", "running", "assessing", "finished", "cancelled"] {
            app.set_batch_status(&batch, status);
            admin.enrol(&batch, &teachers[1..]).await.refused(409, "state_forbids");
        }
    }

    async fn a_suspended_schools_teachers_are_not_enrolled_by_the_branch_either(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let teachers = app.teachers(&school, 1);
        let batch = app.batch(&branch, &["32"], 5).await;
        branch.patch(&format!("/institutions/{}", school.id), 1, json!({ "status": "suspended" })).await.expect(200);
        let problem = branch.enrol(&batch, &teachers).await.refused(409, "state_forbids");
        assert_eq!(problem["errors"][0]["code"], "institution_suspended");
    }

    async fn a_region_with_priority_is_first_on_the_list_and_takes_nobodys_place(app: TestApp) {
        prefer(&app, "42").await;
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], 2).await;
        let (js, hb) = (app.school("32"), app.school("42"));
        let (jiangsu, hubei) = (app.school_admin(&js).await, app.school_admin(&hb).await);
        let early = jiangsu.enrol(&batch, &app.teachers(&js, 4)).await.expect(201);
        assert_eq!(outcomes(&early)[3], ("waiting", Some(4), Some(2)));
        let late = hubei.enrol(&batch, &app.teachers(&hb, 2)).await.expect(201);
        assert_eq!(outcomes(&late), [("waiting", Some(5), Some(1)), ("waiting", Some(6), Some(2))]);
        let ranks: Vec<_> = hq.enrolments(&batch, "waiting").await.iter().map(|e| (e["seq"].as_i64().unwrap(), e["rank"].as_i64().unwrap())).collect();
        assert_eq!(ranks, [(5, 1), (6, 2), (3, 3), (4, 4)]);
        let held: Vec<_> = hq.enrolments(&batch, "enrolled").await.iter().map(|e| e["seq"].as_i64().unwrap()).collect();
        assert_eq!(held, [2, 1], "places once given stay");
        withdraw(&jiangsu, &early["items"][0]["enrolment_id"]).await.expect(200);
        assert_eq!(state_of(&hq, &late["items"][0]["enrolment_id"]).await["status"], "enrolled");
        assert_eq!(state_of(&hq, &early["items"][2]["enrolment_id"]).await["rank"], 2);
        // A branch sees its own part of the list, with the ranks of the whole.
        let seen: Vec<_> = app.branch("32").await.enrolments(&batch, "waiting").await.iter().map(|e| e["rank"].as_i64().unwrap()).collect();
        assert_eq!(seen, [2, 3]);
    }

    async fn more_places_go_to_the_waiting_list_at_once(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 5));
        let batch = app.batch(&branch, &["32"], 1).await;
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let changed = branch.patch(&batch_path(&batch), 2, json!({ "places": 3 })).await.expect(200);
        assert_eq!((&changed["taken"], &changed["waiting"]), (&json!(3), &json!(2)));
        let states: Vec<Value> = {
            let mut out = Vec::new();
            for item in results["items"].as_array().unwrap() {
                out.push(state_of(&admin, &item["enrolment_id"]).await["status"].clone());
            }
            out
        };
        assert_eq!(states, ["enrolled", "enrolled", "enrolled", "waiting", "waiting"]);
        let moved = state_of(&admin, &results["items"][2]["enrolment_id"]).await;
        assert_eq!(moved["promoted_at"], "2020-03-02T01:00:00Z");
        let told = app.told(&admin, "training_enrolment").await;
        assert_eq!(told.iter().map(|n| n["code"].as_str().unwrap()).collect::<Vec<_>>(), ["training_enrolment.promoted"; 2]);
        let third = app.teacher(teachers[2]).await;
        let told: Vec<_> = app.told(&third, "training_enrolment").await.iter().map(|n| n["code"].clone()).collect();
        assert_eq!(told, ["training_enrolment.waiting", "training_enrolment.promoted"]);
        assert_eq!(app.audited("training_enrolment.promote"), 2);
    }

    async fn a_batch_that_is_called_off_frees_everybody(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, teachers) = (app.school_admin(&school).await, app.teachers(&school, 2));
        let batch = app.batch(&branch, &["32"], 1).await;
        let results = admin.enrol(&batch, &teachers).await.expect(201);
        let gone = branch.step(&batch, "cancel", json!({ "remarks": "报名不足" })).await.expect(200);
        assert_eq!((&gone["status"], &gone["taken"], &gone["waiting"]), (&json!("cancelled"), &json!(0), &json!(0)));
        for item in results["items"].as_array().unwrap() {
            let one = state_of(&admin, &item["enrolment_id"]).await;
            assert_eq!((&one["status"], &one["reason"]), (&json!("withdrawn"), &json!("报名不足")));
        }
        let told = app.told(&app.teacher(teachers[1]).await, "training_batch").await;
        assert_eq!((told.len(), &told[0]["params"]["remarks"]), (1, &json!("报名不足")));
        let next = batch_of_period(&app, &branch, 1, &["32"], 5).await;
        admin.enrol(&next, &teachers).await.expect(201);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn ranks_are_those_of_the_whole_list_on_whatever_page_and_to_whomever(app: TestApp) {
        prefer(&app, "42").await;
        let hq = app.hq().await;
        let (full, other) = (app.batch(&hq, &["32", "42"], 1).await, app.batch(&hq, &["32"], 1).await);
        let (js, beside, hb) = (app.school("32"), app.school("32"), app.school("42"));
        let (one, two) = (app.school_admin(&js).await, app.school_admin(&beside).await);
        one.enrol(&full, &app.teachers(&js, 2)).await.expect(201);
        two.enrol(&full, &app.teachers(&beside, 2)).await.expect(201);
        app.school_admin(&hb).await.enrol(&full, &app.teachers(&hb, 2)).await.expect(201);
        one.enrol(&full, &app.teachers(&js, 1)).await.expect(201);
        one.enrol(&other, &app.teachers(&js, 3)).await.expect(201);
        // Of the whole list: 42, 42, then 32 in the order of enrolment.
        let ranked = async |who: &support::Actor, filter: &str| -> Vec<(i64, i64)> {
            let (mut out, mut cursor) = (Vec::new(), String::new());
            loop {
                let page = who.get(&format!("/training-enrolments?status=waiting&limit=2{filter}{cursor}")).await.expect(200);
                let items = page["items"].as_array().unwrap();
                out.extend(items.iter().map(|e| (e["seq"].as_i64().unwrap(), e["rank"].as_i64().unwrap())));
                let Some(next) = page["next"].as_str() else { break out };
                cursor = format!("&cursor={next}");
            }
        };
        let of = format!("&batch_id={}", full["id"].as_str().unwrap());
        assert_eq!(ranked(&hq, &of).await, [(5, 1), (6, 2), (2, 3), (3, 4), (4, 5), (7, 6)]);
        assert_eq!(ranked(&one, &of).await, [(2, 3), (7, 6)]);
        assert_eq!(ranked(&two, &of).await, [(3, 4), (4, 5)]);
        assert_eq!(ranked(&hq, &format!("{of}&region_code=32")).await, [(2, 3), (3, 4), (4, 5), (7, 6)]);
        // Several lists on one page, the newest first.
        assert_eq!(ranked(&one, "").await, [(3, 2), (2, 1), (7, 6), (2, 3)]);
    }

    async fn a_waiting_list_is_paged_in_its_order_and_a_list_is_exported(app: TestApp) {
        prefer(&app, "42").await;
        let hq = app.hq().await;
        let batch = app.batch(&hq, &["32", "42"], 1).await;
        let (js, hb) = (app.school("32"), app.school("42"));
        app.school_admin(&js).await.enrol(&batch, &app.teachers(&js, 4)).await.expect(201);
        app.school_admin(&hb).await.enrol(&batch, &app.teachers(&hb, 3)).await.expect(201);
        let path = format!("/training-enrolments?batch_id={}&status=waiting&limit=2&count=true", batch["id"].as_str().unwrap());
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = hq.get(&format!("{path}{cursor}")).await.expect(200);
            assert_eq!(page["total"], 6);
            seen.extend(page["items"].as_array().unwrap().iter().map(|e| e["seq"].as_i64().unwrap()));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, [5, 6, 7, 2, 3, 4]);
        hq.get(&format!("/training-enrolments?limit=1{cursor}")).await.refused(422, "bad_cursor");
        let sheet = rows_of(&hq.get("/training-enrolments/export.xlsx?status=waiting&region_code=42").await.bytes);
        assert_eq!(sheet.len(), 4);
        let column = |title: &str| sheet[0].iter().position(|t| t == title).unwrap();
        assert_eq!((&sheet[1][column("状态")], &sheet[1][column("片区")], &sheet[1][column("学校")]), (&"候补".to_string(), &"湖北省".to_string(), &hb.name));
        assert_eq!(app.audited("training_enrolment.export"), 1);
    }
}
