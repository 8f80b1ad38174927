//! Planning sessions: by a pattern of the week, within the days of the class; moving and cancelling them.

use support::{Value, both, json, rows_of, session_path};

use super::{clock, pointers};

/// Every weekday from nine to half past eleven and from two to four.
fn pattern() -> Value {
    json!([
        { "weekdays": [1, 2, 3, 4, 5], "from": "09:00", "until": "11:15" },
        { "weekdays": [1, 2, 3, 4, 5, 6, 7], "from": "14:00", "until": "16:15" },
    ])
}

both! {
    async fn a_pattern_fills_the_hours_that_the_rule_asks_for(app: TestApp) {
        let class = app.live_class(3).await;
        let plan = class.host.get(&class.plan()).await.expect(200);
        assert_eq!(plan["days"], json!([{ "from": "2020-03-04", "until": "2020-03-11" }]));
        assert_eq!((&plan["hours"]["required_hours"], &plan["hours"]["clause"], &plan["hours"]["planned_hours"]), (&json!(24), &json!("二.1.(4)"), &json!(0)));
        assert_eq!((&plan["manages"], &plan["hosts"][0]["user_id"], &plan["providers"]), (&json!(true), &json!(class.host.id), &json!(["link"])));
        let ask = json!({ "class_kind": class.kind, "class_id": class.id, "pattern": pattern() });
        let preview = class.host.post("/live-sessions/plan", ask.clone()).await.expect(200);
        let times = preview["sessions"].as_array().unwrap().clone();
        assert_eq!((times.len(), &preview["missing_minutes"], &preview["hours"]["planned_hours"]), (8, &json!(0), &json!(24)));
        assert_eq!((&times[0]["starts_at"], &times[0]["minutes"]), (&json!("2020-03-04T01:00:00Z"), &json!(135)));
        assert_eq!(class.host.get(&class.list()).await.expect(200)["items"], json!([]), "nothing is planned by it");

        let sessions: Vec<Value> = times.iter().map(|t| json!({ "starts_at": t["starts_at"], "ends_at": t["ends_at"] })).collect();
        let mut body = class.sessions(&[]);
        body["sessions"] = json!(sessions);
        let answer = class.host.post("/live-sessions", body).await;
        let made = answer.expect(201)["items"].as_array().unwrap().clone();
        assert_eq!((made.len(), &made[0]["status"], &made[0]["host_user_id"]), (8, &json!("planned"), &json!(class.host.id)));
        assert_eq!(answer.header("location"), format!("/api/v1{}", class.list()));
        assert!(!answer.text().contains("meeting.example.com"), "the address is told by entering alone");
        let hours = &class.host.get(&class.plan()).await.expect(200)["hours"];
        assert_eq!((&hours["planned_minutes"], &hours["planned_hours"], &hours["held_hours"]), (&json!(1080), &json!(24), &json!(0)));
        let member = app.teacher(class.members[0]).await;
        let told = app.told(&member, "live_session").await;
        assert_eq!((told.len(), &told[0]["code"], &told[0]["params"]["count"]), (1, &json!("live_session.planned"), &json!(8)));
        assert_eq!(told[0]["params"]["starts_at"], "2020-03-04 09:00");
        assert_eq!(app.told(&class.host, "live_session").await.len(), 0, "who did it knows");
        assert_eq!(app.audited("live_session.create"), 8);
        assert_eq!(app.faults(), [""; 0]);

        let full = class.host.post("/live-sessions/plan", ask).await.expect(200);
        assert_eq!((&full["sessions"], &full["missing_minutes"]), (&json!([]), &json!(0)), "no more is asked for");
        let more = json!({ "class_kind": class.kind, "class_id": class.id, "pattern": pattern(), "need_minutes": 2000 });
        let more = class.host.post("/live-sessions/plan", more).await.expect(200);
        let room: i64 = more["sessions"].as_array().unwrap().iter().map(|s| s["minutes"].as_i64().unwrap()).sum();
        assert_eq!(more["missing_minutes"].as_i64().unwrap() + room, 2000);
        assert!(more["sessions"].as_array().unwrap().iter().all(|s| !times.contains(s)), "what is taken is left out");
    }

    async fn a_pattern_leaves_out_absences_and_what_has_begun(app: TestApp) {
        let class = app.live_class(1).await;
        let away = json!({ "starts_at": "2020-03-04T00:00:00Z", "ends_at": "2020-03-04T04:00:00Z", "reason": "出差" });
        class.host.post("/trainer-absences", away).await.expect(201);
        let mut ask = json!({ "class_kind": class.kind, "class_id": class.id, "pattern": pattern(), "need_minutes": 135 });
        let first = async |ask: &Value| class.host.post("/live-sessions/plan", ask.clone()).await.expect(200)["sessions"][0]["starts_at"].clone();
        assert_eq!(first(&ask).await, "2020-03-04T06:00:00Z");
        let busy = class.host.get(&class.plan()).await.expect(200)["busy"].clone();
        assert_eq!(busy, json!([{ "user_id": class.host.id, "starts_at": "2020-03-04T00:00:00Z", "ends_at": "2020-03-04T04:00:00Z", "source": "trainer_absence" }]));
        clock(&app, "05T02:00");
        assert_eq!(first(&ask).await, "2020-03-05T06:00:00Z");
        ask["from"] = json!("2020-03-09");
        assert_eq!(first(&ask).await, "2020-03-09T01:00:00Z");
        for (field, value, pointer) in [
            ("from", json!("25:00"), "/pattern/0/from"),
            ("until", json!("08:00"), "/pattern"),
            ("weekdays", json!([8]), "/pattern/0/weekdays"),
        ] {
            let mut wrong = ask.clone();
            wrong["pattern"][0][field] = value;
            let problem = class.host.post("/live-sessions/plan", wrong).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer);
        }
    }

    async fn what_is_no_time_of_the_class_is_refused_with_its_place(app: TestApp) {
        let class = app.live_class(1).await;
        let cases = [
            (&[("03T15:59", "03T17:00")][..], vec![("/sessions/0/starts_at", "outside_dates")]),
            (&[("11T15:00", "11T16:30")], vec![("/sessions/0/starts_at", "outside_dates")]),
            (&[("05T02:00", "05T02:00")], vec![("/sessions/0/ends_at", "order")]),
            (&[("05T02:00", "05T02:09")], vec![("/sessions/0/ends_at", "length")]),
            (&[("05T02:00", "05T12:01")], vec![("/sessions/0/ends_at", "length")]),
            (&[("05T01:00", "05T02:00"), ("05T01:59", "05T03:00")], vec![("/sessions/1", "overlap")]),
        ];
        for (times, wanted) in cases {
            let problem = class.host.post("/live-sessions", class.sessions(times)).await.refused(422, "invalid");
            assert_eq!(pointers(&problem), wanted);
            let named = match wanted[0].1 {
                "outside_dates" => json!({ "ranges": ["2020-03-04/2020-03-11"] }),
                "length" => json!({ "least": 10, "most": 600 }),
                "overlap" => json!({ "other": 1 }),
                _ => json!(null),
            };
            assert_eq!(problem["errors"][0]["values"], named);
        }
        let mut seconds = class.sessions(&[("05T01:00", "05T02:00")]);
        seconds["sessions"][0]["ends_at"] = json!("2020-03-05T02:00:30Z");
        let problem = class.host.post("/live-sessions", seconds).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [("/sessions/0/ends_at", "minute")]);
        let stranger = app.trainer("32").await;
        let rooms = [
            ("room", json!("http://meeting.example.com/abc"), "/room"),
            ("room", json!("https://me:secret@meeting.example.com/abc"), "/room"),
            ("room", json!(format!("https://meeting.example.com/{}", "a".repeat(480))), "/room"),
            ("room", json!(" "), "/room"),
            ("provider", json!("bigbluebutton"), "/provider"),
            ("host_user_id", json!(stranger.id), "/host_user_id"),
            ("title", json!("两\n行"), "/title"),
        ];
        for (field, value, pointer) in rooms {
            let mut body = class.sessions(&[("05T01:00", "05T02:00")]);
            body[field] = value;
            let problem = class.host.post("/live-sessions", body).await.refused(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
        assert_eq!(class.host.get(&class.list()).await.expect(200)["items"], json!([]));
    }

    async fn a_repeated_request_plans_once(app: TestApp) {
        let class = app.live_class(1).await;
        let plan = || class.host.post("/live-sessions", class.sessions(&[("05T01:00", "05T02:00")])).idempotency_key("plan-of-class-1");
        let (first, second) = (plan().await.expect(201), plan().await.expect(201));
        assert_eq!(first["items"][0]["id"], second["items"][0]["id"]);
        assert_eq!(class.host.get(&format!("{}&count=true", class.list())).await.expect(200)["total"], 1);
    }

    async fn a_session_is_moved_and_everybody_is_told(app: TestApp) {
        let class = app.live_class(2).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        let path = session_path(&session);
        let moved = json!({ "starts_at": "2020-03-06T01:00:00Z", "ends_at": "2020-03-06T03:00:00Z", "remarks": "培训师临时有课" });
        let after = class.host.patch(&path, 1, moved.clone()).await.expect(200);
        assert_eq!((&after["minutes"], &after["remarks"], &after["version"]), (&json!(120), &json!("培训师临时有课"), &json!(2)));
        class.host.patch(&path, 1, moved).await.refused(412, "version_mismatch");
        let member = app.teacher(class.members[1]).await;
        let told = app.told(&member, "live_session").await;
        assert_eq!((told.len(), &told[1]["code"]), (2, &json!("live_session.moved")));
        assert_eq!((&told[1]["params"]["before"], &told[1]["params"]["starts_at"]), (&json!("2020-03-05 09:00"), &json!("2020-03-06 09:00")));
        // The hour that was left is free again.
        class.planned("05T01:00", "05T02:30").await;
        let outside = json!({ "starts_at": "2020-03-12T01:00:00Z", "ends_at": "2020-03-12T03:00:00Z" });
        let problem = class.host.patch(&path, 2, outside).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [("/starts_at", "outside_dates")]);
        let titled = class.host.patch(&path, 2, json!({ "title": "平台实操（二）" })).await.expect(200);
        assert_eq!((&titled["title"], app.told(&member, "live_session").await.len()), (&json!("平台实操（二）"), 3));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_cancelled_session_frees_its_time_and_says_why(app: TestApp) {
        let class = app.live_class(1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        class.host.session_step(&session, "cancel", json!({ "reason": " " })).await.refused(422, "invalid");
        let cancelled = class.host.session_step(&session, "cancel", json!({ "reason": "与学校考试冲突" })).await.expect(200);
        assert_eq!((&cancelled["status"], &cancelled["remarks"]), (&json!("cancelled"), &json!("与学校考试冲突")));
        class.host.session_step(&cancelled, "cancel", json!({ "reason": "再次" })).await.refused(409, "state_forbids");
        class.host.patch(&session_path(&session), 2, json!({ "title": "新" })).await.refused(409, "state_forbids");
        let told = app.told(&app.teacher(class.members[0]).await, "live_session").await;
        assert_eq!((&told[1]["code"], &told[1]["params"]["reason"]), (&json!("live_session.cancelled"), &json!("与学校考试冲突")));
        class.planned("05T01:00", "05T02:30").await;
        assert_eq!(class.host.get(&class.plan()).await.expect(200)["hours"]["planned_minutes"], 90);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_that_is_over_plans_nothing(app: TestApp) {
        let class = app.live_class(1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        app.set_live_class_status(&class, "finished");
        class.host.post("/live-sessions", class.sessions(&[("06T01:00", "06T02:00")])).await.refused(409, "state_forbids");
        class.host.session_step(&session, "cancel", json!({ "reason": "不再需要" })).await.refused(409, "state_forbids");
        assert_eq!(class.host.get(&class.plan()).await.expect(200)["manages"], false);
    }

    async fn a_dissolved_cohort_has_its_sessions_cancelled(app: TestApp) {
        let class = app.live_cohort(2).await;
        let sessions = class.sessions(&[("05T01:00", "05T02:30"), ("06T01:00", "06T02:30")]);
        class.host.post("/live-sessions", sessions).await.expect(201);
        let admin = app.school_admin(&class.school).await;
        let path = format!("/cohorts/{}", class.id);
        let version = admin.get(&path).await.version();
        admin.post(&format!("{path}/dissolve"), json!({ "remarks": "并入 2 班" })).if_match(version).await.expect(200);
        let list = admin.get(&class.list()).await.expect(200);
        let statuses: Vec<_> = list["items"].as_array().unwrap().iter().map(|s| (&s["status"], &s["remarks"])).collect();
        assert_eq!(statuses, [(&json!("cancelled"), &json!("并入 2 班")); 2]);
        let told = app.told(&app.student(class.members[0]).await, "live_session").await;
        assert_eq!((told.len(), &told[1]["code"], &told[1]["params"]["count"]), (2, &json!("live_session.cancelled"), &json!(2)));
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn sessions_are_listed_by_their_time_and_exported(app: TestApp) {
        let class = app.live_class(1).await;
        let times = [("06T01:00", "06T02:00"), ("05T01:00", "05T02:00"), ("07T01:00", "07T02:00")];
        class.host.post("/live-sessions", class.sessions(&times)).await.expect(201);
        let branch = app.branch("32").await;
        let mut seen = Vec::new();
        let mut path = format!("{}&limit=2&count=true", class.list());
        loop {
            let page = branch.get(&path).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|s| s["starts_at"].as_str().unwrap()[8..10].to_string()));
            let Some(next) = page["next"].as_str() else { break };
            assert_eq!(page["total"], 3);
            path = format!("{}&limit=2&count=true&cursor={next}", class.list());
        }
        assert_eq!(seen, ["05", "06", "07"]);
        let within = "/live-sessions?from=2020-03-05T02:00:00Z&until=2020-03-07T01:00:00Z&count=true";
        assert_eq!(branch.get(within).await.expect(200)["total"], 1, "half-open at both ends");
        let rows = rows_of(&branch.get("/live-sessions/export.xlsx?status=planned").await.bytes);
        assert_eq!((rows.len(), rows[0][2].as_str(), rows[1][4].as_str(), rows[1][6].as_str()), (4, "主题", "2020-03-05 09:00", "已安排"));
    }
}
