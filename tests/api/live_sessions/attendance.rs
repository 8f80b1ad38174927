//! Attendance entered by hand: for whom, how long, why it was changed, and what stood there before.

use support::{both, json, session_path};

use super::{held, pointers, record, records};

both! {
    async fn a_record_keeps_what_it_said_before_and_why(app: TestApp) {
        let class = app.live_class(2).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let users = [app.teacher_user(class.members[0]), app.teacher_user(class.members[1])];
        let empty = class.host.get(&path).await.expect(200);
        assert_eq!((&empty["most_minutes"], empty["rows"].as_array().unwrap().len()), (&json!(90), 2));
        let put = async |rows: serde_json::Value| class.host.put_attendance(&path, rows).await;
        put(json!({ "rows": [{ "user_id": users[0], "minutes": 60 }, { "user_id": users[1], "minutes": 0 }] })).await.expect(200);
        assert_eq!(records(&class.host, &session).await.len(), 2);
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["attended"], 2);

        let change = json!({ "user_id": users[0], "minutes": 85 });
        let problem = put(json!({ "rows": [change] })).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [("/reason", "required")]);
        // What says the same changes nothing, and owes nothing.
        put(json!({ "rows": [{ "user_id": users[0], "minutes": 60 }] })).await.expect(200);
        put(json!({ "rows": [change], "reason": "培训师确认其全程在线" })).await.expect(200);
        let branch = app.branch("32").await;
        let again = json!({ "rows": [{ "user_id": users[0], "minutes": 90 }], "reason": "片区复核" });
        branch.put_attendance(&path, again).await.expect(200);
        let shown = class.host.get(&path).await.expect(200);
        let row = shown["rows"].as_array().unwrap().iter().find(|r| r["user_id"] == json!(users[0])).unwrap();
        assert_eq!((&row["record"]["minutes"], &row["record"]["corrected"], &row["record"]["reason"], &row["record"]["version"]), (&json!(90), &json!(true), &json!("片区复核"), &json!(3)));
        let past: Vec<_> = row["history"].as_array().unwrap().iter().map(|h| (h["minutes"].as_i64().unwrap(), h["reason"].as_str())).collect();
        assert_eq!(past, [(85, Some("培训师确认其全程在线")), (60, None)]);
        assert!(row["record"]["recorded_by"].as_str().unwrap().contains("branch_staff"), "{row}");
        assert_eq!(app.audited("live_attendance.record"), 4);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn only_those_of_the_class_attend_and_no_longer_than_was_held(app: TestApp) {
        let class = app.live_class(1).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let (user, stranger) = (app.teacher_user(class.members[0]), app.teacher_user(app.teachers(&class.school, 1)[0]));
        let rows = json!({ "rows": [
            { "user_id": user, "minutes": 91 }, { "user_id": user, "minutes": 10 },
            { "user_id": stranger, "minutes": 10 }, { "user_id": class.host.id, "minutes": 10 },
        ] });
        let problem = class.host.put_attendance(&path, rows).await.refused(422, "invalid");
        assert_eq!(pointers(&problem), [
            ("/rows/0/minutes", "too_long"), ("/rows/1/user_id", "duplicate"),
            ("/rows/2/user_id", "unknown"), ("/rows/3/user_id", "unknown"),
        ]);
        assert_eq!(records(&class.host, &session).await, []);
    }

    async fn a_reason_for_no_records_ends_with_the_first_record(app: TestApp) {
        let class = app.live_cohort(1).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let admin = app.school_admin(&class.school).await;
        let why = json!({ "rows": [], "reason": "平台故障，未导出考勤" });
        admin.put_attendance(&path, why.clone()).await.expect(200);
        let shown = admin.get(&path).await.expect(200);
        let user = shown["rows"][0]["user_id"].as_str().unwrap().parse().unwrap();
        class.host.put_attendance(&path, json!({ "rows": [{ "user_id": user, "minutes": 45 }] })).await.expect(200);
        assert_eq!(records(&admin, &session).await, [record(user, 45, "manual", false)]);
        assert!(admin.get(&session_path(&session)).await.expect(200).get("unrecorded").is_none());
        admin.put_attendance(&path, why).await.refused(409, "state_forbids");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn of_two_who_enter_attendance_at_once_the_second_sees_what_the_first_wrote(app: TestApp) {
        let class = app.live_class(1).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let user = app.teacher_user(class.members[0]);
        let seen = class.host.get(&path).await;
        assert_eq!(seen.json()["version"], seen.version());
        let rows = |minutes: i64| json!({ "rows": [{ "user_id": user, "minutes": minutes }], "reason": "核对" });
        class.host.request("PUT", &path).json(rows(80)).await.refused(428, "precondition_required");
        let written = class.host.put(&path, seen.version(), rows(80)).await;
        assert_eq!(written.expect(200)["version"], written.version());
        app.branch("32").await.put(&path, seen.version(), rows(20)).await.refused(412, "version_mismatch");
        assert_eq!(records(&class.host, &session).await, [record(user, 80, "manual", false)]);
    }

    async fn records_of_a_class_that_has_finished_are_put_right_until_the_result(app: TestApp) {
        let class = app.live_class(2).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let users = [app.teacher_user(class.members[0]), app.teacher_user(class.members[1])];
        let rows = |minutes: i64, of: &[support::Id]| {
            let rows: Vec<_> = of.iter().map(|id| json!({ "user_id": id, "minutes": minutes })).collect();
            json!({ "rows": rows, "reason": "评定时核对" })
        };
        class.host.put_attendance(&path, rows(60, &users)).await.expect(200);
        app.set_live_class_status(&class, "finished");
        class.host.put_attendance(&path, rows(80, &users)).await.expect(200);
        app.has_result(class.members[0], "passed");
        let problem = class.host.put_attendance(&path, rows(70, &users)).await.refused(409, "state_forbids");
        assert_eq!(pointers(&problem), [("/rows/0/user_id", "judged")]);
        class.host.put_attendance(&path, rows(70, &users[1..])).await.expect(200);
        let got = records(&class.host, &session).await;
        assert!(got.contains(&record(users[0], 80, "manual", true)) && got.contains(&record(users[1], 70, "manual", true)), "{got:?}");
        // The plan of the class stands all the same.
        class.host.post("/live-sessions", class.sessions(&[("06T01:00", "06T02:00")])).await.refused(409, "state_forbids");
        app.set_live_class_status(&class, "dissolved");
        class.host.put_attendance(&path, rows(60, &users[1..])).await.refused(409, "state_forbids");
    }
}
