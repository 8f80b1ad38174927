//! Video guidance (二.1.(4)): what participants ask for and how promptly they are answered, who guided whom, and who is
//! owed guidance.

use support::{Actor, Answer, Role, RunningClass, Scope, TestApp, Value, both, json, rows_of};
use time::macros::datetime;

/// An open request of a participant of the region 42.
pub async fn foreign(app: &TestApp) -> String {
    let class = app.class_that_runs(&app.school("42"), 1, &app.trainer("42").await).await;
    let asked = class.ask(&app.teacher(class.teachers[0]).await, 0).await.expect(201);
    asked["id"].as_str().unwrap().to_string()
}

fn path(request: &Value) -> String {
    format!("/guidance-requests/{}", request["id"].as_str().unwrap())
}

async fn answer(who: &Actor, request: &Value, body: Value) -> Answer {
    let version = request["version"].as_i64().unwrap();
    who.post(&format!("{}/answer", path(request)), body).if_match(version).await
}

/// Guidance of a participant at an instant.
async fn record(who: &Actor, class: &RunningClass, i: usize, kind: &str, at: &str) -> Answer {
    let body =
        json!({ "enrolment_id": class.enrolments[i], "kind": kind, "given_at": at, "minutes": 15 });
    who.post("/guidance-records", body).await
}

async fn items(who: &Actor, path: &str) -> Vec<Value> {
    who.get(path).await.expect(200)["items"].as_array().unwrap().clone()
}

/// The card of somebody's first page: how many, and how many of them late.
async fn card(who: &Actor, code: &str) -> Option<(i64, Option<i64>)> {
    let home = who.get("/home").await.expect(200);
    let cards = home["cards"].as_array().unwrap();
    let card = cards.iter().find(|c| c["code"] == code)?;
    Some((card["count"].as_i64().unwrap(), card["late"].as_i64()))
}

both! {
    async fn a_question_is_answered_and_its_time_is_taken(app: TestApp) {
        let (school, trainer, other) = (app.school("32"), app.trainer("32").await, app.trainer("32").await);
        let class = app.class_that_runs(&school, 2, &trainer).await;
        let teacher = app.teacher(class.teachers[0]).await;
        let asked = class.ask(&teacher, 0).await;
        let request = asked.expect(201);
        assert_eq!(asked.header("location"), format!("/api/v1{}", path(&request)));
        // 24 hours, as the edition has it.
        assert_eq!((&request["asked_at"], &request["due_at"]), (&json!("2020-03-02T01:00:00Z"), &json!("2020-03-03T01:00:00Z")));
        assert_eq!((&request["status"], &request["late"]), (&json!("open"), &json!(false)));
        let told = app.told(&trainer, "guidance").await;
        assert_eq!((told.len(), &told[0]["code"], &told[0]["params"]["until"]), (1, &json!("guidance.requested"), &json!("2020-03-03")));
        assert_eq!(app.told(&other, "guidance").await.len(), 0);
        class.ask(&teacher, 0).await.refused(409, "already_exists");
        assert_eq!(card(&trainer, "guidance_open").await, Some((1, None)));

        app.set_clock(datetime!(2020-03-02 05:30 UTC));
        let given = json!({ "kind": "video", "minutes": 20, "note": "按操作记录设计量表" });
        let done = answer(&trainer, &request, given.clone()).await.expect(200);
        assert_eq!((&done["status"], &done["late"], &done["version"]), (&json!("answered"), &json!(false), &json!(2)));
        let said = &done["answer"];
        assert_eq!((&said["answered_at"], &said["given_at"], &said["minutes"]), (&json!("2020-03-02T05:30:00Z"), &json!("2020-03-02T05:30:00Z"), &json!(20)));
        assert_eq!((&said["by"]["id"], &said["note"]), (&json!(trainer.id), &json!("按操作记录设计量表")));
        assert_eq!(teacher.get(&path(&request)).await.expect(200)["answer"], *said);
        assert_eq!(app.told(&teacher, "guidance").await[0]["code"], "guidance.answered");
        assert_eq!(card(&teacher, "guidance_answered").await, Some((1, None)));
        assert_eq!(card(&trainer, "guidance_open").await, None);
        let records = items(&teacher, "/guidance-records").await;
        assert_eq!((records.len(), &records[0]["request_id"], &records[0]["kind"]), (1, &request["id"], &json!("video")));

        answer(&trainer, &request, given.clone()).await.refused(412, "version_mismatch");
        answer(&trainer, &done, given).await.refused(409, "state_forbids");
        class.ask(&teacher, 0).await.expect(201);
        for (event, n) in [("create", 2), ("answer", 1)] {
            assert_eq!(app.audited(&format!("guidance_request.{event}")), n);
        }
        assert_eq!(app.audited("guidance_record.create"), 1);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn what_is_not_answered_in_time_is_late_for_good(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let first = class.ask(&app.teacher(class.teachers[0]).await, 0).await.expect(201);
        app.set_clock(datetime!(2020-03-02 13:00 UTC));
        class.ask(&app.teacher(class.teachers[1]).await, 1).await.expect(201);
        app.set_clock(datetime!(2020-03-03 01:00 UTC));
        assert_eq!(items(&trainer, "/guidance-requests?late=true").await.len(), 0, "the last instant is in time");
        app.set_clock(datetime!(2020-03-03 01:00:01 UTC));
        let late = items(&trainer, "/guidance-requests?status=open&late=true").await;
        assert_eq!((late.len(), &late[0]["id"], &late[0]["late"]), (1, &first["id"], &json!(true)));
        let open = items(&trainer, "/guidance-requests?status=open").await;
        assert_eq!((open.len(), &open[0]["id"]), (2, &first["id"]), "who waits longest comes first");
        assert_eq!(card(&trainer, "guidance_open").await, Some((2, Some(1))));
        let given = json!({ "kind": "text", "minutes": 5 });
        assert_eq!(answer(&trainer, &first, given).await.expect(200)["late"], true);
        assert_eq!(items(&trainer, "/guidance-requests?late=true").await.len(), 1);
        assert_eq!(items(&trainer, "/guidance-requests?late=false").await.len(), 1);
        assert_eq!(card(&trainer, "guidance_open").await, Some((1, None)));
    }

    async fn a_question_is_taken_back_by_who_asked(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let (teacher, colleague) = (app.teacher(class.teachers[0]).await, app.teacher(class.teachers[1]).await);
        let request = class.ask(&teacher, 0).await.expect(201);
        let back = format!("{}/withdraw", path(&request));
        colleague.post(&back, json!({})).if_match(1).await.refused(404, "not_found");
        trainer.post(&back, json!({})).if_match(1).await.refused(403, "forbidden");
        teacher.post(&back, json!({})).await.refused(428, "precondition_required");
        assert_eq!(teacher.post(&back, json!({})).if_match(1).await.expect(200)["status"], "withdrawn");
        answer(&trainer, &json!({ "id": request["id"], "version": 2 }), json!({ "kind": "video", "minutes": 5 })).await.refused(409, "state_forbids");
        class.ask(&teacher, 0).await.expect(201);
        assert_eq!(items(&teacher, "/guidance-requests?status=withdrawn").await.len(), 1);
    }

    async fn whoever_drops_out_waits_for_no_answer(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        class.ask(&app.teacher(class.teachers[0]).await, 0).await.expect(201);
        let request = class.ask(&app.teacher(class.teachers[1]).await, 1).await.expect(201);
        let enrolment = format!("/training-enrolments/{}", class.enrolments[1]);
        let branch = app.branch("32").await;
        let version = branch.get(&enrolment).await.expect(200)["version"].as_i64().unwrap();
        branch.post(&format!("{enrolment}/drop"), json!({ "reason": "调离" })).if_match(version).await.expect(200);
        assert_eq!(trainer.get(&path(&request)).await.expect(200)["status"], "withdrawn");
        assert_eq!((items(&trainer, "/guidance-requests?status=open").await.len(), app.audited("guidance_request.withdraw")), (1, 1));
    }

    async fn one_asks_for_oneself_in_a_class_that_runs(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let teacher = app.teacher(class.teachers[0]).await;
        class.ask(&teacher, 1).await.refused(404, "not_found");
        class.ask(&trainer, 0).await.refused(403, "forbidden");
        let blank = json!({ "enrolment_id": class.enrolments[0], "question": "  " });
        assert_eq!(teacher.post("/guidance-requests", blank).await.refused(422, "invalid")["errors"][0]["pointer"], "/question");
        let again = || teacher.post("/guidance-requests", json!({ "enrolment_id": class.enrolments[0], "question": "如何分组？" })).idempotency_key("first-question");
        assert_eq!(again().await.expect(201)["id"], again().await.expect(201)["id"]);
        app.drop_out(class.enrolments[1]);
        class.ask(&app.teacher(class.teachers[1]).await, 1).await.refused(409, "state_forbids");
        let request = items(&teacher, "/guidance-requests").await.remove(0);
        app.put_class(&class, "finished");
        // What was asked is still answered when the class is over, and nothing new is asked.
        answer(&trainer, &request, json!({ "kind": "voice", "minutes": 3 })).await.expect(200);
        class.ask(&teacher, 0).await.refused(409, "state_forbids");
    }

    async fn guidance_is_recorded_by_the_trainers_of_the_class_for_the_time_of_the_class(app: TestApp) {
        let (trainer, other) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.class_that_runs(&app.school("32"), 1, &trainer).await;
        app.set_clock(datetime!(2020-03-03 01:00 UTC));
        record(&other, &class, 0, "video", "2020-03-02T02:00:00Z").await.refused(404, "not_found");
        for (at, code) in [("2020-03-03T01:00:01Z", "future"), ("2020-03-02T00:59:59Z", "order")] {
            let problem = record(&trainer, &class, 0, "video", at).await.refused(422, "invalid");
            assert_eq!((&problem["errors"][0]["pointer"], &problem["errors"][0]["code"]), (&json!("/given_at"), &json!(code)));
        }
        for (minutes, status) in [(0, 422), (601, 422), (600, 201), (1, 201)] {
            let body = json!({ "enrolment_id": class.enrolments[0], "kind": "video", "given_at": "2020-03-02T02:00:00Z", "minutes": minutes });
            assert_eq!(trainer.post("/guidance-records", body).await.status, status, "{minutes}");
        }
        let request = class.ask(&app.teacher(class.teachers[0]).await, 0).await.expect(201);
        app.set_clock(datetime!(2020-03-03 02:00 UTC));
        for (at, code) in [("2020-03-03T00:59:59Z", "order"), ("2020-03-03T02:00:01Z", "future")] {
            let given = json!({ "kind": "video", "minutes": 5, "given_at": at });
            let problem = answer(&trainer, &request, given).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["code"], code);
        }
        answer(&other, &request, json!({ "kind": "video", "minutes": 5 })).await.refused(404, "not_found");
        assert_eq!(items(&trainer, "/guidance-records").await.len(), 2, "what was refused left nothing");
    }

    async fn whoever_has_had_no_video_for_longer_than_the_edition_allows_is_owed_it(app: TestApp) {
        let (trainer, branch) = (app.trainer("32").await, app.branch("32").await);
        let class = app.class_that_runs(&app.school("32"), 4, &trainer).await;
        let overview = async |filter: &str| items(&trainer, &format!("/guidance-overview?{}{filter}", class.filter())).await;
        let of = |rows: &[Value], i: usize| rows.iter().find(|r| r["participant"]["enrolment_id"] == json!(class.enrolments[i])).cloned();
        record(&trainer, &class, 1, "video", "2020-03-02T01:00:00Z").await.expect(201);
        app.set_clock(datetime!(2020-03-03 01:00 UTC));
        record(&trainer, &class, 2, "video", "2020-03-03T01:00:00Z").await.expect(201);
        record(&trainer, &class, 3, "text", "2020-03-03T01:00:00Z").await.expect(201);
        app.set_clock(datetime!(2020-03-05 01:00 UTC));
        assert_eq!(overview("&owed=true").await.len(), 0, "three days are allowed");
        assert_eq!(card(&trainer, "without_guidance").await, None);
        app.set_clock(datetime!(2020-03-05 01:00:01 UTC));
        let owed = overview("&owed=true").await;
        let all = overview("").await;
        assert_eq!((owed.len(), all.len()), (3, 4));
        for (i, times, owes) in [(0, 0, true), (1, 1, true), (2, 1, false), (3, 0, true)] {
            let row = of(&all, i).unwrap();
            assert_eq!((&row["times"], &row["owed"]), (&json!(times), &json!(owes)), "{row}");
            assert_eq!(of(&owed, i).is_some(), owes);
        }
        let third = of(&all, 2).unwrap();
        assert_eq!((&third["days_without"], &third["max_days"], &third["due_at"]), (&json!(2), &json!(3), &json!("2020-03-06T01:00:00Z")));
        assert_eq!((&third["last"]["given_at"], &third["last"]["by"]["id"]), (&json!("2020-03-03T01:00:00Z"), &json!(trainer.id)));
        assert_eq!(overview("&owed=false").await.len(), 1);
        for who in [&trainer, &branch, &app.hq().await] {
            assert_eq!(card(who, "without_guidance").await, Some((3, Some(3))));
            assert_eq!(who.get("/guidance-overview?owed=true&count=true").await.expect(200)["total"], 3);
        }
        assert_eq!(card(&app.branch("42").await, "without_guidance").await, None);
        record(&trainer, &class, 0, "video", "2020-03-05T01:00:00Z").await.expect(201);
        app.drop_out(class.enrolments[1]);
        assert_eq!(card(&branch, "without_guidance").await, Some((1, Some(1))));
        app.put_class(&class, "finished");
        assert_eq!(card(&branch, "without_guidance").await, None);
    }

    async fn a_region_may_allow_more_days_than_the_country(app: TestApp) {
        let (hq, trainer) = (app.hq().await, app.trainer("32").await);
        app.class_that_runs(&app.school("32"), 1, &trainer).await;
        app.class_that_runs(&app.school("42"), 1, &app.trainer("42").await).await;
        let path = format!("/editions/{}/rules/guidance.max_days_without/regions/42", app.programme().edition);
        let change = json!({ "value": 10, "reason": "疫情期间教师在社区值守" });
        hq.put(&path, 1, change).await.expect(200);
        app.set_clock(datetime!(2020-03-06 01:00 UTC));
        let mut rows = items(&hq, "/guidance-overview").await;
        rows.sort_by_key(|r| r["max_days"].as_i64());
        let told: Vec<_> = rows.iter().map(|r| (&r["participant"]["region_code"], &r["max_days"], &r["owed"])).collect();
        assert_eq!(told, [(&json!("32"), &json!(3), &json!(true)), (&json!("42"), &json!(10), &json!(false))]);
        for (owed, region) in [(true, "32"), (false, "42")] {
            let rows = items(&hq, &format!("/guidance-overview?owed={owed}")).await;
            assert_eq!((rows.len(), &rows[0]["participant"]["region_code"]), (1, &json!(region)));
        }
    }

    async fn each_sees_the_guidance_they_have_to_do_with(app: TestApp) {
        let (school, elsewhere) = (app.school("32"), app.school("32"));
        let (trainer, other) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.class_that_runs(&school, 2, &trainer).await;
        let second = app.class_that_runs_in(&class.batch, &elsewhere, 1, &other).await;
        for (class, i) in [(&class, 0), (&class, 1), (&second, 0)] {
            class.ask(&app.teacher(class.teachers[i]).await, i).await.expect(201);
        }
        record(&trainer, &class, 0, "video", "2020-03-02T01:00:00Z").await.expect(201);
        record(&other, &second, 0, "video", "2020-03-02T01:00:00Z").await.expect(201);
        let own = app.teacher(class.teachers[0]).await;
        let people = [
            (app.hq().await, 3, 2, 3),
            (app.branch("32").await, 3, 2, 3),
            (app.branch("42").await, 0, 0, 0),
            (trainer, 2, 1, 2),
            (other, 1, 1, 1),
            (app.school_admin(&school).await, 2, 1, 2),
            (app.school_admin(&elsewhere).await, 1, 1, 1),
            (own, 1, 1, 1),
        ];
        for (who, requests, records, standing) in &people {
            for (list, n) in [("requests", requests), ("records", records), ("overview", standing)] {
                let answer = who.get(&format!("/guidance-{list}?count=true")).await.expect(200);
                assert_eq!((&answer["total"], answer["items"].as_array().unwrap().len()), (&json!(n), *n), "{list} of {}", who.username);
            }
        }
        app.actor(Role::Certifier, Scope::Country).await.get("/guidance-records").await.refused(403, "forbidden");
        assert_eq!(items(&people[0].0, &format!("/guidance-requests?{}", second.filter())).await.len(), 1);
        assert_eq!(items(&people[0].0, "/guidance-records?region_code=42").await.len(), 0);
    }

    async fn the_lists_of_guidance_are_taken_along_as_workbooks(app: TestApp) {
        let trainer = app.trainer("32").await;
        let class = app.class_that_runs(&app.school("32"), 2, &trainer).await;
        let request = class.ask(&app.teacher(class.teachers[0]).await, 0).await.expect(201);
        answer(&trainer, &request, json!({ "kind": "video", "minutes": 20 })).await.expect(200);
        let requests = rows_of(&trainer.get("/guidance-requests/export.xlsx").await.bytes);
        assert_eq!((requests.len(), requests[1][7].as_str(), requests[1][12].as_str()), (2, "已答复", "20"));
        let records = rows_of(&trainer.get("/guidance-records/export.xlsx?kind=video").await.bytes);
        assert_eq!((records.len(), records[1][5].as_str(), records[1][6].as_str()), (2, "视频", "2020-03-02 09:00"));
        let overview = rows_of(&trainer.get("/guidance-overview/export.xlsx").await.bytes);
        let given: Vec<_> = overview[1..].iter().map(|r| (r[7].as_str(), r[10].as_str())).collect();
        assert_eq!(given, [("1", "否"), ("0", "否")]);
        for noun in ["guidance_request", "guidance_record", "guidance_overview"] {
            assert_eq!(app.audited(&format!("{noun}.export")), 1);
        }
        app.teacher(class.teachers[0]).await.get("/guidance-records/export.xlsx").await.refused(403, "forbidden");
    }
}
