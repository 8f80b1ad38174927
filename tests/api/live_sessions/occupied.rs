//! Nobody's time is taken twice: a trainer's, a class's, in whatever order and from wherever it is asked for.

use futures_util::future::join_all;
use support::{Database, both, json, session_path};

const TIME: (&str, &str) = ("05T01:00", "05T02:30");
/// One that begins within it.
const LATER: (&str, &str) = ("05T02:29", "05T03:30");

both! {
    async fn a_trainer_of_two_classes_is_booked_once(app: TestApp) {
        let one = app.live_class(1).await;
        let other = app.live_class_of(&[&one.host], 1).await;
        one.host.post("/live-sessions", one.sessions(&[TIME])).await.expect(201);
        let problem = one.host.post("/live-sessions", other.sessions(&[("05T04:00", "05T05:00"), LATER])).await.refused(409, "double_booked");
        assert_eq!(problem["errors"][0]["pointer"], "/sessions/1");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("2020-03-05 09:00") && detail.contains("平台实操"), "{detail}");
        let named = &problem["errors"][0]["values"];
        assert_eq!((&named["from"], &named["session"]), (&json!("2020-03-05T01:00:00Z"), &json!("平台实操")));
        assert!(named["who"].is_string(), "{named}");
        assert_eq!(one.host.get(&other.list()).await.expect(200)["items"], json!([]), "all of them or none");
        // Back to back is no overlap.
        one.host.post("/live-sessions", other.sessions(&[("05T02:30", "05T03:30")])).await.expect(201);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_class_of_two_trainers_has_one_session_at_a_time(app: TestApp) {
        let (first, second) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.live_class_of(&[&first, &second], 1).await;
        first.post("/live-sessions", class.sessions(&[TIME])).await.expect(201);
        let problem = second.post("/live-sessions", class.sessions(&[LATER])).await.refused(409, "double_booked");
        assert!(problem["detail"].as_str().unwrap().starts_with("The class"), "{problem}");
        assert_eq!(problem["errors"][0]["values"]["who"], json!(null), "{problem}");
        let branch = app.branch("32").await;
        let mut body = class.sessions(&[LATER]);
        body["host_user_id"] = json!(second.id);
        branch.post("/live-sessions", body).await.refused(409, "double_booked");
    }

    async fn an_absence_and_a_session_exclude_each_other(app: TestApp) {
        let class = app.live_class(1).await;
        let away = json!({ "starts_at": "2020-03-05T00:00:00Z", "ends_at": "2020-03-05T02:00:00Z", "reason": "出差" });
        let absence = class.host.post("/trainer-absences", away.clone()).await.expect(201);
        let problem = class.host.post("/live-sessions", class.sessions(&[TIME])).await.refused(409, "double_booked");
        assert!(problem["detail"].as_str().unwrap().contains("an absence"), "{problem}");
        class.host.delete(&format!("/trainer-absences/{}", absence["id"].as_str().unwrap())).await.expect(204);
        class.host.post("/live-sessions", class.sessions(&[TIME])).await.expect(201);
        class.host.post("/trainer-absences", away).await.refused(409, "double_booked");
    }

    async fn a_session_is_moved_only_to_where_all_are_free(app: TestApp) {
        let class = app.live_class(1).await;
        let (one, other) = (class.planned("05T01:00", "05T02:30").await, class.planned("05T03:00", "05T04:00").await);
        let onto = json!({ "starts_at": "2020-03-05T03:30:00Z", "ends_at": "2020-03-05T04:30:00Z" });
        class.host.patch(&session_path(&one), 1, onto.clone()).await.refused(409, "double_booked");
        // Onto a part of its own time it may go.
        let later = json!({ "starts_at": "2020-03-05T01:30:00Z", "ends_at": "2020-03-05T03:00:00Z" });
        class.host.patch(&session_path(&one), 1, later).await.expect(200);
        class.host.session_step(&other, "cancel", json!({ "reason": "改期" })).await.expect(200);
        class.host.patch(&session_path(&one), 2, onto).await.expect(200);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_session_goes_to_another_host_who_is_free(app: TestApp) {
        let (first, second) = (app.trainer("32").await, app.trainer("32").await);
        let class = app.live_class_of(&[&first, &second], 1).await;
        let session = class.planned("05T01:00", "05T02:30").await;
        let busy = app.live_class_of(&[&second], 1).await;
        let other = busy.planned("05T02:00", "05T03:00").await;
        let path = session_path(&session);
        let give = json!({ "host_user_id": second.id });
        first.patch(&path, 1, give.clone()).await.refused(409, "double_booked");
        second.session_step(&other, "cancel", json!({ "reason": "改期" })).await.expect(200);
        let given = first.patch(&path, 1, give).await.expect(200);
        assert_eq!(given["host_user_id"], json!(second.id));
        assert_eq!(app.told(&second, "live_session").await.last().unwrap()["code"], "live_session.moved");
        // The first is free now.
        let mine = app.live_class_of(&[&first], 1).await;
        mine.planned("05T01:00", "05T02:30").await;
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn a_cohort_and_its_teacher_are_booked_alike(app: TestApp) {
        let class = app.live_cohort(1).await;
        let admin = app.school_admin(&class.school).await;
        class.host.post("/live-sessions", class.sessions(&[TIME])).await.expect(201);
        admin.post("/live-sessions", class.sessions(&[LATER])).await.refused(409, "double_booked");
        let mut mine = class.sessions(&[("05T03:00", "05T04:00")]);
        mine["host_user_id"] = json!(class.host.id);
        let made = admin.post("/live-sessions", mine).await.expect(201);
        assert_eq!(made["items"][0]["host_user_id"], json!(class.host.id));
        assert_eq!(class.host.get(&class.plan()).await.expect(200)["hours"].get("required_hours"), None);
        assert_eq!(app.faults(), [""; 0]);
    }

    async fn of_many_who_ask_for_one_hour_at_once_one_has_it(app: TestApp) {
        let trainer = app.trainer("32").await;
        let classes = [
            app.live_class_of(&[&trainer], 1).await,
            app.live_class_of(&[&trainer], 1).await,
            app.live_class_of(&[&trainer], 1).await,
        ];
        let node = (app.database == Database::Postgres).then(|| app.another_node());
        let there = match &node {
            Some(node) => node.login(&trainer.username, support::PASSWORD).await,
            None => trainer.clone(),
        };
        let asked = (0..12).map(|i| {
            let who = if i % 2 == 0 { &trainer } else { &there };
            let body = classes[i % 3].sessions(&[if i < 6 { TIME } else { LATER }]);
            async move {
                // Whoever is told to come back comes back.
                loop {
                    let answer = who.post("/live-sessions", body.clone()).await;
                    if answer.status != 503 {
                        break answer;
                    }
                }
            }
        });
        let answers = join_all(asked).await;
        let won = answers.iter().filter(|a| a.status == 201).count();
        for answer in answers.iter().filter(|a| a.status != 201) {
            answer.refused(409, "double_booked");
        }
        assert_eq!(won, 1);
        assert_eq!(trainer.get("/live-sessions?count=true").await.expect(200)["total"], 1);
        assert_eq!(app.faults(), [""; 0]);
    }
}
