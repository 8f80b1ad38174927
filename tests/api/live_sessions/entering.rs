//! Entering a session, ending it, and saying when it was held.

use support::{both, json, session_path};

use super::{clock, held};

both! {
    async fn a_plain_link_is_told_to_those_of_the_class_when_it_is_time(app: TestApp) {
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = class.planned("05T01:00", "05T02:30").await;
        let path = format!("{}/join", session_path(&session));
        let (host, member) = (&class.host, app.teacher(class.members[0]).await);
        let join = async |who: &support::Actor| who.request("POST", &path).await;
        let can = async |who: &support::Actor| who.get(&session_path(&session)).await.expect(200)["can_join"] == true;

        clock(&app, "04T23:59");
        join(host).await.refused(409, "state_forbids");
        let opens = async |who: &support::Actor| who.get(&session_path(&session)).await.expect(200)["opens_at"].clone();
        assert_eq!((opens(host).await, opens(&member).await), (json!("2020-03-05T00:00:00Z"), json!("2020-03-05T00:45:00Z")));
        assert_eq!(opens(&app.branch("32").await).await, "2020-03-05T00:45:00Z");
        clock(&app, "05T00:00");
        assert!(can(host).await && !can(&member).await);
        join(&member).await.refused(409, "state_forbids");
        let answer = join(host).await;
        assert_eq!(answer.expect(200), json!({ "url": "https://meeting.example.com/dm/abc" }));
        assert_eq!(answer.header("cache-control"), "no-store");
        let open = host.get(&session_path(&session)).await.expect(200);
        assert_eq!((&open["status"], &open["actual_start"]), (&json!("open"), &json!("2020-03-05T00:00:00Z")));
        join(host).await.expect(200);
        assert_eq!(app.audited("live_session.open"), 1, "entering again opens nothing");
        clock(&app, "05T00:44");
        join(&member).await.refused(409, "state_forbids");
        clock(&app, "05T00:45");
        assert!(can(&member).await);
        join(&member).await.expect(200);
        clock(&app, "05T03:00");
        join(&member).await.expect(200);
        clock(&app, "05T03:01");
        join(&member).await.refused(409, "state_forbids");

        // Whoever is not of the class does not know of it; who only looks after it does not enter.
        join(&app.trainer("32").await).await.refused(404, "not_found");
        join(&app.teacher(app.teachers(&class.school, 1)[0]).await).await.refused(404, "not_found");
        join(&app.branch("32").await).await.refused(403, "forbidden");
        join(&app.school_admin(&class.school).await).await.refused(403, "forbidden");
        for reader in [host, &member, &app.branch("32").await] {
            for path in [session_path(&session), class.list(), class.plan()] {
                assert!(!reader.get(&path).await.text().contains("meeting.example.com"), "{path}");
            }
        }
    }

    async fn students_enter_the_sessions_of_their_cohort(app: TestApp) {
        let class = app.live_cohort(1).await;
        let session = class.planned("05T01:00", "05T02:00").await;
        clock(&app, "05T01:00");
        let path = format!("{}/join", session_path(&session));
        app.student(class.members[0]).await.request("POST", &path).await.expect(200);
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["status"], "planned", "a student opens nothing");
        class.host.request("POST", &path).await.expect(200);
        app.student(app.students(&class.school, 1)[0]).await.request("POST", &path).await.refused(404, "not_found");
    }

    async fn what_was_held_is_the_plan_as_far_as_it_was_kept(app: TestApp) {
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = class.planned("05T01:00", "05T02:30").await;
        clock(&app, "05T00:30");
        class.host.request("POST", &format!("{}/join", session_path(&session))).await.expect(200);
        let open = class.host.get(&session_path(&session)).await.expect(200);
        class.host.session_step(&open, "end", json!({})).await.refused(409, "state_forbids");
        clock(&app, "05T02:40");
        let ended = class.host.session_step(&open, "end", json!({})).await.expect(200);
        assert_eq!((&ended["status"], &ended["held_minutes"], &ended["actual_end"]), (&json!("held"), &json!(90), &json!("2020-03-05T02:40:00Z")));
        assert_eq!(class.host.get(&class.plan()).await.expect(200)["hours"]["held_hours"], 2);
        class.host.session_step(&ended, "end", json!({})).await.refused(409, "state_forbids");
        class.host.session_step(&ended, "cancel", json!({ "reason": "改期" })).await.refused(409, "state_forbids");
        // What went on longer counts once the plan is longer, which books the time.
        let longer = class.host.patch(&session_path(&session), 3, json!({ "ends_at": "2020-03-05T03:00:00Z" })).await.expect(200);
        assert_eq!((&longer["minutes"], &longer["held_minutes"]), (&json!(120), &json!(100)));
        class.host.patch(&session_path(&session), 4, json!({ "ends_at": "2020-03-05T02:00:00Z" })).await.refused(409, "state_forbids");
        class.host.post("/live-sessions", class.sessions(&[("05T02:50", "05T03:30")])).await.refused(409, "double_booked");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn when_it_was_held_is_told_afterwards_and_corrected(app: TestApp) {
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = class.planned("05T01:00", "05T02:30").await;
        let time = |from: &str, until: &str| json!({ "started_at": format!("2020-03-05T{from}:00Z"), "ended_at": format!("2020-03-05T{until}:00Z") });
        class.host.session_step(&session, "hold", time("01:00", "02:30")).await.refused(422, "invalid");
        clock(&app, "05T03:00");
        class.host.session_step(&session, "end", json!({})).await.refused(409, "state_forbids");
        for (from, until) in [("02:30", "01:00"), ("02:30", "02:50"), ("00:10", "01:00"), ("01:00", "03:01")] {
            class.host.session_step(&session, "hold", time(from, until)).await.refused(422, "invalid");
        }
        let held = class.host.session_step(&session, "hold", time("01:10", "02:20")).await.expect(200);
        assert_eq!((&held["status"], &held["held_minutes"]), (&json!("held"), &json!(70)));
        let held = app.branch("32").await.session_step(&held, "hold", time("00:50", "02:50")).await.expect(200);
        assert_eq!(held["held_minutes"], 90);
        assert_eq!(app.audited("live_session.hold"), 2);
        app.teacher(class.members[0]).await.session_step(&held, "hold", time("01:00", "02:00")).await.refused(403, "forbidden");
        app.set_live_class_status(&class, "dissolved");
        class.host.session_step(&held, "hold", time("01:00", "02:00")).await.refused(409, "state_forbids");
    }

    async fn why_nobody_attended_is_said_once_it_was_held(app: TestApp) {
        let class = app.live_class(1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        let path = format!("{}/attendance", session_path(&session));
        let why = json!({ "rows": [], "reason": "平台故障，未导出考勤" });
        class.host.put_attendance(&path, why.clone()).await.refused(409, "state_forbids");
        class.host.session_step(&session, "cancel", json!({ "reason": "改期" })).await.expect(200);
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        class.host.put_attendance(&path, json!({ "rows": [] })).await.refused(422, "invalid");
        class.host.put_attendance(&path, why).await.expect(200);
        assert_eq!(class.host.get(&session_path(&session)).await.expect(200)["unrecorded"], "平台故障，未导出考勤");
    }

    async fn a_session_that_ended_before_its_time_is_opened_again_by_whoever_holds_it(app: TestApp) {
        let class = app.live_class(1).await;
        app.start_live_class(&class);
        let session = class.planned("05T01:00", "05T02:30").await;
        let (path, member) = (session_path(&session), app.teacher(class.members[0]).await);
        let join = async |who: &support::Actor| who.request("POST", &format!("{path}/join")).await;
        clock(&app, "05T00:50");
        join(&class.host).await.expect(200);
        clock(&app, "05T01:05");
        let open = class.host.get(&path).await.expect(200);
        let ended = class.host.session_step(&open, "end", json!({})).await.expect(200);
        assert_eq!((&ended["status"], &ended["held_minutes"], &ended["can_join"]), (&json!("held"), &json!(5), &json!(true)));
        join(&member).await.refused(409, "state_forbids");
        join(&class.host).await.expect(200);
        let open = class.host.get(&path).await.expect(200);
        assert_eq!((&open["status"], &open["actual_start"], open.get("held_minutes")), (&json!("open"), &json!("2020-03-05T00:50:00Z"), None));
        join(&member).await.expect(200);
        assert_eq!(app.audited("live_session.open"), 2);
        clock(&app, "05T02:30");
        let ended = class.host.session_step(&open, "end", json!({})).await.expect(200);
        assert_eq!(ended["held_minutes"], 90);
        // Its time is over.
        join(&class.host).await.refused(409, "state_forbids");
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_that_has_not_started_holds_no_sessions(app: TestApp) {
        let class = app.live_class(1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        let path = session_path(&session);
        clock(&app, "05T01:00");
        for who in [&class.host, &app.teacher(class.members[0]).await] {
            assert_eq!(who.get(&path).await.expect(200)["can_join"], false);
            let problem = who.request("POST", &format!("{path}/join")).await.refused(409, "state_forbids");
            assert!(problem["detail"].as_str().unwrap().contains("start the class first"), "{problem}");
        }
        clock(&app, "05T03:00");
        let time = json!({ "started_at": "2020-03-05T01:00:00Z", "ended_at": "2020-03-05T02:30:00Z" });
        class.host.session_step(&session, "hold", time).await.refused(409, "state_forbids");
        assert_eq!(class.host.get(&path).await.expect(200)["status"], "planned");
    }
}
