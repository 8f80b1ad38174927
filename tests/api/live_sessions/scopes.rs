//! Who sees which sessions, and who plans them.

use support::{Role, Scope, both, json, session_path};

use super::{clock, held};

both! {
    async fn each_sees_the_sessions_in_their_reach(app: TestApp) {
        let (class, cohort) = (app.live_class(1).await, app.live_cohort(1).await);
        let (trained, taught) = (class.planned("05T01:00", "05T02:30").await, cohort.planned("06T01:00", "06T02:30").await);
        let people = [
            (app.hq().await, vec![&trained, &taught]),
            (app.branch("32").await, vec![&trained, &taught]),
            (app.branch("42").await, vec![]),
            (class.host.clone(), vec![&trained]),
            (app.trainer("32").await, vec![]),
            (app.teacher(class.members[0]).await, vec![&trained]),
            (app.school_admin(&class.school).await, vec![&trained]),
            (cohort.host.clone(), vec![&taught]),
            (app.student(cohort.members[0]).await, vec![&taught]),
            (app.school_admin(&cohort.school).await, vec![&taught]),
            (app.school_admin(&app.school("32")).await, vec![]),
            (app.student(app.students(&cohort.school, 1)[0]).await, vec![]),
        ];
        for (person, sees) in people {
            let list = person.get("/live-sessions?count=true").await.expect(200);
            let ids: Vec<_> = list["items"].as_array().unwrap().iter().map(|s| &s["id"]).collect();
            let wanted: Vec<_> = sees.iter().map(|s| &s["id"]).collect();
            assert_eq!((ids, &list["total"]), (wanted, &json!(sees.len())), "{}", person.username);
            for session in [&trained, &taught] {
                let path = session_path(session);
                let status = if sees.contains(&session) { 200 } else { 404 };
                assert_eq!(person.get(&path).await.status, status, "{} {path}", person.username);
                assert_eq!(person.get(&format!("{path}/attendance")).await.status, status);
            }
        }
    }

    async fn sessions_of_training_are_planned_by_trainer_branch_and_headquarters(app: TestApp) {
        let class = app.live_class(1).await;
        let hour = |n: usize| class.sessions(&[(["05T01:00", "05T02:00", "05T03:00"][n], ["05T02:00", "05T03:00", "05T04:00"][n])]);
        for (n, who) in [class.host.clone(), app.branch("32").await, app.hq().await].iter().enumerate() {
            let made = who.post("/live-sessions", hour(n)).await.expect(201);
            assert_eq!((&made["items"][0]["host_user_id"], &made["items"][0]["manages"]), (&json!(class.host.id), &json!(true)));
        }
        // Another class's trainer and another region do not know of it.
        for stranger in [app.trainer("32").await, app.branch("42").await] {
            stranger.post("/live-sessions", hour(0)).await.refused(404, "not_found");
            stranger.get(&class.plan()).await.refused(404, "not_found");
        }
        for watcher in [app.teacher(class.members[0]).await, app.school_admin(&class.school).await] {
            watcher.post("/live-sessions", hour(0)).await.refused(403, "forbidden");
            let plan = watcher.get(&class.plan()).await.expect(200);
            assert_eq!((&plan["manages"], &plan["busy"]), (&json!(false), &json!([])));
        }
    }

    async fn sessions_of_a_cohort_are_planned_by_its_teacher_and_its_school(app: TestApp) {
        let class = app.live_cohort(1).await;
        let session = class.planned("05T01:00", "05T02:00").await;
        let change = json!({ "title": "新标题" });
        let path = session_path(&session);
        for watcher in [app.branch("32").await, app.hq().await] {
            watcher.patch(&path, 1, change.clone()).await.refused(403, "forbidden");
            assert_eq!(watcher.get(&path).await.expect(200)["manages"], false);
        }
        app.student(class.members[0]).await.patch(&path, 1, change.clone()).await.refused(403, "forbidden");
        app.school_admin(&class.school).await.patch(&path, 1, change).await.expect(200);
        let content = app.actor(Role::ContentEditor, Scope::Country).await;
        content.get("/live-sessions").await.refused(403, "forbidden");
    }

    async fn attendance_of_others_is_kept_from_those_who_take_part(app: TestApp) {
        let class = app.live_class(2).await;
        let session = held(&app, &class).await;
        let path = format!("{}/attendance", session_path(&session));
        let users = [app.teacher_user(class.members[0]), app.teacher_user(class.members[1])];
        let rows = json!({ "rows": [{ "user_id": users[0], "minutes": 80 }, { "user_id": users[1], "minutes": 70 }] });
        class.host.put_attendance(&path, rows.clone()).await.expect(200);
        let own = app.teacher(class.members[1]).await.get(&path).await.expect(200);
        assert_eq!((own["rows"].as_array().unwrap().len(), &own["rows"][0]["user_id"], &own["rows"][0]["record"]["minutes"]), (1, &json!(users[1]), &json!(70)));
        for reader in [app.branch("32").await, app.hq().await, app.school_admin(&class.school).await] {
            assert_eq!(reader.get(&path).await.expect(200)["rows"].as_array().unwrap().len(), 2);
        }
        for watcher in [app.teacher(class.members[0]).await, app.school_admin(&class.school).await] {
            watcher.put_attendance(&path, rows.clone()).await.refused(403, "forbidden");
            watcher.get(&path.replace("attendance", "attendance-files")).await.refused(403, "forbidden");
        }
        app.trainer("32").await.put_attendance(&path, rows).await.refused(404, "not_found");
    }

    async fn what_waits_stands_on_the_first_page(app: TestApp) {
        let class = app.live_class(1).await;
        class.host.post("/live-sessions", class.sessions(&[("05T06:00", "05T07:00"), ("06T01:00", "06T02:00")])).await.expect(201);
        let session = held(&app, &class).await;
        let cards = async |who: &support::Actor| {
            let home = who.get("/home").await.expect(200);
            let cards = home["cards"].as_array().unwrap().clone();
            move |code: &str| cards.iter().find(|c| c["code"] == code).map(|c| (c["count"].as_i64().unwrap(), c["link"].as_str().unwrap().to_string()))
        };
        let of = cards(&class.host).await;
        assert_eq!(of("sessions_today"), Some((2, "/live-sessions?day=2020-03-05".into())));
        assert_eq!(of("attendance_to_review"), Some((1, "/live-sessions?to_review=true".into())));
        let list = class.host.get("/live-sessions?to_review=true").await.expect(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["id"]), (1, &session["id"]));
        let member = app.teacher(class.members[0]).await;
        let next = class.host.get(&format!("{}&status=planned", class.list())).await.expect(200)["items"][0]["id"].clone();
        assert_eq!(cards(&member).await("next_session"), Some((2, format!("/live-sessions/{}", next.as_str().unwrap()))));
        let why = json!({ "rows": [], "reason": "平台故障，未导出考勤" });
        class.host.put_attendance(&format!("{}/attendance", session_path(&session)), why).await.expect(200);
        assert_eq!(cards(&class.host).await("attendance_to_review"), None);
        clock(&app, "07T01:00");
        assert_eq!(cards(&member).await("next_session"), None);
        // Both were held or not: until somebody says so their hours count nowhere.
        let to_hold = cards(&class.host).await("sessions_to_hold");
        assert_eq!(to_hold, Some((2, "/live-sessions?to_hold=true".into())));
        assert_eq!(cards(&member).await("sessions_to_hold"), None);
        let list = class.host.get("/live-sessions?to_hold=true").await.expect(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["id"]), (2, &next));
        class.host.session_step(&list["items"][0], "cancel", json!({ "reason": "停电" })).await.expect(200);
        let time = json!({ "started_at": "2020-03-06T01:00:00Z", "ended_at": "2020-03-06T02:00:00Z" });
        class.host.session_step(&list["items"][1], "hold", time).await.expect(200);
        assert_eq!(cards(&class.host).await("sessions_to_hold"), None);
    }

    async fn who_left_the_school_sees_and_holds_none_of_its_sessions(app: TestApp) {
        let class = app.live_cohort(2).await;
        let session = class.planned("05T01:00", "05T02:00").await;
        let student = app.student(class.members[0]).await;
        let path = session_path(&session);
        app.student_left(class.members[0]);
        app.teacher_left(app.teacher_of(class.host.id));
        for gone in [&class.host, &student] {
            gone.get(&path).await.refused(404, "not_found");
            assert_eq!(gone.get("/live-sessions").await.expect(200)["items"], json!([]));
        }
        class.host.session_step(&session, "cancel", json!({ "reason": "改期" })).await.refused(404, "not_found");
        class.host.post("/live-sessions", class.sessions(&[("05T03:00", "05T04:00")])).await.refused(404, "not_found");
        app.student(class.members[1]).await.get(&path).await.expect(200);
    }

    async fn a_grant_of_another_school_reaches_none_of_a_teachers_sessions_here(app: TestApp) {
        let class = app.live_cohort(1).await;
        let session = class.planned("05T01:00", "05T02:00").await;
        let elsewhere = app.school("42");
        let grant = json!({ "role": "teacher", "scope": { "kind": "institution", "institution_id": elsewhere.id } });
        let given = app.hq().await.post(&format!("/users/{}/grants", class.host.id), grant).await.expect(201);
        let switched = class.host.post("/auth/switch", json!({ "grant_id": given["id"] })).await.expect(200);
        let there = class.host.with_token("teacher elsewhere", switched["access_token"].as_str().unwrap());
        there.get(&session_path(&session)).await.refused(404, "not_found");
        there.get(&format!("/cohorts/{}", class.id)).await.refused(404, "not_found");
    }

    async fn what_is_left_of_a_class_that_has_ended_waits_for_nobody(app: TestApp) {
        let class = app.live_cohort(1).await;
        held(&app, &class).await;
        let total = async || class.host.get("/live-sessions?to_review=true&count=true").await.expect(200)["total"].clone();
        assert_eq!(total().await, 1);
        let admin = app.school_admin(&class.school).await;
        let path = format!("/cohorts/{}", class.id);
        for step in ["start", "finish"] {
            let version = admin.get(&path).await.version();
            admin.post(&format!("{path}/{step}"), json!({})).if_match(version).await.expect(200);
        }
        assert_eq!(total().await, 0);
    }

    async fn a_cohort_that_finishes_gives_back_the_time_of_what_is_ahead(app: TestApp) {
        let class = app.live_cohort(1).await;
        let session = class.planned("20T01:00", "20T02:00").await;
        let admin = app.school_admin(&class.school).await;
        let path = format!("/cohorts/{}", class.id);
        for step in ["start", "finish"] {
            let version = admin.get(&path).await.version();
            admin.post(&format!("{path}/{step}"), json!({})).if_match(version).await.expect(200);
        }
        let ended = class.host.get(&session_path(&session)).await.expect(200);
        assert_eq!((&ended["status"], &ended["remarks"]), (&json!("cancelled"), &json!("班级已结业")));
        assert_eq!(app.faults(), [""; 0]);
    }
}
