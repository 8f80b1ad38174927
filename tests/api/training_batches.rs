//! Batches of online teacher training (在线师资研修, 二.1): preparing, opening and ending one, its trainers with their
//! absences, its materials, and who sees what of it.

use support::{Actor, Role, Scope, TestApp, Value, batch_path, both, json, picture, rows_of};

/// The materials of a batch.
async fn materials(who: &Actor, batch: &Value) -> Vec<Value> {
    let list = who.get(&format!("{}/materials", batch_path(batch))).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

/// HQ changes a calendar so that the periods of teacher training gate.
fn periods_gate(app: &TestApp) {
    use diesel::prelude::*;
    use onex::schema::edition_windows as w;
    app.state
        .db
        .write_blocking(|conn| {
            let training = w::table.filter(w::kind.eq("teacher_training"));
            diesel::update(training).set(w::effect.eq("gates")).execute(conn)?;
            Ok(())
        })
        .unwrap();
}

/// The country's rule of the least class hours is of this severity.
fn rule_of_hours(app: &TestApp, severity: &str) {
    use diesel::prelude::*;
    use onex::schema::rules as r;
    app.state
        .db
        .write_blocking(|conn| {
            let hours = r::table.filter(r::rule.eq("training_class.min_live_hours"));
            diesel::update(hours).set(r::severity.eq(severity)).execute(conn)?;
            Ok(())
        })
        .unwrap();
}

/// A region asks for so many class hours, with this severity.
fn regional_hours(app: &TestApp, region: &str, hours: i64, severity: &str) {
    use diesel::prelude::*;
    use onex::schema::regional_rules as r;
    let edition = app.programme().edition;
    let row = (
        (r::edition_id.eq(edition), r::rule.eq("training_class.min_live_hours")),
        (r::region_code.eq(region), r::value.eq(hours.to_string())),
        (r::severity.eq(severity), r::reason.eq("片区另有规定")),
    );
    app.state
        .db
        .write_blocking(|conn| {
            diesel::insert_into(r::table).values(row).execute(conn)?;
            Ok(())
        })
        .unwrap();
}

/// A batch of the region 42 that enrols.
pub async fn foreign(app: &TestApp) -> String {
    let batch = app.batch(&app.branch("42").await, &["42"], 5).await;
    batch["id"].as_str().unwrap().to_string()
}

/// An absence of a trainer of the region 42.
pub async fn foreign_absence(app: &TestApp) -> String {
    let away = json!({ "starts_at": "2020-03-04T01:00:00Z", "ends_at": "2020-03-04T04:00:00Z", "reason": "出差" });
    let absence = app.trainer("42").await.post("/trainer-absences", away).await.expect(201);
    absence["id"].as_str().unwrap().to_string()
}

fn pointers(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|e| (e["pointer"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
}

both! {
    async fn a_branch_prepares_a_batch_and_opens_it_for_its_schools(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let (admin, colleague) = (app.school_admin(&school).await, app.branch("32").await);
        let answer = branch.post("/training-batches", app.new_batch(&["32"], 40)).await;
        let batch = answer.expect(201);
        assert_eq!(answer.header("location"), format!("/api/v1{}", batch_path(&batch)));
        assert_eq!((&batch["status"], &batch["opened_by_region"], &batch["region_codes"]), (&json!("draft"), &json!("32"), &json!(["32"])));
        assert_eq!((&batch["places"], &batch["taken"], &batch["waiting"], &batch["national_plan"]), (&json!(40), &json!(0), &json!(0), &json!(true)));
        admin.get(&batch_path(&batch)).await.refused(404, "not_found");
        assert_eq!(app.told(&admin, "training_batch").await.len(), 0);
        let open = branch.step(&batch, "open", json!({})).await.expect(200);
        assert_eq!(open["status"], "enrolling");
        assert_eq!(admin.get(&batch_path(&batch)).await.version(), 2);
        for reader in [&admin, &colleague] {
            let told = app.told(reader, "training_batch").await;
            assert_eq!((told.len(), &told[0]["code"]), (1, &json!("training_batch.opened")));
            assert_eq!((&told[0]["params"]["batch"], &told[0]["params"]["until"]), (&batch["title"], &json!("2020-03-05")));
        }
        assert_eq!(app.told(&branch, "training_batch").await.len(), 0, "who did it knows");
        assert_eq!((app.audited("training_batch.create"), app.audited("training_batch.open")), (1, 1));
        branch.step(&batch, "open", json!({})).await.refused(412, "version_mismatch");
        branch.step(&open, "open", json!({})).await.refused(409, "state_forbids");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_repeated_request_prepares_one_batch(app: TestApp) {
        let branch = app.branch("32").await;
        let make = || branch.post("/training-batches", app.new_batch(&["32"], 40)).idempotency_key("first-batch");
        let (first, second) = (make().await.expect(201), make().await.expect(201));
        assert_eq!(first["id"], second["id"]);
        assert_eq!(branch.get("/training-batches?count=true").await.expect(200)["total"], 1);
    }

    async fn a_batch_without_dates_or_hours_has_those_of_its_period_and_rules(app: TestApp) {
        let hq = app.hq().await;
        let mut body = app.new_batch(&["42", "32", "42"], 40);
        for left_out in ["starts_on", "ends_on", "planned_hours"] {
            body.as_object_mut().unwrap().remove(left_out);
        }
        let batch = hq.post("/training-batches", body).await.expect(201);
        assert_eq!((&batch["starts_on"], &batch["ends_on"], &batch["planned_hours"]), (&json!("2020-02-23"), &json!("2020-03-01"), &json!(24)));
        assert_eq!((&batch["warnings"], &batch["region_codes"]), (&json!([]), &json!(["32", "42"])));
        assert!(batch.get("opened_by_region").is_none());
    }

    async fn dates_outside_the_period_are_warned_of_or_refused_as_the_calendar_says(app: TestApp) {
        let branch = app.branch("32").await;
        let body = app.new_batch(&["32"], 40);
        let batch = branch.post("/training-batches", body.clone()).await.expect(201);
        assert_eq!(batch["warnings"][0]["code"], "outside_window");
        assert!(batch["warnings"][0]["message"].as_str().unwrap().contains("2020-02-23"));
        periods_gate(&app);
        branch.post("/training-batches", body.clone()).await.refused(409, "window_closed");
        let moved = json!({ "ends_on": "2020-03-12" });
        branch.patch(&batch_path(&batch), 1, moved).await.refused(409, "window_closed");
        let within = json!({ "starts_on": "2020-02-24", "ends_on": "2020-03-01" });
        let mended = branch.patch(&batch_path(&batch), 1, within).await.expect(200);
        assert_eq!(mended["warnings"], json!([]));
    }

    async fn what_does_not_fit_the_edition_is_refused_with_its_field(app: TestApp) {
        let branch = app.branch("32").await;
        let cases = [
            ("period", json!(4), "/period"),
            ("ends_on", json!("2020-03-03"), "/ends_on"),
            ("enrol_until", json!("2020-03-01T00:00:00Z"), "/enrol_until"),
            ("region_codes", json!(["32", "42"]), "/region_codes/1"),
            ("region_codes", json!(["99"]), "/region_codes/0"),
            ("places", json!(0), "/places"),
            ("title", json!("两\n行"), "/title"),
            ("edition_id", json!(branch.id), "/edition_id"),
        ];
        for (field, value, pointer) in cases {
            let mut body = app.new_batch(&["32"], 40);
            body[field] = value;
            let problem = branch.post("/training-batches", body).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        for (field, value, code, limits) in [
            ("title", json!("长".repeat(500)), "length", ["min", "max"]),
            ("places", json!(0), "range", ["min", "max"]),
            ("region_codes", json!([]), "length", ["min_items", "max_items"]),
        ] {
            let mut body = app.new_batch(&["32"], 40);
            body[field] = value;
            let problem = branch.post("/training-batches", body).await.refused(422, "invalid");
            let fault = &problem["errors"][0];
            assert_eq!(fault["code"], code, "{problem}");
            assert!(limits.iter().all(|limit| fault["values"][limit].is_i64()), "{problem}");
        }
        let mut short = app.new_batch(&["32"], 40);
        short["planned_hours"] = json!(23);
        let problem = branch.post("/training-batches", short).await.refused(409, "rule_violated");
        let rule = &problem["rules"][0];
        assert_eq!((&rule["rule"], &rule["clause"]), (&json!("training_class.min_live_hours"), &json!("二.1.(4)")));
        assert_eq!((&rule["limit"], &rule["actual"]), (&json!(24), &json!(23)));
        assert_eq!(branch.get("/training-batches").await.expect(200)["items"], json!([]));
    }

    async fn each_sees_the_batches_in_their_reach(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let (here, there) = (app.school("32"), app.school("42"));
        let draft = branch.post("/training-batches", app.new_batch(&["32"], 40)).await.expect(201);
        let own = app.batch(&branch, &["32"], 40).await;
        let both = app.batch(&hq, &["32", "42"], 40).await;
        let trainer = app.trainer("32").await;
        let pool = json!({ "trainers": [{ "user_id": trainer.id, "region_code": "32" }] });
        let path = format!("{}/trainers", batch_path(&both));
        let both = hq.put(&path, both["version"].as_i64().unwrap(), pool).await.expect(200);
        let teachers = app.teachers(&here, 2);
        let admin = app.school_admin(&here).await;
        admin.enrol(&own, &teachers[..1]).await.expect(201);
        let people = [
            (hq, vec![&draft, &own, &both]),
            (branch, vec![&draft, &own, &both]),
            (app.actor(Role::Certifier, Scope::Country).await, vec![&own, &both]),
            (app.branch("42").await, vec![&both]),
            (app.branch("31").await, vec![]),
            (admin, vec![&own, &both]),
            (app.school_admin(&there).await, vec![&both]),
            (trainer, vec![&both]),
            (app.trainer("32").await, vec![]),
            (app.teacher(teachers[0]).await, vec![&own]),
            (app.teacher(teachers[1]).await, vec![]),
        ];
        for (who, seen) in people {
            let list = who.get("/training-batches?count=true").await.expect(200);
            assert_eq!(list["total"], seen.len(), "{}", who.username);
            for batch in [&draft, &own, &both] {
                let answer = who.get(&batch_path(batch)).await;
                if seen.iter().any(|s| s["id"] == batch["id"]) {
                    assert_eq!(answer.expect(200)["id"], batch["id"]);
                } else {
                    answer.refused(404, "not_found");
                }
            }
        }
    }

    async fn a_branch_changes_what_it_opened_and_nothing_else(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let theirs = app.batch(&hq, &["32"], 40).await;
        let path = batch_path(&theirs);
        branch.patch(&path, 2, json!({ "title": "改" })).await.refused(403, "forbidden");
        branch.step(&theirs, "cancel", json!({ "remarks": "改期" })).await.refused(403, "forbidden");
        branch.put(&format!("{path}/trainers"), 2, json!({ "trainers": [] })).await.refused(403, "forbidden");
        app.branch("42").await.patch(&path, 2, json!({ "title": "改" })).await.refused(404, "not_found");
        app.school_admin(&app.school("32")).await.patch(&path, 2, json!({ "title": "改" })).await.refused(403, "forbidden");
        let own = app.batch(&branch, &["32"], 40).await;
        hq.patch(&batch_path(&own), 2, json!({ "title": "总部改" })).await.expect(200);
    }

    async fn once_classes_are_formed_only_places_a_later_end_syllabus_and_the_designs_deadline_change(app: TestApp) {
        let branch = app.branch("32").await;
        let batch = app.batch(&branch, &["32"], 40).await;
        let path = batch_path(&batch);
        let change = json!({ "title": "新名", "enrol_until": "2020-03-06T00:00:00Z", "places": 30, "national_plan": false });
        let changed = branch.patch(&path, 2, change).await.expect(200);
        assert_eq!((&changed["title"], &changed["places"], &changed["national_plan"]), (&json!("新名"), &json!(30), &json!(false)));
        app.set_batch_status(&batch, "grouped");
        for firm in [json!({ "title": "再改" }), json!({ "places": 29 }), json!({ "ends_on": "2020-03-10" }), json!({ "region_codes": ["32"] })] {
            branch.patch(&path, 3, firm).await.refused(409, "state_forbids");
        }
        let soft = json!({ "places": 31, "ends_on": "2020-03-12", "syllabus": "社会共享初级", "design_until": "2020-03-10T00:00:00Z" });
        let changed = branch.patch(&path, 3, soft).await.expect(200);
        assert_eq!((&changed["places"], &changed["ends_on"], &changed["design_until"]), (&json!(31), &json!("2020-03-12"), &json!("2020-03-10T00:00:00Z")));
        let cleared = branch.patch(&path, 4, json!({ "design_until": null })).await.expect(200);
        assert!(cleared.get("design_until").is_none());
        app.set_batch_status(&batch, "finished");
        branch.patch(&path, 5, json!({ "syllabus": "" })).await.refused(409, "state_forbids");
        branch.patch(&path, 4, json!({ "syllabus": "" })).await.refused(412, "version_mismatch");
        branch.request("PATCH", &path).json(json!({})).await.refused(428, "precondition_required");
    }

    async fn a_region_stays_while_its_teachers_are_enrolled_and_places_stay_taken(app: TestApp) {
        let (hq, school) = (app.hq().await, app.school("42"));
        let batch = app.batch(&hq, &["32", "42"], 3).await;
        let admin = app.school_admin(&school).await;
        let done = admin.enrol(&batch, &app.teachers(&school, 2)).await.expect(201);
        let path = batch_path(&batch);
        hq.patch(&path, 2, json!({ "region_codes": ["32"] })).await.refused(409, "conflict");
        let problem = hq.patch(&path, 2, json!({ "places": 1 })).await.refused(409, "conflict");
        assert_eq!(problem["reason"], json!({ "code": "places_taken", "values": { "taken": 2 } }));
        hq.patch(&path, 2, json!({ "places": 2, "region_codes": ["42", "51"] })).await.expect(200);
        for item in done["items"].as_array().unwrap() {
            let one = format!("/training-enrolments/{}/withdraw", item["enrolment_id"].as_str().unwrap());
            admin.post(&one, json!({ "reason": "时间冲突" })).if_match(1).await.expect(200);
        }
        let batch = hq.patch(&path, 3, json!({ "region_codes": ["32"] })).await.expect(200);
        assert_eq!((&batch["region_codes"], &batch["taken"]), (&json!(["32"]), &json!(0)));
    }

    async fn steps_follow_the_states_and_owe_their_reasons(app: TestApp) {
        let branch = app.branch("32").await;
        let batch = app.batch(&branch, &["32"], 40).await;
        let path = batch_path(&batch);
        branch.step(&batch, "finish", json!({})).await.refused(409, "state_forbids");
        branch.step(&batch, "reopen", json!({ "remarks": "补报" })).await.refused(409, "state_forbids");
        let problem = branch.step(&batch, "cancel", json!({ "remarks": " " })).await.refused(422, "invalid");
        assert_eq!(problem["errors"][0]["pointer"], "/remarks");
        app.set_batch_status(&batch, "grouped");
        let again = branch.step(&batch, "reopen", json!({ "remarks": "补报" })).await.expect(200);
        assert_eq!((&again["status"], &again["remarks"]), (&json!("enrolling"), &json!("补报")));
        app.set_batch_status(&batch, "running");
        branch.step(&again, "cancel", json!({ "remarks": "太晚" })).await.refused(409, "state_forbids");
        app.set_batch_status(&batch, "assessing");
        let ended = branch.step(&again, "finish", json!({})).await.expect(200);
        assert_eq!(ended["status"], "finished");
        branch.step(&ended, "cancel", json!({ "remarks": "太晚" })).await.refused(409, "state_forbids");
        assert_eq!(branch.get(&path).await.expect(200)["status"], "finished");
    }

    async fn a_batch_whose_enrolment_has_ended_is_not_opened(app: TestApp) {
        let branch = app.branch("32").await;
        let batch = branch.post("/training-batches", app.new_batch(&["32"], 40)).await.expect(201);
        app.set_clock(time::macros::datetime!(2020-03-05 00:00 UTC));
        branch.step(&batch, "open", json!({})).await.refused(409, "state_forbids");
        let later = json!({ "enrol_until": "2020-03-06T00:00:00Z" });
        let batch = branch.patch(&batch_path(&batch), 1, later).await.expect(200);
        branch.step(&batch, "open", json!({})).await.expect(200);
    }

    async fn a_grouped_batch_whose_enrolment_has_ended_is_reopened_with_a_later_end(app: TestApp) {
        let branch = app.branch("32").await;
        let batch = app.batch(&branch, &["32"], 40).await;
        app.set_batch_status(&batch, "grouped");
        app.set_clock(time::macros::datetime!(2020-03-05 00:00 UTC));
        let reopen = json!({ "remarks": "补报" });
        branch.step(&batch, "reopen", reopen.clone()).await.refused(409, "state_forbids");
        let path = batch_path(&batch);
        branch.patch(&path, 2, json!({ "enrol_until": "2020-02-01T00:00:00Z" })).await.refused(422, "invalid");
        let later = json!({ "enrol_until": "2020-03-06T00:00:00Z" });
        let batch = branch.patch(&path, 2, later.clone()).await.expect(200);
        assert_eq!((&batch["status"], &batch["enrol_until"]), (&json!("grouped"), &json!("2020-03-06T00:00:00Z")));
        assert_eq!(branch.step(&batch, "reopen", reopen).await.expect(200)["status"], "enrolling");
        for status in ["running", "assessing"] {
            app.set_batch_status(&batch, status);
            branch.patch(&path, 4, later.clone()).await.refused(409, "state_forbids");
        }
    }

    async fn fewer_hours_than_there_should_be_take_a_reason_by_the_strictest_regions_rule(app: TestApp) {
        let hq = app.hq().await;
        rule_of_hours(&app, "should");
        regional_hours(&app, "42", 30, "should");
        let mut body = app.new_batch(&["32", "42"], 40);
        body["planned_hours"] = json!(28);
        let problem = hq.post("/training-batches", body.clone()).await.refused(409, "rule_override_required");
        assert_eq!(problem["rules"].as_array().unwrap().len(), 1);
        let rule = &problem["rules"][0];
        assert_eq!((&rule["limit"], &rule["actual"], &rule["severity"]), (&json!(30), &json!(28), &json!("should")));
        body["overrides"] = json!([{ "rule": "training_class.min_live_hours", "reason": "另有线下答疑两学时" }]);
        let batch = hq.post("/training-batches", body.clone()).await.expect(201);
        assert_eq!(batch["planned_hours"], 28);
        let warned = |batch: &Value| -> Vec<(String, Value)> {
            let all = batch["warnings"].as_array().unwrap();
            all.iter().map(|w| (w["code"].as_str().unwrap().to_string(), w["reason"].clone())).collect()
        };
        let outside = ("outside_window".to_string(), Value::Null);
        let few = ("few_hours".to_string(), json!("另有线下答疑两学时"));
        assert_eq!(warned(&batch), [outside.clone(), few.clone()]);
        // Other dates leave it standing; enough hours, or regions that ask for no more, end it.
        let path = batch_path(&batch);
        let within = hq.patch(&path, 1, json!({ "starts_on": "2020-02-24", "ends_on": "2020-03-01" })).await.expect(200);
        assert_eq!(warned(&within), [few]);
        let narrowed = hq.patch(&path, 2, json!({ "region_codes": ["32"] })).await.expect(200);
        assert_eq!((&narrowed["warnings"], &narrowed["planned_hours"]), (&json!([]), &json!(28)));
        hq.patch(&path, 3, json!({ "region_codes": ["32", "42"] })).await.refused(409, "rule_override_required");
        hq.patch(&path, 3, json!({ "planned_hours": 23 })).await.refused(409, "rule_override_required");
        let again = json!({ "planned_hours": 23, "overrides": body["overrides"] });
        assert_eq!(hq.patch(&path, 3, again).await.expect(200)["warnings"][0]["code"], "few_hours");
        let told: Vec<_> = hq.get("/audit-events?action=training_batch.update").await.expect(200)["items"].as_array().unwrap()
            .iter().map(|e| e["detail"]["changed"].clone()).collect();
        assert_eq!(told, [json!(["planned_hours"]), json!(["regions"]), json!(["dates"])], "what changed and nothing else");
        // A `must` of one region is not passed for a `should` of another.
        regional_hours(&app, "32", 26, "must");
        body["planned_hours"] = json!(25);
        let problem = hq.post("/training-batches", body).await.refused(409, "rule_violated");
        assert_eq!(problem["rules"][0]["limit"], 26);
    }

    async fn a_pool_holds_trainers_of_the_regions_and_tells_who_comes_and_goes(app: TestApp) {
        let (hq, one, other) = (app.hq().await, app.trainer("32").await, app.trainer("42").await);
        let anywhere = app.actor(Role::Trainer, Scope::Country).await;
        let batch = app.batch(&hq, &["32", "42"], 40).await;
        let path = format!("{}/trainers", batch_path(&batch));
        let wrong = json!({ "trainers": [
            { "user_id": one.id, "region_code": "42" }, { "user_id": hq.id, "region_code": "32" },
            { "user_id": one.id }, { "user_id": other.id, "region_code": "51" },
            { "user_id": anywhere.id }, { "user_id": anywhere.id, "region_code": "32" },
            { "user_id": other.id, "region_code": "42", "from_date": "2020-03-06", "until_date": "2020-03-05" },
        ] });
        let problem = hq.put(&path, 2, wrong).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [
            ("/trainers/0/user_id", "not_trainer"), ("/trainers/1/user_id", "not_trainer"),
            ("/trainers/2/user_id", "duplicate"), ("/trainers/3/region_code", "unknown"),
            ("/trainers/5/user_id", "duplicate"), ("/trainers/6/until_date", "order"),
        ]);
        let pool = json!({ "trainers": [
            { "user_id": one.id, "region_code": "32", "from_date": "2020-03-05" }, { "user_id": anywhere.id },
        ] });
        let batch = hq.put(&path, 2, pool).await.expect(200);
        let names: Vec<_> = batch["trainers"].as_array().unwrap().iter().map(|t| (&t["user_id"], t.get("region_code"))).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&(&json!(anywhere.id), None)) && names.contains(&(&json!(one.id), Some(&json!("32")))));
        let swap = json!({ "trainers": [{ "user_id": anywhere.id }, { "user_id": other.id, "region_code": "42" }] });
        hq.put(&path, 3, swap).await.expect(200);
        let codes = async |who: &Actor| -> Vec<String> {
            app.told(who, "training_batch").await.iter().map(|n| n["code"].as_str().unwrap().to_string()).collect()
        };
        assert_eq!(codes(&one).await, ["training_batch.trainer_added", "training_batch.trainer_removed"]);
        assert_eq!(codes(&anywhere).await, ["training_batch.trainer_added"]);
        assert_eq!(codes(&other).await, ["training_batch.trainer_added"]);
        assert_eq!(app.audited("training_batch.set_trainers"), 2);
        one.get(&batch_path(&batch)).await.refused(404, "not_found");
    }

    async fn an_absence_takes_a_trainers_time_until_it_is_taken_back(app: TestApp) {
        let (trainer, branch, far) = (app.trainer("32").await, app.branch("32").await, app.branch("42").await);
        let away = |from: &str, until: &str| json!({ "starts_at": from, "ends_at": until, "reason": "出差" });
        let first = trainer.post("/trainer-absences", away("2020-03-04T01:00:00Z", "2020-03-04T04:00:00Z")).await.expect(201);
        assert_eq!((&first["user_id"], &first["reason"]), (&json!(trainer.id), &json!("出差")));
        let mut other = away("2020-03-04T03:00:00Z", "2020-03-04T05:00:00Z");
        let problem = trainer.post("/trainer-absences", other.clone()).await.refused(409, "double_booked");
        assert!(problem["detail"].as_str().unwrap().contains("2020-03-04 09:00"), "{problem}");
        // Behind it there is time: intervals are half-open.
        let next = trainer.post("/trainer-absences", away("2020-03-04T04:00:00Z", "2020-03-04T05:00:00Z")).await.expect(201);
        branch.post("/trainer-absences", other.clone()).await.refused(422, "invalid");
        other["user_id"] = json!(trainer.id);
        branch.post("/trainer-absences", other.clone()).await.refused(409, "double_booked");
        assert_eq!(pointers(&far.post("/trainer-absences", other.clone()).await.refused(422, "invalid")), [("/user_id", "unknown")]);
        let path = |a: &Value| format!("/trainer-absences/{}", a["id"].as_str().unwrap());
        far.delete(&path(&first)).await.refused(404, "not_found");
        app.trainer("32").await.delete(&path(&first)).await.refused(404, "not_found");
        branch.delete(&path(&first)).await.expect(204);
        trainer.delete(&path(&next)).await.expect(204);
        branch.post("/trainer-absences", other).await.expect(201);
        let list = |who: &Actor, filter: &str| who.get(&format!("/trainer-absences?count=true{filter}"));
        assert_eq!(list(&trainer, "").await.expect(200)["total"], 1);
        assert_eq!(list(&far, "").await.expect(200)["total"], 0);
        assert_eq!(list(&branch, "&from=2020-03-04T05:00:00Z").await.expect(200)["total"], 0);
        assert_eq!(list(&branch, "&until=2020-03-04T03:00:01Z").await.expect(200)["items"][0]["name"], "测试员trainer");
        for (body, pointer) in [
            (away("2020-03-04T04:00:00Z", "2020-03-04T04:00:00Z"), "/ends_at"),
            (away("2020-03-04T04:00:00Z", "2021-03-10T04:00:00Z"), "/ends_at"),
        ] {
            assert_eq!(trainer.post("/trainer-absences", body).await.refused(422, "invalid")["errors"][0]["pointer"], pointer);
        }
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_pool_says_of_whom_one_may_know_when_they_are_away(app: TestApp) {
        let (hq, one, other) = (app.hq().await, app.trainer("32").await, app.trainer("42").await);
        let batch = app.batch(&hq, &["32", "42"], 40).await;
        let away = |from: &str, until: &str| json!({ "starts_at": from, "ends_at": until, "reason": "出差" });
        // The batch lasts from the 4th to the 11th, in +08:00.
        one.post("/trainer-absences", away("2020-03-03T15:00:00Z", "2020-03-03T16:00:00Z")).await.expect(201);
        one.post("/trainer-absences", away("2020-03-11T15:00:00Z", "2020-03-12T01:00:00Z")).await.expect(201);
        let pool = json!({ "trainers": [{ "user_id": one.id, "region_code": "32" }, { "user_id": other.id, "region_code": "42" }] });
        let put = hq.put(&format!("{}/trainers", batch_path(&batch)), 2, pool).await.expect(200);
        let told = |batch: &Value| -> Vec<Option<usize>> {
            let find = |who: &Actor| batch["trainers"].as_array().unwrap().iter().find(|t| t["user_id"] == json!(who.id)).unwrap()["absences"].as_array().map(Vec::len);
            vec![find(&one), find(&other)]
        };
        assert_eq!(told(&put), [Some(1), Some(0)]);
        assert_eq!(put["trainers"].as_array().unwrap().iter().filter_map(|t| t["absences"][0]["starts_at"].as_str()).collect::<Vec<_>>(), ["2020-03-11T15:00:00Z"]);
        let school = app.school("32");
        for (who, expected) in [
            (&hq, [Some(1), Some(0)]),
            (&app.branch("32").await, [Some(1), None]),
            (&app.branch("42").await, [None, Some(0)]),
            (&one, [Some(1), None]),
            (&other, [None, Some(0)]),
            (&app.school_admin(&school).await, [None, None]),
            (&app.actor(Role::Certifier, Scope::Country).await, [None, None]),
        ] {
            assert_eq!(told(&who.get(&batch_path(&batch)).await.expect(200)), expected, "{}", who.username);
            let listed = who.get("/training-batches").await.expect(200);
            assert_eq!(told(&listed["items"][0]), expected, "{}", who.username);
        }
    }

    async fn of_two_absences_at_the_same_moment_one_stands(app: TestApp) {
        let trainer = app.trainer("32").await;
        for day in 10..20 {
            let (from, until) = (format!("2020-03-{day}T01:00:00Z"), format!("2020-03-{day}T04:00:00Z"));
            let away = json!({ "starts_at": from, "ends_at": until, "reason": "出差" });
            let both = (0..2).map(|_| trainer.post("/trainer-absences", away.clone()).into_future());
            let mut statuses: Vec<u16> = futures_util::future::join_all(both).await.iter().map(|a| a.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409], "{day}");
        }
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn materials_are_links_and_files_that_are_what_they_are_called(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let batch = app.batch(&branch, &["32"], 40).await;
        let path = format!("{}/materials", batch_path(&batch));
        let pdf = b"%PDF-1.7\n1 0 obj\n".to_vec();
        let link = |fields: &[(&str, &str)]| branch.request("POST", &path).form(fields, &[]);
        let made = link(&[("title", "培训大纲"), ("url", "https://example.org/a?b=c")]).await.expect(201);
        assert_eq!((&made["title"], &made["url"]), (&json!("培训大纲"), &json!("https://example.org/a?b=c")));
        let file = branch.upload(&path, "大纲.pdf", pdf.clone(), &[("title", "大纲")]).await.expect(201);
        assert_eq!((&file["file_name"], &file["size"]), (&json!("大纲.pdf"), &json!(pdf.len())));
        for url in ["http://example.org", "https://", "https://user:pass@example.org/", "javascript:alert(1)", "https://a b"] {
            let problem = link(&[("title", "坏"), ("url", url)]).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], "/url", "{url}");
        }
        link(&[("title", "没有")]).await.refused(422, "invalid");
        link(&[("url", "https://example.org")]).await.refused(422, "invalid");
        branch.upload(&path, "a.pdf", pdf.clone(), &[("title", "两样"), ("url", "https://example.org")]).await.refused(422, "invalid");
        branch.upload(&path, "大纲.pdf", b"MZ\x90\0\x03\0\0\0".to_vec(), &[("title", "程序")]).await.refused(415, "unsupported_media_type");
        branch.upload(&path, "大纲.exe", pdf.clone(), &[("title", "改名")]).await.refused(415, "unsupported_media_type");
        branch.upload(&path, "大纲.pdf", picture(), &[("title", "图")]).await.refused(415, "unsupported_media_type");
        branch.post(&path, json!({ "title": "x" })).await.refused(415, "unsupported_media_type");
        let admin = app.school_admin(&school).await;
        let teacher = app.teachers(&school, 1)[0];
        admin.enrol(&batch, &[teacher]).await.expect(201);
        let reader = app.teacher(teacher).await;
        let listed: Vec<_> = materials(&reader, &batch).await.iter().map(|m| m["title"].clone()).collect();
        assert_eq!(listed, ["培训大纲", "大纲"]);
        let one = |m: &Value| format!("{path}/{}", m["id"].as_str().unwrap());
        let got = reader.get(&format!("{}/file", one(&file))).await;
        assert_eq!((got.status, got.bytes == pdf), (200, true));
        assert!(got.header("content-disposition").starts_with("attachment"));
        reader.get(&format!("{}/file", one(&made))).await.refused(404, "not_found");
        let far = app.school_admin(&app.school("42")).await;
        far.get(&path).await.refused(404, "not_found");
        far.get(&format!("{}/file", one(&file))).await.refused(404, "not_found");
        admin.delete(&one(&file)).await.refused(403, "forbidden");
        let editor = app.actor(Role::ContentEditor, Scope::Country).await;
        editor.delete(&one(&file)).await.expect(204);
        editor.delete(&one(&file)).await.refused(404, "not_found");
        assert_eq!(materials(&reader, &batch).await.len(), 1);
        assert_eq!((app.audited("training_batch.add_material"), app.audited("training_batch.remove_material")), (2, 1));
        assert!(app.state.files.missing(&app.state.db).await.unwrap().is_empty());
    }

    async fn a_list_is_filtered_searched_and_exported(app: TestApp) {
        let (hq, branch) = (app.hq().await, app.branch("32").await);
        let mut early = app.new_batch(&["32"], 20);
        early["period"] = json!(1);
        early["title"] = json!("首期研修");
        branch.post("/training-batches", early).await.expect(201);
        let open = app.batch(&hq, &["32", "42"], 40).await;
        let found = async |filter: &str| hq.get(&format!("/training-batches?count=true&{filter}")).await.expect(200)["total"].clone();
        for (filter, n) in [("period=1", 1), ("status=draft", 1), ("region_code=42", 1), ("enrolling=true", 1), ("enrolling=false", 1),
            ("q=首期", 1), ("q=sqy", 1), ("q=研修", 0), ("q=", 2), (&format!("trainer_id={}", hq.id), 0)] {
            assert_eq!(found(filter).await, n, "{filter}");
        }
        hq.get("/training-batches?region_code=x").await.refused(422, "invalid");
        let sheet = rows_of(&hq.get("/training-batches/export.xlsx?status=enrolling").await.bytes);
        assert_eq!(sheet.len(), 2);
        assert_eq!(sheet[0][..4], ["批次名称", "状态", "期次", "片区"]);
        assert_eq!(sheet[1][..4], [open["title"].as_str().unwrap(), "报名中", "3", "江苏省、湖北省"]);
        assert_eq!(app.audited("training_batch.export"), 1);
        app.school_admin(&app.school("32")).await.get("/training-batches/export.xlsx").await.refused(403, "forbidden");
    }

    async fn the_first_page_counts_drafts_and_what_can_be_enrolled_for(app: TestApp) {
        let (branch, school) = (app.branch("32").await, app.school("32"));
        let admin = app.school_admin(&school).await;
        branch.post("/training-batches", app.new_batch(&["32"], 20)).await.expect(201);
        let batch = app.batch(&branch, &["32"], 1).await;
        admin.enrol(&batch, &app.teachers(&school, 3)).await.expect(201);
        let cards = async |who: &Actor| -> Vec<(String, i64)> {
            let home = who.get("/home").await.expect(200);
            let cards = home["cards"].as_array().unwrap();
            let cards = cards.iter().map(|c| (c["code"].as_str().unwrap().to_string(), c["count"].as_i64().unwrap()));
            cards.filter(|(code, _)| code != "notices_unread" && code != "accounts_pending").collect()
        };
        let said = |list: &[(&str, i64)]| -> Vec<(String, i64)> { list.iter().map(|(c, n)| (c.to_string(), *n)).collect() };
        assert_eq!(cards(&branch).await, said(&[("batches_draft", 1), ("unplaced_enrolments", 1)]));
        assert_eq!(cards(&admin).await, said(&[("batches_enrolling", 1), ("my_waiting", 2), ("my_enrolled", 1)]));
        assert_eq!(cards(&app.branch("42").await).await, said(&[]));
    }
}
